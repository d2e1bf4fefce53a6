"""PDF: the text layer, what PDFium adds to it, pages that are pictures, and files that cannot be read."""

from __future__ import annotations

import io
import shutil
import sys
from collections import Counter

import pypdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import actual, pdf, show

from thaifix.errors import ConfigError, InputError
from thaifix.formats import Reading, ocr, open_document, pages
from thaifix.formats.pagetext import Char, page_text

LETTERS = "กขถนร่้ ำิHELO"
RECTANGLE = "0 0 100 100 re f"


def texts(data: bytes) -> list[str]:
    return [part.text for part in open_document("a.pdf", data, Reading()).parts]


def drawn(*content: str) -> str:
    (text,) = texts(pdf(["".join(content)], LETTERS))
    return text


class TestTextLayer:
    """What is read of pages that have text."""

    def test_a_page_is_a_part_and_lines_end_with_line_feeds(self) -> None:
        data = pdf([show("กข น", 20, 250, LETTERS) + show("รก", 20, 230, LETTERS), show("ข", 20, 20, LETTERS)], LETTERS)
        document = open_document("a.PDF", data, Reading())
        assert [tuple(part) for part in document.parts] == [("กข น\nรก", "page 1"), ("ข", "page 2")]
        assert list(document.notes) == []

    def test_the_output_has_the_pages_again(self) -> None:
        document = open_document("a.pdf", pdf(["", show("ก", 9, 9, LETTERS), ""], LETTERS), Reading())
        output = document.rebuilt(["", "ก\n", "ข"])
        assert pages(open_document("a.pdf.txt", output, Reading()).parts[0].text) == ["", "ก\n", "ข"]
        with pytest.raises(InputError, match="form feed"):
            document.rebuilt(["", "\f", ""])
        with pytest.raises(InputError, match="UTF-8"):
            document.rebuilt(["", "\ud800", ""])

    def test_a_cluster_that_comes_again_with_its_mark_is_read_once(self) -> None:
        # PDFium takes the second for another cluster, beside the first.
        twice = (
            actual("ถิ่", show("ถ", 20, 250, LETTERS))
            + show("น", 29, 250, LETTERS)
            + actual("ถิ่", show("่", 22, 250, LETTERS))
        )
        assert pypdfium2.PdfDocument(pdf([twice], LETTERS))[0].get_textpage().get_text_range().count("ถิ่") == 2
        assert drawn(twice, show("ร", 38, 250, LETTERS)) == "ถิ่นร"

    def test_a_cluster_that_stands_twice_is_read_twice(self) -> None:
        assert drawn(actual("ถิ่", show("ถ", 20, 250, LETTERS)), actual("ถิ่", show("ถ", 28, 250, LETTERS))) == "ถิ่ถิ่"

    def test_no_space_is_made_up_behind_half_a_sara_am(self) -> None:
        half = actual("นำ", show("น", 20, 250, LETTERS))
        assert (
            " "
            in pypdfium2.PdfDocument(pdf([half + show("ก", 37, 250, LETTERS)], LETTERS))[0]
            .get_textpage()
            .get_text_range()
        )
        assert drawn(half, show("ก", 37, 250, LETTERS)) == "นำก"
        assert drawn(half, show("ก", 41, 250, LETTERS)) == "นำ ก"

    def test_no_space_is_made_up_before_a_mark(self) -> None:
        assert drawn(show("น", 20, 250, LETTERS), show("่", 34, 250, LETTERS)) == "น่"
        assert drawn(show("น", 20, 250, LETTERS), show("ก", 34, 250, LETTERS)) == "น ก"

    def test_a_space_that_pdfium_misses_behind_a_cluster_is_seen(self) -> None:
        cluster = actual("กิ", show("ก", 20, 250, LETTERS))
        assert drawn(cluster, show("ร", 35, 250, LETTERS)) == "กิ ร"
        assert drawn(cluster, show("ร", 30, 250, LETTERS)) == "กิร"

    def test_turned_pages_are_read_as_pdfium_reads_them(self) -> None:
        turned = "0 1 -1 0 300 0 cm\n" + show("กขน", 20, 250, LETTERS)
        assert drawn(turned) == "กขน"


