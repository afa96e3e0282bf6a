"""Orders that are alike, added up by the database, so that sums take no memory however many there are."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["Group", "groups_of"]

_ALIKE = "label, model, gateway, day, state, reserved = 0, settled IS NULL, settled = 0, baseline IS NULL"
_EACH = """
SELECT label, model, gateway, date(CAST(created AS INTEGER), 'unixepoch') AS day, state, reserved, settled,
    (SELECT count(*) FROM pictures WHERE pictures."order" = orders.id) AS pictures,
    (SELECT value FROM json_each(orders.baselines) WHERE key = ?) AS baseline
FROM orders """


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Orders of one day, label, model and gateway whose money is in the same state. Amounts are micro-USD.

    Args:
        day: The day they began, ISO, in UTC.
        orders: How many there are.
        pictures: How many pictures were delivered.
        reserved: Held when they began.
        settled: What they cost; `None` where that is not known of any of them.
        baseline: What they would have cost otherwise; `None` where no such price was written down for any of them.
    """

    label: str
    model: str
    gateway: str
    day: str
    state: str
    orders: int
    pictures: int
    reserved: int
    settled: int | None
    baseline: int | None


def groups_of(connection: sqlite3.Connection, where: str, values: Iterable[Any], *, baseline: str = "") -> list[Group]:
    """Orders by a condition, which is ours and never a caller's, as groups.

    Args:
        connection: Inside a transaction.
        where: What follows the table's name.
        values: What its question marks stand for.
        baseline: The name of the prices to add up, besides those that were paid.
    """
    rows = connection.execute(
        "SELECT label, model, gateway, day, state, count(*), sum(pictures), sum(reserved), sum(settled), sum(baseline) "  # noqa: S608  ours
        f"FROM ({_EACH}{where}) GROUP BY {_ALIKE}",
        (baseline, *values),
    )
    names = Group.__slots__
    return [Group(**dict(zip(names, row, strict=True))) for row in rows]
