"""Orders and a clock for tests of the ledger."""

from __future__ import annotations

from typing import Any

from pixelfare.ledger import Ledger, NewOrder, Order

__all__ = ["HEADER", "Clock", "new", "settled", "signed"]

HEADER = "c2VjcmV0LWhlYWRlcg=="


class Clock:
    """Unix seconds that stand still until they are set."""

    def __init__(self) -> None:
        self.now = 1_764_000_000.0

    def __call__(self) -> float:
        return self.now


def new(**parts: Any) -> NewOrder:
    return NewOrder(**{
        "gateway": "blockrun", "url": "https://gateway.example", "model": "zai/cogview-4", "sold_as": "zai/cogview-4",
        "size": "1024x1024", "quality": None, "n": 1, "operation": "generate", "rail": "x402", "network": "eip155:8453",
        "payer": "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", "quoted": 16_750, "reserved": 16_750,
        "request": "a" * 64, **parts,
    })  # fmt: skip


def signed(ledger: Ledger, order: Order, secret: str = HEADER, number: int = 1) -> Order:
    return ledger.signed(
        order.id, header="PAYMENT-SIGNATURE", secret=secret, demanded=order.reserved, value=order.reserved,
        pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C", nonce=f"0x{order.id.encode().hex():0<64}"[:66],
        valid_before=1_764_000_900 + number,
    )  # fmt: skip


def settled(ledger: Ledger, order: Order) -> Order:
    ledger.sending(signed(ledger, order).id)
    return ledger.settled(order.id, amount=order.reserved, evidence="answered with pictures")
