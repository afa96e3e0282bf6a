"""What was spent, by day, label, model or gateway, and what that saved against a named baseline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pixelfare.errors import BadRequest
from pixelfare.ledger.groups import Group
from pixelfare.ledger.receipt import money_of
from pixelfare.ledger.values import charged_of
from pixelfare.money import usd

__all__ = ["BY", "Row", "Savings", "savings", "spending"]

BY: dict[str, Callable[[Group], str]] = {
    "day": lambda group: group.day,
    "label": lambda group: group.label or "(none)",
    "model": lambda group: group.model,
    "gateway": lambda group: group.gateway,
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


def spending(groups: Collection[Group], by: str) -> list[Row]:
    """Sum orders up.

    Args:
        groups: Which, from `Ledger.groups`.
        by: `day`, `label`, `model` or `gateway`.

    Returns:
        A row for each, by name, and `total` at the end.

    Raises:
        BadRequest: There is no such report.
    """
    if by not in BY:
        raise BadRequest(f"spending is by {', '.join(BY)}, not by {by!r}")
    named: dict[str, list[Group]] = {}
    for group in groups:
        named.setdefault(BY[by](group), []).append(group)
    return [*(_row(name, named[name]) for name in sorted(named)), _row("total", groups)]


def savings(groups: Iterable[Group], baseline: str, known: Collection[str]) -> Savings:
    """Compare what delivered orders cost with what they would have cost otherwise.

    Args:
        groups: Which, from `Ledger.groups` with that baseline.
        baseline: A model's id, priced when the order was made for the same request; or `dearest`.
        known: The baselines that there are, from `Ledger.baselines`.
    """
    delivered = [group for group in groups if group.state == "delivered" and group.reserved]
    have = [group for group in delivered if group.baseline is not None]
    if delivered and not have:
        raise BadRequest(f"no order was ever priced with {baseline[:60]!r}; there are {', '.join(known) or 'none'}")
    return Savings(
        baseline=baseline, orders=sum(group.orders for group in have),
        without=sum(group.orders for group in delivered) - sum(group.orders for group in have),
        paid=sum(charged_of(group) for group in have), would_have_cost=sum(group.baseline or 0 for group in have),
    )  # fmt: skip


def _row(name: str, groups: Iterable[Group]) -> Row:
    found = list(groups)
    paid = [group for group in found if money_of(group) == "paid"]
    held = [group for group in found if money_of(group) != "paid"]
    return Row(
        name=name, orders=sum(group.orders for group in found), pictures=sum(group.pictures for group in found),
        paid=sum(group.settled or 0 for group in paid), held=sum(charged_of(group) for group in held),
    )  # fmt: skip
