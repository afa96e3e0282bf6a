"""OpenTelemetry for orders: one span each, with cost and outcome, and never a prompt, a key or a header."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from pixelfare.client.hooks import Details, Hook

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

__all__ = ["otel_hook"]

_ENDS = "closed"
_MOST_OPEN = 10_000


def otel_hook(tracer: Tracer | None = None) -> Hook:
    """A hook that makes a span `generate_content {model}` of each order (the extra `otel`).

    Args:
        tracer: Where spans go; nothing: the tracer `pixelfare` of the global provider.

    Returns:
        A hook for `Router(hooks=[...])`. Names follow OpenTelemetry's conventions for generative AI
        (`gen_ai.operation.name`, `gen_ai.request.model`, `gen_ai.output.type`); what those have no word for begins with
        `pixelfare.`: gateway, order, quoted and paid USD, and what is known about the money.

    Raises:
        ModuleNotFoundError: `opentelemetry-api` is not installed.
    """
    from opentelemetry import trace  # noqa: PLC0415  an extra

    made = tracer or trace.get_tracer("pixelfare")
    spans: dict[str, Any] = {}
    lock = threading.Lock()

    def hook(details: Details) -> None:
        with lock:
            span = spans.get(details.order)
            if span is None and details.event == "reserved" and len(spans) < _MOST_OPEN:
                span = spans[details.order] = made.start_span(
                    f"generate_content {details.model}", kind=trace.SpanKind.CLIENT, attributes=_at_start(details)
                )
            if details.event == _ENDS:
                spans.pop(details.order, None)
        if span is None:
            return
        span.add_event(details.event)
        if details.event == _ENDS:
            span.set_attributes(_at_end(details))
            if details.error:
                span.set_attribute("error.type", details.error)
                span.set_status(trace.Status(trace.StatusCode.ERROR, details.error))
            span.end()

    return hook


def _at_start(details: Details) -> dict[str, str | int]:
    return {
        "gen_ai.operation.name": "generate_content",
        "gen_ai.provider.name": details.model.partition("/")[0],
        "gen_ai.request.model": details.model,
        "gen_ai.output.type": "image",
        "gen_ai.request.choice.count": details.n,
        "pixelfare.gateway": details.gateway,
        "pixelfare.size": details.size,
        "pixelfare.order": details.order,
        "pixelfare.rail": details.rail,
        "pixelfare.quoted_usd": str(details.quoted_usd),
    }


def _at_end(details: Details) -> dict[str, str]:
    paid = {} if details.paid_usd is None else {"pixelfare.paid_usd": str(details.paid_usd)}
    return {"pixelfare.state": details.state, "pixelfare.money": details.money, **paid}
