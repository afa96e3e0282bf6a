"""Frontiers: ascending, certified, and each point what allocating its budget gives."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.simulate.frontiers import frontier
from pixelfare.simulate.knapsack import allocate

RNG = np.random.default_rng(11)
QUALITY = RNG.random((60, 6))
PRICES = np.array([10, 30, 70, 90, 200, 400])


def test_each_point_is_what_allocating_gives() -> None:
    for point in (found := frontier(QUALITY, PRICES, 9)):
        other = allocate(QUALITY, PRICES, point.budget)
        mine = (point.value, point.micro_usd, point.bound, point.gap, point.price, point.exact)
        assert mine == (other.value, other.micro_usd, other.bound, other.gap, other.price, other.exact)
    assert len(found) == 9
    assert found.pictures == 60


def test_points_rise_and_bounds_rise_ever_less() -> None:
    points = frontier(QUALITY, PRICES, 15).points
    assert points[0].micro_usd == points[0].budget == 600
    assert points[-1].value == pytest.approx(QUALITY.max(axis=1).sum())
    assert points[-1].price == 0.0
    for one, two in itertools.pairwise(points):
        assert one.budget < two.budget
        assert one.value < two.value
        assert one.price >= two.price
    for one, two, three in zip(points, points[1:], points[2:], strict=False):
        before = (two.value - one.value) / (two.budget - one.budget)
        after = (three.value - two.value) / (three.budget - two.budget)
        assert after <= before * 1.05  # whole prompts bend the curve a little


def test_given_budgets_lie_between_the_ends() -> None:
    found = frontier(QUALITY, PRICES, [5_000, 1, 2_000, 2_000, 10**9])
    assert [point.budget for point in found][:3] == [600, 2_000, 5_000]
    assert len(found) == 4


def test_counted_rows_are_expanded_rows() -> None:
    times = RNG.integers(0, 4, len(QUALITY))
    counted = frontier(QUALITY, PRICES, 5, times)
    expanded = frontier(np.repeat(QUALITY, times, axis=0), PRICES, 5)
    assert [point.budget for point in counted] == [point.budget for point in expanded]
    assert [point.value for point in counted] == pytest.approx([point.value for point in expanded])
    assert counted.pictures == times.sum()


def test_one_price_for_all_is_one_point() -> None:
    assert [point.value for point in frontier([[0.5, 0.25]], [3, 3], 4)] == [0.5]


@pytest.mark.parametrize("points", [True, 1, 10**9])
def test_bad_numbers_of_points(points: int) -> None:
    with pytest.raises(BadRequest, match="points is"):
        frontier(QUALITY, PRICES, points)


def test_bad_budgets() -> None:
    with pytest.raises(BadBudget, match=r"points\[1\] is -1"):
        frontier(QUALITY, PRICES, [5, -1])
