"""BlockRun's own client for Node, unmodified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clients import node

if TYPE_CHECKING:
    from pathlib import Path

    from clients.serving import Served

CLIENT = "@blockrun/llm (Node)"
pytestmark = pytest.mark.skipif(node.NODE is None, reason="there is no Node here, or its clients are not installed")


@pytest.fixture(scope="module")
def outcome(served: Served, png: Path, mask: Path) -> dict[str, str]:
    return node.run("blockrun", SERVED=served.url, TOKEN=served.token, PNG=str(png), MASK=str(mask))


@pytest.mark.parametrize("case", node.cases("blockrun"))
def test_node(outcome: dict[str, str], case: str) -> None:
    assert outcome[case] == "ok"
