"""The two thin shells that carry out a flow with httpx: one sync, one async. No logic of a call is in here."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import httpx

from pixelfare.errors import BadAnswer, GatewayUnreachable
from pixelfare.transport.deadline import limited, within
from pixelfare.transport.guarded import AsyncGuarded, Guarded, NotPublic, proxy_for
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, Wait

__all__ = ["arun", "new_async_client", "new_client", "run"]

T = TypeVar("T")
Outcome = HttpResponse | GatewayUnreachable | BadAnswer | None
CONNECT_SECONDS = 10.0
_AT_ONCE = httpx.Limits(max_connections=None, max_keepalive_connections=100)
"""How many calls are under way is for callers to limit; a pool that is too small would let them wait unseen."""
_PLAIN = frozenset({"", "identity", "gzip", "deflate"})
_DIGITS = 15
"""More than any number of bytes has, and few enough to read."""
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.InvalidURL)
_DIRECT = ("all://127.0.0.1", "all://localhost", "all://[::1]")


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


def run(
    flow: Flow[T], client: httpx.Client, *, via: str = "", sleep: Callable[[float], object] = time.sleep
) -> T:  # fmt: skip
    """Carry out a flow.

    Args:
        flow: What is to be done; it is closed in the end, however that comes.
        client: Only its transport is used: none of its headers, cookies, parameters or redirects.
        via: What to say in the header `Via` to gateways; places that somebody else named are not told.
        sleep: How to wait.

    Returns:
        What the flow returns.
    """
    outcome: Outcome = None
    with closing(flow):
        while not isinstance(step := _next(flow, outcome), _Done):
            if isinstance(step, Wait):
                sleep(step.seconds)
                outcome = None
            else:
                outcome = _send(step, client, via)
        return step.value


async def arun(
    flow: Flow[T], client: httpx.AsyncClient, *, via: str = "",
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> T:  # fmt: skip
    """Carry out a flow without blocking; when it is cancelled, the connection and the flow are closed.

    Args:
        flow: What is to be done.
        client: As for `run`.
        via: As for `run`.
        sleep: How to wait.
    """
    outcome: Outcome = None
    with closing(flow):
        while not isinstance(step := _next(flow, outcome), _Done):
            if isinstance(step, Wait):
                await sleep(step.seconds)
                outcome = None
            else:
                outcome = await _asend(step, client, via)
        return step.value


def _next(flow: Flow[T], outcome: Outcome) -> HttpRequest | Wait | _Done[T]:
    try:
        return flow.throw(outcome) if isinstance(outcome, Exception) else flow.send(outcome)
    except StopIteration as end:
        return _Done(end.value)


class _Client(httpx.Client):
    """A client that was made here: places that somebody else named are called through the guard instead."""


class _AsyncClient(httpx.AsyncClient):
    """The same for async calls."""


def _send(request: HttpRequest, client: httpx.Client, via: str = "") -> Outcome:
    if request.public and isinstance(client, _Client):
        with httpx.Client(transport=Guarded(_certificates(), proxy=proxy_for(request.url))) as guarded:
            return _send(request, guarded)
    reader = _Reader(request, "" if request.public else via)
    try:
        with within(request.timeout):
            response = client.send(reader.request, stream=True, auth=None, follow_redirects=False)
            with closing(response):
                if reader.accepts(response):
                    for chunk in response.iter_bytes():
                        if not reader.takes(chunk):
                            break
        return reader.outcome(response)
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as failure:
        return reader.failure(failure)


async def _asend(request: HttpRequest, client: httpx.AsyncClient, via: str = "") -> Outcome:
    if request.public and isinstance(client, _AsyncClient):
        transport = AsyncGuarded(_certificates(), proxy=proxy_for(request.url))
        async with httpx.AsyncClient(transport=transport) as guarded:
            return await _asend(request, guarded)
    reader = _Reader(request, "" if request.public else via)
    try:
        async with asyncio.timeout(request.timeout):
            response = await client.send(reader.request, stream=True, auth=None, follow_redirects=False)
            try:
                if reader.accepts(response):
                    async for chunk in response.aiter_bytes():
                        if not reader.takes(chunk):
                            break
            finally:
                await response.aclose()
        return reader.outcome(response)
    except TimeoutError:
        return reader.failure(httpx.ReadTimeout("the exchange took too long"))
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as failure:
        return reader.failure(failure)


class _Reader:
    """What both shells know about reading one answer."""

    def __init__(self, request: HttpRequest, via: str) -> None:
        limits = httpx.Timeout(request.timeout, connect=min(CONNECT_SECONDS, request.timeout))
        self.request = httpx.Request(
            request.method,
            request.url,
            headers=[*request.headers, *([("via", f"1.1 {via}")] if via else [])],
            content=request.body or None,
            extensions={"timeout": limits.as_dict()},
        )
        self._asked = request
        self._began = time.monotonic()
        self._body = bytearray()
        self._problem: GatewayUnreachable | BadAnswer | None = None

    def accepts(self, response: httpx.Response) -> bool:
        """Whether a body can be read at all; an unknown compression could hide any size."""
        stated = response.headers.get("content-length", "")
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in _PLAIN:
            self._problem = BadAnswer("the answer is compressed in a way that was not asked for")
        elif stated.isascii() and stated.isdigit() and int(stated[:_DIGITS]) > self._asked.max_bytes:
            self._too_large()
        return self._problem is None

    def takes(self, chunk: bytes) -> bool:
        """Keep a part of the body; `False` where enough is enough."""
        self._body += chunk
        if len(self._body) > self._asked.max_bytes:
            self._too_large()
        elif time.monotonic() - self._began > self._asked.timeout:
            self._problem = GatewayUnreachable(f"{self._asked.place}: no whole answer within {self._asked.timeout:g} s")
        return self._problem is None

    def outcome(self, response: httpx.Response) -> Outcome:
        """The answer, or why it cannot be taken."""
        if self._problem is not None:
            return self._problem
        headers = tuple((name.lower(), value) for name, value in response.headers.multi_items())
        seconds = time.monotonic() - self._began
        return HttpResponse(status=response.status_code, headers=headers, body=bytes(self._body), seconds=seconds)

    def failure(self, failure: Exception) -> Outcome:
        """An httpx error as ours. It is not chained, since it holds the request with the prompt."""
        place = self._asked.place
        if isinstance(failure, NotPublic):
            return BadAnswer(f"{place} {failure}; it was not called")
        if isinstance(failure, httpx.DecodingError):
            return BadAnswer(f"{place}: the answer is compressed and broken")
        if isinstance(failure, httpx.TimeoutException):
            what = "no connection" if isinstance(failure, httpx.ConnectTimeout) else "no answer"
            limit = min(CONNECT_SECONDS, self._asked.timeout) if what == "no connection" else self._asked.timeout
            text = f"{what} within {limit:g} s"
        elif isinstance(failure, httpx.ConnectError):
            text = f"no connection ({_why(failure)})"
        else:
            text = f"the connection broke off ({type(failure).__name__})"
        unreachable = GatewayUnreachable(f"{place}: {text}")
        return unreachable.unsent() if isinstance(failure, _NEVER_SENT) else unreachable

    def _too_large(self) -> None:
        most = self._asked.max_bytes
        self._problem = BadAnswer(f"{self._asked.place}: the answer has more than {most:,} bytes and was not read")


def _why(failure: BaseException | None) -> str:
    """Why there is no connection, from the error at the bottom, which is the same for both shells."""
    found = ""
    while failure is not None:
        if isinstance(failure, ssl.SSLError):
            found = f"TLS: {getattr(failure, 'verify_message', '') or failure.reason or 'failed'}"
        elif isinstance(failure, socket.gaierror):
            found = "there is no such host"
        elif isinstance(failure, OSError) and failure.errno:
            found = os.strerror(failure.errno)
        failure = failure.__cause__ or failure.__context__
    return found or "the attempt failed"


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client for `run`; proxies from the environment are used, but never for this machine.

    Args:
        transport: The caller's own. It is used for everything, so whom a name leads to is its business.
    """
    if transport is not None:
        return httpx.Client(transport=transport)
    client = _Client(verify=_certificates(), mounts=dict.fromkeys(_DIRECT))
    for made in (client._transport, *client._mounts.values()):  # noqa: SLF001  those it made for proxies, too
        if isinstance(made, httpx.HTTPTransport):
            limited(made)
    return client


def new_async_client(transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """A client for `arun`."""
    if transport is not None:
        return httpx.AsyncClient(transport=transport)
    return _AsyncClient(verify=_certificates(), limits=_AT_ONCE, mounts=dict.fromkeys(_DIRECT))
