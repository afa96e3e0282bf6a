"""What every picture of a report has in common: its look, its title, and a caption that says what was assumed."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from pixelfare.errors import BadRequest
from pixelfare.simulate.report_text import clean, shortened

__all__ = [
    "COLOURS", "DASHES", "INK", "KINDS", "SOFT", "check_kind", "check_plot", "empty", "finish", "legend_name", "look",
    "picture",
]  # fmt: skip

KINDS = ("png", "svg", "pdf")
COLOURS = ("#0068a8", "#c24d0a", "#007a57", "#a44f88", "#8a6600", "#454d53", "#2a86b8", "#7a1f3d")
DASHES: Sequence[Any] = (
    "-", (0, (5, 2)), ":", "-.", (0, (3, 2)), (0, (8, 2)), (0, (1, 2)), (0, (7, 2, 1, 2, 1, 2)),
)  # fmt: skip
INK, SOFT, RULE = "#1b2226", "#566168", "#e1e6e9"
_MARKERS = "osD^vP*X"
_LONGEST, _HEADLINE, _CAPTION = 30, 88, 150
_STYLE: dict[Any, Any] = {
    "font.size": 10, "font.family": "DejaVu Sans", "text.parse_math": False, "axes.spines.top": False,
    "axes.spines.right": False, "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.edgecolor": SOFT, "axes.labelcolor": SOFT, "xtick.color": SOFT, "ytick.color": SOFT,
    "text.color": INK, "legend.frameon": False, "svg.hashsalt": "pixelfare", "svg.fonttype": "path",
}  # fmt: skip


def picture(
    kind: str, headline: str, caption: str, *, heights: Sequence[float], draw: Callable[..., None], shared: bool = False
) -> bytes:
    """Some charts below each other, with a title above and a caption below.

    Args:
        kind: `png`, `svg` or `pdf`.
        headline: What it says.
        caption: What was assumed, and whose prices hold.
        heights: Of each chart, in inches.
        draw: Called with the axes of every chart.
        shared: Whether the charts have one scale across.

    Returns:
        The file. Equal arguments give equal bytes with one version of matplotlib.

    Raises:
        BadRequest: There is no such kind.
    """
    check_kind(kind)
    title = "\n".join(textwrap.wrap(clean(headline), _HEADLINE, max_lines=4, placeholder=" …"))
    below = "\n".join(textwrap.wrap(clean(caption), _CAPTION, max_lines=5, placeholder=" …"))
    dates = {"svg": "Date", "pdf": "CreationDate"}  # the time of writing would make equal pictures different files
    stream = io.BytesIO()
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+")  # a name in a script that the font lacks shows as boxes
        tall = sum(heights) + 0.25 * title.count("\n") + 0.16 * below.count("\n") + 0.8
        figure = Figure(figsize=(10, tall), dpi=144, layout=ConstrainedLayoutEngine(h_pad=0.1))
        FigureCanvasAgg(figure)
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        figure.supxlabel(below, x=0.01, ha="left", fontsize=8.5, color=SOFT)
        charts = figure.subplots(len(heights), 1, height_ratios=heights, sharex=shared, squeeze=False)
        draw(*charts[:, 0])
        figure.savefig(stream, format=kind, metadata={dates[kind]: None} if kind in dates else {})
    return stream.getvalue()


def check_kind(kind: str) -> None:
    """Refuse what no picture can be.

    Raises:
        BadRequest: It is no kind of picture.
    """
    if kind not in KINDS:
        raise BadRequest(f"a plot is {', '.join(KINDS[:-1])} or {KINDS[-1]}, not {kind[:20]!r}")


def check_plot(file: Path) -> str:
    """The kind of picture that goes to a file, by its name.

    Raises:
        BadRequest: It ends in something else.
    """
    kind = file.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise BadRequest(f"{file}: a plot ends in .{', .'.join(KINDS[:-1])} or .{KINDS[-1]}")
    return kind


def finish(axes: Any, *, legend: bool = True) -> None:
    """Lines across, and a legend to the right."""
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    if legend:
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))


def empty(axes: Any, why: str) -> None:
    """Say why nothing is drawn."""
    axes.text(0, 0.9, f"Nothing to draw: {why}.", transform=axes.transAxes, color=SOFT)
    axes.set_axis_off()


def look(place: int) -> dict[str, Any]:
    """Colour and shape of what is told in one place."""
    shape = _MARKERS[place % len(_MARKERS)]
    return {"color": COLOURS[place % len(COLOURS)], "marker": shape, "markersize": 13 if shape == "*" else 9}


def legend_name(name: str) -> str:
    """A name as a legend takes it, which leaves out what begins with an underscore."""
    text = shortened(name, _LONGEST)
    return f" {text}" if text.startswith("_") else text
