"""Whether a picture's bytes can be shown: it is decoded, where Pillow is installed and that is safe."""

from __future__ import annotations

import io

from pixelfare.notices import Notice
from pixelfare.transport.media import Media

__all__ = ["PILLOW_NAMES", "examine", "too_large"]

MOST_PIXELS = 64_000_000
"""More are not decoded: they would take a quarter of a gigabyte."""
_USUAL_PIXELS = 4_194_304
_MOST_PIXELS_PER_BYTE = 100
"""A larger picture with more pixels for each byte is all one colour, or a trap."""
PILLOW_NAMES = {
    "image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF", "image/avif": "AVIF",
}  # fmt: skip


MOST_SCANS = 100
"""Scans of a JPEG that are decoded; real progressive ones have about ten, and each costs as much as a whole picture."""


def _many_scans(data: bytes, media: Media) -> str:
    scans = data.count(b"\xff\xda") if media.type == "image/jpeg" else 0
    return f"it has {scans:,} scans" if scans > MOST_SCANS else ""


def examine(data: bytes, media: Media) -> tuple[Notice, ...]:
    """Decode a picture, and throw the pixels away.

    Args:
        data: The file's bytes.
        media: What its header says.

    Returns:
        Nothing where all is well. `not-decodable` where the file is damaged; it is kept all the same, for it may have
        been paid for. `not-decoded` where nobody looked.

    Example:
        >>> examine(b"", Media(type="image/png", size=None))[0].code
        'not-decoded'
    """
    try:
        from PIL import Image  # noqa: PLC0415  Pillow is an extra
    except ImportError:
        return (_unseen("Pillow is not installed: pip install 'pixelfare[images]'"),)
    reason = too_large(media) or _suspicious(data, media) or _many_scans(data, media)
    form = PILLOW_NAMES[media.type]
    Image.init()
    if not reason and form not in Image.OPEN:
        reason = f"the Pillow that is installed does not read {form}"
    if reason:
        return (_unseen(reason),)
    try:
        with Image.open(io.BytesIO(data), formats=(form,)) as image:
            image.verify()
        with Image.open(io.BytesIO(data), formats=(form,)) as image:
            if image.width * image.height > MOST_PIXELS:
                return (_unseen("it has more pixels than its header says"),)
            image.load()
    except (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return (_unseen("it is too large for this machine or for Pillow's own limit"),)
    except Exception as failure:  # noqa: BLE001  damaged files make Pillow raise almost anything
        text = f"the picture's file is damaged and cannot be decoded ({type(failure).__name__}); its bytes are kept"
        return (Notice(code="not-decodable", message=text),)
    return ()


def too_large(media: Media) -> str:
    """Why a picture is not safe to decode, told from its header alone; empty where it is."""
    if media.size is None:
        return "its size cannot be read"
    pixels = media.size.pixels
    return "" if pixels <= MOST_PIXELS else f"its {pixels:,} pixels are more than the {MOST_PIXELS:,} that are decoded"


def _suspicious(data: bytes, media: Media) -> str:
    pixels = 0 if media.size is None else media.size.pixels
    if pixels <= _USUAL_PIXELS or pixels <= _MOST_PIXELS_PER_BYTE * len(data):
        return ""
    return f"{len(data):,} bytes are suspiciously few for {pixels:,} pixels"


def _unseen(reason: str) -> Notice:
    return Notice(code="not-decoded", message=f"whether the picture can be decoded was not checked: {reason}")
