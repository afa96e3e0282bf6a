"""How the sandbox asks for a payment and checks one: its own reading of x402, which shares nothing with the client's.

Signatures are checked by asking eth_account who signed the typed data; the client builds the digest by itself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pixelfare.errors import BadRequest
from pixelfare.heavy import load_eth_account
from pixelfare.sandbox.books import Books, Settlement
from pixelfare.sandbox.orders import Order, Refused

__all__ = ["PAY_TO", "TOKENS", "Cashier", "Payment", "demand_headers", "request_digest"]

PAY_TO = "0x5A4dB0C5a4Db0c5a4DB0C5A4Db0C5a4dB0c5a4DB"
"""Nobody's address: `5a4db0c` over and over. Its letters are put right when it is first used."""
LEAST_SECONDS = 6
"""How far ahead an authorization has to end, as the reference seller has it (x402 2.25.0)."""
_DIGITS = re.compile(r"[0-9]{1,40}", re.ASCII)
_NONCE = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)
_SIGNATURE = re.compile(r"0x[0-9a-fA-F]{130}", re.ASCII)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)
_FIELDS = ("from", "to", "value", "validAfter", "validBefore", "nonce")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A chain's USDC as the sandbox knows it."""

    chain: int
    old_name: str
    asset: str
    name: str
    version: str = "2"


TOKENS = {
    "eip155:8453": Token(
        chain=8453, old_name="base", asset="0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", name="USD Coin"
    ),
    "eip155:84532": Token(
        chain=84532, old_name="base-sepolia", asset="0x036CbD53842c5426634e7929541eC2318f3dCF7e", name="USDC"
    ),
}
"""Base and its test network, as of 2026-11-22."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment header that was read and found good."""

    payer: str
    nonce: str
    value: int
    ends: int


