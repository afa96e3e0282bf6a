"""A picture's size, and the ways to ask for one: exact, an aspect, a floor."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from pixelfare.errors import BadSize

__all__ = [
    "DEFAULT_SIZE",
    "Size",
    "SizeWish",
    "as_size",
    "aspect_distance",
    "parse_aspect",
    "parse_size",
    "parse_size_wish",
]

LONGEST_SIDE = 65_536
ASPECT_TOLERANCE = Fraction(2, 100)
FLOORS = {"1K": 1024 * 1024 * 9 // 10, "2K": 2048 * 2048 * 9 // 10, "4K": 3840 * 2160}
"""Fewest pixels of a size called 1K, 2K or 4K: makers sell 2304x1728 as 2K, and a UHD frame is 4K."""

_EXACT = re.compile(r"([0-9]{1,5})\s*[xX\u00d7]\s*([0-9]{1,5})", re.ASCII)
_ASPECT = re.compile(r"([0-9]{1,4})\s*:\s*([0-9]{1,4})", re.ASCII)
_FLOOR = re.compile(r">=\s*([0-9]{1,4}(?:\.[0-9]{1,3})?)\s*MP", re.ASCII | re.IGNORECASE)
_FORMS = 'Sizes are written "1024x1024" (exactly), "16:9" (that aspect), "2K" or ">=2MP" (at least), or "16:9 2K".'


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """Width and height of a picture in pixels.

    Example:
        >>> str(Size(1344, 768))
        '1344x768'
    """

    width: int
    height: int

    def __post_init__(self) -> None:
        for side in (self.width, self.height):
            if type(side) is not int or not 1 <= side <= LONGEST_SIDE:
                raise BadSize(f"a side of {side!r} pixels: sides are whole numbers from 1 to {LONGEST_SIDE}")

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    def __repr__(self) -> str:
        return f"Size({self.width}, {self.height})"

    @property
    def pixels(self) -> int:
        """Pixels in all."""
        return self.width * self.height

    def fits_in(self, other: Size) -> bool:
        """Whether each side is at most the other's."""
        return self.width <= other.width and self.height <= other.height


DEFAULT_SIZE = Size(1024, 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeWish:
    """What a caller asked a size to be; every part given must hold.

    Args:
        exact: This size and no other.
        aspect: Width to height, met within 2 %.
        min_pixels: At least so many pixels.
        text: The wish as it was written.
    """

    exact: Size | None = None
    aspect: tuple[int, int] | None = None
    min_pixels: int = 0
    text: str

    def __post_init__(self) -> None:
        sides = self.aspect if self.aspect is not None else (1, 1)
        exact = self.exact is None or isinstance(self.exact, Size)
        if not exact or len(sides) != len(("width", "height")) or any(type(s) is not int or s < 1 for s in sides):
            raise BadSize(f"{self.text!r:.60} is no wish for a size. {_FORMS}")

    def __str__(self) -> str:
        return self.text

    def allows(self, size: Size) -> bool:
        """Whether a size meets the wish."""
        if self.exact is not None:
            return size == self.exact
        if self.aspect is not None and aspect_distance(size, self.aspect) > 1 + ASPECT_TOLERANCE:
            return False
        return size.pixels >= self.min_pixels


def aspect_distance(size: Size, aspect: tuple[int, int]) -> Fraction:
    """How far a size is from an aspect, as the larger ratio over the smaller: 1 is exactly that aspect.

    Exact, so that two machines never order two sizes differently.

    Example:
        >>> aspect_distance(Size(1536, 1024), (3, 2))
        Fraction(1, 1)
    """
    one, other = size.width * aspect[1], size.height * aspect[0]
    return Fraction(max(one, other), min(one, other))


def parse_aspect(text: str) -> tuple[int, int]:
    """Read an aspect.

    Raises:
        BadSize: Not of the form `16:9`.

    Example:
        >>> parse_aspect("16:9")
        (16, 9)
    """
    match = _ASPECT.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None or not int(match[1]) or not int(match[2]):
        raise BadSize(f"{str(text)[:40]!r} is not an aspect such as 16:9")
    return int(match[1]), int(match[2])


def parse_size(text: str) -> Size:
    """Read an exact size.

    Raises:
        BadSize: Not of the form `1024x1024`.

    Example:
        >>> parse_size("1344x768")
        Size(1344, 768)
    """
    match = _EXACT.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise BadSize(f"{str(text)[:40]!r} is not a size such as 1024x1024")
    return Size(int(match[1]), int(match[2]))


def as_size(given: str | Size | tuple[int, int]) -> Size:
    """An exact size from text, a pair of pixels, or itself.

    Raises:
        BadSize: It is none of these.
    """
    if isinstance(given, Size):
        return given
    if isinstance(given, tuple):
        if len(given) != len(("width", "height")):
            raise BadSize(f"{given!r} is no size: a pair has a width and a height")
        return Size(*given)
    return parse_size(given)


def parse_size_wish(wish: str | Size | tuple[int, int] | SizeWish | None) -> SizeWish | None:
    """Read what a caller asked a size to be.

    Args:
        wish: `"1344x768"` exact; `"16:9"` an aspect, within 2 %; `"1K"`, `"2K"`, `"4K"` or `">=2MP"` a floor; an
            aspect and a floor together (`"16:9 2K"`); a `Size` or a pair of pixels; nothing.

    Returns:
        The wish, or `None` where nothing was asked.

    Raises:
        BadSize: None of these forms.

    Example:
        >>> parse_size_wish("16:9").aspect
        (16, 9)
    """
    if wish is None or isinstance(wish, SizeWish):
        return wish
    if isinstance(wish, tuple | Size):
        size = as_size(wish)
        return SizeWish(exact=size, text=str(size))
    if not isinstance(wish, str):
        raise BadSize(f"{wish!r} is no size. {_FORMS}")
    if match := _EXACT.fullmatch(wish.strip()):
        size = Size(int(match[1]), int(match[2]))
        return SizeWish(exact=size, text=str(size))
    return _loose_wish(wish.strip())


def _loose_wish(text: str) -> SizeWish:
    """An aspect, a floor, or both."""
    aspect: tuple[int, int] | None = None
    floor = 0
    for part in re.sub(r"(>=)\s+|\s*(:)\s*|\s+(?=MP\b)", r"\1\2", text, flags=re.IGNORECASE).split():
        if aspect is None and (match := _ASPECT.fullmatch(part)) and int(match[1]) and int(match[2]):
            aspect = (int(match[1]), int(match[2]))
        elif not floor and part.upper() in FLOORS:
            floor = FLOORS[part.upper()]
        elif not floor and (match := _FLOOR.fullmatch(part)):
            floor = math.ceil(Fraction(match[1]) * 1_000_000)
        else:
            raise BadSize(f"{text[:40]!r} is no size. {_FORMS}")
    if aspect is None and not floor:
        raise BadSize(f"{text[:40]!r} is no size. {_FORMS}")
    return SizeWish(aspect=aspect, min_pixels=floor, text=text)
