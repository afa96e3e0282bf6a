"""One call of a gateway as it is to be made, and the input pictures that go with it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from pixelfare.errors import BadCount, BadPrompt, BadRequest
from pixelfare.size import Size
from pixelfare.transport.masks import check_mask
from pixelfare.transport.media import look_at
from pixelfare.transport.places import base_url

__all__ = ["MOST_INPUT_BYTES", "Call", "InputImage", "read_image"]

MOST_INPUT_BYTES = 12_000_000
"""Bytes of one input picture; the gateway's own limit is not known, clients use 4 to 12 million."""
_ACCEPTED = ("image/png", "image/jpeg", "image/webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputImage:
    """A picture that goes into a call; its `repr` has only form and size."""

    data: bytes = field(repr=False)
    media_type: str
    size: Size | None


def read_image(given: bytes | str | os.PathLike[str], *, what: str = "an input picture") -> InputImage:
    """Take an input picture from bytes or from a file.

    Args:
        given: The bytes of a PNG, JPEG or WebP file, or its path.
        what: How to call it in an error.

    Raises:
        BadRequest: No such file, too large, or not such a picture.
    """
    if isinstance(given, bytes | bytearray | memoryview):
        data = bytes(given)
    elif isinstance(given, str | os.PathLike):
        if isinstance(given, str) and given.startswith(("http:", "https:", "data:")):
            raise BadRequest(f"{what} is given as a URL; give its bytes or the path of a file")
        data = _read(Path(given), what)
    else:
        raise BadRequest(f"{what} is bytes or a path, not {type(given).__name__}")
    if len(data) > MOST_INPUT_BYTES:
        raise BadRequest(f"{what} has {len(data):,} bytes; at most {MOST_INPUT_BYTES:,} are sent")
    media = look_at(data)
    if media is None or media.type not in _ACCEPTED:
        raise BadRequest(f"{what} is not a PNG, JPEG or WebP picture")
    if not media.whole:
        raise BadRequest(f"{what} is cut off: the end of its file is missing")
    return InputImage(data=data, media_type=media.type, size=media.size)


def _read(path: Path, what: str) -> bytes:
    name = ascii(str(path)[:200])
    try:
        there = path.is_file()
        if there:
            with path.open("rb") as file:
                return file.read(MOST_INPUT_BYTES + 1)
    except (OSError, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or "this is no path"
        raise BadRequest(f"{what}: {name} cannot be read: {reason}") from None
    raise BadRequest(f"{what}: there is no file {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call, checked as far as that can be done here; with input pictures it is an edit.

    Args:
        url: The gateway's base URL, to which `/v1/...` is added.
        model: The model's id on the wire.
        n: How many pictures.
        quality: A level, for offers that take one; else `None`, and nothing is sent.
        mask: Which part to edit, for a single input picture.
        patience: Seconds after which a slow job is given up.
        speaks: The gateway's wire dialect.

    Raises:
        BadPrompt: The prompt cannot be sent as text.
        BadCount: A mask without exactly one input picture.
        BadRequest: The URL is neither https nor on this machine, or the mask does not fit its picture.
    """

    url: str
    model: str
    prompt: str = field(repr=False)
    size: Size
    n: int = 1
    quality: str | None = None
    images: tuple[InputImage, ...] = ()
    mask: InputImage | None = None
    patience: float = 600.0
    speaks: str = "blockrun-images"

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", base_url(self.url))
        try:
            self.prompt.encode("utf-8")
        except UnicodeEncodeError as failure:
            where = failure.start
            raise BadPrompt(f"the prompt has half a character (a lone surrogate) at position {where}") from None
        if self.mask is not None:
            if len(self.images) != 1:
                raise BadCount(f"a mask goes with exactly one input picture, not with {len(self.images)}")
            check_mask(self.mask, self.images[0])

    @property
    def is_edit(self) -> bool:
        """Whether pictures go in."""
        return bool(self.images)
