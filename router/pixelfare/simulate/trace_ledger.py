"""The project's own ledger as a trace: every picture that was ordered, what it needed, and what was paid."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import Order
from pixelfare.money import usd
from pixelfare.simulate.step import LINE, Chunk
from pixelfare.simulate.tally import Reject

__all__ = ["LEDGER_MAGIC", "ledger_chunks"]

LEDGER_MAGIC = b"SQLite format 3\x00"
_TEXT = ("time", "intent", "size", "quality", "n", "images", "label", "model", "paid", "needs")


def ledger_chunks(ledger: Ledger, rows: int) -> Iterator[Chunk]:
    """Purchases of a ledger, oldest first, without those made with test money.

    The ledger keeps no prompts, but it keeps what was read from them. A purchase that needed several attempts is one
    row, with what all of them cost. What never cost anything is no row.

    Args:
        ledger: The ledger.
        rows: How many a batch has at most.
    """
    orders = sorted(ledger.orders(test=False), key=lambda order: (order.created, order.id))
    purchases: dict[str, list[Order]] = {}
    for order in orders:
        if order.charged:
            purchases.setdefault(order.purchase, []).append(order)
    found: list[dict[str, Any]] = []
    rejects: list[Reject] = []
    number = 0
    for number, attempts in enumerate(purchases.values(), start=1):
        try:
            found.append({LINE: number, **_row(attempts)})
        except (ValueError, KeyError, TypeError):
            said = "what this purchase needed is not in the ledger"
            rejects.append(Reject("ledger", number, "no-needs", said, attempts[0].id))
        if len(found) + len(rejects) >= rows:
            yield _chunk(found, rejects)
            found, rejects = [], []
    yield _chunk(found, rejects)


def _row(attempts: list[Order]) -> dict[str, Any]:
    last = attempts[-1]
    decision = json.loads(last.wanted)["decision"]
    asked = decision["request"]
    return {
        "time": dt.datetime.fromtimestamp(attempts[0].created, dt.UTC).isoformat(), "intent": last.intent or None,
        "size": asked["size"], "quality": asked["quality"], "n": str(last.n), "images": str(asked["images"]),
        "label": last.label or None, "model": last.model, "paid": str(usd(sum(order.charged for order in attempts))),
        "needs": json.dumps(decision["needs"]),
    }  # fmt: skip


def _chunk(found: list[dict[str, Any]], rejects: list[Reject]) -> Chunk:
    columns: dict[str, pa.Array] = {name: pa.array([row[name] for row in found], pa.string()) for name in _TEXT}
    columns[LINE] = pa.array([row[LINE] for row in found], pa.int64())
    return Chunk(pa.RecordBatch.from_pydict(columns), "ledger", 1, tuple(rejects))
