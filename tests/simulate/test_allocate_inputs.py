"""What allocating refuses, and the parts that it stands on."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.simulate.core import make_core
from pixelfare.simulate.knapsack import allocate, least_cost
from pixelfare.simulate.problem import Problem
from pixelfare.simulate.steps import find_steps
from pixelfare.simulate.sums import exact_sum, weighted_sum

Q, C = [[0.5, 0.75], [0.25, 1.0]], [1, 2]
NAN, INF = float("nan"), float("inf")

REFUSED: list[tuple[Any, Any, dict[str, Any], str]] = [
    ([], C, {}, r"quality has the shape \(0,\)"),
    (np.empty((0, 2)), C, {}, r"quality has the shape \(0, 2\); it is \[prompts, offers\], with at least one of each"),
    ([0.5, 0.5], C, {}, r"quality has the shape \(2,\)"),
    ([[0.5], [0.5, 1.0]], C, {}, "rows of different lengths"),
    ([["good", "bad"]], C, {}, "array of numbers"),
    ([[True, False]], C, {}, "quality is made of bool"),
    ([[0.5, INF]], C, {}, "quality of row 0 is infinite"),
    ([[0.5, 0.5], [NAN, -INF]], C, {}, "quality of row 1 is infinite"),
    ([[0.5, 0.5], [NAN, NAN]], C, {}, "row 1 has no possible offer$"),
    ([[0.5, 1e200]], C, {}, "at most 1e"),
    (Q, [1.0, 2.0], {}, "micro_usd is made of float64; it is an array of ints"),
    (Q, [1, NAN], {}, "array of ints"),
    (Q, [True, False], {}, "micro_usd is made of bool"),
    (Q, [1, -2], {}, "micro_usd goes from -2 to 1"),
    (Q, [1, 10**12 + 1], {}, "micro_usd goes from 1 to"),
    (Q, [1, 10**30], {}, "micro_usd"),
    (Q, [], {}, "micro_usd"),
    (Q, [1, 2, 3], {}, r"micro_usd has the shape \(3,\); it is \(2, 2\) or \(2,\)"),
    (Q, C, {"counts": [1]}, r"counts has the shape \(1,\); it is \(2,\)"),
    (Q, C, {"counts": [0, 0]}, "counts are all 0"),
    (Q, C, {"counts": [1, -1]}, "counts goes from -1"),
    (Q, C, {"counts": [1.5, 1]}, "counts is made of float64"),
    (Q, [1, 10**12], {"counts": [1, 10**9]}, "more than can be added up"),
    (Q, C, {"floors": [0.5]}, r"floors has the shape \(1,\)"),
    (Q, C, {"floors": NAN}, "floors has a nan"),
    (Q, C, {"floors": 0.9}, "row 0 has no possible offer that reaches its floor of 0.9"),
    (Q, C, {"floors": [-INF, 2]}, "row 1 has no possible offer that reaches its floor of 2.0"),
    (Q, C, {"caps": [5]}, r"caps\[0\] is not a pair"),
    (Q, C, {"caps": [([True], 5)]}, r"caps\[0\] has a mask of bool \(1,\)"),
    (Q, C, {"caps": [([1, 0], 5)]}, r"caps\[0\] has a mask of int64"),
    (Q, C, {"caps": [([True, False], 0.5)]}, r"caps\[0\] is 0.5, a float"),
]


@pytest.mark.parametrize(("quality", "prices", "more", "said"), REFUSED, ids=[row[3][:40] for row in REFUSED])
def test_bad_input_is_refused(quality: Any, prices: Any, more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        allocate(quality, prices, 10, **more)


@pytest.mark.parametrize("budget", [1.5, True, "5", None, -1, NAN])
def test_a_budget_is_an_int_of_micro_usd(budget: Any) -> None:
    with pytest.raises(BadBudget, match="budget is"):
        allocate(Q, C, budget)


@pytest.mark.parametrize("target", [NAN, INF, True, "5", None])
def test_a_target_is_a_number(target: Any) -> None:
    with pytest.raises(BadRequest, match="target is"):
        least_cost(Q, C, target)


def test_a_budget_below_the_cheapest_says_by_how_much() -> None:
    said = "the cheapest assignment costs 0.000002 USD, 0.000001 USD more than the budget of 0.000001 USD"
    with pytest.raises(BadBudget, match=said):
        allocate(Q, C, 1)
    with pytest.raises(BadBudget, match=said):
        allocate(Q, C, 1, caps=[([True, False], 5)])
    assert allocate(Q, C, 2).micro_usd == 2


def test_a_target_out_of_reach_says_what_can_be_reached() -> None:
    with pytest.raises(BadRequest, match=r"the best assignment reaches 1\.75, which is less than the target of 1\.8"):
        least_cost(Q, C, 1.8)
    assert least_cost(Q, C, 1.75).micro_usd == 4


def test_what_was_given_is_not_changed() -> None:
    quality, prices = np.array([[0.5, NAN], [0.25, 1.0]]), np.array([3, 4])
    quality.flags.writeable = prices.flags.writeable = False
    assert allocate(quality, prices, 7, floors=0.2).choice.tolist() == [0, 1]


floats = st.floats(-1e90, 1e90) | st.floats(-1, 1) | st.sampled_from([1e16, 1.0, -1e16, 1e-300, 5e-324])


@given(st.lists(floats, max_size=200), st.integers(1, 40))
def test_sums_are_rounded_once(values: list[float], times: int) -> None:
    assert exact_sum(np.array(values * times)) == math.fsum(values * times)


@given(
    st.lists(
        st.tuples(st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-200 or not x), st.integers(0, 2**53)), max_size=99
    )
)
def test_weighted_sums_are_rounded_once(pairs: list[tuple[float, int]]) -> None:
    expected = float(sum((Fraction(value) * weight for value, weight in pairs), Fraction()))
    values, weights = (np.array([pair[side] for pair in pairs], kind) for side, kind in ((0, float), (1, np.int64)))
    assert weighted_sum(values, weights) == expected


@pytest.mark.parametrize("tiny", [5e-324, 1e-300, 3e-305])
def test_sums_of_many_tiny_numbers_end(tiny: float) -> None:
    assert exact_sum(np.full(500, tiny)) == math.fsum([tiny] * 500)


def test_equal_rows_are_one_group_whatever_sign_zero_has() -> None:
    problem = Problem.of([[0.0, 1.0], [2.0, 1.0], [-0.0, 1.0], [2.0, NAN]], [1, 2])
    core = make_core(problem, np.arange(4))
    assert core.members.tolist() == [0, 2, 1, 3]
    assert core.count.tolist() == [2, 1, 1]
    same = Problem.of([[0.0, 1.0]] * 3, [[1, 2], [1, 3], [1, 2]])
    assert make_core(same, np.arange(3)).members.tolist() == [0, 2, 1]


def test_steps_go_up_the_hull() -> None:
    problem = Problem.of([[0.0, 0.1, 0.9, 0.8, 1.0], [0.5, 0.5, 0.5, 0.5, 0.5]], [0, 1, 2, 3, 5])
    steps = find_steps(make_core(problem, np.arange(2)), np.zeros(2, np.int64))
    assert steps.offer.tolist() == [2, 4]
    assert steps.cost.tolist() == [2, 3]
    assert (np.diff(steps.slope) <= 0).all()


def test_qualities_too_small_to_be_counted_are_refused() -> None:
    with pytest.raises(BadRequest, match="scale them up"):
        allocate([[5e-324, 0.0]], [2, 1], 1)
    with pytest.raises(BadRequest, match="a finite number"):
        least_cost([[0.5]], [1], 10**400)
