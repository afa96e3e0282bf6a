"""OpenAI's own client for Node, unmodified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clients import node
from clients.cutting import relay

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Bought, Served
    from pixelfare.sandbox import Sandbox

CLIENT = "openai (Node)"
PRICE = 16_750
pytestmark = pytest.mark.skipif(node.NODE is None, reason="there is no Node here, or its clients are not installed")


@pytest.fixture(scope="module")
def outcome(
    served: Served, paying: Served, seller: Sandbox, counted: Bought, png: Path, mask: Path
) -> tuple[dict[str, str], list[int]]:
    """What came of each case, and what was settled meanwhile."""
    with relay(paying.url, after=True) as cutting:
        seller.gateway.faults.add("500@ask")  # for whatever is bought first; a retry is what it takes
        found = node.run(
            "openai", SERVED=served.url, TOKEN=served.token, PAYING=paying.url, PAYING_TOKEN=paying.token,
            RELAY=cutting.url, PNG=str(png), MASK=str(mask),
        )  # fmt: skip
    return found, counted.settled


@pytest.mark.parametrize("case", node.cases("openai"))
def test_node(outcome: tuple[dict[str, str], list[int]], case: str) -> None:
    assert outcome[0][case] == "ok"


def test_paid(outcome: tuple[dict[str, str], list[int]]) -> None:
    """All of them together paid for three pictures, with a lost answer, an error and a key used twice among them."""
    assert outcome[1] == [PRICE] * 3
