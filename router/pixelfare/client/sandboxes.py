"""The sandboxes a router starts inside its process, one for each catalog and day."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixelfare.catalog.catalog import Catalog
    from pixelfare.sandbox import Sandbox

__all__ = ["Sandboxes"]

_MOST = 16


class Sandboxes:
    """Started when first needed, closed together; threads may share them.

    Args:
        pays: `x402` where calls are to be paid for, with test money; else `none`.
        network: The network they are paid on.
    """

    def __init__(self, *, pays: str = "none", network: str = "") -> None:
        self._options: dict[str, Any] = {"pays": pays, "network": network} if pays == "x402" else {}
        self._lock = threading.Lock()
        self._open: dict[tuple[str, object], Sandbox] = {}

    def url(self, catalog: Catalog) -> str:
        """Base URL of the sandbox that sells a catalog."""
        from pixelfare.sandbox import Sandbox  # noqa: PLC0415  only those who use it load it

        with self._lock:
            key = (catalog.digest, catalog.as_of)
            if key not in self._open:
                while len(self._open) >= _MOST:
                    self._open.pop(next(iter(self._open))).close()
                self._open[key] = Sandbox(catalog, **self._options)
            return self._open[key].url

    def close(self) -> None:
        """Stop them all."""
        with self._lock:
            running, self._open = self._open, {}
        for sandbox in running.values():
            sandbox.close()
