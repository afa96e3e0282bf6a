"""Charts of a report as SVG: cost against quality, and what is bought."""

from __future__ import annotations

from collections.abc import Sequence

from pixelfare.money import MICRO
from pixelfare.simulate.report_figures import Bar, Dot, Mix
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
    place_labels,
    side_names,
    ticks,
)  # fmt: skip
from pixelfare.simulate.report_text import cents, plural, share, shortened, text_width

__all__ = ["LONGEST", "cost_chart", "mix_chart"]

LONGEST = 22
"""Characters of a name in a chart."""

_KEYS = "ABCDEFGH"

Line = Sequence[tuple[float, float]]


def cost_chart(dots: Sequence[Dot], frontier: Line, mark: tuple[int, str] | None, width: int) -> str:
    """Cost against expected quality.

    Args:
        dots: The policies, or the plan; none where the frontier is what is told.
        frontier: The best quality for each cost; it may be nothing where there are dots.
        mark: An amount in micro-USD to be marked, and what it is: `paid`, `budget`.
        width: In pixels.
    """
    height = 370 if width == WIDE else 360
    amount = 0 if mark is None else mark[0]
    dearest = max([*(dot.usd for dot in dots), *(usd for usd, _ in frontier), amount / MICRO])
    least = min(dot.quality.low for dot in dots) if dots else frontier[0][1]
    across = ticks(0, dearest or 1.0, 6 if width == WIDE else 3)
    upwards = ticks(least, 1.0, 6)
    frame = Frame((46, 30, width - 14, height - 48), x=(0, across[-1]), y=(upwards[0], 1.0))
    parts = [*axes(frame, across, upwards, lambda tick: f"{tick:g}")]
    parts += side_names(frame, "USD for the whole trace", "expected quality")
    if mark is not None:
        said = f"{mark[1]} {cents(amount)}"
        x, _ = frame.at(amount / MICRO, 1)
        parts.append(f'<path class="paid" d="M{x:g} {frame.top:g}V{frame.bottom:g}"/>')
        side, anchor = (x - 6, "end") if x > width / 2 else (x + 6, "start")
        parts.append(label(side, frame.bottom - 12, said, anchor=anchor, kind="halo"))
    if line := _above(frontier, upwards[0]):
        parts.append(f'<path class="frontier" d="{frame.path(line)}"/>')
    if not dots:
        spots = [frame.at(*point) for point in line]
        parts += [f'<circle class="point" cx="{x:g}" cy="{y:g}" r="3"/>' for x, y in spots]
    points = [frame.at(dot.usd, dot.quality.value) for dot in dots]
    for dot, (x, _) in zip(dots, points, strict=True):
        low, high = (frame.at(0, end)[1] for end in (dot.quality.low, dot.quality.high))
        parts.append(f'<path class="reach c{dot.place % COLOURS}" d="M{x:g} {low:g}V{high:g}M{x - 4:g} {low:g}h8"/>')
    parts += [marker(dot.place, *point) for dot, point in zip(dots, points, strict=True)]
    texts = [shortened(dot.name, LONGEST) for dot in dots]
    box = (frame.left + 2, frame.top - 16, width, frame.bottom - 22)
    for text, point, spot in zip(texts, points, place_labels(points, texts, box), strict=True):
        parts += [leader(point, spot, text), label(*spot, text, kind="halo")]
    told = [f"{dot.name} {cents(round(dot.usd * MICRO))} at {dot.quality.value:.3f}" for dot in dots]
    if not dots:
        told = [f"{cents(round(usd * MICRO))} at {quality:.3f}" for usd, quality in (frontier[0], frontier[-1])]
    says = "; ".join([*told, *([said] if mark is not None else [])])
    return picture(parts, size=(width, height), title="Cost against expected quality", says=says)


def mix_chart(mix: Mix, width: int) -> str:
    """Which models each policy buys, as shares of its rows.

    Args:
        mix: At least one bar.
        width: In pixels.
    """
    names = [shortened(bar.name, LONGEST) for bar in mix.bars]
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
    return picture(parts, size=size, title="Models bought, as shares of rows", says=says)


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
