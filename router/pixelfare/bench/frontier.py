"""Cost against quality: hulls, the oracle's frontier, and what a router is worth beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pixelfare.bench.matrix import Cell

__all__ = ["Ladder", "Point", "above", "area", "cost_of", "gap_recovered", "height", "hull", "oracle_frontier"]

Point = tuple[float, float]
"""USD per 1,000 pictures, and quality kept."""
_STEPS = 9


def hull(points: Iterable[Point]) -> tuple[Point, ...]:
    """The upper convex hull of points, from the cheapest to the best: what mixing them at random can reach."""
    best: dict[float, float] = {}
    for cost, quality in points:
        best[cost] = max(quality, best.get(cost, quality))
    found: list[Point] = []
    for point in sorted(best.items()):
        if found and point[1] <= found[-1][1]:
            continue
        while len(found) > 1 and _turn(found[-2], found[-1], point) >= 0:
            found.pop()
        found.append(point)
    return tuple(found)


def _turn(a: Point, b: Point, c: Point) -> float:
    """Above 0 where b lies under the line from a to c, or on it."""
    return (c[1] - a[1]) * (b[0] - a[0]) - (b[1] - a[1]) * (c[0] - a[0])


def height(line: Sequence[Point], cost: float) -> float | None:
    """The quality of a hull at a cost; flat beyond its end, nothing before its start."""
    if not line or cost < line[0][0]:
        return None
    for (x0, y0), (x1, y1) in pairwise(line):
        if cost <= x1:
            return y0 + (y1 - y0) * (cost - x0) / (x1 - x0)
    return line[-1][1]


def cost_of(line: Sequence[Point], quality: float) -> float | None:
    """The least cost at which a hull reaches a quality; nothing where it never does."""
    if not line or quality > line[-1][1] + 1e-12:
        return None
    if quality <= line[0][1]:
        return line[0][0]
    for (x0, y0), (x1, y1) in pairwise(line):
        if quality <= y1:
            return x0 + (x1 - x0) * (quality - y0) / (y1 - y0)
    return line[-1][0]


def above(point: Point, line: Sequence[Point]) -> float | None:
    """By how much a point is above a hull at its own cost."""
    at = height(line, point[0])
    return None if at is None else point[1] - at


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """What somebody can do who knows every cell: where each kind of prompt starts, and every step up, the best first.

    Args:
        starts: For each kind, the point that its cheapest cell is.
        steps: The place of a kind, what the step adds to its cost, and what to its quality.
    """

    starts: tuple[Point, ...]
    steps: tuple[tuple[int, float, float], ...]

    @classmethod
    def of(cls, kinds: Iterable[tuple[float, Sequence[Cell]]]) -> Ladder:
        """The ladder of kinds of prompts: for each the best value, and the cells that are covered."""
        starts: list[Point] = []
        steps: list[tuple[float, int, float, float]] = []
        for place, (best, cells) in enumerate(kinds):
            line = hull((cell.micro_usd / 1e3, cell.value / best if best else 0.0) for cell in cells)
            starts.append(line[0])
            steps += [
                ((y1 - y0) / (x1 - x0), place, x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(line)
            ]  # fmt: skip
        return cls(starts=tuple(starts), steps=tuple(step[1:] for step in sorted(steps, reverse=True)))

    def climbed(self, shares: Sequence[float]) -> tuple[Point, ...]:
        """The oracle's frontier where each kind has this share of the prompts: its corners, exactly."""
        cost = sum(share * x for share, (x, _) in zip(shares, self.starts, strict=True))
        quality = sum(share * y for share, (_, y) in zip(shares, self.starts, strict=True))
        found = [(cost, quality)]
        for place, dearer, better in self.steps:
            cost, quality = cost + shares[place] * dearer, quality + shares[place] * better
            found.append((cost, quality))
        return tuple(found)


def oracle_frontier(kinds: Sequence[tuple[int, float, Sequence[Cell]]]) -> tuple[Point, ...]:
    """What somebody reaches who knows every cell: for each price of quality, the best cell of each kind of prompt.

    Args:
        kinds: For each kind of prompt: how many there are, the best value, and the cells that are covered.

    Returns:
        The hull's corners, exactly: one kind moves up one step at each, in the order of what a step is worth.
    """
    total = sum(count for count, _, _ in kinds)
    ladder = Ladder.of((best, cells) for _, best, cells in kinds)
    return ladder.climbed([count / total for count, _, _ in kinds])


def area(line: Sequence[Point], low: float, high: float) -> float:
    """AIQ: the mean quality of a router's hull between two costs, flat beyond its end (RouterBench, 2024).

    Where the hull begins above the lower cost, nothing is reached before.
    """
    if high <= low or not line:
        return 0.0
    corners = [p for p in line if low < p[0] < high]
    edges = [low, *(p[0] for p in corners), high]
    total = 0.0
    for x0, x1 in pairwise(edges):
        middle = height(line, (x0 + x1) / 2)
        total += 0.0 if middle is None else middle * (x1 - x0)
    return total / (high - low)


def gap_recovered(line: Sequence[Point], weak: Point, strong: Point) -> float | None:
    """APGR: the share of the gap from the weak to the strong model that is recovered, averaged over nine budgets.

    The budgets lie evenly between the two models' costs (after RouteLLM, 2024, which spaces them by calls).
    """
    gap = strong[1] - weak[1]
    if gap <= 0 or strong[0] <= weak[0]:
        return None
    shares = []
    for step in range(1, _STEPS + 1):
        at = height(line, weak[0] + (strong[0] - weak[0]) * step / (_STEPS + 1))
        shares.append(0.0 if at is None else (at - weak[1]) / gap)
    return sum(shares) / len(shares)
