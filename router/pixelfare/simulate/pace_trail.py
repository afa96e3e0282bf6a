"""What a ledger says of a budget's spending, read again as it grows."""

from __future__ import annotations

from typing import NamedTuple

from pixelfare.ledger import Ledger, Order

__all__ = ["News", "Trail"]


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
        self._history, self._start = history, start
        self._read = 0
        self._charged: dict[str, int] = {}

    def news(self) -> News:
        """Read what came and changed."""
        self._read, found = self._ledger.changes(
            self._read, since=self._history, label=self._label, test=self._test
        )  # fmt: skip
        new = [order for order in found if order.id not in self._charged]
        changed = sum(
            order.charged - self._charged[order.id]
            for order in found
            if order.id in self._charged and order.created >= self._start
        )
        self._charged |= {order.id: order.charged for order in found}
        return News(new, changed)
