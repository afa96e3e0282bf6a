"""Spending a budget over a period: what each prompt may cost, now that so much is spent and so many more will come."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import NormalDist
from typing import NamedTuple, Self

from pixelfare.money import usd
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_curve import Curve
from pixelfare.simulate.pace_demand import Demand
from pixelfare.simulate.pace_forecast import Coming, Forecast
from pixelfare.simulate.pace_offers import Offers, pick, steps_of

__all__ = ["Outlook", "Pacer", "Paid"]

_REMEMBERED = 1_024
"""Prompts whose offers are kept, as a sample of those to come."""
_MOST_BETWEEN = 256
"""Prompts between two looks at everything, at most; in the beginning, every one."""
_SPREAD = 0.6180339887498949
"""Multiples of the golden ratio lie evenly between 0 and 1, however many there are."""

_CHANCES = tuple(NormalDist().inv_cdf((i + 0.5) / 10) for i in range(10))
"""Ten that are as likely, in standard deviations."""
_DOUBT = 0.5
"""The standard deviation of what the budget says of how many prompts will come, as a share of it."""
_DOUBT_SAID = 0.25
"""The same where a person says how many."""
# These, and those of the forecast, were chosen by trials on `SHAPES` (benchmarks/pacing.py), at budgets from a fifth to
# two thirds of the way from what the cheapest offers cost to what the best do.


class Paid(NamedTuple):
    """One prompt that was served.

    Args:
        time: When it came, Unix seconds.
        micro_usd: What it was charged, micro-USD.
        offers: What it could have been bought for, where that is known.
    """

    time: float
    micro_usd: int
    offers: Offers | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where a budget stands, and where it is going. Amounts are micro-USD.

    Args:
        spent: Charged until now.
        left: What the budget leaves.
        expected: Prompts to be expected until the period ends.
        expected_at_end: What will be spent by then.
        price: Quality that a micro-USD must bring to be spent, now.
        on_pace: Whether everybody to be expected can be served.
        gone: When the money will be gone, Unix seconds, if that is before the end.
        warning: What is wrong, in a sentence; `None` where nothing is.
    """

    spent: int
    left: int
    expected: float
    expected_at_end: int
    price: float
    on_pace: bool
    gone: float | None = None
    warning: str | None = None


class _View(NamedTuple):
    """What was made of everything that was known at one time."""

    curve: Curve | None
    forecast: Forecast


