"""The two shells do the same, over made-up transports and over real sockets that misbehave."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest

from pixelfare.errors import BadAnswer, BadRequest, GatewayUnreachable, PixelfareError
from pixelfare.transport.clients import Clients
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse, Wait
from pixelfare.transport.shells import arun, new_async_client, new_client, run

Handler = Callable[[httpx.Request], httpx.Response]


def one(url: str = "https://gateway.example/x", *, most: int = 1000, seconds: float = 5.0) -> Flow[HttpResponse]:
    got = yield HttpRequest(method="POST", url=url, headers=(("a", "b"),), body=b"hi", timeout=seconds, max_bytes=most)
    assert got is not None
    return got


def both(make: Callable[[], Flow[Any]], handler: Handler | None = None) -> Any:
    """Carry out a flow with both shells, and see that they agree; returns or raises what they do."""
    transport = None if handler is None else httpx.MockTransport(handler)

    def sync() -> Any:
        with new_client(transport) as client:
            return run(make(), client, sleep=lambda _: None)

    async def asynchronous() -> Any:
        async def no_wait(_: float) -> None:
            await asyncio.sleep(0)

        async with new_async_client(transport) as client:
            return await arun(make(), client, sleep=no_wait)

    found = [_outcome(sync), _outcome(lambda: asyncio.run(asynchronous()))]
    one, other = (getattr(f, "args", f) if isinstance(f, Exception) else f for f in found)
    if isinstance(one, HttpResponse):
        one, other = ((o.status, o.body, o.headers) for o in (one, other))
    assert type(found[0]) is type(found[1])
    assert one == other
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _outcome(do: Callable[[], Any]) -> Any:
    try:
        return do()
    except PixelfareError as error:
        return error


def test_what_is_asked_is_sent_and_nothing_else() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, headers={"X-Thing": "y"}, content=b"body")

    got = both(one, handler)
    assert (got.status, got.header("x-thing"), got.body) == (201, "y", b"body")
    for request in seen:
        assert request.content == b"hi"
        assert set(request.headers) == {"host", "a", "content-length"}


def test_a_callers_client_adds_nothing() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert not {"authorization", "cookie", "x-mine"} & set(request.headers)
        assert not request.url.query
        return httpx.Response(302, headers={"location": "https://evil.example/", "set-cookie": "a=b"})

    client = httpx.Client(
        transport=httpx.MockTransport(handler), headers={"x-mine": "1"}, cookies={"a": "b"}, params={"q": "1"},
        auth=("user", "password"), follow_redirects=True,
    )  # fmt: skip
    with client:
        assert run(one(), client).status == 302
        assert run(one(), client).status == 302


def test_waits_are_waited() -> None:
    def waiting() -> Flow[str]:
        assert (yield Wait(seconds=2.5)) is None
        assert (yield Wait(seconds=1.0)) is None
        return "done"

    waited: list[float] = []
    with new_client(httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        assert run(waiting(), client, sleep=waited.append) == "done"
    assert waited == [2.5, 1.0]
    assert both(waiting) == "done"


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (httpx.ConnectError("x"), r"no connection \(the attempt failed\)"),
        (httpx.ConnectTimeout("t"), "no connection within 5 s"),
        (httpx.ReadTimeout("t"), "no answer within 5 s"),
        (httpx.RemoteProtocolError("t"), r"broke off \(RemoteProtocolError\)"),
        (httpx.ReadError("t"), "broke off"),
    ],
)
def test_failures_are_thrown_into_the_flow(failure: httpx.HTTPError, said: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(GatewayUnreachable, match=said) as caught:
        both(lambda: one("https://gateway.example/x?signature=secret"), handler)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_flow_may_go_on_after_a_failure() -> None:
    def stubborn() -> Flow[int]:
        for _ in range(3):
            try:
                got = yield from one()
            except GatewayUnreachable:
                continue
            return got.status
        return 0

    counts = {"asked": 0}

    def handler(_: httpx.Request) -> httpx.Response:
        counts["asked"] += 1
        if counts["asked"] % 2:
            raise httpx.ReadTimeout("t")
        return httpx.Response(200)

    assert both(stubborn, handler) == 200


def test_too_much_is_not_read() -> None:
    with pytest.raises(BadAnswer, match="more than 1,000 bytes"):
        both(one, lambda _: httpx.Response(200, content=bytes(1001)))
    with pytest.raises(BadAnswer, match="more than 1,000 bytes"):
        both(one, lambda _: httpx.Response(200, headers={"content-length": "9" * 400}))
    assert len(both(one, lambda _: httpx.Response(200, content=bytes(1000))).body) == 1000


def test_compression() -> None:
    def packed(content: bytes, encoding: str) -> Handler:
        return lambda _: httpx.Response(200, headers={"content-encoding": encoding}, stream=httpx.ByteStream(content))

    assert both(one, packed(gzip.compress(b"hello"), "gzip")).body == b"hello"
    with pytest.raises(BadAnswer, match="more than"):
        both(one, packed(gzip.compress(bytes(10_000_000)), "gzip"))
    with pytest.raises(BadAnswer, match="broken"):
        both(one, packed(b"not gzip at all", "gzip"))
    with pytest.raises(BadAnswer, match="not asked for"):
        both(one, packed(b"\0", "br"))


@contextmanager
def server(answer: bytes) -> Iterator[str]:
    """A server that says the same bytes to everyone and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection, suppress(OSError):  # the client may hang up first
                    connection.recv(65536)
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"",
        b"\x16\x03\x01garbage",
        b"HTTP/1.1 200 OK\r\n" + b"x: " + b"y" * 2_000_000 + b"\r\n\r\n",
    ],
    ids=["body", "chunk", "head", "nothing", "noise", "huge headers"],
)
def test_truncated_answers_over_a_real_socket(answer: bytes) -> None:
    with server(answer) as url, pytest.raises(GatewayUnreachable, match="broke off"):
        both(lambda: one(url))


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(GatewayUnreachable, match=r"no connection \(Connection refused\)"):
        both(lambda: one(f"http://127.0.0.1:{port}/x"))


