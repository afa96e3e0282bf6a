"""How a pace would have gone on a trace: paced, beside simpler ways to spend, and beside what nobody can surpass."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest
from pixelfare.money import usd
from pixelfare.policy.policy import Policy
from pixelfare.request import gateway_names
from pixelfare.simulate.cards import pace_card
from pixelfare.simulate.columns import zone_of
from pixelfare.simulate.outcomes import Named, named_policies, options_of
from pixelfare.simulate.pace import Pace
from pixelfare.simulate.pace_offers import Offers
from pixelfare.simulate.pace_trial import Arrival, Chooser, always, best_possible, fixed_share, greedy, paced, try_out
from pixelfare.simulate.paced import UNKNOWN
from pixelfare.simulate.pacer import Pacer, Paid
from pixelfare.simulate.replay import TraceLike, catalog_on
from pixelfare.simulate.step import Reading, rows_of
from pixelfare.simulate.tally import Case
from pixelfare.simulate.trace import open_trace

__all__ = ["PaceReplay", "Way", "replay_pace"]

_HISTORY = 7 * 86_400
"""Seconds before a period that tell when prompts come, as `Paced` reads them from the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to spend, over all periods of a trace.

    Args:
        value: Expected quality of all pictures, added up.
        micro_usd: What was spent.
        refused: Rows that were not served.
        largest_left: The most that stayed unspent of one period's budget, micro-USD.
    """

    name: str
    value: float
    micro_usd: int
    refused: int
    largest_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReplay:
    """What became of a budget on the arrivals of a trace.

    Args:
        pace: The budget and its first period.
        periods: How many periods the trace covers.
        rows: Rows that ask for pictures that can be bought.
        pictures: Pictures they ask for.
        left_out: Rows that could not be read, have no time, or cannot be bought, by reason.
        bound: The most expected quality, added up, that these budgets can buy in these periods.
        ways: What each way to spend reached; the pacer first.
    """

    trace: str
    as_of: date
    pace: Pace
    periods: int
    rows: int
    pictures: int
    left_out: Mapping[str, int]
    bound: float
    ways: tuple[Way, ...]

    @property
    def budget(self) -> Decimal:
        """All periods' budgets together, in USD."""
        return usd(self.pace.budget_micro_usd * self.periods)

    def _repr_html_(self) -> str:
        return pace_card(self)

    def to_dict(self) -> dict[str, Any]:
        """The replay as plain JSON values; money as text, exact."""
        return {
            "trace": self.trace, "as_of": self.as_of.isoformat(), "periods": self.periods, "rows": self.rows,
            "pictures": self.pictures, "left_out": dict(self.left_out), "budget_usd": str(self.budget),
            "bound": self.bound,
            "ways": [
                {"way": way.name, "value": way.value, "of_bound": way.value / self.bound if self.bound else None,
                 "usd": str(usd(way.micro_usd)), "refused": way.refused, "largest_left_usd": str(usd(way.largest_left))}
                for way in self.ways
            ],
        }  # fmt: skip


def replay_pace(
    trace: TraceLike,
    pace: str,
    *,
    policy: str | Policy | None = None,
    catalog: Catalog | None = None,
    as_of: date | str | None = None,
    gateway: str | Iterable[str] | None = None,
    columns: Mapping[str, str] | None = None,
    format: str | None = None,  # noqa: A002  what everybody calls it
    zone: str = "UTC",
) -> PaceReplay:
    """Try a pace on the arrivals of a trace.

    Args:
        trace: As for `simulate`; every row needs a time. Rows may stand in any order.
        pace: `"$5 per day"`, `"$100 per month"`, `"$20 until 2026-12-31"`; the first period is the first row's.
        policy: Which offers are possible: those this policy leaves as candidates; every offer where nothing is given,
            as for `Paced`.
        catalog: A catalog of one's own.
        as_of: The day whose prices hold for every row; today where nothing is given.
        gateway: Where to buy, as in `route`.
        columns: Columns of a trace by name, with what the file calls each.
        format: What the trace is, where its name does not say.
        zone: Whose calendar the periods follow.

    Returns:
        What the pacer would have reached, beside spending greedily, evenly, and always at one level.

    Raises:
        BadBudget: The text is no pace.
        BadRequest: The trace cannot be read to its end, or no row of it has a time and can be bought.

    Example:
        >>> rows = [{"prompt": "a cat", "time": 1_795_305_600 + 60 * i} for i in range(50)]
        >>> replay_pace(rows, "$2 per day", as_of="2026-11-22").ways[0].refused
        0
    """
    (named,) = named_policies([Policy(id="any-offer") if policy is None else policy])
    book = catalog_on(catalog, as_of)
    places = gateway_names(gateway)
    opened = open_trace(trace, format=format)
    arrivals, left_out = _arrivals(
        opened, Reading(columns=dict(columns or {}), zone=zone_of(zone)), named, book, places
    )
    if not arrivals:
        why = ", ".join(f"{rows:,} {code}" for code, rows in left_out.items()) or "the trace is empty"
        raise BadRequest(f"{opened.name}: no row has a time and can be bought ({why})")
    first = Pace.parse(pace, now=arrivals[0][0], zone=zone_of(zone))
    split = _periods(first, arrivals)
    within = sum(len(rows) for _, rows in split)
    if within < len(arrivals):
        left_out["after the period"] = len(arrivals) - within
    bound = sum(best_possible(period.budget_micro_usd, [offers for _, offers in rows]) for period, rows in split)
    return PaceReplay(
        trace=opened.name, as_of=book.as_of, pace=first, periods=len(split),
        rows=within, pictures=sum(offers.pictures for _, offers in arrivals[:within]),
        left_out=left_out, bound=bound, ways=(_by_pacer(split), *_others(split)),
    )  # fmt: skip


