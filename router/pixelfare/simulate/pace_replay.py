"""How a pace would have gone on a trace: paced, beside simpler ways to spend, and beside what nobody can surpass."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
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
from pixelfare.simulate.pace_story import Notice, Story, Term, Watch, moments_of
from pixelfare.simulate.pace_trial import Arrival, Chooser, always, best_possible, fixed_share, greedy, paced, try_out
from pixelfare.simulate.paced import UNKNOWN
from pixelfare.simulate.pacer import Pacer, Paid
from pixelfare.simulate.replay import TraceLike, catalog_on
from pixelfare.simulate.report_pace import iso, pace_csv, pace_html, spells_of
from pixelfare.simulate.report_save import pace_files
from pixelfare.simulate.reported import Files, Reported
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
        story: What it had come to by each moment of the replay.
    """

    name: str
    value: float
    micro_usd: int
    refused: int
    largest_left: int
    story: Story = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceReplay(Reported):
    """What became of a budget on the arrivals of a trace.

    Args:
        pace: The budget and its first period.
        periods: How many periods the trace covers.
        rows: Rows that ask for pictures that can be bought.
        pictures: Pictures they ask for.
        left_out: Rows that could not be read, have no time, or cannot be bought, by reason.
        bound: The most expected quality, added up, that these budgets can buy in these periods.
        ways: What each way to spend reached; the pacer first.
        catalog: What identifies the catalog.
        gateway: Where pictures are bought, in words.
        policy: The policy that says which offers are possible.
        terms: The periods.
        moments: Unix seconds that the stories of the ways are told by.
        notices: When the pacer began to warn, of what, and when it no longer did.
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
    catalog: str
    gateway: str
    policy: str
    terms: tuple[Term, ...] = field(repr=False)
    moments: tuple[float, ...] = field(repr=False)
    notices: tuple[Notice, ...] = field(repr=False)

    @property
    def budget(self) -> Decimal:
        """All periods' budgets together, in USD."""
        return usd(self.pace.budget_micro_usd * self.periods)

    def _repr_html_(self) -> str:
        return pace_card(self)

    def to_csv(self) -> str:
        """The replay as CSV text: what each way to spend had come to by each moment."""
        return pace_csv(self)

    def to_html(self, *, title: str | None = None) -> str:
        """The replay as one HTML page that needs nothing else."""
        return pace_html(self, title=title)

    def _files(self, title: str | None) -> Files:
        return pace_files(self, title)

    def to_dict(self) -> dict[str, Any]:
        """The replay as plain JSON values; money as text, exact."""
        return {
            "trace": self.trace, "as_of": self.as_of.isoformat(), "catalog": self.catalog, "gateway": self.gateway,
            "policy": self.policy, "zone": str(self.pace.zone), "periods": self.periods, "rows": self.rows,
            "pictures": self.pictures, "left_out": dict(self.left_out), "budget_usd": str(self.budget),
            "bound": self.bound,
            "ways": [
                {"way": way.name, "value": way.value, "of_bound": way.value / self.bound if self.bound else None,
                 "usd": str(usd(way.micro_usd)), "refused": way.refused, "largest_left_usd": str(usd(way.largest_left))}
                for way in self.ways
            ],
            "warnings": [
                {"time": iso(notice.time), "warning": notice.warning} for notice in self.notices
            ],
            "terms": [
                {"start": iso(term.start), "end": iso(term.end), "rows": term.rows, "bound": term.bound,
                 "value": spell.value, "usd": str(usd(spell.micro_usd)), "left_usd": str(usd(spell.left)),
                 "refused": spell.refused}
                for term, spell in spells_of(self)
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
    terms = tuple(
        Term(start=period.start, end=period.end, rows=len(rows),
             bound=best_possible(period.budget_micro_usd, [offers for _, offers in rows]))
        for period, rows in split
    )  # fmt: skip
    moments = moments_of([period for period, _ in split])
    by_pacer, notices = _by_pacer(split, moments)
    return PaceReplay(
        trace=opened.name, as_of=book.as_of, pace=first, periods=len(split),
        rows=within, pictures=sum(offers.pictures for _, offers in arrivals[:within]),
        left_out=left_out, bound=sum(term.bound for term in terms), ways=(by_pacer, *_others(split, moments)),
        catalog=book.digest, gateway=", ".join(places) or "any", policy=named.name, terms=terms, moments=moments,
        notices=notices,
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


def _by_pacer(split: list[Period], moments: Sequence[float]) -> tuple[Way, tuple[Notice, ...]]:
    """The pacer, which at every period knows what came in the week before; and what it warned of."""
    history: list[Paid] = []
    pacer: Pacer

    def start(pace: Pace) -> Chooser:
        nonlocal pacer
        recent = [paid for paid in history if paid.time >= pace.start - _HISTORY]
        pacer = Pacer.of(pace, recent)
        chooser = paced(pace, pacer)

        def choose(time: float, offers: Offers, left: int) -> int | None:
            index = chooser(time, offers, left)
            if index is not None:
                history.append(Paid(time, offers.micro_usd[index], offers))
            return index

        return choose

    def warn(time: float) -> str | None:
        return copy(pacer).outlook(time).warning  # a copy, for looking must not change what is chosen next

    watch = Watch(moments, warn)
    return _way("paced", split, start, watch), tuple(watch.notices)


def _others(split: list[Period], moments: Sequence[float]) -> list[Way]:
    ways: list[tuple[str, Callable[[Pace], Chooser]]] = [
        ("greedy", lambda _: greedy),
        ("even by the hour", fixed_share),
    ]
    for name, share in (("always best", 1.0), ("always middle", 0.5), ("always cheapest", 0.0)):
        ways.append((name, lambda _, share=share: always(share)))  # type: ignore[misc]  # bound at once
    return [_way(name, split, start, Watch(moments)) for name, start in ways]


def _way(name: str, split: list[Period], start: Callable[[Pace], Chooser], watch: Watch) -> Way:
    trials = [try_out(pace.budget_micro_usd, rows, watch.of(start(pace))) for pace, rows in split]
    return Way(
        name=name, value=sum(trial.value for trial in trials), micro_usd=sum(trial.spent for trial in trials),
        refused=sum(trial.refused for trial in trials),
        largest_left=max(pace.budget_micro_usd - t.spent for (pace, _), t in zip(split, trials, strict=True)),
        story=watch.story,
    )  # fmt: skip
