"""The ledger: orders, budgets, and what became of the money."""

from __future__ import annotations

from pixelfare.ledger.budget import Budget
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.values import NewOrder, Order, StoredPicture

__all__ = ["Budget", "Ledger", "NewOrder", "Order", "Receipt", "StoredPicture"]
