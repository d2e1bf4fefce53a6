"""Signs of damage that no rule mends: what ``diagnose`` reports as left, and the proof of displaced marks.

They are looked for in the repaired text, so a sign that a rule removed is not counted twice.
"""

from __future__ import annotations

from thaifix.knowledge.rows import Sign

__all__ = ["DISPLACED", "SIGNS"]

_WORDS_DECIDE = "no word is near enough to tell which letter the mark belongs to"

DISPLACED: tuple[Sign, ...] = (
    Sign(
        name="mark-on-leading-vowel",
        family="displaced-mark",
        match=r"[{E}][{M}]+",
        lost=False,
        note=_WORDS_DECIDE,
        shows=("ทีไ่ด้", "ทีเ่ป็น", "ทุกแ่ห่ง"),
        keeps=("ที่ได้", "เก่ง"),
    ),
    Sign(
        name="mark-on-following-vowel",
        family="displaced-mark",
        match=r"(?!{AM}[{T}])[{F}][{M}]+",  # a tone typed after sara am is an everyday typing error
        lost=False,
        note=_WORDS_DECIDE,
        shows=("หนา้", "เลา่", "จะ้"),
        keeps=("หน้า", "น้ำ", "อา", "นำ้"),
    ),
    Sign(
        name="tone-after-closed-vowel",
        family="displaced-mark",
        match=r"(?:{HA}[{C}]|{UEE}{OA})[{T}]",
        lost=False,
        note=_WORDS_DECIDE,
        shows=("ตัง้แต่", "มัน่คง", "เพือ่"),
        keeps=("ตั้งแต่", "เพื่อ", "สัตว์", "มือถือ", "กลับบ้าน"),
    ),
    Sign(
        name="tone-after-vowel-at-word-end",
        family="displaced-mark",
        match=r"[{V}][{C}][{T}](?=[^{L}\n])",
        lost=False,
        note=_WORDS_DECIDE,
        shows=("ชิน้ ส่วน", "เริม่ มี"),
        keeps=("ชิ้นส่วน", "เริ่มมี", "กลับบ้าน", "คุมครอง"),
    ),
    Sign(
        name="open-vowel-closed",
        family="displaced-mark",
        match=r"[{TX}][{C}][{HA}{UEE}](?=[^{L}\n])",
        lost=False,
        note=_WORDS_DECIDE,
        shows=("เช่อื การ",),
        keeps=("เชื่อการ", "ทั้ง"),
    ),
    Sign(
        name="two-vowels-on-one-letter",
        family="displaced-mark",
        match=r"([{V}])(?!\1)[{V}]|([{T}])(?!\2)[{T}]|([{V}])[{TX}](?!\3)[{V}]",
        lost=False,
        note=_WORDS_DECIDE,
        shows=("ทีุ่ก", "ทิู", "ก่้"),
        keeps=("ทุกที่", "สิทธิ์", "พันธุ์"),
    ),
    Sign(
        name="tone-before-vowel",
        family="displaced-mark",
        match=r"[{C}][{TX}][{V}]",
        lost=False,
        note="a tone before a vowel mark: out of order, or the vowel belongs to the letter before",
        shows=("มส่ีวน",),
        keeps=("มีส่วน", "สี่"),
    ),
)
"""Sequences that no sound Thai has and that a mark on a neighbouring letter leaves behind."""

SIGNS: tuple[Sign, ...] = (
    *DISPLACED,
    Sign(
        name="hole-in-word",
        family="glyph",
        match=r"(?<=[{L}])[{H}]+|[{H}]+(?=[{L}])",
        lost=True,
        note="a lost character (U+FFFD): the text does not say which; left as it is",
        shows=("สิทธิ�", "ก�าว", "�ระชุม"),
        keeps=("สิทธิ์", "� "),
    ),
    Sign(
        name="hole",
        family="glyph",
        match=r"(?<![{L}{H}])[{H}]+(?![{L}{H}])",
        lost=True,
        note="a lost character (U+FFFD) outside Thai words; left as it is",
        shows=("ราคา � บาท", "caf� "),
        keeps=("สิทธิ�",),
    ),
    Sign(
        name="unknown-glyph",
        family="glyph",
        match=(
            r"(?<=[{L}])(?:\(cid:\d+\)|[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]|[\ue000-\uefff\uf100-\uf8ff]"
            r"|[\U000f0000-\U0010fffd])"
        ),
        lost=True,
        note="a glyph code of unknown meaning: too few of them, or they do not agree on one character",
        shows=("ทีก(cid:7)", "เลี\x00ยง", "ก\ue123"),
        keeps=("ที่", "\uf0b7 ที่", "ก\n"),
    ),
    Sign(
        name="letters-spaced",
        family="space",
        match=r"(?<![{L}])(?:[{E}]?[{C}][{M}]{{0,2}}[{F}]? ){{3,}}[{E}]?[{C}][{M}]{{0,2}}[{F}]?(?![{L}])",
        lost=False,
        note="spaces between single letters: no words were found that tell where the genuine ones stood",
        shows=("ก า ร ป ร ก ค ร อ ง",),
        keeps=("ก ข ค", "การปกครอง"),
    ),
    Sign(
        name="vowel-after-space",
        family="space",
        match=r"(?<=[{C}{T}]) (?=[{T}]?[{F}](?:[{C}{E}]|$))",
        lost=False,
        note="a vowel cut off from its letter; sara am may have lost its ring here",
        shows=("ส านักงาน", "น ้าตาล", "จ านวน"),
        keeps=("สำนักงาน", "สระ า", "ก า "),
    ),
    Sign(
        name="mark-cut-off",
        family="space",
        match=r"(?<=[{L}][ \n])[{M}]+|(?<=[{L}]\n\n)[{M}]+",
        lost=False,
        note="a mark cut off from its letter by a space or line end",
        shows=("ที\n่ประชุม", "ชาต ิ ยุทธ"),
        keeps=("มีรูปภาพ   ุ่มาก", "ที่ ประชุม"),
    ),
)
"""Everything ``diagnose`` reports beside what the rules repair, in the order in which spots are claimed."""
