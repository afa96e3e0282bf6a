"""Allocations against HiGHS and brute force, and certificates worked out again in fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import eye_array, kron

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.simulate import knapsack as module
from pixelfare.simulate.knapsack import allocate, least_cost

if TYPE_CHECKING:
    from pixelfare.simulate.allocation import Allocation

NAN = float("nan")
CLOSE = 1e-9


@st.composite
def problems(draw: st.DrawFn, rows: int = 7, offers: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Few prompts and offers, with ties, holes, free offers and equal prices more often than chance would have them."""
    shape = (draw(st.integers(1, rows)), draw(st.integers(1, offers)))
    figure = st.integers(-4, 20).map(lambda n: n / 20) | st.integers(-999, 999).map(lambda n: n / 999) | st.just(NAN)
    quality = np.array([[draw(figure) for _ in range(shape[1])] for _ in range(shape[0])])
    quality[np.isnan(quality).all(axis=1), 0] = draw(st.floats(0, 1))
    if draw(st.booleans()):
        quality = quality[[draw(st.integers(0, shape[0] - 1)) for _ in range(shape[0])]]
    price = st.integers(0, 9) | st.integers(0, 1000)
    size = shape[1] if draw(st.booleans()) else shape
    prices = np.array([draw(price) for _ in range(int(np.prod(size)))], np.int64).reshape(size)
    return quality, prices


def spread(quality: np.ndarray, prices: np.ndarray) -> np.ndarray:
    return np.broadcast_to(prices, quality.shape)


def cheapest(quality: np.ndarray, prices: np.ndarray) -> int:
    return int(np.where(np.isnan(quality), 10**9, spread(quality, prices)).min(axis=1).sum())


def best_cost(quality: np.ndarray, prices: np.ndarray) -> int:
    best = quality == np.nanmax(quality, axis=1, keepdims=True)
    return int(np.where(best, spread(quality, prices), 10**9).min(axis=1).sum())


def budgets(draw: st.DrawFn, quality: np.ndarray, prices: np.ndarray) -> int:
    """A budget that some assignment keeps: often exactly the cheapest's, the best's, or one micro-USD off."""
    least, most = cheapest(quality, prices), best_cost(quality, prices)
    edges = st.sampled_from([least, least + 1, max(least, most - 1), most, most + 1, 2 * most + 10**6])
    return draw(edges | st.integers(least, most + 1))


def highs(
    quality: np.ndarray, prices: np.ndarray, *, budget: int | None = None, target: float | None = None, caps: Any = ()
) -> float | None:
    """The most quality, or the least cost, by another solver; `None` where it finds none."""
    rows, offers = quality.shape
    cost = spread(quality, prices).ravel().astype(float)
    good = ~np.isnan(quality).ravel()
    worth = np.where(good, quality.ravel(), 0.0)
    rules = [LinearConstraint(kron(eye_array(rows), np.ones((1, offers))), 1, 1)]
    if budget is not None:
        rules.append(LinearConstraint(cost[None], ub=budget))
    if target is not None:
        rules.append(LinearConstraint(worth[None], lb=target))
    rules += [LinearConstraint((cost * np.tile(mask, rows))[None], ub=most) for mask, most in caps]
    aim = -worth if target is None else cost
    solved = milp(
        aim,
        constraints=rules,
        integrality=np.ones(len(aim)),
        bounds=Bounds(0, good.astype(float)),
        options={"mip_rel_gap": 0},
    )
    if solved.x is None:
        return None
    taken = solved.x.reshape(rows, offers).argmax(axis=1)
    picked = np.arange(rows) * offers + taken
    return float(worth[picked].sum() if target is None else cost[picked].sum())


def check(found: Allocation, quality: np.ndarray, prices: np.ndarray) -> None:
    """What the allocation says of itself is so."""
    rows = np.arange(len(quality))
    chosen = [Fraction(float(q)) for q in quality[rows, found.choice]]
    assert found.value == float(sum(chosen))
    assert found.micro_usd == sum(int(c) for c in spread(quality, prices)[rows, found.choice])


def lagrangian(quality: np.ndarray, prices: np.ndarray, budget: int, price: float) -> Fraction:
    """The dual bound at a price, without any rounding."""
    charge = Fraction(price)
    cost = spread(quality, prices)
    best = (
        max(Fraction(float(q)) - charge * int(c) for q, c in zip(row, costs, strict=True) if q == q)  # noqa: PLR0124 - not nan
        for row, costs in zip(quality, cost, strict=True)
    )
    return charge * budget + sum(best, Fraction())


