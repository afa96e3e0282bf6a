"""The sandbox on a socket of this machine: real HTTP for any client."""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest
from pixelfare.sandbox.books import Books
from pixelfare.sandbox.cashier import PAY_TO
from pixelfare.sandbox.faults import ConnectionLost, Fault, Faults
from pixelfare.sandbox.gateway import Gateway, Settings, is_loopback

__all__ = ["Sandbox", "serve"]

DEFAULT_PORT = 8475
MOST_BODY_BYTES = 80_000_000
"""Room for four sources of 12 MB and a mask as base64."""
IDLE_SECONDS = 30
_AT_ONCE = struct.pack("ii", 1, 0)
"""Close without a good-bye, so that the other side sees a reset."""
_STOP_SECONDS = 5


class _Handler(BaseHTTPRequestHandler):
    """One connection; everything that matters is decided in `Gateway`."""

    protocol_version = "HTTP/1.1"
    server_version = "pixelfare-sandbox"
    sys_version = ""
    timeout = IDLE_SECONDS
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer any method."""
        length = self._length()
        if length is None:
            return
        body = self.rfile.read(length) if length else b""
        if len(body) < length:
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            status, out, content = self.server.gateway.respond(self.command, self.path, headers, body)
        except ConnectionLost as lost:
            self._hang_up(lost)
            return
        except Exception as failure:  # noqa: BLE001  a server answers; the message could hold a prompt
            self.server.say(f"internal error: {type(failure).__name__}")
            status, out, content = _problem(500, "Internal server error")
        self._answer(status, out, content)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET  # noqa: N815  likewise

    def _hang_up(self, lost: ConnectionLost) -> None:
        """Break the connection, after what was already sent."""
        self.close_connection = True
        self.server.say(f"{self.command} {self.path.partition('?')[0][:100]!a} hung up")
        if lost.sent is None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            return
        status, headers, content = lost.sent
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _length(self) -> int | None:
        """The body's length; `None` where that was answered with an error."""
        text = self.headers.get("content-length", "0" if self.command in ("GET", "HEAD", "OPTIONS") else "")
        if self.headers.get("transfer-encoding") or not (text.isascii() and text.isdigit()):
            self.close_connection = True
            self._answer(*_problem(411, "Length required"))
            return None
        if len(text) > len(str(MOST_BODY_BYTES)) or int(text) > MOST_BODY_BYTES:
            self.close_connection = True
            self._answer(*_problem(413, "Body too large"))
            return None
        return int(text)

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.send_header("x-content-type-options", "nosniff")
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()
        self.server.say(f"{self.command} {self.path.partition('?')[0][:100]!a} {status} {len(content)}")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is http.server's
        """Stay quiet; `say` reports what is served, never what was asked for."""


def _problem(status: int, error: str) -> tuple[int, dict[str, str], bytes]:
    return status, {"content-type": "application/json"}, json.dumps({"error": error}).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], gateway: Gateway, say: Callable[[str], None] | None) -> None:
        self.gateway = gateway
        self.say = say or (lambda _line: None)
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as `HTTPServer` would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that it can be closed with the server."""
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of ours."""

    def stop(self) -> None:
        """Stop accepting, hang up on everyone, and wait until that is done."""
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._changed.wait_for(lambda: not self._open, timeout=_STOP_SECONDS)


