"""What a router tells others while it works: one frozen object for each step, without prompt, key or header."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pixelfare.ledger.receipt import Receipt
from pixelfare.ledger.values import Order
from pixelfare.money import usd

__all__ = ["Details", "Hook", "details_of", "log_details", "tell"]

_logger = logging.getLogger("pixelfare")
_ROUTINE = frozenset({"reserved", "signed", "sent", "job", "settled", "delivered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """One step of one order.

    Args:
        event: The state that was entered (`reserved`, `signed`, `sent`, `job`, `settled`, `delivered`, `refused`,
            `unpaid`, `unknown`), or `closed` when the router is done with the order for now.
        state: The order's state.
        quoted_usd: The exact quote.
        paid_usd: What was paid; `None` while that is not known.
        seconds: Since the order was reserved.
        error: The name of the error class, where it ended in one.
    """

    event: str
    order: str
    purchase: str
    state: str
    model: str
    gateway: str
    size: str
    n: int
    operation: str
    rail: str
    network: str
    label: str
    quoted_usd: Decimal
    paid_usd: Decimal | None
    money: str
    seconds: float
    error: str = ""


Hook = Callable[[Details], object]
"""Called with each step, in the thread or event loop that pays; it must be quick. What it raises is logged, no more."""


def details_of(event: str, order: Order, *, now: float, error: str = "") -> Details:
    """What a hook is told about an order."""
    receipt = Receipt.of(order)
    return Details(
        event=event, order=order.id, purchase=order.purchase, state=order.state, model=order.model,
        gateway=order.gateway, size=order.size, n=order.n, operation=order.operation, rail=order.rail,
        network=order.network, label=order.label, quoted_usd=usd(order.quoted), paid_usd=receipt.paid_usd,
        money=receipt.money, seconds=max(0.0, now - order.created), error=error,
    )  # fmt: skip


def tell(hooks: tuple[Hook, ...], details: Details) -> None:
    """Call every hook. One that fails must not come between a payment and its picture."""
    for hook in hooks:
        try:
            hook(details)
        except Exception:  # noqa: BLE001  somebody else's code, whatever it raises
            _logger.warning("a hook failed on %s of %s", details.event, details.order)


def log_details(details: Details) -> None:
    """A hook that writes each step to the logger `pixelfare`: routine at DEBUG, trouble at WARNING.

    Example:
        >>> from pixelfare import Router
        >>> Router("sandbox", hooks=[log_details]).close()
    """
    level = logging.DEBUG if details.event in _ROUTINE or not details.error else logging.WARNING
    _logger.log(
        level, "%s %s: %s @ %s, %s USD quoted, money: %s%s", details.order, details.event, details.model,
        details.gateway, details.quoted_usd, details.money, f", {details.error}" if details.error else "",
    )  # fmt: skip
