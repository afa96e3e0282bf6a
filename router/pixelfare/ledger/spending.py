"""How much is spent or held, and whether an order still fits: inside the transaction that reserves it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields

from pixelfare.errors import OverBudget
from pixelfare.ledger.budget import WINDOWS, Budget, Limits
from pixelfare.ledger.values import NewOrder

__all__ = ["Window", "charges", "check_budget", "windows", "windows_of"]

_CHARGED = "CASE WHEN state IN ('refused', 'unpaid') THEN 0 ELSE coalesce(settled, reserved) END"
_BUSY = "('reserved', 'signed', 'sent', 'job')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One limit, and what counts against it. Amounts are micro-USD.

    Args:
        name: `call`, `hour`, `day`, `month` or `total`.
        label: Whose limit it is; empty for everybody's.
        most: The limit; `None` where there is none.
        spent: Settled, or held for what may still be.
    """

    name: str
    label: str
    most: int | None
    spent: int

    @property
    def left(self) -> int | None:
        """What the limit leaves."""
        return None if self.most is None else max(0, self.most - self.spent)


def windows(
    connection: sqlite3.Connection, budget: Budget, *, label: str, test: bool, now: float, leave_out: str = ""
) -> Iterator[Window]:
    """Every window of a budget for one label, with what counts against it."""
    for whose, limits in _limits(budget, label):
        yield from windows_of(connection, limits, whose=whose, test=test, now=now, leave_out=leave_out)


def windows_of(
    connection: sqlite3.Connection, limits: Limits, *, whose: str, test: bool, now: float, leave_out: str = ""
) -> Iterator[Window]:
    """The windows of everybody's limits or of one label's."""
    for name, seconds in WINDOWS.items():
        since = None if seconds is None else now - seconds
        spent = _spent(connection, whose, test=test, since=since, out=leave_out)
        yield Window(name=name, label=whose, most=getattr(limits, name), spent=spent)


def check_budget(
    connection: sqlite3.Connection, budget: Budget, new: NewOrder, *, now: float, leave_out: str = ""
) -> None:
    """Refuse an order that would pass a limit.

    Args:
        connection: Inside the transaction that will reserve it.
        budget: The limits.
        new: The order.
        now: Unix seconds.
        leave_out: An order whose reservation this one takes over.

    Raises:
        OverBudget: It would.
    """
    if not new.reserved:
        return
    for whose, limits in _limits(budget, new.label):
        if limits.call is not None and new.reserved > limits.call:
            raise _over("call", whose, limits.call, 0, new.reserved)
        for name, seconds in WINDOWS.items():
            most = getattr(limits, name)
            if most is None:
                continue
            since = None if seconds is None else now - seconds
            spent = _spent(connection, whose, test=new.test, since=since, out=leave_out)
            if spent + new.reserved > most:
                raise _over(name, whose, most, spent, new.reserved)


def _limits(budget: Budget, label: str) -> Iterator[tuple[str, Limits]]:
    yield "", budget.limits
    if label in budget.labels:
        yield label, budget.labels[label]


def _spent(connection: sqlite3.Connection, label: str, *, test: bool, since: float | None, out: str) -> int:
    """What counts: what began inside the window, and what is under way whenever it began."""
    where, values = "test = ? AND id <> ?", [int(test), out]
    if label:
        where, values = f"{where} AND label = ?", [*values, label]
    if since is not None:
        where, values = f"{where} AND (created > ? OR state IN {_BUSY})", [*values, since]
    found = connection.execute(f"SELECT coalesce(sum({_CHARGED}), 0) FROM orders WHERE {where}", values)  # noqa: S608  ours
    return int(found.fetchone()[0])


def charges(
    connection: sqlite3.Connection, *, label: str, test: bool, since: float
) -> Iterator[tuple[float, int, bool]]:
    """When each order began that counts, what it counts for, and whether it is under way; the oldest first."""
    where = f"test = ? AND (created > ? OR state IN {_BUSY})"
    values: tuple[int | float | str, ...] = (int(test), since)
    if label:
        where, values = f"{where} AND label = ?", (*values, label)
    columns = f"created, {_CHARGED}, state IN {_BUSY}"
    found = connection.execute(f"SELECT {columns} FROM orders WHERE {where} ORDER BY created", values)  # noqa: S608  ours
    return ((created, micro_usd, bool(busy)) for created, micro_usd, busy in found)


def _over(name: str, label: str, most: int, spent: int, asked: int) -> OverBudget:
    mine = f" for the label {label}" if label else ""
    advice = f"--budget {name}=..., budget=Budget({name}=...) or PIXELFARE_BUDGET raises it{mine}; so does budget.yaml."
    limit = f"{name} of {label}" if label else name
    return OverBudget(limit, most=most, spent=spent, asked=asked, allow=f"To allow it: {advice}")


assert set(WINDOWS) < {f.name for f in fields(Limits)}  # noqa: S101  a limit for each window
