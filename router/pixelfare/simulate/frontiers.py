"""The whole curve of cost and quality: what the best division of each budget reaches, with a certificate each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixelfare.errors import BadRequest
from pixelfare.money import MICRO, usd
from pixelfare.simulate.cards import frontier_card
from pixelfare.simulate.dual import choose
from pixelfare.simulate.knapsack import solve
from pixelfare.simulate.problem import Problem, check_amount
from pixelfare.simulate.report_frontier import frontier_csv, frontier_html
from pixelfare.simulate.report_save import frontier_files
from pixelfare.simulate.reported import Files, Reported

if TYPE_CHECKING:
    from pixelfare.simulate.choice_table import Choices

__all__ = ["Frontier", "FrontierPoint", "frontier"]

_ENDS, _MOST_POINTS = 2, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """What one budget buys.

    Args:
        budget: The most to spend, micro-USD.
        micro_usd: What is spent.
        value: The summed quality.
        bound: A summed quality that no assignment in the budget passes.
        gap: How far apart the two are, as a share of the larger.
        price: Quality per micro-USD at the margin; 0 where more money would buy nothing more.
        exact: Whether it is proved that nothing better exists, but for rounding.
    """

    budget: int
    micro_usd: int
    value: float
    bound: float
    gap: float
    price: float
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier(Reported):
    """Points from the cheapest assignment to the best possible.

    Args:
        points: The points, the smallest budget first.
        pictures: How many they are for: a point's value over this is mean quality.
        choices: The trace that they are of; `None` of arrays.
    """

    points: tuple[FrontierPoint, ...]
    pictures: int
    choices: Choices | None = field(default=None, repr=False, compare=False)

    def __iter__(self) -> Iterator[FrontierPoint]:
        return iter(self.points)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def line(self) -> tuple[tuple[float, float], ...]:
        """Pairs of USD and mean quality, to be drawn; none where no evidence speaks for anything."""
        if self.choices is not None and not self.choices.judged:
            return ()
        return tuple((point.micro_usd / MICRO, point.value / self.pictures) for point in self)

    def a_point(self, point: FrontierPoint) -> int | None:
        """What one hundredth of mean quality more costs at a point, micro-USD; `None` where none is to be had."""
        return round(self.pictures / 100 / point.price) if point.price else None

    def to_dict(self) -> dict[str, Any]:
        """The frontier as plain JSON values; money as text, exact."""
        found = self.choices
        told = {} if found is None else {
            "trace": found.trace.name, "as_of": found.as_of.isoformat(), "catalog": found.catalog,
            "policy": found.policy, "gateway": found.gateway, "rows": found.rows, "pictures": found.pictures,
            "refused": dict(found.refused), "rejected": found.rejected, "assumptions": list(found.assumptions),
        }  # fmt: skip
        return {**told, "points": [
            {"budget_usd": str(usd(p.budget)), "usd": str(usd(p.micro_usd)), "quality": p.value / self.pictures,
             "bound_quality": p.bound / self.pictures, "gap": p.gap, "exact": p.exact,
             "quality_per_usd": p.price * MICRO} for p in self
        ]}  # fmt: skip

    def to_csv(self) -> str:
        """The frontier as CSV text: a line for each point."""
        return frontier_csv(self)

    def to_html(self, *, title: str | None = None) -> str:
        """The frontier as one HTML page that needs nothing else."""
        return frontier_html(self, title=title)

    def _files(self, title: str | None) -> Files:
        return frontier_files(self, title)

    def _repr_html_(self) -> str:
        return frontier_card(self)


def frontier(
    quality: npt.ArrayLike,
    micro_usd: npt.ArrayLike,
    points: int | Sequence[int] = 21,
    counts: npt.ArrayLike | None = None,
) -> Frontier:
    """Allocate one budget after another.

    Args:
        quality: `[prompts, offers]`; nan where an offer is not possible.
        micro_usd: Prices, `[prompts, offers]` or `[offers]`, whole micro-USD.
        points: How many budgets, evenly spread; or the budgets themselves, micro-USD. What the cheapest and the best
            assignment cost are always among them, and budgets beyond these two are left out.
        counts: How many prompts each row stands for.

    Returns:
        The points; each is what `allocate` gives for its budget.

    Raises:
        BadRequest: An array is malformed, a prompt has no possible offer, or fewer than two points are asked for.
        BadBudget: A budget is no amount of micro-USD.

    Example:
        >>> [point.value for point in frontier([[0.25, 0.75], [0.5, 0.625]], [1_000, 5_000], 3)]
        [0.75, 1.25, 1.375]
    """
    problem = Problem.of(quality, micro_usd, counts=counts)
    least, most = (_cost(problem, price) for price in (np.inf, 0.0))
    found = []
    for budget in _budgets(points, least, most):
        got = solve(problem, budget)
        point = FrontierPoint(
            budget=budget, micro_usd=got.micro_usd, value=got.value, bound=got.bound, gap=got.gap, price=got.price,
            exact=got.exact,
        )  # fmt: skip
        found.append(point)
    return Frontier(points=tuple(found), pictures=problem.pictures)


def _cost(problem: Problem, price: float) -> int:
    choice = choose(problem, price)
    return int((problem.paid(choice) * problem.weights(np.arange(len(choice)))).sum())


def _budgets(points: int | Sequence[int], least: int, most: int) -> list[int]:
    """The budgets to allocate, ascending, each once."""
    if isinstance(points, bool):
        raise BadRequest("points is a bool; it is how many budgets, or the budgets")
    if not isinstance(points, int | np.integer | Iterable):
        raise BadRequest(f"points is how many budgets, or the budgets, not {points!r:.40}")
    if isinstance(points, int | np.integer):
        if not _ENDS <= points <= _MOST_POINTS:
            raise BadRequest(f"points is {points}; it is from {_ENDS} to {_MOST_POINTS}, or the budgets themselves")
        last = int(points) - 1
        return sorted({least + (most - least) * turn // last for turn in range(last + 1)})
    given = [check_amount(budget, f"points[{index}]") for index, budget in enumerate(points)]
    return sorted({least, most, *(budget for budget in given if least < budget < most)})
