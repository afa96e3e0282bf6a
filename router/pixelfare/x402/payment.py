"""From an approval and a signature to the header that goes over the wire."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from pixelfare.x402.values import Approval, Authorization, HiddenText, SignedPayment

__all__ = ["build_payment"]

_IDENTIFIER = "payment-identifier"


def build_payment(approval: Approval, authorization: Authorization, signature: str) -> SignedPayment:
    """The payment header, in the version the gateway asked in. What it offered is echoed unchanged.

    Args:
        approval: What passed the guard.
        authorization: What was signed.
        signature: 0x and 130 hex digits.
    """
    terms, offer = approval.terms, approval.offer
    signed = {
        "signature": signature,
        "authorization": {
            "from": authorization.payer,
            "to": authorization.pay_to,
            "value": str(authorization.value),
            "validAfter": str(authorization.valid_after),
            "validBefore": str(authorization.valid_before),
            "nonce": f"0x{authorization.nonce.hex()}",
        },
    }
    payload: dict[str, Any]
    if terms.version == 1:
        payload = {"x402Version": 1, "scheme": offer.scheme, "network": offer.network, "payload": signed}
    else:
        payload = {"x402Version": 2, "accepted": dict(offer.raw), "payload": signed}
        if terms.resource is not None:
            payload["resource"] = dict(terms.resource)
        if terms.extensions is not None:
            payload["extensions"] = _extensions(terms.extensions, authorization.nonce)
    text = json.dumps(payload, separators=(",", ":")).encode("ascii")
    return SignedPayment(
        header="X-PAYMENT" if terms.version == 1 else "PAYMENT-SIGNATURE",
        secret=HiddenText(base64.b64encode(text).decode("ascii")),
        authorization=authorization,
        network=approval.network.id,
    )


def _extensions(given: Mapping[str, Any], nonce: bytes) -> dict[str, Any]:
    """Extensions echoed; an identifier is added where the server takes one, always the same for one order."""
    echoed = dict(given)
    identifier = echoed.get(_IDENTIFIER)
    if isinstance(identifier, dict):
        info = identifier.get("info")
        known: dict[str, Any] = dict(info) if isinstance(info, dict) else {}
        known.setdefault("id", f"pay_{nonce.hex()[:32]}")
        echoed[_IDENTIFIER] = {**identifier, "info": known}
    return echoed
