"""The policy `paced`: the best pictures that make a budget last for its period."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import CannotPay, OverBudget
from pixelfare.evidence import blend, evidence_of
from pixelfare.ledger import Ledger, Order
from pixelfare.memory import Memory
from pixelfare.policy.candidates import Candidate
from pixelfare.policy.judging import judge, weights_of
from pixelfare.policy.policy import Policy
from pixelfare.reading.needs import Needs
from pixelfare.routing import default_catalog
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_offers import Offers
from pixelfare.simulate.pace_trail import Trail
from pixelfare.simulate.pacer import Outlook, Pacer, Paid

__all__ = ["UNKNOWN", "Paced"]

_HISTORY = 7 * 86_400
"""Seconds before the period that also tell when prompts come."""
_SAMPLE = 64
"""The latest orders that stand for the prompts to come, until this process has seen some itself."""
_RULES = Policy(id="paced")
UNKNOWN = 0.5
"""The quality of every offer where no evidence speaks for anything that is needed: then the cheapest is best."""


class Paced:
    """A policy in Python that spends a budget over a period; for `route(policy=...)` and `Router.generate(policy=...)`.

    It takes the offer with the most expected quality less its price times the price of money, and moves that price as
    money is spent and prompts come. See `Pacer` for how.

    The ledger is its memory. What was spent, how much is left, when prompts came and how many more will, what is kept
    for them: all of it is read from the ledger at every choice, so restarts and several processes share it. What the
    prompts to come can be bought for is not in the ledger: of the latest orders, only their prices are, and they are
    judged as prompts without special needs, until this process has seen prompts itself. That moves the price of money
    a little, and never the budget.

    Several processes that choose at the same moment do not see each other's choice. The ledger's own limits do, in the
    step that reserves the money: where not one micro-USD may be spent above a budget, give the router the limit too,
    as `Budget(labels={label: {"total": "100"}})`.

    Args:
        pace: The budget and its period, or a text that `Pace.parse` reads; `"$5 per day"` begins anew every day.
        ledger: A `Ledger` or the path of one, the router's; nothing: the user's own.
        clock: Unix seconds.
        label: Whose spending counts, the label that the router buys with; empty: everybody's.
        test: Whether orders without real money count, instead of those with: for a sandbox.
        catalog: A catalog of one's own, whose evidence tells qualities.
        zone: Whose calendar, where the pace is a text.
        expected: How many prompts to expect in a period, until enough have come to tell.

    Raises:
        BadBudget: The text is no pace.
        LedgerError: The ledger cannot be opened.

    Example:
        >>> from pixelfare import route
        >>> policy = Paced("$5 per day", clock=lambda: 1_795_305_600)
        >>> route("a lighthouse at dusk", policy=policy, as_of="2026-11-22").intent
        'paced'
    """

    id = "paced"
    depends_on_time = True
    """Its choice is not the same for the same request, so nothing may remember it."""

    def __init__(
        self,
        pace: Pace | str,
        *,
        ledger: Ledger | str | os.PathLike[str] | None = None,
        clock: Callable[[], float] = time.time,
        label: str = "",
        test: bool = False,
        catalog: Catalog | None = None,
        zone: tzinfo | str = UTC,
        expected: int | None = None,
    ) -> None:
        self._clock = clock
        self._pace = pace if isinstance(pace, Pace) else Pace.parse(pace, now=clock(), zone=zone)
        self._ledger = Ledger.open(ledger)
        self._label, self._test, self._catalog, self._expected = label, test, catalog, expected
        self._lock = threading.Lock()
        self._known: tuple[Pacer, Trail] | None = None
        self._purchases: set[str] = set()
        self._judged: Memory[Offers] = Memory(256)

    def __repr__(self) -> str:
        return f"<Paced {self._pace!r}{f' of {self._label!r}' if self._label else ''}>"

    def rank(self, candidates: Sequence[Candidate], needs: Needs) -> list[Candidate]:
        """Put the best for the money first, then what comes next; what is left does not pay for the others.

        Raises:
            OverBudget: Not even the cheapest fits any more.
            CannotPay: The period is over.
            LedgerError: The ledger cannot be read.
        """
        if not candidates:
            return []
        offers = self._offers(candidates, needs)
        with self._lock:
            now = self._clock()
            pacer = self._pacer(now)
            chosen = pacer.choose(now, offers)
            price, _, most = pacer.terms(now, offers)
            pacer.seen(offers)
        if chosen is None:
            raise _refusal(pacer, now, offers)
        fit = offers.within(pacer.left)

        def place(index: int) -> tuple[bool, bool, float, int]:
            cost = offers.micro_usd[index]
            worth = -cost if math.isinf(price) else offers.pictures * offers.quality[index] - price * cost
            return index != chosen, cost > most, -worth, cost

        return [candidates[index] for index in sorted(fit, key=place)]

    def outlook(self) -> Outlook:
        """Where the budget stands now, and whether it will last."""
        with self._lock:
            now = self._clock()
            return self._pacer(now).outlook(now)

    def _pacer(self, now: float) -> Pacer:
        """The pacer of the period that holds now, told everything that the ledger says."""
        pace = self._pace.at(now)
        if self._known is None or self._known[0].pace != pace:
            trail = Trail(
                self._ledger, label=self._label, test=self._test, history=pace.start - _HISTORY, start=pace.start
            )
            self._known = Pacer(pace, expected=self._expected), trail
            self._purchases.clear()
        pacer, trail = self._known
        orders, changed = trail.news()
        sample = {order.id for order in orders[-_SAMPLE:]} if not pacer.has_seen else set()
        for order in orders:
            if order.purchase not in self._purchases:
                self._purchases.add(order.purchase)
                offers = self._offers_of(order) if order.id in sample else None
                pacer.paid(*Paid(order.created, order.charged, offers))
            elif order.created >= pace.start:  # another attempt of a purchase is no other prompt
                pacer.corrected(order.charged)
        pacer.corrected(changed)
        return pacer

    def _offers(self, candidates: Sequence[Candidate], needs: Needs) -> Offers:
        judged = judge(self._catalog_now(), _RULES, needs, candidates)
        found = [judged.of(candidate) for candidate in candidates]
        return Offers(
            quality=tuple(UNKNOWN if judgement is None else judgement.quality.value for judgement in found),
            micro_usd=tuple(candidate.micro_usd for candidate in candidates),
            pictures=candidates[0].quote.n,
        )

    def _offers_of(self, order: Order) -> Offers | None:
        """What an order could have been bought for, by the prices that were written down with it."""
        catalog = self._catalog_now()
        prices = tuple((model, price) for model, price in sorted(order.baselines.items()) if model in catalog.models)
        if not prices:
            return None

        def judge_prices() -> Offers:
            evidence, needs = (
                evidence_of(catalog),
                Needs(operation="edit" if order.operation == "edit" else "generate", language="en"),
            )
            weights, _ = weights_of(evidence, needs, _RULES)
            qualities = [
                blend([(evidence.quality(model, need), weight) for need, weight in weights.items()]).value
                if weights
                else UNKNOWN
                for model, _ in prices
            ]
            return Offers(quality=tuple(qualities), micro_usd=tuple(price for _, price in prices), pictures=order.n)

        return self._judged.recall((order.operation, prices, order.n), judge_prices)

    def _catalog_now(self) -> Catalog:
        return default_catalog() if self._catalog is None else self._catalog


def _refusal(pacer: Pacer, now: float, offers: Offers) -> CannotPay:
    pace = pacer.pace
    if now >= pace.end:
        return CannotPay(f"the period of {pace!r} is over; name another to go on. Nothing was signed.")
    more = (
        f"The next {pace.unit} brings as much again; a higher pace" if pace.unit else "A higher pace, or a later end,"
    )
    return OverBudget(
        pace.unit or "total", most=pace.budget_micro_usd, spent=pacer.spent, asked=offers.cheapest,
        allow=f"That is the cheapest offer there is. {more} raises it.",
    )  # fmt: skip
