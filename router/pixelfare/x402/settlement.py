"""What a gateway says about the settlement, wherever it says it: two headers, a bare hash, or the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pixelfare.x402.strict_json import Unreadable, read_base64, read_object
from pixelfare.x402.values import Settlement

__all__ = ["read_settlement", "settlement_of_body"]

MOST_HEADER = 16_384
_HASH = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)
_KEYS = ("transaction", "txHash", "transactionHash", "tx_hash", "signature")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,29}", re.ASCII)


def read_settlement(headers: Iterable[tuple[str, str]]) -> Settlement | None:
    """Read the settlement from an answer's headers, on any status.

    Garbage is no settlement and no error: money is decided by what was signed, and this only adds evidence.
    """
    receipt = ""
    found: Settlement | None = None
    for name, value in headers:
        lower = name.lower()
        if lower in ("payment-response", "x-payment-response") and found is None:
            try:
                found = _settlement(read_object(read_base64(value, most=MOST_HEADER), most=MOST_HEADER))
            except Unreadable:
                continue
        elif lower == "x-payment-receipt" and _HASH.fullmatch(value.strip()):
            receipt = value.strip().lower()
    if receipt and (found is None or not found.transaction):
        return Settlement(transaction=receipt)
    return found


def settlement_of_body(payment: object) -> Settlement | None:
    """The settlement that a body's `payment` names: `{"status": "settled", "tx_hash": ...}`."""
    if not isinstance(payment, dict) or payment.get("status") not in ("settled", "already_settled"):
        return None
    return _settlement(payment)


def _settlement(said: Mapping[str, Any]) -> Settlement:
    hashes = (said.get(key) for key in _KEYS)
    transaction = next((h.lower() for h in hashes if isinstance(h, str) and _HASH.fullmatch(h)), "")
    amount, success = said.get("amount"), said.get("success")
    return Settlement(
        transaction=transaction,
        network=_text(said.get("network")),
        payer=_text(said.get("payer")),
        amount=int(amount) if isinstance(amount, str) and _DIGITS.fullmatch(amount) else None,
        success=success if isinstance(success, bool) else None,
        reason=_text(said.get("errorReason")),
    )


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) and value.isprintable() else ""