def test_proxies_are_never_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with server(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok") as url:
        assert both(lambda: one(url)).body == b"ok"


def test_cancelling_closes_flow_and_connection() -> None:
    closed: list[str] = []

    def flow() -> Flow[None]:
        try:
            yield from one()
        finally:
            closed.append("flow")

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b"some"
            await asyncio.Event().wait()

        async def aclose(self) -> None:
            closed.append("body")

    async def main() -> None:
        handler = httpx.MockTransport(lambda _: httpx.Response(200, stream=Body()))
        async with new_async_client(handler) as client:
            task = asyncio.create_task(arun(flow(), client))
            await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert closed == ["body", "flow"]


def test_an_interrupt_while_waiting_closes_the_flow() -> None:
    closed: list[bool] = []

    def flow() -> Flow[None]:
        try:
            yield Wait(seconds=1)
        finally:
            closed.append(True)

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with new_client(httpx.MockTransport(lambda _: httpx.Response(200))) as client, pytest.raises(KeyboardInterrupt):
        run(flow(), client, sleep=interrupt)
    assert closed == [True]


# --- clients


def test_a_callers_client_is_used_and_left_open() -> None:
    client = httpx.Client()
    clients = Clients(client)
    assert clients.sync() is client
    clients.close()
    assert not client.is_closed
    client.close()


def test_clients_of_the_wrong_kind_are_refused() -> None:
    async def asynchronous(clients: Clients) -> None:
        async with clients.asynchronous():
            pass

    with httpx.Client() as client, pytest.raises(BadRequest, match="sync calls"):
        asyncio.run(asynchronous(Clients(client)))
    with pytest.raises(BadRequest, match="async calls"):
        Clients(httpx.AsyncClient()).sync()
    with pytest.raises(BadRequest, match="not str"):
        Clients("http://localhost")  # type: ignore[arg-type]


def test_async_clients_are_shared_only_where_somebody_closes_them() -> None:
    async def main() -> None:
        clients = Clients()
        async with clients.asynchronous() as one, clients.asynchronous() as other:
            assert one is not other
        assert one.is_closed
        await clients.share()
        async with clients.asynchronous() as one, clients.asynchronous() as other:
            assert one is other
        assert not one.is_closed
        await clients.aclose()
        assert one.is_closed

    asyncio.run(main())


def test_sync_clients_are_shared_and_closed() -> None:
    clients = Clients()
    client = clients.sync()
    assert clients.sync() is client
    clients.close()
    assert client.is_closed
    assert not clients.sync().is_closed
    clients.close()
