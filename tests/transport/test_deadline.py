"""No answer takes longer than its limit, however it drips: over real sockets, sync and async."""

from __future__ import annotations

import asyncio
import socket
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest

from pixelfare.errors import GatewayUnreachable
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, ask
from pixelfare.transport.shells import arun, new_async_client, new_client, run

LIMIT = 0.5
Drip = Callable[[socket.socket], Iterator[bytes]]


def header(_: socket.socket) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nX-A: "
    while True:
        yield b"a"


def hints(_: socket.socket) -> Iterator[bytes]:
    while True:
        yield b"HTTP/1.1 103 Early Hints\r\n\r\n"


def empty_blocks(_: socket.socket) -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first = packer.compress(b"") + packer.flush(zlib.Z_SYNC_FLUSH)
    yield b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield b"%x\r\n%s\r\n" % (len(first), first)
    while True:
        yield b"5\r\n\x00\x00\x00\xff\xff\r\n"


def chunk_extension(_: socket.socket) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"
    while True:
        yield b"a"


@pytest.fixture
def served() -> Iterator[Callable[[Drip], str]]:
    over = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(drip: Drip) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(65_536)
            for part in drip(connection):
                try:
                    connection.sendall(part)
                except OSError:
                    return
                if over.wait(0.05):
                    return

    def begin(drip: Drip) -> str:
        threads.append(threading.Thread(target=serve, args=(drip,), daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/"

    yield begin
    over.set()
    server.close()
    for thread in threads:
        thread.join(5)


def exchange(url: str) -> Flow[HttpResponse]:
    return (yield from ask(HttpRequest(method="GET", url=url, headers=(), body=b"", timeout=LIMIT, max_bytes=10_000)))


@pytest.mark.parametrize("drip", [header, hints, empty_blocks, chunk_extension])
@pytest.mark.parametrize("how", ["sync", "async"])
def test_an_answer_that_drips_ends_at_its_limit(served: Callable[[Drip], str], drip: Drip, how: str) -> None:
    url, caught = served(drip), []

    def call() -> None:
        try:
            if how == "sync":
                with new_client() as client:
                    run(exchange(url), client)
            else:
                asyncio.run(acall())
        except GatewayUnreachable as failure:
            caught.append(failure)

    async def acall() -> None:
        async with new_async_client() as client:
            await arun(exchange(url), client)

    worker = threading.Thread(target=call, daemon=True)
    worker.start()
    worker.join(60)  # no measure of speed: without the limit it never ends
    assert not worker.is_alive()
    assert len(caught) == 1
    assert caught[0].sent
