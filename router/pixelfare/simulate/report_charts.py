"""The three charts of a report as SVG: cost against quality, cost by day, and what is bought."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from pixelfare.money import MICRO
from pixelfare.simulate.report_figures import Bar, Daily, Dot, Mix
from pixelfare.simulate.report_svg import COLOURS, FONT, Frame, label, marker, picture, place_labels, spread, ticks
from pixelfare.simulate.report_text import cents, plural, share, shortened, text_width

__all__ = ["cost_chart", "daily_chart", "mix_chart"]

WIDE, NARROW = 720, 340
_LONGEST = 22
_DAY_ROOM = 115
_AWAY = 24
_KEYS = "ABCDEFGH"

Line = Sequence[tuple[float, float]]


def cost_chart(dots: Sequence[Dot], frontier: Line, paid: int | None, width: int) -> str:
    """Cost against expected quality.

    Args:
        dots: The policies, at least one.
        frontier: The best quality for each cost, or nothing.
        paid: What was really paid for the whole trace, micro-USD, where that is known.
        width: In pixels.
    """
    height = 370 if width == WIDE else 360
    dearest = max([*(dot.usd for dot in dots), *(usd for usd, _ in frontier), 0 if paid is None else paid / MICRO])
    least = min(dot.quality.low for dot in dots)
    across = ticks(0, dearest or 1.0, 6 if width == WIDE else 3)
    upwards = ticks(least, 1.0, 6)
    frame = Frame((46, 30, width - 14, height - 48), x=(0, across[-1]), y=(upwards[0], 1.0))
    parts = [*_axes(frame, across, upwards, lambda mark: f"{mark:g}"), *_names(frame, "USD for the whole trace")]
    parts.append(label(0, 12, "expected quality", kind="axis"))
    if paid is not None:
        x, _ = frame.at(paid / MICRO, 1)
        parts.append(f'<path class="paid" d="M{x:g} {frame.top:g}V{frame.bottom:g}"/>')
        side, anchor = (x - 6, "end") if x > width / 2 else (x + 6, "start")
        parts.append(label(side, frame.bottom - 12, f"paid {cents(paid)}", anchor=anchor, kind="halo"))
    if line := _above(frontier, upwards[0]):
        parts.append(f'<path class="frontier" d="{frame.path(line)}"/>')
    points = [frame.at(dot.usd, dot.quality.value) for dot in dots]
    for dot, (x, _) in zip(dots, points, strict=True):
        low, high = (frame.at(0, end)[1] for end in (dot.quality.low, dot.quality.high))
        parts.append(f'<path class="reach c{dot.place % COLOURS}" d="M{x:g} {low:g}V{high:g}M{x - 4:g} {low:g}h8"/>')
    parts += [marker(dot.place, *point) for dot, point in zip(dots, points, strict=True)]
    texts = [shortened(dot.name, _LONGEST) for dot in dots]
    box = (frame.left + 2, frame.top - 16, width, frame.bottom - 22)
    for text, point, spot in zip(texts, points, place_labels(points, texts, box), strict=True):
        parts += [_leader(point, spot, text), label(*spot, text, kind="halo")]
    says = "; ".join(f"{dot.name} {cents(round(dot.usd * MICRO))} at {dot.quality.value:.3f}" for dot in dots)
    return picture(parts, size=(width, height), title="Cost against expected quality", says=says, kind=_kind(width))


def daily_chart(daily: Daily, width: int) -> str:
    """What was spent by the end of each day.

    Args:
        daily: At least one day.
        width: In pixels.
    """
    height, wide = 340, width == WIDE
    lines = [*daily.lines.items(), *([("paid", daily.paid)] if daily.paid else [])]
    texts = [f"{shortened(name, _LONGEST)} {cents(amounts[-1])}" for name, amounts in lines]
    margin = max(text_width(text, FONT) for text in texts) + _AWAY + 10 if wide else 16
    upwards = ticks(0, max(amounts[-1] for _, amounts in lines) / MICRO or 1.0)
    days = [date.fromisoformat(day).toordinal() for day in daily.days]
    frame = Frame(
        (text_width(f"{upwards[-1]:,g}", FONT) + 14, 30, width - margin, height - 30),
        x=(days[0], days[-1]), y=(0, upwards[-1]),
    )  # fmt: skip
    parts = [*_axes(frame, (), upwards, lambda mark: f"{mark:,g}"), label(0, 12, "USD spent so far", kind="axis")]
    parts += _days(frame, daily.days, wide=wide)
    ends = []
    for place, (_, amounts) in enumerate(lines):
        points = [(day, amount / MICRO) for day, amount in zip(days, amounts, strict=True)]
        is_paid = place >= len(daily.lines)
        kind = "paid" if is_paid else f"line c{place % COLOURS}"
        end = frame.at(*points[-1])
        ends.append(end)
        parts.append(f'<path class="{kind}" d="{frame.path(points)}"/>')
        parts.append("" if is_paid else marker(place, *end))
    if wide:
        heights = spread([y for _, y in ends], frame.top, frame.bottom)
        for (x, y), spot, text in zip(ends, heights, texts, strict=True):
            parts += [_leader((x + 7, y), (x + _AWAY, spot), ""), label(x + _AWAY, spot, text, kind="halo")]
    says = f"By the end of {daily.days[-1]}: " + "; ".join(texts)
    return picture(parts, size=(width, height), title="Cost by day, added up", says=says, kind=_kind(width))


def mix_chart(mix: Mix, width: int) -> str:
    """Which models each policy buys, as shares of its rows.

    Args:
        mix: At least one bar.
        width: In pixels.
    """
    names = [shortened(bar.name, _LONGEST) for bar in mix.bars]
    wide = width == WIDE
    left = max(text_width(name, FONT) for name in names) + 10 if wide else 0
    step, above = (38, 0) if wide else (56, 20)
    parts = []
    for row, (bar, name) in enumerate(zip(mix.bars, names, strict=True)):
        top = row * step + above + 4
        parts.append(label(left - 10, top + 14, name, anchor="end") if wide else label(0, top - 11, name))
        parts += _bar(bar, left, width - 2, top)
    said = [*mix.models, *([plural(mix.others, "other model")] if mix.others else [])]
    says = "; ".join(_bar_says(bar, said) for bar in mix.bars)
    size = (width, len(mix.bars) * step)
    return picture(parts, size=size, title="Models bought, as shares of rows", says=says, kind=_kind(width))


def _bar(bar: Bar, left: float, right: float, top: float) -> list[str]:
    parts, x = [], left
    for place, rows in enumerate((*bar.rows, bar.refused)):
        if not rows:
            continue
        part = rows / bar.total
        wide = part * (right - left)
        is_refused = place == len(bar.rows)
        kind = "none" if is_refused else f"mark c{place % COLOURS}"
        parts.append(f'<rect class="{kind}" x="{x:.1f}" y="{top:g}" width="{max(wide - 1.5, 0.8):.1f}" height="28"/>')
        key = "refused" if is_refused else _KEYS[place]
        text = next((text for text in (f"{key} {share(part)}", key) if text_width(text, FONT) + 8 < wide), "")
        if text:
            parts.append(
                label(round(x + wide / 2, 1), top + 14, text, anchor="middle", kind="" if is_refused else "on")
            )
        x += wide
    return parts


def _bar_says(bar: Bar, models: Sequence[str]) -> str:
    rows = [*zip(models, bar.rows, strict=True), ("refused", bar.refused)]
    return f"{bar.name}: " + ", ".join(f"{name} {share(many / bar.total)}" for name, many in rows if many)


def _axes(frame: Frame, across: Sequence[float], upwards: Sequence[float], shown: Callable[[float], str]) -> list[str]:
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


def _names(frame: Frame, across: str) -> list[str]:
    return [label((frame.left + frame.right) / 2, frame.bottom + 36, across, anchor="middle", kind="axis")]


def _days(frame: Frame, days: Sequence[str], *, wide: bool) -> list[str]:
    """First and last day, and in between as many as there is room for."""
    first, last = (date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    parts = min(max(1, int((frame.right - frame.left) / _DAY_ROOM)), last - first)
    marks = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else [first]
    found = []
    for mark in marks:
        x, _ = frame.at(mark, 0)
        anchor = "start" if mark == first else "end" if mark == last and not wide else "middle"
        found.append(label(x, frame.bottom + 16, date.fromordinal(mark).isoformat(), anchor=anchor, kind="axis"))
    return found


def _above(line: Line, least: float) -> list[tuple[float, float]]:
    """The part of a rising line that is not below a height, from where it crosses it."""
    found: list[tuple[float, float]] = []
    for before, (x, y) in zip([None, *line], line, strict=False):
        if y < least:
            continue
        if not found and before is not None and before[1] < least:
            along = (least - before[1]) / (y - before[1])
            found.append((before[0] + along * (x - before[0]), least))
        found.append((x, y))
    return found


def _leader(point: tuple[float, float], spot: tuple[float, float], text: str) -> str:
    """A thin line from a point to a label that had to move away."""
    if abs(point[1] - spot[1]) <= FONT / 2:
        return ""
    x = spot[0] - 3 if spot[0] > point[0] else spot[0] + text_width(text, FONT) + 3
    return f'<path class="leader" d="M{point[0]:g} {point[1]:g}L{x:g} {spot[1]:g}"/>'


def _kind(width: int) -> str:
    return "wide" if width == WIDE else "narrow"
