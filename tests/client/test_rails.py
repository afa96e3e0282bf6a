"""Gateways that take a key, that speak OpenAI's Images API, and proxies on this machine, through the whole router."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from drawn import png
from oracle.making import write_files
from pixelfare import Catalog, Ledger, Policy, Router
from pixelfare.errors import CannotPay, GatewayRefused, GatewayUnreachable
from pixelfare.policy.parts import Step
from pixelfare.sandbox import Faults, Gateway
from pixelfare.sandbox.settings import Settings
from pixelfare.transport.inside import InProcess

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

CATALOG = Catalog.load("2026-11-22")
ONE = Policy(id="one", prefer=(Step(least="price"),))
URL = "http://127.0.0.1:9"
KEY = "brk_a-key-that-nobody-should-see"


class Watched(InProcess):
    """Hands requests on, and keeps them."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway)
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return super().handle_request(request)


def gateway(*faults: str, **settings: Any) -> Gateway:
    return Gateway(CATALOG, Settings(**{"results": "data", **settings}), faults=Faults(faults))


def states() -> list[tuple[str, int]]:
    with Ledger() as ledger:
        return [(order.state, order.charged) for order in reversed(ledger.orders())]


# --- the account rail


def account(http: httpx.BaseTransport, **parts: Any) -> Router:
    keys = {"blockrun-account": KEY}
    return Router("blockrun-account", catalog=CATALOG, url=URL, http=http, **{"keys": keys, **parts})  # type: ignore[arg-type]


def test_an_account_is_charged_what_it_says() -> None:
    shop = gateway(pays="bearer", key=KEY)
    http = Watched(shop)
    with account(http) as router:
        receipt = router.generate("a red bicycle", policy=ONE, size="512x512").receipt
    # The account has no fee, and is quoted 0.015750; this sandbox, whose charge is that of Base, says 0.016750.
    assert (str(receipt.quoted_usd), str(receipt.paid_usd)) == ("0.015750", "0.016750")
    assert (receipt.money, receipt.rail, receipt.payer) == ("paid", "bearer", "")
    assert "charge-differs: 0.015750 USD was quoted, and 0.016750 were charged" in receipt.evidence
    assert [r.headers["authorization"] for r in http.asked] == [f"Bearer {KEY}"]
    assert len(shop.books.settlements) == 1


def test_an_account_is_asked_with_the_key_for_a_slow_job() -> None:
    http = Watched(gateway(pays="bearer", key=KEY, slow=True, polls=2))
    with account(http) as router:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert [r.method for r in http.asked] == ["POST", "GET", "GET", "GET"]
    assert {r.headers["authorization"] for r in http.asked} == {f"Bearer {KEY}"}


@pytest.mark.parametrize("fault", ["500", "504", "reset-before", "reset-after", "html"])
def test_an_account_is_never_asked_twice(fault: str) -> None:
    shop = gateway(fault, pays="bearer", key=KEY)
    http = Watched(shop)
    with account(http) as router, pytest.raises(Exception, match="not known") as failed:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert failed.value.money == "unknown"  # type: ignore[attr-defined]
    assert len(http.asked) == 1
    assert len(shop.books.settlements) <= 1
    assert states() == [("unknown", 15_750)]
    with account(Watched(gateway())) as router:
        (found,) = router.recover()
    assert found.receipt.money == "unknown"


@pytest.mark.parametrize("fault", ["400", "403"])
def test_a_plain_refusal_costs_an_account_nothing(fault: str) -> None:
    with account(Watched(gateway(fault, pays="bearer", key=KEY))) as router, pytest.raises(GatewayRefused) as failed:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert failed.value.money == "none"
    assert states() == [("refused", 0)]


def test_a_wrong_key() -> None:
    http = Watched(gateway(pays="bearer", key="another"))
    with account(http) as router, pytest.raises(GatewayRefused, match="401") as failed:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert KEY not in str(failed.value) + repr(vars(failed.value))


