"""hOCR and ALTO: lines of recognised text, laid back on the boxes of their words."""

from __future__ import annotations

import shutil
import subprocess
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pdf_files import pdf, show

from thaifix.errors import InputError
from thaifix.formats import Reading, ocr, open_document

WORDS = st.lists(st.lists(st.text(st.sampled_from("กข่<&'\"a"), min_size=1, max_size=4), max_size=4), max_size=3)
TEXTS = st.text(st.sampled_from("กข่ <&'\"a"), max_size=8)
PIECES = (
    "<p class='ocr_line'>", "<i class='ocrx_word'>", "<p>", "<br>", "</p>", "</i>", "</span>", "ก", "&nbsp;", " ",
)  # fmt: skip


def hocr(*lines: str) -> str:
    rows = "\n".join(f"  <span class='ocr_line' id='l' title=\"bbox 1 2 3 4\">{line}\n  </span>" for line in lines)
    return f'<!DOCTYPE html>\n<meta charset="utf-8">\n<div class="ocr_page">\n{rows}\n</div>'


def hocr_words(*words: str) -> str:
    return "\n".join(f"<span class='ocrx_word' title='bbox; x_wconf 9'>{escape(word)}</span>" for word in words)


def alto(*lines: list[str]) -> str:
    rows = "\n".join(
        "<TextLine>"
        + "<SP/>".join(f'<String HPOS="1" CONTENT="{escape(word)}" WC="0.5"/>' for word in line)
        + "</TextLine>"
        for line in lines
    )
    return (
        f'<?xml version="1.0"?>\n<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Page>\n{rows}</Page></alto>\n'
    )


def parts(name: str, text: str) -> list[tuple[str, str]]:
    return [(part.text, part.place) for part in open_document(name, text.encode(), Reading()).parts]


def rebuilt(name: str, text: str, *new: str) -> str:
    return open_document(name, text.encode(), Reading()).rebuilt(new).decode()


MAKERS = {"a.hocr": lambda lines: hocr(*[hocr_words(*line) for line in lines]), "a.alto": lambda lines: alto(*lines)}


@pytest.mark.parametrize("name", MAKERS)
@given(lines=WORDS, text=TEXTS, data=st.data())
def test_another_text_in_a_line_changes_that_line_alone(
    name: str, lines: list[list[str]], text: str, data: st.DataObject
) -> None:
    raw = MAKERS[name](lines).encode()
    document = open_document(name, raw, Reading())
    old = [part.text for part in document.parts]
    assert old == [" ".join(line) for line in lines if not " ".join(line).isascii()]
    assert document.rebuilt(old) is raw
    if old:
        place = data.draw(st.integers(0, len(old) - 1))
        new = [*old]
        new[place] = text + "ค"
        again = open_document(name, document.rebuilt(new), Reading())
        assert list(again.parts) == [part._replace(text=other) for part, other in zip(document.parts, new, strict=True)]


