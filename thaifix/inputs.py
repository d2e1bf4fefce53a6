"""What may be handed in as text: checked where it enters the library."""

from __future__ import annotations

from thaifix.errors import InputError

__all__ = ["checked", "refuse_text"]


def checked(text: object) -> str:
    """Return a text.

    Raises:
        InputError: it is no ``str``.
    """
    if isinstance(text, str):
        return text
    if isinstance(text, bytes | bytearray | memoryview):
        message = (
            "thaifix repairs text, and was given bytes. Decode them first, e.g. data.decode('utf-8'), or 'cp874' for "
            "old Thai files; `thaifix fix FILE` on the command line finds the encoding by itself."
        )
        raise InputError(message)
    message = f"thaifix repairs text: expected str, found {type(text).__name__}; missing cells are best skipped"
    raise InputError(message)


def refuse_text(texts: object) -> None:
    """Refuse one text where many are asked for, of which it would be so many letters.

    Raises:
        InputError: it is a ``str``.
    """
    if isinstance(texts, str):
        message = "expected an iterable of str, found one str; put it in a list, or call fix"
        raise InputError(message)
