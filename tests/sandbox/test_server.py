"""The sandbox over a real socket, also for clients with bad manners."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from pixelfare.errors import BadRequest
from pixelfare.sandbox import Sandbox, serve
from pixelfare.sandbox.server import MOST_BODY_BYTES

DAY = "2026-11-22"
ORDER = json.dumps({"model": "zai/cogview-4", "prompt": "a secret lighthouse", "size": "512x512"}).encode()
JSON = {"content-type": "application/json"}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(as_of=DAY) as running:
        yield running


def connection(sandbox: Sandbox) -> http.client.HTTPConnection:
    parts = urlsplit(sandbox.url)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)


def raw(sandbox: Sandbox, sent: bytes, *, hang_up: bool = True) -> bytes:
    """Send bytes as they are, and read until the end."""
    parts = urlsplit(sandbox.url)
    with socket.create_connection((str(parts.hostname), parts.port), timeout=10) as sock:
        sock.sendall(sent)
        if hang_up:
            sock.shutdown(socket.SHUT_WR)
        got = b""
        while part := sock.recv(65536):
            got += part
        return got


def test_several_requests_over_one_connection(sandbox: Sandbox) -> None:
    line = connection(sandbox)
    for _ in range(3):
        line.request("POST", "/api/v1/images/generations", ORDER, JSON)
        answer = line.getresponse()
        body = json.loads(answer.read())
        assert answer.status == 200
        line.request("GET", urlsplit(body["data"][0]["url"]).path)
        picture = line.getresponse()
        assert picture.read().startswith(b"\x89PNG")
        assert picture.getheader("content-type") == "image/png"
    line.close()


def test_many_clients_at_once(sandbox: Sandbox) -> None:
    def one(_: int) -> int:
        line = connection(sandbox)
        line.request("POST", "/v1/images/generations", ORDER, JSON)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(one, range(64))) == {200}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /v1/images/generations HTTP/1.1\r\nhost: localhost\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1e9\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: %d\r\n\r\n" % (MOST_BODY_BYTES + 1), b"413"),
        (b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: " + b"9" * 300 + b"\r\n\r\n", b"413"),
        (b"PUT /v1/models HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", b"405"),
        (b"GET /health HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n", b"421"),
        (b"GET /health HTTP/1.0\r\n\r\n", b"200"),
        (b"NONSENSE\r\n\r\n", b"400"),
        (b"BREW /health HTTP/1.1\r\nhost: localhost\r\n\r\n", b"501"),
    ],
)
def test_bad_manners(sandbox: Sandbox, sent: bytes, status: bytes) -> None:
    assert status in raw(sandbox, sent).split(b"\r\n", 1)[0]


def test_head_has_no_body(sandbox: Sandbox) -> None:
    head, _, body = raw(sandbox, b"HEAD /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").partition(
        b"\r\n\r\n"
    )
    assert b"405" in head
    assert body == b""


def test_a_body_that_ends_too_early_is_no_order(sandbox: Sandbox) -> None:
    head = b"POST /v1/images/generations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    assert raw(sandbox, head + b"content-length: 500\r\n\r\n" + ORDER) == b""


def test_a_client_that_hangs_up_disturbs_nobody(sandbox: Sandbox) -> None:
    parts = urlsplit(sandbox.url)
    for _ in range(5):
        with socket.create_connection((str(parts.hostname), parts.port), timeout=10) as sock:
            sock.sendall(b"POST /v1/images/generations HTTP/1.1\r\nhost: x\r\n")
    assert b"200 OK" in raw(sandbox, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")


def test_an_error_of_its_own_is_a_500_without_words(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret lighthouse")

    monkeypatch.setattr(sandbox.gateway, "respond", fail)
    answer = raw(sandbox, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
    assert b"500" in answer
    assert answer.endswith(b'{"error": "Internal server error"}')


def test_stopping_hangs_up_on_idle_clients() -> None:
    with Sandbox(as_of=DAY) as sandbox:
        line = connection(sandbox)
        line.request("GET", "/health")
        line.getresponse().read()
        url = sandbox.url
    assert line.sock.recv(1) == b""
    line.close()
    parts = urlsplit(url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((str(parts.hostname), parts.port), timeout=10)


def test_it_can_be_closed_twice_and_started_again() -> None:
    sandbox = Sandbox(as_of=DAY)
    assert "not started" in repr(sandbox)
    first = sandbox.url
    assert sandbox.start().url == first
    sandbox.close()
    sandbox.close()
    with sandbox:
        assert b"200 OK" in raw(sandbox, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")


def test_it_ends_with_the_last_that_holds_it() -> None:
    parts = urlsplit(Sandbox(as_of=DAY).url)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((str(parts.hostname), parts.port), timeout=10)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])  # noqa: S104  refused
def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(BadRequest, match="this machine only"):
        Sandbox(host=host)


def test_localhost_by_name() -> None:
    with Sandbox(as_of=DAY, host="localhost") as sandbox:
        assert sandbox.url.startswith("http://localhost:")
        assert b"200 OK" in raw(sandbox, b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")


@pytest.mark.parametrize("port", [-1, 70_000])
def test_ports_that_are_none(port: int) -> None:
    with pytest.raises(BadRequest, match="cannot listen"):
        Sandbox(as_of=DAY, port=port).start()


def test_a_port_that_is_taken() -> None:
    with Sandbox(as_of=DAY) as sandbox, pytest.raises(BadRequest, match="cannot listen"):
        Sandbox(as_of=DAY, port=urlsplit(sandbox.url).port or 0).start()


def test_serve_says_where_and_logs_without_prompts() -> None:
    lines: list[str] = []
    answers: list[bytes] = []
    stop = threading.Event()

    def ready(url: str) -> None:
        parts = urlsplit(url)
        line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        line.request("POST", "/v1/images/generations", ORDER, JSON)
        answers.append(line.getresponse().read())
        line.request("GET", "/health?secret=lighthouse")
        answers.append(line.getresponse().read())
        line.close()
        stop.set()

    serve(port=0, ready=ready, stop=stop, as_of=DAY, log=lines.append)
    assert len(answers) == 2
    assert [line.split()[2] for line in lines] == ["200", "200"]
    assert "lighthouse" not in "".join(lines)


def test_serve_ends_at_an_interrupt() -> None:
    class Interrupt(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            raise KeyboardInterrupt(timeout)

    serve(port=0, stop=Interrupt(), as_of=DAY)
