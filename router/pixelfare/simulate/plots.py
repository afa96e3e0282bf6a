"""The three charts of a report as a picture: PNG, SVG or PDF, by matplotlib."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare.money import MICRO
from pixelfare.simulate.plot_page import (
    COLOURS,
    DASHES,
    INK,
    KINDS,
    SOFT,
    check_kind,
    empty,
    finish,
    legend_name,
    look,
    picture,
)  # fmt: skip
from pixelfare.simulate.report_figures import Daily, Dot, Mix, daily_of, dots_of, frontier_line, mix_of
from pixelfare.simulate.report_headline import headline
from pixelfare.simulate.report_text import caption, cents, plural, share
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.report import Frontier
    from pixelfare.simulate.simulation import Simulation

__all__ = ["models_height", "plot", "save_plots", "show_costs", "show_models"]

_KEYS = "ABCDEFGH"
_ROOM, _MOST_DAYS, _FEWEST = 0.12, 5, 3


def plot(simulation: Simulation, kind: str, *, frontier: Frontier = None) -> bytes:
    """Cost against quality, cost by day, and what is bought, as one picture.

    Args:
        simulation: What is told.
        kind: `png`, `svg` or `pdf`.
        frontier: As `report_html` takes it.

    Returns:
        The file. Equal simulations give equal bytes with one version of matplotlib.

    Raises:
        BadRequest: There is no such kind, or the frontier is none.

    Example:
        >>> from pixelfare.simulate import simulate
        >>> plot(simulate(["a cat"], ["cheapest"], as_of="2026-11-22"), "png")[1:4]
        b'PNG'
    """
    check_kind(kind)
    line = frontier_line(frontier)
    mix = mix_of(simulation)
    paid = simulation.paid
    mark = (paid.micro_usd, "paid") if paid is not None and paid.rows == simulation.rows else None

    def draw(costs: Any, days: Any, models: Any) -> None:
        show_costs(costs, dots_of(simulation), line, mark)
        _days(days, daily_of(simulation))
        show_models(models, mix)

    said = caption(
        simulation.trace, simulation.as_of, simulation.catalog, simulation.gateway, simulation.assumptions
    )  # fmt: skip
    return picture(kind, headline(simulation), said, heights=(4.4, 3.9, models_height(mix)), draw=draw)


def save_plots(
    simulation: Simulation, where: str | os.PathLike[str], *, frontier: Frontier = None
) -> tuple[Path, ...]:  # fmt: skip
    """Write the charts to a file, or as `report.png` and `report.svg` into a folder.

    Args:
        simulation: What is told.
        where: A file that ends in `.png`, `.svg` or `.pdf`; anything else is a folder, which is made if need be.
        frontier: As `report_html` takes it.

    Returns:
        What was written.

    Raises:
        BadRequest: It cannot be written, or the frontier is none.
    """
    path = Path(where)
    is_file = path.suffix.lower().removeprefix(".") in KINDS and not path.is_dir()
    paths = (path,) if is_file else (path / "report.png", path / "report.svg")
    write_all({
        one: plot(simulation, one.suffix.lower().removeprefix("."), frontier=frontier) for one in paths
    })  # fmt: skip
    return paths


def show_costs(
    axes: Any, dots: Sequence[Dot], line: Sequence[tuple[float, float]], mark: tuple[int, str] | None
) -> None:
    """Cost against expected quality, as `cost_chart` takes it."""
    axes.set_title("Cost against expected quality")
    if not dots and not line:
        empty(axes, "no evidence speaks for anything that is bought")
        return
    if mark is not None:
        amount, what = mark
        axes.axvline(amount / MICRO, color=INK, linestyle=":", linewidth=1.4, label=f"{what} {cents(amount)}")
    if line:
        points = {} if dots else {"marker": "o", "markersize": 4}
        axes.plot(*zip(*line, strict=True), color=SOFT, linewidth=1.6, label="frontier", zorder=2, **points)
    for dot in dots:
        low, high, shape = dot.quality.low, dot.quality.high, look(dot.place)
        axes.vlines(dot.usd, low, high, color=shape["color"], alpha=0.5, linewidth=1.4, zorder=3)
        axes.plot(
            [dot.usd], [dot.quality.value], linestyle="", markeredgecolor="white", zorder=4, **shape,
            label=f"{legend_name(dot.name)}  {cents(round(dot.usd * MICRO))} at {dot.quality.value:.3f}",
        )  # fmt: skip
    least = min(dot.quality.low for dot in dots) if dots else line[0][1]
    lowest = max(0.0, least - _ROOM * (1.02 - least))
    axes.set_ylim(lowest, 1.02)
    axes.set_yticks([tick for tick in axes.get_yticks() if lowest <= tick <= 1])
    axes.set_xlim(left=0)
    axes.set_xlabel("USD for the whole trace")
    axes.set_ylabel("expected quality; lines show its reach" if dots else "expected quality")
    finish(axes)


def _days(axes: Any, daily: Daily) -> None:
    axes.set_title("Cost by day, added up")
    if not daily.days:
        empty(axes, "no row of the trace has a time")
        return
    days = [date.fromisoformat(day).toordinal() for day in daily.days]
    for place, (name, amounts) in enumerate(daily.lines.items()):
        axes.plot(
            days, [amount / MICRO for amount in amounts], linestyle=DASHES[place % len(DASHES)], linewidth=1.8,
            markevery=[-1], markeredgecolor="white", **look(place),
            label=f"{legend_name(name)}  {cents(amounts[-1])}",
        )  # fmt: skip
    if daily.paid:
        axes.plot(
            days, [amount / MICRO for amount in daily.paid], ":", color=INK, label=f"paid  {cents(daily.paid[-1])}"
        )
    axes.set_ylim(bottom=0)
    axes.set_ylabel("USD spent so far")
    _mark_days(axes, days)
    finish(axes)


def models_height(mix: Mix) -> float:
    """Inches that the bars of a mix and their legend take."""
    return 0.6 + 0.22 * max(len(mix.models) + 2, 1.4 * len(mix.bars))


def show_models(axes: Any, mix: Mix) -> None:
    """Models bought, as shares of rows."""
    axes.set_title("Models bought, as shares of rows")
    names = [*mix.models, *([plural(mix.others, "other model")] if mix.others else [])]
    left = [0.0] * len(mix.bars)
    places = list(range(len(mix.bars)))
    columns = [*zip(names, zip(*(bar.rows for bar in mix.bars), strict=True), strict=True)]
    columns.append(("refused", tuple(bar.refused for bar in mix.bars)))
    for place, (name, rows) in enumerate(columns):
        widths = [many / bar.total for many, bar in zip(rows, mix.bars, strict=True)]
        if not any(widths):
            continue
        is_refused = place == len(names)
        style = {"color": "white", "edgecolor": SOFT, "hatch": "//"} if is_refused else {
            "color": COLOURS[place % len(COLOURS)], "edgecolor": "white"
        }  # fmt: skip
        axes.barh(
            places,
            widths,
            left=left,
            height=0.72,
            label=legend_name(name) if is_refused else f"{_KEYS[place]}  {legend_name(name)}",
            **style,
        )
        for row, width in enumerate(widths):
            if width > _ROOM / 2 and not is_refused:
                key = f"{_KEYS[place]} {share(width)}" if width > _ROOM else _KEYS[place]
                axes.text(left[row] + width / 2, row, key, ha="center", va="center", color="white")
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.set_yticks(places, [legend_name(bar.name) for bar in mix.bars])
    axes.set_ylim(max(len(places), _FEWEST) - 0.5, -0.5)  # a single bar must not fill the chart
    axes.set_xlim(0, 1)
    axes.xaxis.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _mark_days(axes: Any, days: Sequence[int]) -> None:
    first, last = days[0], days[-1]
    parts = min(_MOST_DAYS - 1, last - first)
    marks = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else [first]
    axes.set_xticks(marks, [date.fromordinal(mark).isoformat() for mark in marks])
