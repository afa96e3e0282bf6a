"""Charts of a report in which lines go on from left to right: cost by day, a budget through its period, a price."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from pixelfare.money import MICRO
from pixelfare.simulate.report_charts import LONGEST
from pixelfare.simulate.report_figures import Daily
from pixelfare.simulate.report_svg import (
    COLOURS,
    FONT,
    WIDE,
    Frame,
    axes,
    label,
    leader,
    marker,
    picture,
    side_names,
    spread,
    ticks,
)  # fmt: skip
from pixelfare.simulate.report_text import cents, shortened, text_width

__all__ = ["Axes", "Curve", "daily_chart", "days_between", "lines_chart", "moments_between"]

_DAY = 86_400
_ROOM, _AWAY = 135, 24
_SHORT = 2 * _DAY
_STEPS = (60, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200, _DAY)

Marks = Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line.

    Args:
        says: What stands at its end, and what it is called in the drawing's description.
        points: Numbers across and upwards, from left to right.
        place: Its colour, shape and dashes, from 0; `None` for a line that others are compared with.
        is_spot: Whether it is one point to be marked, with what it says right there.
    """

    says: str
    points: Sequence[tuple[float, float]]
    place: int | None
    is_spot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What the two axes of a chart measure.

    Args:
        title: What the chart is called.
        upwards: What is measured upwards.
        ticks: The marks upwards, ascending.
        shown: How one of them is written.
        marks: Marks across by how many there is room for, each with its text.
        across: What is measured across, where the marks do not say.
        reach: Least and greatest number across.
    """

    title: str
    upwards: str
    ticks: Sequence[float]
    shown: Callable[[float], str]
    marks: Callable[[int], Marks]
    reach: tuple[float, float]
    across: str = ""


def lines_chart(curves: Sequence[Curve], look: Axes, width: int) -> str:
    """Lines with their names at their ends; a phone has no room for these, and gets a key from whoever draws.

    Args:
        curves: At least one, each with at least one point.
        look: The axes.
        width: In pixels.
    """
    height, wide = 340, width == WIDE
    names = [shortened(curve.says, LONGEST + 12) for curve in curves]
    margin = max(text_width(name, FONT) for name in names) + _AWAY + 10 if wide else 16
    left = max(text_width(look.shown(tick), FONT) for tick in look.ticks) + 14
    below = 48 if look.across else 30
    frame = Frame((left, 30, width - margin, height - below), x=look.reach, y=(look.ticks[0], look.ticks[-1]))
    parts = [*axes(frame, (), look.ticks, look.shown), *side_names(frame, look.across, look.upwards)]
    parts += _marks(frame, look.marks(max(1, int((frame.right - frame.left) / _ROOM))), wide=wide)
    ends = []
    for curve, name in zip(curves, names, strict=True):
        end = frame.at(*curve.points[-1])
        if curve.is_spot and curve.place is not None:
            parts += [marker(curve.place, *end), label(end[0] + 10, end[1] + 14, name, kind="halo")]
            continue
        ends.append((end, name))
        kind = "paid" if curve.place is None else f"line c{curve.place % COLOURS}"
        parts.append(f'<path class="{kind}" d="{frame.path(curve.points)}"/>')
        parts.append("" if curve.place is None else marker(curve.place, *end))
    if wide:
        heights = spread([y for (_, y), _ in ends], frame.top, frame.bottom)
        at = max(x for (x, _), _ in ends) + _AWAY
        for ((x, y), name), spot in zip(ends, heights, strict=True):
            parts += [leader((x + 7, y), (at, spot), ""), label(at, spot, name, kind="halo")]
    says = "At the end: " + "; ".join(curve.says for curve in curves)
    return picture(parts, size=(width, height), title=look.title, says=says)


def daily_chart(daily: Daily, width: int) -> str:
    """What was spent by the end of each day.

    Args:
        daily: At least one day.
        width: In pixels.
    """
    days = [date.fromisoformat(day).toordinal() for day in daily.days]
    lines = [*daily.lines.items(), *([("paid", daily.paid)] if daily.paid else [])]
    curves = [
        Curve(
            says=f"{shortened(name, LONGEST)} {cents(amounts[-1])}",
            points=[(day, amount / MICRO) for day, amount in zip(days, amounts, strict=True)],
            place=place if place < len(daily.lines) else None,
        )
        for place, (name, amounts) in enumerate(lines)
    ]
    look = Axes(
        title="Cost by day, added up", upwards="USD spent so far", shown=lambda tick: f"{tick:,g}",
        ticks=ticks(0, max(amounts[-1] for _, amounts in lines) / MICRO or 1.0),
        marks=lambda most: days_between(days[0], days[-1], most), reach=(days[0], days[-1]),
    )  # fmt: skip
    return lines_chart(curves, look, width)


def days_between(first: int, last: int, most: int) -> Marks:
    """First and last day, and in between as many as there is room for.

    Args:
        first: An ordinal of a date, as `last`.
        last: The same or a later one.
        most: How many steps there may be.

    Example:
        >>> days_between(1, 3, 9)
        [(1, '0001-01-01'), (2, '0001-01-02'), (3, '0001-01-03')]
    """
    parts = min(most, last - first)
    found = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else [first]
    return [(mark, date.fromordinal(mark).isoformat()) for mark in found]


def moments_between(start: float, end: float, most: int, zone: tzinfo) -> Marks:
    """Midnights of a calendar where there are several, else round times of the day.

    Args:
        start: Unix seconds.
        end: The same, later.
        most: How many steps there may be.
        zone: Whose calendar.

    Example:
        >>> from datetime import UTC
        >>> moments_between(0, 43_200, 2, UTC)
        [(0.0, '00:00'), (21600.0, '06:00'), (43200.0, '12:00')]
    """
    if end - start >= _SHORT:
        first, last = (datetime.fromtimestamp(moment, zone).date().toordinal() for moment in (start, end))
        midnights = [
            (datetime.combine(date.fromordinal(int(day)), time(), zone).timestamp(), text)
            for day, text in days_between(first, last, most)
        ]
        return [(midnight, text) for midnight, text in midnights if start <= midnight <= end]
    one_day = end - start <= _DAY
    room = most if one_day else max(1, most * 3 // 4)
    step = next((step for step in _STEPS if (end - start) / step <= room), _DAY)
    here = datetime.fromtimestamp(start, zone).utcoffset()
    ahead = 0.0 if here is None else here.total_seconds()  # round times are those of the calendar
    marks = [turn * step - ahead for turn in range(math.ceil((start + ahead) / step), int((end + ahead) // step) + 1)]
    told = "%H:%M" if one_day else "%m-%d %H:%M"
    return [(mark, datetime.fromtimestamp(mark, zone).strftime(told)) for mark in marks]


def _marks(frame: Frame, marks: Marks, *, wide: bool) -> list[str]:
    found = []
    for place, (mark, text) in enumerate(marks):
        x, _ = frame.at(mark, 0)
        last = place == len(marks) - 1 and not wide
        anchor = "start" if place == 0 and x < frame.left + 1 else "end" if last else "middle"
        found.append(label(x, frame.bottom + 16, text, anchor=anchor, kind="axis"))
    return found
