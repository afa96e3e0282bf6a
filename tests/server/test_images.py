"""Buying over HTTP: what is answered, and that whatever callers do, nothing is bought twice."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from pixelfare.transport.media import look_at

WISH = {"prompt": "a red bicycle", "model": "pixelfare/cheapest"}
GENERATE = "/v1/images/generations"


def error(answer: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()["error"]
    assert set(found) - {"pixelfare"} == {"message", "type", "param", "code"}
    assert answer.headers["x-should-retry"] in ("true", "false")
    return found


def test_a_picture_by_link(shop: Any) -> None:
    answer = shop.client().post(GENERATE, json=WISH)
    assert answer.status_code == 200
    found = answer.json()["pixelfare"]
    assert (found["model"], found["size"], found["quote"]["usd"]) == ("zai/cogview-4", "1024x1024", "0.016750")
    assert found["paid"] == {"usd": "0.016750", "money": "paid"}
    assert found["order"] == answer.headers["x-pixelfare-order"] == shop.ledger.orders()[0].id
    (picture,) = answer.json()["data"]
    fetched = shop.client("").get(picture["url"])
    media = look_at(fetched.content)
    assert media is not None
    assert str(media.size) == "1024x1024"
    assert "zai" in found["model"]
    assert fetched.headers["cross-origin-resource-policy"] == "cross-origin"
    assert str(shop.ledger.orders()[0].pictures[0].path) not in answer.text
    shop.is_well(settled=1)


def test_base64_where_asked_and_where_openai_does(shop: Any) -> None:
    asked = shop.client().post(GENERATE, json={**WISH, "response_format": "b64_json"}).json()
    assert base64.b64decode(asked["data"][0]["b64_json"]).startswith(b"\x89PNG")
    model = shop.client().post(GENERATE, json={"prompt": "a sign", "model": "gpt-image-2"}).json()
    assert "b64_json" in model["data"][0]
    assert model["pixelfare"]["model"] == "openai/gpt-image-2"


def test_several_pictures(shop: Any) -> None:
    found = shop.client().post(GENERATE, json={**WISH, "n": 2}).json()
    assert len({one["url"] for one in found["data"]}) == 2
    assert all(shop.client("").get(one["url"]).status_code == 200 for one in found["data"])


def test_edits_as_a_form_and_as_json(shop: Any) -> None:
    client = shop.client()
    made = client.post(GENERATE, json={**WISH, "response_format": "b64_json"}).json()["data"][0]["b64_json"]
    data = base64.b64decode(made)
    form = client.post(
        "/v1/images/edits", data={"prompt": "paint it blue", "n": "1"},
        files=[("image[]", ("a.png", data, "image/png")), ("image[]", ("b.png", data, "image/png"))],
    )  # fmt: skip
    assert form.status_code == 200, form.text
    asked = {"prompt": "paint it green", "image": f"data:image/png;base64,{made}"}
    for path in ("/v1/images/image2image", "/api/v1/images/image2image", "/v1/images/edits"):
        assert client.post(path, json={**asked, "prompt": path}).status_code == 200
    assert {order.operation for order in shop.ledger.orders()} == {"generate", "edit"}


def test_what_is_not_supported(shop: Any) -> None:
    for wish in (
        {"stream": True}, {"partial_images": 2}, {"background": "transparent"}, {"output_format": "webp"},
        {"style": "vivid"}, {"input_fidelity": "high"}, {"moderation": "low"}, {"output_compression": 50},
    ):  # fmt: skip
        answer = shop.client().post(GENERATE, json={**WISH, **wish})
        assert (answer.status_code, error(answer)["code"]) == (400, "unsupported_parameter")
        assert error(answer)["param"] == next(iter(wish))
    unknown = shop.client().post(GENERATE, json={**WISH, "max_usb": "0.01"})
    assert (unknown.status_code, error(unknown)["code"]) == (400, "unknown_parameter")
    assert shop.client().post("/v1/images/variations", json=WISH).status_code == 404
    assert shop.client().get(GENERATE).status_code == 405
    shop.is_well()


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"model": "nobody/nothing"}, 404, "model_not_found"),
        ({"model": "pixelfare/nonsense"}, 400, "unknown-intent"),
        ({"size": "3x3"}, 422, "no-offer"),
        ({"size": "very large"}, 400, "bad-size"),
        ({"max_usd": "0.0001"}, 422, "no-offer"),
        ({"max_usd": "-1"}, 400, "bad-amount"),
        ({"prompt": ""}, 400, "bad-prompt"),
        ({"n": 11}, 400, "invalid_parameter"),
        ({"n": "2"}, 400, "invalid_parameter"),
        ({"n": True}, 400, "invalid_parameter"),
        ({"gateway": "blockrun"}, 403, "gateway-refused"),
        ({"gateway": "any"}, 403, "gateway-refused"),
        ({"intent": "quality"}, 400, "bad-request"),
    ],
)
def test_what_makes_no_sense(shop: Any, wish: dict[str, Any], status: int, code: str) -> None:
    answer = shop.client().post(GENERATE, json={**WISH, **wish})
    assert (answer.status_code, error(answer)["code"]) == (status, code)
    assert answer.headers["x-should-retry"] == "false"
    shop.is_well()


def test_over_budget(open_shop: Callable[..., Any]) -> None:
    shop = open_shop(router={"budget": "call=0.01"})
    answer = shop.client().post(GENERATE, json=WISH)
    assert (answer.status_code, error(answer)["type"], error(answer)["code"]) == (
        403, "insufficient_quota", "over-budget",
    )  # fmt: skip
    assert error(answer)["pixelfare"]["most_usd"] == "0.010000"
    shop.is_well()


def test_the_same_key_again(shop: Any) -> None:
    client = shop.client()
    with_key = {"idempotency-key": "bicycle-1"}
    first = client.post(GENERATE, json=WISH, headers=with_key).json()
    again = client.post(GENERATE, json=WISH, headers=with_key).json()
    assert first["pixelfare"]["order"] == again["pixelfare"]["order"]
    other = client.post(GENERATE, json={**WISH, "prompt": "a blue one"}, headers=with_key)
    assert (other.status_code, error(other)["code"]) == (422, "key-reused")
    shop.is_well(settled=1)


def test_the_same_key_at_once(shop: Any) -> None:
    shop.open.clear()
    with ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(shop.client().post, GENERATE, json=WISH, headers={"idempotency-key": "k"}) for _ in range(4)
        ]
        shop.until(shop.ledger.orders)
        for same in ({"user": "me"}, {"response_format": "b64_json"}):  # bought alike, handed over otherwise
            wish = {**WISH, **same}
            asked.append(pool.submit(shop.client().post, GENERATE, json=wish, headers={"idempotency-key": "k"}))
        other = shop.client().post(GENERATE, json={**WISH, "n": 2}, headers={"idempotency-key": "k"})
        assert other.status_code == 422
        shop.open.set()
        answers = [one.result() for one in asked]
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["pixelfare"]["order"] for one in answers}) == 1
    shop.is_well(settled=1)


def test_two_callers_may_use_the_same_key(shop: Any) -> None:
    long = "k" * 255
    answers = [
        client.post(GENERATE, json=WISH, headers={"idempotency-key": long}).json()["pixelfare"]
        for client in (shop.agent("ann"), shop.agent("bob"), shop.client())
    ]
    assert len({one["order"] for one in answers}) == 3
    assert [one["label"] for one in answers] == ["ann", "bob", ""]
    shop.is_well(settled=3)


def test_a_label_is_fixed_for_a_key(shop: Any) -> None:
    answer = shop.agent("ann").post(GENERATE, json={**WISH, "label": "bob"})
    assert (answer.status_code, error(answer)["code"]) == (403, "label-refused")
    shop.is_well()


def hang_up(shop: Any, **headers: str) -> None:
    with pytest.raises(httpx.ReadTimeout), httpx.Client(base_url=shop.url, timeout=0.3) as client:
        client.post(
            GENERATE, json=WISH, headers={"authorization": shop.client().headers["authorization"], **headers}
        )  # fmt: skip


def test_a_caller_that_hangs_up_and_comes_back(shop: Any) -> None:
    """The order goes on; the retry of OpenAI's client gets its picture, as often as its answer is lost."""
    shop.open.clear()
    hang_up(shop)
    shop.until(lambda: any(" 499 " in line for line in shop.log))
    with ThreadPoolExecutor(1) as pool:
        again = pool.submit(shop.client().post, GENERATE, json=WISH, headers={"x-stainless-retry-count": "1"})
        shop.until(shop.ledger.orders)
        shop.open.set()
        answer = again.result()
    assert answer.status_code == 200
    shop.is_well(settled=1)
    assert shop.client().post(GENERATE, json=WISH, headers={"x-stainless-retry-count": "1"}).status_code == 200
    assert shop.settled == 1, "that answer may have been lost, too"
    assert shop.client().post(GENERATE, json=WISH).status_code == 200
    assert shop.settled == 2, "the same wish from the beginning is a wish of its own"


