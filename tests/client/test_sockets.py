"""Faults over real connections: what breaks on the wire ends as it does without one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pixelfare import Catalog, Ledger, Policy, Router
from pixelfare.errors import GatewayError
from pixelfare.policy.parts import Step
from pixelfare.sandbox import Sandbox

CATALOG = Catalog.load("2026-11-22")
KEY = (1).to_bytes(32, "big")
ONE = Policy(id="one", prefer=(Step(least="price"),))


def buy(sandbox: Sandbox, how: str) -> Any:
    async def bought() -> Any:
        async with Router("sandbox", KEY, catalog=CATALOG, url=sandbox.url, patience=3) as router:
            return await router.agenerate("a red bicycle", policy=ONE, size="512x512")

    if how == "async":
        return asyncio.run(bought())
    with Router("sandbox", KEY, catalog=CATALOG, url=sandbox.url, patience=3) as router:
        return router.generate("a red bicycle", policy=ONE, size="512x512")


@pytest.mark.parametrize("how", ["sync", "async"])
@pytest.mark.parametrize("fault", ["reset-before", "500", "poll-reset", "reset-after-poll", "429"])
def test_what_heals(fault: str, how: str) -> None:
    slow = "poll" in fault
    with Sandbox(CATALOG, pays="x402", slow=slow, faults=[fault]) as sandbox:
        assert buy(sandbox, how).receipt.money == "paid"
        assert sandbox.gateway.faults.happened == [fault]
        assert len(sandbox.gateway.books.settlements) == 1


@pytest.mark.parametrize("how", ["sync", "async"])
@pytest.mark.parametrize("fault", ["reset-after", "truncated", "huge-headers"])
def test_what_does_not(fault: str, how: str) -> None:
    with Sandbox(CATALOG, pays="x402", results="data", faults=[fault]) as sandbox:
        with pytest.raises(GatewayError) as failed:
            buy(sandbox, how)
        assert failed.value.money == "unknown"
        assert len(sandbox.gateway.books.settlements) == 1
    with Ledger() as ledger:
        (order,) = ledger.orders()
    assert (order.state, order.charged) == ("unknown", 16_750)
    assert order.evidence
