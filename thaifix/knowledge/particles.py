"""Words that join others into sentences: they stand in running text, hardly in lists of things."""

from __future__ import annotations

__all__ = ["PARTICLES"]

_PARTICLES = (
    "ที่ ซึ่ง อัน ว่า และ หรือ แต่ กับ แก่ แด่ ต่อ ของ ใน จาก โดย ด้วย ตาม เพื่อ เพราะ สำหรับ ระหว่าง จน ถ้า หาก เมื่อ จึง ก็ "
    "ให้ ได้ เป็น คือ มี จะ ไม่ ถูก นี้ นั้น กว่า"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Prepositions, conjunctions and the verbs that serve as such: a closed class."""
