"""From the ledger's rows to orders, and back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from pixelfare.ledger.values import NewOrder, Order, StoredPicture

__all__ = ["COLUMNS", "order_of", "orders_of", "values_of"]

_NEW = tuple(f.name for f in fields(NewOrder))
COLUMNS = (
    *_NEW, "id", "state", "created", "changed", "demanded", "settled", "pay_to", "nonce", "valid_before",
    "transaction", "job", "sends",
)  # fmt: skip


def values_of(new: NewOrder) -> dict[str, Any]:
    """A new order as the values of its row."""
    values = {name: getattr(new, name) for name in _NEW}
    return {**values, "test": int(new.test), "baselines": json.dumps(new.baselines, sort_keys=True)}


def orders_of(connection: sqlite3.Connection, where: str, values: Iterable[Any] = ()) -> list[Order]:
    """Orders by a condition, which is ours and never a caller's.

    Args:
        connection: Inside a transaction.
        where: What follows the table's name.
        values: What its question marks stand for.
    """
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    rows = connection.execute(f"SELECT {names} FROM orders {where}", tuple(values)).fetchall()  # noqa: S608  ours
    return [order_of(connection, dict(zip(COLUMNS, row, strict=True))) for row in rows]


def order_of(connection: sqlite3.Connection, row: Mapping[str, Any]) -> Order:
    """An order of its row, with its pictures and evidence."""
    pictures = connection.execute(
        'SELECT path, sha256, media_type, size FROM pictures WHERE "order" = ? ORDER BY number', (row["id"],)
    ).fetchall()
    said = connection.execute(
        "SELECT evidence FROM events WHERE \"order\" = ? AND evidence <> '' ORDER BY number", (row["id"],)
    ).fetchall()
    return Order(**{
        **row,
        "test": bool(row["test"]),
        "baselines": json.loads(row["baselines"]),
        "evidence": tuple(_folded([evidence for (evidence,) in said])),
        "pictures": tuple(
            StoredPicture(path=Path(path), sha256=digest, media_type=kind, size=size)
            for path, digest, kind, size in pictures
        ),
    })  # fmt: skip


def _folded(said: list[str]) -> Iterator[str]:
    """Each sentence once, where it was first said, and how often."""
    for sentence, count in Counter(said).items():
        yield sentence if count == 1 else f"{sentence} ({count} times)"