def test_a_caller_that_comes_back_when_it_is_done(shop: Any) -> None:
    shop.open.clear()
    hang_up(shop)
    hang_up(shop, **{"idempotency-key": "mine"})
    shop.open.set()
    shop.until(lambda: [one.state for one in shop.ledger.orders()] == ["delivered"] * 2)
    ids = {one.key: one.id for one in shop.ledger.orders()}
    plain = shop.client().post(GENERATE, json=WISH, headers={"x-stainless-retry-count": "2"})
    keyed = shop.client().post(GENERATE, json=WISH, headers={"idempotency-key": "mine"})
    assert plain.json()["pixelfare"]["order"] == ids[None]
    assert keyed.json()["pixelfare"]["order"] == ids["mine"]
    shop.is_well(settled=2)


@pytest.mark.parametrize(("fault", "status", "settled"), [("400@ask", 200, 1), ("400", 502, 0)])
def test_a_retry_gets_only_a_failure_that_may_have_cost(
    open_shop: Callable[..., Any], fault: str, status: int, settled: int
) -> None:
    shop = open_shop(sandbox={"faults": [fault]})
    shop.open.clear()
    hang_up(shop)
    shop.open.set()
    shop.until(lambda: shop.router.ledger.orders(states=["refused", "unknown"]))
    shop.until(lambda: "under_way 0.0" in shop.client().get("/metrics").text)
    answer = shop.client().post(GENERATE, json=WISH, headers={"x-stainless-retry-count": "1"})
    assert answer.status_code == status, answer.text
    assert shop.settled == settled