class Sandbox:
    """A gateway on this machine that draws test cards: real HTTP, catalog prices, no money.

    Args:
        catalog: What it sells; the shipped catalog where nothing is given.
        as_of: The day whose prices and models it has; the catalog's own where nothing is given.
        results: `documented`, `url` or `data`: how pictures are handed over.
        form: `png` or `jpeg`.
        slow: Whether calls are answered with a job to poll; `None` for the models that are always slow.
        polls: How many polls find a slow job still running.
        pays: `none`, `x402` (test money on its own books) or `bearer` (a key).
        network: What is paid on, by CAIP-2 name: Base's test network, or `eip155:8453`.
        pay_to: Who is paid.
        key: The key that `bearer` wants.
        speaks: `blockrun-images` or `openai-images`.
        version: Version of x402, 1 or 2.
        max_timeout: Seconds that payment terms give.
        proxied: Pass a slow edit's 202 on as a 200, as one local proxy does.
        faults: What goes wrong: `Fault` values, or texts such as `"500:3"`; or `Faults` with a seed.
        books: Books to keep payments in, such as those of a file.
        clock: Unix seconds.
        host: A loopback address.
        port: 0 for any free port.
        log: Called with a line for each request, which never holds a prompt.

    Raises:
        BadRequest: Not a loopback address, or the port cannot be opened.

    Example:
        >>> with Sandbox() as sandbox:
        ...     sandbox.url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self,
        catalog: Catalog | None = None,
        as_of: date | str | None = None,
        *,
        results: str = "documented",
        form: str = "png",
        slow: bool | None = None,
        polls: int = 1,
        pays: str = "none",
        network: str = "eip155:84532",
        pay_to: str = PAY_TO,
        key: str = "sandbox-key",
        speaks: str = "blockrun-images",
        version: int = 2,
        max_timeout: int = 300,
        proxied: bool = False,
        faults: Faults | Iterable[Fault | str] = (),
        books: Books | None = None,
        clock: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        log: Callable[[str], None] | None = None,
    ) -> None:
        if not is_loopback(host):
            raise BadRequest(f"the sandbox listens on this machine only, not on {host!r}")
        catalog = Catalog.load(as_of) if catalog is None else catalog if as_of is None else catalog.at(as_of)
        settings = Settings(
            results=results, form=form, slow=slow, polls=polls, pays=pays, network=network, pay_to=pay_to, key=key,
            speaks=speaks, version=version, max_timeout=max_timeout, proxied=proxied,
        )  # fmt: skip
        plan = faults if isinstance(faults, Faults) else Faults(faults)
        self.gateway = Gateway(catalog, settings, clock, books=books, faults=plan)
        self._address = (host, port)
        self._log = log
        self._close: Callable[[], object] = lambda: None
        self._url = ""

    def __repr__(self) -> str:
        return f"<Sandbox {self._url or 'not started'}>"

    @property
    def url(self) -> str:
        """Base URL, such as `http://127.0.0.1:40123`; starts the sandbox where it does not run yet."""
        return self.start()._url  # noqa: SLF001  our own

    def start(self) -> Self:
        """Start listening; a running sandbox stays as it is."""
        if not self._url:
            try:
                server = _Server(self._address, self.gateway, self._log)
            except (OSError, OverflowError) as failure:
                where = f"{self._address[0]}:{self._address[1]}"
                raise BadRequest(f"the sandbox cannot listen on {where}: {failure}") from None
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="pixelfare-sandbox", daemon=True)
            thread.start()
            self._close = weakref.finalize(self, _stop, server, thread)
            host = "localhost" if self._address[0] == "localhost" else server.server_address[0]
            name = f"[{host!s}]" if ":" in str(host) else str(host)
            self._url = f"http://{name}:{server.server_port}"
        return self

    def close(self) -> None:
        """Stop listening and hang up on every client."""
        self._close()
        self._url = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _stop(server: _Server, thread: threading.Thread) -> None:
    server.stop()
    thread.join(_STOP_SECONDS)


def serve(
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    ready: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
    **options: Any,
) -> None:
    """Run a sandbox until Ctrl-C.

    Args:
        host: A loopback address.
        port: 0 for any free port.
        ready: Called with the URL once it listens.
        stop: Ends it from another thread.
        options: As for `Sandbox`.

    Raises:
        BadRequest: Not a loopback address, or the port cannot be opened.
    """
    stop = threading.Event() if stop is None else stop
    with Sandbox(host=host, port=port, **options) as sandbox:
        if ready is not None:
            ready(sandbox.url)
        try:
            while not stop.wait(0.5):
                pass
        except KeyboardInterrupt:
            pass