Period = tuple[Pace, list[Arrival]]


def _arrivals(
    trace: Any, reading: Reading, policy: Named, book: Catalog, places: tuple[str, ...]
) -> tuple[list[Arrival], dict[str, int]]:
    known: dict[Case, Offers | None] = {}
    found: list[Arrival] = []
    left_out: dict[str, int] = {}

    def leave_out(code: str) -> None:
        left_out[code] = left_out.get(code, 0) + 1

    for chunk in trace.chunks(reading.columns):
        rows = rows_of(chunk, reading)
        for reject in rows.rejects:
            leave_out(reject.code)
        for key, moment in zip(rows.keys, rows.moments, strict=True):
            if key is None:
                continue
            case = key[0]
            if case not in known:
                known[case] = _offers(case, policy, book, places)
            offers = known[case]
            if offers is None:
                leave_out("cannot be bought")
            elif moment is None:
                leave_out("no time")
            else:
                found.append((moment.timestamp(), offers))
    found.sort(key=lambda arrival: arrival[0])
    return found, left_out


def _offers(case: Case, policy: Named, book: Catalog, places: tuple[str, ...]) -> Offers | None:
    where: Any = places or "any"
    options = options_of(case, policy, book, where)
    if not options:
        return None
    return Offers(
        quality=tuple(UNKNOWN if option.value is None else min(1.0, option.value) for option in options),
        micro_usd=tuple(option.micro_usd for option in options), pictures=case.asked.n,
    )  # fmt: skip


def _periods(first: Pace, arrivals: list[Arrival]) -> list[Period]:
    """The arrivals of each period; those after the last one's end are nobody's."""
    times = [time for time, _ in arrivals]
    found: list[Period] = []
    at = 0
    while at < len(arrivals):
        pace = first.at(times[at])
        if times[at] >= pace.end:
            break
        stop = bisect.bisect_left(times, pace.end, at)
        found.append((pace, arrivals[at:stop]))
        at = stop
    return found


def _by_pacer(split: list[Period]) -> Way:
    """The pacer, which at every period knows what came in the week before."""
    history: list[Paid] = []

    def start(pace: Pace) -> Chooser:
        recent = [paid for paid in history if paid.time >= pace.start - _HISTORY]
        chooser = paced(pace, Pacer.of(pace, recent))

        def choose(time: float, offers: Offers, left: int) -> int | None:
            index = chooser(time, offers, left)
            if index is not None:
                history.append(Paid(time, offers.micro_usd[index], offers))
            return index

        return choose

    return _way("paced", split, start)


def _others(split: list[Period]) -> list[Way]:
    found = [_way("greedy", split, lambda _: greedy), _way("even by the hour", split, fixed_share)]
    for name, share in (("always best", 1.0), ("always middle", 0.5), ("always cheapest", 0.0)):
        found.append(_way(name, split, lambda _, share=share: always(share)))  # type: ignore[misc]  # bound at once
    return found


def _way(name: str, split: list[Period], start: Callable[[Pace], Chooser]) -> Way:
    trials = [try_out(pace.budget_micro_usd, rows, start(pace)) for pace, rows in split]
    return Way(
        name=name, value=sum(trial.value for trial in trials), micro_usd=sum(trial.spent for trial in trials),
        refused=sum(trial.refused for trial in trials),
        largest_left=max(pace.budget_micro_usd - t.spent for (pace, _), t in zip(split, trials, strict=True)),
    )  # fmt: skip
