"""Web pages: only text between tags changes, in the node where it stands."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thaifix.errors import InputError
from thaifix.formats import Reading, open_document


def texts(page: str) -> list[str]:
    return [part.text for part in open_document("a.html", page.encode(), Reading()).parts]


def rebuilt(page: str, *new: str) -> str:
    return open_document("a.htm", page.encode(), Reading()).rebuilt(new).decode()


class TestTexts:
    """What of a page is text."""

    def test_blocks_are_parts_and_inline_tags_are_not(self) -> None:
        page = "<h1>ก<b>ข</b><!-- - -->ค</h1><p>ง<span>จ<p>ฉ<br>ช<table><td>ซ<td>ฌ</table>ญ"
        assert texts(page) == ["กขค", "งจ", "ฉ", "ช", "ซ", "ฌ", "ญ"]

    @pytest.mark.parametrize(
        "page",
        [
            '<a title="ก" href=ข>x</a>',
            "<script>a='ก</b>'</script>",
            "<style>/*ก*/</style>",
            "<textarea>ก</textarea>",
            "<script src='x'/>ก</script>",
            "<!-- ก --><?php ก ?><!DOCTYPE ก>",
            "<p>plain</p>",
        ],
    )
    def test_what_is_no_text_or_no_thai_is_left_out(self, page: str) -> None:
        assert texts(page) == []

    def test_a_slash_ends_a_script_in_xhtml(self) -> None:
        page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script src="x"/><p>ก</p></html>'
        assert texts(page) == ["ก"]

    def test_pre_and_title_are_text(self) -> None:
        assert texts("<title>ก</title><pre>ข\n ค</pre>") == ["ก", "ข\n ค"]

    def test_entities_are_read(self) -> None:
        assert texts("<p>&#3585;&#x0E02;&amp;ค &nbsp;&unknown; & &lt;ง") == ["กข&ค \N{NO-BREAK SPACE}&unknown; & <ง"]

    def test_the_place_is_the_line_of_the_source(self) -> None:
        document = open_document("a.html", "<p>\r\n \n ก\n<p>ข".encode(), Reading())
        assert [part.place for part in document.parts] == ["line 3", "line 4"]

    @pytest.mark.parametrize("blank", ["&nbsp;", " &#160;\n", "\N{NO-BREAK SPACE}", "<b>\N{IDEOGRAPHIC SPACE}</b>"])
    def test_a_block_of_spaces_is_nothing_to_read(self, blank: str) -> None:
        assert texts(f"<p>{blank}</p><td>{blank}<td>{blank}ก") == [texts(f"<p>{blank}ก")[0]]
        assert texts(blank) == []


class TestRebuilding:
    """What changes in a page."""

    def test_only_the_text_changes(self) -> None:
        page = "<P  class=a >a &lt; <!--x-->พฒันา</p\n><p>ข</P>\r\n"
        assert rebuilt(page, "a < พัฒนา", "ข") == page.replace("พฒันา", "พัฒนา")

    def test_a_change_across_a_tag_goes_where_it_begins(self) -> None:
        assert rebuilt("<p><b>พฒ</b>ันา", "พัฒนา") == "<p><b>พัฒ</b>นา"
        assert rebuilt("<p>ส<i> า</i>นัก", "สำนัก") == "<p>ส<i>ำ</i>นัก"

    def test_what_must_be_escaped_is_and_as_it_was(self) -> None:
        assert rebuilt("<p>ก", "<ข>&amp;") == "<p>&lt;ข>&amp;amp;"
        assert rebuilt("<p>&#3585; &nbsp; &quot;x", 'กข \N{NO-BREAK SPACE}"x') == "<p>&#3585;ข &nbsp;&quot;x"
        assert rebuilt("<p>ก & ข", "ค & ข") == "<p>ค & ข"
        assert rebuilt("<p>ก&ข & &#3588;", "ก&ข & ค &") == "<p>ก&amp;ข &amp; &#3588; &amp;"

    def test_what_the_encoding_lacks_becomes_a_number(self) -> None:
        page = '<meta charset="tis-620"><p>สำนักงาน'
        document = open_document("a.html", page.encode("cp874"), Reading())
        assert document.rebuilt(["สำนักงาน\N{CHECK MARK}"]) == (page + "&#10003;").encode("cp874")


class TestEncoding:
    """How the encoding of a page is told."""

    @pytest.mark.parametrize("label", ["tis-620", "windows-874", "iso-8859-1", "utf-8", "TIS-620"])
    def test_the_bytes_are_believed_before_the_label(self, label: str) -> None:
        page = f'<meta http-equiv="Content-Type" content="text/html; charset={label}"><p>สำนักงานคณะกรรมการ'
        for codec in ("utf-8", "cp874"):
            document = open_document("a.html", page.encode(codec), Reading())
            assert document.parts[0].text == "สำนักงานคณะกรรมการ"

    def test_the_label_is_believed_where_the_bytes_say_nothing(self) -> None:
        assert open_document("a.html", "<meta charset=windows-874>ก".encode("cp874"), Reading()).parts[0].text == "ก"
        assert open_document("a.html", "<meta charset=big5>\u4e2d".encode("big5"), Reading()).parts[0].text == "\u4e2d"
        assert open_document("a.html", "<meta charset=iso-8859-1>caf\xe9".encode("latin1"), Reading()).parts[
            0
        ].text == ("caf\xe9")

    def test_an_encoding_that_is_told_wins(self) -> None:
        data = "<meta charset=utf-8>ก".encode("cp874")
        assert open_document("a.html", data, Reading(encoding="cp874")).parts[0].text == "ก"

    def test_bytes_of_no_encoding_are_refused(self) -> None:
        with pytest.raises(InputError, match="byte 0xFF"):
            open_document("a.html", b"<meta charset=tis-620>\xff\xfc\xfe", Reading())


_TAGS = ("<p>", "</p>", "<b>", "</b>", "<br/>", '<a href="ก>">', "<script>", "</script>", "<td")
_PIECES = ("<!--", "-->", "<", ">", "<![CDATA[", "]]>", "<!", "&", ";", "&amp;", "&lt", "&#3585;", "&ก;", "#")
_TEXTS = ("ก", "ข่", "\n", "\r\n", " ", "a", "&nbsp;", "\N{NO-BREAK SPACE}")
PAGES = st.lists(st.sampled_from(_TAGS + _PIECES + _TEXTS), max_size=12).map("".join)


class TestLaws:
    """What holds for every page."""

    @given(PAGES, st.data())
    def test_a_change_of_one_text_changes_that_text_alone(self, page: str, data: st.DataObject) -> None:
        raw = page.encode()
        try:
            document = open_document("a.html", raw, Reading())
        except InputError as wrong:
            if not isinstance(wrong.__cause__, AssertionError):  # the parser's own; another one would be our fault
                raise
            return
        old = [part.text for part in document.parts]
        assert document.rebuilt(old) is raw
        if old:
            place = data.draw(st.integers(0, len(old) - 1))
            new = [*old]
            new[place] = data.draw(st.text(st.sampled_from("กข่<>&;a# "), max_size=6)) + "ง"
            again = open_document("a.html", document.rebuilt(new), Reading())
            assert [part.text for part in again.parts] == new

    @pytest.mark.parametrize("unit", ["<", "<a", "&", "<!--", "</", "<b>ก", "&#", "<a href='", "<!", "<?", "ก<a "])
    def test_a_page_that_never_ends_is_read_or_refused(self, unit: str) -> None:
        page = (unit * 20_000).encode()  # how long it takes: python -m benchmarks hostile
        with suppress(InputError):
            document = open_document("a.html", page, Reading())
            assert document.rebuilt([part.text for part in document.parts]) is page

    def test_what_a_tag_without_end_takes_is_no_text(self) -> None:
        assert texts("<p>ก<p>ข<a href='ค>ง</a>") == ["ก", "ข"]
        assert texts("<p>ก<!-- ข") == ["ก"]
        assert texts("<p>ก < ข & ค") == ["ก < ข & ค"]
