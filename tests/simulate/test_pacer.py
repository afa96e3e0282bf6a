"""Spending over a period: never above, nobody refused without need, used up where it can be, and repeatable."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare.errors import BadRequest, UnknownName
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_arrivals import SHAPES, arrivals
from pixelfare.simulate.pace_curve import Curve
from pixelfare.simulate.pace_demand import Demand
from pixelfare.simulate.pace_offers import Offers, pick, steps_of
from pixelfare.simulate.pace_trial import always, best_possible, fixed_share, greedy, paced, try_out
from pixelfare.simulate.pacer import Pacer, Paid

DAY, WEEK = 86_400, 7 * 86_400
PLAIN = Offers(quality=(0.885, 0.911, 0.989, 1.0), micro_usd=(16_750, 22_001, 53_501, 106_001))
LETTERS = Offers(quality=(0.32, 0.85, 1.0), micro_usd=(16_750, 22_001, 64_000))
EDIT = Offers(quality=(0.98, 1.0), micro_usd=(53_501, 64_000))
"""As of 2026-11-22 at 1024x1024, rounded."""
DEAREST = 106_001

offers_of_any_kind = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 200_000)), min_size=1, max_size=5
).flatmap(
    lambda pairs: st.builds(
        Offers,
        quality=st.just(tuple(quality for quality, _ in pairs)),
        micro_usd=st.just(tuple(price for _, price in pairs)),
        pictures=st.integers(1, 10),
    )
)  # fmt: skip
prompts = st.lists(st.tuples(st.floats(-DAY, 2 * DAY), offers_of_any_kind), max_size=40)
budgets = st.integers(1, 4_000_000)


def day(budget: int) -> Pace:
    return Pace(budget_micro_usd=budget, start=10 * DAY, end=11 * DAY)


def serve(pacer: Pacer, asked: list[tuple[float, Offers]]) -> list[Paid]:
    rows = []
    for time, offers in asked:
        index = pacer.choose(10 * DAY + time, offers)
        if index is not None:
            rows.append(Paid(10 * DAY + time, offers.micro_usd[index], offers))
            pacer.paid(*rows[-1])
    return rows


@settings(max_examples=40)
@given(budget=budgets, asked=prompts)
def test_never_above_and_refused_only_for_want_of_money(budget: int, asked: list[tuple[float, Offers]]) -> None:
    """At any times, backwards ones and those outside the period included."""
    pacer, spent = Pacer(day(budget)), 0
    for time, offers in asked:
        now = 10 * DAY + time
        index = pacer.choose(now, offers)
        fits = now < 11 * DAY and offers.cheapest <= max(0, budget - spent)
        assert (index is not None) == fits
        if index is not None:
            pacer.paid(now, offers.micro_usd[index], offers)
            spent += offers.micro_usd[index] if now >= 10 * DAY else 0
            assert pacer.spent == spent <= budget


@given(budget=budgets, more=budgets, asked=prompts, last=offers_of_any_kind, now=st.floats(0, DAY, exclude_max=True))
def test_more_money_never_buys_less(
    budget: int, more: int, asked: list[tuple[float, Offers]], last: Offers, now: float
) -> None:
    rows = serve(Pacer(day(budget), expected=20), asked)
    poor = Pacer.of(day(budget), rows, expected=20)
    rich = Pacer.of(day(budget + more), rows, expected=20)
    first, other = (pacer.choose(10 * DAY + now, last) for pacer in (poor, rich))
    if first is not None:
        assert other is not None
        assert last.quality[other] >= last.quality[first]


@given(budget=budgets, asked=prompts, last=offers_of_any_kind, now=st.floats(0, DAY))
def test_one_that_is_told_the_same_decides_the_same(
    budget: int, asked: list[tuple[float, Offers]], last: Offers, now: float
) -> None:
    """A restart midway, or a second process: the rows are all there is to know. Choosing and looking change nothing."""
    old = Pacer(day(budget))
    rows = []
    for time, offers in asked:
        old.outlook(10 * DAY + time / 2)
        rows += serve(old, [(time, offers)])
    new = Pacer.of(day(budget), rows)
    assert new.terms(10 * DAY + now, last) == old.terms(10 * DAY + now, last)
    assert new.choose(10 * DAY + now, last) == old.choose(10 * DAY + now, last) == old.choose(10 * DAY + now, last)
    assert new.outlook(10 * DAY + now) == old.outlook(10 * DAY + now)


@given(offers=offers_of_any_kind, price=st.floats(0, 1e-3), ties=st.booleans())
def test_the_pick_is_best_at_its_price(offers: Offers, price: float, ties: bool) -> None:  # noqa: FBT001  drawn
    def worth(index: int) -> float:
        return offers.pictures * offers.quality[index] - price * offers.micro_usd[index]

    chosen = pick(steps_of(offers), price, ties=ties)
    assert worth(chosen) >= max(map(worth, range(len(offers.quality)))) - 1e-9


@given(mix=st.lists(offers_of_any_kind, min_size=1, max_size=8), part=st.floats(0, 1))
def test_the_price_of_money_spends_what_there_is(mix: list[Offers], part: float) -> None:
    curve = Curve(dict.fromkeys(mix, 1))
    target = curve.least + part * (curve.most - curve.least)
    chances = [(i + 0.5) / 512 for i in range(512)]
    spent = 0.0
    for chance in chances:
        price, ties = curve.price(target, chance)
        kinds = dict.fromkeys(mix)
        spent += sum(o.micro_usd[pick(steps_of(o), price, ties=ties)] for o in kinds) / len(kinds) / len(chances)
    assert spent == pytest.approx(target, rel=1e-2, abs=1.0)


@settings(max_examples=50)
@given(
    mix=st.lists(st.sampled_from([PLAIN, LETTERS, EDIT]), min_size=1, max_size=6),
    budget=st.integers(0, 500_000),
    choices=st.randoms(use_true_random=False),
)
def test_nothing_surpasses_the_bound(mix: list[Offers], budget: int, choices: random.Random) -> None:
    bound = best_possible(budget, mix)
    for _ in range(50):
        trial = try_out(budget, [(0.0, o) for o in mix], lambda _t, o, _l: choices.randrange(len(o.quality)))
        assert trial.value <= bound + 1e-9


def trial_week(shape: str, seed: int, count: int = 2_000) -> tuple[Pace, list[tuple[float, Offers]]]:
    pace = Pace(budget_micro_usd=count * 55_000, start=70 * WEEK, end=71 * WEEK)
    times = arrivals(shape, start=pace.start, end=pace.end, count=count, seed=seed)
    chance = random.Random(seed)  # noqa: S311  to repeat a run
    kinds = chance.choices([PLAIN, LETTERS, EDIT], [6, 3, 1], k=len(times))
    return pace, list(zip(times, kinds, strict=True))


@pytest.mark.parametrize("shape", ["steady", "wave", "burst", "drift"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_week_is_spent_well_and_to_the_end(shape: str, seed: int) -> None:
    pace, asked = trial_week(shape, seed)
    trial = try_out(pace.budget_micro_usd, asked, paced(pace))
    gap = pace.budget_micro_usd - trial.spent
    assert 0 <= gap <= max(pace.budget_micro_usd // 1_000, DEAREST)
    assert trial.value >= 0.98 * best_possible(pace.budget_micro_usd, [offers for _, offers in asked])
    assert trial.refused <= len(asked) // 100
    for other in (greedy, fixed_share(pace), always(1), always(0.5), always(0)):
        assert try_out(pace.budget_micro_usd, asked, other).value < trial.value


def test_where_all_come_at_the_end_it_still_is_not_above() -> None:
    pace, asked = trial_week("rush", 1, 500)
    trial = try_out(pace.budget_micro_usd, asked, paced(pace))
    assert trial.spent <= pace.budget_micro_usd


def test_a_restart_in_a_long_week() -> None:
    """Between two looks at everything too, and whenever the old one happened to be asked."""
    pace, asked = trial_week("wave", 3, 600)
    old, rows = Pacer(pace), []
    for number, (time, offers) in enumerate(asked):
        old.outlook(time - 1_000)
        index = old.choose(time, offers)
        assert index is not None
        rows.append(Paid(time, offers.micro_usd[index], offers))
        old.paid(*rows[-1])
        if number % 97 == 0:
            new = Pacer.of(pace, rows)
            assert new.terms(time + 60, offers) == old.terms(time + 60, offers)
            assert new.outlook(time + 60) == old.outlook(time + 60)


def test_the_first_prompt_of_all() -> None:
    pacer = Pacer(day(2_000_000))
    assert pacer.outlook(10 * DAY).on_pace
    assert pacer.outlook(10 * DAY).expected_at_end == 0
    assert pacer.choose(10 * DAY, PLAIN) is not None


def test_the_only_prompt_gets_the_best_just_before_the_end() -> None:
    pacer = Pacer(day(2_000_000), expected=10)
    assert pacer.choose(11 * DAY - 1, PLAIN) == 3
    assert pacer.choose(11 * DAY, PLAIN) is None


def test_nothing_that_ends_is_spent_after_it() -> None:
    pacer = Pacer.of(day(2_000_000), [Paid(10 * DAY + 5, 16_750, PLAIN)])
    assert pacer.choose(12 * DAY, PLAIN) is None
    assert pacer.outlook(12 * DAY).expected == 0


def test_a_clock_that_goes_back() -> None:
    forwards = Pacer.of(day(2_000_000), [Paid(10 * DAY + hour * 3_600, 16_750, PLAIN) for hour in range(12)])
    backwards = Pacer.of(day(2_000_000), [Paid(10 * DAY + hour * 3_600, 16_750, PLAIN) for hour in reversed(range(12))])
    assert forwards.outlook(10 * DAY + 43_200) == backwards.outlook(10 * DAY + 43_200)


def test_pictures_count_for_each() -> None:
    """An order of four is four of one: as much quality for as much money."""
    rows = [Paid(10 * DAY + 600 * i, 22_001, PLAIN) for i in range(100)]
    four = Offers(quality=PLAIN.quality, micro_usd=tuple(4 * price for price in PLAIN.micro_usd), pictures=4)
    pacer = Pacer.of(day(5_500_000), rows)
    now = 10 * DAY + 60_000
    assert pacer.choose(now, four) == pacer.choose(now, PLAIN)


def test_a_warning_in_time() -> None:
    """At a hundred prompts an hour, five dollars do not last for a day, however cheap."""
    rows = [Paid(10 * DAY + 36 * i, 16_750, PLAIN) for i in range(200)]
    outlook = Pacer.of(day(5_000_000), rows).outlook(10 * DAY + 7_200)
    assert not outlook.on_pace
    assert outlook.gone is not None
    assert 10 * DAY + 10_000 < outlook.gone < 10 * DAY + 13_000
    assert outlook.expected_at_end == 5_000_000
    assert outlook.warning is not None
    assert "too little for even the cheapest offers" in outlook.warning
    rich = Pacer.of(day(200_000_000), rows).outlook(10 * DAY + 7_200)
    assert rich.on_pace
    assert rich.warning is None
    assert rich.gone is None


def test_what_is_kept_for_those_to_come() -> None:
    """Where money is short, everybody is served cheaply rather than a few well."""
    pace = day(100 * 18_000)
    asked = [(10 * DAY + 864.0 * i, PLAIN) for i in range(100)]
    pacer = Pacer(pace, expected=100)
    assert try_out(pace.budget_micro_usd, asked, paced(pace, pacer)).refused == 0


def test_a_charge_that_came_out_otherwise() -> None:
    pacer = Pacer.of(day(100_000), [Paid(10 * DAY, 64_000, PLAIN)])
    pacer.corrected(-64_000)
    assert pacer.left == 100_000


def test_prompts_before_the_period_tell_when_and_cost_nothing() -> None:
    rows = [Paid(8 * DAY + 864.0 * i, 16_750, PLAIN) for i in range(200)]
    outlook = Pacer.of(day(5_000_000), rows).outlook(10 * DAY)
    assert outlook.spent == 0
    assert outlook.expected == pytest.approx(100, rel=0.1)


def test_the_hours_of_the_day_are_learned() -> None:
    demand = Demand(10 * DAY, 17 * DAY)
    for day_ in range(10, 13):
        for i in range(100):
            demand.arrived(day_ * DAY + 12 * 3_600 + 36 * i)
    forecast = demand.forecast(13 * DAY, 700)
    before_noon, after = forecast.remaining(13 * DAY + 11 * 3_600)[0], forecast.remaining(13 * DAY + 14 * 3_600)[0]
    assert before_noon - after == pytest.approx(100, rel=0.25)


def test_a_burst_is_not_taken_for_what_is_usual() -> None:
    calm, burst = Demand(10 * DAY, 17 * DAY), Demand(10 * DAY, 17 * DAY)
    for demand in (calm, burst):
        for i in range(600):
            demand.arrived(10 * DAY + 864 * i)
    for i in range(300):
        burst.arrived(10 * DAY + 120_000 + i)
    now = 16 * DAY + 43_200
    assert burst.forecast(now, 700).remaining(now)[0] < 1.3 * calm.forecast(now, 700).remaining(now)[0]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"quality": ()}, "for each offer"),
        ({"quality": (0.5, 0.6)}, "for each offer"),
        ({"quality": (1.5,)}, "from 0 to 1"),
        ({"quality": (math.nan,)}, "from 0 to 1"),
        ({"micro_usd": (0.5,)}, "micro-USD"),
        ({"micro_usd": (-1,)}, "micro-USD"),
        ({"pictures": 0}, "pictures"),
    ],
)
def test_offers_that_make_no_sense(parts: dict[str, object], said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        Offers(**{"quality": (0.5,), "micro_usd": (1,), **parts})  # type: ignore[arg-type]


def test_arrivals_repeat_and_lie_in_their_period() -> None:
    for shape in SHAPES:
        times = arrivals(shape, start=WEEK, end=2 * WEEK, count=500, seed=3)
        assert times == sorted(times) == arrivals(shape, start=WEEK, end=2 * WEEK, count=500, seed=3)
        assert WEEK <= times[0] <= times[-1] < 2 * WEEK
        assert 400 < len(times) < 600
    with pytest.raises(UnknownName):
        arrivals("odd", start=0, end=1, count=1, seed=1)
