"""What a trail reads of a ledger: every order once, every change once, and nothing twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pixelfare import Budget, Ledger
from pixelfare.ledger import NewOrder, Order
from pixelfare.simulate.pace_trail import Trail

FREE = Budget(call=None, day=None)
START = 1_795_305_600.0


class Clock:
    """Time that a test sets."""

    now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Ledger:
    return Ledger(tmp_path / "own" / "ledger.sqlite3", clock=clock)


def reserve(ledger: Ledger, **parts: Any) -> Order:
    return ledger.reserve(
        NewOrder(**{
            "gateway": "blockrun", "url": "https://gateway.example", "model": "zai/cogview-4",
            "sold_as": "zai/cogview-4", "size": "1024x1024", "quality": None, "n": 1, "operation": "generate",
            "rail": "bearer", "quoted": 16_750, "reserved": 16_750, "request": "a" * 64, "label": "campaign", **parts,
        }),
        FREE,
    )  # fmt: skip


def trail(ledger: Ledger, **parts: Any) -> Trail:
    return Trail(ledger, **{"label": "campaign", "test": False, "history": START - 86_400, "start": START, **parts})


def ids(orders: list[Order]) -> list[str]:
    return [order.id for order in orders]


def test_each_order_is_news_once_the_oldest_first(ledger: Ledger, clock: Clock) -> None:
    seen = trail(ledger)
    assert seen.news() == ([], 0)
    one = reserve(ledger)
    clock.now += 1
    other = reserve(ledger)
    assert ids(seen.news().orders) == [one.id, other.id]
    assert seen.news() == ([], 0)
    third = reserve(ledger)
    assert ids(seen.news().orders) == [third.id]


def test_one_that_is_entered_late_is_news_too(ledger: Ledger, clock: Clock) -> None:
    """A writer that waited for others has an older time than what it waited for."""
    seen = trail(ledger)
    clock.now = START + 3_600
    reserve(ledger)
    seen.news()
    clock.now = START + 60
    late = reserve(ledger)
    assert ids(seen.news().orders) == [late.id]


def test_a_charge_that_changes_counts_once_however_late(ledger: Ledger, clock: Clock) -> None:
    seen = trail(ledger)
    one, other = reserve(ledger), reserve(ledger)
    seen.news()
    clock.now += 80_000
    ledger.refused(one.id, "by chance")
    assert seen.news() == ([], -16_750)
    ledger.sending(other.id)
    ledger.settled(other.id, amount=10_000, evidence="by chance")
    assert seen.news() == ([], -6_750)
    assert seen.news() == ([], 0)


def test_what_is_not_of_this_budget(ledger: Ledger, clock: Clock) -> None:
    clock.now = START - 100_000
    old = reserve(ledger)
    clock.now = START - 10
    before = reserve(ledger)
    seen = trail(ledger)
    assert ids(seen.news().orders) == [before.id]
    clock.now = START
    reserve(ledger, label="other")
    reserve(ledger, test=True)
    ledger.refused(old.id, "by chance")
    ledger.refused(before.id, "by chance")
    assert seen.news() == ([], 0)  # what changed before the period is no money of this one
    assert len(trail(ledger, label="").news().orders) == 2
