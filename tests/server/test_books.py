"""Spending and orders over HTTP: sums, pages, recovery, and that a key sees nothing but its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from pixelfare import Ledger, Router
from pixelfare.catalog.catalog import Catalog
from pixelfare.sandbox.server import Sandbox
from pixelfare.server.app import create_app
from pixelfare.server.running import running
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import KeyRing, new_key

TOKEN = "pf-local-" + "0" * 43
WALLET = "0x" + "00" * 31 + "01"
"""A public throw-away key; never fund it."""
NOW = 1_795_000_000.0
DAY = "2026-11-18"


@dataclass(kw_only=True)
class Shop:
    """A server whose ledger's clock stands still, and who may ask it."""

    owner: httpx.Client
    agent: httpx.Client
    other: httpx.Client
    box: Sandbox

    def get(self, path: str, *, by: httpx.Client | None = None, status: int = 200) -> Any:
        answer = (by or self.owner).get(path)
        assert answer.status_code == status, answer.text
        return answer.json()


def buy(client: httpx.Client, prompt: str, **parts: Any) -> Any:
    key = parts.pop("key", None)
    headers = {} if key is None else {"idempotency-key": key}
    chosen = {} if "model" in parts else {"intent": "cheapest"}
    answer = client.post("/v1/images/generations", json={"prompt": prompt, **chosen, **parts}, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["pixelfare"]


@pytest.fixture
def shop(home: object) -> Iterator[Shop]:  # noqa: ARG001  the keys and the pictures are kept in that folder
    settings = ServerSettings(port=0)
    budget = {"call": "0.25", "day": "2", "labels": {"agents": {"day": "1", "call": "0.1"}}}
    with ExitStack() as stack:
        box = stack.enter_context(Sandbox(Catalog.load("2026-11-22"), pays="x402", network="eip155:84532"))
        ledger = stack.enter_context(Ledger(clock=lambda: NOW))

        def router_of(**parts: Any) -> Router:
            return Router("sandbox", WALLET, budget, ledger, url=box.url, patience=1, **parts)

        url = stack.enter_context(
            running(create_app(router_of, KeyRing(TOKEN), settings, served=("sandbox",)), settings)
        )

        def client(secret: str) -> httpx.Client:
            headers = {"authorization": f"Bearer {secret}"}
            return stack.enter_context(httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False))

        yield Shop(owner=client(TOKEN), agent=client(new_key("agents")), other=client(new_key("other")), box=box)


def test_sums_by_everything_with_limits_and_savings(shop: Shop) -> None:
    buy(shop.owner, "a cat", label="website")
    buy(shop.owner, "a dog", label="website", n=2)
    buy(shop.agent, "a bird")
    found = shop.get("/v1/spend?by=label&baseline=dearest")
    assert found["test"] is True  # nothing but test money was ever spent here
    assert [(row["name"], row["orders"], row["pictures"], row["paid_usd"]) for row in found["rows"]] == [
        ("agents", 1, 1, "0.016750"), ("website", 2, 3, "0.050250"),
    ]  # fmt: skip
    assert found["rows"][1]["days"] == {DAY: "0.050250"}
    assert found["total"]["paid_usd"] == "0.067000"
    assert Decimal(found["savings"]["saved_usd"]) > 0
    assert "dearest" in found["baselines"]
    windows = {(w["label"], w["window"]): (w["most_usd"], w["left_usd"]) for w in found["budget"]["windows"]}
    assert windows == {("", "day"): ("2.000000", "1.933000"), ("agents", "day"): ("1.000000", "0.983250")}
    paces = {w["label"]: (w["burn_rate"]["orders"], w["burn_rate"]["usd_a_day"]) for w in found["budget"]["windows"]}
    assert paces == {"": (3, "0.268000"), "agents": (1, "0.067000")}  # of the last 6 hours
    assert found["budget"]["call"] == [
        {"label": "", "most_usd": "0.250000"}, {"label": "agents", "most_usd": "0.100000"},
    ]  # fmt: skip
    assert [row["name"] for row in shop.get("/v1/spend?by=day")["rows"]] == [DAY]
    assert shop.get("/v1/spend?by=gateway&label=website")["total"]["orders"] == 2
    assert shop.get("/v1/spend?since=2026-11-19")["total"]["orders"] == 0
    real = shop.get("/v1/spend?test=0")
    assert (real["total"]["orders"], real["left_out"]) == (0, 3)


def test_orders_by_the_kind_of_money(shop: Shop) -> None:
    order = buy(shop.owner, "a cat")["order"]
    assert [one["order"] for one in shop.get("/v1/orders?test=1")["orders"]] == [order]
    assert shop.get("/v1/orders?test=0")["orders"] == []


