"""A demand for payment, read strictly: versions 1 and 2 of x402."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pixelfare.errors import TermsRefused
from pixelfare.x402.strict_json import Unreadable, read_base64, read_object
from pixelfare.x402.values import PaymentOffer, Terms

__all__ = ["read_terms"]

MOST_HEADER = 16_384
"""Characters of the header; real ones have about a thousand."""
MOST_BODY = 65_536
MOST_OFFERS = 20
HEADERS = ("payment-required", "x-payment-required")
_AMOUNT = re.compile(r"0|[1-9][0-9]{0,29}", re.ASCII)
_LONGEST_TEXT = 2_048
_MOST_SECONDS = 10**12


def read_terms(headers: Iterable[tuple[str, str]], body: bytes) -> Terms:
    """Read what a 402 asks for.

    The header comes first (its version is inside it, 2 where it says nothing), then a JSON body of version 1.

    Args:
        headers: Names and values of the answer.
        body: Its body.

    Raises:
        TermsRefused: There are no terms, or they are not well formed as a whole. An offer that cannot be read does not
            spoil the others: its `.problem` says why.
    """
    found = [value for name, value in headers if name.lower() in HEADERS]
    if len(set(found)) > 1:
        raise TermsRefused("header", "the payment terms are given twice, and differ")
    try:
        if found:
            given = read_object(read_base64(found[0], most=MOST_HEADER), most=MOST_HEADER)
            version = given.get("x402Version", 2)
        else:
            given = read_object(body, most=MOST_BODY)
            version = given.get("x402Version")
    except Unreadable as failure:
        where = "header" if found else "body"
        raise TermsRefused(
            "header", f"the gateway wants to be paid, and its terms cannot be read: the {where}: {failure}"
        ) from None
    if type(version) is not int or version not in (1, 2) or (version > 1 and not found):
        raise TermsRefused(
            "version", "the payment terms are of no version that is spoken here", asked=ascii(version)[:40],
            expected="1, or 2 in a header",
        )  # fmt: skip
    accepts = given.get("accepts")
    if not isinstance(accepts, list) or not accepts or len(accepts) > MOST_OFFERS:
        raise TermsRefused("header", f"the payment terms list no offers, or more than {MOST_OFFERS}")
    resource = given.get("resource")
    extensions = given.get("extensions")
    return Terms(
        version=version,
        offers=tuple(_offer(raw, version) for raw in accepts),
        resource=resource if isinstance(resource, dict) else None,
        resource_url=_resource_url(resource),
        extensions=extensions if isinstance(extensions, dict) else None,
        error=_text(given.get("error"))[:200],
    )


def _offer(raw: Any, version: int) -> PaymentOffer:
    offer: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    extra = offer.get("extra")
    more: Mapping[str, Any] = extra if isinstance(extra, dict) else {}
    amount = offer.get("amount" if version == 2 else "maxAmountRequired")  # noqa: PLR2004  a version
    seconds = offer.get("maxTimeoutSeconds")
    return PaymentOffer(
        scheme=_text(offer.get("scheme")),
        network=_text(offer.get("network")),
        amount=int(amount) if isinstance(amount, str) and _AMOUNT.fullmatch(amount) else 0,
        asset=_text(offer.get("asset")),
        pay_to=_text(offer.get("payTo")),
        max_timeout=seconds if type(seconds) is int and 0 <= seconds <= _MOST_SECONDS else 0,
        method=_text(more.get("assetTransferMethod")),
        flow=_text(more.get("paymentFlow")),
        resource_url=_text(offer.get("resource")),
        raw=offer,
        problem=_problem(raw, offer, more, amount, seconds),
    )


def _problem(
    raw: Any, offer: Mapping[str, Any], extra: Mapping[str, Any], amount: Any, seconds: Any
) -> tuple[str, str] | None:
    if not isinstance(raw, dict):
        return "offer", "an offer is no object"
    for name in ("scheme", "network", "asset", "payTo"):
        if not isinstance(offer.get(name), str) or not 0 < len(offer[name]) <= _LONGEST_TEXT:
            return "offer", f"its {name} is missing or no text"
    for name in ("assetTransferMethod", "paymentFlow"):
        if name in extra and not isinstance(extra[name], str):
            return "offer", f"its {name} is no text"
    if "extra" in offer and offer["extra"] is not None and not isinstance(offer["extra"], dict):
        return "offer", "its extra is no object"
    if "resource" in offer and offer["resource"] is not None and not isinstance(offer["resource"], str | dict):
        return "resource", "its resource is no URL"
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount):
        return "amount", f"its amount {ascii(amount)[:60]} is not a whole number of base units, as decimal text"
    if type(seconds) is not int or not 0 <= seconds <= _MOST_SECONDS:
        return "window", f"its maxTimeoutSeconds {ascii(seconds)[:40]} is no number of seconds"
    return None


def _resource_url(resource: Any) -> str:
    if isinstance(resource, dict):
        url = resource.get("url")
        return "" if url is None else _text(url) or "?"
    return "" if resource is None else _text(resource) or "?"


def _text(value: object) -> str:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""
