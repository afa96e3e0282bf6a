"""An image gateway in miniature on this machine: catalog prices, drawn test cards, real HTTP, no money."""

from __future__ import annotations

from pixelfare.sandbox.gateway import Gateway
from pixelfare.sandbox.server import Sandbox, serve

__all__ = ["Gateway", "Sandbox", "serve"]
