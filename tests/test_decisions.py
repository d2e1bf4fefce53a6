"""Decisions of a reader: read from their table, heeded, and never lost."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import damaged

import thaifix
from thaifix import Edit, TableError
from thaifix.batch.decisions import COLUMNS, CONTEXT, Decision, Decisions, decide, escaped
from thaifix.explanation import Diagnosis, Explanation

if TYPE_CHECKING:
    from pathlib import Path

SHA = "0123456789abcdef" * 4


def row(edit: Edit, decision: str, kind: str = "edit", part: int = 0) -> Decision:
    return Decision(
        "book.txt", SHA, part, edit.start, edit.end, edit.before, edit.after, edit.family, edit.rule, kind, decision
    )


def edit(start: int, before: str, after: str, rule: str = "r") -> Edit:
    return Edit(start, start + len(before), before, after, "ocr", rule, 0.95)


def explained(source: str, edits: list[Edit], suggestions: list[Edit] | None = None) -> Explanation:
    text = thaifix.apply(source, edits)
    return Explanation(source, text, tuple(edits), tuple(suggestions or ()), Diagnosis())


def line(one: Decision, *context: str) -> str:
    cells = [str(getattr(one, column)) for column in COLUMNS]
    return "\t".join(map(escaped, [*cells, *context]))


def table(folder: Path, *lines: str, heading: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "decisions.tsv"
    path.write_bytes("".join(f"{one}\n" for one in ["\t".join(heading), *lines]).encode("utf-8", "surrogatepass"))
    return path


# ---------------------------------------------------------------- the table


def test_a_table_is_read_with_what_cannot_stand_in_a_cell(tmp_path: Path) -> None:
    odd = replace(row(edit(3, "\t\\n\n\r", "\\t"), "accept"), file="a\tb.txt")
    (read,) = Decisions.read(table(tmp_path, line(odd))).rows
    assert read == odd
    assert read.origin == f"{tmp_path / 'decisions.tsv'}:2"
    assert read.context_before is None


def test_context_is_read_where_there_is_any(tmp_path: Path) -> None:
    one = row(edit(3, "ก", "ข"), "reject")
    (read,) = Decisions.read(table(tmp_path, line(one, "งา", ""), heading=COLUMNS + CONTEXT)).rows
    assert (read.context_before, read.context_after) == ("งา", "")


def test_line_ends_of_windows_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_bytes(
        ("\ufeff" + "\r\n".join(["\t".join(COLUMNS), line(row(edit(0, "ก", "ข"), "accept")), ""])).encode()
    )
    assert len(Decisions.read(path, path).rows) == 1


def _cells(**changes: str) -> str:
    cells = dict(zip(COLUMNS, line(row(edit(0, "ก", "ข"), "accept")).split("\t"), strict=True))
    return "\t".join((cells | changes).values())


@pytest.mark.parametrize(
    ("broken", "place", "says"),
    [
        (_cells() + "\tmore", 2, "12 cells where the heading has 11"),
        (_cells(start="-1"), 2, "start: expected a whole number, 0 or more, found '-1'"),
        (_cells(part="๑"), 2, "part: expected a whole number"),
        (_cells(kind="guess"), 2, "kind: expected edit or suggestion, found 'guess'"),
        (_cells(decision=""), 2, "decision: expected accept or reject"),
        (_cells(family="noise"), 2, "family: expected sara-am or"),
        (_cells(sha256="abc"), 2, "sha256: expected 64 hexadecimal digits"),
        (_cells(end="5"), 2, "before: it is not as long as start and end say"),
        (_cells(after="ก"), 2, "after: nothing would change"),
        (f"\n{_cells(kind='x')}", 3, "kind"),
    ],
)
def test_a_row_that_cannot_have_been_exported_is_refused(tmp_path: Path, broken: str, place: int, says: str) -> None:
    with pytest.raises(TableError) as caught:
        Decisions.read(table(tmp_path, broken))
    assert caught.value.line == place
    assert says in caught.value.problem


def test_another_table_is_refused(tmp_path: Path) -> None:
    for heading in (("row", "form"), (*COLUMNS, "colour"), COLUMNS[:-1]):
        with pytest.raises(TableError, match=r"decisions\.tsv:1: the heading must be file sha256"):
            Decisions.read(table(tmp_path, heading=heading))
    path = tmp_path / "decisions.tsv"
    path.write_bytes("\t".join(COLUMNS).encode() + b"\nbook\xa1")
    with pytest.raises(TableError, match=r"decisions\.tsv:2: the line is not in UTF-8"):
        Decisions.read(path)


@given(st.lists(st.tuples(*[st.text(st.characters(exclude_categories=()), max_size=5)] * 3), max_size=4))
def test_any_text_survives_the_table(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]]) -> None:
    rows = [replace(row(edit(7, a, b + "x"), "accept"), file=c) for a, b, c in cells if a != b + "x"]
    read = Decisions.read(table(tmp_path_factory.mktemp("t"), *map(line, rows)))
    assert read.rows == tuple(dict.fromkeys(rows))


# ---------------------------------------------------------------- by file


def test_decisions_about_another_state_of_a_file_are_told() -> None:
    decisions = Decisions((row(edit(0, "ก", "ข"), "accept"), row(edit(0, "ก", "ข"), "accept", part=3)))
    parts, problems = decisions.about("book.txt", SHA)
    assert (sorted(parts), problems) == ([0, 3], [])
    parts, problems = decisions.about("book.txt", "f" * 64)
    assert parts == {}
    assert [problem.says for problem in problems] == ["the source has changed since this was decided; decide again"] * 2
    assert decisions.about("other.txt", SHA) == ({}, [])


def test_decisions_about_files_that_are_not_there_are_told() -> None:
    decisions = Decisions((row(edit(0, "ก", "ข"), "accept"),))
    assert decisions.elsewhere(["book.txt", "other.txt"]) == []
    (problem,) = decisions.elsewhere(["other.txt"])
    assert str(problem) == "there is no file book.txt in this batch"


def test_the_digest_of_a_file_tells_whether_something_else_was_decided() -> None:
    one, other = row(edit(0, "ก", "ข"), "accept"), row(edit(4, "ก", "ข"), "reject")
    digest = Decisions((one, other)).digest("book.txt")
    assert digest == Decisions((other, replace(one, origin="elsewhere:7"))).digest("book.txt")
    assert digest != Decisions((one,)).digest("book.txt")
    assert digest != Decisions((one, replace(other, decision="accept"))).digest("book.txt")
    assert Decisions((one,)).digest("other.txt") == ""
    decisions = Decisions((one, other))
    assert pickle.loads(pickle.dumps(decisions)) == decisions  # noqa: S301 - our own bytes


# ---------------------------------------------------------------- heeding them


def says(explanation: Explanation, *rows: Decision) -> tuple[str, list[str]]:
    decided = decide(explanation, rows)
    after = decided.explanation
    assert thaifix.apply(after.source, after.edits) == after.text
    assert thaifix.undo(after.text, after.edits) == after.source
    return after.text, [problem.says for problem in decided.problems]


def test_a_rejected_edit_is_taken_out_and_not_suggested() -> None:
    explanation = thaifix.explain("เเผนส�ำนักงาน")
    assert explanation.text == "แผนสำนักงาน"
    decided = decide(explanation, [row(explanation.edits[0], "reject")])
    assert decided.explanation.text == "เเผนสำนักงาน"
    assert decided.explanation.suggestions == ()
    assert not decided.problems
    assert "hole-before-am" in {found.sign for found in decided.explanation.diagnosis.findings if found.repaired}


def test_all_edits_rejected_is_the_source_itself() -> None:
    explanation = thaifix.explain("เเผน")
    assert decide(explanation, [row(explanation.edits[0], "reject")]).explanation.text is explanation.source


def test_an_accepted_suggestion_is_put_in_and_suggested_no_more() -> None:
    explanation = explained("กขคง", [edit(0, "ก", "ก่")], [edit(2, "ค", "ค้"), edit(3, "ง", "")])
    decided = decide(explanation, [row(explanation.suggestions[0], "accept", "suggestion")])
    assert decided.explanation.text == "ก่ขค้ง"
    assert decided.explanation.suggestions == (explanation.suggestions[1],)
    assert [(made.rule, made.confidence) for made in decided.explanation.edits] == [("r", 0.95), ("r", 1.0)]


def test_a_rejected_suggestion_is_suggested_no_more() -> None:
    explanation = explained("กข", [], [edit(0, "ก", "ค")])
    decided = decide(explanation, [row(explanation.suggestions[0], "reject", "suggestion")])
    assert (decided.explanation.text, decided.explanation.suggestions, decided.problems) == ("กข", (), [])


def test_an_accepted_edit_stays_as_it_is() -> None:
    explanation = explained("กข", [edit(0, "ก", "ค")])
    assert decide(explanation, [row(explanation.edits[0], "accept")]).explanation.edits == explanation.edits


def test_an_accepted_change_that_thaifix_makes_no_more_is_made() -> None:
    assert says(explained("กข", []), row(edit(0, "ก", "ค"), "accept")) == ("คข", [])


def test_a_rejected_change_that_thaifix_makes_no_more_needs_nothing() -> None:
    assert says(explained("กข", []), row(edit(0, "ก", "ค"), "reject")) == ("กข", [])


def test_a_rejected_change_that_became_another_one_is_told() -> None:
    text, problems = says(explained("กขค", [edit(0, "กข", "ง")]), row(edit(1, "ข", "ฃ"), "reject"))
    assert text == "งค"
    assert problems == ["thaifix now makes another change there, 'กข' to 'ง'; decide again"]


def test_an_accepted_suggestion_over_an_edit_is_told() -> None:
    explanation = explained("กขค", [edit(0, "กข", "ง")], [])
    text, problems = says(explanation, row(edit(1, "ขค", "จ"), "accept", "suggestion"))
    assert (text, problems) == ("งค", ["it overlaps another change, 'กข' to 'ง'; only one of them can be made"])


def test_it_is_made_where_that_edit_was_rejected() -> None:
    explanation = explained("กขค", [edit(0, "กข", "ง")], [])
    rows = [row(edit(1, "ขค", "จ"), "accept", "suggestion"), row(explanation.edits[0], "reject")]
    assert says(explanation, *rows) == ("กจ", [])


def test_two_accepted_changes_over_each_other_are_told_both() -> None:
    rows = [row(edit(0, "กข", "ง"), "accept"), row(edit(1, "ขค", "จ"), "accept"), row(edit(0, "กข", "ฉ"), "accept")]
    text, problems = says(explained("กขค", []), *rows)
    assert text == "กขค"
    assert len(problems) == 3


def test_two_things_are_not_put_in_at_one_place() -> None:
    text, problems = says(explained("ก", []), row(edit(1, "", "ข"), "accept"), row(edit(1, "", "ค"), "accept"))
    assert (text, len(problems)) == ("ก", 2)


def test_changes_that_only_touch_are_both_made() -> None:
    rows = [row(edit(0, "ก", "ค"), "accept"), row(edit(1, "", "ง"), "accept"), row(edit(1, "ข", "จ"), "accept")]
    assert says(explained("กข", []), *rows) == ("คงจ", [])


def test_the_same_change_accepted_and_rejected_is_told_and_left_as_thaifix_had_it() -> None:
    explanation = explained("กข", [edit(0, "ก", "ค")])
    rows = [row(explanation.edits[0], "accept"), row(explanation.edits[0], "reject")]
    assert says(explanation, *rows) == ("คข", ["this was both accepted and rejected; delete one of the rows"] * 2)


def test_a_change_of_a_text_that_is_not_there_is_told() -> None:
    _, problems = says(explained("กข", []), row(edit(1, "ค", "ง"), "accept"), row(edit(9, "", "ง"), "accept"))
    assert problems == [
        "expected 'ค' at code point 1 of part 0, found 'ข'; decide again",
        "expected '' at code point 9 of part 0, found ''; decide again",
    ]


def test_a_mark_that_went_home_stays_with_both_its_edits() -> None:
    explanation = thaifix.explain("หน่วยงานที\n่เกี่ยวข้องกับเเผน")
    home, away = explanation.edits[:2]
    assert (home.after, away.before) == ("่", "่")
    for one in (home, away):
        assert says(explanation, row(one, "reject")) == ("หน่วยงานที\n่เกี่ยวข้องกับแผน", [])
    text, problems = says(explanation, row(home, "reject"), row(away, "accept"))
    assert text == "หน่วยงานที\n่เกี่ยวข้องกับแผน"
    assert problems == ["it belongs together with an edit that was rejected: decide the same about both"]


def test_half_of_a_suggested_move_is_not_made() -> None:
    halves = [edit(1, "", "่"), edit(2, "่", "")]
    explanation = explained("กข่", [], halves)
    assert says(explanation, *(row(half, "accept", "suggestion") for half in halves)) == ("ก่ข", [])
    text, problems = says(explanation, row(halves[0], "accept", "suggestion"))
    assert (text, len(problems)) == ("กข่", 1)


def test_without_decisions_nothing_changes() -> None:
    explanation = thaifix.explain("เเผน")
    assert decide(explanation, []) == (explanation, [])


@given(damaged(), st.data())
def test_whatever_is_decided_each_decision_is_heeded_or_told(text: str, data: st.DataObject) -> None:
    explanation = thaifix.explain(text)
    changes = [(one, "edit") for one in explanation.edits] + [(one, "suggestion") for one in explanation.suggestions]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        changes.append((edit(start, text[start:end], text[start:end] + data.draw(st.sampled_from("กข"))), "suggestion"))
    rows = [
        row(one, data.draw(st.sampled_from(["accept", "reject"])), kind)
        for one, kind in changes
        if data.draw(st.booleans())
    ]
    decided = decide(explanation, rows)
    after = decided.explanation
    assert thaifix.apply(text, after.edits) == after.text
    assert thaifix.undo(after.text, after.edits) == text
    told = {problem.decision.change for problem in decided.problems}
    made = {(one.start, one.end, one.before, one.after) for one in after.edits}
    open_ones = {(one.start, one.end, one.before, one.after) for one in after.suggestions}
    for one in rows:
        assert one.change in told or (one.change in made) == one.accepted
        assert one.change in told or one.change not in open_ones
    spans = [(one.start, one.end) for one in rows]
    for kept in explanation.edits:  # what nobody decided about stays
        away = all(kept.end < start or end < kept.start for start, end in spans)
        together = any(kept.before == other.after or kept.after == other.before for other in explanation.edits)
        assert kept in after.edits or not away or together
