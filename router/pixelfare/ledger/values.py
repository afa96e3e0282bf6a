"""What the ledger holds: orders, and what is known about each."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

__all__ = ["CHARGED", "FINAL", "OPEN", "STATES", "NewOrder", "Order", "Settling", "StoredPicture", "charged_of"]

STATES = ("reserved", "signed", "sent", "job", "settled", "delivered", "refused", "unpaid", "unknown")
OPEN = frozenset({"reserved", "signed", "sent", "job", "settled", "unknown"})
"""States that something is still to be done about."""
FINAL = frozenset({"delivered", "refused", "unpaid"})
"""States that never change again; payment headers and request bodies are wiped on entering them."""
CHARGED = frozenset({"reserved", "signed", "sent", "job", "settled", "delivered", "unknown"})
"""States that count against budgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPicture:
    """A picture that was delivered: where it was put, and what its bytes add up to."""

    path: Path
    sha256: str
    media_type: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """One attempt to buy, before anything is sent. Amounts are micro-USD.

    Args:
        gateway: Gateway id.
        url: The gateway's base URL.
        model: Model id.
        sold_as: The model's id on the wire.
        size: `1024x1024`.
        quality: Level, or `None`.
        n: Pictures.
        operation: `generate` or `edit`.
        rail: `x402`, `bearer` or `none`.
        network: CAIP-2 name on x402, else empty.
        payer: Who would pay, on x402.
        quoted: The exact quote.
        reserved: What to hold against the budget: the quote, or the dearest permitted attempt of the purchase.
        policy: The policy's id.
        catalog: What identifies the catalog.
        as_of: The day whose prices were quoted, ISO.
        intent: The wish by name.
        request: SHA-256 hex of everything that was asked for, which an idempotency key stands for.
        body: SHA-256 hex of the HTTP body.
        key: Idempotency key, or `None`.
        label: Whose spending it is (an agent, a project), or empty.
        test: No real money: counted apart from all other orders.
        purchase: The purchase it belongs to; empty starts a new one.
        wanted: JSON text of where the pictures are to go, for recovery: `{"folder": ..., "name": ...}`.
        baselines: What the same request would have cost otherwise, micro-USD by name, to tell savings.
    """

    gateway: str
    url: str
    model: str
    sold_as: str
    size: str
    quality: str | None
    n: int
    operation: str
    rail: str
    network: str = ""
    payer: str = ""
    quoted: int
    reserved: int
    policy: str = ""
    catalog: str = ""
    as_of: str = ""
    intent: str = ""
    request: str
    body: str = ""
    key: str | None = None
    label: str = ""
    test: bool = False
    purchase: str = ""
    wanted: str = "{}"
    baselines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(NewOrder):
    """One row of the ledger. Times are Unix seconds with fractions; `None` where it has not come to that.

    Args:
        id: `ord_` and 26 characters.
        state: One of `STATES`.
        demanded: What the payment terms asked for.
        settled: The value of the authorization that moved money, or what a bearer gateway said it charged.
        pay_to: Who is paid.
        nonce: The authorization's nonce, hex with 0x.
        valid_before: When the authorization dies.
        transaction: Settlement transaction, where one was named.
        job: Where a slow job is asked for.
        answer: File of the stored answer, where one is held.
        sends: How often the paid request was sent.
        evidence: What is known about the money, one sentence for each fact, oldest first.
        pictures: What was delivered.
    """

    id: str
    state: str
    created: float
    changed: float
    demanded: int | None = None
    settled: int | None = None
    pay_to: str = ""
    nonce: str = ""
    valid_before: int | None = None
    transaction: str = ""
    job: str = ""
    answer: Path | None = None
    sends: int = 0
    evidence: tuple[str, ...] = ()
    pictures: tuple[StoredPicture, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN

    @property
    def charged(self) -> int:
        """Micro-USD that count against budgets."""
        return charged_of(self)


class Settling(Protocol):
    """An order, or several alike: where it stands, and its amounts in micro-USD."""

    @property
    def state(self) -> str:
        """One of `STATES`."""

    @property
    def reserved(self) -> int:
        """Held when it began."""

    @property
    def settled(self) -> int | None:
        """What it cost; `None` where that is not known."""


def charged_of(order: Settling) -> int:
    """Micro-USD that count against budgets."""
    if order.state not in CHARGED:
        return 0
    return order.reserved if order.settled is None else order.settled
