"""What paying over x402 is made of: networks, terms, approvals, authorizations, settlements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

__all__ = [
    "Approval",
    "Authorization",
    "HiddenText",
    "Network",
    "PaymentOffer",
    "Settlement",
    "SignedPayment",
    "Signer",
    "Terms",
]


class HiddenText(str):
    """Text that must be sent but never shown: in a `repr`, and so in a dump of a traceback's variables, it is hidden.

    Example:
        >>> [HiddenText("secret")]
        [<hidden>]
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "<hidden>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A chain that is paid on, and its USDC: our own row, never one that a gateway supplies.

    Args:
        id: CAIP-2 name, `eip155:8453`.
        name: Its name in version 1 of the protocol, `base`.
        chain_id: The number in the signature's domain.
        asset: USDC's address, checksummed; its base unit is a micro-USD.
        domain_name: EIP-712 name of the token contract.
        domain_version: EIP-712 version of the token contract.
        test: Its money is worth nothing.
    """

    id: str
    name: str
    chain_id: int
    asset: str
    domain_name: str
    domain_version: str
    test: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOffer:
    """One way to pay that a demand lists, read strictly; what is wrong with it stands in `problem`.

    Args:
        scheme: `exact` is the only one that is signed.
        network: As written: a CAIP-2 name, or a version-1 name.
        amount: Micro-USD (base units of USDC).
        asset: Token address as written.
        pay_to: Who is paid, as written.
        max_timeout: Seconds.
        method: How the token moves; empty means `eip3009`.
        flow: When the money moves; empty means `authorization`.
        resource_url: What is paid for, where this offer itself says so (version 1).
        raw: The offer as it came, to be echoed unchanged.
        problem: Why it cannot be read, as a rule's word and a sentence; empty where it can.
    """

    scheme: str
    network: str
    amount: int
    asset: str
    pay_to: str
    max_timeout: int
    method: str = ""
    flow: str = ""
    resource_url: str = ""
    raw: Mapping[str, Any] = field(repr=False)
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A demand for payment.

    Args:
        version: 1 or 2; it is answered in the same.
        offers: Every way to pay it lists, in its order.
        resource: What is paid for, as it came (version 2), to be echoed.
        resource_url: Its URL; empty where none is given.
        extensions: As they came, to be echoed.
        error: The word it gives for why it demands, such as `payment_required`.
    """

    version: int
    offers: tuple[PaymentOffer, ...]
    resource: Mapping[str, Any] | None = field(default=None, repr=False)
    resource_url: str = ""
    extensions: Mapping[str, Any] | None = field(default=None, repr=False)
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One offer that passed every check, and the window that it may be paid in. Only an approval can be signed.

    Args:
        value: Micro-USD that will be authorized.
        pay_to: Who is paid, checksummed.
        payer: Who pays, checksummed.
        valid_after: Unix seconds; the chain wants its time strictly above.
        valid_before: Unix seconds; strictly below.
    """

    terms: Terms
    offer: PaymentOffer
    network: Network
    value: int
    pay_to: str
    payer: str
    valid_after: int
    valid_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What is signed: EIP-3009 `TransferWithAuthorization`.

    Args:
        nonce: 32 bytes.
    """

    payer: str
    pay_to: str
    value: int
    valid_after: int
    valid_before: int
    nonce: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPayment:
    """A payment header and what it stands for. Whoever has the header can spend it: it is in no `repr`.

    Args:
        header: The header's name, `PAYMENT-SIGNATURE` or `X-PAYMENT`.
        secret: The header's value.
        authorization: What was signed.
        network: CAIP-2 name.
    """

    header: str
    secret: HiddenText = field(repr=False)
    authorization: Authorization
    network: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a `PAYMENT-RESPONSE` header says. Gateways are seen to claim success always: a transaction is what counts.

    Args:
        transaction: The transaction's hash, `0x` and 64 hex digits in lower case; empty where none is named.
        network: As written.
        payer: As written.
        amount: Micro-USD, where given.
        success: As claimed; `None` where it says nothing.
        reason: The word given for a failure, such as `settlement_pending`.
    """

    transaction: str
    network: str = ""
    payer: str = ""
    amount: int | None = None
    success: bool | None = None
    reason: str = ""


@runtime_checkable
class Signer(Protocol):
    """Whatever can sign for an address: a wallet of ours, a key service, a hardware wallet.

    `eth_account` accounts fit as they are.
    """

    @property
    def address(self) -> str:
        """Who pays."""

    def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
        """Sign EIP-712 data: 65 bytes, the same as hex, or an object that has them as `.signature`."""
