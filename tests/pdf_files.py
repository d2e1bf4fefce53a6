"""PDF files made for tests, object by object, so that every position in them is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["actual", "pdf", "show"]

_FIRST = 0x41  # the code of the first letter; Helvetica has capitals from here on
_MARKS = {"\N{THAI CHARACTER MAI EK}": 0x22, "\N{THAI CHARACTER MAI THO}": 0x27}  # quotes hang above the line


def _codes(letters: str) -> dict[str, int]:
    return {letter: _MARKS.get(letter, _FIRST + number) for number, letter in enumerate(dict.fromkeys(letters))}


def show(text: str, x: float, y: float, letters: str) -> str:
    """Draw a text at a place, in the codes of a font that has these letters."""
    codes = _codes(letters)
    return f"BT /F 12 Tf {x} {y} Td <{''.join(f'{codes[letter]:02x}' for letter in text)}> Tj ET\n"


def actual(text: str, *drawn: str) -> str:
    """Say what text some drawing is."""
    spelled = ("\ufeff" + text).encode("utf-16-be").hex()
    return f"/Span << /ActualText <{spelled}> >> BDC\n{''.join(drawn)}EMC\n"


def pdf(pages: Sequence[str], letters: str = "", picture: tuple[int, int, bytes] = (0, 0, b"")) -> bytes:
    """Return a file with pages of these drawings; ``/P`` is a grey picture of some width and height."""
    lines = "".join(f"<{code:02x}> <{ord(letter):04x}>\n" for letter, code in _codes(letters).items())
    names = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> "
        f"endcodespacerange {max(len(_codes(letters)), 0)} beginbfchar\n{lines}endbfchar endcmap end end"
    )
    width, height, pixels = picture
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 300 300] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>",
        _stream(names.encode()),
        _stream(
            pixels,
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray "
            "/BitsPerComponent 8",
        ),
    ]
    for number, page in enumerate(pages):
        resources = "<< /Font << /F 3 0 R >> /XObject << /P 5 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Resources {resources} /Contents {7 + 2 * number} 0 R >>".encode(),
            _stream(page.encode()),
        ]
    return _file(objects)


def _stream(content: bytes, keys: str = "") -> bytes:
    return f"<< {keys} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    start = len(file)
    file += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n".encode()
    return bytes(file + f"startxref\n{start}\n%%EOF\n".encode())
