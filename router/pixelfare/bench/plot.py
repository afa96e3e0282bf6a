"""The picture of a bench: cost against quality, single models and their hull, the oracle, each router."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from pixelfare.bench.frontier import Point
    from pixelfare.bench.report import OnSet, Outcome, Report

__all__ = ["draw"]

_COLOURS = ("#0b6e4f", "#c8553d", "#3d5a80", "#8f5ea2", "#b08900", "#5c6b73", "#00838f", "#ad1457")
_GREY, _DARK = "#9aa5ab", "#56626a"
_IN_WORDS = {
    "auto": "auto, at each tolerance",
    "auto-labelled": "auto, needs given instead of read",
    "guide": "the vendor's guide",
    "per-need-best": "the best for each need",
    "random": "any model at random",
}
_DIAL = {"0": "0 %", "0.05": "tolerance 5 %", "0.2": "20 %"}


def draw(report: Report, on_set: OnSet, file: Path) -> None:
    """Draw one set, or all together, as PNG, SVG or PDF by the file's name."""
    with mpl.rc_context({"font.size": 10.5, "axes.spines.top": False, "axes.spines.right": False}):
        figure = Figure(figsize=(9, 5.4), dpi=160, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.margins(x=0.09)
        _lines(axes, on_set)
        _singles(axes, on_set.singles)
        _routers(axes, on_set.outcomes)
        axes.set_xlabel("USD per 1,000 pictures")
        axes.set_ylabel("share of the best expected quality")
        axes.set_title(
            f"{on_set.name}: {on_set.prompts:,} prompts, prices of {report.as_of} at {report.gateway}; quality by "
            f"published figures ({report.trust.replace('_', ' ')}), no pictures drawn",
            loc="left", fontsize=9.5, color=_DARK,
        )  # fmt: skip
        axes.grid(visible=True, color="#e6eaec", linewidth=0.7)
        axes.set_axisbelow(True)
        axes.legend(loc="lower right", frameon=False, fontsize=9.5)
        figure.savefig(file)


def _lines(axes: Any, on_set: OnSet) -> None:
    _line(axes, on_set.oracle, "#111111", "the oracle, who knows every figure", "-")
    _line(axes, on_set.single_hull, _GREY, "the best mix of single models", "--")


def _line(axes: Any, points: Sequence[Point], colour: str, label: str, style: str) -> None:
    if points:
        axes.plot(
            [x for x, _ in points], [y for _, y in points], style, color=colour, linewidth=1.3, label=label, zorder=2
        )


def _singles(axes: Any, singles: Sequence[Outcome]) -> None:
    usd, kept = [single.usd for single in singles], [single.kept for single in singles]
    axes.scatter(usd, kept, color=_GREY, s=34, zorder=3, label="one model for everything")
    for single in singles:
        at_the_edge = single.usd == max(usd)
        axes.annotate(
            single.router.rpartition("/")[2], single.point, xytext=(0, -17) if at_the_edge else (7, -11),
            textcoords="offset points", fontsize=9, color=_DARK, ha="center" if at_the_edge else "left",
        )  # fmt: skip


def _routers(axes: Any, outcomes: Sequence[Outcome]) -> None:
    names = list(dict.fromkeys(outcome.router for outcome in outcomes))
    for name, colour in zip(names, (_COLOURS * len(names))[: len(names)], strict=True):
        own = sorted((o for o in outcomes if o.router == name), key=lambda o: o.usd)
        first = name == names[0]
        axes.plot(
            [o.usd for o in own], [o.kept for o in own], "o-" if len(own) > 1 else "D", color=colour,
            markersize=6 if first else 4.5, linewidth=2.2 if first else 1.0, label=_IN_WORDS.get(name, name),
            zorder=5 if first else 4,
        )  # fmt: skip
        for outcome in own if first else ():
            if said := _DIAL.get(outcome.setting):
                axes.annotate(
                    said, outcome.point, xytext=(8, -13), textcoords="offset points", fontsize=9.5, color=colour,
                    weight="bold",
                )  # fmt: skip
