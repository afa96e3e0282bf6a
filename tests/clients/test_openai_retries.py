"""OpenAI's client for Python tries again by itself, twice unless told otherwise: that never buys twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from clients.cutting import relay

if TYPE_CHECKING:
    from clients.serving import Bought, Served
    from pixelfare.sandbox import Sandbox

CLIENT = "openai (Python), its own retries"
ORDER: dict[str, Any] = {"prompt": "a red bicycle", "model": "zai/cogview-4", "size": "512x512"}
PRICE = 16_750


def client_of(paying: Served, url: str = "", **options: Any) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{url or paying.url}/v1", api_key=paying.token, **options)


@pytest.mark.parametrize("fault", ["429@ask", "500@ask", "503@ask", "504@ask"])
def test_unpaid(paying: Served, seller: Sandbox, bought: Bought, fault: str) -> None:
    """Tries again after an error before anything was paid, and pays once."""
    seller.gateway.faults.add(fault)
    made = client_of(paying).images.generate(**ORDER)
    assert made.data is not None
    assert made.data[0].url
    assert bought.settled == [PRICE]


@pytest.mark.parametrize("fault", ["500", "503", "reset-after", "402-after-settling", "html"])
def test_unclear(paying: Served, seller: Sandbox, bought: Bought, fault: str) -> None:
    """Does not try again where the money is unclear."""
    seller.gateway.faults.add(f"{fault}:9")
    with pytest.raises(openai.APIStatusError) as failed:
        client_of(paying).images.generate(**ORDER)
    assert failed.value.response.headers["x-should-retry"] == "false"
    assert bought.orders == 1
    assert len(bought.settled) <= 1


def test_time_out(paying: Served, seller: Sandbox, bought: Bought) -> None:
    """Runs out of patience, tries again, and gets the picture of its first try."""
    seller.gateway.faults.add("slow")
    made = client_of(paying, timeout=1.0, max_retries=6).images.generate(**ORDER)
    assert made.data is not None
    assert made.data[0].url
    assert bought.settled == [PRICE]
    assert bought.orders == 1


def test_cut_early(paying: Served, seller: Sandbox, bought: Bought) -> None:
    """Loses the connection while the order is under way, tries again, and gets that order's picture."""
    seller.gateway.faults.add("slow")
    with relay(paying.url, after=False) as cutting:
        made = client_of(paying, cutting.url).images.generate(**ORDER)
    assert made.data is not None
    assert cutting.lost == 1
    assert bought.settled == [PRICE]


@pytest.mark.parametrize("key", ["", "order-17"], ids=["without a key", "with a key"])
def test_cut_late(paying: Served, bought: Bought, key: str) -> None:
    """Loses the answer after the server has sent it, tries again, and gets the same picture."""
    with relay(paying.url, after=True) as cutting:
        headers = {"idempotency-key": key} if key else {}
        made = client_of(paying, cutting.url).images.generate(**ORDER, extra_headers=headers)
    assert made.data is not None
    assert cutting.lost == 1
    assert bought.settled == [PRICE]
    assert bought.orders == 1


def test_key(paying: Served, bought: Bought) -> None:
    """The same Idempotency-Key buys once; with another request it is refused with 422."""
    client, headers = client_of(paying), {"idempotency-key": "order-18"}
    orders: list[str] = [client.images.generate(**ORDER, extra_headers=headers).pixelfare["order"] for _ in range(3)]  # type: ignore[attr-defined]
    assert len(set(orders)) == 1
    with pytest.raises(openai.UnprocessableEntityError):
        client.images.generate(**{**ORDER, "prompt": "a blue bicycle"}, extra_headers=headers)
    assert bought.settled == [PRICE]


def test_twice_on_purpose(paying: Served, bought: Bought) -> None:
    """The same request twice is two pictures, where neither is a retry."""
    client = client_of(paying)
    orders = {client.images.generate(**ORDER).pixelfare["order"] for _ in range(2)}  # type: ignore[attr-defined]
    assert len(orders) == 2
    assert bought.settled == [PRICE] * 2


def test_busy(paying: Served, seller: Sandbox, bought: Bought) -> None:
    """RateLimitError where as many purchases are under way as the server makes at once."""
    seller.gateway.faults.add("slow:8")
    raised = _many(client_of(paying, max_retries=0), 12)
    assert [type(failure) for failure in raised if failure is not None] == [openai.RateLimitError] * 4
    assert bought.orders == 8


def _many(client: openai.OpenAI, count: int) -> list[Exception | None]:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  here only

    def one(number: int) -> Exception | None:
        try:
            client.images.generate(**{**ORDER, "prompt": f"bicycle {number}"})
        except openai.APIError as failure:
            return failure
        return None

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
