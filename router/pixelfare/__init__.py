"""pixelfare: the right image model, size and exact price for a prompt.

```python
from pixelfare import route

d = route("a lighthouse at dusk", "cheapest", size="16:9")
d.model, d.size, d.quote.usd
print(d.explain())
```

Everything here is loaded when it is first used, so that the import is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixelfare import errors
    from pixelfare.catalog import Catalog, Quote
    from pixelfare.client import Router
    from pixelfare.ledger import Budget, Ledger, Receipt
    from pixelfare.picture import Picture
    from pixelfare.policy import Decision, Policy
    from pixelfare.reading import Needs, read
    from pixelfare.routing import route
    from pixelfare.size import Size
    from pixelfare.x402 import AsyncX402Transport, Wallet, X402Transport

__all__ = [
    "AsyncX402Transport",
    "Budget",
    "Catalog",
    "Decision",
    "Ledger",
    "Needs",
    "Picture",
    "Policy",
    "Quote",
    "Receipt",
    "Router",
    "Size",
    "Wallet",
    "X402Transport",
    "errors",
    "read",
    "route",
]

_HOMES = {
    "AsyncX402Transport": "x402", "Budget": "ledger", "Ledger": "ledger", "Receipt": "ledger", "Wallet": "x402",
    "X402Transport": "x402", "Catalog": "catalog", "Decision": "policy", "Needs": "reading", "Picture": "picture",
    "Policy": "policy", "Quote": "catalog", "Router": "client", "Size": "size", "read": "reading", "route": "routing",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415  reads files, and is rarely asked

        try:
            return version("pixelfare")
        except PackageNotFoundError:  # a checkout that nobody installed
            return "0+source"
    if name == "errors":
        return importlib.import_module("pixelfare.errors")
    if name not in _HOMES:
        raise AttributeError(f"module 'pixelfare' has no attribute {name!r}")
    found = getattr(importlib.import_module(f"pixelfare.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__, "__version__"])
