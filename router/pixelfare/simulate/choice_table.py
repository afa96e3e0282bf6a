"""What every prompt of a trace can be drawn by, at which price, and how well: what a budget is divided over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest
from pixelfare.money import parse_usd
from pixelfare.policy.policy import Policy
from pixelfare.simulate.frontiers import Frontier, frontier
from pixelfare.simulate.knapsack import allocate, least_cost
from pixelfare.simulate.outcomes import Named, Option, options_of, outcome_of
from pixelfare.simulate.plan import Plan
from pixelfare.simulate.step import Reading
from pixelfare.simulate.tally import Case, Tally
from pixelfare.simulate.trace import Read, Trace

__all__ = ["Choices", "best_line", "choices_of"]

Offer = tuple[str, str, str | None]
"""A model at a gateway, at a quality level where it has some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The cases of a trace, and every way to buy each.

    Args:
        trace: Where the rows are from.
        reading: How they were read.
        as_of: The day whose prices hold.
        catalog: What identifies the catalog.
        policy: The policy that says which offers are possible at all.
        cases: The cases that can be bought, in a fixed order.
        counts: How many rows are of each, `[cases]`.
        offers: Who sells, `[offers]`.
        quality: Expected quality of a row's pictures, added up; nan where it cannot be bought so, `[cases, offers]`.
        micro_usd: Exact price of a row's order, `[cases, offers]`; 0 where it cannot be bought so.
        refused: Rows that cannot be bought at all, by reason.
        tally: What was read, rejected rows included.
        assumptions: What was assumed besides, in sentences.
    """

    trace: Trace
    reading: Reading = field(repr=False)
    as_of: date
    catalog: str
    policy: str
    cases: tuple[Case, ...]
    counts: npt.NDArray[np.int64]
    offers: tuple[Offer, ...]
    quality: npt.NDArray[np.float64] = field(repr=False)
    micro_usd: npt.NDArray[np.int64] = field(repr=False)
    refused: Mapping[str, int]
    tally: Tally = field(repr=False)
    assumptions: tuple[str, ...] = ()
    _options: tuple[Mapping[Offer, Option], ...] = field(repr=False, default=())

    @property
    def rows(self) -> int:
        """Rows that can be bought."""
        return int(self.counts.sum())

    @property
    def gateway(self) -> str:
        """Where pictures can be bought, in words."""
        return ", ".join(sorted({place for _, place, _ in self.offers}))

    @property
    def rejected(self) -> int:
        """Rows that could not be read."""
        return sum(self.tally.rejected.values())

    @property
    def pictures(self) -> int:
        """Pictures that they ask for."""
        return sum(int(count) * case.asked.n for count, case in zip(self.counts, self.cases, strict=True))

    @property
    def judged(self) -> int:
        """Pictures that evidence speaks for: only they count for mean quality."""
        return sum(
            int(count) * case.asked.n
            for count, case, ways in zip(self.counts, self.cases, self._options, strict=True)
            if any(option.value is not None for option in ways.values())
        )

    def allocate(
        self,
        budget: str | int | Decimal,
        *,
        caps: Mapping[str, str | int | Decimal] | None = None,
        min_quality: float | None = None,
    ) -> Plan:
        """The best that a budget buys for the whole trace.

        Args:
            budget: USD as text, whole dollars or `Decimal`.
            caps: The most that may go to a model, or to a gateway as `"@NAME"`, in USD.
            min_quality: The least expected quality of every picture, from 0 to 1.

        Returns:
            The plan, with its certificate.

        Raises:
            BadBudget: The cheapest way to buy everything costs more; the error says how much.
            BadRequest: A cap names nobody, or a row cannot be bought as well as that.
        """
        quality = self._at_least(min_quality)
        limits = [(self._mask(name), parse_usd(most, what=f"cap of {name}")) for name, most in (caps or {}).items()]
        found = allocate(quality, self.micro_usd, parse_usd(budget, what="budget"), caps=limits, counts=self.counts)
        return Plan(
            choices=self, allocation=found, budget=parse_usd(budget), min_quality=min_quality,
            caps={name: most for name, (_, most) in zip(caps or {}, limits, strict=True)},
        )  # fmt: skip

    def least_cost(self, quality: float, *, min_quality: float | None = None) -> Plan:
        """The least cost at which the whole trace reaches a mean expected quality.

        Args:
            quality: Mean over all pictures, from 0 to 1.
            min_quality: The least expected quality of every picture.

        Raises:
            BadRequest: No assignment is as good as that; the error says how good the best is.
        """
        if not _is_share(quality):
            raise BadRequest(f"a quality to reach is from 0 to 1, not {quality!r}")
        best = float(np.nansum(np.nanmax(self.quality, axis=1) * self.counts)) / max(1, self.judged)
        if quality > best:
            raise BadRequest(f"the best that can be bought has a mean expected quality of {best:.4f}, not {quality}")
        target = quality * self.judged
        found = least_cost(self._at_least(min_quality), self.micro_usd, target, counts=self.counts)
        return Plan(choices=self, allocation=found, target=quality, min_quality=min_quality)

    def frontier(self, points: int = 21, *, min_quality: float | None = None) -> Frontier:
        """The best for every budget: `points` budgets from the cheapest to the dearest that buys anything.

        Its `pictures` are those that evidence speaks for, so that a point's value over them is mean quality.
        """
        found = frontier(self._at_least(min_quality), self.micro_usd, points, self.counts)
        return replace(found, pictures=max(1, self.judged), choices=self)

    def option(self, case: int, offer: int) -> Option:
        """What exactly is bought for a case at an offer."""
        return self._options[case][self.offers[offer]]

    def _at_least(self, least: float | None) -> npt.NDArray[np.float64]:
        if least is None:
            return self.quality
        if not _is_share(least):
            raise BadRequest(f"min_quality is from 0 to 1, not {least!r}")
        each = self.quality / np.array([case.asked.n for case in self.cases])[:, None]
        good = np.where(each >= least, self.quality, np.nan)
        if lost := int(self.counts[np.isnan(good).all(axis=1)].sum()):
            raise BadRequest(f"{lost:,} rows cannot be bought at an expected quality of {least} or more")
        return good

    def _mask(self, name: str) -> npt.NDArray[np.bool_]:
        """The offers of a model, or of a gateway."""
        short = name.removeprefix("@")
        place = 1 if name.startswith("@") else 0
        found = np.array([offer[place] == short for offer in self.offers])
        if not place and not found.any():
            found = np.array([offer[0].rpartition("/")[2] == short for offer in self.offers])
        if not found.any():
            known = sorted({str(offer[place]) for offer in self.offers})
            raise BadRequest(f"a cap on {name!r} is on nobody; there are {', '.join(known)}")
        return found


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def choices_of(
    read: Read, policy: Named, book: Catalog, places: tuple[str, ...], assumptions: tuple[str, ...] = ()
) -> Choices:
    """The choices of a trace that was read."""
    trace, tally = read.trace, read.tally
    totals: Counter[Case] = Counter()
    for (case, _), count in tally.counts.items():
        totals[case] += count.rows
    where: Any = places or "any"
    refused: Counter[str] = Counter()
    sold: dict[Case, dict[Offer, Option]] = {}
    for case in sorted(totals, key=repr):
        options = options_of(case, policy, book, where)
        if not options:
            refused[outcome_of(case, policy, book, where).refused] += totals[case]
            continue
        mine = sold[case] = {}
        for option in options:  # of several sizes the one that the policy puts first
            mine.setdefault((option.model, option.gateway, option.quality), option)
    if not sold:
        raise BadRequest(f"{trace.name}: none of the {sum(refused.values()):,} rows can be bought")
    offers = tuple(sorted({offer for options in sold.values() for offer in options}, key=str))
    quality = np.full((len(sold), len(offers)), np.nan)
    micro_usd = np.zeros((len(sold), len(offers)), np.int64)
    for row, (case, ways) in enumerate(sold.items()):
        for column, offer in enumerate(offers):
            if offer in ways:
                quality[row, column] = (ways[offer].value or 0.0) * case.asked.n
                micro_usd[row, column] = ways[offer].micro_usd
    return Choices(
        trace=trace, reading=read.reading, as_of=book.as_of, catalog=book.digest, policy=policy.name, cases=tuple(sold),
        counts=np.array([totals[case] for case in sold], np.int64), offers=offers, quality=quality,
        micro_usd=micro_usd, refused=dict(refused), tally=tally, assumptions=assumptions,
        _options=tuple(sold.values()),
    )  # fmt: skip


def best_line(read: Read, book: Catalog, places: tuple[str, ...], points: int = 41) -> tuple[tuple[float, float], ...]:
    """The best for every budget, whoever sells it and whatever is proven: what policies are drawn beside.

    Returns:
        Pairs of USD for the whole trace and mean expected quality; none where nothing can be bought.
    """
    try:
        everything = choices_of(read, Named(name="any offer", rules=Policy(id="any-offer")), book, places)
    except BadRequest:
        return ()
    line = everything.frontier(points)
    return line.line
