"""How fast limits are used up: against a walk through the hours to come, and through the ledger."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.making import Clock, new, settled
from pixelfare.ledger import Budget, Ledger
from pixelfare.ledger.budget import WINDOWS
from pixelfare.ledger.burn_rate import BurnRate, Charge, burn_rate
from pixelfare.ledger.spending import Window

NOW = 1_795_000_000
HOUR = 3_600


def burning(most: int, *charges: tuple[float, int], name: str = "hour", busy: int = 0) -> BurnRate:
    """The rate of a limit that these count against: seconds before now, and micro-USD."""
    known = [Charge(NOW - ago, micro_usd) for ago, micro_usd in sorted(charges, reverse=True)]
    known += [Charge(NOW, busy, busy=True)] * bool(busy)
    seconds = WINDOWS[name] or math.inf
    spent = sum(charge.micro_usd for charge in known if charge.busy or charge.created > NOW - seconds)
    return burn_rate(Window(name=name, label="", most=most, spent=spent), known, now=NOW)


def test_nothing_was_bought() -> None:
    found = burning(1_000_000)
    assert (found.orders, found.micro_usd_a_day, found.pace, found.full, found.room) == (0, 0, 0, None, None)


def test_it_lasts_where_as_much_leaves_as_comes() -> None:
    steady = [(ago, 1_000) for ago in range(60, HOUR, 120)]
    found = burning(32_000, *steady)
    assert found.pace == pytest.approx(30 / 32, rel=0.1)
    assert (found.full, found.room) == (None, None)


def test_a_rush_is_seen_before_it_ends_and_not_after_two_orders() -> None:
    rush = [(second, 1_000) for second in range(0, 80, 10)]
    found = burning(100_000, *rush)
    assert (found.stretch, found.one_more) == (HOUR / 16, 1_000)
    assert found.full == pytest.approx(NOW + (100_000 - 8_000 - 1_000) * found.stretch / 8_000)
    assert burning(100_000, *((ago / 2, micro_usd) for ago, micro_usd in rush)).stretch == HOUR / 64
    assert burning(100_000, *rush[:7]).stretch == HOUR / 4


def test_what_is_full_says_when_there_is_room() -> None:
    found = burning(10_000, (3_000, 4_000), (2_000, 2_000), (100, 3_000))
    assert (found.has_room, found.full, found.room) == (
        False,
        NOW,
        NOW + 600,
    )  # the first of them gives more than one more takes
    assert burning(0).room is None
    assert burning(0).full == NOW


def test_what_is_under_way_is_not_reckoned_to_leave() -> None:
    assert burning(10_000, busy=9_900).room is None
    assert burning(10_000, (3_000, 9_900)).room == NOW + 600


def test_a_limit_on_everything_has_no_pace_but_an_end() -> None:
    found = burning(1_000_000, (86_400, 100_000), name="total")
    assert found.pace is None
    assert found.full == pytest.approx(NOW + 800_000 * found.stretch / 100_000)
    assert burning(10**15, (86_400, 1), name="total").full is None  # not before the year 10000
    assert burning(100_000, (86_400, 100_000), name="total").room is None


@st.composite
def used(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    ago = st.one_of(st.integers(0, HOUR - 1), st.integers(0, 200))
    charges = draw(st.lists(st.tuples(ago, st.integers(0, 5_000)), max_size=20))
    return draw(st.integers(0, 60_000)), charges


@given(used())
def test_a_walk_through_the_window_agrees(case: tuple[int, list[tuple[int, int]]]) -> None:
    """At every second to come, what is in the window is counted anew; the limit is passed when it was said to be."""
    most, charges = case
    found = burning(most, *charges)
    latest = [micro_usd for ago, micro_usd in charges if ago < found.stretch and micro_usd]
    paid = latest or [micro_usd for _, micro_usd in sorted(charges, reverse=True) if micro_usd][-8:]
    typical = max(1, -(-sum(paid) // len(paid))) if paid else 1
    rate = Fraction(sum(latest)) / Fraction(found.stretch)

    def within(ahead: Fraction) -> Fraction:
        """What the window holds then, before anything leaves in that very moment."""
        return sum((Fraction(a) for ago, a in charges if ahead - HOUR <= -ago), Fraction()) + rate * ahead

    moments = {Fraction(second) for second in range(0, HOUR, 97)} | {Fraction(HOUR - ago) for ago, _ in charges}
    if found.full is None:
        assert all(within(ahead) + typical <= most for ahead in moments)
        return
    ahead = Fraction(found.full) - NOW
    slack = Fraction(1, 100)  # a float of today's seconds knows a ten-thousandth of a second at best
    assert all(within(one) + typical <= most + slack for one in moments if one < ahead)
    later = ahead + Fraction(1, 1_000)
    assert within(later) + typical > most - 1
    assert found.has_room or ahead == 0
    if not found.has_room:
        assert sum(a for _, a in charges) + typical > most
        later = sorted(HOUR - ago for ago, _ in charges)
        there = [s for s in later if sum(a for ago, a in charges if HOUR - ago > s) + typical <= most]
        assert found.room == (NOW + there[0] if there else None)


def test_through_the_ledger_by_label_with_and_without_real_money(ledger: Ledger, clock: Clock) -> None:
    budget = Budget(day="1", hour="0.04", labels={"ann": {"day": "0.10", "call": "0.05"}, "bob": {}})
    for label, test in (("ann", False), ("", False), ("ann", True)):
        order = ledger.reserve(new(label=label, test=test), budget)
        settled(ledger, order)
        clock.now += 60
    found = ledger.burn_rates(budget, labels=["", "ann", "bob", "nobody"])
    assert [(rate.window.label, rate.window.name, rate.orders) for rate in found] == [
        ("", "hour", 2), ("", "day", 2), ("ann", "day", 1),
    ]  # fmt: skip
    hour, day, own = found
    assert (hour.window.spent, hour.full) == (33_500, clock.now)
    assert hour.room == clock.now - 180 + HOUR
    assert (own.micro_usd_a_day, day.to_dict()["usd_a_day"]) == (16_750 * 4, "0.134000")
    told = hour.to_dict()
    assert told["full"] == datetime.fromtimestamp(clock.now, UTC).isoformat(timespec="seconds")
    assert ledger.burn_rates(budget, test=True)[0].window.spent == 16_750
    assert ledger.burn_rates(Budget(day=None)) == ()
