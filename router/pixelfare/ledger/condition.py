"""Which orders: filters as the condition of a query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["condition_of"]


def condition_of(
    *, states: Iterable[str] | None = None, before: str | None = None, test: bool | None = None,
    label: str | None = None, gateway: str | None = None, since: float | None = None, until: float | None = None,
    purchase: str | None = None,
) -> tuple[str, list[Any]]:  # fmt: skip
    """What follows the table's name to find such orders, and what its question marks stand for.

    Args:
        states: Only these.
        before: Only those that come after this order's id, the newest first.
        test: Only those with, or without, real money.
        label: Only this label's.
        gateway: Only at this gateway.
        since: Begun at this Unix time or later.
        until: Begun before it.
        purchase: Only of this purchase.

    Example:
        >>> condition_of(label="shop", test=False)
        ('WHERE label = ? AND test = ? ', ['shop', 0])
    """
    parts: list[str] = []
    values: list[Any] = []
    if states is not None:
        wanted = tuple(states)
        parts.append(f"state IN ({', '.join('?' * len(wanted))})")
        values += wanted
    for condition, value in (
        ("label = ?", label), ("gateway = ?", gateway), ("created >= ?", since), ("created < ?", until),
        ("purchase = ?", purchase), ("test = ?", None if test is None else int(test)),
    ):  # fmt: skip
        if value is not None:
            parts.append(condition)
            values.append(value)
    if before is not None:
        parts.append("(created, rowid) < (SELECT created, rowid FROM orders WHERE id = ?)")
        values.append(before)
    return f"WHERE {' AND '.join(parts)} " if parts else "", values
