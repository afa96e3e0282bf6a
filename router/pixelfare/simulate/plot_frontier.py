"""A frontier, and a plan on it, as a picture: the best for each budget, and what one point more costs there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import StrMethodFormatter

from pixelfare.money import MICRO
from pixelfare.simulate.plot_page import COLOURS, check_plot, empty, finish, look, picture
from pixelfare.simulate.plots import models_height, show_costs, show_models
from pixelfare.simulate.report_figures import Dot, frontier_line
from pixelfare.simulate.report_frontier import price_steps, said_below
from pixelfare.simulate.report_headline import frontier_headline, plan_headline
from pixelfare.simulate.report_plan import plan_dots, plan_mix
from pixelfare.simulate.report_text import cents
from pixelfare.simulate.report_write import write_all

if TYPE_CHECKING:
    from pixelfare.simulate.frontiers import Frontier
    from pixelfare.simulate.plan import Plan

__all__ = ["plot_frontier", "plot_plan", "save_frontier"]


def plot_frontier(frontier: Frontier, kind: str) -> bytes:
    """A frontier as a picture.

    Args:
        frontier: What is drawn.
        kind: `png`, `svg` or `pdf`.

    Raises:
        BadRequest: There is no such kind.
    """

    def draw(above: Any, below: Any) -> None:
        _curve(above, frontier, (), None)
        _price(below, frontier, None)

    return picture(
        kind, frontier_headline(frontier), said_below(frontier.choices), heights=(4.4, 2.9), draw=draw, shared=True
    )


def plot_plan(plan: Plan, kind: str, line: Frontier) -> bytes:
    """A plan on its frontier as a picture, with who is bought from.

    Args:
        plan: What is drawn.
        kind: `png`, `svg` or `pdf`.
        line: The best for every budget, beside it.

    Raises:
        BadRequest: There is no such kind.
    """
    mix = plan_mix(plan)

    def draw(above: Any, below: Any, models: Any) -> None:
        _curve(above, line, plan_dots(plan), None if plan.budget is None else (plan.budget, "budget"))
        _price(below, line, None if plan.a_point is None else (plan.micro_usd, plan.a_point))
        show_models(models, mix)

    heights = (4.4, 2.9, models_height(mix))
    return picture(kind, plan_headline(plan), said_below(plan.choices), heights=heights, draw=draw)


def save_frontier(frontier: Frontier, file: Path) -> Path:
    """Draw a frontier into a file.

    Args:
        frontier: What is drawn.
        file: Where it goes; it ends in `.png`, `.svg` or `.pdf`.

    Returns:
        The file.

    Raises:
        BadRequest: It ends in something else, or cannot be written.
    """
    write_all({file: plot_frontier(frontier, check_plot(file))})
    return file


def _curve(axes: Any, frontier: Frontier, dots: Sequence[Dot], mark: tuple[int, str] | None) -> None:
    show_costs(axes, dots, frontier_line(frontier.line), mark)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))


def _price(axes: Any, frontier: Frontier, plan: tuple[int, int] | None) -> None:
    axes.set_title("What one hundredth of expected quality more costs")
    steps = price_steps(frontier)
    if not steps:
        empty(axes, "more money buys nothing more")
        return
    axes.plot(*zip(*steps, strict=True), color=COLOURS[0], linewidth=1.6, label="one point more")
    if plan is not None:
        spent, dearer = plan
        axes.plot(
            [spent / MICRO], [dearer / MICRO], linestyle="", markeredgecolor="white", **look(1),
            label=f"this plan: {cents(dearer)}",
        )  # fmt: skip
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axes.set_xlim(left=0)
    axes.set_ylabel("USD, logarithmic")
    axes.set_xlabel("USD for the whole trace")
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    finish(axes)
