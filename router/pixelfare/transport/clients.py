"""The httpx clients of one router: made when they are needed, shared where that is safe, closed with it."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from pixelfare.errors import BadRequest
from pixelfare.transport.shells import new_async_client, new_client

__all__ = ["Clients", "Http"]

Http = httpx.Client | httpx.AsyncClient | httpx.BaseTransport | httpx.AsyncBaseTransport
"""What a caller may bring along; it stays theirs, and is never closed here."""


class Clients:
    """One client for sync calls; for async ones one that is shared while `shared` is open, else one for each call.

    An async client belongs to one event loop, so it cannot outlive what the caller does in that loop.

    Args:
        http: A client or a transport of the caller's own, for tests or special networks. It is used as it is: places
            that others name are then checked as they are written, and not after a look-up.

    Raises:
        BadRequest: Neither client nor transport.
    """

    def __init__(self, http: Http | None = None) -> None:
        if http is not None and not isinstance(http, Http):
            raise BadRequest(f"http is an httpx client or transport, not {type(http).__name__}")
        self._http = http
        self._sync: httpx.Client | None = None
        self._shared: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def sync(self) -> httpx.Client:
        """The client for sync calls; threads may share it.

        Raises:
            BadRequest: The caller's own client is for async calls only.
        """
        if isinstance(self._http, httpx.Client):
            return self._http
        if self._http is not None and not isinstance(self._http, httpx.BaseTransport):
            raise BadRequest("http is for async calls: use agenerate and aedit, or give an httpx.Client")
        with self._lock:
            if self._sync is None or self._sync.is_closed:
                self._sync = new_client(self._http)
                if self._http is None:
                    weakref.finalize(self, self._sync.close)
            return self._sync

    @asynccontextmanager
    async def asynchronous(self) -> AsyncIterator[httpx.AsyncClient]:
        """The client for one async call.

        Raises:
            BadRequest: The caller's own client is for sync calls only.
        """
        if isinstance(self._http, httpx.AsyncClient):
            yield self._http
        elif isinstance(self._http, httpx.AsyncBaseTransport):
            yield new_async_client(self._http)
        elif self._http is not None:
            raise BadRequest("http is for sync calls: use generate and edit, or give an httpx.AsyncClient")
        elif self._shared is not None and self._loop is asyncio.get_running_loop():
            yield self._shared
        else:
            async with new_async_client() as client:
                yield client

    async def share(self) -> None:
        """From now on async calls share one client, until `aclose`."""
        if self._http is None and self._shared is None:
            self._shared, self._loop = new_async_client(), asyncio.get_running_loop()

    def close(self) -> None:
        """Close what was made for sync calls."""
        if self._sync is not None and self._http is None:
            self._sync.close()

    async def aclose(self) -> None:
        """Close what was made for any calls."""
        shared, self._shared = self._shared, None
        if shared is not None:
            await shared.aclose()
        self.close()
