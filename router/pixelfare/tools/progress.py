"""Who watches a call: a router's hook hears of every order, and tells the one who watches in its context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pixelfare.client.hooks import Details

__all__ = ["tell_watcher", "watched_by"]

_SAYINGS = {
    "signed": "paying",
    "sent": "drawing",
    "job": "drawing, which takes a while",
    "settled": "paid, fetching the picture",
    "fallback": "trying another model",
    "delivered": "saved",
}
_watcher: ContextVar[Callable[[str], object] | None] = ContextVar("watcher", default=None)


def tell_watcher(details: Details) -> None:
    """A hook for a router: says what is going on to whoever watches the call."""
    watcher = _watcher.get()
    if watcher is not None and details.event in _SAYINGS:
        watcher(f"{_SAYINGS[details.event]} ({details.model})")


@contextmanager
def watched_by(watcher: Callable[[str], object]) -> Iterator[None]:
    """For the time of the block, and in its context only, tell somebody what is going on; in words."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
