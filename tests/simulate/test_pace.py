"""Budgets and periods, read from words."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import BadBudget
from pixelfare.simulate.pace import Pace

NOW = datetime(2026, 11, 22, 13, 45, 30, tzinfo=UTC).timestamp()
"""A Sunday."""


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("text", "zone", "micro_usd", "start", "end"),
    [
        ("$5 per day", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("5 a day", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("$5/day", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("5usd per day", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("5/day", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("$5 daily", "UTC", 5_000_000, "2026-11-22T00:00Z", "2026-11-23T00:00Z"),
        ("$0.50 per hour", "UTC", 500_000, "2026-11-22T13:00Z", "2026-11-22T14:00Z"),
        ("100 USD per week", "UTC", 100_000_000, "2026-11-16T00:00Z", "2026-11-23T00:00Z"),
        ("$100 per month", "UTC", 100_000_000, "2026-11-01T00:00Z", "2026-12-01T00:00Z"),
        ("$5 per day", "Asia/Shanghai", 5_000_000, "2026-11-21T16:00Z", "2026-11-22T16:00Z"),
        ("$2 per hour", "Asia/Kolkata", 2_000_000, "2026-11-22T13:30Z", "2026-11-22T14:30Z"),
        ("$100 until 2026-12-31", "UTC", 100_000_000, "2026-11-22T13:45:30Z", "2027-01-01T00:00Z"),
        ("$100 until 2026-12-31", "America/New_York", 100_000_000, "2026-11-22T13:45:30Z", "2027-01-01T05:00Z"),
        ("5 USD until 2026-12-31", "UTC", 5_000_000, "2026-11-22T13:45:30Z", "2027-01-01T00:00Z"),
        ("$1 until 2026-11-22T18:00", "UTC", 1_000_000, "2026-11-22T13:45:30Z", "2026-11-22T18:00Z"),
        ("$1 UNTIL 2026-11-22T18:00+02:00", "UTC", 1_000_000, "2026-11-22T13:45:30Z", "2026-11-22T16:00Z"),
    ],
)
def test_what_is_read(text: str, zone: str, micro_usd: int, start: str, end: str) -> None:
    pace = Pace.parse(text, now=NOW, zone=zone)
    assert (pace.budget_micro_usd, pace.start, pace.end) == (micro_usd, at(start), at(end))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no budget and period"),
        ("5", "is no budget and period"),
        ("month=100", "is no budget and period"),
        ("day=10000", "is no budget and period"),
        ("5 per", "names no period"),
        ("per day", "not an amount"),
        ("$0 per day", "above 0"),
        ("$-5 per day", "not an amount"),
        ("$5.1234567 per day", "not an amount"),
        ("nan per day", "not an amount"),
        ("$5 per fortnight", "names no period"),
        ("$5 per days", "names no period"),
        ("$5 day", "names no period"),
        ("$5 per day per day", "is no budget and period"),
        ("$5 until tomorrow", "no day such as"),
        ("$5 until 2026-02-30", "no day such as"),
        ("$5 until 2026-11-21", "already"),
        ("$5 until 2026-11-22T13:00", "already"),
        ("$5 until 2199-01-01", "three years"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadBudget, match=said):
        Pace.parse(text, now=NOW)


@given(
    whole=st.integers(1, 9_999),
    cents=st.integers(0, 99),
    begin=st.sampled_from(["", "$", "$ "]),
    after=st.sampled_from(["", "usd", "USD", " usd", " Usd"]),
    joined=st.sampled_from(["/", " / ", " per ", " a ", " each ", " EVERY ", "  per  ", " ly"]),
    unit=st.sampled_from(["hour", "day", "week", "month"]),
)
def test_every_form_is_read(whole: int, cents: int, begin: str, after: str, joined: str, unit: str) -> None:
    adverb = {"day": " daily"}.get(unit, f" {unit}ly")
    text = f"{begin}{whole}.{cents:02}{after}{adverb if joined == ' ly' else f'{joined}{unit}'}"
    pace = Pace.parse(text, now=NOW)
    assert (pace.budget_micro_usd, pace.unit) == (whole * 1_000_000 + cents * 10_000, unit)


@given(
    name=st.sampled_from(["hour", "day", "week", "month", "call", "5", "$5", "5usd"]),
    sign=st.sampled_from(["=", ":", ",", "@", "-", ""]),
    value=st.integers(1, 99_999).map(str) | st.sampled_from(["day", "per", "perday", "until"]),
)
def test_what_is_not_parted_is_never_read_in_pieces(name: str, sign: str, value: str) -> None:
    with pytest.raises(BadBudget, match=r"is no budget and period such as '\$5 per day'"):
        Pace.parse(f"{name}{sign}{value}", now=NOW)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_no_such_zone(zone: str) -> None:
    with pytest.raises(BadBudget, match="no time zone"):
        Pace.parse("$5 per day", now=NOW, zone=zone)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"budget_micro_usd": 1.5}, "whole micro-USD"),
        ({"budget_micro_usd": -1}, "above 0"),
        ({"end": 0}, "not after its start"),
        ({"end": math.inf}, "Unix seconds"),
        ({"end": 10.0**9}, "three years"),
        ({"start": -1}, "1970"),
        ({"unit": "year"}, "unit is"),
    ],
)
def test_values_that_make_no_sense(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(BadBudget, match=said):
        Pace(**{"budget_micro_usd": 1, "start": 0, "end": 1, **parts})


@given(
    now=st.floats(86_400 * 40, 4e9),
    unit=st.sampled_from(["hour", "day", "week", "month"]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]),
)
def test_periods_hold_their_time_and_follow_one_another(now: float, unit: str, zone: str) -> None:
    pace = Pace.parse(f"$1 per {unit}", now=now, zone=zone)
    assert pace.start <= now < pace.end
    after = pace.at(pace.end)
    assert after.start == pace.end or abs(after.start - pace.end) <= 3_600  # an hour, where clocks are put back
    assert pace.at(now) is pace


def test_a_budget_until_a_day_has_no_next_period() -> None:
    pace = Pace.parse("$1 until 2026-12-31", now=NOW)
    assert pace.at(pace.end + 1) is pace