def test_keys_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    http = Watched(gateway(pays="bearer", key=KEY))
    with account(http, keys=None) as router, pytest.raises(CannotPay, match="PIXELFARE_KEY_BLOCKRUN_ACCOUNT"):
        router.generate("a red bicycle", policy=ONE, size="512x512")
    monkeypatch.setenv("BLOCKRUN_API_KEY", KEY)
    with account(http, keys=None) as router:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert len(http.asked) == 1


# --- OpenAI's Images API


@pytest.fixture
def maker(tmp_path: Path) -> Catalog:
    """A catalog with a maker that speaks OpenAI's API and sells one model that edits, priced per picture."""
    seen = {"on": "2026-11-01", "in": "blockrun-images-page"}
    files = {
        "gateways/maker.yaml": {
            "id": "maker", "name": "Maker", "url": f"{URL}/v1", "speaks": "openai-images", "pays": "bearer",
            "charge": {"markup": "0", "arithmetic": "exact", "seen": seen}, "seen": seen,
        },
        "models/maker/one.yaml": {
            "id": "maker/one", "name": "One", "maker": "maker", "maker_id": "one", "accepts": ["text", "image"],
            "offers": [{
                "at": "maker", "sold_as": "openai/gpt-image-2", "sizes": ["1024x1024"],
                "edit": {"max_images": 4, "mask": True, "seen": seen},
                "prices": [{"since": None, "per": "image", "tiers": [{"any": True, "usd": "0.02"}], "seen": seen}],
            }],
        },
    }  # fmt: skip
    return Catalog.load("2026-11-22", paths=[write_files(tmp_path / "catalog", files)])


@pytest.mark.parametrize("images", [0, 1, 2])
def test_openai_generates_and_edits(maker: Catalog, images: int) -> None:
    http = Watched(gateway(speaks="openai-images", pays="bearer", key=KEY))
    with Router("maker", catalog=maker, keys={"maker": KEY}, http=http) as router:
        if images:
            picture = router.edit("paint it blue", [png(64 + n) for n in range(images)], policy=ONE)
        else:
            picture = router.generate("a red bicycle", policy=ONE)
    (asked,) = http.asked
    assert asked.url.path == f"/v1/images/{'edits' if images else 'generations'}"
    assert asked.headers["content-type"].startswith("multipart/form-data" if images else "application/json")
    assert (str(picture.receipt.paid_usd), picture.receipt.money) == ("0.020000", "paid")


# --- a proxy on this machine


def test_a_proxy_is_called_only_when_named() -> None:
    with Router("any", catalog=CATALOG) as router, pytest.raises(CannotPay):
        router.generate("a red bicycle", policy=ONE, size="512x512", gateway="blockrun")
    http = Watched(gateway())
    with Router("clawrouter", catalog=CATALOG, url=URL, http=http) as router:
        receipt = router.generate("a red bicycle", policy=ONE, size="512x512").receipt
    assert (receipt.rail, receipt.money) == ("none", "paid")
    assert receipt.paid_usd == receipt.quoted_usd
    assert "authorization" not in http.asked[0].headers


def test_a_proxy_that_passes_a_job_on_as_a_success() -> None:
    http = Watched(gateway(slow=True, proxied=True, polls=1))
    with Router("clawrouter", catalog=CATALOG, url=URL, http=http) as router:
        picture = router.edit("paint it blue", png(64), policy=ONE, size="1024x1024")
    assert picture.path.exists()


def test_a_proxy_is_never_asked_twice() -> None:
    http = Watched(gateway("reset-after"))
    with Router("clawrouter", catalog=CATALOG, url=URL, http=http) as router, pytest.raises(GatewayUnreachable) as lost:
        router.generate("a red bicycle", policy=ONE, size="512x512")
    assert (lost.value.money, len(http.asked)) == ("unknown", 1)
    assert states()[0][0] == "unknown"
    assert json.dumps(states())
