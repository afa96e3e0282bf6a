"""Figures for Prometheus: requests, orders and money, without prompts, labels or keys."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from pixelfare.client.hooks import Details
from pixelfare.money import parse_usd
from pixelfare.server.doors import Passed

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)


class Metrics:
    """The figures of one server.

    Args:
        under_way: Tells how many purchases are under way.
    """

    def __init__(self, under_way: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pixelfare_requests", "Requests answered.", ("route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "pixelfare_request_seconds", "From a request's first byte to the end of its answer.", ("route",),
            buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._orders = Counter(
            "pixelfare_orders", "Steps of orders.", ("event", "gateway", "model"), registry=self._registry
        )
        self._paid = Counter(
            "pixelfare_paid_micro_usd", "Settled, in millionths of a US dollar.", ("gateway", "model"),
            registry=self._registry,
        )  # fmt: skip
        Gauge("pixelfare_purchases_under_way", "Purchases under way.", registry=self._registry).set_function(under_way)

    def passed(self, passed: Passed, route: str) -> None:
        """Count a request under the name of its route, of which there are few."""
        self._requests.labels(route, str(passed.status)).inc()
        self._seconds.labels(route).observe(passed.seconds)

    def hook(self, details: Details) -> None:
        """Count a step of an order."""
        self._orders.labels(details.event, details.gateway, details.model).inc()
        if details.event == "closed" and details.paid_usd and details.money == "paid":
            self._paid.labels(details.gateway, details.model).inc(parse_usd(details.paid_usd))

    def text(self) -> bytes:
        """As Prometheus reads it."""
        return generate_latest(self._registry)
