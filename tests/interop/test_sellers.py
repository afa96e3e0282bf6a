"""Our client at the official seller: its middleware and its facilitator, x402 for Python."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from interop.seller import PAY_TO, Chain, seller, served
from pixelfare import AsyncX402Transport, Catalog, Policy, Router, X402Transport
from pixelfare.errors import GatewayRefused, TermsRefused
from pixelfare.policy.parts import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "0x" + "00" * 31 + "01"
ADDRESS = "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
CATALOG = Catalog.load("2026-11-22")
ONE = Policy(id="one", prefer=(Step(least="price"),))
ORDER = {"model": "zai/cogview-4", "prompt": "a red bicycle", "size": "1024x1024"}
PRICE = 16_750
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def chain() -> Chain:
    return Chain()


@pytest.fixture
def url(chain: Chain) -> Iterator[str]:
    with served(seller(chain, "$0.016750")) as found:
        yield found


def test_transport(chain: Chain, url: str) -> None:
    with httpx.Client(transport=X402Transport(KEY, cap="0.10", network="base-sepolia")) as client:
        answer = client.post(f"{url}/v1/images/generations", json=ORDER)
    assert answer.status_code == 200
    assert [(t[0], t[1], t[2]) for t in chain.transfers] == [(ADDRESS, PAY_TO, PRICE)]


def test_async_transport(chain: Chain, url: str) -> None:
    async def main() -> int:
        transport = AsyncX402Transport(KEY, cap="0.10", network="base-sepolia")
        async with httpx.AsyncClient(transport=transport) as client:
            return (await client.post(f"{url}/v1/images/generations", json=ORDER)).status_code

    assert asyncio.run(main()) == 200
    assert len(chain.transfers) == 1


def test_router(chain: Chain, url: str) -> None:
    with Router("sandbox", KEY, catalog=CATALOG, url=url) as router:
        receipt = router.generate("a red bicycle", policy=ONE, key="k").receipt
        again = router.generate("a red bicycle", policy=ONE, key="k").receipt
    assert (str(receipt.paid_usd), receipt.money, receipt.pay_to) == ("0.016750", "paid", PAY_TO)
    assert receipt.transaction.removeprefix("0x") == chain.transfers[0][3]
    assert receipt.nonce.removeprefix("0x") == chain.transfers[0][3]
    assert again == receipt
    assert len(chain.transfers) == 1


def test_a_micro_dollar_above_the_quote(chain: Chain) -> None:
    with (
        served(seller(chain, "$0.016751")) as url,
        Router("sandbox", KEY, catalog=CATALOG, url=url) as router,
        pytest.raises(TermsRefused) as refused,
    ):
        router.generate("a red bicycle", policy=ONE)
    assert refused.value.rule == "price"
    assert chain.transfers == []


def test_another_network(chain: Chain, url: str) -> None:
    transport = X402Transport(KEY, cap="0.10", network="base")
    with httpx.Client(transport=transport) as client, pytest.raises(TermsRefused) as refused:
        client.post(f"{url}/v1/images/generations", json=ORDER)
    assert refused.value.rule == "network"
    assert chain.transfers == []


def test_a_payment_that_was_used_is_never_signed_again(chain: Chain, url: str) -> None:
    """The answer is lost after settling: the replay is refused by the seller, and nothing else is signed."""

    class Loses(httpx.HTTPTransport):
        lost = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = super().handle_request(request)
            if "payment-signature" in request.headers and not self.lost:
                self.lost += 1
                answer.read()
                raise httpx.ReadError("lost", request=request)
            return answer

    made = Router("sandbox", KEY, catalog=CATALOG, url=url, http=Loses())
    with made as router, pytest.raises(GatewayRefused) as refused:
        router.generate("a red bicycle", policy=ONE)
    assert (refused.value.status, refused.value.money) == (402, "unknown")
    assert len(chain.transfers) == 1
