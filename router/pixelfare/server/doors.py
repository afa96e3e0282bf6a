"""The door of the server: every request passes it before anything is read, and every answer after it was made.

What it keeps out: pages of other sites (`Origin`, `Sec-Fetch-Site`), names that were rebound to this address (`Host`),
callers without token or key, and requests that this very server sent (`Via`).
"""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pixelfare.errors import FileError
from pixelfare.server.failures import Refused, answer_failure
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import Caller, KeyRing

__all__ = ["Door", "Passed"]

_OPEN = ("/", "/healthz")
"""What anybody on this machine may see: the page without any data, and whether the server is up."""
_OPEN_FOLDERS = ("/page/", "/pictures/")
_SHARED = "/pictures/"
"""Links to pictures carry their own proof, and may be shown by other sites."""
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
_MOST_HEADER_BYTES = 32_768
_BLOCKRUN = "brk_"
"""BlockRun's clients take nothing for a key that does not begin with it: `brk_` and then the token is the token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One request that was answered, for the log and the metrics; without query, prompt or header.

    Args:
        seconds: From its first byte to the end of its answer.
    """

    method: str
    path: str
    status: int
    seconds: float
    request_id: str


class Door:
    """An ASGI application around another.

    Args:
        app: What is behind the door.
        settings: Names and limits.
        ring: Who may ask.
        name: This server's own name, which it says in `Via` when it buys.
        passed: Called after every answer.
        failed: Called with what was raised and is none of ours.
        stopping: Called when a stop begins, while what is under way goes on.
    """

    def __init__(
        self, app: ASGIApp, settings: ServerSettings, ring: KeyRing, name: str,
        *, passed: Callable[[Passed], object], failed: Callable[[Exception, str], object],
        stopping: Callable[[], object] = lambda: None,
    ) -> None:  # fmt: skip
        self.stopping = stopping
        self._app, self._settings, self._ring, self._name = app, settings, ring, name
        self._passed, self._failed = passed, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request pass, or answer why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        began, status, started = time.perf_counter(), 500, False
        headers = Headers(scope=scope)
        request_id = f"req_{secrets.token_hex(8)}"
        scope["state"] = {**scope.get("state", {}), "request_id": request_id, "caller": Caller()}

        async def sending(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                said = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    said.setdefault(name, value)
                said["x-request-id"] = request_id
            await send(message)

        try:
            self._check(scope, headers)
            await self._app(scope, receive, sending)
        except Exception as failure:  # noqa: BLE001  a server answers
            if not isinstance(failure, Refused):
                self._failed(failure, request_id)
            if not started:
                await answer_failure(failure, request_id=request_id)(scope, receive, sending)
        finally:
            seconds = time.perf_counter() - began
            self._passed(
                Passed(
                    method=scope["method"], path=scope["path"], status=status, seconds=seconds, request_id=request_id
                )
            )

    def _check(self, scope: Scope, headers: Headers) -> None:
        """Refuse, in this order: an odd head, a loop, a foreign name, a foreign page, a caller nobody knows."""
        path: str = scope["path"]
        _check_head(scope, headers)
        if any(self._name in value for value in headers.getlist("via")):
            raise Refused(508, "this server was asked by itself: its gateway's URL leads back to it", code="loop")
        self._check_host(headers)
        if not path.startswith(_SHARED):
            self._check_origin(scope, headers)
        if path in _OPEN or path.startswith(_OPEN_FOLDERS):
            return
        secret = _secret(headers)
        caller = self._caller(secret, scope) if secret else None
        if caller is None:
            what = "is not known here" if secret else "is missing"
            where = (
                "the token that 'pixelfare serve' printed" if self._settings.local else "a key of 'pixelfare keys new'"
            )
            text = f"the token {what}: send {where} as 'Authorization: Bearer ...'"
            raise Refused(401, text, code="invalid_api_key", headers={"www-authenticate": "Bearer"})
        scope["state"]["caller"] = caller

    def _caller(self, secret: str, scope: Scope) -> Caller | None:
        try:
            return self._ring.caller(secret)
        except FileError as failure:
            self._failed(failure, scope["state"]["request_id"])
            text = "the keys of this server cannot be read, so nobody is let in"
            raise Refused(503, text, code="keys-unreadable", again=False) from None

    def _check_host(self, headers: Headers) -> None:
        given = headers.getlist("host")
        name = _name_of(given[0]) if len(given) == 1 else ""
        if name not in self._settings.names:
            text = f"this server does not go by the name {name[:60]!r}; --allow-host adds one"
            raise Refused(421, text, code="host-refused")

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        """Pages may ask only where this server is what they came from; programs send no `Origin`."""
        origin = headers.get("origin")
        if origin is not None:
            scheme, _, place = origin.lower().partition("://")
            if scheme not in ("http", "https") or place != headers.get("host", "").lower():
                raise Refused(403, "pages of other sites may not ask this server", code="origin-refused")
        site = headers.get("sec-fetch-site", "none")
        opened = scope["method"] == "GET" and scope["path"] == "/" and headers.get("sec-fetch-mode") == "navigate"
        if site not in ("none", "same-origin") and not opened:
            raise Refused(403, "pages of other sites may not ask this server", code="origin-refused")


def _check_head(scope: Scope, headers: Headers) -> None:
    close = {"connection": "close"}
    if sum(len(name) + len(value) for name, value in scope["headers"]) > _MOST_HEADER_BYTES:
        text = f"the headers have more than {_MOST_HEADER_BYTES:,} bytes"
        raise Refused(431, text, code="headers-too-large", headers=close)
    if "transfer-encoding" in headers and "content-length" in headers:  # a proxy in front may have read it otherwise
        raise Refused(400, "a body has a length or comes in chunks, not both", code="two-lengths", headers=close)


def _name_of(host: str) -> str:
    """The name in a `Host` header, without its port."""
    name, colon, port = host.rpartition(":")
    if colon and port.isascii() and port.isdigit():
        return name.lower()
    return host.lower()


def _secret(headers: Headers) -> str:
    """The token or key that a request brings: as a bearer, or as the password of basic authentication."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip().removeprefix(_BLOCKRUN)
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""
