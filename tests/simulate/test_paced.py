"""The policy `paced`: what a ledger tells it, across restarts and processes, and that the budget holds."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from pixelfare import Budget, Catalog, Ledger, Router, route
from pixelfare.errors import BadBudget, CannotPay, NoOffer, OverBudget
from pixelfare.ledger import NewOrder, Order
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.paced import Paced

CATALOG = Catalog.load("2026-11-22")
START = 1_795_305_600.0
"""2026-11-22, midnight UTC."""
CHEAPEST, BEST = 16_750, 106_001
PROMPT = "a red bicycle"


class Clock:
    """Time that a test sets."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def order(**parts: Any) -> NewOrder:
    return NewOrder(**{
        "gateway": "blockrun", "url": "https://gateway.example", "model": "zai/cogview-4", "sold_as": "zai/cogview-4",
        "size": "1024x1024", "quality": None, "n": 1, "operation": "generate", "rail": "bearer", "quoted": CHEAPEST,
        "reserved": CHEAPEST, "request": "a" * 64, "policy": "paced", "label": "campaign", **parts,
    })  # fmt: skip


def buy(ledger: Ledger, policy: Paced, budget: Budget, prompt: str = PROMPT, **parts: Any) -> Order:
    """What a router does with a decision, without a gateway."""
    decision = route(prompt, policy=policy, catalog=CATALOG, **parts)
    price = decision.quote.micro_usd
    prices = {c.model: c.micro_usd for c in (decision.chosen, *decision.alternatives)}
    return ledger.reserve(
        order(model=decision.model, quoted=price, reserved=price, n=decision.quote.n, baselines=prices), budget
    )


FREE = Budget(call=None, day=None)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Ledger:
    return Ledger(tmp_path / "own" / "ledger.sqlite3", clock=clock)


def paced(ledger: Ledger, clock: Clock, pace: str = "$1 per day", **parts: Any) -> Paced:
    return Paced(pace, ledger=ledger, clock=clock, catalog=CATALOG, **{"label": "campaign", **parts})


def test_a_day_is_spent_and_never_passed(ledger: Ledger, clock: Clock) -> None:
    policy = paced(ledger, clock)
    for i in range(30):
        clock.now = START + 2_880 * i
        buy(ledger, policy, FREE)
    spent = sum(one.charged for one in ledger.orders())
    assert 1_000_000 - BEST <= spent <= 1_000_000
    assert policy.outlook().spent == spent


def test_a_fresh_process_reads_the_same_from_the_ledger(ledger: Ledger, clock: Clock) -> None:
    old = paced(ledger, clock)
    for i in range(40):
        clock.now = START + 900 * i
        bought = buy(ledger, old, FREE)
        if i % 5 == 0:
            ledger.refused(bought.id, "by chance")
    new, again = paced(ledger, clock), paced(ledger, clock)
    one, other = new.outlook(), old.outlook()
    assert (one.spent, one.left) == (other.spent, other.left)
    assert one.expected == pytest.approx(other.expected, rel=0.05)  # the first guess at it goes by what prompts cost
    assert new.outlook() == again.outlook()
    first, second = (route(PROMPT, policy=policy, catalog=CATALOG) for policy in (new, again))
    assert first.to_json() == second.to_json()


def test_what_was_refused_or_settled_for_less_is_free_again(ledger: Ledger, clock: Clock) -> None:
    policy = paced(ledger, clock)
    first, second = buy(ledger, policy, FREE), buy(ledger, policy, FREE)
    held = policy.outlook().spent
    assert held == first.reserved + second.reserved
    clock.now += 3_600
    buy(ledger, policy, FREE)
    policy.outlook()
    ledger.refused(first.id, "by chance")
    assert policy.outlook().spent == sum(one.charged for one in ledger.orders()) < held + BEST


def test_only_the_label_counts_and_the_next_day_begins_anew(ledger: Ledger, clock: Clock) -> None:
    ledger.reserve(order(label="other", reserved=900_000), FREE)
    ledger.reserve(order(reserved=999_000), FREE)
    policy = paced(ledger, clock)
    assert policy.outlook().left == 1_000
    with pytest.raises(OverBudget, match="next day brings as much again") as failure:
        route(PROMPT, policy=policy, catalog=CATALOG)
    assert (failure.value.most, failure.value.spent, failure.value.asked) == (1_000_000, 999_000, CHEAPEST)
    clock.now += 86_400
    assert policy.outlook().left == 1_000_000
    assert route(PROMPT, policy=policy, catalog=CATALOG).quote.micro_usd <= BEST


def test_a_period_that_is_over(ledger: Ledger, clock: Clock) -> None:
    policy = paced(ledger, clock, "$1 until 2026-11-23")
    clock.now += 3 * 86_400
    with pytest.raises(CannotPay, match="is over"):
        route(PROMPT, policy=policy, catalog=CATALOG)


def test_the_order_of_candidates(ledger: Ledger, clock: Clock) -> None:
    """All that what is left pays for, each once; the first the one chosen."""
    ledger.reserve(order(reserved=940_000), FREE)
    decision = route(PROMPT, policy=paced(ledger, clock), catalog=CATALOG)
    prices = [c.micro_usd for c in (decision.chosen, *decision.alternatives)]
    assert decision.intent == "paced"
    assert max(prices) <= 60_000
    assert any(refusal.code == "not-in-policy" for refusal in decision.refusals)


def test_more_pictures_at_once(ledger: Ledger, clock: Clock) -> None:
    policy = paced(ledger, clock)
    bought = buy(ledger, policy, FREE, n=4)
    assert bought.n == 4
    assert policy.outlook().spent == bought.reserved >= 4 * CHEAPEST


def test_nothing_that_is_sold(ledger: Ledger, clock: Clock) -> None:
    with pytest.raises(NoOffer):
        route(PROMPT, policy=paced(ledger, clock), catalog=CATALOG, max_usd="0.001")


def test_what_is_no_pace(ledger: Ledger, clock: Clock) -> None:
    with pytest.raises(BadBudget):
        paced(ledger, clock, "a lot per day")


def test_a_rush_of_two_processes_and_their_threads(tmp_path: Path) -> None:
    """Each has a ledger object of its own, as two processes have; the limit in the ledger is never passed."""
    path, limit = tmp_path / "own" / "ledger.sqlite3", 600_000
    budget = Budget(call=None, day=None, labels={"campaign": {"total": "0.6"}})
    clock = Clock()
    Ledger(path, clock=clock).close()
    failures: list[Exception] = []

    def work() -> None:
        with Ledger(path, clock=clock) as own:
            policy = Paced(
                Pace(budget_micro_usd=limit, start=START, end=START + 86_400), ledger=own, clock=clock,
                label="campaign", catalog=CATALOG,
            )  # fmt: skip
            for _ in range(15):
                try:
                    buy(own, policy, budget)
                except OverBudget:
                    continue
                except Exception as failure:  # noqa: BLE001  a thread's failure is the test's
                    failures.append(failure)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with Ledger(path, clock=clock) as ledger:
        assert limit - CHEAPEST < sum(one.charged for one in ledger.orders()) <= limit


def test_through_a_router(tmp_path: Path) -> None:
    """At the sandbox, whose orders are counted apart."""
    path = tmp_path / "own" / "ledger.sqlite3"
    policy = Paced("$5 per day", ledger=path, test=True, catalog=CATALOG)
    with Router("sandbox", ledger=path, catalog=CATALOG) as router:
        picture = router.generate(PROMPT, policy=policy)
        assert router.generate(PROMPT, policy=policy).decision is not None
    assert picture.decision is not None
    assert picture.decision.intent == "paced"
