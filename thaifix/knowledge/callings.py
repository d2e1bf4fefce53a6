"""Words that announce a name: what follows them may be in no list and still be right."""

from __future__ import annotations

__all__ = ["BEFORE_NAMES", "BEFORE_PERSONS"]

_PERSONS = (
    "นาย นาง นางสาว เด็กชาย เด็กหญิง คุณ ดร ดอกเตอร์ ศาสตราจารย์ รองศาสตราจารย์ ผู้ช่วยศาสตราจารย์ อาจารย์ "
    "พลเอก พลโท พลตรี พันเอก พันโท พันตรี ร้อยเอก ร้อยโท ร้อยตรี จ่าเอก จ่าสิบเอก สิบเอก พลเรือเอก พลอากาศเอก "
    "พลตำรวจเอก พลตำรวจโท พลตำรวจตรี พันตำรวจเอก พันตำรวจโท พันตำรวจตรี ร้อยตำรวจเอก หม่อมราชวงศ์ หม่อมหลวง "
    "แพทย์หญิง นายแพทย์ ทันตแพทย์หญิง เภสัชกร มิสเตอร์ มิส หลวงพ่อ พระครู"
)
BEFORE_PERSONS = frozenset(_PERSONS.split())
"""Titles: what follows is the name of a person."""

_OTHERS = (
    "น้อง พี่ ลุง ป้า น้า อา ปู่ ย่า ตา ยาย กำนัน ครู หมอ "
    "บ้าน หมู่บ้าน ชุมชน ตำบล แขวง อำเภอ เขต จังหวัด เมือง ประเทศ รัฐ มณฑล วัด ถนน ซอย แม่น้ำ คลอง ลำ ห้วย หนอง เขา ดอย "
    "เกาะ บริษัท ร้าน ห้าง โรงแรม โรงเรียน รีสอร์ท มูลนิธิ สมาคม ธนาคาร ยี่ห้อ ตรา แบรนด์ รุ่น พันธุ์ ชาว ชนเผ่า ภาษา"
)
BEFORE_NAMES = frozenset(_OTHERS.split())
"""Words that may stand right before the name of a person, a place, a firm or a brand; or before any other word."""
