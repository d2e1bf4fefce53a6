"""What decisions teach: words to keep, pairs to repair; and what they do not teach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shelves import run, shelf
from strategies import damaged

import thaifix
from thaifix import Config, batch
from thaifix.batch.decisions import COLUMNS, CONTEXT, Decision, Decisions, escaped
from thaifix.batch.learning import OFTEN, Learned, Sources, learn
from thaifix.cli import main
from thaifix.dictionary import Dictionary, Row

if TYPE_CHECKING:
    from pathlib import Path

    from thaifix import Edit

SHA = "0123456789abcdef" * 4


def decided(  # noqa: PLR0913 - what a row of the table says
    text: str, before: str, after: str, decision: str, kind: str = "", *, family: str = "ocr", rule: str = "r"
) -> Decision:
    """Decide on a change of a text, written with « and » around it."""
    left, _, rest = text.partition("«")
    middle, _, right = rest.partition("»")
    assert middle == before
    return Decision(
        "book.txt", SHA, 0, len(left), len(left) + len(before), before, after, family, rule,
        kind or ("edit" if decision == "reject" else "suggestion"), decision, left[-20:], right[:20],
        f"decisions.tsv:{len(left)}",
    )  # fmt: skip


def rows(*decisions: Decision, old: Dictionary | None = None) -> list[tuple[str, ...]]:
    learned = learn(Decisions(decisions), old)
    assert not learned.conflicts
    return [row[:4] for row in learned.dictionary.rows]


def test_an_accepted_suggestion_is_a_pair_of_whole_words() -> None:
    row = decided("จัดทำระเ«ว»ียบงานสารบรรณ", "ว", "บ", "accept")
    assert rows(row) == [("pair", "ระเวียบ", "ระเบียบ", "ocr")]


def test_the_pair_repairs_that_word_in_other_texts() -> None:
    learned = learn(Decisions((decided("จัดทำระเ«ว»ียบงานสารบรรณ", "ว", "บ", "accept"),)))
    config = Config(dictionary=learned.dictionary)
    assert thaifix.fix("ตามระเวียบข้อ 5", config) == "ตามระเบียบข้อ 5"


def test_a_rejected_edit_is_a_word_to_keep() -> None:
    text = "ที่บ้านพฒันาอยู่ใกล้ตลาด"
    (edit,) = thaifix.explain(text).edits
    row = decided("ที่บ้านพ«ฒั»นาอยู่ใกล้ตลาด", edit.before, edit.after, "reject", family=edit.family, rule=edit.rule)
    learned = learn(Decisions((row,)))
    assert [kept in {"พฒันา", "บ้านพฒันา"} for kept in learned.dictionary.keeps] == [True]
    assert thaifix.fix(text, Config(dictionary=learned.dictionary)) is text


def test_an_edit_teaches_a_pair_when_it_was_accepted_often() -> None:
    accepted = [decided(f"{'ก' * n} มีระเ«ว»ียบงาน", "ว", "บ", "accept", "edit") for n in range(OFTEN)]
    assert rows(*accepted[:-1]) == []
    assert rows(*accepted) == [("pair", "ระเวียบ", "ระเบียบ", "ocr")]


def test_the_family_of_the_change_is_that_of_the_pair() -> None:
    row = decided("โดยสำนัก« »งานเขต", " ", "", "accept", family="space")
    assert rows(row) == [("pair", "สำนัก งาน", "สำนักงาน", "space")]


def test_a_rejected_name_is_kept_whole() -> None:
    row = decided("ที่จังหวัดศรีสะ«แ»กษ ปี 2564", "แ", "เ", "reject", family="name", rule="name-restored")
    assert rows(row) == [("keep", "ศรีสะแกษ", "", "")]
    learned = learn(Decisions((row,)))
    assert thaifix.fix("จังหวัดศรีสะแกษ", Config(dictionary=learned.dictionary)) == "จังหวัดศรีสะแกษ"


# ---------------------------------------------------------------- what teaches nothing


def skipped(*decisions: Decision) -> list[str]:
    learned = learn(Decisions(decisions))
    assert learned.dictionary == Dictionary()
    return [reason.partition(": ")[2] for reason in learned.skipped]


def test_a_word_as_it_stands_is_learned_only_with_the_words_beside_it() -> None:
    row = decided("คณะผู้จัดท«า»แผนงาน", "า", "ำ", "accept", family="sara-am")
    ((_, form, sound, _),) = rows(row)
    assert len(form) > len("ทา")
    assert form.replace("ทา", "ทำ") == sound
    (reason,) = skipped(decided("(ท«า»)", "า", "ำ", "accept", family="sara-am"))
    assert "may be right elsewhere" in reason


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (decided("สานัก\N{REPLACEMENT CHARACTER}ง«า»น", "า", "ำ", "accept"), "the word is damaged elsewhere too"),
        (decided("สานั(cid:201)กง«า»น", "า", "ำ", "accept"), "the word is damaged elsewhere too"),
        (decided("สานักง«า»น ้อง", "า", "ำ", "accept"), "the word is damaged elsewhere too"),
        (decided("หน้าที่«\n»งาน", "\n", "", "accept"), "it reaches over a line end"),
        (decided("ในการ« »ดำเนินงาน", " ", "", "accept", family="space"), "whether a space belongs between two words"),
        (decided("ตาม«เเ»ผนงาน", "เเ", "แ", "accept"), "thaifix repairs it by itself"),
        (decided("ซ" * 40 + "«ฌ»" + "ซ" * 40, "ฌ", "ค", "reject"), "it is part of a word"),
    ],
)
def test_what_cannot_be_learned_is_told_with_its_reason(row: Decision, says: str) -> None:
    (reason,) = skipped(row)
    assert says in reason


def test_a_report_that_did_not_know_the_text_leaves_the_context_empty() -> None:
    part = replace(decided("มีระเ«ว»ียบ", "ว", "บ", "accept"), context_before="", context_after="")
    (reason,) = skipped(part)
    assert "the text around it is not known" in reason


def test_without_context_only_whole_words_are_learned() -> None:
    part = decided("มีระเ«ว»ียบ", "ว", "บ", "accept")
    bare = replace(part, context_before=None, context_after=None)
    (reason,) = skipped(bare)
    assert "the text around it is not known" in reason
    whole = Decision("a", SHA, 0, 3, 10, "ระเวียบ", "ระเบียบ", "ocr", "r", "suggestion", "accept")
    assert rows(whole) == [("pair", "ระเวียบ", "ระเบียบ", "ocr")]


def test_a_rejected_suggestion_teaches_nothing_by_itself() -> None:
    row = decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "reject", "suggestion")
    assert learn(Decisions((row,))) == Learned(Dictionary(), 0, 0, [], [])


# ---------------------------------------------------------------- conflicts


def test_a_pair_that_was_refused_elsewhere_is_told_and_left_out() -> None:
    accept = decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept")
    reject = decided("ตามแบบระเ«ว»ียบงาน", "ว", "บ", "reject", "suggestion")
    learned = learn(Decisions((accept, reject)))
    assert learned.dictionary == Dictionary()
    (conflict,) = learned.conflicts
    assert conflict == (
        "'ระเวียบ' to 'ระเบียบ': decisions.tsv:8 accepted, decisions.tsv:9 rejected; the text around it decides"
    )


def whole(after: str, decision: str, line: int) -> Decision:
    kind = "edit" if decision == "reject" else "suggestion"
    return Decision("a", SHA, 0, 3, 10, "ระเวียบ", after, "ocr", "r", kind, decision, origin=f"decisions.tsv:{line}")


def test_a_word_that_is_kept_and_repaired_is_told_and_left_out() -> None:
    learned = learn(Decisions((whole("ระเบียบ", "accept", 2), whole("ระเบียบ", "reject", 3))))
    assert learned.dictionary == Dictionary()
    assert learned.conflicts == [
        (
            "pair 'ระเวียบ' to 'ระเบียบ' (decisions.tsv:2) and keep 'ระเวียบ' (decisions.tsv:3): "
            "the pair would change 'ระเวียบ', which is to be kept"
        )
    ]


def test_a_word_whose_repair_was_accepted_elsewhere_is_not_kept() -> None:
    accept = replace(whole("ระเบียบ", "accept", 2), kind="edit")  # once: too seldom for a pair
    learned = learn(Decisions((accept, whole("ระเบียบ", "reject", 3))))
    assert learned.dictionary == Dictionary()
    assert learned.conflicts == [
        "'ระเวียบ' to 'ระเบียบ': decisions.tsv:2 accepted, decisions.tsv:3 rejected; the text around it decides"
    ]


def test_two_sound_forms_of_one_word_are_told_and_left_out() -> None:
    learned = learn(Decisions((whole("ระเบียบ", "accept", 2), whole("ระบบ", "accept", 3))))
    assert learned.dictionary == Dictionary()
    assert learned.conflicts == [
        (
            "pair 'ระเวียบ' to 'ระบบ' (decisions.tsv:3) and pair 'ระเวียบ' to 'ระเบียบ' (decisions.tsv:2): "
            "'ระเวียบ' is 'ระเบียบ' in another row and 'ระบบ' here"
        )
    ]


def test_what_is_known_stays_and_what_contradicts_it_is_told() -> None:
    old = Dictionary((Row("keep", "ระเวียบ", note="a name"), Row("keep", "ก้าน")))
    same = learn(Decisions((whole("ระเบียบ", "reject", 2),)), old)
    assert same == Learned(old, 0, 0, [], [])
    learned = learn(Decisions((decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept"),)), old)
    assert learned.dictionary == old
    (conflict,) = learned.conflicts
    assert "keep 'ระเวียบ' (in the dictionary)" in conflict
    assert "pair 'ระเวียบ' to 'ระเบียบ' (decisions.tsv:8)" in conflict


def test_what_is_known_already_is_not_new() -> None:
    row = decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept")
    first = learn(Decisions((row,)))
    again = learn(Decisions((row,)), first.dictionary)
    assert (first.pairs, again.pairs, again.dictionary) == (1, 0, first.dictionary)


@given(damaged(), damaged(), st.data())
def test_whatever_was_decided_a_sound_dictionary_comes_of_it(text: str, other: str, data: st.DataObject) -> None:
    explanation = thaifix.explain(text + other)
    changes = [*explanation.edits, *explanation.suggestions]
    source = explanation.source

    def row(edit: Edit) -> Decision:
        context = source[max(0, edit.start - 20) : edit.start], source[edit.end : edit.end + 20]
        cells = edit.start, edit.end, edit.before, edit.after, edit.family, edit.rule
        kind, decision = (
            data.draw(st.sampled_from(["edit", "suggestion"])),
            data.draw(st.sampled_from(["accept", "reject"])),
        )
        return Decision("a", SHA, 0, *cells, kind, decision, *context)

    decisions = Decisions(tuple(map(row, changes)))
    learned = learn(decisions)
    assert Dictionary(learned.dictionary.rows) == learned.dictionary
    assert learned.keeps + learned.pairs == len(learned.dictionary.rows)
    assert learn(decisions, learned.dictionary).dictionary == learned.dictionary


# ---------------------------------------------------------------- from a batch


TEXT = "ที่บ้านพฒันาอยู่ใกล้ตลาด\n"


@pytest.fixture
def dst(tmp_path: Path) -> Path:
    src = shelf(tmp_path / "src", {"a.txt": TEXT, "b.csv": "ชื่อ,ที่\nนาย ก,บ้านพฒันา\n"})
    run(src, tmp_path / "dst")
    return tmp_path / "dst"


def of_batch(dst: Path, file: str) -> Decision:
    account = batch.Account(dst)
    record = next(record for record in account.files() if record.path == file)
    part = next(account.parts(record))
    edit = part.edits[0]
    cells = edit.start, edit.end, edit.before, edit.after, edit.family, edit.rule
    return Decision(file, record.sha256, part.part, *cells, "edit", "reject", origin="decisions.tsv:2")


@pytest.mark.parametrize("file", ["a.txt", "b.csv"])
@pytest.mark.parametrize("gone", [False, True])
def test_the_words_around_a_change_are_read_from_a_batch(dst: Path, file: str, *, gone: bool) -> None:
    row = of_batch(dst, file)
    if gone:  # the source is: the output and the account give it back
        (dst.parent / "src" / file).unlink()
    sources = Sources(dst)
    learned = learn(Decisions((row,)), None, sources.around)
    assert not sources.problems
    assert len(learned.dictionary.keeps) == 1
    assert thaifix.fix(TEXT, Config(dictionary=learned.dictionary)) is TEXT


def test_a_batch_that_does_not_know_the_file_is_told(dst: Path) -> None:
    row = decided("ที่พ«ฒั»นา", "ฒั", "ัฒ", "reject")
    bare = replace(row, context_before=None, context_after=None)
    sources = Sources(dst)
    assert sources.around(bare) is None
    assert sources.around(row) == ("ที่พ", "นา")
    assert sources.around(replace(row, before="", end=row.start)) == ("ที่พ", "นา")
    assert sources.problems == ["book.txt: the batch has no such file, or another state of it"]


# ---------------------------------------------------------------- the command


def table(folder: Path, *decisions: Decision, columns: tuple[str, ...] = COLUMNS + CONTEXT) -> str:
    lines = [columns, *([escaped(str(getattr(row, column))) for column in columns] for row in decisions)]
    path = folder / "decisions.tsv"
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def test_the_command_writes_a_dictionary_that_the_other_commands_take(
    dst: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, given = str(tmp_path / "own.tsv"), table(tmp_path, of_batch(dst, "a.txt"), columns=COLUMNS)
    assert main(["learn", given, "--batch", str(dst), "-o", own]) == 0
    assert capsys.readouterr().err == "learned 1 to keep, 0 pairs, 0 conflicts; 0 rows were known\n"
    source = str(dst.parent / "src" / "a.txt")
    assert main(["check", source]) == 1
    assert main(["check", source, "--dictionary", own]) == 0
    assert main(["learn", given, "--batch", str(dst), "--dictionary", own, "-o", own]) == 0
    assert "learned 0 to keep, 0 pairs, 0 conflicts; 1 rows were known" in capsys.readouterr().err


def test_the_command_tells_conflicts_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    accept = decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept")
    reject = decided("ตามแบบระเ«ว»ียบงาน", "ว", "บ", "reject", "suggestion")
    given = table(tmp_path, accept, reject)
    assert main(["learn", given, "--quiet"]) == 1
    out, err = capsys.readouterr()
    assert out == "row\tform\tsound\tkind\tnote\n"
    assert err == (
        f"thaifix: 'ระเวียบ' to 'ระเบียบ': {given}:2 accepted, {given}:3 rejected; the text around it decides\n"
    )


def test_the_command_says_why_nothing_was_learned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = table(tmp_path, decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept"), columns=COLUMNS)
    assert main(["learn", given]) == 0
    assert f"nothing was learned of:\n  {given}:2: it is part of a word" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "Missing argument"),
        (["none.tsv"], 3, "none.tsv: No such file"),
        (["TABLE", "--dictionary", "none.tsv"], 3, "none.tsv: No such file"),
        (["TABLE", "--dictionary", "TABLE"], 3, "the heading must hold 'row' and 'form'"),
        (["TABLE", "--batch", "."], 2, "there is no account of a batch here"),
        (["TABLE", "-o", "none/own.tsv"], 4, "there is no directory"),
    ],
)
def test_what_cannot_be_done_is_told(  # noqa: PLR0913, PLR0917 - fixtures
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = table(tmp_path, decided("จัดทำระเ«ว»ียบงาน", "ว", "บ", "accept"))
    assert main(["learn", *(given if one == "TABLE" else one for one in arguments)]) == code
    assert says in capsys.readouterr().err
