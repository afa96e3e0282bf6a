"""The three charts of a report as a picture: PNG, SVG or PDF, by matplotlib."""

from __future__ import annotations

import io
import os
import textwrap
import warnings
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pixelfare.errors import BadRequest
from pixelfare.money import MICRO
from pixelfare.simulate.report_figures import Daily, Dot, Mix, daily_of, dots_of, frontier_line, mix_of
from pixelfare.simulate.report_headline import headline
from pixelfare.simulate.report_text import cents, clean, plural, share, shortened
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.report import Frontier
    from pixelfare.simulate.simulation import Simulation

__all__ = ["COLOURS", "KINDS", "PLOT_STYLE", "metadata_of", "plot", "save_plots"]

KINDS = ("png", "svg", "pdf")
COLOURS = ("#0068a8", "#c24d0a", "#007a57", "#a44f88", "#8a6600", "#454d53", "#2a86b8", "#7a1f3d")
_MARKERS = "osD^vP*X"
_KEYS = "ABCDEFGH"
_DASHES: Sequence[Any] = (
    "-", (0, (5, 2)), ":", "-.", (0, (3, 2)), (0, (8, 2)), (0, (1, 2)), (0, (7, 2, 1, 2, 1, 2)),
)  # fmt: skip
_INK, _SOFT, _RULE = "#1b2226", "#566168", "#e1e6e9"
_LONGEST, _HEADLINE = 30, 88
_ROOM, _MOST_DAYS = 0.12, 5
PLOT_STYLE: dict[Any, Any] = {
    "font.size": 10, "font.family": "DejaVu Sans", "text.parse_math": False, "axes.spines.top": False,
    "axes.spines.right": False, "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.edgecolor": _SOFT, "axes.labelcolor": _SOFT, "xtick.color": _SOFT, "ytick.color": _SOFT,
    "text.color": _INK, "legend.frameon": False, "svg.hashsalt": "pixelfare", "svg.fonttype": "path",
}  # fmt: skip


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
    if kind not in KINDS:
        raise BadRequest(f"a plot is {', '.join(KINDS[:-1])} or {KINDS[-1]}, not {kind[:20]!r}")
    line = frontier_line(frontier)
    mix = mix_of(simulation)
    stream = io.BytesIO()
    with mpl.rc_context(PLOT_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+")  # a name in a script that the font lacks shows as boxes
        tall = 0.6 + 0.22 * max(len(mix.models) + 2, 1.4 * len(mix.bars))
        figure = Figure(figsize=(10, 9.6 + tall), dpi=144, layout="constrained")
        FigureCanvasAgg(figure)
        figure.suptitle(_title(simulation), x=0.01, ha="left", fontsize=13, fontweight="bold")
        costs, days, models = figure.subplots(3, 1, height_ratios=(4.6, 4, tall))
        _costs(costs, dots_of(simulation), line, simulation)
        _days(days, daily_of(simulation))
        _models(models, mix)
        figure.savefig(stream, format=kind, metadata=metadata_of(kind))
    return stream.getvalue()


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


def _title(simulation: Simulation) -> str:
    return "\n".join(textwrap.wrap(clean(headline(simulation)), _HEADLINE, max_lines=4, placeholder=" …"))


def metadata_of(kind: str) -> dict[str, str | None]:
    """Without the time of writing, which would make equal pictures different files."""
    dates = {"svg": "Date", "pdf": "CreationDate"}
    return {dates[kind]: None} if kind in dates else {}


def _costs(axes: Any, dots: Sequence[Dot], line: Sequence[tuple[float, float]], simulation: Simulation) -> None:
    axes.set_title("Cost against expected quality")
    if not dots:
        _empty(axes, "no evidence speaks for anything that is bought")
        return
    paid = simulation.paid
    if paid is not None and paid.rows == simulation.rows:
        axes.axvline(
            paid.micro_usd / MICRO, color=_INK, linestyle=":", linewidth=1.4, label=f"paid {cents(paid.micro_usd)}"
        )
    if line:
        axes.plot(*zip(*line, strict=True), color=_SOFT, linewidth=1.6, label="frontier", zorder=2)
    for dot in dots:
        low, high, look = dot.quality.low, dot.quality.high, _look(dot.place)
        axes.vlines(dot.usd, low, high, color=look["color"], alpha=0.5, linewidth=1.4, zorder=3)
        axes.plot(
            [dot.usd], [dot.quality.value], linestyle="", markeredgecolor="white", zorder=4, **look,
            label=f"{_name(dot.name)}  {cents(round(dot.usd * MICRO))} at {dot.quality.value:.3f}",
        )  # fmt: skip
    least = min(dot.quality.low for dot in dots)
    axes.set_ylim(max(0.0, least - _ROOM * (1.02 - least)), 1.02)
    axes.set_xlim(left=0)
    axes.set_xlabel("USD for the whole trace")
    axes.set_ylabel("expected quality; lines show its reach")
    _finish(axes)


def _days(axes: Any, daily: Daily) -> None:
    axes.set_title("Cost by day, added up")
    if not daily.days:
        _empty(axes, "no row of the trace has a time")
        return
    days = [date.fromisoformat(day).toordinal() for day in daily.days]
    for place, (name, amounts) in enumerate(daily.lines.items()):
        axes.plot(
            days, [amount / MICRO for amount in amounts], linestyle=_DASHES[place % len(_DASHES)], linewidth=1.8,
            markevery=[-1], markeredgecolor="white", **_look(place),
            label=f"{_name(name)}  {cents(amounts[-1])}",
        )  # fmt: skip
    if daily.paid:
        axes.plot(
            days, [amount / MICRO for amount in daily.paid], ":", color=_INK, label=f"paid  {cents(daily.paid[-1])}"
        )
    axes.set_ylim(bottom=0)
    axes.set_ylabel("USD spent so far")
    _mark_days(axes, days)
    _finish(axes)


def _models(axes: Any, mix: Mix) -> None:
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
        look = {"color": "white", "edgecolor": _SOFT, "hatch": "//"} if is_refused else {
            "color": COLOURS[place % len(COLOURS)], "edgecolor": "white"
        }  # fmt: skip
        axes.barh(
            places,
            widths,
            left=left,
            height=0.72,
            label=_name(name) if is_refused else f"{_KEYS[place]}  {_name(name)}",
            **look,
        )
        for row, width in enumerate(widths):
            if width > _ROOM / 2 and not is_refused:
                key = f"{_KEYS[place]} {share(width)}" if width > _ROOM else _KEYS[place]
                axes.text(left[row] + width / 2, row, key, ha="center", va="center", color="white")
        left = [before + width for before, width in zip(left, widths, strict=True)]
    axes.set_yticks(places, [_name(bar.name) for bar in mix.bars])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_visible(False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _finish(axes: Any) -> None:
    axes.grid(visible=True, axis="y", color=_RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def _empty(axes: Any, why: str) -> None:
    axes.text(0, 0.9, f"Nothing to draw: {why}.", transform=axes.transAxes, color=_SOFT)
    axes.set_axis_off()


def _look(place: int) -> dict[str, Any]:
    shape = _MARKERS[place % len(_MARKERS)]
    return {"color": COLOURS[place % len(COLOURS)], "marker": shape, "markersize": 13 if shape == "*" else 9}


def _name(name: str) -> str:
    """A name as a legend takes it, which leaves out what begins with an underscore."""
    text = shortened(name, _LONGEST)
    return f" {text}" if text.startswith("_") else text


def _mark_days(axes: Any, days: Sequence[int]) -> None:
    first, last = days[0], days[-1]
    parts = min(_MOST_DAYS - 1, last - first)
    marks = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else [first]
    axes.set_xticks(marks, [date.fromordinal(mark).isoformat() for mark in marks])
