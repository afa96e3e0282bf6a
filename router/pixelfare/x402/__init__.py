"""Paying over x402: terms, the guard, the signer, and transports that pay for any API."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixelfare.x402.transport import AsyncX402Transport, X402Transport
    from pixelfare.x402.wallet import Wallet

__all__ = ["AsyncX402Transport", "Wallet", "X402Transport"]

_HOMES = {"AsyncX402Transport": "transport", "Wallet": "wallet", "X402Transport": "transport"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pixelfare.x402' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"pixelfare.x402.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
