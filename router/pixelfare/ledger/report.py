"""What was spent, by day, label, model or gateway, and what that saved against a named baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pixelfare.errors import BadRequest
from pixelfare.ledger.receipt import money_of
from pixelfare.ledger.values import Order
from pixelfare.money import usd

__all__ = ["BY", "Row", "Savings", "savings", "spending"]

BY: dict[str, Callable[[Order], str]] = {
    "day": lambda order: datetime.fromtimestamp(order.created, UTC).date().isoformat(),
    "label": lambda order: order.label or "(none)",
    "model": lambda order: order.model,
    "gateway": lambda order: order.gateway,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a report. Amounts are micro-USD.

    Args:
        name: The day, label, model or gateway; `total` for all.
        orders: How many orders began.
        pictures: How many pictures were delivered.
        paid: Settled.
        held: Charged to budgets, and not known to be paid.
    """

    name: str
    orders: int
    pictures: int
    paid: int
    held: int

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "name": self.name, "orders": self.orders, "pictures": self.pictures, "paid_usd": str(usd(self.paid)),
            "held_usd": str(usd(self.held)),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Savings:
    """What was paid, beside what a baseline would have cost. Amounts are micro-USD.

    Args:
        baseline: A model's id, or `dearest`.
        orders: Delivered orders that have such a price.
        without: Delivered orders that have none, and are left out.
    """

    baseline: str
    orders: int
    without: int
    paid: int
    would_have_cost: int

    @property
    def saved(self) -> int:
        """The difference; below 0 where the baseline would have been cheaper."""
        return self.would_have_cost - self.paid

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        amounts = {"paid_usd": self.paid, "would_have_cost_usd": self.would_have_cost, "saved_usd": self.saved}
        return {
            "baseline": self.baseline, "orders": self.orders, "without": self.without,
            **{name: str(usd(amount)) for name, amount in amounts.items()},
        }  # fmt: skip


def spending(orders: Iterable[Order], by: str) -> list[Row]:
    """Sum orders up.

    Args:
        orders: Which.
        by: `day`, `label`, `model` or `gateway`.

    Returns:
        A row for each, by name, and `total` at the end.

    Raises:
        BadRequest: There is no such report.
    """
    if by not in BY:
        raise BadRequest(f"spending is by {', '.join(BY)}, not by {by!r}")
    groups: dict[str, list[Order]] = {}
    everything = list(orders)
    for order in everything:
        groups.setdefault(BY[by](order), []).append(order)
    return [*(_row(name, groups[name]) for name in sorted(groups)), _row("total", everything)]


def savings(orders: Iterable[Order], baseline: str) -> Savings:
    """Compare what delivered orders cost with what they would have cost otherwise.

    Args:
        orders: Which.
        baseline: A model's id, priced when the order was made for the same request; or `dearest`.
    """
    delivered = [order for order in orders if order.state == "delivered" and order.reserved]
    have = [order for order in delivered if baseline in order.baselines]
    if delivered and not have:
        known = sorted({name for order in delivered for name in order.baselines})
        raise BadRequest(f"no order was ever priced with {baseline[:60]!r}; there are {', '.join(known) or 'none'}")
    return Savings(
        baseline=baseline, orders=len(have), without=len(delivered) - len(have),
        paid=sum(order.charged for order in have), would_have_cost=sum(order.baselines[baseline] for order in have),
    )  # fmt: skip


def _row(name: str, orders: list[Order]) -> Row:
    paid = [order for order in orders if money_of(order) == "paid"]
    held = [order for order in orders if money_of(order) != "paid"]
    return Row(
        name=name, orders=len(orders), pictures=sum(len(order.pictures) for order in orders),
        paid=sum(order.settled or 0 for order in paid), held=sum(order.charged for order in held),
    )  # fmt: skip
