"""What the charts of a report show, as numbers: the same for SVG in the page and for plots in files."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pixelfare.errors import BadRequest
from pixelfare.money import MICRO
from pixelfare.simulate.figures import Expected

if TYPE_CHECKING:
    from pixelfare.simulate.simulation import Simulation

__all__ = ["BOUGHT", "Bar", "Daily", "Dot", "Mix", "daily_of", "dots_of", "frontier_line", "mix_of", "mix_of_rows"]

BOUGHT = "really bought"
"""What the bar is called that shows what the trace says was bought."""

_MOST_MODELS = 8
_MOST_POINTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A policy between cost and quality.

    Args:
        name: The policy.
        place: Which of the policies it is, from 0: its colour and shape.
        usd: What everything costs, to be drawn; money that is told is exact.
        quality: What may be expected.
        refused: Rows for which it buys nothing.
    """

    name: str
    place: int
    usd: float
    quality: Expected
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """What was spent by the end of each day.

    Args:
        days: ISO dates in order.
        lines: Micro-USD by the end of each of them, by policy.
        paid: The same for what was really paid; empty where not every dated row says, because the lines would compare
            different rows.
        undated: Rows without a time; they are in no line.
    """

    days: tuple[str, ...]
    lines: dict[str, tuple[int, ...]]
    paid: tuple[int, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one policy buys.

    Args:
        name: The policy.
        rows: Rows by model, in the order of the mix; the last one is all others where there are others.
        refused: Rows for which nothing is bought.
    """

    name: str
    rows: tuple[int, ...]
    refused: int = 0

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows) + self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """What each policy buys.

    Args:
        models: The most frequent ones.
        others: How many more there are, summed as one.
        bars: One for each policy, and first what was really bought where the trace says.
    """

    models: tuple[str, ...]
    others: int
    bars: tuple[Bar, ...]


def dots_of(simulation: Simulation) -> tuple[Dot, ...]:
    """Every policy that buys something evidence speaks for."""
    return tuple(
        Dot(name=run.name, place=place, usd=run.micro_usd / MICRO, quality=run.quality, refused=run.total.refused)
        for place, run in enumerate(simulation)
        if run.quality is not None
    )


def frontier_line(frontier: Iterable[tuple[float, float]] | None) -> tuple[tuple[float, float], ...]:
    """A frontier to be drawn: its points by cost, thinned out where there are very many.

    Args:
        frontier: Pairs of USD for the whole trace and mean expected quality from 0 to 1.

    Raises:
        BadRequest: It is none of that.

    Example:
        >>> frontier_line([(2, 0.9), (1, 0.5)])
        ((1.0, 0.5), (2.0, 0.9))
    """
    try:
        points = sorted((float(usd), float(quality)) for usd, quality in frontier or ())
    except (TypeError, ValueError):
        raise BadRequest("a frontier is pairs of USD and mean expected quality") from None
    if not all(math.isfinite(usd) and usd >= 0 and 0 <= quality <= 1 for usd, quality in points):
        raise BadRequest("a frontier is pairs of USD, 0 or more, and mean expected quality, from 0 to 1")
    step = math.ceil(len(points) / _MOST_POINTS)
    return tuple(points) if step <= 1 else (*points[:-1:step], points[-1])


def daily_of(simulation: Simulation) -> Daily:
    """What was spent by the end of each day that the trace names."""
    days = simulation.days
    rows: Counter[str] = Counter()
    said: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    for (_, group), count in simulation.tally.counts.items():
        rows[group.day] += count.rows
        said[group.day] += count.paid_rows
        paid[group.day] += count.paid
    return Daily(
        days=days,
        lines={run.name: _summed(run.by_day[day].micro_usd for day in days) for run in simulation},
        paid=_summed(paid[day] for day in days) if all(rows[day] == said[day] for day in days) else (),
        undated=rows[""],
    )


def _summed(amounts: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(amounts))


def mix_of(simulation: Simulation) -> Mix:
    """What each policy buys, by model."""
    bought = {} if simulation.paid is None else dict(simulation.paid.models)
    columns = [(BOUGHT, bought, 0)] if bought else []
    columns += [
        (run.name, {name: part.rows for name, part in run.mix.items()}, run.total.refused) for run in simulation
    ]
    return mix_of_rows(columns)


def mix_of_rows(columns: Sequence[tuple[str, Mapping[str, int], int]]) -> Mix:
    """The same of anything that buys: its name, rows by model, and rows for which it buys nothing."""
    total: Counter[str] = Counter()
    for _, rows, _ in columns:
        total.update(rows)
    names = sorted(total, key=lambda name: (-total[name], name))
    shown = names if len(names) <= _MOST_MODELS else names[: _MOST_MODELS - 1]
    rest = names[len(shown) :]
    return Mix(models=tuple(shown), others=len(rest), bars=tuple(_bar(*column, shown, rest) for column in columns))


def _bar(name: str, rows: Mapping[str, int], refused: int, shown: Sequence[str], rest: Sequence[str]) -> Bar:
    found = [rows.get(model, 0) for model in shown]
    others = [sum(rows.get(model, 0) for model in rest)] if rest else []
    return Bar(name=name, rows=(*found, *others), refused=refused)
