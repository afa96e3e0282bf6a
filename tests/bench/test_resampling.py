"""Intervals: each figure of a sample is what the bench would report of just those prompts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare import Catalog
from pixelfare.bench.frontier import (
    Ladder,
    above,
    area,
    cost_of,
    gap_recovered,
    height,
    hull,
    oracle_frontier,
)
from pixelfare.bench.matrix import Cell, Matrix
from pixelfare.bench.report import Report, run_bench
from pixelfare.bench.resampling import Prompt, Samples, compare, draw_samples, interval
from pixelfare.bench.routers import find_router
from pixelfare.bench.sets import load_sets

NAMES = ("auto", "guide", "random", "per-need-best")


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    return Matrix(catalog=Catalog.load(as_of="2026-11-22"), gateway="blockrun")


def reported(matrix: Matrix, resamples: int, name: str = "labelled_unseen") -> Report:
    return run_bench(load_sets([name]), [find_router(n, matrix) for n in NAMES], matrix, resamples=resamples)


@pytest.fixture(scope="module")
def report(matrix: Matrix) -> Report:
    return reported(matrix, 300)


def columns(*routers: Sequence[tuple[float, float]]) -> list[Prompt]:
    return [(0, points) for points in zip(*routers, strict=True)]


def test_intervals_hold_the_mean_and_shrink_with_n() -> None:
    rows = [(1.0, 0.5), (3.0, 0.9)] * 50
    samples = draw_samples(columns(rows), 1, 1000)
    low, high = interval(samples.usd[:, 0]) or (0, 0)
    assert low < 2.0 < high
    assert high - low == pytest.approx(2 * 1.96 * 1.0 / 10, rel=0.15)
    kept_low, kept_high = interval(samples.kept[:, 0]) or (0, 0)
    assert kept_low < 0.7 < kept_high
    few = interval(draw_samples(columns(rows[:20]), 1, 1000).usd[:, 0]) or (0, 0)
    assert few[1] - few[0] > high - low


def test_all_routers_see_the_same_prompts() -> None:
    """One that is always 0.1 better is 0.1 better in every sample: the difference has no spread."""
    worse = [(1.0, 0.1 * (i % 5)) for i in range(40)]
    better = [(usd, kept + 0.1) for usd, kept in worse]
    kept = draw_samples(columns(worse, better), 1, 200).kept
    assert kept[:, 1] - kept[:, 0] == pytest.approx(np.full(200, 0.1))
    assert kept[:, 0].std() > 0.01


def test_a_figure_that_no_sample_has_gets_no_interval() -> None:
    assert interval(np.array([np.nan, np.nan])) is None
    assert interval(np.array([np.nan, 2.0, 2.0])) == (2.0, 2.0)


cells = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 10)), min_size=2, max_size=4)


points = st.tuples(st.integers(1, 9), st.integers(0, 100)).map(lambda p: (float(p[0]), p[1] / 100))
SINGLES, ROUTERS = 3, 6


@settings(max_examples=60)
@given(st.lists(cells, min_size=1, max_size=3), st.data())
def test_each_sample_is_held_against_its_own_hull_and_oracle(kinds: list, data: st.DataObject) -> None:
    """The scalar functions on each of two samples say what the vectors say."""
    made = [[Cell(value=value / 10, micro_usd=1000 * price, covered=True) for price, value in kind] for kind in kinds]
    best = [max(cell.value for cell in kind) for kind in made]
    some = st.lists(st.integers(0, 5), min_size=len(kinds), max_size=len(kinds)).filter(any)
    counts = data.draw(st.tuples(some, some))
    drawn = data.draw(st.tuples(*[st.lists(points, min_size=ROUTERS, max_size=ROUTERS)] * 2))
    values = np.array(drawn)
    samples = Samples(
        usd=values[:, :, 0], kept=values[:, :, 1], shares=np.array([[n / sum(own) for n in own] for own in counts])
    )
    found = compare(samples, SINGLES, {"mine": range(SINGLES, ROUTERS)}, Ladder.of(zip(best, made, strict=True)))
    for i, routers in enumerate(drawn):
        oracle = oracle_frontier([(n, *rest) for n, *rest in zip(counts[i], best, made, strict=True) if n])
        plain = routers[:SINGLES]
        line = hull(plain)
        for place, point in enumerate(routers):
            at, least = height(oracle, point[0]), cost_of(oracle, point[1])
            same(found.over_hull[i, place], above(point, line))
            same(found.regret[i, place], None if at is None else at - point[1])
            if least is not None:
                same(found.dearer[i, place], point[0] - least)
        weak, strong = min(plain), max(plain, key=lambda p: (p[1], -p[0]))
        mine = hull([weak, *routers[SINGLES:]])
        costs = [x for x, _ in plain]
        same(found.aiq["mine"][i], area(mine, min(costs), max(costs)))
        same(found.apgr["mine"][i], gap_recovered(mine, weak, strong))


def same(figure: float, expected: float | None) -> None:
    assert figure == pytest.approx(np.nan if expected is None else expected, abs=1e-6, nan_ok=True)


def test_every_figure_lies_in_its_interval(report: Report) -> None:
    (on_set,) = report.sets
    told = 0
    for outcome in (*on_set.singles, *on_set.outcomes):
        for name in ("usd", "kept", "over_hull", "regret", "dearer"):
            figure, ends = getattr(outcome, name), getattr(outcome, f"{name}_interval")
            assert (figure is None) == (ends is None)
            if figure is not None and ends is not None:
                told += 1
                slack = 0.1 * (ends[1] - ends[0]) + 1e-6  # a hull is an optimum: it sits at an interval's edge
                assert ends[0] - slack <= figure <= ends[1] + slack, (outcome.name, name)
    assert told > 80
    for router in NAMES:
        for figures, intervals in ((on_set.aiq, on_set.aiq_interval), (on_set.apgr, on_set.apgr_interval)):
            low, high = intervals[router] or (1.0, 0.0)
            assert low <= (figures[router] or 0) <= high


def test_nobody_passes_the_oracle_of_any_sample(report: Report) -> None:
    for outcome in report.sets[0].outcomes:
        assert outcome.regret_interval is None or outcome.regret_interval[0] >= 0
        assert outcome.dearer_interval is None or outcome.dearer_interval[0] >= 0
    best = next(o for o in report.sets[0].outcomes if o.router == "per-need-best")
    assert best.regret_interval == best.dearer_interval == (0.0, 0.0)


def test_samples_repeat_and_can_be_left_out(matrix: Matrix, report: Report) -> None:
    assert reported(matrix, 300) == report
    none = reported(matrix, 0).sets[0]
    assert {o.over_hull_interval for o in (*none.singles, *none.outcomes)} == {None}
    assert none.aiq_interval == {}
    assert none.aiq == report.sets[0].aiq


def test_more_prompts_make_the_place_over_the_hull_surer(matrix: Matrix, report: Report) -> None:
    def width(of: Report) -> float:
        found = next(o for o in of.sets[0].outcomes if o.name == "random")
        assert found.over_hull_interval is not None
        return found.over_hull_interval[1] - found.over_hull_interval[0]

    assert width(reported(matrix, 300, "partiprompts")) < width(report)
