"""A small broken book, and its repair: what the command is tried on."""

BROKEN = "ส�ำนักงาน น้ี\r\nปี 2564\x0c\n"
FIXED = "สำนักงาน นี้\r\nปี 2564\x0c\n"
