"""A gateway inside this process as an httpx transport: the whole way of a call without a socket."""

from __future__ import annotations

from typing import Any, Protocol

import httpx

__all__ = ["InProcess", "Respondent"]


class Respondent(Protocol):
    """What answers: `pixelfare.sandbox.Gateway`, or anything with its method."""

    lost: type[Exception]
    """What it raises to break the connection, with `.sent`: nothing, or the part of an answer that got out."""

    def respond(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one request; header names are lower-case."""


class InProcess(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Calls a gateway instead of a network.

    Args:
        gateway: The gateway.

    Example:
        >>> from pixelfare.sandbox import Gateway
        >>> httpx.Client(transport=InProcess(Gateway())).get("http://127.0.0.1/health").status_code
        200
    """

    def __init__(self, gateway: Respondent) -> None:
        self._gateway = gateway

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        path = request.url.raw_path.decode("ascii")
        try:
            status, out, content = self._gateway.respond(request.method, path, headers, body)
        except self._gateway.lost as lost:
            raise httpx.ReadError("the connection broke off", request=request) from lost
        return httpx.Response(status, headers=out, content=content)
