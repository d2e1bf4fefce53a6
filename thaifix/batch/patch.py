"""Bytes from other bytes that are nearly the same: what is stored where edits alone do not bring a source back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thaifix.errors import ConfigError, InputError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["difference", "need_zstandard", "patched"]

_LEVEL = 9  # beyond, patches of books are 1 in 100 smaller and take three times as long
_SHORTEST = 8  # bytes that zstd takes for a dictionary
_WINDOWS = range(10, 31)  # logarithms of the reach back, in bytes


def need_zstandard() -> ModuleType:
    """Return the library.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import zstandard  # noqa: PLC0415 - an extra, and only batches need it
    except ImportError as missing:
        message = 'a batch needs zstandard; install it with: pip install "thaifix[batch]"'
        raise ConfigError(message) from missing
    return zstandard


def difference(before: bytes, after: bytes) -> bytes:
    """Return a patch that makes ``after`` of ``before``.

    >>> patched(b"a page of text, repaired", difference(b"a page of text, repaired", b"a page of text"))
    b'a page of text'
    """
    zstd = need_zstandard()
    reach = min(max((len(before) + len(after)).bit_length(), _WINDOWS[0]), _WINDOWS[-1])
    parameters = zstd.ZstdCompressionParameters.from_level(_LEVEL, window_log=reach, enable_ldm=True)
    packer = zstd.ZstdCompressor(dict_data=_dictionary(zstd, before), compression_params=parameters)
    return bytes(packer.compress(after))


def patched(before: bytes, patch: bytes) -> bytes:
    """Return what `difference` was given as ``after``.

    Raises:
        InputError: the patch is damaged. One of other bytes than ``before`` gives some bytes, so look at their hash.
    """
    zstd = need_zstandard()
    try:
        unpacker = zstd.ZstdDecompressor(dict_data=_dictionary(zstd, before), max_window_size=1 << _WINDOWS[-1])
        return bytes(unpacker.decompress(patch))
    except zstd.ZstdError as wrong:
        message = f"the patch is damaged: {wrong}"
        raise InputError(message) from wrong


def _dictionary(zstd: ModuleType, data: bytes) -> Any:  # noqa: ANN401 - the library is loaded on demand
    if len(data) < _SHORTEST:
        return None
    return zstd.ZstdCompressionDict(data, dict_type=zstd.DICT_TYPE_RAWCONTENT)
