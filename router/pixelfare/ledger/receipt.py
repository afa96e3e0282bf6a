"""A receipt: what was ordered, what was paid, to whom, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pixelfare.ledger.values import Order, Settling, StoredPicture
from pixelfare.money import usd

__all__ = ["Receipt", "money_of"]

_MONEY = {"delivered": "paid", "settled": "paid", "unpaid": "unpaid", "refused": "none", "reserved": "none"}


def money_of(order: Settling) -> str:
    """What became of the money of an order, or of several alike: `paid`, `unpaid`, `none` or `unknown`."""
    if order.settled == 0 or (not order.reserved and not order.settled):
        return "none"
    return _MONEY.get(order.state, "none" if order.state == "signed" else "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An order as a receipt. It holds no payment header and no prompt.

    Args:
        paid_usd: What was paid; 0 where nothing was, `None` while that is not known.
        money: `paid`, `unpaid` (proved), `none` (nothing was signed) or `unknown`.
        created: When the order began, ISO 8601 in UTC.
        evidence: What is known about the money, one sentence for each fact.
    """

    order: str
    purchase: str
    state: str
    model: str
    gateway: str
    size: str
    quality: str | None
    n: int
    quoted_usd: Decimal
    reserved_usd: Decimal
    paid_usd: Decimal | None
    money: str
    rail: str
    payer: str
    pay_to: str
    network: str
    transaction: str
    created: str
    label: str
    key: str | None
    nonce: str
    evidence: tuple[str, ...]
    pictures: tuple[StoredPicture, ...]

    @classmethod
    def of(cls, order: Order) -> Receipt:
        """The receipt of an order."""
        money = money_of(order)
        paid = None if money == "unknown" else usd(order.settled or 0) if money == "paid" else usd(0)
        return cls(
            order=order.id, purchase=order.purchase, state=order.state, model=order.model, gateway=order.gateway,
            size=order.size, quality=order.quality, n=order.n, quoted_usd=usd(order.quoted),
            reserved_usd=usd(order.reserved), paid_usd=paid, money=money, rail=order.rail, payer=order.payer,
            pay_to=order.pay_to, network=order.network, transaction=order.transaction,
            created=datetime.fromtimestamp(order.created, UTC).isoformat(timespec="milliseconds"), label=order.label,
            key=order.key, nonce=order.nonce, evidence=order.evidence, pictures=order.pictures,
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        amounts = {name: None if plain[name] is None else str(plain[name]) for name in _AMOUNTS}
        pictures = [
            {"path": str(p.path), "sha256": p.sha256, "media_type": p.media_type, "size": p.size} for p in self.pictures
        ]
        return {**plain, **amounts, "evidence": list(self.evidence), "pictures": pictures}

    def __str__(self) -> str:
        paid = "not known" if self.paid_usd is None else f"{self.paid_usd} USD"
        rows = [
            ("order", f"{self.order}, {self.state}"), ("at", f"{self.gateway}, {self.created}"),
            ("for", f"{self.n} x {self.model} {self.size}{f' {self.quality}' if self.quality else ''}"),
            ("quoted", f"{self.quoted_usd} USD"), ("paid", paid), ("from", self.payer), ("to", self.pay_to),
            ("network", self.network), ("transaction", self.transaction), ("label", self.label),
            *(("picture", str(picture.path)) for picture in self.pictures),
            *(("evidence", sentence) for sentence in self.evidence),
        ]  # fmt: skip
        return "\n".join(f"{name:<12}{value}" for name, value in rows if value)


_AMOUNTS = ("quoted_usd", "reserved_usd", "paid_usd")
