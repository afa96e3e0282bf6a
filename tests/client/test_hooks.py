"""What hooks are told, and what they are never told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from pixelfare import Catalog, Router
from pixelfare.client import Details, log_details
from pixelfare.client.telemetry import otel_hook
from pixelfare.errors import GatewayError, OverBudget

if TYPE_CHECKING:
    from collections.abc import Callable

CATALOG = Catalog.load("2026-11-22")
PROMPT = "a lighthouse that nobody should read about"
KEY = "0x" + "00" * 31 + "01"


def test_each_step_is_told() -> None:
    told: list[Details] = []
    with Router("sandbox", KEY, catalog=CATALOG, hooks=[told.append]) as router:
        picture = router.generate(PROMPT, "cheapest")
    assert [d.event for d in told] == ["reserved", "signed", "sent", "settled", "delivered", "closed"]
    assert {d.order for d in told} == {picture.receipt.order}
    assert (str(told[0].quoted_usd), str(told[0].paid_usd), told[0].money) == ("0.016750", "0.000000", "none")
    assert (str(told[-1].paid_usd), told[-1].money) == ("0.016750", "paid")
    assert PROMPT not in repr(told)
    assert KEY[2:] not in repr(told)


def test_a_hook_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(details: Details) -> None:
        raise RuntimeError(details.event)

    with caplog.at_level(logging.WARNING), Router("sandbox", catalog=CATALOG, hooks=[broken]) as router:
        assert router.generate(PROMPT, "cheapest").path.exists()
    assert "a hook failed on reserved" in caplog.text


def test_the_log_has_no_prompt(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.DEBUG, "pixelfare"),
        Router("sandbox", KEY, catalog=CATALOG, hooks=[log_details]) as router,
    ):
        router.generate(PROMPT, "cheapest")
        with pytest.raises(OverBudget):
            router.generate(PROMPT, "cheapest", label="x", **over(router))
    assert "delivered: zai/cogview-4 @ sandbox, 0.016750 USD quoted, money: paid" in caplog.text
    assert PROMPT not in caplog.text


def over(router: Router) -> dict[str, Any]:
    """Arguments that cost more than a call may."""
    assert router.quote(PROMPT, "cheapest", n=10, size="1440x1440").micro_usd < 250_000
    return {"n": 10, "policy": None, "size": ">=4MP"}


@pytest.fixture
def spans() -> tuple[InMemorySpanExporter, Callable[[Details], object]]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter, otel_hook(provider.get_tracer("test"))


def test_a_span_for_each_order(spans: tuple[InMemorySpanExporter, Callable[[Details], object]]) -> None:
    exporter, hook = spans
    with Router("sandbox", KEY, catalog=CATALOG, hooks=[hook]) as router:
        router.generate(PROMPT, "cheapest")
    (span,) = exporter.get_finished_spans()
    assert span.name == "generate_content zai/cogview-4"
    found = dict(span.attributes or {})
    assert found["gen_ai.output.type"] == "image"
    assert found["pixelfare.paid_usd"] == found["pixelfare.quoted_usd"] == "0.016750"
    assert (found["pixelfare.money"], found["pixelfare.state"]) == ("paid", "delivered")
    assert PROMPT not in span.to_json()
    assert KEY[2:] not in span.to_json()


def test_a_failed_order_is_an_error(spans: tuple[InMemorySpanExporter, Callable[[Details], object]]) -> None:
    import httpx  # noqa: PLC0415

    exporter, hook = spans
    down = httpx.MockTransport(lambda _: httpx.Response(500))
    made = Router("sandbox", catalog=CATALOG, url="https://sandbox.example", http=down, hooks=[hook])
    with made as router, pytest.raises(GatewayError):
        router.generate(PROMPT, "quality")
    (span,) = exporter.get_finished_spans()
    assert not span.status.is_ok
    assert (span.attributes or {})["error.type"] == "GatewayRefused"
