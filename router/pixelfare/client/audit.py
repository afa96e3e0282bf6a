"""Quotes compared with what gateways demanded and settled: where a catalog's prices have drifted, this shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pixelfare.ledger.values import Order
from pixelfare.money import usd

__all__ = ["Drift", "audit_orders"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """All orders of one offer, size, quality and number that were quoted alike.

    Args:
        quoted: The quote, micro-USD.
        demanded: The amounts that payment terms asked for, each once, in order.
        settled: The amounts that were settled.
        orders: How many orders these are.
        last: Unix seconds of the last.
    """

    gateway: str
    model: str
    size: str
    quality: str | None
    n: int
    quoted: int
    demanded: tuple[int, ...]
    settled: tuple[int, ...]
    orders: int
    last: float

    @property
    def drifted(self) -> bool:
        """Whether any amount is not the quote."""
        return any(amount != self.quoted for amount in (*self.demanded, *self.settled))

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "gateway": self.gateway, "model": self.model, "size": self.size, "quality": self.quality, "n": self.n,
            "orders": self.orders, "quoted_usd": str(usd(self.quoted)), "drifted": self.drifted,
            "demanded_usd": [str(usd(amount)) for amount in self.demanded],
            "settled_usd": [str(usd(amount)) for amount in self.settled],
        }  # fmt: skip


def audit_orders(orders: Iterable[Order]) -> tuple[Drift, ...]:
    """Compare quotes with demands and settlements.

    Args:
        orders: Orders of a ledger; those that saw neither a demand nor a settlement say nothing and are left out.

    Returns:
        One row for each offer, size and quote; those that drifted first.
    """
    groups: dict[tuple[Any, ...], list[Order]] = {}
    for order in orders:
        if order.demanded is not None or order.settled:
            key = (order.gateway, order.model, order.size, order.quality or "", order.n, order.quoted)
            groups.setdefault(key, []).append(order)
    rows = [_row(group) for group in groups.values()]
    return tuple(sorted(rows, key=lambda r: (not r.drifted, r.gateway, r.model, r.size, r.quality or "", -r.last)))


def _row(group: list[Order]) -> Drift:
    first = group[0]
    return Drift(
        gateway=first.gateway, model=first.model, size=first.size, quality=first.quality, n=first.n,
        quoted=first.quoted, orders=len(group), last=max(order.created for order in group),
        demanded=tuple(sorted({order.demanded for order in group if order.demanded is not None})),
        settled=tuple(sorted({order.settled for order in group if order.settled})),
    )  # fmt: skip
