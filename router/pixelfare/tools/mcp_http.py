"""The MCP server over streamable HTTP: on this machine only, for callers that have its token.

What it keeps out: other users and programs (the token), pages of other sites (`Origin`), and names that were rebound
to this address (`Host`).
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from mcp.server.lowlevel.server import Server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pixelfare.errors import BadRequest

__all__ = ["PATH", "http_app", "listen", "serve_http"]

PATH = "/mcp"
_MOST_BYTES = 1_000_000
_LOOPBACK = "127.0.0.1"
_STOP_SECONDS = 5
_BACKLOG = 256
"""Connections that are accepted in one turn; each is an open file."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this machine.

    Args:
        host: A loopback address, or `localhost`.
        port: 0 for any that is free.

    Raises:
        BadRequest: It is another address, or cannot be listened on.
    """
    address = _LOOPBACK if host == "localhost" else host
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        raise BadRequest(f"host is a loopback address such as {_LOOPBACK}, not {host[:60]!r}") from None
    if not known.is_loopback:
        raise BadRequest(f"this server is for this machine only: {host} is no loopback address such as {_LOOPBACK}")
    made = socket.socket(socket.AF_INET6 if known.version == 6 else socket.AF_INET)  # noqa: PLR2004  the version
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen()  # whoever is told the address may call it at once
    except (OSError, OverflowError) as failure:
        made.close()
        raise BadRequest(f"cannot listen on {host}:{port}: {getattr(failure, 'strerror', None) or failure}") from None
    return made


def http_app(server: Server[Any], token: str, port: int, *, host: str = _LOOPBACK) -> ASGIApp:
    """The application: the protocol at `/mcp`, behind a door.

    Args:
        server: From `build_server`.
        token: What callers send as `Authorization: Bearer ...`.
        port: Where it listens, which is part of the names that it goes by.
        host: The address that it listens on, which is one of them.
    """
    names = [f"{name}:{port}" for name in dict.fromkeys((_LOOPBACK, "localhost", "[::1]", _named(host)))]
    security = TransportSecuritySettings(allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names])
    app = server.streamable_http_app(
        streamable_http_path=PATH, transport_security=security, max_request_body_size=_MOST_BYTES
    )
    return _Door(app, token)


def serve_http(
    server: Server[Any], listening: socket.socket, token: str, *, ready: Callable[[str], object] = lambda _: None,
    protocol: type[asyncio.Protocol] | None = None,
) -> None:  # fmt: skip
    """Serve until Ctrl-C or SIGTERM.

    Args:
        server: From `build_server`.
        listening: From `listen`.
        token: What callers send.
        ready: Called with the URL before the first request is taken.
        protocol: How uvicorn keeps a connection; nothing: as it usually does.
    """
    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        http_app(server, token, port, host=host), http=protocol or "auto", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, ws="none", backlog=_BACKLOG, timeout_graceful_shutdown=_STOP_SECONDS,
    )  # fmt: skip
    ready(f"http://{_named(host)}:{port}{PATH}")
    with listening, contextlib.suppress(KeyboardInterrupt):
        asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))


def _named(host: str) -> str:
    """An address as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


class _Door:
    """An ASGI application that lets only those in who have the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app, self._expected = app, f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = Headers(scope=scope).get("authorization", "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, self._expected):
                said = {"error": "invalid_token", "error_description": "send the token of this machine as a bearer"}
                refusal = JSONResponse(said, 401, headers={"www-authenticate": 'Bearer realm="pixelfare"'})
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)
