"""What a flow says to its shell, and what it is told: plain values, no sockets."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

__all__ = ["Flow", "HttpRequest", "HttpResponse", "Wait", "ask"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """One request. Its `repr` shows where it goes, never its headers, query or body.

    Args:
        method: `GET` or `POST`.
        url: Absolute URL.
        headers: Names and values.
        body: The bytes to send.
        timeout: Seconds for the whole exchange.
        max_bytes: Most bytes of answer that are read.
        public: The place was named by somebody else, so only public addresses are called.
    """

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    timeout: float
    max_bytes: int
    public: bool = False

    @property
    def place(self) -> str:
        """Scheme, host and path: what may be shown."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"

    def __repr__(self) -> str:
        return f"<HttpRequest {self.method} {self.place}, {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """One whole answer.

    Args:
        headers: By lower-case name.
        body: All of it, decompressed.
        seconds: How long it took.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    seconds: float = 0.0

    def header(self, name: str) -> str:
        """A header's first value, or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    def __repr__(self) -> str:
        return f"<HttpResponse {self.status}, {len(self.body)} bytes>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Let some seconds pass."""

    seconds: float


Flow = Generator[HttpRequest | Wait, HttpResponse | None, T]
"""A call as a generator: it yields what is to be done, is sent each answer, and returns its result.

A request that brought no answer is thrown into it as `GatewayUnreachable`, so that the flow decides what then.
"""


def ask(request: HttpRequest) -> Flow[HttpResponse]:
    """Yield a request, and give back its answer."""
    response = yield request
    if response is None:
        raise TypeError("a request was answered with nothing")
    return response