def test_a_key_sees_its_own_label_only(shop: Shop) -> None:
    theirs = buy(shop.owner, "a secret lighthouse", label="website")["order"]
    own = buy(shop.agent, "a bird", key="first")["order"]
    assert [one["order"] for one in shop.get("/v1/orders", by=shop.agent)["orders"]] == [own]
    assert shop.get("/v1/orders", by=shop.other)["orders"] == []
    for path in (f"/v1/orders/{theirs}", f"/v1/orders/{theirs[:20]}", f"/v1/orders?before={theirs}"):
        assert shop.get(path, by=shop.agent, status=404)["error"]["code"] == "unknown-order"
    assert shop.agent.post(f"/v1/orders/{theirs}/recover").status_code == 404
    assert shop.get("/v1/orders?label=website", by=shop.agent, status=403)["error"]["code"] == "label-refused"
    assert shop.get("/v1/spend?label=website", by=shop.agent, status=403)["error"]["code"] == "label-refused"
    spent = shop.get("/v1/spend?by=label", by=shop.agent)
    assert [row["name"] for row in spent["rows"]] == ["agents"]
    assert [(w["label"], w["burn_rate"]["orders"]) for w in spent["budget"]["windows"]] == [("agents", 1)]
    assert spent["budget"]["source"] == "this server's settings"
    assert (spent["budget"]["call"], spent["budget"]["whole"]) == ([{"label": "agents", "most_usd": "0.100000"}], False)
    other = shop.get("/v1/spend", by=shop.other)["budget"]  # what holds for all is none of a key's business
    assert (other["call"], other["windows"], other["whole"]) == ([], [], False)
    one = shop.get(f"/v1/orders/{own}", by=shop.agent)
    assert one["key"] == "first"
    assert set(one["pictures"][0]) == {"sha256", "media_type", "size", "url"}
    assert "path" in shop.get(f"/v1/orders/{own}")["pictures"][0]
    for receipt in (one, shop.get(f"/v1/orders/{own}")):
        assert "nonce" not in receipt
        assert "a bird" not in str(receipt)


def test_a_limit_that_will_be_used_up_says_when(shop: Shop) -> None:
    for number in range(7):
        buy(shop.owner, f"a cat {number}")
    (day, _) = shop.get("/v1/spend")["budget"]["windows"]
    assert (day["burn_rate"]["stretch_seconds"], day["burn_rate"]["full"]) == (21_600, None)
    buy(shop.owner, "a dog")
    (day, own) = shop.get("/v1/spend")["budget"]["windows"]
    rate = day["burn_rate"]
    assert (rate["stretch_seconds"], rate["orders"], rate["pace"]) == (1_350, 8, 4.288)
    hours = (2 - 9 * 0.016750) / (8 * 0.016750 / 0.375)  # with one more at the usual price
    expected = datetime.fromtimestamp(NOW + hours * 3_600, UTC)
    assert abs(datetime.fromisoformat(rate["full"]) - expected) < timedelta(seconds=2)
    assert own["burn_rate"]["orders"] == 0


def test_a_key_of_ones_own_finds_ones_own_order(shop: Shop) -> None:
    for client in (shop.owner, shop.agent, shop.other):
        order = buy(client, "a cat", key="same")["order"]
        assert [one["order"] for one in shop.get("/v1/orders?key=same", by=client)["orders"]] == [order]
    assert shop.get("/v1/orders?key=never")["orders"] == []


def test_links_in_receipts_lead_to_the_picture(shop: Shop) -> None:
    order = buy(shop.owner, "a cat", n=2)["order"]
    pictures = shop.get(f"/v1/orders/{order}")["pictures"]
    assert len(pictures) == 2
    for picture in pictures:
        answer = httpx.get(picture["url"], trust_env=False)
        assert (answer.status_code, answer.headers["content-type"]) == (200, picture["media_type"])


def test_pages_lose_nothing_and_repeat_nothing_even_of_one_moment(shop: Shop) -> None:
    made = [buy(shop.owner, f"cat number {number}")["order"] for number in range(5)]
    seen: list[str] = []
    path = "/v1/orders?limit=2"
    for _ in range(3):
        page = shop.get(path)
        seen += [one["order"] for one in page["orders"]]
        path = f"/v1/orders?limit=2&before={page['next']}"
    assert seen == made[::-1]
    assert page["next"] is None


def test_an_unknown_payment_is_told_apart_and_recovery_never_pays_again(shop: Shop) -> None:
    shop.box.gateway.faults.add("reset-after")
    lost = shop.agent.post("/v1/images/generations", json={"prompt": "a bird", "intent": "cheapest"})
    assert lost.status_code == 502
    (order,) = shop.get("/v1/orders?open=1")["orders"]
    assert (order["state"], order["money"], order["open"]) == ("unknown", "unknown", True)
    spent = shop.get("/v1/spend", by=shop.agent)
    assert spent["unknown"] == {"orders": 1, "usd": "0.016750"}
    assert spent["total"]["held_usd"] == "0.016750"
    settled = len(shop.box.gateway.books.settlements)
    for client in (shop.owner, shop.agent):
        now = client.post(f"/v1/orders/{order['order']}/recover")
        assert now.status_code == 200
        assert now.json()["order"] == order["order"]
        assert now.json()["problem"]
    assert len(shop.box.gateway.books.settlements) == settled == 1
    assert len(shop.get("/v1/orders")["orders"]) == 1


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/v1/orders?state=lost", "the states are"),
        ("/v1/orders?limit=0", "from 1 to 200"),
        ("/v1/orders?limit=201", "from 1 to 200"),
        ("/v1/orders?limit=9999999999", "from 1 to 200"),
        ("/v1/orders?lable=website", "'lable' is no parameter"),
        ("/v1/orders?open=yes", "open is 1 or 0"),
        ("/v1/spend?by=hour", "spending is by"),
        ("/v1/spend?since=yesterday", "no day such as"),
    ],
)
def test_a_misspelt_question_is_refused(shop: Shop, path: str, says: str) -> None:
    assert says in shop.get(path, status=400)["error"]["message"]


def test_nobody_without_a_token_sees_anything(shop: Shop) -> None:
    for path in ("/v1/orders", "/v1/spend", "/v1/catalog", "/v1/orders/ord_x", "/api/v1/orders"):
        assert httpx.get(f"{shop.owner.base_url}{path}", trust_env=False).status_code == 401
