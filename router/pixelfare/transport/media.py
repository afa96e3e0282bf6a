"""What bytes are: the form of a picture and its size, read from its own header and not from what anyone says."""

# ruff: noqa: PLR2004  the numbers are offsets and marks of file formats

from __future__ import annotations

import struct
from dataclasses import dataclass

from pixelfare.size import LONGEST_SIDE, Size

__all__ = ["SUFFIXES", "Media", "look_at"]

SUFFIXES = {
    "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp", "image/gif": ".gif", "image/avif": ".avif",
}  # fmt: skip
_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})
"""JPEG markers that are followed by the size."""
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""JPEG markers without a length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What a picture file is.

    Args:
        type: Media type, such as `image/png`.
        size: Width and height as its header says; `None` where that cannot be read.
        whole: Whether its end is there; `True` where the form has no telling end.
    """

    type: str
    size: Size | None
    whole: bool = True


def look_at(data: bytes) -> Media | None:
    """Tell a picture by its first bytes: PNG, JPEG, WebP, GIF or AVIF.

    Returns:
        What it is, or `None` where it is none of these.

    Example:
        >>> look_at(b"<html>") is None
        True
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        size = _size(*struct.unpack_from(">II", data, 16)) if len(data) >= 24 and data[12:16] == b"IHDR" else None
        return Media(type="image/png", size=size, whole=b"IEND" in data[-64:])
    if data.startswith(b"\xff\xd8\xff"):
        return Media(type="image/jpeg", size=_jpeg(data), whole=b"\xff\xd9" in data[-4096:])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        stated = int.from_bytes(data[4:8], "little") + 8
        return Media(type="image/webp", size=_webp(data), whole=len(data) >= stated)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        size = _size(*struct.unpack_from("<HH", data, 6)) if len(data) >= 10 else None
        return Media(type="image/gif", size=size, whole=data.endswith(b";"))
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return Media(type="image/avif", size=_avif(data))
    return None


def _size(width: int, height: int) -> Size | None:
    return Size(width, height) if 1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE else None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while at + 9 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return _size(width, height)
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return None


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X" and len(data) >= 30:
        return _size(1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little"))
    if kind == b"VP8L" and len(data) >= 25:
        bits = int.from_bytes(data[21:25], "little")
        return _size(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
    if kind == b"VP8 " and len(data) >= 30:
        width, height = struct.unpack_from("<HH", data, 26)
        return _size(width & 0x3FFF, height & 0x3FFF)
    return None


def _avif(data: bytes) -> Size | None:
    at = data.find(b"ispe", 0, 4096)
    return _size(*struct.unpack_from(">II", data, at + 8)) if 0 <= at <= len(data) - 16 else None
