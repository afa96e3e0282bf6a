"""Terms that no client should pay: each attack as a change to an honest demand."""

from __future__ import annotations

import base64
import copy
import json
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any

from pixelfare.sandbox.cashier import demand_headers

__all__ = ["EVIL", "attacked"]

EVIL = "https://evil.example"
_OTHER_PAYEE = "0x000000000000000000000000000000000000dEaD"
_ETHEREUM_USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
_HOUR = 3_600
Terms = dict[str, Any]
Answer = tuple[dict[str, str], Mapping[str, Any] | bytes]


def _amount(value: Callable[[str], Any]) -> Callable[[Terms], None]:
    def change(terms: Terms) -> None:
        for offer in terms["accepts"]:
            name = "amount" if "amount" in offer else "maxAmountRequired"
            offer[name] = value(offer[name])

    return change


def _put(**parts: Any) -> Callable[[Terms], None]:
    def change(terms: Terms) -> None:
        for offer in terms["accepts"]:
            offer.update(parts)

    return change


def _extra(**parts: Any) -> Callable[[Terms], None]:
    def change(terms: Terms) -> None:
        for offer in terms["accepts"]:
            offer["extra"] = {**offer["extra"], **parts}

    return change


def _dear_first(terms: Terms) -> None:
    dear = copy.deepcopy(terms["accepts"][0])
    name = "amount" if "amount" in dear else "maxAmountRequired"
    dear[name] = str(int(dear[name]) - 1 + 10**6)
    terms["accepts"].insert(0, dear)


def _resource(terms: Terms) -> None:
    if "resource" in terms:
        terms["resource"] = {**terms["resource"], "url": f"{EVIL}/v1/images/generations"}
    else:
        _put(resource=f"{EVIL}/v1/images/generations")(terms)


def _many(terms: Terms) -> None:
    terms["accepts"] = [copy.deepcopy(terms["accepts"][0]) for _ in range(100)]


_CHANGES: dict[str, Callable[[Terms], None]] = {
    "asks-500": _amount(lambda _: "500000000"),
    "asks-99": _amount(lambda _: "990000"),
    "asks-more": _amount(lambda amount: str(int(amount) + 1)),
    "dear-first": _dear_first,
    "other-token": _put(asset="0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb"),
    "other-chain": _put(network="eip155:1", asset=_ETHEREUM_USDC),
    "wrong-domain-name": _extra(name="Not USD Coin"),
    "long-timeout": _put(maxTimeoutSeconds=10**9),
    "pay-to-swapped": _put(payTo=_OTHER_PAYEE),
    "pay-to-zero": _put(payTo="0x" + "0" * 40),
    "foreign-resource": _resource,
    "hex-amount": _amount(lambda amount: hex(int(amount))),
    "negative-amount": _amount(lambda amount: f"-{amount}"),
    "float-amount": _amount(lambda amount: f"{amount}.0"),
    "many-offers": _many,
    "permit2": _extra(assetTransferMethod="permit2"),
    "upfront": _extra(paymentFlow="upfront"),
    "upto-only": _put(scheme="upto"),
    "huge-terms": lambda terms: terms.update(padding="x" * 100_000),
}


def attacked(kind: str, terms: Terms, body: Mapping[str, Any]) -> Answer:
    """The headers and body of a 402 that carries an attack.

    Args:
        kind: One of `faults.ATTACKS`.
        terms: The honest demand.
        body: The honest body.
    """
    if kind == "no-terms":
        return {}, body
    made = copy.deepcopy(terms)
    if kind in _CHANGES:
        _CHANGES[kind](made)
    if kind == "duplicate-keys":
        return _twice(made)
    headers = {} if made["x402Version"] == 1 else demand_headers(made)
    if kind == "clock-skew":
        headers["date"] = formatdate(time.time() + _HOUR, usegmt=True)
    return headers, made if made["x402Version"] == 1 else body


def _twice(terms: Terms) -> Answer:
    text = json.dumps(terms)
    name = '"amount"' if '"amount"' in text else '"maxAmountRequired"'
    first = text.replace(f"{name}: ", f'{name}: "1", {name}: ', 1).encode()
    if terms["x402Version"] == 1:
        return {}, first
    return {"payment-required": base64.b64encode(first).decode("ascii")}, b"{}"
