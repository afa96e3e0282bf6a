"""Gateways that keep failing are left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pixelfare.errors import GatewayError, GatewayRefused, GatewayUnreachable

__all__ = ["Rests"]

MOST_FAILURES = 5
"""In a row."""
REST_SECONDS = 30.0
_SERVER_ERROR = 500


class Rests:
    """Counts failures in a row of each gateway; threads may share it.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, tuple[int, float]] = {}

    def check(self, url: str) -> None:
        """Refuse to call a gateway that rests.

        Raises:
            GatewayUnreachable: It failed several times in a row, a moment ago.
        """
        with self._lock:
            count, since = self._failures.get(url, (0, 0.0))
            left = REST_SECONDS - (self._clock() - since)
        if count >= MOST_FAILURES and left > 0:
            text = f"the gateway failed {count} times in a row and rests for {left:.0f} more seconds; it was not called"
            raise GatewayUnreachable(text).unsent()

    def failed(self, url: str, failure: GatewayError) -> None:
        """Count a failure of the gateway's own; a refused request is none."""
        own = isinstance(failure, GatewayUnreachable)
        own = own or (isinstance(failure, GatewayRefused) and failure.status >= _SERVER_ERROR)
        with self._lock:
            count, _ = self._failures.get(url, (0, 0.0))
            if own:
                self._failures[url] = (count + 1, self._clock())
            else:
                self._failures.pop(url, None)

    def worked(self, url: str) -> None:
        """Forget its failures."""
        with self._lock:
            self._failures.pop(url, None)
