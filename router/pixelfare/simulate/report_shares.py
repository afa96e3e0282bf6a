"""What each need, label, gateway and size gets of a plan, as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pixelfare.simulate.figures import Part, part_of
from pixelfare.simulate.outcomes import Option, Outcome
from pixelfare.simulate.tally import Case, needs_named

if TYPE_CHECKING:
    from pixelfare.simulate.plan import Plan

__all__ = ["by_label", "by_need", "by_offer", "total"]

_Rows = tuple[Outcome, int, int]


def total(plan: Plan) -> Part:
    """All that is bought."""
    return part_of(_rows(case, option, many) for case, option, many in plan.bought())


def by_need(plan: Plan) -> dict[str, Part]:
    """Rows by what they need; a row with several needs counts under each."""
    return _split(plan.bought(), lambda case, _: needs_named(case))


def by_offer(plan: Plan, what: Callable[[Option], str]) -> dict[str, Part]:
    """Rows by something of what they get: its model, gateway or size."""
    return _split(plan.bought(), lambda _, option: (what(option),))


def by_label(plan: Plan) -> tuple[dict[str, Part], dict[str, Part]]:
    """Rows by whose they are, at the least and at the most that they may cost.

    Rows of one kind may get several offers. Which of them gets which is decided by their order in the trace, and labels
    are counted without it; so each label has at least the cheapest of those offers, and at most the dearest.
    """
    rows: Counter[tuple[Case, str]] = Counter()
    for (case, group), count in plan.choices.tally.counts.items():
        rows[case, group.label] += count.rows
    got: dict[Case, list[tuple[Option, int]]] = {}
    for case, option, many in plan.bought():
        got.setdefault(case, []).append((option, many))
    ends: tuple[dict[str, list[_Rows]], dict[str, list[_Rows]]] = ({}, {})
    for (case, label), many in rows.items():
        for parts, dearest in zip(ends, (False, True), strict=True):
            offers = sorted(got.get(case, ()), key=lambda entry: entry[0].micro_usd, reverse=dearest)
            for option, some in _first(offers, many):
                parts.setdefault(label, []).append(_rows(case, option, some))
    least, most = ({label: part_of(parts) for label, parts in sorted(end.items())} for end in ends)
    return least, most


def _first(offers: Sequence[tuple[Option, int]], many: int) -> Iterator[tuple[Option, int]]:
    for option, there in offers:
        if taken := min(there, many):
            yield option, taken
        many -= taken


def _split(
    bought: Iterable[tuple[Case, Option, int]], names: Callable[[Case, Option], Iterable[str]]
) -> dict[str, Part]:  # fmt: skip
    found: dict[str, list[_Rows]] = {}
    for case, option, many in bought:
        for name in names(case, option):
            found.setdefault(name, []).append(_rows(case, option, many))
    parts = {name: part_of(rows) for name, rows in found.items()}
    return dict(sorted(parts.items(), key=lambda item: (-item[1].rows, item[0])))


def _rows(case: Case, option: Option, many: int) -> _Rows:
    return Outcome(option=option), many, case.asked.n
