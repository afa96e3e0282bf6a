"""Text on a card: wrapped, fitted, and honest about characters that no font here can draw.

A character nobody draws becomes a small box with its code point in it. So a Chinese prompt is told from an empty one
on a machine without Chinese fonts, and a hidden direction mark is seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from pixelfare.sandbox.fonts import Face, draws, faces, load

if TYPE_CHECKING:
    from PIL import ImageDraw

__all__ = ["Line", "Piece", "Style", "fit", "spell", "width_of", "write"]

_DROPPED = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Joiners and variation selectors: they only say how their neighbours look."""
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_LEADING = 1.32
_SMALLEST_CODE = 14
"""Pixels below which a code could not be read anyway."""
_LAST_OF_FOUR_DIGITS = 0xFFFF
_DIGIT_HEIGHT = {2: 0.42, 3: 0.34}
ELLIPSIS = " …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A character with the marks on it, and the face that draws it.

    Args:
        text: The character.
        face: Its face; `False` where none has it and a box stands for it.
    """

    text: str
    face: Face | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How to write: height of the letters in pixels, and weight."""

    pixels: int
    bold: bool = False

    @property
    def leading(self) -> int:
        """Pixels from one line to the next."""
        return round(self.pixels * _LEADING)


Line = tuple[Piece, ...]


def spell(text: str, *, bold: bool = False) -> Line:
    """Find the face for each character; white space becomes a space, line ends stay."""
    known = faces(bold=bold)
    pieces: list[Piece] = []
    for character in text.replace("\r\n", "\n"):
        kind = unicodedata.category(character)
        if character in _DROPPED:
            continue
        if character == "\n":
            pieces.append(Piece(text="\n", face=known[0]))
        elif (character.isspace() and kind != "Cc") or character == "\t":
            pieces.append(Piece(text=" ", face=known[0]))
        elif kind.startswith("M") and pieces and pieces[-1].face is not False and pieces[-1].text != "\n":
            pieces[-1] = Piece(text=pieces[-1].text + character, face=pieces[-1].face)
        else:
            face = False if kind in _HIDDEN else next((f for f in known if draws(f, character)), False)
            pieces.append(Piece(text=character, face=face))
    return tuple(pieces)


def fit(
    text: str, *, width: int, height: int, largest: int, smallest: int, bold: bool = False
) -> tuple[Style, list[Line]]:
    """Wrap a text in the largest size at which it fits, and cut it where even the smallest does not.

    Args:
        text: What to write.
        width: Pixels from side to side.
        height: Pixels from top to bottom.
        largest: Letter height to begin with, in pixels.
        smallest: Letter height below which it is cut.
        bold: Its weight.

    Returns:
        The style, and the lines.
    """
    pieces = spell(text, bold=bold)
    pixels = largest
    while True:
        style = Style(pixels=pixels, bold=bold)
        lines = list(_wrap(pieces, style, width))
        room = max(1, height // style.leading)
        if len(lines) <= room or pixels <= smallest:
            break
        pixels = max(smallest, int(pixels * 0.92))
    if len(lines) > room:
        lines = lines[:room]
        dots = spell(ELLIPSIS, bold=bold)
        while lines[-1] and width_of(lines[-1], style) + width_of(dots, style) > width:
            lines[-1] = lines[-1][:-1]
        lines[-1] += dots
    return style, lines


def _wrap(pieces: Line, style: Style, width: int) -> Iterator[Line]:
    line: list[Piece] = []
    used = 0.0
    for word in _words(pieces):
        if word[0].text == "\n":
            yield _trimmed(line)
            line, used = [], 0.0
            continue
        need = width_of(word, style)
        if line and used + width_of(_trimmed(word), style) > width:
            yield _trimmed(line)
            line, used = [], 0.0
        if need > width:  # longer than a whole line: broken anywhere
            for piece in word:
                step = width_of((piece,), style)
                if line and used + step > width:
                    yield tuple(line)
                    line, used = [], 0.0
                line.append(piece)
                used += step
        elif line or word[0].text != " ":
            line.extend(word)
            used += need
    if line:
        yield _trimmed(line)


def _trimmed(line: list[Piece] | Line) -> Line:
    end = len(line)
    while end and line[end - 1].text == " ":
        end -= 1
    return tuple(line[:end])


def _words(pieces: Line) -> Iterator[Line]:
    """Stretches that stay together: a word with the space after it, one character of a script without spaces."""
    word: list[Piece] = []
    for piece in pieces:
        alone = piece.text == "\n" or piece.face is False or unicodedata.east_asian_width(piece.text[0]) in "WF"
        if word and (alone or (word[-1].text == " " and piece.text != " ")):
            yield tuple(word)
            word = []
        word.append(piece)
        if alone:
            yield tuple(word)
            word = []
    if word:
        yield tuple(word)


@lru_cache(maxsize=50_000)
def _advance(piece: Piece, pixels: int) -> float:
    if isinstance(piece.face, bool):
        return round(pixels * 1.02)
    return load(piece.face, pixels).getlength(piece.text)


def width_of(line: Line, style: Style) -> float:
    """Pixels that a line takes."""
    return sum(_advance(piece, style.pixels) for piece in line)


def write(
    draw: ImageDraw.ImageDraw,
    line: Line,
    style: Style,
    *,
    left: float,
    top: float,
    fill: str,
    right: float | None = None,
) -> None:
    """Write one line.

    Args:
        draw: What to write with.
        line: What to write.
        style: How to write.
        left: Where the line begins, in pixels.
        top: Its upper edge.
        fill: Its colour.
        right: Where a line in a script from right to left ends.
    """
    runs = [(face, tuple(run)) for face, run in groupby(line, key=lambda piece: piece.face)]
    backwards = right is not None and _from_right(line)
    x = left if right is None or not backwards else right
    for face, pieces in runs:
        text = "".join(piece.text for piece in pieces)
        wide = width_of(pieces, style) if isinstance(face, bool) else load(face, style.pixels).getlength(text)
        start = x - wide if backwards else x
        if isinstance(face, bool):
            for i, piece in enumerate(pieces):
                _box(draw, piece.text, start + i * wide / len(pieces), top, style, fill)
        else:
            place = (start, top + style.pixels)
            draw.text(place, text, font=load(face, style.pixels), fill=fill, anchor="ls")
        x = start if backwards else x + wide


def _from_right(line: Line) -> bool:
    strong = (unicodedata.bidirectional(piece.text[0]) for piece in line if piece.face is not False)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


def _box(draw: ImageDraw.ImageDraw, character: str, x: float, top: float, style: Style, fill: str) -> None:
    """A code point in a frame, as two rows of hexadecimal digits."""
    side = style.pixels
    code = f"{ord(character[0]):04X}"
    code = code.zfill(6) if ord(character[0]) > _LAST_OF_FOUR_DIGITS else code
    half = len(code) // 2
    frame = (round(x + side * 0.06), round(top + side * 0.14), round(x + side * 0.96), round(top + side * 1.12))
    draw.rectangle(frame, outline=fill, width=max(1, side // 22))
    if side < _SMALLEST_CODE:
        return
    font = load(faces()[0], max(6, round(side * _DIGIT_HEIGHT[half])))
    middle = (frame[0] + frame[2]) / 2
    draw.text((middle, top + side * 0.39), code[:half], font=font, fill=fill, anchor="mm")
    draw.text((middle, top + side * 0.85), code[half:], font=font, fill=fill, anchor="mm")
