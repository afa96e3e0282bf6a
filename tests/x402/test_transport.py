"""The httpx transports: any x402 API is paid within limits, once, and no redirect ever gets a payment."""

from __future__ import annotations

import asyncio
import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelfare import AsyncX402Transport, Catalog, X402Transport
from pixelfare.errors import BadAmount, BadRequest, OverBudget, TermsRefused
from pixelfare.sandbox import Fault, Faults, Gateway
from pixelfare.sandbox.faults import ATTACKS
from pixelfare.sandbox.settings import Settings
from pixelfare.transport.inside import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

CATALOG = Catalog.load("2026-11-22")
URL = "http://127.0.0.1:9/v1/images/generations"
ORDER = {"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "512x512"}
KEY = "0x" + "00" * 31 + "01"
PRICE = 16_750


class Watched(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests on, and keeps them."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self.answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return self.handle_request(request)

    @property
    def payments(self) -> list[str]:
        return [v for r in self.requests for k, v in r.headers.items() if k in ("payment-signature", "x-payment")]


def shop(*faults: str | Fault, **settings: Any) -> tuple[Gateway, Watched]:
    gateway = Gateway(CATALOG, Settings(**{"pays": "x402", "results": "data", **settings}), faults=Faults(faults))
    return gateway, Watched(InProcess(gateway).handle_request)


@pytest.fixture(params=["sync", "async"])
def send(request: pytest.FixtureRequest) -> Callable[..., list[httpx.Response]]:
    """Send some requests one after the other with a client of either kind; what is raised comes back as it is."""

    def sync(inner: Watched, *bodies: Any, follow: bool = False, url: str = URL, **limits: Any) -> list[Any]:
        transport = X402Transport(KEY, **{"cap": "0.10", "network": "base-sepolia", "inner": inner, **limits})
        with httpx.Client(transport=transport, follow_redirects=follow) as client:
            return [caught(lambda body=body: client.post(url, json=body)) for body in bodies]

    def asynchronous(inner: Watched, *bodies: Any, follow: bool = False, url: str = URL, **limits: Any) -> list[Any]:
        async def main() -> list[Any]:
            transport = AsyncX402Transport(KEY, **{"cap": "0.10", "network": "base-sepolia", "inner": inner, **limits})
            async with httpx.AsyncClient(transport=transport, follow_redirects=follow) as client:
                found: list[Any] = []
                for body in bodies:
                    try:
                        found.append(await client.post(url, json=body))
                    except Exception as failure:  # noqa: BLE001  handed to the test
                        found.append(failure)
                return found

        return asyncio.run(main())

    return sync if request.param == "sync" else asynchronous


def caught(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as failure:  # noqa: BLE001  handed to the test
        return failure


@pytest.mark.parametrize("version", [1, 2])
def test_a_paid_request(send: Callable[..., list[Any]], version: int) -> None:
    gateway, inner = shop(version=version)
    (answer,) = send(inner, ORDER)
    assert answer.status_code == 200
    assert answer.json()["payment"]["status"] == "settled"
    assert [s.value for s in gateway.books.settlements] == [PRICE]
    assert [r.content for r in inner.requests] == [inner.requests[0].content] * 2
    assert not any(name in answer.request.headers for name in ("payment-signature", "x-payment"))


def test_what_costs_nothing_is_passed_on(send: Callable[..., list[Any]]) -> None:
    _, inner = shop(pays="none")
    (answer,) = send(inner, ORDER)
    assert answer.status_code == 200
    assert len(inner.requests) == 1


def test_two_purchases_are_two_payments(send: Callable[..., list[Any]]) -> None:
    gateway, inner = shop()
    first, second = send(inner, ORDER, ORDER)
    assert (first.status_code, second.status_code) == (200, 200)
    assert len({s.nonce for s in gateway.books.settlements}) == 2


@pytest.mark.parametrize("fault", ["500", "504", "429", "reset-before", "402-after-paying"])
def test_a_retry_after_an_unclear_answer_sends_the_same_payment(send: Callable[..., list[Any]], fault: str) -> None:
    gateway, inner = shop(fault)
    _, second = send(inner, ORDER, ORDER)
    assert second.status_code == 200
    assert len(inner.payments) == 2
    assert len(set(inner.payments)) == 1
    assert len(gateway.books.settlements) == 1


def test_a_lost_answer_is_never_paid_again(send: Callable[..., list[Any]]) -> None:
    gateway, inner = shop("reset-after")
    first, second, third = send(inner, ORDER, ORDER, ORDER)
    assert isinstance(first, httpx.ReadError)
    assert (second.status_code, third.status_code) == (402, 402)
    assert len(set(inner.payments)) == 1
    assert len(gateway.books.settlements) == 1


ATTACKED = sorted(set(ATTACKS) - {"asks-more", "dear-first", "long-timeout", "wrong-domain-name", "pay-to-swapped"})


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("attack", ATTACKED)
def test_attacks_are_refused_unsigned(send: Callable[..., list[Any]], attack: str, version: int) -> None:
    _, inner = shop(attack, version=version)
    (answer,) = send(inner, ORDER)
    assert isinstance(answer, TermsRefused), answer
    assert inner.payments == []


def test_the_cheapest_offer_is_taken(send: Callable[..., list[Any]]) -> None:
    gateway, inner = shop("dear-first")
    (answer,) = send(inner, ORDER, cap="5")
    assert answer.status_code == 200
    assert [s.value for s in gateway.books.settlements] == [PRICE]


def test_another_payee_at_the_same_origin_is_refused(send: Callable[..., list[Any]]) -> None:
    _, inner = shop(Fault(kind="delay", at="ask", seconds=0), "pay-to-swapped")
    first, second = send(inner, ORDER, {**ORDER, "prompt": "a blue bicycle"})
    assert first.status_code == 200
    assert isinstance(second, TermsRefused)
    assert second.rule == "pay-to-changed"


def test_the_cap_and_the_total(send: Callable[..., list[Any]]) -> None:
    gateway, inner = shop()
    (refused,) = send(inner, ORDER, cap="0.016749")
    assert isinstance(refused, TermsRefused)
    assert refused.rule == "cap"
    others = [{**ORDER, "prompt": f"bicycle {n}"} for n in range(4)]
    answers = send(inner, *others, cap="0.02", total="0.05")
    assert [type(a) for a in answers] == [httpx.Response, httpx.Response, OverBudget, OverBudget]
    assert len(gateway.books.settlements) == 2


@pytest.mark.parametrize("follow", [True, False])
def test_an_unpaid_redirect_is_not_paid_for(send: Callable[..., list[Any]], follow: bool) -> None:  # noqa: FBT001  pytest
    """The client follows; the place it comes to asks to be paid, and is not."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "127.0.0.1":
            return httpx.Response(307, headers={"location": "https://evil.example/v1/images/generations"})
        return httpx.Response(402, headers=dict(terms_of("https://evil.example")))

    inner = Watched(answer)
    (found,) = send(inner, ORDER, follow=follow)
    assert isinstance(found, TermsRefused) if follow else found.status_code == 307
    assert inner.payments == []


@pytest.mark.parametrize("place", ["https://evil.example/v1", "http://127.0.0.1:9/v1/images/image2image"])
def test_a_paid_redirect_gets_no_payment(send: Callable[..., list[Any]], place: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "payment-signature" in request.headers:
            return httpx.Response(307, headers={"location": place})
        return httpx.Response(402, headers=dict(terms_of("http://127.0.0.1:9")))

    inner = Watched(answer)
    (found,) = send(inner, ORDER, follow=True)
    assert found.status_code == 307
    assert len(inner.requests) == 2
    assert {r.url.host for r in inner.requests} == {"127.0.0.1"}


def test_httpx_alone_would_forward_the_header() -> None:
    """Why this is a transport and no Auth: the payment header crosses to the next host."""
    inner = Watched(
        lambda request: httpx.Response(307, headers={"location": "https://evil.example/"})
        if request.url.host == "127.0.0.1" else httpx.Response(200)
    )  # fmt: skip
    with httpx.Client(transport=inner, follow_redirects=True) as client:
        client.post(URL, headers={"payment-signature": "secret", "authorization": "secret"})
    assert inner.requests[1].url.host == "evil.example"
    assert inner.requests[1].headers["payment-signature"] == "secret"
    assert "authorization" not in inner.requests[1].headers


def terms_of(origin: str) -> list[tuple[str, str]]:
    gateway, _ = shop()
    host = {"host": "127.0.0.1:9", "content-type": "application/json"}
    _, headers, _ = gateway.respond("POST", "/v1/images/generations", host, json.dumps(ORDER).encode())
    terms = json.loads(base64.b64decode(headers["payment-required"]))
    terms["resource"]["url"] = f"{origin}/v1/images/generations"
    return [("payment-required", base64.b64encode(json.dumps(terms).encode()).decode())]


def test_threads_pay_once_for_the_same_request() -> None:
    gateway, inner = shop()
    transport = X402Transport(KEY, cap="0.10", network="base-sepolia", inner=inner)
    with httpx.Client(transport=transport) as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.post(URL, json={**ORDER, "prompt": f"bicycle {n}"}), range(16)))
    assert len(gateway.books.settlements) == 16
    assert transport.purse.signed == 16 * PRICE


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"cap": 0.1}, BadAmount), ({"cap": "much"}, BadAmount), ({"cap": "1", "total": "-1"}, BadAmount),
        ({"cap": "1", "network": "solana"}, BadRequest),
    ],
)  # fmt: skip
def test_limits_that_cannot_be_read(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        X402Transport(KEY, **options)


def test_a_payment_of_ones_own_is_refused() -> None:
    _, inner = shop()
    with httpx.Client(transport=X402Transport(KEY, cap="1", inner=inner)) as client, pytest.raises(BadRequest):
        client.post(URL, json=ORDER, headers={"PAYMENT-SIGNATURE": "mine"})


def test_no_secret_is_shown() -> None:
    _, inner = shop("500")
    transport = X402Transport(KEY, cap="0.10", network="base-sepolia", inner=inner)
    with httpx.Client(transport=transport) as client:
        answer = client.post(URL, json=ORDER)
    shown = repr([transport, transport.purse, answer, answer.request, vars(answer.request)])
    assert inner.payments[0][:24] not in shown
    assert KEY[2:] not in shown
