"""`pixelfare serve` as a process: started, stopped, killed and started again while it buys."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from pixelfare import Catalog, Ledger
from pixelfare.sandbox import Sandbox
from pixelfare.server.tokens import local_token

SOURCES = Path(__file__).parents[2] / "router"
WISH = {"prompt": "a red bicycle", "model": "pixelfare/cheapest"}
GENERATE = "/v1/images/generations"
WALLET = "0x" + "00" * 31 + "01"
"""A public throw-away key; never fund it."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")


class Served:
    """A process that serves, what it said, and how it is stopped."""

    def __init__(self, *options: str) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(SOURCES),
            "PIXELFARE_WALLET_KEY": WALLET,
            "PYTHONUNBUFFERED": "1",
        }
        wallet = Path.home() / "wallet-key"
        wallet.write_text(WALLET, "utf-8")
        wallet.chmod(0o600)
        command = [sys.executable, "-m", "pixelfare", "serve", "--json", "--wallet", str(wallet), *options]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.said: dict[str, Any] = json.loads(line) if line else {}

    def client(self, timeout: float = 30) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.said['token']}"}
        return httpx.Client(base_url=self.said["url"], headers=headers, timeout=timeout)

    def stop(self, how: int = signal.SIGTERM) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self.process.communicate(timeout=20)
        return self.process.returncode, ""


@pytest.fixture
def served() -> Iterator[Callable[..., Served]]:
    made: list[Served] = []

    def start(*options: str) -> Served:
        made.append(Served(*options))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.communicate(timeout=20)


@pytest.fixture
def sandbox() -> Iterator[tuple[Sandbox, threading.Event]]:
    """A sandbox for test money that answers orders once it is let."""
    with Sandbox(Catalog.load("2026-11-22"), pays="x402", slow=False) as box:
        may, respond = threading.Event(), box.gateway.respond

        def held(method: str, *rest: Any) -> Any:
            if method == "POST":
                may.wait(20)
            return respond(method, *rest)

        setattr(box.gateway, "respond", held)  # noqa: B010  a method is replaced
        yield box, may
        may.set()


def until(true: Callable[[], object]) -> None:
    for _ in range(2_000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it did not happen")


def orders() -> list[Any]:
    with Ledger() as ledger:
        return list(ledger.orders())


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_what_is_under_way(served: Any, sandbox: Any, how: int) -> None:
    box, may = sandbox
    server = served("--port", "0", "--gateway", "sandbox", "--url", box.url)
    with ThreadPoolExecutor(1) as pool, server.client() as client:
        asked = pool.submit(client.post, GENERATE, json=WISH)
        until(orders)
        server.process.send_signal(how)
        time.sleep(0.3)
        assert server.process.poll() is None
        may.set()
        answer = asked.result()
        assert answer.status_code == 200, answer.text
    server.process.communicate(timeout=20)
    assert server.process.returncode in (0, -how)
    assert [order.state for order in orders()] == ["delivered"]
    assert len(box.gateway.books.settlements) == 1


def test_a_stop_that_takes_too_long_says_so(served: Any, sandbox: Any) -> None:
    box, may = sandbox
    server = served("--port", "0", "--gateway", "sandbox", "--url", box.url, "--stop-seconds", "0.3")
    with ThreadPoolExecutor(1) as pool, server.client() as client:
        asked = pool.submit(client.post, GENERATE, json=WISH)
        until(orders)
        server.process.send_signal(signal.SIGTERM)
        answer = asked.result()
        assert (answer.status_code, answer.headers["x-should-retry"]) == (503, "false")
        assert answer.json()["error"]["code"] == "stopped"
    server.process.communicate(timeout=20)
    may.set()
    assert len(box.gateway.books.settlements) <= 1


def test_a_killed_server_is_looked_after_by_the_next(served: Any, sandbox: Any) -> None:
    """The order is found under its key, and is not bought a second time."""
    box, may = sandbox
    options = ("--port", "0", "--gateway", "sandbox", "--url", box.url)
    server = served(*options)
    key = {"idempotency-key": "bicycle"}
    with ThreadPoolExecutor(1) as pool, server.client() as client:
        asked = pool.submit(client.post, GENERATE, json=WISH, headers=key)
        until(lambda: [order.state for order in orders()] in (["reserved"], ["sent"]))
        server.process.kill()
        server.process.communicate(timeout=20)
        with pytest.raises(httpx.TransportError):
            asked.result()
    may.set()
    again = served(*options)
    assert again.said["token"] == server.said["token"], "the token outlives the process"
    until(lambda: all(not order.is_open for order in orders()))
    with again.client() as client:
        answer = client.post(GENERATE, json=WISH, headers=key)
    assert answer.status_code == 200, answer.text
    assert len(box.gateway.books.settlements) == 1
    assert box.gateway.books.double_payments() == []


def test_it_answers_as_soon_as_it_says_where(served: Any) -> None:
    server = served("--port", "0", "--gateway", "sandbox")
    with server.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/v1/models").status_code == 200
    assert server.said["token"] == local_token()
    assert server.stop()[0] in (0, -signal.SIGTERM)


def test_nobody_reads_what_it_says(served: Any) -> None:
    server = served("--port", "0", "--gateway", "sandbox")
    assert server.process.stderr is not None
    server.process.stderr.close()
    with server.client() as client:
        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3
