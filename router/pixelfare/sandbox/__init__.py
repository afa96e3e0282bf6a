"""An image gateway in miniature on this machine: catalog prices, drawn test cards, real HTTP, test money at most."""

from __future__ import annotations

from pixelfare.sandbox.books import Books, Settlement
from pixelfare.sandbox.faults import ConnectionLost, Fault, Faults
from pixelfare.sandbox.gateway import Gateway
from pixelfare.sandbox.server import Sandbox, serve

__all__ = ["Books", "ConnectionLost", "Fault", "Faults", "Gateway", "Sandbox", "Settlement", "serve"]