class TestHocr:
    """hOCR."""

    def test_a_line_is_a_part_and_its_words_are_joined_by_spaces(self) -> None:
        page = hocr(hocr_words("ส่วน", "ราชการ"), hocr_words("plain"), hocr_words("", "ก"))
        assert parts("a.hocr", page + hocr(hocr_words("ข"))) == [
            ("ส่วน ราชการ", "page 1, line 1"),
            ("ก", "page 1, line 3"),
            ("ข", "page 2, line 1"),
        ]

    def test_a_word_that_was_cut_is_put_into_the_first_box(self) -> None:
        page = hocr(hocr_words("ส", "ำนัก", "งาน", "a&b"))
        new = rebuilt("a.hocr", page, "สำนัก งาน a&b")
        assert new == page.replace(">ส<", ">สำนัก<").replace(">ำนัก<", "><", 1)
        assert parts("a.hocr", new) == [("สำนัก งาน a&b", "page 1, line 1")]

    def test_marks_of_style_in_a_word_stay(self) -> None:
        page = hocr("<b class='ocrx_word'><strong><em>พฒั</em>นา</strong></b> <b class='ocrx_word'>คน</b>")
        assert rebuilt("a.hocr", page, "พัฒนา คน") == page.replace("พฒั", "พัฒ")

    def test_lines_without_words_are_read(self) -> None:
        page = hocr("พฒันา<br>คน")
        assert rebuilt("a.hocr", page, "พัฒนาคน\n  ") == page.replace("พฒันา", "พัฒนา")

    def test_headers_are_lines_and_what_is_in_none_is_no_text(self) -> None:
        page = f"<title>ก</title><p class='ocr_page'>ข<h1 class='x ocr_header'>{hocr_words('ค')}</h1>"
        assert parts("a.hocr", page) == [("ค", "page 1, line 1")]

    def test_a_web_page_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"no hOCR.*name it \.html"):
            open_document("a.hocr", "<p>ก".encode(), Reading())

    @given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
    @example("<span class='ocr_line'><b class='ocrx_word'>ก<span class='ocr_line'>ข")
    def test_tags_that_do_not_match_are_no_trouble(self, inner: str) -> None:
        raw = hocr(inner).encode()
        document = open_document("a.hocr", raw, Reading())
        assert document.rebuilt([part.text for part in document.parts]) is raw

    @pytest.mark.parametrize("unit", ["<p>ก", "<p></i>", "<b class='ocrx_word'>ก", "<p class='ocr_line'>ก"])
    def test_a_page_of_tags_that_never_end_is_read(self, unit: str) -> None:
        page = hocr(unit * 20_000).encode()  # how long it takes: python -m benchmarks hostile
        document = open_document("a.hocr", page, Reading())
        assert document.rebuilt([part.text for part in document.parts]) is page

    @pytest.mark.skipif(ocr.Tesseract.found() is None, reason="needs Tesseract with Thai")
    def test_what_tesseract_writes_is_read(self) -> None:
        import pypdfium2

        page = pypdfium2.PdfDocument(pdf([show("กขคง", 20, 150, "กขคง")], "กขคง"))[0].render(scale=4, grayscale=True)
        rows = [bytes(page.buffer[row * page.stride : row * page.stride + page.width]) for row in range(page.height)]
        picture = f"P5 {page.width} {page.height} 255\n".encode() + b"".join(rows)
        program = shutil.which("tesseract") or ""
        for config, name in (("hocr", "a.hocr"), ("alto", "a.xml")):
            command = [program, "stdin", "stdout", "-l", "eng", config]
            data = subprocess.run(command, input=picture, capture_output=True, check=True).stdout
            thai = data.replace(b"ABCD", "สำนักงำน".encode())
            assert thai != data
            document = open_document(name, thai, Reading())
            assert [part.text for part in document.parts] == ["สำนักงำน"]
            assert document.rebuilt(["สำนักงาน"]) == data.replace(b"ABCD", "สำนักงาน".encode())


class TestAlto:
    """ALTO."""

    def test_only_the_content_changes(self) -> None:
        text = alto(["ส", "ำนัก", "ง&'าน"], ["x"], ["ก"]).replace('CONTENT="ก"', "\n CONTENT = 'ก'")
        assert parts("a.xml", text) == [("ส ำนัก ง&'าน", "page 1, line 1"), ("ก", "page 1, line 3")]
        assert rebuilt("a.alto", text, "สำนัก ง&'าน", "'ข\"") == text.replace('"ส"', '"สำนัก"').replace(
            '"ำนัก"', '""'
        ).replace("'ก'", "'&#39;ข&#34;'")

    def test_attributes_are_not_taken_for_one_another(self) -> None:
        text = alto(["ก"]).replace('HPOS="1"', "HPOS=' CONTENT=\"ก\"'")
        assert rebuilt("a.xml", text, "ข") == text.replace('CONTENT="ก" WC', 'CONTENT="ข" WC')

    def test_a_declared_encoding_stays(self) -> None:
        text = alto(["สำนักงำน"]).replace("?>", ' encoding="TIS-620"?>')
        new = open_document("a.xml", text.encode("tis-620"), Reading()).rebuilt(["สำนักงาน"])
        assert new.decode("tis-620") == text.replace("งำน", "งาน")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("<html><p>ก</p></html>", "no ALTO but <html>"),
            ("<alto>", "no sound XML"),
            ("", "this file is empty"),
            ('<!DOCTYPE a [<!ENTITY x "ก">]><alto>&x;</alto>', "declares entities"),
            ("<alto>\0\0\0</alto>", "zero bytes"),
        ],
    )
    def test_other_xml_and_traps_are_refused(self, text: str, reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            open_document("a.xml", text.encode(), Reading())
