"""A plan: which offer each row of a trace gets, so that a budget buys the most, or a quality costs the least."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare.errors import BadRequest
from pixelfare.money import MICRO, usd
from pixelfare.simulate.allocation import Allocation
from pixelfare.simulate.cards import plan_card
from pixelfare.simulate.figures import Part
from pixelfare.simulate.outcomes import Option
from pixelfare.simulate.report_plan import plan_csv, plan_html
from pixelfare.simulate.report_save import plan_files
from pixelfare.simulate.report_shares import by_label, by_need, by_offer
from pixelfare.simulate.reported import Files, Reported
from pixelfare.simulate.row_file import write_rows
from pixelfare.simulate.step import LINE, Chunk, Reading, rows_of
from pixelfare.simulate.tally import Case

if TYPE_CHECKING:
    from pixelfare.simulate.choice_table import Choices

__all__ = ["Plan", "Share"]

_NOTHING = 1e-9
"""Quality of a picture that all the money there is to spend would have to add."""

COLUMNS = {
    "file": "string", "line": "int64", "model": "string", "gateway": "string", "size": "string", "quality": "string",
    "usd": "string", "expected_quality": "double",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one offer gets of a plan.

    Args:
        rows: How many rows.
        micro_usd: What they cost.
    """

    rows: int
    micro_usd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Reported):
    """A plan with its certificate: nothing within the budget can be better than `bound`.

    Args:
        choices: What was to be chosen from.
        allocation: What was chosen.
        budget: The most to spend, micro-USD; `None` where a quality was to be reached.
        target: The mean quality to reach; `None` where a budget was given.
        caps: The most for a model, or for a gateway as `"@NAME"`, micro-USD.
        min_quality: The least expected quality of every picture, where one was asked for.
    """

    choices: Choices
    allocation: Allocation
    budget: int | None = None
    target: float | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    min_quality: float | None = None

    @property
    def micro_usd(self) -> int:
        """What it costs, exactly, in micro-USD."""
        return self.allocation.micro_usd

    @property
    def cost_usd(self) -> Decimal:
        """What it costs, exactly, in USD."""
        return usd(self.allocation.micro_usd)

    @property
    def quality(self) -> float:
        """Mean expected quality of its pictures, of those that evidence speaks for."""
        return self.allocation.value / self.choices.judged if self.choices.judged else 0.0

    @property
    def bound(self) -> float:
        """Of a budget: the mean quality that no plan passes. Of a quality: the USD that no plan undercuts.

        Rounded away from the plan, so that it holds.
        """
        if self.target is not None:
            return math.nextafter(self.allocation.bound / MICRO, 0.0)
        return math.nextafter(self.allocation.bound / self.choices.judged, math.inf) if self.choices.judged else 0.0

    @property
    def price(self) -> float:
        """What one more USD would add to the summed expected quality, at the margin; 0 where it adds nothing."""
        return self.allocation.price * MICRO

    @property
    def a_point(self) -> int | None:
        """What one hundredth of mean quality more costs at the margin, micro-USD; `None` where there is no more."""
        price, found = self.allocation.price, self.choices
        most = int((found.micro_usd.max(axis=1) * found.counts).sum())
        if price * most < _NOTHING * found.judged:  # where caps bind, rounding may leave a price that is none
            return None
        return round(found.judged / 100 / price)

    @property
    def mix(self) -> dict[str, Share]:
        """What each model gets, the most rows first."""
        rows: Counter[str] = Counter()
        money: Counter[str] = Counter()
        for case, offer, many in self._shares():
            model = self.choices.offers[offer][0]
            rows[model] += many
            money[model] += many * int(self.choices.micro_usd[case, offer])
        ordered = sorted(rows.items(), key=lambda item: (-item[1], item[0]))
        return {model: Share(rows=many, micro_usd=money[model]) for model, many in ordered}

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values; money as text, exact."""
        found, choices = self.allocation, self.choices
        return {
            "trace": choices.trace.name, "as_of": choices.as_of.isoformat(), "catalog": choices.catalog,
            "policy": choices.policy, "rows": choices.rows, "pictures": choices.pictures,
            "refused": dict(choices.refused), "rejected": choices.rejected, "assumptions": list(choices.assumptions),
            "gateway": choices.gateway, "caps_usd": {name: str(usd(most)) for name, most in self.caps.items()},
            "min_quality": self.min_quality,
            "budget_usd": None if self.budget is None else str(usd(self.budget)), "target": self.target,
            "usd": str(self.cost_usd), "quality": self.quality,
            "bound_quality" if self.target is None else "bound_usd": self.bound, "gap": found.gap,
            "exact": found.exact, "quality_per_usd": self.price,
            "mix": {model: {"rows": s.rows, "usd": str(usd(s.micro_usd))} for model, s in self.mix.items()},
            "by": {
                "need": _told(by_need(self)), "gateway": _told(by_offer(self, lambda option: option.gateway)),
                "size": _told(by_offer(self, lambda option: option.size)),
                "label": dict(zip(("at_least", "at_most"), map(_told, by_label(self)), strict=True)),
            },
        }  # fmt: skip

    def assignment(self) -> Iterator[dict[str, Any]]:
        """What each row of the trace gets, in its order; rows that get nothing, rejected ones too, have no model.

        Of rows of one case the earlier get the dearer offers. The trace is read once more.

        Raises:
            BadRequest: The trace can be read only once, or holds other rows than before.
        """
        trace, reading = self.choices.trace, self.choices.reading
        if trace.once:
            raise BadRequest(f"{trace.name} can be read only once; save it to a file to have each row assigned")
        left = self._queues()
        for chunk in trace.chunks(reading.columns):
            yield from _assigned(chunk, reading, left)
        if any(many for queue in left.values() for _, many in queue):
            raise BadRequest(f"{trace.name}: the trace holds other rows than when it was read before")

    def bought(self) -> Iterator[tuple[Case, Option, int]]:
        """What is bought: for each case, each offer that it gets with how many rows get it."""
        for case, offer, many in self._shares():
            yield self.choices.cases[case], self.choices.option(case, offer), many

    def to_csv(self) -> str:
        """The plan as CSV text: a line for all of it, and one for each group."""
        return plan_csv(self)

    def to_html(self, *, title: str | None = None) -> str:
        """The plan as one HTML page that needs nothing else."""
        return plan_html(self, title=title)

    def _files(self, title: str | None) -> Files:
        return plan_files(self, title)

    def save_rows(self, path: str | Path) -> Path:
        """Write what each row gets to a `.parquet`, `.csv` or `.jsonl` file.

        Raises:
            BadRequest: The file's name ends otherwise, it cannot be written, or the trace cannot be read again.
        """
        file, source = Path(path), Path(self.choices.trace.name)
        if file.exists() and source.exists() and file.samefile(source):
            raise BadRequest(f"{file} is the trace itself; name another file for what each row gets")
        return write_rows(file, COLUMNS, self.assignment())

    def _repr_html_(self) -> str:
        return plan_card(self)

    def _shares(self) -> Iterator[tuple[int, int, int]]:
        counts = self.allocation.counts
        if counts is None:
            return
        for case, offer in zip(*counts.nonzero(), strict=True):
            yield int(case), int(offer), int(counts[case, offer])

    def _queues(self) -> dict[Any, list[list[Any]]]:
        """For each case the options it gets with how many rows get each, the dearest first."""
        queues: dict[Any, list[list[Any]]] = {case: [] for case in self.choices.cases}
        for case, offer, many in self._shares():
            queues[self.choices.cases[case]].append([self.choices.option(case, offer), many])
        for queue in queues.values():
            queue.sort(key=lambda entry: (-entry[0].micro_usd, entry[0].model))
        return queues


def _told(parts: Mapping[str, Part]) -> dict[str, dict[str, object]]:
    return {name: part.to_dict() for name, part in parts.items()}


def _assigned(chunk: Chunk, reading: Reading, left: Mapping[Any, list[list[Any]]]) -> Iterator[dict[str, Any]]:
    rows = rows_of(chunk, reading)
    lines = chunk.batch.column(LINE).to_pylist() if LINE in chunk.batch.schema.names else None
    found = [(reject.line, None) for reject in chunk.rejects]
    for i, key in enumerate(rows.keys):
        queue = left.get(key[0], []) if key is not None else []
        while queue and not queue[0][1]:
            queue.pop(0)
        if queue:
            queue[0][1] -= 1
        found.append((chunk.first + i if lines is None else lines[i], queue[0][0] if queue else None))
    for line, option in sorted(found, key=lambda entry: entry[0]) if chunk.rejects else found:
        row = {**dict.fromkeys(COLUMNS), "file": chunk.file, "line": line}
        if option is not None:
            row |= {
                "model": option.model, "gateway": option.gateway, "size": option.size, "quality": option.quality,
                "usd": str(usd(option.micro_usd)), "expected_quality": option.value,
            }  # fmt: skip
        yield row