class TestPositions:
    """Letters by their places alone."""

    @staticmethod
    def at(text: str, x: float, *, bottom: float = 0.0, top: float = 9.0, y: float = 0.0) -> list[Char]:
        width = 6 / len(text)
        return [
            Char(
                letter,
                made_up=False,
                x=x,
                y=y,
                left=x + width * n,
                bottom=y + bottom,
                right=x + width * (n + 1),
                top=y + top,
            )
            for n, letter in enumerate(text)
        ]

    @staticmethod
    def made_up(text: str) -> list[Char]:
        return [Char(letter, made_up=True, x=0, y=0, left=0, bottom=0, right=0, top=0) for letter in text]

    def test_marks_above_and_below_are_echoes_and_letters_are_not(self) -> None:
        at = self.at
        assert page_text([*at("กู้", 0), *at("น", 7), *at("กู้", 2, bottom=12, top=15), *at("ข", 14)]) == "กู้นข"
        assert page_text([*at("กู", 0), *at("น", 7), *at("กู", 2, bottom=-4, top=-1), *at("ข", 14)]) == "กูนข"
        assert page_text([*at("กู้", 0), *at("น", 7), *at("กู้", 1, bottom=-4, top=15), *at("ข", 14)]) == "กู้นข"
        assert page_text([*at("กู้", 0), *at("น", 7), *at("กู้", 14), *at("ข", 21)]) == "กู้นกู้ข"
        assert page_text([*at("กู้", 0), *at("กู้", 0, y=-20)]) == "กู้กู้"

    def test_a_sara_am_comes_again_with_its_half(self) -> None:
        assert page_text([*self.at("ทำ", 0), *self.at("ทำ", 6.5), *self.at("น", 14)]) == "ทำน"
        assert page_text([*self.at("ทำ", 0), *self.at("ทำ", 14), *self.at("น", 28)]) == "ทำทำน"

    def test_what_was_made_up_beside_an_echo_is_decided_anew(self) -> None:
        echo = [*self.made_up("\r\n"), *self.at("กู้", 2, bottom=12, top=15), *self.made_up("\r\n")]
        assert page_text([*self.at("กู้", 0), *echo, *self.at("น", 7)]) == "กู้น"
        assert page_text([*self.at("กู้", 0), *echo, *self.at("น", 10)]) == "กู้ น"
        assert page_text([*self.at("กู้", 0), *echo, *self.at("น", 0, y=-20)]) == "กู้\nน"

    def test_a_mark_that_was_drawn_later_goes_to_its_letter(self) -> None:
        at = self.at
        mark = at("้", 1, bottom=12, top=15)
        assert page_text([*at("ข", 0), *at("ึ", 0, bottom=9, top=11), *at("น", 7), *at(" ", 14), *mark]) == "ขึ้น "
        # Over the last letter, over none, or on another line it stays where it came.
        assert page_text([*at("ข", 0), *at("น", 7), *at("้", 8, bottom=12, top=15)]) == "ขน้"
        assert page_text([*at("ข", 0), *at("น", 7), *at("้", 40, bottom=12, top=15)]) == "ขน้"
        assert page_text([*at("ข", 0), *at("น", 7), *at("้", 1, bottom=12, top=15, y=-30)]) == "ขน้"

    def test_no_space_is_behind_a_mark_that_was_drawn_apart(self) -> None:
        mark = self.at("้", 0, bottom=12, top=15)
        assert page_text([*self.at("น", 0), *mark, *self.made_up(" "), *self.at("า", 7)]) == "น้า"
        assert page_text([*self.at("น", 0), *mark, *self.made_up(" "), *self.at("า", 11)]) == "น้ า"

    def test_a_page_without_thai_is_left_as_it_is(self) -> None:
        assert page_text([*self.at("fi", 0), *self.at("n", 20), *self.made_up("\r\n"), *self.at("e", 27)]) == "fin\ne"

    def test_room_is_told_by_the_letters_of_the_line(self) -> None:
        # Where letters are three times as high, so is the room between them.
        heading = [
            *self.at("น่", 0, top=27, y=99),
            *self.at("น่", 1, bottom=28, top=30, y=99),
            *self.at("ก", 10, top=27, y=99),
        ]
        text = [letter for n in range(9) for letter in self.at("ก", 10 * n)]
        assert page_text([*heading, *self.made_up("\r\n"), *text]) == "น่ก\n" + "ก" * 9
        small = [*self.at("น่", 0), *self.at("น่", 1, bottom=10, top=12), *self.at("ก", 10)]
        assert page_text([*small, *self.made_up("\r\n"), *text]) == "น่ ก\n" + "ก" * 9

    def test_a_line_end_inside_a_line_is_none(self) -> None:
        assert page_text([*self.at("ก", 0), *self.made_up("\r\n"), *self.at("น", 7)]) == "กน"
        assert page_text([*self.at("ก", 0), *self.made_up("\r\n"), *self.at("น", 90)]) == "ก\nน"
        assert page_text([*self.at("ก", 90), *self.made_up("\r\n"), *self.at("น", 0)]) == "ก\nน"

    @given(
        st.lists(
            st.builds(Char, st.sampled_from("กขำ่"), st.just(value=False), *[st.sampled_from([0.0, 1.0, 7.0, 20.0])] * 6)
            | st.builds(Char, st.sampled_from(" \r\n"), st.just(value=True), *[st.just(0.0)] * 6),
            max_size=6,
        )
    )
    def test_letters_come_in_their_order_and_none_from_nowhere(self, chars: list[Char]) -> None:
        drawn_ones = [char.text for char in chars if not char.made_up]
        read = [letter for letter in page_text(chars) if letter not in " \r\n"]
        assert Counter(read) <= Counter(drawn_ones)
        in_order = iter(drawn_ones)
        assert all(letter in in_order for letter in read if letter != "่")  # a mark goes to its letter


