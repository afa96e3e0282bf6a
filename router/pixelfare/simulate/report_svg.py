"""What charts are made of: round numbers for an axis, shapes, labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from pixelfare.simulate.report_text import clean, escaped, text_width

__all__ = [
    "COLOURS", "FONT", "NARROW", "WIDE", "Frame", "axes", "label", "leader", "marker", "picture", "place_labels",
    "side_names", "spread", "ticks",
]  # fmt: skip

WIDE, NARROW = 720, 340
"""Every chart is drawn twice: for a screen or paper, and for a phone."""

FONT = 13
"""Pixels; nothing in a chart is smaller."""

COLOURS = 8
"""How many colours and shapes there are before they repeat."""

_GAP = 17
_SHAPES = (
    "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",  # circle
    "M-5.5-5.5h11v11h-11z",  # square
    "M0-7.5 7.5 0 0 7.5-7.5 0z",  # diamond
    "M0-7 7 5.5h-14z",  # triangle
    "M0 7-7-5.5h14z",  # triangle on its tip
    "M-2.2-7h4.4v4.8h4.8v4.4h-4.8v4.8h-4.4v-4.8h-4.8v-4.4h4.8z",  # plus
    "M0-8 2 -2.6 7.6-2.5 3.2 1 4.7 6.5 0 3.3-4.7 6.5-3.2 1-7.6-2.5-2-2.6z",  # star
    "M-5.2-6.8 0-1.6 5.2-6.8 6.8-5.2 1.6 0 6.8 5.2 5.2 6.8 0 1.6-5.2 6.8-6.8 5.2-1.6 0-6.8-5.2z",  # cross
)

Box = tuple[float, float, float, float]


class Frame:
    """Where numbers lie on a chart.

    Args:
        box: Left, top, right and bottom of the plot, in pixels.
        x: Least and greatest number across.
        y: The same upwards.

    Example:
        >>> Frame((0, 0, 100, 50), x=(0, 10), y=(0, 1)).at(5, 1)
        (50.0, 0.0)
    """

    def __init__(self, box: Box, *, x: tuple[float, float], y: tuple[float, float]) -> None:
        self.left, self.top, self.right, self.bottom = self.box = box
        self._x, self._y = x, y

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Pixels of a point."""
        across = (x - self._x[0]) / ((self._x[1] - self._x[0]) or 1)
        upwards = (y - self._y[0]) / ((self._y[1] - self._y[0]) or 1)
        return (
            round(self.left + across * (self.right - self.left), 1),
            round(self.bottom - upwards * (self.bottom - self.top), 1),
        )

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        """A line through points, as SVG writes it."""
        return "M" + "L".join("{:g} {:g}".format(*self.at(*point)) for point in points)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers that cover a range.

    Args:
        low: Where it begins.
        high: Where it ends.
        most: About how many steps there may be.

    Example:
        >>> ticks(0, 92.8)
        [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
    """
    rough = (high - low) / most or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, max(last, first + 1) + 1)]


def marker(place: int, x: float = 0, y: float = 0) -> str:
    """The shape of one policy, in its colour."""
    at = f' transform="translate({x:g} {y:g})"' if x or y else ""
    return f'<path class="mark c{place % COLOURS}"{at} d="{_SHAPES[place % COLOURS]}"/>'


def label(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    """A line of text; y is its middle."""
    end = "" if anchor == "start" else f' text-anchor="{anchor}"'
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:g}" y="{y + 4.5:g}"{end}{named}>{escaped(text)}</text>'


def picture(parts: Sequence[str], *, size: tuple[int, int], title: str, says: str) -> str:
    """A whole drawing, with its name and what it says for those who do not see it.

    Args:
        parts: Its elements.
        size: Width and height in pixels.
        title: What it is called.
        says: What it shows, in words.
    """
    width, height = size
    kind = "wide" if width == WIDE else "narrow"
    return (
        f'<svg class="chart {kind}" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escaped(title)}</title><desc>{escaped(says)}</desc>{''.join(parts)}</svg>"
    )


def spread(wished: Sequence[float], low: float, high: float, gap: float = _GAP) -> list[float]:
    """Heights for labels, as near to the wished ones as a gap between any two allows.

    Args:
        wished: Where they would be if they were alone.
        low: The least height there is.
        high: The greatest.
        gap: Between two of them.

    Example:
        >>> spread([50, 50, 10], 0, 100, 20)
        [40.0, 60.0, 10.0]
    """
    order = sorted(range(len(wished)), key=lambda index: wished[index])
    blocks: list[list[float]] = []  # what each label wishes for the first of its block; neighbours that clash are one
    for index in order:
        blocks.append([wished[index]])
        while len(blocks) > 1 and _mean(blocks[-2]) + gap * len(blocks[-2]) > _mean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += [wish - gap * len(blocks[-1]) for wish in last]
    heights = [_mean(block) + gap * place for block in blocks for place in range(len(block))]
    count = len(heights)
    heights = [min(height, high - gap * (count - 1 - place)) for place, height in enumerate(heights)]
    heights = [max(height, low + gap * place) for place, height in enumerate(heights)]
    found = dict(zip(order, heights, strict=True))
    return [found[index] for index in range(count)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def place_labels(points: Sequence[tuple[float, float]], texts: Sequence[str], box: Box) -> list[tuple[float, float]]:
    """Where to begin each label beside its point, so that none covers another or a point.

    Args:
        points: In pixels.
        texts: One for each.
        box: Left, top, right and bottom of where labels may be.

    Returns:
        Left end and middle of each text.

    Example:
        >>> place_labels([(10, 50), (10, 50)], ["a", "b"], (0, 0, 100, 100))
        [(21, 50), (21, 67)]
    """
    taken: list[Box] = [(x - 8, y - 8, x + 8, y + 8) for x, y in points]
    found = []
    for (x, y), text in zip(points, texts, strict=True):
        width = text_width(clean(text), FONT)
        sides = (x + 11, x - 11 - width)
        heights = [y, *(y + sign * step * _GAP for step in range(1, 24) for sign in (1, -1))]
        ways = [(side, height) for height in heights for side in sides]
        spot = next((way for way in ways if _is_free(way, width, box, taken)), (x + 11, y))
        taken.append((spot[0], spot[1] - _GAP / 2, spot[0] + width, spot[1] + _GAP / 2))
        found.append(spot)
    return found


def _is_free(spot: tuple[float, float], width: float, box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = spot[0], spot[1] - _GAP / 2 + 1, spot[0] + width, spot[1] + _GAP / 2 - 1
    if left < box[0] or right > box[2] or top < box[1] or bottom > box[3]:
        return False
    return not any(left < other[2] and right > other[0] and top < other[3] and bottom > other[1] for other in taken)


def axes(frame: Frame, across: Sequence[float], upwards: Sequence[float], shown: Callable[[float], str]) -> list[str]:
    """Lines and numbers for the marks of two axes, and the base line."""
    parts = []
    for mark in upwards:
        _, y = frame.at(0, mark)
        parts.append(f'<path class="grid" d="M{frame.left:g} {y:g}H{frame.right:g}"/>')
        parts.append(label(frame.left - 8, y, shown(mark), anchor="end", kind="axis"))
    for mark in across:
        x, _ = frame.at(mark, 0)
        parts.append(label(x, frame.bottom + 16, f"{mark:,g}", anchor="middle", kind="axis"))
    parts.append(f'<path class="base" d="M{frame.left:g} {frame.bottom:g}H{frame.right:g}"/>')
    return parts


def side_names(frame: Frame, across: str, upwards: str) -> list[str]:
    """What the two axes of a chart measure."""
    middle = (frame.left + frame.right) / 2
    return [
        label(middle, frame.bottom + 36, across, anchor="middle", kind="axis"), label(0, 12, upwards, kind="axis"),
    ]  # fmt: skip


def leader(point: tuple[float, float], spot: tuple[float, float], text: str) -> str:
    """A thin line from a point to a label that had to move away."""
    if abs(point[1] - spot[1]) <= FONT / 2:
        return ""
    x = spot[0] - 3 if spot[0] > point[0] else spot[0] + text_width(text, FONT) + 3
    return f'<path class="leader" d="M{point[0]:g} {point[1]:g}L{x:g} {spot[1]:g}"/>'