class Cashier:
    """Asks for payments and takes them.

    Args:
        books: Where they are kept.
        network: `eip155:84532` or `eip155:8453`.
        version: 1 or 2 of the protocol.
        pay_to: Who is paid.
        max_timeout: Seconds, as the terms say.
    """

    def __init__(self, books: Books, *, network: str, version: int, pay_to: str, max_timeout: int) -> None:
        if network not in TOKENS:
            raise BadRequest(f"the sandbox is paid on {' or '.join(TOKENS)}, not on {network!r}")
        if version not in (1, 2):
            raise BadRequest(f"version is 1 or 2, not {version!r}")
        if not _ADDRESS.fullmatch(pay_to):
            raise BadRequest(f"pay_to is an address, not {pay_to[:60]!r}")
        self.books = books
        self.network = network
        self.token = TOKENS[network]
        self.version = version
        self.pay_to = _checksummed(pay_to)
        self.max_timeout = max_timeout

    def requirement(self, order: Order, url: str) -> dict[str, Any]:
        """What is asked for an order."""
        amount = str(order.quote.micro_usd)
        extra = {"name": self.token.name, "version": self.token.version}
        if self.version == 1:
            return {
                "scheme": "exact", "network": self.token.old_name, "maxAmountRequired": amount, "resource": url,
                "description": "An image", "mimeType": "application/json", "asset": self.token.asset,
                "payTo": self.pay_to, "maxTimeoutSeconds": self.max_timeout, "extra": extra,
            }  # fmt: skip
        return {
            "scheme": "exact", "network": self.network, "amount": amount, "asset": self.token.asset,
            "payTo": self.pay_to, "maxTimeoutSeconds": self.max_timeout, "extra": extra,
        }  # fmt: skip

    def terms(self, order: Order, url: str, error: str) -> dict[str, Any]:
        """The whole demand."""
        offers = [self.requirement(order, url)]
        if self.version == 1:
            return {"x402Version": 1, "error": error, "accepts": offers}
        resource = {"url": url, "description": "An image", "mimeType": "application/json"}
        return {"x402Version": 2, "error": error, "resource": resource, "accepts": offers}

    def read(self, headers: Mapping[str, str], order: Order, url: str, now: float) -> Payment:  # noqa: C901  a list
        """Check a payment as the reference seller does, and claim its nonce for this order.

        Raises:
            Refused: 402 with the reference seller's word for what is wrong.
        """
        payload = self._payload(headers)
        offered = self.requirement(order, url)
        compared: tuple[str, ...] = ("scheme", "network")
        chosen: Any = payload
        if self.version == 2:  # noqa: PLR2004  a version
            chosen = payload["accepted"] if isinstance(payload.get("accepted"), dict) else {}
            compared = ("scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds")
        if any(chosen.get(name) != offered[name] for name in compared):
            raise Refused(402, {"error": "No matching payment requirements"})
        signed = payload.get("payload")
        said = signed.get("authorization") if isinstance(signed, dict) else None
        if not isinstance(signed, dict) or not isinstance(said, dict) or not _well_formed(signed, said):
            raise Refused(402, {"error": "invalid_payload"})
        value = int(offered["maxAmountRequired" if self.version == 1 else "amount"])
        if said["to"].lower() != self.pay_to.lower():
            raise Refused(402, {"error": "invalid_exact_evm_payload_recipient_mismatch"})
        if int(said["value"]) != value:
            raise Refused(402, {"error": "invalid_exact_evm_payload_authorization_value"})
        if int(said["validBefore"]) < now + LEAST_SECONDS:
            raise Refused(402, {"error": "invalid_exact_evm_payload_authorization_valid_before"})
        if int(said["validAfter"]) > now:
            raise Refused(402, {"error": "invalid_exact_evm_payload_authorization_valid_after"})
        if self._signer(said, signed["signature"]) != said["from"].lower():
            raise Refused(402, {"error": "invalid_exact_evm_payload_signature"})
        payment = Payment(
            payer=said["from"], nonce=said["nonce"].lower(), value=value, ends=int(said["validBefore"])
        )  # fmt: skip
        if not self.books.can_pay(payment.payer, value) and not self.books.is_settled(payment.nonce):
            raise Refused(402, {"error": "Payment verification failed", "details": "Insufficient balance"})
        if self.books.is_settled(payment.nonce) or not self.books.claim(payment.nonce):
            raise Refused(402, {"error": "invalid_exact_evm_nonce_already_used"})
        return payment

    def payer_of(self, headers: Mapping[str, str], now: float) -> str:
        """Who signed the header that comes with a poll: any live signature of the same wallet will do.

        Raises:
            Refused: There is none that holds.
        """
        signed = self._payload(headers).get("payload")
        said = signed.get("authorization") if isinstance(signed, dict) else None
        if not isinstance(signed, dict) or not isinstance(said, dict) or not _well_formed(signed, said):
            raise Refused(402, {"error": "invalid_payload"})
        if int(said["validBefore"]) <= now:
            raise Refused(402, {"error": "invalid_exact_evm_payload_authorization_valid_before"})
        payer: str = said["from"].lower()
        if self._signer(said, signed["signature"]) != payer:
            raise Refused(402, {"error": "invalid_exact_evm_payload_signature"})
        return payer

    def settle(self, payment: Payment, order: Order, now: float) -> str:
        """Move the money.

        Returns:
            The transaction; empty where it failed, because the window closed or the nonce is used.
        """
        transaction = "0x" + hashlib.sha256(f"sandbox {payment.nonce}".encode()).hexdigest()
        settlement = Settlement(
            payer=payment.payer, nonce=payment.nonce, value=payment.value, transaction=transaction,
            request=request_digest(order), time=now,
        )  # fmt: skip
        return transaction if now < payment.ends and self.books.settle(settlement) else ""

    def receipt(self, transaction: str, payer: str) -> dict[str, str]:
        """The headers that tell of a settlement."""
        network = self.network if self.version == 2 else self.token.old_name  # noqa: PLR2004  a version
        said = {"success": True, "transaction": transaction, "network": network, "payer": payer}
        name = "payment-response" if self.version == 2 else "x-payment-response"  # noqa: PLR2004  a version
        return {name: _base64(said), "x-payment-receipt": transaction}

    def _payload(self, headers: Mapping[str, str]) -> dict[str, Any]:
        text = headers.get("payment-signature" if self.version == 2 else "x-payment", "")  # noqa: PLR2004  a version
        try:
            payload = json.loads(base64.b64decode(text, validate=True))
        except (binascii.Error, ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict) or payload.get("x402Version") != self.version:
            raise Refused(402, {"error": "invalid_payload"})
        return payload

    def _signer(self, said: Mapping[str, Any], signature: str) -> str:
        load_eth_account()
        from eth_account import Account  # noqa: PLC0415  heavy, and needed only where somebody pays
        from eth_account.messages import encode_typed_data  # noqa: PLC0415  likewise

        token = self.token
        domain = {
            "name": token.name,
            "version": token.version,
            "chainId": token.chain,
            "verifyingContract": token.asset,
        }
        kinds = ("address", "address", "uint256", "uint256", "uint256", "bytes32")
        types = {"TransferWithAuthorization": [{"name": n, "type": t} for n, t in zip(_FIELDS, kinds, strict=True)]}
        numbers = {name: int(said[name]) for name in ("value", "validAfter", "validBefore")}
        message = {**{name: said[name] for name in _FIELDS}, **numbers, "nonce": bytes.fromhex(said["nonce"][2:])}
        if signature[-2:].lower() not in ("1b", "1c"):  # the token reverts on any other
            return ""
        try:
            signable = encode_typed_data(domain, types, message)
            return str(Account.recover_message(signable, signature=signature)).lower()
        except Exception:  # noqa: BLE001  whatever is wrong with it, it is nobody's
            return ""


def request_digest(order: Order) -> str:
    """What was ordered, as a digest."""
    parts = (order.offer.sold_as, order.prompt, str(order.size), order.quality, order.n, order.images, order.mask)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def demand_headers(terms: Mapping[str, Any]) -> dict[str, str]:
    """The header that carries terms of version 2."""
    return {"payment-required": _base64(terms)}


def _well_formed(signed: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    texts = [said.get(name) for name in _FIELDS] + [signed.get("signature")]
    if not all(isinstance(text, str) for text in texts):
        return False
    shapes = (_ADDRESS, _ADDRESS, _DIGITS, _DIGITS, _DIGITS, _NONCE, _SIGNATURE)
    return all(shape.fullmatch(str(text)) for shape, text in zip(shapes, texts, strict=True))


def _checksummed(address: str) -> str:
    load_eth_account()
    from eth_utils.address import to_checksum_address  # noqa: PLC0415  heavy, and needed only where somebody pays

    return str(to_checksum_address(address))


def _base64(said: Mapping[str, Any]) -> str:
    return base64.b64encode(json.dumps(said, separators=(",", ":")).encode()).decode("ascii")
