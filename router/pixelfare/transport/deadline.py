"""A limit for a whole exchange. httpx limits each read, so an answer that drips can take for ever.

The limit is looked at in every read and write of the connection. Async calls need none of this: they are cancelled.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["limited", "within"]

_ends: ContextVar[float | None] = ContextVar("pixelfare-exchange-ends", default=None)
SocketOptions = Iterable[tuple[Any, ...]]


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Let what is done here take no longer on connections that are `limited`."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def limited(transport: httpx.HTTPTransport) -> httpx.HTTPTransport:
    """Make a transport keep the limit of `within`.

    httpx has no argument for this, so the pool it made is told; a test sees to it that it still listens.
    """
    pool = transport._pool  # noqa: SLF001  see above
    pool._network_backend = _Backend(pool._network_backend)  # noqa: SLF001  likewise
    return transport


def _left(timeout: float | None) -> float | None:
    """How long a step may take: its own limit, or what the exchange leaves."""
    ends = _ends.get()
    if ends is None:
        return timeout
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the exchange took too long")
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, inner: httpcore.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        return _Stream(self._inner.connect_tcp(host, port, _left(timeout), local_address, socket_options))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.connect_unix_socket(path, _left(timeout), socket_options))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
