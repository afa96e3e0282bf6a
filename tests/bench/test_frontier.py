"""Hulls and frontiers, against brute force that shares no code with them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare.bench.frontier import above, area, cost_of, gap_recovered, height, hull, oracle_frontier
from pixelfare.bench.matrix import Cell

points = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 20)), min_size=1, max_size=8).map(
    lambda found: [(float(x), y / 20) for x, y in found]
)


def best_mix(found: list[tuple[float, float]], cost: float) -> float | None:
    """The best quality of any mixture of two points that costs no more."""
    best = None
    for (x0, y0), (x1, y1) in itertools.product(found, found):
        for share in [0.0, 1.0, *([(cost - x0) / (x1 - x0)] if x1 != x0 else [])]:
            if 0 <= share <= 1 and x0 + (x1 - x0) * share <= cost + 1e-9:
                quality = y0 + (y1 - y0) * share
                best = quality if best is None else max(best, quality)
    return best


@settings(max_examples=300)
@given(points, st.integers(0, 35))
def test_a_hull_is_what_mixing_reaches(found: list[tuple[float, float]], cost: int) -> None:
    line = hull(found)
    expected = best_mix(found, float(cost))
    reached = height(line, float(cost))
    assert (reached is None) == (expected is None)
    if reached is not None:
        assert reached == pytest.approx(expected)


@given(points)
def test_a_hull_rises_ever_less(found: list[tuple[float, float]]) -> None:
    line = hull(found)
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in itertools.pairwise(line)]
    assert slopes == sorted(slopes, reverse=True)
    assert all(slope > 0 for slope in slopes)
    for point in found:
        over = above(point, line)
        assert over is not None
        assert over <= 1e-9


@given(points, st.integers(0, 20))
def test_the_cost_of_a_quality_undoes_the_quality_of_a_cost(found: list[tuple[float, float]], twentieths: int) -> None:
    line = hull(found)
    cost = cost_of(line, twentieths / 20)
    if cost is None:
        assert twentieths / 20 > max(y for _, y in found)
    else:
        assert height(line, cost) == pytest.approx(max(twentieths / 20, line[0][1]))


kinds = st.lists(
    st.tuples(st.integers(1, 2), st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10)), min_size=1, max_size=3)),
    min_size=1, max_size=3,
)  # fmt: skip


@settings(max_examples=50)
@given(kinds)
def test_nobody_passes_the_oracle_and_it_is_reached(given_kinds: list[tuple[int, list[tuple[int, int]]]]) -> None:
    """Every assignment of every prompt is tried; the hull of all of them is the frontier."""
    prepared = []
    prompts = []
    for count, cells in given_kinds:
        made = [Cell(value=value / 10, micro_usd=1000 * price, covered=True) for price, value in cells]
        top = max(cell.value for cell in made)
        prepared.append((count, top, made))
        prompts += [[(cell.micro_usd / 1e3, cell.value / top) for cell in made]] * count
    best: dict[float, float] = {}
    for chosen in itertools.product(*prompts):
        cost, kept = (sum(column) / len(prompts) for column in zip(*chosen, strict=True))
        best[cost] = max(kept, best.get(cost, kept))
    every = list(best.items())
    frontier = oracle_frontier(prepared)
    for cost in {x for x, _ in every}:
        assert height(frontier, cost + 1e-9) == pytest.approx(best_mix(every, cost + 1e-9), abs=1e-6)


def test_aiq_is_the_mean_height_between_two_costs() -> None:
    line = ((10.0, 0.5), (20.0, 0.9))
    assert area(line, 10, 20) == pytest.approx(0.7)
    assert area(line, 10, 30) == pytest.approx(0.8)
    assert area(line, 0, 20) == pytest.approx(0.35)
    assert area((), 0, 20) == 0
    assert area(line, 20, 20) == 0


@given(points, st.integers(1, 30), st.integers(1, 30))
def test_aiq_by_many_small_steps(found: list[tuple[float, float]], low: int, width: int) -> None:
    line = hull(found)
    steps = 2000
    heights = [height(line, low + width * (i + 0.5) / steps) or 0.0 for i in range(steps)]
    assert area(line, low, low + width) == pytest.approx(sum(heights) / steps, abs=2e-3)


def test_apgr_is_one_half_for_mixing_and_more_for_routing() -> None:
    weak, strong = (10.0, 0.5), (20.0, 0.9)
    assert gap_recovered((weak, strong), weak, strong) == pytest.approx(0.5)
    assert gap_recovered((weak, (12.0, 0.9)), weak, strong) > 0.8
    assert gap_recovered((weak,), weak, strong) == 0
    assert gap_recovered((weak,), strong, weak) is None