def test_a_named_model_that_cannot_be_bought_says_why(shop: Any) -> None:
    """And not what is wrong with all the others, of which nobody asked."""
    for path in ("/v1/images/generations", "/v1/route"):
        answer = shop.client().post(path, json={"prompt": "a red bicycle", "model": "dall-e-3"})
        error = answer.json()["error"]
        assert answer.status_code == 422
        assert "openai/dall-e-3 cannot be bought for this: retired by openai" in error["message"]
        assert "cheapest" not in error["message"]
        assert {one["model"] for one in error["pixelfare"]["refusals"]} == {"openai/dall-e-3"}
    said = shop.client().post("/v1/images/generations", json={"prompt": "a red bicycle", "model": "autoo"})
    assert (said.status_code, "Did you mean auto" in said.text) == (404, True)
    hard = {"prompt": "a red bicycle", "model": "auto", "max_usd": "0.001"}
    assert "What would help: " in shop.client().post("/v1/images/generations", json=hard).json()["error"]["message"]
    shop.is_well()


def test_too_many_at_once(open_shop: Callable[..., Any]) -> None:
    shop = open_shop(at_once=1)
    shop.open.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shop.client().post, GENERATE, json=WISH)
        shop.until(shop.ledger.orders)
        busy = shop.client().post(GENERATE, json=WISH)
        assert (busy.status_code, error(busy)["type"], busy.headers["retry-after"]) == (429, "rate_limit_error", "2")
        assert busy.headers["x-should-retry"] == "true"
        shop.open.set()
        assert first.result().status_code == 200
    shop.is_well(settled=1)


def test_a_loop_spends_nothing(open_shop: Callable[..., Any]) -> None:
    """A gateway whose URL leads back: the server is asked by itself, and says so."""
    shop = open_shop()
    object.__setattr__(shop.router._preparation, "url", shop.url)
    answer = shop.client().post(GENERATE, json=WISH)
    assert (answer.status_code, answer.headers["x-should-retry"]) == (508, "false")
    shop.is_well()


def test_links(shop: Any) -> None:
    path = shop.client().post(GENERATE, json=WISH).json()["data"][0]["url"].removeprefix(shop.url)
    _, _, order, number, until, proof, name = path.split("/")
    for forged in (
        f"/pictures/{order}/{number}/{int(until) + 1}/{proof}/{name}", f"/pictures/{order}/2/{until}/{proof}/{name}",
        f"/pictures/{order}/{number}/{until}/{'0' * 32}/{name}", f"/pictures/../{number}/{until}/{proof}/{name}",
        f"/pictures/{order}/{number}/{'9' * 5000}/{proof}/{name}", f"/pictures/{order}/-1/{until}/%ff%00/{name}",
        "/pictures/..%2f..%2f..%2fetc%2fpasswd/1/1/x/y", "/pictures/%2e%2e/%2e%2e/etc/passwd",
    ):  # fmt: skip
        answer = shop.client("").get(forged)
        assert answer.status_code in (401, 404), forged
        assert str(shop.ledger.path.parent) not in answer.text
    shop.router.ledger.orders()[0].pictures[0].path.unlink()
    assert shop.client("").get(path).status_code == 410
    assert threading.active_count() < 100
    shop.is_well(settled=1)


def test_a_link_runs_out(open_shop: Callable[..., Any]) -> None:
    shop = open_shop(link_seconds=-1)
    url = shop.client().post(GENERATE, json=WISH).json()["data"][0]["url"]
    answer = shop.client("").get(url)
    assert (answer.status_code, error(answer)["code"]) == (410, "link-ran-out")
