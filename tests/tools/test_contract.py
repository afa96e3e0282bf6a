"""The tools as data, and what they answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

import pixelfare
from pixelfare import Router, Wallet
from pixelfare.tools import PictureTools, Tool, picture_tools, tools_of

NEVER = set("gateway wallet budget ledger url out path folder catalog as_of label policy mask".split())
"""What no model may say."""
FRAMEWORKS = ("agents", "langchain_core", "llama_index", "mcp", "pydantic_ai", "smolagents", "starlette", "uvicorn")


def test_the_tools(tools: dict[str, Tool]) -> None:
    assert list(tools) == ["route_image", "quote_image", "generate_image", "edit_image", "spend"]
    assert [name for name, tool in tools.items() if tool.spends] == ["generate_image", "edit_image"]
    for tool in tools.values():
        assert not NEVER & set(tool.parameters["properties"])
        assert 50 < len(tool.description) <= 1024, "what some providers take"
        assert not tool.spends or "real money" in tool.description
        jsonschema.Draft202012Validator.check_schema(tool.parameters)
        jsonschema.Draft202012Validator.check_schema(tool.answer)
        for part in tool.parameters["properties"].values():
            assert part["description"]
            assert part["type"] in {"string", "integer", "array"}


def test_read_only_leaves_out_what_spends(router: Router) -> None:
    assert [tool.name for tool in tools_of(router, read_only=True)] == ["route_image", "quote_image", "spend"]


def test_a_choice(tools: dict[str, Tool]) -> None:
    found = tools["route_image"].run({"prompt": "a red bicycle", "size": "1024x1024"}).data
    assert found is not None
    assert found["summary"] == f"{found['model']} at 1024x1024 would cost {found['quoted_usd']} USD"
    assert Decimal(found["quoted_usd"]) > 0
    assert found["why"]
    assert 1 <= len(found["alternatives"]) <= 3
    assert found["model"] not in {other["model"] for other in found["alternatives"]}
    assert found["problems"] == []


def test_a_choice_for_an_edit(tools: dict[str, Tool]) -> None:
    found = tools["route_image"].run({"prompt": "put them together", "input_pictures": 2}).data
    assert found is not None
    assert found["quoted_usd"]


def test_a_choice_says_what_would_stop_it(folder: Path) -> None:
    with Router("blockrun", budget="call=0.01") as router:
        (tool, *_) = tools_of(router, folder=folder)
        found = tool.run({"prompt": "a red bicycle"}).data
    assert found is not None
    assert "wallet" in " ".join(found["problems"])
    assert "the budget leaves" in " ".join(found["problems"])


def test_a_price(tools: dict[str, Tool], router: Router) -> None:
    found = tools["quote_image"].run({"model": "gpt-image-2", "size": "1536x1024", "n": 3}).data
    assert found is not None
    quote = router.catalog.quote(model="gpt-image-2", gateway="sandbox", size="1536x1024", n=3)
    assert Decimal(found["quoted_usd"]) == quote.usd
    parts = [Decimal(found[name]) for name in ("list_usd", "markup_usd", "fee_usd")]
    assert sum(parts) == quote.usd
    assert found["sources"]


def test_a_picture_and_an_edit(tools: dict[str, Tool], folder: Path, router: Router) -> None:
    made = tools["generate_image"].run({"prompt": "a red bicycle", "intent": "cheapest", "n": 2, "max_usd": 0.1}).data
    assert made is not None
    assert made["summary"] == "2 pictures by zai/cogview-4 at 1024x1024, 0.000000 USD paid"
    files = [Path(picture["path"]) for picture in made["pictures"]]
    assert {file.parent for file in files} == {folder}
    assert [picture["link"] for picture in made["pictures"]] == [file.as_uri() for file in files]
    for name in (files[0].name, str(files[1]), made["order"]):
        edited = tools["edit_image"].run({"prompt": "paint it blue", "images": [name]}).data
        assert edited is not None
        assert router.ledger.order(edited["order"]).operation == "edit"


def test_links_of_ones_own(router: Router, folder: Path) -> None:
    pictures = PictureTools(router, folder=folder, link=lambda path: f"https://example.com/{path.name}")
    tool = next(tool for tool in picture_tools(pictures) if tool.name == "generate_image")
    made = tool.run({"prompt": "a red bicycle"}).data
    assert made is not None
    assert made["pictures"][0]["link"] == f"https://example.com/{Path(made['pictures'][0]['path']).name}"


def test_a_key_never_buys_twice(tools: dict[str, Tool], router: Router) -> None:
    wish = {"prompt": "a red bicycle", "key": "bicycle-1"}
    first, again = (tools["generate_image"].run(wish).data for _ in range(2))
    assert first is not None
    assert again is not None
    assert first["order"] == again["order"]
    other = tools["generate_image"].run({**wish, "prompt": "a blue bicycle"})
    assert "stands for another request" in other.error
    assert "key of its own" in other.error
    assert len(router.ledger.orders()) == 1


def test_spending(tools: dict[str, Tool]) -> None:
    assert tools["generate_image"].run({"prompt": "a red bicycle", "key": "bicycle-1"}).data
    found = tools["spend"].run({"by": "model", "days": 1}).data
    assert found is not None
    (line,) = found["orders"]
    assert (line["state"], line["key"], line["test"]) == ("delivered", "bicycle-1", True)
    assert Path(line["pictures"][0]).exists()
    assert found["rows"][-1] == {
        "name": "total", "orders": 1, "pictures": 1, "paid_usd": "0.000000", "held_usd": "0.000000"
    }  # fmt: skip
    assert "test money" in found["summary"]
    assert found["left_usd"] is None, "nothing is charged here"


def test_spending_says_what_is_left_of_the_tightest_limit(folder: Path, wallet: Path) -> None:
    budget = {"day": "1", "labels": {"agent-7": {"day": "0.05"}}}
    with Router("sandbox", wallet=Wallet.from_file(wallet), budget=budget, label="agent-7") as router:
        tools = {tool.name: tool for tool in tools_of(router, folder=folder)}
        assert tools["generate_image"].run({"prompt": "a red bicycle", "intent": "cheapest"}).data
        found = tools["spend"].run({}).data
    assert found is not None
    assert found["left_usd"] == "0.033250"
    assert found["rows"][-1]["paid_usd"] == "0.016750", "of the same money as what is left"


def test_what_would_stop_an_edit_is_told_beforehand(folder: Path, wallet: Path) -> None:
    with Router("sandbox", wallet=Wallet.from_file(wallet), budget={"call": "0.01"}) as router:
        tools = {tool.name: tool for tool in tools_of(router, folder=folder)}
        for prompt, inputs in (("a red bicycle", 0), ("paint it blue", 1)):
            found = tools["route_image"].run({"prompt": prompt, "input_pictures": inputs}).data
            assert found is not None
            assert any("0.01" in problem for problem in found["problems"]), found["problems"]


def test_answers_fit_their_schemas(tools: dict[str, Tool]) -> None:
    calls = {
        "route_image": {"prompt": "a sign that says “open”"},
        "quote_image": {"model": "cogview-4"},
        "generate_image": {"prompt": "a red bicycle", "key": "k"},
        "edit_image": {"prompt": "paint it blue", "images": []},
        "spend": {"by": "day"},
    }
    made = tools["generate_image"].run(calls["generate_image"]).data
    assert made is not None
    calls["edit_image"]["images"] = [made["order"]]
    for name, arguments in calls.items():
        jsonschema.validate(arguments, tools[name].parameters)
        outcome = tools[name].run(arguments)
        jsonschema.validate(outcome.data, tools[name].answer)
        assert outcome.text == json.dumps(outcome.data, ensure_ascii=False)
        assert len(outcome.text) < 20_000


def test_a_null_is_as_good_as_nothing(tools: dict[str, Tool]) -> None:
    wish = {"prompt": "a red bicycle", "size": None, "quality": None, "max_usd": None, "n": None, "key": None}
    assert tools["generate_image"].run(wish).data


WORDS = st.text(max_size=40)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def test_whatever_a_model_says_it_is_answered(tools: dict[str, Tool]) -> None:
    @given(st.dictionaries(st.sampled_from([*tools["route_image"].parameters["properties"], "gateway"]), ANYTHING))
    def check(arguments: dict[str, Any]) -> None:
        outcome = tools["route_image"].run(arguments)
        assert (outcome.data is None) != (outcome.error == "")
        assert "unexpected" not in outcome.error
        assert len(outcome.text) < 20_000

    check()


def test_importing_the_tools_loads_no_framework() -> None:
    code = f"import sys, pixelfare.tools; print(sorted(set(sys.modules) & set({FRAMEWORKS!r})))"
    env = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == "[]"
