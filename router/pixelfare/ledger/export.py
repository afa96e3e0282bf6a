"""Orders as CSV: the columns of a receipt, without payment header, nonce secret or prompt."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.values import Order

__all__ = ["COLUMNS", "write_csv"]

COLUMNS = (
    "created", "order", "purchase", "state", "money", "gateway", "model", "size", "quality", "n", "quoted_usd",
    "reserved_usd", "paid_usd", "rail", "network", "payer", "pay_to", "transaction", "label", "key", "pictures",
    "evidence",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(orders: Iterable[Order], file: TextIO) -> int:
    """Write orders as CSV with a header line.

    Text that a spreadsheet would take for a formula has an apostrophe before it.

    Returns:
        How many orders were written.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for count, order in enumerate(orders, start=1):  # noqa: B007  it is what is returned
        said = Receipt.of(order).to_dict()
        said["pictures"] = " ".join(picture["path"] for picture in said["pictures"])
        said["evidence"] = "; ".join(said["evidence"])
        writer.writerow([_cell(said[name]) for name in COLUMNS])
    return count


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
