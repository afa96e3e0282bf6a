"""What came back: pictures as bytes, and what the gateway said about them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pixelfare.notices import Notice
from pixelfare.size import Size

__all__ = ["Answer", "AnswerImage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerImage:
    """One picture.

    Args:
        data: The file's bytes.
        media_type: Told by the bytes themselves.
        size: As its header says; `None` where that cannot be read.
        url: Where it was fetched; empty where it came inside the answer.
        source_url: Where the maker keeps it, as the gateway says.
        backed_up: Whether the gateway says that it keeps the picture; `None` where it says nothing.
        revised_prompt: The prompt as the model rewrote it; never in the `repr`.
        notices: What does not fit the order.
    """

    data: bytes = field(repr=False)
    media_type: str
    size: Size | None
    url: str = field(default="", repr=False)
    source_url: str = field(default="", repr=False)
    backed_up: bool | None = None
    revised_prompt: str = field(default="", repr=False)
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The pictures of one call.

    Args:
        images: At least one.
        price: What the gateway printed, as `"0.016750 USD"`; empty where it printed nothing.
        raw: The body of the answer as it came; never in the `repr`.
        notices: What is odd about the answer as a whole.
    """

    images: tuple[AnswerImage, ...]
    price: str = ""
    raw: bytes = field(default=b"", repr=False)
    notices: tuple[Notice, ...] = ()
