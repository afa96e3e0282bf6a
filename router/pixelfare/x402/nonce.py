"""Nonces: an order has one for ever, so that paying it twice is the same payment twice."""

from __future__ import annotations

import hashlib
import hmac
import secrets

__all__ = ["order_nonce", "random_nonce"]

_LEAST_SECRET = 16


def order_nonce(secret: bytes, *parts: str | bytes) -> bytes:
    """The nonce of an order, always the same for the same parts, and not to be guessed without the secret.

    Args:
        secret: The ledger's own secret, at least 16 bytes.
        parts: What makes the order what it is: its id, method, URL, hash of the body.

    Returns:
        32 bytes.

    Raises:
        ValueError: The secret is too short, or there are no parts: other orders would have the same nonce.

    Example:
        >>> order_nonce(bytes(32), "ord_1", "POST") == order_nonce(bytes(32), "ord_1POST")
        False
    """
    if len(secret) < _LEAST_SECRET:
        raise ValueError(f"the secret of a nonce has at least {_LEAST_SECRET} bytes, not {len(secret)}")
    if not parts:
        raise ValueError("a nonce is made of at least one part")
    made = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        # The length goes first, or "a", "bc" and "ab", "c" would be one order.
        made.update(len(data).to_bytes(8, "big") + data)
    return made.digest()


def random_nonce() -> bytes:
    """A nonce for what no ledger keeps: 32 bytes that were never used before."""
    return secrets.token_bytes(32)
