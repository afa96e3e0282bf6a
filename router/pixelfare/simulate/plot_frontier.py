"""A frontier as a picture: the best expected quality for each budget, and what one point more costs there."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from pixelfare.errors import BadRequest
from pixelfare.money import MICRO
from pixelfare.simulate.plots import COLOURS, KINDS, PLOT_STYLE, metadata_of
from pixelfare.simulate.report_text import plural
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier

__all__ = ["check_plot", "save_frontier"]

_A_POINT = 0.01


def check_plot(file: Path) -> Path:
    """The file, if a picture can go there by its name.

    Raises:
        BadRequest: It ends in something else.
    """
    if file.suffix.lower().removeprefix(".") not in KINDS:
        raise BadRequest(f"{file}: a plot ends in .{', .'.join(KINDS[:-1])} or .{KINDS[-1]}")
    return file


def save_frontier(frontier: Frontier, file: Path) -> Path:
    """Draw a frontier.

    Args:
        frontier: What is drawn.
        file: Where it goes; it ends in `.png`, `.svg` or `.pdf`.

    Returns:
        The file.

    Raises:
        BadRequest: It ends in something else, or cannot be written.
    """
    kind = check_plot(file).suffix.lower().removeprefix(".")
    usd = [point.micro_usd / MICRO for point in frontier]
    quality = [point.value / frontier.pictures for point in frontier]
    dearer = [
        (point.micro_usd / MICRO, _A_POINT * frontier.pictures / point.price / MICRO)
        for point in frontier
        if point.price
    ]
    stream = io.BytesIO()
    with mpl.rc_context(PLOT_STYLE):
        figure = Figure(figsize=(9, 7.4), dpi=144, layout="constrained")
        FigureCanvasAgg(figure)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        above.set_title(f"The best that each budget buys, {plural(frontier.pictures, 'picture')}")
        above.plot(usd, quality, "-o", color=COLOURS[0], markersize=4, linewidth=1.6)
        above.set_ylabel("mean expected quality")
        above.grid(axis="y", alpha=0.3)
        below.set_title("What one hundredth of quality more costs there")
        if dearer:
            below.step(*zip(*dearer, strict=True), where="post", color=COLOURS[1], linewidth=1.6)
            below.set_yscale("log")
            below.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        below.set_ylabel("USD, logarithmic")
        below.set_xlabel("USD for the whole trace")
        below.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
        below.grid(axis="y", alpha=0.3)
        figure.savefig(stream, format=kind, metadata=metadata_of(kind))
    write_all({file: stream.getvalue()})
    return file
