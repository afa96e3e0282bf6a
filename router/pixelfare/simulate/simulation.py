"""What a trace would have cost under other policies."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import UnknownName
from pixelfare.money import usd
from pixelfare.simulate.choice_table import best_line
from pixelfare.simulate.faults import Fate, Faults
from pixelfare.simulate.figures import Expected, Part, part_of, percentiles
from pixelfare.simulate.outcomes import Outcome
from pixelfare.simulate.report import report_html, summary_html
from pixelfare.simulate.report_files import report_csv, save_report
from pixelfare.simulate.tally import Case, Count, Group, Reject, Tally, needs_named
from pixelfare.simulate.trace import Read

__all__ = ["Paid", "Run", "Saving", "Simulation"]

_PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one policy costs beside another, or beside what was really paid, on the rows that both serve.

    Args:
        against: The other policy, or `paid`.
        rows: How many rows are compared.
        micro_usd: What they cost under this policy.
        other_micro_usd: What they cost under the other.
    """

    against: str
    rows: int
    micro_usd: int
    other_micro_usd: int

    @property
    def saved(self) -> Decimal:
        """USD that this policy saves; below 0 where it costs more."""
        return usd(self.other_micro_usd - self.micro_usd)

    @property
    def share(self) -> float | None:
        """The same as a share of the other; `None` where that is nothing."""
        return (self.other_micro_usd - self.micro_usd) / self.other_micro_usd if self.other_micro_usd else None

    def to_dict(self) -> dict[str, Any]:
        """The saving as plain JSON values."""
        return {"against": self.against, "rows": self.rows, "usd": str(self.saved), "share": self.share}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the trace itself says was bought.

    Args:
        rows: Rows that say what was paid.
        micro_usd: What was paid for them.
        models: Rows by the model that was really bought.
    """

    rows: int
    micro_usd: int
    models: Mapping[str, int]

    @property
    def usd(self) -> Decimal:
        """What was paid, in USD."""
        return usd(self.micro_usd)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One policy over the whole trace.

    Args:
        name: What the policy is called.
        outcomes: What it decides for each case.
        tally: How often each case came.
        faults: Assumed failures, or `None`.
    """

    name: str
    outcomes: Mapping[Case, Outcome] = field(repr=False)
    tally: Tally = field(repr=False)
    faults: Faults | None = None

    @cached_property
    def total(self) -> Part:
        """All rows."""
        return part_of(self._rows())

    @property
    def micro_usd(self) -> int:
        """What everything costs, exactly, in micro-USD."""
        return self.total.micro_usd

    @property
    def cost_usd(self) -> Decimal:
        """What everything costs, exactly, in USD."""
        return self.total.usd

    @property
    def quality(self) -> Expected | None:
        """Expected quality over the rows that evidence speaks for."""
        return self.total.quality

    @cached_property
    def refused(self) -> dict[str, int]:
        """Rows for which nothing is bought, by reason; the most frequent first."""
        found: Counter[str] = Counter()
        for outcome, many, _ in self._rows():
            if outcome.option is None:
                found[outcome.refused] += many
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def mix(self) -> dict[str, Part]:
        """Rows by model, the most frequent first."""
        return self._split(lambda case, _: self._bought(case, "model"))

    @cached_property
    def by_gateway(self) -> dict[str, Part]:
        """Rows by gateway."""
        return self._split(lambda case, _: self._bought(case, "gateway"))

    @cached_property
    def by_size(self) -> dict[str, Part]:
        """Rows by size."""
        return self._split(lambda case, _: self._bought(case, "size"))

    @cached_property
    def by_need(self) -> dict[str, Part]:
        """Rows by what they need; a row with several needs is in each."""
        return self._split(lambda case, _: needs_named(case))

    @cached_property
    def by_label(self) -> dict[str, Part]:
        """Rows by label."""
        return self._split(lambda _, group: (group.label,))

    @cached_property
    def by_day(self) -> dict[str, Part]:
        """Rows by day, in order; rows without a time are under the empty text."""
        return dict(sorted(self._split(lambda _, group: (group.day,)).items()))

    @cached_property
    def prices(self) -> dict[int, int]:
        """Percentiles of a row's price, micro-USD by percent."""
        found: Counter[int] = Counter()
        for outcome, many, _ in self._rows():
            if outcome.option is not None:
                found[outcome.option.micro_usd] += many
        return percentiles(found)

    @cached_property
    def fate(self) -> Fate | None:
        """What becomes of it under the assumed failures."""
        if self.faults is None:
            return None
        fate = Fate()
        for case, many in self._cases():
            fate.draw(self.outcomes[case], many, self.faults, repr(case))
        return fate

    def beside(self, other: Run) -> Saving:
        """What it costs beside another policy."""
        rows = mine = theirs = 0
        for case, many in self._cases():
            here, there = self.outcomes[case].option, other.outcomes[case].option
            if here is not None and there is not None:
                rows += many
                mine += many * here.micro_usd
                theirs += many * there.micro_usd
        return Saving(against=other.name, rows=rows, micro_usd=mine, other_micro_usd=theirs)

    def beside_paid(self) -> Saving | None:
        """What it costs beside what was really paid; `None` where no row says. Rows it refuses are left out."""
        rows = mine = theirs = 0
        for (case, _), count in self.tally.counts.items():
            option = self.outcomes[case].option
            if option is None or not count.paid_rows:
                continue
            rows += count.paid_rows
            mine += count.paid_rows * option.micro_usd
            theirs += count.paid
        return Saving(against=_PAID, rows=rows, micro_usd=mine, other_micro_usd=theirs) if rows else None

    def _cases(self) -> list[tuple[Case, int]]:
        found: Counter[Case] = Counter()
        for (case, _), count in self.tally.counts.items():
            found[case] += count.rows
        return sorted(found.items(), key=lambda item: repr(item[0]))

    def _rows(self) -> Iterator[tuple[Outcome, int, int]]:
        for case, many in self._cases():
            yield self.outcomes[case], many, case.asked.n

    def _bought(self, case: Case, what: str) -> tuple[str, ...]:
        option = self.outcomes[case].option
        return () if option is None else (str(getattr(option, what)),)

    def _split(self, names: Callable[[Case, Group], Iterable[str]]) -> dict[str, Part]:
        parts: dict[str, list[tuple[Outcome, int, int]]] = {}
        for (case, group), count in sorted(self.tally.counts.items(), key=repr):
            for name in names(case, group):
                parts.setdefault(name, []).append((self.outcomes[case], count.rows, case.asked.n))
        made = {name: part_of(rows) for name, rows in parts.items()}
        return dict(sorted(made.items(), key=lambda item: (-item[1].rows, item[0])))

    def to_dict(self) -> dict[str, Any]:
        """The run as plain JSON values; money as text, exact."""
        fate = self.fate
        splits = {"model": self.mix, "gateway": self.by_gateway, "size": self.by_size, "need": self.by_need}
        splits |= {"label": self.by_label, "day": self.by_day}
        return {
            "policy": self.name, **self.total.to_dict(), "refusals": self.refused,
            "price_percentiles_usd": {str(p): str(usd(price)) for p, price in self.prices.items()},
            "by": {what: {name: part.to_dict() for name, part in parts.items()} for what, parts in splits.items()},
            "failures": None if fate is None else {
                "delivered": fate.delivered, "lost": fate.lost, "failed": fate.failed, "fallbacks": fate.fallbacks,
                "usd": str(usd(fate.paid)), "lost_usd": str(usd(fate.lost_paid)), "seconds": round(fate.seconds, 3),
            },
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A trace under several policies, on the prices of one day. `simulation["auto"]` is one policy's run.

    Args:
        read: The trace: where it is from, how it was read, and what it holds.
        book: The catalog on the day whose prices and lifecycle hold.
        places: Gateways where pictures are bought; empty for every one that can be called.
        runs: One for each policy, in the order they were named.
        baselines: Names of those that savings are told against.
        assumptions: What was assumed besides, in sentences.
    """

    read: Read = field(repr=False)
    book: Catalog = field(repr=False)
    places: tuple[str, ...]
    runs: Mapping[str, Run]
    baselines: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Run:
        try:
            return self.runs[name]
        except KeyError:
            raise UnknownName(str(name), self.runs) from None

    def __iter__(self) -> Iterator[Run]:
        return iter(self.runs.values())

    def __len__(self) -> int:
        return len(self.runs)

    @property
    def trace(self) -> str:
        """What the trace is called."""
        return self.read.trace.name

    @property
    def gateway(self) -> str:
        """Where pictures are bought, in words."""
        return ", ".join(self.places) or "any"

    @property
    def tally(self) -> Tally:
        """What the trace holds."""
        return self.read.tally

    @property
    def as_of(self) -> date:
        """The day whose prices and lifecycle hold."""
        return self.book.as_of

    @property
    def catalog(self) -> str:
        """What identifies the catalog."""
        return self.book.digest

    @cached_property
    def frontier(self) -> tuple[tuple[float, float], ...]:
        """The best for every budget, of all offers: pairs of USD for the whole trace and mean expected quality."""
        return best_line(self.read, self.book, self.places)

    @property
    def rows(self) -> int:
        """Rows that were replayed."""
        return self.tally.rows - self.rejected

    @property
    def rejected(self) -> int:
        """Rows that could not be."""
        return sum(self.tally.rejected.values())

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The first of them."""
        return tuple(self.tally.rejects)

    @cached_property
    def paid(self) -> Paid | None:
        """What was really paid; `None` where no row says."""
        total = Count()
        models: Counter[str] = Counter()
        for (_, group), count in self.tally.counts.items():
            total = Count(total.rows + count.rows, total.paid_rows + count.paid_rows, total.paid + count.paid)
            if group.model:
                models[group.model] += count.rows
        ordered = dict(sorted(models.items(), key=lambda item: (-item[1], item[0])))
        return Paid(rows=total.paid_rows, micro_usd=total.paid, models=ordered) if total.paid_rows else None

    @cached_property
    def days(self) -> tuple[str, ...]:
        """The days the trace covers, first to last."""
        return tuple(sorted({group.day for _, group in self.tally.counts} - {""}))

    def savings(self, name: str) -> tuple[Saving, ...]:
        """What one policy costs beside each baseline, and beside what was really paid."""
        run = self[name]
        beside = [run.beside(self[other]) for other in self.baselines if other != name]
        paid = run.beside_paid()
        return tuple(beside if paid is None else [*beside, paid])

    def to_dict(self) -> dict[str, Any]:
        """The simulation as plain JSON values; no prompt is in it."""
        paid = self.paid
        return {
            "trace": self.trace, "as_of": self.as_of.isoformat(), "catalog": self.catalog, "gateway": self.gateway,
            "rows": self.rows, "rejected": dict(sorted(self.tally.rejected.items())),
            "cases": len({case for case, _ in self.tally.counts}),
            "days": [self.days[0], self.days[-1]] if self.days else None, "zone": str(self.read.reading.zone),
            "assumptions": list(self.assumptions),
            "paid": None if paid is None else {"rows": paid.rows, "usd": str(paid.usd), "models": dict(paid.models)},
            "policies": [
                {**run.to_dict(), "savings": [saving.to_dict() for saving in self.savings(run.name)]} for run in self
            ],
        }  # fmt: skip

    def to_json(self, *, indent: int | None = None) -> str:
        """The simulation as JSON text."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def to_csv(self) -> str:
        """The simulation as CSV text: a line for each policy and group."""
        return report_csv(self)

    def to_html(self, *, frontier: Iterable[tuple[float, float]] | None = None, title: str | None = None) -> str:
        """The simulation as one HTML page that needs nothing else; see `pixelfare.simulate.report`."""
        return report_html(self, frontier=self.frontier if frontier is None else frontier, title=title)

    def save(
        self, folder: str | os.PathLike[str], *, frontier: Iterable[tuple[float, float]] | None = None,
        title: str | None = None,
    ) -> dict[str, Path]:  # fmt: skip
        """Write the report into a folder as HTML, JSON, CSV, PNG and SVG.

        Args:
            folder: Where they go; it is made if need be.
            frontier: Pairs of USD for the whole trace and mean expected quality, drawn behind the policies; the best
                for every budget where nothing is given.
            title: What the report is called.

        Returns:
            Where each one is: `html`, `json`, `csv`, `png`, `svg`.

        Raises:
            BadRequest: The folder cannot be written, or the frontier is no such pairs.
        """
        return save_report(self, folder, frontier=self.frontier if frontier is None else frontier, title=title)

    def _repr_html_(self) -> str:
        return summary_html(self)