class Pacer:
    """Decides what each prompt may cost, so that a budget lasts for a period and is used.

    It expects as many prompts as came before, at their times of day, with offers like theirs; and takes that price of
    money at which all of them together would cost what is left. What is spent never passes the budget. Only above what
    those to come need to be served at the least price is money spent on quality, and a prompt is refused only when
    its cheapest offer no longer fits.

    All it knows is what it was told by `paid`, so another one that is told the same decides the same.

    Args:
        pace: The budget and its period.
        expected: How many prompts to expect in the whole period, until enough have come to tell; nothing: as many as
            the budget buys at a middle price.

    Example:
        >>> pacer = Pacer(Pace(budget_micro_usd=100_000, start=0, end=3_600), expected=2)
        >>> offers = Offers(quality=(0.7, 0.9), micro_usd=(16_750, 64_000))
        >>> pacer.choose(1_800, offers)
        1
        >>> pacer.paid(1_800, 64_000, offers)
        >>> pacer.choose(3_500, offers), pacer.outlook(3_500).left
        (0, 36000)
    """

    def __init__(self, pace: Pace, *, expected: int | None = None) -> None:
        self.pace = pace
        self.spent = 0
        """Micro-USD charged in the period."""
        self._expected = expected
        self._demand = Demand(pace.start, pace.end)
        self._told = self._demand.copy()
        self._offers: deque[Offers] = deque(maxlen=_REMEMBERED)
        self._mix: Counter[Offers] = Counter()
        self._count = 0
        self._next_look = 1
        self._looked = -1
        self._curve: Curve | None = None
        self._view: tuple[int, _View] | None = None

    @classmethod
    def of(cls, pace: Pace, rows: Iterable[Paid], *, expected: int | None = None) -> Self:
        """One that was told all of some rows."""
        pacer = cls(pace, expected=expected)
        for row in rows:
            pacer.paid(*row)
        return pacer

    @property
    def left(self) -> int:
        """Micro-USD that the budget leaves."""
        return max(0, self.pace.budget_micro_usd - self.spent)

    @property
    def has_seen(self) -> bool:
        """Whether it knows what any prompt could be bought for."""
        return bool(self._offers)

    def paid(self, now: float, micro_usd: int, offers: Offers | None = None) -> None:
        """Tell of a prompt that was served.

        Args:
            now: When it came, Unix seconds; before the period, it says what to expect and counts for no money.
            micro_usd: What it was charged.
            offers: What it could have been bought for, where that is known.
        """
        if now >= self.pace.start:
            self.spent += micro_usd
        self._demand.arrived(now)
        self._count += 1
        if offers is not None:
            self.seen(offers)
        if self._count >= self._next_look or self._demand.look(now) > self._looked:
            self._look(now)

    def seen(self, offers: Offers) -> None:
        """Tell what a prompt could be bought for, apart from whether it was."""
        if len(self._offers) == _REMEMBERED:
            oldest = self._offers[0]
            self._mix[oldest] -= 1
            if not self._mix[oldest]:
                del self._mix[oldest]
        self._offers.append(offers)
        self._mix[offers] += 1

    def corrected(self, micro_usd: int) -> None:
        """Tell that a charge came out otherwise.

        Args:
            micro_usd: What it differs by; below 0 where it was less.
        """
        self.spent += micro_usd

    def choose(self, now: float, offers: Offers) -> int | None:
        """The offer to take, as its index; `None` where none fits any more. It changes nothing.

        Args:
            now: Unix seconds.
            offers: What the prompt can be bought for.
        """
        price, ties, most = self.terms(now, offers)
        found = steps_of(offers)
        chosen = pick(found, price, ties=ties)
        if offers.micro_usd[chosen] <= most:
            return chosen
        fit = offers.within(most)
        return pick(steps_of(offers, fit), price, ties=ties) if fit else None

    def terms(self, now: float, offers: Offers) -> tuple[float, bool, int]:
        """On what terms a prompt is served.

        Returns:
            The price of money, as quality for a micro-USD; whether a step that is worth just that is taken; and the
            most that the prompt may cost, micro-USD.
        """
        left, cheapest = self.left, offers.cheapest
        if now >= self.pace.end or cheapest > left:
            return math.inf, False, -1
        curve, (expected, error, few) = self._outlook(now, offers)
        most = max(cheapest, math.floor(left - curve.least * expected))  # those to come can be served
        if left > curve.most * few:  # or it could be left over
            return 0.0, False, most
        spread = math.sqrt(math.log1p((error / (expected + 1)) ** 2))
        middle = (expected + 1) * math.exp(-(spread**2) / 2)
        counts = [middle * math.exp(chance * spread) for chance in _CHANCES]
        price, ties = curve.hedged(left, counts, self._count * _SPREAD % 1)
        return price, ties, most

    def outlook(self, now: float) -> Outlook:
        """Where the budget stands, and whether it will last.

        Args:
            now: Unix seconds.
        """
        left, view = self.left, self._viewed(now)
        expected = view.forecast.remaining(now).expected
        here = Outlook(
            spent=self.spent, left=left, expected=expected, expected_at_end=self.spent, price=0.0, on_pace=True
        )  # fmt: skip
        if view.curve is None or now >= self.pace.end:
            return here
        least, most = view.curve.least * expected, view.curve.most * expected
        price, _ = view.curve.price(left / max(expected, 1.0), 0.0)
        here = replace(here, expected_at_end=self.spent + min(left, round(most)), price=price)
        if least <= left:
            return here
        gone = view.forecast.when(now, left / view.curve.least)
        warning = _warning(expected, left, round(least) - left, gone)
        return replace(here, on_pace=False, gone=gone, warning=warning)

    def _outlook(self, now: float, offers: Offers) -> tuple[Curve, Coming]:
        view = self._viewed(now)
        if view.curve is not None:
            return view.curve, view.forecast.remaining(now)
        curve = Curve({offers: 1})
        return curve, self._forecast(self._demand, now, curve).remaining(now)

    def _forecast(self, demand: Demand, now: float, curve: Curve | None) -> Forecast:
        if self._expected is not None:
            return demand.forecast(now, float(self._expected), _DOUBT_SAID)
        if curve is None:
            return demand.forecast(now, float(max(1, self._count)), _DOUBT)
        return demand.forecast(now, 2 * self.pace.budget_micro_usd / max(1.0, curve.least + curve.most), _DOUBT)

    def _look(self, now: float) -> None:
        """Look at everything again; between two looks, only at what is left of money and time."""
        self._next_look = self._count + min(1 + self._count // 32, _MOST_BETWEEN)
        self._curve = Curve(self._mix) if self._mix else None
        self._told = self._demand.copy()
        self._looked = max(self._looked, self._demand.look(now))
        self._view = None

    def _viewed(self, now: float) -> _View:
        stretch = self._demand.look(now)
        if self._view is None or self._view[0] != stretch:
            forecast = self._forecast(self._told, now, self._curve)
            self._view = stretch, _View(self._curve, forecast)
        return self._view[1]


def _warning(expected: float, left: int, short: int, gone: float) -> str:
    when = datetime.fromtimestamp(gone, UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"about {expected:.0f} more prompts are to be expected, and {usd(left)} USD are left: {usd(short)} USD too "
        f"little for even the cheapest offers. The money will be gone by {when}."
    )