@settings(max_examples=250)
@given(problems(), st.data())
def test_small_allocations_are_the_best(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    budget = budgets(data.draw, quality, prices)
    found = allocate(quality, prices, budget)
    check(found, quality, prices)
    assert found.exact
    assert found.micro_usd <= budget
    assert found.value <= found.bound <= found.value + CLOSE
    expected = highs(quality, prices, budget=budget)
    assert expected is not None
    assert found.value == pytest.approx(expected, abs=1e-6)  # the other solver's tolerance
    assert found.value >= expected - CLOSE


def everything(quality: np.ndarray, prices: np.ndarray) -> list[tuple[tuple[int, ...], float, int]]:
    cost = spread(quality, prices)
    found = []
    for choice in itertools.product(range(quality.shape[1]), repeat=len(quality)):
        value = [float(quality[i, j]) for i, j in enumerate(choice)]
        if not np.isnan(value).any():
            found.append((choice, float(sum(map(Fraction, value))), sum(int(cost[i, j]) for i, j in enumerate(choice))))
    return found


@settings(max_examples=200)
@given(problems(rows=4, offers=4), st.data())
def test_of_equal_values_the_cheapest(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    budget = budgets(data.draw, quality, prices)
    found = allocate(quality, prices, budget)
    within = [(value, cost) for _, value, cost in everything(quality, prices) if cost <= budget]
    best = max(value for value, _ in within)
    assert found.value == pytest.approx(best, abs=1e-12)
    assert found.micro_usd <= min(cost for value, cost in within if value == best)
    assert found.bound >= best


@settings(max_examples=200)
@given(problems(), st.data())
def test_the_least_cost_of_a_quality(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    reachable = sorted({value for _, value, _ in everything(quality[:3], prices if prices.ndim == 1 else prices[:3])})
    quality = quality[:3]
    prices = prices if prices.ndim == 1 else prices[:3]
    target = data.draw(st.sampled_from(reachable) | st.floats(reachable[0] - 1, reachable[-1]))
    found = least_cost(quality, prices, target)
    check(found, quality, prices)
    reach = [cost for _, value, cost in everything(quality, prices) if value >= target]
    nearly = [cost for _, value, cost in everything(quality, prices) if value >= target - 1e-12]
    assert found.value >= target - 1e-12
    assert found.exact
    assert min(nearly) <= found.micro_usd <= min(reach)
    assert found.bound <= found.micro_usd


@settings(max_examples=60)
@given(problems(rows=12, offers=6), st.data())
def test_the_least_cost_agrees_with_another_solver(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    target = float(np.nansum(np.nanmax(quality, axis=1))) - data.draw(st.floats(0.001, 2))
    found = least_cost(quality, prices, target)
    expected = highs(quality, prices, target=target)
    assert found.exact
    assert expected == pytest.approx(found.micro_usd, abs=0.5)


@settings(max_examples=100)
@given(problems(rows=5, offers=4), st.data())
def test_caps(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    budget = budgets(data.draw, quality, prices)
    mask = st.lists(st.booleans(), min_size=quality.shape[1], max_size=quality.shape[1]).map(np.array)
    caps = data.draw(st.lists(st.tuples(mask, st.integers(0, 40) | st.integers(0, 3000)), min_size=1, max_size=3))
    cost = spread(quality, prices)

    def keeps(choice: Any) -> bool:
        return all(sum(int(cost[i, j]) for i, j in enumerate(choice) if on[j]) <= most for on, most in caps)

    within = [value for choice, value, spent in everything(quality, prices) if spent <= budget and keeps(choice)]
    if not within:
        with pytest.raises(BadRequest, match="no assignment was found"):
            allocate(quality, prices, budget, caps=caps)
        return
    found = allocate(quality, prices, budget, caps=caps)
    check(found, quality, prices)
    assert found.micro_usd <= budget
    assert keeps(found.choice)
    assert found.bound >= max(within)
    assert found.exact
    assert found.value == pytest.approx(max(within), abs=1e-12)


def test_caps_on_classes_are_near_what_another_solver_finds() -> None:
    rng = np.random.default_rng(5)
    quality, prices = rng.random((60, 6)), np.array([10, 25, 40, 60, 90, 150])
    caps = [(np.array([False, True, True, False, False, False]), 500), (np.arange(6) == 5, 450)]
    found = allocate(quality, prices, 3_000, caps=caps)
    expected = highs(quality, prices, budget=3_000, caps=caps)
    assert expected is not None
    assert found.bound >= expected
    assert found.value <= expected + CLOSE
    assert found.gap < 2e-3
    counted = allocate(quality, prices, 3_000_000, caps=[(on, most * 1_000) for on, most in caps], counts=[1_000] * 60)
    assert counted.counts is not None
    for on, most in caps:
        assert int((counted.counts * prices)[:, on].sum()) <= most * 1_000
    assert counted.gap < 1e-4
    assert counted.bound >= expected * 1_000


@settings(max_examples=100)
@given(problems(rows=4, offers=4), st.lists(st.integers(0, 4), min_size=4, max_size=4), st.data())
def test_counted_rows_are_expanded_rows(
    problem: tuple[np.ndarray, np.ndarray], counts: list[int], data: st.DataObject
) -> None:
    quality, prices = problem
    times = np.array(counts[: len(quality)])
    times[0] += 1
    rows = np.repeat(np.arange(len(quality)), times)
    wide = prices if prices.ndim == 1 else prices[rows]
    budget = budgets(data.draw, quality[rows], wide)
    found = allocate(quality, prices, budget, counts=times)
    expanded = allocate(quality[rows], wide, budget)
    assert found.counts is not None
    assert (found.counts.sum(axis=1) == times).all()
    assert found.micro_usd == int((found.counts * spread(quality, prices)).sum()) <= budget
    assert found.value == pytest.approx(expanded.value, abs=1e-12)
    assert found.exact
    assert expanded.exact
    target = expanded.value
    assert least_cost(quality, prices, target, counts=times).micro_usd <= expanded.micro_usd


@settings(max_examples=50)
@given(problems(), st.floats(0, 0.6), st.data())
def test_floors_are_holes(problem: tuple[np.ndarray, np.ndarray], floor: float, data: st.DataObject) -> None:
    quality, prices = problem
    holed = np.where(quality >= floor, quality, NAN)
    if np.isnan(holed).all(axis=1).any():
        with pytest.raises(BadRequest, match="no possible offer that reaches its floor"):
            allocate(quality, prices, 10**9, floors=floor)
        return
    budget = budgets(data.draw, holed, prices)
    found = allocate(quality, prices, budget, floors=[floor] * len(quality))
    assert (found.choice == allocate(holed, prices, budget).choice).all()


@pytest.mark.parametrize("kind", ["random", "tenths", "classes", "prices"])
def test_a_bracket_from_a_sample_leads_to_a_near_best(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    rows = 3_000
    quality = {
        "random": rng.random((rows, 6)),
        "prices": rng.random((rows, 6)),
        "tenths": rng.integers(0, 10, (rows, 6)) / 10,
        "classes": rng.random((5, 6))[rng.integers(0, 5, rows)],
    }[kind]
    quality[rng.random(quality.shape) < 0.1] = NAN
    quality[:, 0] = 0.05
    prices = rng.integers(1, 500, (rows, 6) if kind == "prices" else 6)
    least, most = cheapest(quality, prices), best_cost(quality, prices)
    whole = [allocate(quality, prices, least + (most - least) * part // 4) for part in range(5)]
    monkeypatch.setattr(module, "_SMALL", 0)
    for part, other in enumerate(whole):
        budget = least + (most - least) * part // 4
        found = allocate(quality, prices, budget)
        check(found, quality, prices)
        assert found.micro_usd <= budget
        assert found.bound >= other.value
        assert found.value <= other.bound
        assert found.value == pytest.approx(other.value, rel=1e-3)
        assert Fraction(found.bound) >= min(lagrangian(quality, prices, budget, found.price), Fraction(other.bound))
        again = least_cost(quality, prices, found.value)
        assert again.bound <= again.micro_usd
        assert again.bound <= found.micro_usd
        assert again.value >= found.value - 1e-9
    with pytest.raises(BadBudget, match=r"0\.000001 USD more than the budget"):
        allocate(quality, prices, least - 1)
    with pytest.raises(BadRequest, match="less than the target"):
        least_cost(quality, prices, float(np.nanmax(quality, axis=1).sum()) + 1)


def test_some_hundred_prompts_are_proved_exact() -> None:
    rng = np.random.default_rng(3)
    for rows in (100, 300):
        quality, prices = rng.random((rows, 16)), rng.integers(1_000, 200_000, 16)
        budget = rows * 30_000
        found = allocate(quality, prices, budget)
        assert found.exact
        assert found.gap < 1e-13
        assert Fraction(found.value) <= lagrangian(quality, prices, budget, found.price)


@settings(max_examples=50)
@given(problems(), st.data())
def test_order_and_scale_do_not_matter(problem: tuple[np.ndarray, np.ndarray], data: st.DataObject) -> None:
    quality, prices = problem
    budget = budgets(data.draw, quality, prices)
    found = allocate(quality, prices, budget)
    assert (allocate(quality.copy(), prices.copy(), budget).choice == found.choice).all()
    turned = np.array(data.draw(st.permutations(range(len(quality)))))
    other = allocate(quality[turned], prices if prices.ndim == 1 else prices[turned], budget)
    assert other.value == pytest.approx(found.value, abs=1e-12)
    assert other.micro_usd == found.micro_usd
    scaled = allocate(quality * 1024, prices, budget)
    assert scaled.value == pytest.approx(found.value * 1024, rel=1e-12, abs=1e-9)


def test_equal_prompts_and_equal_offers_go_by_order() -> None:
    quality = np.array([[0.0, 1.0, 1.0]] * 5)
    found = allocate(quality, [1, 3, 3], 9)
    assert found.choice.tolist() == [1, 1, 0, 0, 0]
    assert allocate(quality, [1, 4, 3], 10**9).choice.tolist() == [2] * 5


def test_an_ample_budget_buys_the_best_and_has_no_price() -> None:
    found = allocate([[0.25, 0.5], [0.75, 0.5]], [1, 2], 10**30)
    assert (found.choice.tolist(), found.price, found.exact, found.gap) == ([1, 0], 0.0, True, 0.0)
    assert found.bound == found.value == 1.25


def test_a_target_below_the_cheapest_costs_what_the_cheapest_does() -> None:
    found = least_cost([[0.25, 0.5], [0.75, 0.5]], [1, 2], -3.0)
    assert (found.micro_usd, found.bound, found.price, found.exact) == (2, 2.0, 0.0, True)


def test_a_billion_prompts_are_counted() -> None:
    found = allocate([[0.1, 0.9], [0.2, 0.4]], [1_000_000, 10_000_000], 6 * 10**15, counts=[10**9, 10**6])
    assert found.counts is not None
    assert found.counts.sum(axis=1).tolist() == [10**9, 10**6]
    assert found.micro_usd <= 6 * 10**15
    assert found.gap < 1e-8


def test_a_bracket_counts_rows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(9)
    quality, prices = rng.random((900, 5)), rng.integers(1, 90, 5)
    counts = rng.integers(0, 40, 900) * (rng.random(900) < 0.5)
    budget = int(counts.sum()) * int(prices.min() + 9)
    whole = allocate(quality, prices, budget, counts=counts)
    monkeypatch.setattr(module, "_SMALL", 0)
    found = allocate(quality, prices, budget, counts=counts)
    assert found.counts is not None
    assert (found.counts.sum(axis=1) == counts).all()
    assert found.micro_usd == int((found.counts * prices).sum()) <= budget
    assert found.value <= whole.bound
    assert whole.value <= found.bound
    assert found.gap < 1e-5


def test_a_cheaper_way_to_the_same_quality_found_late() -> None:
    quality = np.array([[3, 1, 8], [3, 2, 7], [6, 7, 5]]) / 8
    prices = np.array([[10, 15, 23], [20, 1, 25], [15, 27, 4]])
    found = allocate(quality, prices, 47)
    assert (found.value, found.micro_usd) == (2.0, 39)


def test_caps_that_take_two_moves_at_once() -> None:
    quality = np.array([[0.85, 0.25, 0.8, 0.75], [0.25, 0.75, 0.8, 0.0], [0.55, 0.85, 0.1, 0.5]])
    last = np.array([False, False, False, True])
    found = allocate(quality, [27, 31, 25, 14], 68, caps=[(~last, 51), (last, 20)])
    assert found.choice.tolist() == [2, 2, 3]
    assert found.exact
