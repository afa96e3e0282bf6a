"""A plain test card as a PNG, with nothing but the standard library: colour bars, and words in its metadata."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

from pixelfare.size import Size

__all__ = ["draw_plain"]


def draw_plain(size: Size, colours: Sequence[tuple[int, int, int]], facts: Mapping[str, str]) -> bytes:
    """Draw upright colour bars over a black and white hazard strip.

    Args:
        size: Exact size of the picture.
        colours: Red, green and blue of each bar, from left to right.
        facts: Latin-1 texts kept in the file.

    Returns:
        The bytes of a PNG file.
    """
    width, height = size.width, size.height
    bars = b"".join(bytes(colours[x * len(colours) // width]) for x in range(width))
    step = max(1, min(width, height) // 24)
    strip = b"".join(b"\x14\x16\x1f" if x // step % 2 else b"\xff\xd2\x3f" for x in range(width))
    packer = zlib.compressobj(6)
    packed = bytearray()
    for y in range(height):
        row = strip if height * 45 // 100 <= y < height * 55 // 100 else bars
        packed += packer.compress(b"\0" + row)
    packed += packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    texts = (_chunk(b"tEXt", f"{key}\0{value}".encode("latin-1", "replace")) for key, value in facts.items())
    parts = (_chunk(b"IHDR", header), *texts, _chunk(b"IDAT", bytes(packed)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
