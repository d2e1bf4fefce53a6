"""Word documents: the texts of runs change, and nothing else of the archive."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thaifix.errors import InputError
from thaifix.formats import Reading, open_document

if TYPE_CHECKING:
    from collections.abc import Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="bin" ContentType="x/y"/><Override PartName="/word/document.xml" '
    f'ContentType="{_MAIN}.document.main+xml"/><Override PartName="/word/header1.xml" '
    f'ContentType="{_MAIN}.header+xml"/><Override PartName="/word/footnotes.xml" '
    f'ContentType="{_MAIN}.footnotes+xml"/></Types>'
)


def archive(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.comment = b"kept"
        for name, content in members.items():
            target.writestr(zipfile.ZipInfo(name, (2009, 2, 3, 4, 5, 6)), content)
    return file.getvalue()


def word(body: str, **others: str | bytes) -> bytes:
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:document {_W}><w:body>{body}</w:body>'
    return archive({"[Content_Types].xml": TYPES, "word/document.xml": f"{document}</w:document>", **others})


def body_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read("word/document.xml").decode().partition("<w:body>")[2].removesuffix("</w:body></w:document>")


def run(*texts: str) -> str:
    return "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts)


def texts(data: bytes) -> list[str]:
    return [part.text for part in open_document("a.docx", data, Reading()).parts]


def rebuilt(body: str, *new: str) -> str:
    return body_of(open_document("a.docx", word(body), Reading()).rebuilt(new))


class TestTexts:
    """What of a document is text."""

    def test_a_paragraph_is_a_part_whatever_its_runs(self) -> None:
        table = f"<w:tbl><w:tc><w:p>{run('ก')}</w:p></w:tc></w:tbl>"
        body = f'<w:p>{run("พั", "ฒนา")}<w:proofErr w:type="x"/>{run("คน")}</w:p><w:p/>{table}'
        document = open_document("a.docx", word(body), Reading())
        assert [tuple(part) for part in document.parts] == [("พัฒนาคน", "paragraph 1"), ("ก", "paragraph 3")]

    def test_tabs_and_line_breaks_end_a_part(self) -> None:
        body = "<w:p><w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t><w:tab/></w:r><w:r><w:t>ค</w:t></w:r></w:p>"
        assert texts(word(body)) == ["ก", "ข", "ค"]

    def test_a_text_box_stands_for_itself(self) -> None:
        box = f"<w:r><w:txbxContent><w:p>{run('ข')}</w:p></w:txbxContent></w:r>"
        assert texts(word(f"<w:p>{run('ก')}{box}{run('ค')}</w:p>")) == ["ข", "กค"]

    def test_deleted_moved_and_coded_text_is_left_out(self) -> None:
        body = (
            "<w:p><w:del><w:r><w:delText>ก</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>ข</w:t></w:r></w:moveFrom>"
            "<w:r><w:instrText>ค</w:instrText></w:r><w:ins><w:r><w:t>ง</w:t></w:r></w:ins></w:p>"
        )
        assert texts(word(body)) == ["ง"]

    def test_headers_and_notes_follow_the_body(self) -> None:
        notes = f"<w:footnotes {_W}><w:footnote><w:p>{run('ค')}</w:p></w:footnote></w:footnotes>"
        others = {"word/footnotes.xml": notes, "word/header1.xml": f"<w:hdr {_W}><w:p>{run('ข')}</w:p></w:hdr>"}
        document = open_document("a.docx", word(f"<w:p>{run('ก')}</w:p>", **others), Reading())
        assert [tuple(part) for part in document.parts] == [
            ("ก", "paragraph 1"),
            ("ข", "header1, paragraph 1"),
            ("ค", "footnotes, paragraph 1"),
        ]

    def test_ascii_and_elements_of_other_namespaces_are_left_out(self) -> None:
        assert texts(word(f"<w:p>{run('plain')}</w:p><p><t>ก</t></p>")) == []


class TestRebuilding:
    """What changes in a document."""

    def test_only_the_run_that_changes_is_written(self) -> None:
        body = f'<w:p w:rsid="1">{run("พฒั", "นา &amp; ")}<w:r><w:rPr><w:b/></w:rPr><w:t >ค&#3609;</w:t></w:r></w:p>'
        assert rebuilt(body, "พัฒนา & คน") == body.replace("พฒั", "พัฒ")
        assert rebuilt(body, "พัฒนา & คน<") == body.replace("พฒั", "พัฒ").replace("&#3609;", "&#3609;&lt;")

    def test_a_space_at_the_edge_is_kept_by_an_attribute(self) -> None:
        assert rebuilt(f"<w:p>{run('กข', 'ค')}</w:p>", "ก ค") == (
            '<w:p><w:r><w:t xml:space="preserve">ก </w:t></w:r><w:r><w:t>ค</w:t></w:r></w:p>'
        )
        body = '<w:p><w:r><w:t xml:space="preserve"> กข</w:t></w:r></w:p>'
        assert rebuilt(body, " ก") == body.replace("ข", "")

    def test_other_members_stay(self) -> None:
        data = word(f"<w:p>{run('ก')}</w:p>", **{"word/media/a.bin": bytes(range(256)), "docProps/": b""})
        new = open_document("a.docm", data, Reading()).rebuilt(["ข"])
        with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(new)) as after:
            assert after.comment == b"kept"
            for old, member in zip(before.infolist(), after.infolist(), strict=True):
                assert (old.filename, old.date_time, old.compress_type) == (
                    member.filename,
                    member.date_time,
                    member.compress_type,
                )
                assert (before.read(old) == after.read(member)) is (old.filename != "word/document.xml")

    def test_what_xml_cannot_write_is_refused(self) -> None:
        with pytest.raises(InputError, match=r"U\+0001, which XML cannot write"):
            rebuilt(f"<w:p>{run('ก')}</w:p>", "\1")

    def test_another_library_reads_the_same(self) -> None:
        source = docx.Document()
        paragraph = source.add_paragraph("การพ")
        paragraph.add_run("ฒันา").bold = True
        source.add_table(1, 1).cell(0, 0).text = "สำนักงำน"
        source.sections[0].header.paragraphs[0].text = "หน้าทีั"
        file = io.BytesIO()
        source.save(file)
        document = open_document("a.docx", file.getvalue(), Reading())
        assert [part.text for part in document.parts] == ["การพฒันา", "สำนักงำน", "หน้าทีั"]
        again = docx.Document(io.BytesIO(document.rebuilt(["การพัฒนา", "สำนักงาน", "หน้าที่"])))
        assert [run.text for run in again.paragraphs[0].runs] == ["การพั", "ฒนา"]
        assert again.paragraphs[0].runs[1].bold
        assert again.tables[0].cell(0, 0).text == "สำนักงาน"
        assert again.sections[0].header.paragraphs[0].text == "หน้าที่"

    @given(st.lists(st.lists(st.text(st.sampled_from("กข่ <&a"), max_size=4), max_size=4), max_size=4), st.data())
    def test_another_text_in_a_paragraph_changes_that_paragraph_alone(
        self, paragraphs: list[list[str]], data: st.DataObject
    ) -> None:
        escaped = [[text.replace("&", "&amp;").replace("<", "&lt;") for text in runs] for runs in paragraphs]
        raw = word("".join(f"<w:p>{run(*runs)}</w:p>" for runs in escaped))
        document = open_document("a.docx", raw, Reading())
        old = [part.text for part in document.parts]
        assert old == [text for text in map("".join, paragraphs) if not text.isascii()]
        assert document.rebuilt(old) is raw
        if old:
            new = [*old]
            place = data.draw(st.integers(0, len(old) - 1))
            new[place] = data.draw(st.text(st.sampled_from("กข่ <&>\r\n]"), max_size=6)) + "ค"
            again = open_document("a.docx", document.rebuilt(new), Reading())
            assert [part.text for part in again.parts] == new
            assert [part.place for part in again.parts] == [part.place for part in document.parts]


_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ฮา"><!ENTITY b "&a;&a;&a;&a;">]>'


class TestHostile:
    """Documents that are none, or traps."""

    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "this file is empty"),
            (b"PK\x03\x04", "no sound Word document"),
            ("ข้อความ".encode(), "no sound Word document"),
            (archive({"a.txt": "ก"}), "another kind of ZIP archive"),
            (archive({"[Content_Types].xml": TYPES}), "it has no body"),
            (archive({"[Content_Types].xml": "<Types"}), "no sound XML"),
            (word("<w:p>"), "no sound XML"),
            (word("")[:-30], "no sound Word document"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Word 97 to 2003"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
            (word("\x00" * (1 << 20)), "unpacks to more than 1000000 bytes"),
            (
                archive({"[Content_Types].xml": TYPES, "word/document.xml": f"{_LAUGHS}<a>&b;</a>"}),
                "declares entities of its own",
            ),
            (
                archive({"[Content_Types].xml": TYPES, "word/document.xml": "<a>\xff</a>".encode("latin-1")}),
                "byte 0xFF",
            ),
            (
                archive({"[Content_Types].xml": TYPES, "word/document.xml": "<?xml version='1.0' encoding='xx'?><a/>"}),
                "no text encoding 'xx'",
            ),
        ],
    )
    def test_they_are_refused_with_the_reason(self, data: bytes, reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            open_document("a.docx", data, Reading(limit=1_000_000))

    def test_an_encrypted_member_is_told(self) -> None:
        data = bytearray(word(""))
        for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(magic) + offset] |= 1
        with pytest.raises(InputError, match="encrypted; open it with its password"):
            open_document("a.docx", bytes(data), Reading())

    def test_a_damaged_member_is_found_even_if_it_has_no_text(self) -> None:
        data = word("", **{"word/media/a.bin": bytes(range(256)) * 4})
        place = data.index(b"word/media/a.bin") + 60
        with pytest.raises(InputError, match="no sound Word document"):
            open_document("a.docx", data[:place] + bytes([data[place] ^ 255]) + data[place + 1 :], Reading())

    def test_two_members_of_one_name_are_refused(self) -> None:
        data = word("", **{"word/documenT.xml": "x"}).replace(b"documenT", b"document")
        with pytest.raises(InputError, match="two members"):
            open_document("a.docx", data, Reading())

    def test_a_member_in_utf_16_stays_in_utf_16(self) -> None:
        xml = f'<?xml version="1.0" encoding="UTF-16"?><w:document {_W}><w:p>{run("ก")}</w:p></w:document>'
        data = archive({"[Content_Types].xml": TYPES, "word/document.xml": xml.encode("utf-16")})
        with zipfile.ZipFile(io.BytesIO(open_document("a.docx", data, Reading()).rebuilt(["ข"]))) as file:
            assert file.read("word/document.xml").decode("utf-16") == xml.replace("ก", "ข")

    def test_elements_nested_deeply_are_read(self) -> None:
        assert texts(word("<w:p>" * 10_000 + run("ก") + "</w:p>" * 10_000)) == ["ก"]
