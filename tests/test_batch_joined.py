"""Pages that are repaired as one text and told page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st
from strategies import damaged

import thaifix
from thaifix.batch.joined import explain_pages

if TYPE_CHECKING:
    from thaifix.explanation import Explanation

PAGES = st.lists(damaged(), min_size=1, max_size=4)
# A font that lost its codes: one sign stands for one mark on every page, and only all of them show which.
CODED = ["ส#วนราชการที#เกี#ยวข้อง", "เรื#องที#ประชุม", "พื้นที#ส#วนกลาง", "หน#วยงานที#รับผิดชอบ", "เพื#อประโยชน์ส#วนรวม"] * 3


def explained(texts: list[str]) -> list[Explanation]:
    return explain_pages(thaifix.Fixer(), texts)


@given(PAGES)
@example(["ก\fส�ำนัก", "ส�ำนัก"])
@example(["ที", "่ดิน ส�", "ำนัก"])
def test_each_page_has_its_own_account(texts: list[str]) -> None:
    for text, page in zip(texts, explained(texts), strict=True):
        assert page.source == text
        assert thaifix.apply(text, page.edits) == page.text
        assert thaifix.undo(page.text, page.edits) == text
        assert page.text is page.source or page.text != text
        assert all(text[edit.start : edit.end] == edit.before for edit in page.suggestions)
        assert all(text[found.start : found.end] == found.text for found in page.diagnosis.findings)


@given(PAGES)
def test_the_pages_read_as_the_whole_does(texts: list[str]) -> None:
    whole = "\f".join(texts)
    assert "\f".join(page.text for page in explained(texts)) == thaifix.fix(whole)
    counts = thaifix.diagnose(whole).counts
    assert {name: sum(page.diagnosis.counts.get(name, 0) for page in explained(texts)) for name in counts} == dict(
        counts
    )


def test_one_page_is_explained_as_by_itself() -> None:
    assert explained(["ส�ำนักงานที ่ดิน"]) == [thaifix.explain("ส�ำนักงานที ่ดิน")]


def test_codes_are_learned_from_all_pages() -> None:
    alone = thaifix.Fixer().learn(CODED)
    assert alone.fix(CODED[1]) == CODED[1]
    assert [page.text for page in explained(CODED)] == [text.replace("#", "่") for text in CODED]


def test_pages_with_form_feeds_in_them_are_repaired_by_themselves() -> None:
    assert [page.text for page in explained(["ก\fส�ำนัก", "ส�ำนัก"])] == ["ก\fสำนัก", "สำนัก"]
