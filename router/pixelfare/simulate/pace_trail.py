"""What a ledger says of a budget's spending, read again as it grows."""

from __future__ import annotations

from typing import NamedTuple

from pixelfare.ledger import Ledger, Order
from pixelfare.ledger.values import OPEN

__all__ = ["News", "Trail"]

_MARGIN = 60.0
"""Seconds that an order may enter the ledger after it began: longer than a writer waits for others."""


class News(NamedTuple):
    """What changed since the last time.

    Args:
        orders: Those not seen before, the oldest first.
        changed: What the others are charged more than before, micro-USD; below 0 where it is less.
    """

    orders: list[Order]
    changed: int


class Trail:
    """The orders of one label from a time on. Reading again costs as much as there is news.

    Args:
        ledger: The ledger.
        label: Whose orders; empty: everybody's.
        test: Whether those without real money, instead of those with.
        history: From when on, Unix seconds.
        start: From when on charges count, Unix seconds.
    """

    def __init__(self, ledger: Ledger, *, label: str, test: bool, history: float, start: float) -> None:
        self._ledger, self._label, self._test = ledger, label or None, test
        self._start = start
        self._from = history
        self._charged: dict[str, tuple[float, int, bool]] = {}
        """Of each order that is recent or open: when it began, its charge, whether it is open."""

    def news(self) -> News:
        """Read what came and changed."""
        recent = self._ledger.orders(since=self._from, label=self._label, test=self._test)
        older = {id_ for id_, (created, _, is_open) in self._charged.items() if created < self._from and is_open}
        found = {order.id: order for order in reversed(recent)}
        if older:
            still = self._ledger.orders(states=OPEN, until=self._from, label=self._label, test=self._test)
            found |= {order.id: order for order in still if order.id in older}
            found |= {id_: self._ledger.order(id_) for id_ in sorted(older - set(found))}
        new = [order for order in found.values() if order.id not in self._charged]
        changed = sum(
            order.charged - self._charged[order.id][1]
            for order in found.values()
            if order.id in self._charged and order.created >= self._start
        )
        self._from = max(self._from, max((order.created for order in recent), default=self._from) - _MARGIN)
        kept = [order for order in found.values() if order.is_open or order.created >= self._from]
        self._charged = {order.id: (order.created, order.charged, order.is_open) for order in kept}
        return News(new, changed)
