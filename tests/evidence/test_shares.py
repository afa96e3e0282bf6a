"""Laws of shares: within one column, for any figures."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import MODELS, columns, score

from pixelfare.evidence.shares import (
    BOARD_SPREAD,
    LEVEL_SHARE,
    REPORT_SPREAD,
    Share,
    board_shares,
    column_shares,
    relation,
)


def counted(column: list) -> list:
    return [s for s in column if s.match not in ("ambiguous", "proxy")]


@given(columns(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(column: list, dice: random.Random) -> None:
    shuffled = dice.sample(column, len(column))
    assert column_shares(shuffled) == column_shares(column)
    assert board_shares(shuffled) == board_shares(column)


@given(columns())
def test_each_share_is_one_row_over_the_best_and_nothing_is_averaged(column: list) -> None:
    found = column_shares(column)
    rows = counted(column)
    if len({s.model for s in rows}) < 2:
        assert found == {}
        return
    best = max(s.value for s in rows)
    assert set(found) == {s.model for s in rows}
    for model, shares in found.items():
        assert sorted(s.score.value for s in shares) == sorted(s.value for s in rows if s.model == model)
        for share in shares:
            assert share.value == round(float(share.score.value) / float(best), 4)
            assert 0 <= share.low <= share.value <= share.high <= 1


@given(columns(higher=False))
def test_where_less_is_better_the_least_is_the_best(column: list) -> None:
    rows = counted(column)
    for shares in column_shares(column).values():
        for share in shares:
            exact = min(s.value for s in rows) / share.score.value
            assert abs(Decimal(str(share.value)) - exact) <= Decimal("0.00005001"), "four decimals, either way of a tie"


@given(columns(), st.data())
def test_a_higher_score_is_never_worth_less(column: list, data: st.DataObject) -> None:
    found = column_shares(column)
    if not found:
        return
    model = data.draw(st.sampled_from(sorted(found)))
    before = found[model][0]
    more = before.score.value + data.draw(st.decimals("0.01", "50", places=2))
    raised = [replace(s, value=more) if s is before.score else s for s in column]
    after = next(s for s in column_shares(raised)[model] if s.score.value == more)
    assert after.value >= before.value
    others = {m: shares[0].value for m, shares in found.items() if m != model}
    assert all(column_shares(raised)[m][0].value <= value for m, value in others.items())


@given(columns(), st.decimals("0.01", "200", places=2), st.sampled_from(["ambiguous", "proxy"]))
def test_figures_of_who_knows_whom_never_count(column: list, value: Decimal, match: str) -> None:
    extra = score("a/one", value, report=1, match=match, place="elsewhere")
    assert column_shares([*column, extra]) == column_shares(column)
    assert board_shares([*column, extra]) == board_shares(column)


def test_a_column_of_one_model_compares_nothing() -> None:
    assert column_shares([score("a/one", 3), score("a/one", 4, report=1)]) == {}
    assert board_shares([score("a/one", 1200), score("a/two", 1300, report=1)]) == {}


def test_the_row_of_the_report_that_compares_most_comes_first() -> None:
    """nano-banana has two figures for one benchmark: neither their mean, nor the better."""
    column = [
        score("a/one", "7.54", report=0), score("a/two", "7.60", report=0),
        score("a/one", "7.29", report=1), score("a/two", "7.53", report=1), score("b/three", "7.74", report=1),
    ]  # fmt: skip
    shares = column_shares(column)["a/one"]
    assert [s.score.value for s in shares] == [Decimal("7.29"), Decimal("7.54")]
    assert shares[0].low == shares[0].value == shares[0].high
    assert shares[1].low == pytest.approx(shares[1].value * (1 - REPORT_SPREAD), abs=1e-4)


def test_the_level_it_was_measured_at_widens_the_interval() -> None:
    best = score("a/one", 10)
    for match, low, high, basis in (
        ("exact", 0.8, 0.8, "measured"),
        ("unstated", 0.8 * LEVEL_SHARE, 0.8, "measured"),
        ("upper_bound", 0.8 * LEVEL_SHARE, 0.8, "upper_bound"),
        ("lower_bound", 0.8, 0.8 / LEVEL_SHARE, "measured"),
    ):
        (share,) = column_shares([best, score("a/two", 8, match=match)])["a/two"]
        assert (share.low, share.value, share.high) == pytest.approx((low, 0.8, high), abs=1e-4)
        assert share.basis == basis


@pytest.mark.parametrize(
    ("tier", "level", "match", "expected"),
    [
        ("high", "high", "upper_bound", "exact"), ("high", "low", "upper_bound", "upper_bound"),
        ("low", "high", "lower_bound", "lower_bound"), ("medium", "low", "exact", "upper_bound"),
        ("unstated", "high", "upper_bound", "unstated"), ("single", "high", "exact", "exact"),
        ("high", None, "upper_bound", "upper_bound"), ("high", "auto", "upper_bound", "upper_bound"),
    ],
)  # fmt: skip
def test_the_level_that_is_bought_decides(tier: str, level: str | None, match: str, expected: str) -> None:
    assert relation(score("a/one", 1, tier=tier, match=match), level) == expected


def test_an_error_of_a_small_study_widens_the_interval() -> None:
    column = [score("a/one", 90, error=Decimal(5)), score("a/two", 81, error=Decimal(5))]
    (share,) = column_shares(column)["a/two"]
    assert (share.low, share.high) == pytest.approx((76 / 90, 86 / 90), abs=1e-4)


# --- boards


def chance(behind: float) -> float:
    """The source's formula (Elo): the chance to win of who is so many points behind."""
    return 1 / (1 + 10 ** (behind / 400))


@given(st.integers(800, 1500), st.integers(0, 700))
def test_a_rating_counts_as_its_chance_against_the_best(best: int, behind: int) -> None:
    found = board_shares([score("a/one", best), score("a/two", best - behind)])
    (share,) = found["a/two"]
    assert share.value == pytest.approx(chance(behind) / 0.5, abs=1e-4)
    assert share.low == pytest.approx(chance(behind + BOARD_SPREAD) / 0.5, abs=1e-4)
    assert share.high == pytest.approx(min(1, chance(behind - BOARD_SPREAD) / 0.5), abs=1e-4)
    assert found["a/one"][0].value == 1
    assert share.basis == "prior"


def test_ratings_are_compared_inside_one_snapshot_only() -> None:
    """1512 on a later scale is not 279 points above 1233."""
    february = [score(model, rating, report=1) for model, rating in zip(MODELS, (1233, 1174, 1157, 969), strict=True)]
    april = [score("d/five", 1512, report=2)]
    assert board_shares([*february, *april]) == board_shares(february)


def test_the_larger_snapshot_comes_first() -> None:
    large = [score(model, rating, report=0) for model, rating in zip(MODELS, (1200, 1100, 1000, 900), strict=True)]
    small = [score("a/one", 1000, report=2), score("a/two", 1300, report=2)]
    shares: list[Share] = list(board_shares([*small, *large])["a/one"])
    assert [s.value for s in shares] == [1.0, pytest.approx(2 * chance(300), abs=1e-4)]
