"""Each framework's own agent loop, offline: pictures, receipts, and errors that come back as text."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frameworks.loops import LOOPS

if TYPE_CHECKING:
    from pixelfare import Router

each_framework = pytest.mark.parametrize("name", LOOPS)


def tools_of(name: str, router: Router, **options: Any) -> list[Any]:
    made: list[Any] = getattr(importlib.import_module(f"pixelfare.tools.{name}"), f"{name}_tools")(router, **options)
    return made


@each_framework
def test_an_agent_makes_a_picture(name: str, router: Router, tmp_path: Path) -> None:
    wish = {"prompt": "a red bicycle", "intent": "cheapest", "key": "bicycle-1"}
    script = [("route_image", {"prompt": "a red bicycle"}), ("generate_image", wish), ("generate_image", wish)]
    choice, first, again = (json.loads(text) for text in LOOPS[name](tools_of(name, router, folder=tmp_path), script))
    assert choice["model"] == "google/nano-banana"
    path = Path(first["pictures"][0]["path"])
    assert path.parent == tmp_path
    assert path.read_bytes().startswith(b"\x89PNG")
    assert router.ledger.order(first["order"]).state == "delivered"
    assert again["order"] == first["order"]
    assert len(router.ledger.orders()) == 1


@each_framework
def test_an_agent_edits_what_it_made(name: str, router: Router, tmp_path: Path) -> None:
    (made,) = LOOPS[name](tools_of(name, router, folder=tmp_path), [("generate_image", {"prompt": "a red bicycle"})])
    inputs = [json.loads(made)["order"]]
    (edited,) = LOOPS[name](
        tools_of(name, router, folder=tmp_path), [("edit_image", {"prompt": "paint it blue", "images": inputs})]
    )
    assert router.ledger.order(json.loads(edited)["order"]).operation == "edit"


@each_framework
@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("generate_image", {"prompt": "a cat", "max_usd": "0.001"}, "nothing that is sold fits"),
        ("generate_image", {"prompt": "a cat", "gateway": "blockrun"}, "gateway"),
        ("generate_image", {"prompt": "a cat", "n": 11}, "less than or equal to 10"),
        ("edit_image", {"prompt": "paint it blue", "images": ["../../etc/passwd"]}, "folder for pictures"),
        ("quote_image", {"model": "no-such-model"}, "no model is called"),
    ],
)
def test_a_failure_is_text_and_the_loop_goes_on(
    name: str, router: Router, tool: str, arguments: dict[str, Any], said: str
) -> None:
    (text,) = LOOPS[name](tools_of(name, router), [(tool, arguments)])
    assert said in text
    assert "Traceback" not in text
    assert router.ledger.orders() == []


@each_framework
def test_read_only_tools_cannot_spend(name: str, router: Router) -> None:
    assert len(tools_of(name, router, read_only=True)) == 3
