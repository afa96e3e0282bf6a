"""The report of a frontier: the best expected quality for every budget, with what one point more costs there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pixelfare.money import MICRO, usd
from pixelfare.simulate.report_charts import cost_chart
from pixelfare.simulate.report_figures import frontier_line
from pixelfare.simulate.report_files import csv_text
from pixelfare.simulate.report_headline import frontier_headline
from pixelfare.simulate.report_lines import Axes, Curve, lines_chart
from pixelfare.simulate.report_page import drawn, listed, page, price_facts, rejected, section, where_from
from pixelfare.simulate.report_svg import ticks
from pixelfare.simulate.report_tables import NONE, named, reason_table, table
from pixelfare.simulate.report_text import caption, cents, money, plural

if TYPE_CHECKING:
    from pixelfare.simulate.choice_table import Choices
    from pixelfare.simulate.frontiers import Frontier

__all__ = [
    "frontier_csv",
    "frontier_html",
    "needed",
    "price_chart",
    "price_steps",
    "said_below",
]

COLUMNS = ("budget_usd", "usd", "quality", "bound_quality", "gap", "exact", "usd_per_point")
_MOST_POINTS = 60


def frontier_html(frontier: Frontier, *, title: str | None = None) -> str:
    """A frontier as one HTML page that loads nothing and needs no script.

    Args:
        frontier: What is told.
        title: What the page is called.

    Example:
        >>> from pixelfare.simulate.frontiers import frontier
        >>> "the best expected quality rises from" in frontier_html(frontier([[0.5, 0.9]] * 4, [1_000, 5_000], 3))
        True
    """
    found = frontier.choices
    called = title or (
        "The best for every budget" if found is None else f"The best for every budget: {found.trace.name}"
    )
    facts = {"pictures": f"{frontier.pictures:,}"} if found is None else {
        "trace": named(found.trace.name), "rows": f"{found.rows:,}", "pictures": f"{found.pictures:,}",
        "offers of": named(found.policy), **price_facts(found.as_of, found.catalog, found.gateway),
    }  # fmt: skip
    line = frontier_line(frontier.line)
    said = "Up is better, left is cheaper. Each point is the best that its budget buys: nothing lies above the line."
    curve = drawn(lambda width: cost_chart((), line, None, width), said) if line else (
        "<p>No evidence speaks for anything that can be bought, so there is no quality to draw.</p>"
    )  # fmt: skip
    return page(called, frontier_headline(frontier), facts, [
        "" if found is None else rejected(found.tally),
        section("Cost against expected quality", curve),
        section("What one point more costs", _price(frontier)),
        section("The points", _points(frontier)),
        "" if found is None else section("Rows that cannot be bought", reason_table(found.refused)),
        section("What this rests on", listed(needed(found))),
    ])  # fmt: skip


def frontier_csv(frontier: Frontier) -> str:
    """A frontier as CSV: a line for each point; money is exact but for the price of a point, which is rounded."""
    return csv_text(COLUMNS, (
        (str(usd(point.budget)), str(usd(point.micro_usd)), round(point.value / frontier.pictures, 9),
         _above(point.bound / frontier.pictures), point.gap, point.exact,
         None if (dearer := frontier.a_point(point)) is None else str(usd(dearer)))
        for point in frontier
    ))  # fmt: skip


def price_steps(frontier: Frontier) -> list[tuple[float, float]]:
    """Corners of the steps that the price of a point of quality goes up by: USD spent, and USD for the point."""
    found: list[tuple[float, float]] = []
    for point in frontier:
        x = point.micro_usd / MICRO
        dearer = frontier.a_point(point)
        if found:
            found.append((x, found[-1][1]))
        if not dearer:
            break
        found.append((x, dearer / MICRO))
    return found


def price_chart(frontier: Frontier, plan: tuple[int, int] | None, width: int) -> str:
    """What one hundredth of mean quality more costs, from budget to budget, on a logarithmic scale.

    Args:
        frontier: At least one of its points has a price.
        plan: What a plan costs and what one point more costs there, micro-USD, where one is to be marked.
        width: In pixels.
    """
    steps = price_steps(frontier)
    last = frontier.points[-1].micro_usd / MICRO
    lowest, highest = (math.log10(end(price for _, price in steps)) for end in (min, max))
    curves = [Curve(says=f"{cents(round(steps[-1][1] * MICRO))} at the top", place=0,
                    points=[(x, math.log10(price)) for x, price in steps])]  # fmt: skip
    if plan is not None:
        spot = (plan[0] / MICRO, min(max(math.log10(plan[1] / MICRO), lowest), highest))
        curves.append(Curve(says=f"{cents(plan[1])} here", points=[spot], place=1, is_spot=True))

    def marks(most: int) -> Sequence[tuple[float, str]]:
        return [(mark, f"{mark:,g}") for mark in ticks(0, last, most) if mark <= last]

    look = Axes(
        title="What one point of quality more costs", upwards="USD for one point, logarithmic",
        ticks=[*range(math.floor(lowest), max(math.ceil(highest), math.floor(lowest) + 1) + 1)],
        shown=lambda tick: f"{10**tick:,g}", marks=marks, reach=(0.0, last), across="USD for the whole trace",
    )  # fmt: skip
    return lines_chart(curves, look, width)


def needed(found: Choices | None) -> list[str]:
    """What an allocation rests on, in sentences."""
    proof = (
        "Every prompt gets one offer. A bound is a proof by Lagrangian duality: no other assignment within the same "
        "budget reaches more expected quality."
    )
    if found is None:
        return [proof, "Qualities and prices are those that were given."]
    possible = f"Which offers are possible is what the policy {named(found.policy)} leaves of them."
    some = found.pictures - found.judged
    unknown = (
        [f"No evidence speaks for {plural(some, 'picture')}; they are bought, and count for no quality."]
        if some
        else []
    )
    return [proof, possible, *unknown, *where_from(found.as_of, found.catalog, found.gateway, found.assumptions)]


def said_below(found: Choices | None) -> str:
    """The caption of a picture of an allocation."""
    if found is None:
        return "Qualities and prices are those that were given."
    return caption(found.trace.name, found.as_of, found.catalog, found.gateway, found.assumptions)


def _price(frontier: Frontier) -> str:
    if not price_steps(frontier):
        return "<p>The cheapest way to buy everything is the best, too: more money buys nothing more.</p>"
    said = "A point is one hundredth of mean expected quality. The first points are cheap, the last are dear."
    return drawn(lambda width: price_chart(frontier, None, width), said)


def _points(frontier: Frontier) -> str:
    step = math.ceil(len(frontier) / _MOST_POINTS)
    points = frontier.points if step <= 1 else (*frontier.points[:-1:step], frontier.points[-1])
    rows = [
        [money(point.budget), money(point.micro_usd), f"{point.value / frontier.pictures:.4f}",
         f"{_above(point.bound / frontier.pictures):.6f}", "exact" if point.exact else f"{point.gap:.1e}",
         NONE if (dearer := frontier.a_point(point)) is None else money(dearer)]
        for point in points
    ]  # fmt: skip
    said = "Nothing within a budget is better than its bound; the gap is how far the point may be from the best."
    if step > 1:
        said += f" Every {step}th of {len(frontier):,} points is shown; all are in report.csv."
    columns = ["budget", "spent", "expected quality", "bound", "gap", "one point more costs"]
    return table(said, columns, rows)


def _above(bound: float) -> float:
    return math.ceil(bound * MICRO) / MICRO  # rounded up, or it would be no bound
