"""What somebody else named is looked up once, checked, and called at just that address."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx
import pytest

from pixelfare.errors import BadAnswer, BadRequest, GatewayUnreachable, PixelfareError
from pixelfare.size import Size
from pixelfare.transport import Call, guarded, shells
from pixelfare.transport.blockrun import Entry
from pixelfare.transport.collecting import collected
from pixelfare.transport.guarded import AsyncGuarded, Guarded, proxy_for
from pixelfare.transport.inputs import fetch_flow
from pixelfare.transport.messages import Flow, HttpRequest, HttpResponse
from pixelfare.transport.shells import arun, new_async_client, new_client, run

VERIFY = ssl.create_default_context()
Found = Iterable[str] | Exception
Handler = Callable[[httpx.Request], httpx.Response]


class Names:
    """A resolver that answers from a list, one answer for each question; the last one repeats."""

    def __init__(self, *answers: Found) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> Iterable[str]:
        self.asked.append((host, port))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found

    async def later(self, host: str, port: int) -> Iterable[str]:
        await asyncio.sleep(0)
        return self(host, port)


def call(url: str, answers: tuple[Found, ...], handler: Handler, *, proxy: str | None = None) -> tuple[Any, list[Any]]:
    """Send one request through both transports, and see that they agree: what came, and what was sent."""
    outcomes: list[Any] = []
    for kind in ("sync", "async"):
        names, sent = Names(*answers), []

        def seen(request: httpx.Request, sent: list[Any] = sent) -> httpx.Response:
            sent.append((str(request.url), request.headers["host"], request.extensions.get("sni_hostname")))
            return handler(request)

        inner = httpx.MockTransport(seen)
        try:
            if kind == "sync":
                with httpx.Client(transport=Guarded(VERIFY, proxy=proxy, resolve=names, inner=inner)) as client:
                    got: Any = client.get(url).content
            else:
                got = asyncio.run(_later(url, AsyncGuarded(VERIFY, proxy=proxy, resolve=names.later, inner=inner)))
        except httpx.HTTPError as failure:
            got = (type(failure), str(failure))
        outcomes.append((got, sent, names.asked))
    assert outcomes[0] == outcomes[1]
    return outcomes[0][0], outcomes[0][1]


async def _later(url: str, transport: httpx.AsyncBaseTransport) -> bytes:
    async with httpx.AsyncClient(transport=transport) as client:
        return (await client.get(url)).content


def fine(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=b"picture")


def test_the_checked_address_is_called_and_tls_has_the_name() -> None:
    got, sent = call("https://pictures.example/a.png?b=c", (["93.184.216.34"],), fine)
    assert got == b"picture"
    assert sent == [("https://93.184.216.34/a.png?b=c", "pictures.example", "pictures.example")]


def test_ipv6_and_ports() -> None:
    _, sent = call("https://pictures.example:8443/a", (["2606:4700::1111"],), fine)
    assert sent == [("https://[2606:4700::1111]:8443/a", "pictures.example:8443", "pictures.example")]


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], ["64:ff9b::7f00:1"], ["::1"], ["fe80::1%2"],
        ["100.64.0.1"], ["2002:7f00:1::"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"],
        [*(f"8.8.8.{number}" for number in range(9)), "::1"],
        ["not an address"],
    ],
)  # fmt: skip
def test_one_private_address_is_enough(found: list[str]) -> None:
    for host in ("127.0.0.1.nip.io", "pictures.example"):
        got, sent = call(f"https://{host}/", (found,), fine)
        assert got == (guarded.NotPublic, "leads into a private network")
        assert not sent


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254", "[64:ff9b::7f00:1]"])
def test_literal_addresses_are_checked_without_a_look_up(host: str) -> None:
    got, sent = call(f"https://{host}/", (AssertionError("looked up"),), fine)
    assert got[0] is guarded.NotPublic
    assert not sent


def test_rebinding_gains_nothing() -> None:
    answers: tuple[Found, ...] = (["93.184.216.34"], ["127.0.0.1"])
    _, sent = call("https://rebind.example/", answers, fine)
    assert [url for url, *_ in sent] == ["https://93.184.216.34/"]


def test_the_next_address_is_tried_where_one_is_dead() -> None:
    def second(request: httpx.Request) -> httpx.Response:
        if request.url.host == "1.1.1.1":
            raise httpx.ConnectError("dead")
        return fine(request)

    got, sent = call("https://pictures.example/", (["1.1.1.1", "1.1.1.1", "8.8.8.8"],), second)
    assert (got, len(sent)) == (b"picture", 2)


def test_all_dead_or_none() -> None:
    def dead(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("dead")

    got, sent = call("https://pictures.example/", ([f"8.8.8.{number}" for number in range(20)],), dead)
    assert (got, len(sent)) == ((httpx.ConnectTimeout, "dead"), guarded.MOST_ADDRESSES)
    assert call("https://pictures.example/", ([],), fine) == ((httpx.ConnectError, "the name has no address"), [])


def test_an_answer_that_breaks_off_is_not_asked_elsewhere() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("broken")

    _, sent = call("https://pictures.example/", (["1.1.1.1", "8.8.8.8"],), broken)
    assert len(sent) == 1


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "no such name"), UnicodeError("label too long")])
def test_names_that_do_not_exist(failure: Exception) -> None:
    got, sent = call("https://nowhere.example/", (failure,), fine)
    assert got == (httpx.ConnectError, "the look-up failed")
    assert not sent


def test_a_look_up_that_hangs_ends() -> None:
    async def hangs(_host: str, _port: int) -> Iterable[str]:
        await asyncio.Event().wait()
        return []

    async def asked() -> None:
        transport = AsyncGuarded(VERIFY, resolve=hangs, inner=httpx.MockTransport(fine))
        async with httpx.AsyncClient(transport=transport, timeout=0.01) as client:
            await client.get("https://pictures.example/")

    with pytest.raises(httpx.ConnectTimeout):
        asyncio.run(asked())


def test_through_a_proxy_the_name_stays_and_what_is_known_is_checked() -> None:
    proxy = "http://proxy.example:3128"
    url = "https://pictures.example/"
    for found in (["8.8.8.8"], socket.gaierror(-2, "no such name")):
        _, sent = call(url, (found,), fine, proxy=proxy)
        assert sent == [(url, "pictures.example", None)]
    for place, answer in ((url, ["10.0.0.1"]), ("https://169.254.169.254/", [])):
        got, sent = call(place, (answer,), fine, proxy=proxy)
        assert got[0] is guarded.NotPublic
        assert not sent


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p.example:1"}, "http://p.example:1"),
        ({"ALL_PROXY": "p.example:1"}, "http://p.example:1"),
        ({"HTTP_PROXY": "http://p.example:1"}, None),
        ({"HTTPS_PROXY": "http://p.example:1", "NO_PROXY": "pictures.example"}, None),
        ({"HTTPS_PROXY": "http://p.example:1", "NO_PROXY": "*"}, None),
    ],
)
def test_the_proxy_of_the_environment(
    environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for("https://pictures.example/x") == proxy


# The shells, with the clients that a router makes.


def both(flow: Callable[[], Flow[Any]]) -> Any:
    """Carry out a flow with our own sync and async clients; what it returns or raises must be the same."""

    async def later() -> Any:
        async with new_async_client() as client:
            return await arun(flow(), client, sleep=lambda _: asyncio.sleep(0))

    def now() -> Any:
        with new_client() as client:
            return run(flow(), client, sleep=lambda _: None)

    found: list[Any] = []
    for do in (now, lambda: asyncio.run(later())):
        try:
            found.append(do())
        except PixelfareError as error:
            found.append(error)
    assert type(found[0]) is type(found[1])
    assert str(found[0]) == str(found[1])
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    names = Names(["127.0.0.1"])
    monkeypatch.setattr(guarded, "_look_up", names)
    monkeypatch.setattr(guarded, "_alook_up", names.later)
    return names


def public(url: str) -> Flow[HttpResponse]:
    got = yield HttpRequest(method="GET", url=url, timeout=5.0, max_bytes=100, public=True)
    assert got is not None
    return got


def test_the_shells_send_public_requests_through_the_guard(names: Names) -> None:
    with pytest.raises(BadAnswer, match=r"^https://evil.example/x leads into a private network; it was not called$"):
        both(lambda: public("https://evil.example/x?secret"))
    assert names.asked == [("evil.example", 443)] * 2


def test_no_address_at_all_is_a_line_that_is_down(names: Names) -> None:
    names.answers = [socket.gaierror(-2, "no such name")]
    with pytest.raises(GatewayUnreachable, match="there is no such host") as caught:
        both(lambda: public("https://nowhere.example/x"))
    assert not caught.value.sent


def test_input_pictures_are_not_fetched_from_inside(names: Names) -> None:
    with pytest.raises(BadRequest, match=r"could not be fetched: .* leads into a private network; it was not called"):
        both(lambda: fetch_flow("https://127.0.0.1.nip.io/cat.png"))
    assert len(names.asked) == 2


GATEWAY = "https://gateway.example/api"


@pytest.mark.parametrize(
    ("gateway", "url", "guards"),
    [
        (GATEWAY, "https://gateway.example/media/1.png", False),
        (GATEWAY, "https://gateway.example:8443/media/1.png", True),
        (GATEWAY, "https://media.example/1.png", True),
        ("http://127.0.0.1:8402", "http://localhost:8402/images/1.png", False),
        ("http://127.0.0.1:8402", "https://media.example/1.png", True),
    ],
)
def test_results_are_guarded_but_for_the_gateways_own(gateway: str, url: str, guards: bool) -> None:  # noqa: FBT001
    call = Call(url=gateway, model="m", prompt="p", size=Size(8, 8))
    request = next(collected(call, (Entry(urls=(url,)),), []))
    assert isinstance(request, HttpRequest)
    assert request.public is guards


def test_a_result_inside_is_not_fetched_and_not_tried_again(names: Names) -> None:
    call = Call(url=GATEWAY, model="m", prompt="p", size=Size(8, 8))
    with pytest.raises(BadAnswer, match="private network"):
        both(lambda: collected(call, (Entry(urls=("https://evil.example/1.png",)),), []))
    assert len(names.asked) == 2


def test_a_callers_own_client_is_used_as_it_is(names: Names) -> None:
    with new_client(httpx.MockTransport(fine)) as client:
        assert run(public("https://evil.example/x"), client).body == b"picture"
    assert not names.asked


@contextlib.contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server that takes what comes first and hangs up."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for _ in range(2):
                with contextlib.suppress(OSError):
                    line, _ = server.accept()
                    with line:
                        line.settimeout(5)
                        heard.append(line.recv(4096))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.close()
        thread.join(timeout=5)


def test_over_a_real_socket_tls_asks_for_the_name(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the check switched off, the connection goes to the address found, and the hello names the host."""
    monkeypatch.setattr(guarded, "is_public", lambda _: True)
    with listener() as (port, heard), pytest.raises(GatewayUnreachable):
        both(lambda: public(f"https://pictures.example:{port}/x"))
    assert len(heard) == 2
    assert all(b"pictures.example" in hello for hello in heard)
    assert names.asked == [("pictures.example", port)] * 2


def test_the_clients_that_are_made_here_are_the_ones_guarded() -> None:
    with new_client() as client:
        assert isinstance(client, shells._Client)
    assert not isinstance(new_client(httpx.MockTransport(fine)), shells._Client)
