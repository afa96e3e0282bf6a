"""Masks: which part of an input picture is edited.

Two conventions are about. The makers' own edits what is transparent; one gateway documents that it edits what is white.
`safe_mask` makes a mask that means the same under both.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pixelfare.errors import BadRequest
from pixelfare.transport.decode import PILLOW_NAMES, too_large
from pixelfare.transport.media import look_at

if TYPE_CHECKING:
    from PIL import Image

    from pixelfare.transport.call import InputImage

__all__ = ["check_mask", "safe_mask"]

_COLOUR_TYPE = 25
"""Where a PNG says what its pixels are made of."""
_WITH_ALPHA = (b"\4", b"\6")
_HALF = 128
_EDITED, _KEPT = (255, 255, 255, 0), (0, 0, 0, 255)
_ADVICE = "pixelfare.transport.masks.safe_mask makes one from a black and white picture"


def check_mask(mask: InputImage, image: InputImage) -> None:
    """See that a mask fits its picture: a PNG of the same size, with an alpha channel that marks something.

    Whether it marks anything is seen only where Pillow is installed.

    Args:
        mask: The mask.
        image: The one input picture it goes with.

    Raises:
        BadRequest: It does not fit.
    """
    if mask.media_type != "image/png":
        raise BadRequest(f"the mask is a PNG with an alpha channel, not {mask.media_type}; {_ADVICE}")
    if None in {mask.size, image.size} or mask.size != image.size:
        sizes = [str(size or "a size that cannot be read") for size in (mask.size, image.size)]
        raise BadRequest(f"the mask has {sizes[0]} and its picture {sizes[1]}; they must be of the same size")
    if mask.data[_COLOUR_TYPE : _COLOUR_TYPE + 1] not in _WITH_ALPHA:
        raise BadRequest(f"the mask has no alpha channel, so nothing in it is transparent; {_ADVICE}")
    try:
        picture = _decoded(mask.data)
    except ImportError:
        return
    if _least(picture.getchannel("A")) > 0:
        raise BadRequest(f"no pixel of the mask is fully transparent, so nothing would be edited; {_ADVICE}")


def safe_mask(mask: bytes) -> bytes:
    """Make a mask that means the same to those who edit what is white and to those who edit what is transparent.

    Args:
        mask: A picture whose transparent part is to be edited, or, where nothing in it is transparent, its white part.
            Every pixel counts as the nearer of the two; soft edges become hard.

    Returns:
        A PNG of the same size: what is edited is white and fully transparent, what is kept black and opaque.

    Raises:
        BadRequest: Pillow is not installed, it is no picture, or it marks nothing.
    """
    try:
        picture = _decoded(mask)
    except ImportError:
        raise BadRequest("masks are converted with Pillow: pip install 'pixelfare[images]'") from None
    from PIL import Image  # noqa: PLC0415  Pillow is an extra

    alpha = picture.convert("RGBA").getchannel("A") if picture.has_transparency_data else None
    if alpha is not None and _least(alpha) < _HALF:
        edited = alpha.point([255 * (value < _HALF) for value in range(256)])
    else:
        edited = picture.convert("L").point([255 * (value >= _HALF) for value in range(256)])
    if edited.getbbox() is None:
        raise BadRequest("the mask marks nothing: no pixel of it is transparent, and none is white")
    made = Image.new("RGBA", picture.size, _KEPT)
    made.paste(_EDITED, (0, 0, *picture.size), edited)
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _decoded(data: bytes) -> Image.Image:
    """The pixels of a mask.

    Raises:
        ImportError: Pillow is not installed.
        BadRequest: It cannot be decoded, or not safely.
    """
    from PIL import Image  # noqa: PLC0415  Pillow is an extra

    media = look_at(data)
    if media is None:
        raise BadRequest("the mask is no picture")
    reason = too_large(media)
    if reason:
        raise BadRequest(f"the mask cannot be looked at: {reason}")
    try:
        with Image.open(io.BytesIO(data), formats=(PILLOW_NAMES[media.type],)) as opened:
            opened.load()
            return opened.copy()
    except Exception as failure:  # noqa: BLE001  damaged files make Pillow raise almost anything
        raise BadRequest(f"the mask's file is damaged and cannot be decoded ({type(failure).__name__})") from None


def _least(channel: Image.Image) -> int:
    return next(value for value, count in enumerate(channel.histogram()) if count)
