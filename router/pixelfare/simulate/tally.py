"""What replaying leaves of a trace: how often each case came, small enough to keep and to send, and mergeable."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from pixelfare.reading.needs import Needs
from pixelfare.simulate.columns import Asked

__all__ = ["Case", "Count", "Group", "Reject", "Tally", "needs_named"]

MOST_SHOWN = 20
"""Rejected rows that are kept to be shown; all are counted."""


class Case(NamedTuple):
    """Everything of a row that its decision depends on: rows of one case are decided alike.

    Args:
        asked: What the row asks for besides its prompt.
        operation: As `Needs` has it, like all that follow.
        lettering: Scripts, sorted.
        capabilities: Names, sorted.
        more: Lettering characters and cultures, where a policy in Python may want to see them.
    """

    asked: Asked
    operation: str
    language: str
    lettering: tuple[str, ...]
    capabilities: tuple[str, ...]
    size_hint: str | None
    more: tuple[int, tuple[str, ...]] | None = None

    @property
    def needs(self) -> Needs:
        """The needs that were read."""
        characters, culture = self.more or (0, ())
        return Needs(
            operation="edit" if self.operation == "edit" else "generate", language=self.language,
            lettering=frozenset(self.lettering), lettering_characters=characters,
            capabilities=frozenset(self.capabilities), culture=frozenset(culture), size_hint=self.size_hint,
        )  # fmt: skip


def needs_named(case: Case) -> tuple[str, ...]:
    """What a case needs, by the names that evidence and policies use; `plain` where it is nothing special."""
    special = [*(f"lettering.{script}" for script in case.lettering), *case.capabilities]
    if case.operation == "edit" and not any(name.startswith("edit.") for name in special):
        special.append("edit")
    return tuple(special) or ("plain",)


class Group(NamedTuple):
    """What rows are told apart by in the report, besides their case.

    Args:
        label: Whose they are, or empty.
        day: ISO date, or empty where the trace has no time.
        model: The model that was really bought, or empty.
    """

    label: str = ""
    day: str = ""
    model: str = ""


class Count(NamedTuple):
    """How many rows, and what was really paid for them.

    Args:
        rows: All of them.
        paid_rows: Those that say what was paid.
        paid: Micro-USD.
    """

    rows: int = 0
    paid_rows: int = 0
    paid: int = 0


class Reject(NamedTuple):
    """A row that cannot be replayed.

    Args:
        file: Which file it is in.
        line: Line of a text file, or row of a Parquet file, from 1.
        code: A stable word: `bad-prompt`, `not-utf-8`, `bad-json`, ...
        message: The same in a sentence.
        row: The row as it was, shortened.
    """

    file: str
    line: int
    code: str
    message: str
    row: str = ""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of cases, and rejected rows. Adding two is associative and commutative: whole numbers only.

    Args:
        counts: How often each case came in each group.
        rejected: Rejected rows by code.
        rejects: Rejected rows themselves: all of one chunk, the first few once merged.
        rows: Rows looked at, rejected ones included.
    """

    counts: dict[tuple[Case, Group], Count] = field(default_factory=dict)
    rejected: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    rows: int = 0

    def add(self, other: Tally) -> None:
        """Count another tally in."""
        counts = self.counts
        for key, (rows, paid_rows, paid) in other.counts.items():
            had = counts.get(key)
            counts[key] = (
                Count(rows, paid_rows, paid)
                if had is None
                else Count(had.rows + rows, had.paid_rows + paid_rows, had.paid + paid)
            )
        self.rejected.update(other.rejected)
        self.rejects = sorted([*self.rejects, *other.rejects])[:MOST_SHOWN]
        self.rows += other.rows