class TestPictures:
    """Pages without a text layer."""

    def test_they_are_named_and_blank_pages_are_not(self) -> None:
        data = pdf(["", RECTANGLE, show("ก", 9, 9, LETTERS), RECTANGLE, RECTANGLE], LETTERS)
        document = open_document("a.pdf", data, Reading())
        assert [part.text for part in document.parts] == ["", "", "ก", "", ""]
        assert list(document.notes) == [
            "Pages 2, 4-5 have no text layer; ask for recognition (--ocr), or look for a better copy."
        ]

    def test_without_tesseract_a_note_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda _: None)
        document = open_document("a.pdf", pdf([RECTANGLE]), Reading(ocr=True))
        assert list(document.notes) == [f"Page 1 has no text layer; {ocr.MISSING}"]

    def test_a_tesseract_without_thai_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda _: "tesseract")
        monkeypatch.setattr(ocr, "_run", lambda *_: b"List of available languages (1):\neng\n")
        assert ocr.Tesseract.found() is None

    @pytest.mark.skipif(ocr.Tesseract.found() is None, reason="needs Tesseract with Thai")
    def test_they_are_recognised_if_asked_for(self) -> None:
        scan = pypdfium2.PdfDocument(pdf([show("HELLO", 5, 20, LETTERS)], LETTERS))[0].render(scale=4, grayscale=True)
        pixels = b"".join(
            bytes(scan.buffer[row * scan.stride : row * scan.stride + scan.width]) for row in range(scan.height)
        )
        data = pdf(["300 0 0 300 0 0 cm /P Do"], picture=(scan.width, scan.height, pixels))
        document = open_document("a.pdf", data, Reading(ocr=True))
        assert document.parts[0].text.strip() == "KLMMN"  # as the codes of HELLO look in Helvetica
        assert "recognised by Tesseract" in document.notes[0]

    def test_a_failing_program_is_told(self) -> None:
        with pytest.raises(InputError, match="Tesseract did not run"):
            ocr.Tesseract("/nonexistent", "tha", "5").read(b"")
        with pytest.raises(InputError, match="Tesseract failed with status"):
            ocr.Tesseract(shutil.which("false") or "false", "tha", "5").read(b"")


def encrypted(data: bytes, user: str, owner: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(user, owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


class TestHostile:
    """Files that are no PDF, or cannot be read."""

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "this file is empty"),
            ("ข้อความ".encode(), "no PDF file"),
            (b"PK\x03\x04", "no PDF file"),
            (b"%PDF-1.7\n", "this PDF cannot be read"),
            (b"%PDF-1.7\n" + bytes(5000), "this PDF cannot be read"),
            (pdf([]), "it has no pages|cannot be read"),
            (encrypted(pdf([""]), "secret", "secret"), "encrypted; open it with its password"),
            (pdf([show("ก" * 2000, 0, 0, LETTERS)], LETTERS), "more than 1000 letters"),
        ],
    )
    def test_they_are_refused_with_the_reason(self, data: bytes, reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            open_document("a.pdf", data, Reading(limit=1000))

    def test_a_file_that_only_forbids_copying_is_read(self) -> None:
        assert texts(encrypted(pdf([show("ก", 9, 9, LETTERS)], LETTERS), "", "secret")) == ["ก"]

    @given(st.data())
    def test_a_damaged_file_is_read_or_refused(self, data: st.DataObject) -> None:
        sound = pdf([show("กขน", 20, 250, LETTERS), RECTANGLE], LETTERS)
        place = data.draw(st.integers(9, len(sound)))
        harm = data.draw(st.binary(max_size=8))
        try:
            document = open_document("a.pdf", sound[:place] + harm + sound[place + len(harm) :], Reading())
        except InputError:
            return
        assert document.rebuilt([part.text for part in document.parts]).decode().count("\f") == len(document.parts) - 1


def test_a_missing_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(ConfigError, match=r"reading PDF needs pypdfium2; install it with: pip install .thaifix\[pdf\]"):
        open_document("a.pdf", b"%PDF-", Reading())
