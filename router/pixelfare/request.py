"""What a caller asks for besides the prompt: everything that always binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pixelfare.errors import BadCount, BadPrompt, BadRequest
from pixelfare.size import SizeWish
from pixelfare.words import DEFAULT_GATEWAY

__all__ = ["ANYWHERE", "LONGEST_PROMPT", "ImageRequest", "check_prompt", "gateway_names"]

LONGEST_PROMPT = 100_000
"""Characters; no gateway documents a limit, and a prompt beyond this is a mistake."""
ANYWHERE = "any"
MOST_IMAGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRequest:
    """The hard side of a request.

    Args:
        size: What the size must be; `None` for 1024x1024 where that is sold.
        quality: A quality level, or `None` for any.
        n: How many pictures.
        gateways: Where to buy; empty for every gateway that can be called.
        max_micro_usd: Most that the whole order may cost, or `None`.
        images: How many input pictures there are.
        mask: Whether there is a mask.
    """

    size: SizeWish | None = None
    quality: str | None = None
    n: int = 1
    gateways: tuple[str, ...] = (DEFAULT_GATEWAY,)
    max_micro_usd: int | None = None
    images: int = 0
    mask: bool = False

    def __post_init__(self) -> None:
        if self.images > MOST_IMAGES:
            raise BadCount(f"{self.images} input pictures are given; at most {MOST_IMAGES} make sense")
        if self.quality is not None and (not isinstance(self.quality, str) or not self.quality):
            raise BadRequest(f"quality is a word such as 'high', not {self.quality!r}")

    def to_dict(self) -> dict[str, Any]:
        """The request as plain JSON values."""
        return {
            "size": None if self.size is None else str(self.size),
            "quality": self.quality,
            "n": self.n,
            "gateways": list(self.gateways),
            "max_micro_usd": self.max_micro_usd,
            "images": self.images,
            "mask": self.mask,
        }


def check_prompt(prompt: str) -> None:
    """Refuse a prompt that is no prompt.

    Raises:
        BadPrompt: Not text, empty or only white space, or longer than 100,000 characters.
    """
    if not isinstance(prompt, str):
        raise BadPrompt(f"a prompt is text, not {type(prompt).__name__}")
    if not any(c.isprintable() and not c.isspace() for c in prompt):
        raise BadPrompt("the prompt is empty: say what the picture shows")
    if len(prompt) > LONGEST_PROMPT:
        raise BadPrompt(f"the prompt has {len(prompt):,} characters; at most {LONGEST_PROMPT:,} are read")


def gateway_names(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Read where to buy: `None` is BlockRun, `"any"` every gateway that can be called, else a name or several.

    Raises:
        BadRequest: Neither.

    Example:
        >>> gateway_names(["sandbox", "blockrun"])
        ('blockrun', 'sandbox')
    """
    if given is None:
        return (DEFAULT_GATEWAY,)
    names = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not names or not all(isinstance(name, str) and name for name in names):
        raise BadRequest(f"gateway is a name, several, or 'any', not {given!r}")
    return () if ANYWHERE in names else tuple(sorted(set(names)))
