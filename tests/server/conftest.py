"""A server that buys with test money at a sandbox whose books are counted, and raw access to its socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

import httpx
import pytest

from pixelfare import Catalog, Ledger, Router
from pixelfare.sandbox import Sandbox
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import KeyRing, new_key

collect_ignore_glob = [] if find_spec("uvicorn") else ["test_*.py"]  # the extra `server` is not installed

TOKEN = "pf-local-" + "0" * 43
WALLET = (1).to_bytes(32, "big")
CATALOG = Catalog.load("2026-11-22")
WISH = {"prompt": "a red bicycle", "model": "pixelfare/cheapest"}
SECONDS = 20.0


@dataclass(kw_only=True)
class Shop:
    """A server under test.

    Args:
        log: Lines that it wrote.
        open: What to let in before orders are answered; set unless a test holds them.
    """

    url: str
    sandbox: Sandbox
    router: Router
    log: list[str]
    open: threading.Event
    stack: ExitStack = field(repr=False)

    def client(self, secret: str = TOKEN, **options: Any) -> httpx.Client:
        headers = {"authorization": f"Bearer {secret}"} if secret else {}
        return self.stack.enter_context(httpx.Client(base_url=self.url, headers=headers, timeout=SECONDS, **options))

    def agent(self, label: str) -> httpx.Client:
        return self.client(new_key(label))

    @property
    def address(self) -> tuple[str, int]:
        host, _, port = self.url.removeprefix("http://").partition(":")
        return host, int(port)

    @property
    def settled(self) -> int:
        """How many payments the gateway has taken."""
        return len(self.sandbox.gateway.books.settlements)

    @property
    def ledger(self) -> Ledger:
        return self.router.ledger

    def until(self, true: Callable[[], object]) -> None:
        """Wait for what happens in another thread."""
        for _ in range(int(SECONDS / 0.01)):
            if true():
                return
            time.sleep(0.01)
        pytest.fail("it did not happen")

    def raw(self, *sent: bytes, wait: bool = True) -> bytes:
        """Everything that is answered to these very bytes."""
        with socket.create_connection(self.address, timeout=SECONDS) as made:
            for part in sent:
                made.sendall(part)
            found = b""
            while wait and (part := _received(made)):
                found += part
                if _whole(found):
                    break
            return found

    def ask(self, *lines: str, body: bytes = b"", token: str = TOKEN) -> tuple[int, str]:
        """Send a request as it is written here, and read status and text."""
        head = "\r\n".join(
            [*lines, *([f"Authorization: Bearer {token}"] if token else []), "Connection: close", "", ""]
        )
        answer = self.raw(head.encode("latin-1") + body)
        return (int(answer.split(b" ")[1]), answer.decode("utf-8", "replace")) if answer else (0, "")

    def is_well(self, *, settled: int = 0) -> None:
        """It answers, nothing more was spent than that, and no order is open."""
        assert self.client("").get("/healthz").json() == {"status": "ok"}
        assert self.settled == settled
        assert sum(order.charged for order in self.ledger.orders()) == settled * 16_750
        assert not any("internal error" in line for line in self.log), self.log


def _received(made: socket.socket) -> bytes:
    try:
        return made.recv(65_536)
    except ConnectionError:
        return b""


def _whole(found: bytes) -> bool:
    head, ended, rest = found.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(ended and lengths and len(rest) >= int(lengths[0]))


@pytest.fixture
def open_shop() -> Iterator[Callable[..., Shop]]:
    """`open_shop(at_once=1)`: a server with these settings, and what else is given for router and sandbox."""
    from pixelfare.server.app import create_app  # noqa: PLC0415  the extra `server` may be missing
    from pixelfare.server.running import running  # noqa: PLC0415

    with ExitStack() as stack:

        def opened(
            *, router: dict[str, Any] | None = None, sandbox: dict[str, Any] | None = None, token: str = TOKEN,
            served: tuple[str, ...] | None = ("sandbox",), **settings: Any,
        ) -> Shop:  # fmt: skip
            options = {"pays": "x402", "slow": False, **(sandbox or {})}
            box = stack.enter_context(Sandbox(CATALOG, **options))
            may = threading.Event()
            may.set()
            respond = box.gateway.respond

            def held(method: str, *rest: Any) -> Any:
                if method == "POST":
                    may.wait(SECONDS)
                return respond(method, *rest)

            setattr(box.gateway, "respond", held)  # noqa: B010  a method is replaced
            made: list[Router] = []

            def router_of(**parts: Any) -> Router:
                given = {"url": box.url, **(router or {})}
                made.append(Router("sandbox", WALLET, catalog=CATALOG, **given, **parts))
                return made[0]

            log: list[str] = []
            chosen = ServerSettings(port=0, **settings)
            app = create_app(router_of, KeyRing(token), chosen, served=served, log=log.append)
            url = stack.enter_context(running(app, chosen))
            stack.callback(may.set)
            return Shop(url=url, sandbox=box, router=made[0], log=log, open=may, stack=stack)

        yield opened


@pytest.fixture
def shop(open_shop: Callable[..., Shop]) -> Shop:
    return open_shop()
