"""What all endpoints of one server share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from pixelfare.client.router import Router
from pixelfare.server.buying import BuyingLoop
from pixelfare.server.jobs import Jobs
from pixelfare.server.links import Links
from pixelfare.server.metrics import Metrics
from pixelfare.server.places import Places
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import Caller

__all__ = ["Service", "caller_of", "key_of", "service_of"]

_LARGE_AT_ONCE = 8
_LONGEST_KEY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One server's parts.

    Args:
        router: What chooses and buys.
        buying: Where it buys.
        served: Gateways that callers may name; nothing: any.
        name: This server's own name, which it says in `Via` when it buys.
        log: Called with a line, which never holds a prompt or a key.
        large: Held while a large body arrives.
    """

    router: Router
    buying: BuyingLoop
    settings: ServerSettings
    served: tuple[str, ...] | None
    jobs: Jobs
    links: Links
    metrics: Metrics
    name: str
    log: Callable[[str], object] = lambda _: None
    large: Places = field(default_factory=lambda: Places(_LARGE_AT_ONCE))

    def base(self, request: Request) -> str:
        """What links begin with: the public URL, or how the caller called this server."""
        public = self.settings.public_url.rstrip("/")
        return public or f"{request.url.scheme}://{request.headers['host']}"


def service_of(request: Request) -> Service:
    """The parts of the server that a request came to."""
    found: Service = request.app.state.service
    return found


def caller_of(request: Request) -> Caller:
    """Who asks."""
    found: Caller = request.state.caller
    return found


def key_of(caller: Caller, given: str) -> str:
    """The idempotency key that the ledger knows: what one caller calls a key is none of another's business."""
    if caller.owner:
        return given
    short = given if len(given) <= _LONGEST_KEY else hashlib.sha256(given.encode()).hexdigest()
    return f"{hashlib.sha256(caller.label.encode()).hexdigest()[:16]}:{short}"
