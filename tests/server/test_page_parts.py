"""What the page is made of, without a browser: its files, what a route says for it, and the catalog."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pixelfare.server.page
from pixelfare import Catalog, Router, route
from pixelfare.server.app import create_app
from pixelfare.server.catalog_view import _catalog
from pixelfare.server.tokens import Caller, KeyRing
from pixelfare.server.trying import looked_at
from pixelfare.server.wishes import ImageBody, wish_of

TODAY = "2026-11-22"
CATALOG = Catalog.load(TODAY)
FOLDER = Path(pixelfare.server.page.__file__).parent / "page"
WORDS = ("🦊", "e\u0301", "𠮷", "欢迎", " ", "\n", "a", "👩‍👩‍👧", "“", "”", "says", "photorealistic", "16:9")


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_spans_are_counted_as_javascript_counts(before: str) -> None:
    prompt = f"{before} a 🦊 poster that says “欢迎光临”, photorealistic, 16:9 {before}"
    decision = route(prompt, as_of=TODAY)
    spans = looked_at(decision, CATALOG)["spans"]
    halves = prompt.encode("utf-16-le")
    assert len(spans) == len(decision.needs.spans) >= 2
    for (start, end, fact), span in zip(spans, decision.needs.spans, strict=True):
        assert halves[2 * start : 2 * end].decode("utf-16-le") == prompt[span.start : span.end]
        assert fact == span.fact


def test_candidates_come_in_the_order_of_the_decision_each_offer_once() -> None:
    decision = route("a red bicycle", "cheapest", as_of=TODAY, gateway="any")
    found = looked_at(decision, CATALOG)
    assert (found["candidates"][0]["model"], found["candidates"][0]["usd"]) == (decision.model, str(decision.usd))
    offers = [(one["model"], one["gateway"]) for one in found["candidates"]]
    assert len(set(offers)) == len(offers) > 5
    for one in found["candidates"]:
        assert Decimal(one["usd"]) - decision.usd == Decimal(one["more_usd"])
        assert one["expected"]["low"] <= one["expected"]["value"] <= one["expected"]["high"]


def test_the_next_better_one_is_the_cheapest_of_the_better() -> None:
    decision = route("a red bicycle", "cheapest", as_of=TODAY)
    found = looked_at(decision, CATALOG)
    own = Decimal(found["candidates"][0]["expected"]["value"])
    better = [
        one for one in found["candidates"][1:]
        if Decimal(one["expected"]["value"]) > own + Decimal("0.005") and Decimal(one["more_usd"]) > 0
    ]  # fmt: skip
    assert found["next_better"]["usd"] == min(one["usd"] for one in better)
    alone = looked_at(route("a red bicycle", "chinese-text", as_of=TODAY, needs={"lettering": ["zh"]}), CATALOG)
    assert alone["spans"] == []  # what was said and not read stands nowhere in the prompt
    assert [one["more_usd"] for one in alone["candidates"][:1]] == ["0.000000"]


@pytest.mark.parametrize("prompt", ["a red bicycle", "a poster that says “欢迎光临”, 16:9", "three dogs, 4K"])
def test_a_candidate_that_is_chosen_instead_costs_what_was_listed(prompt: str) -> None:
    """Whatever the intent: the page sends the offer's own parts, and they lead to it and to no other."""
    listed = 0
    for intent, n in itertools.product(("auto", "cheapest", "quality", "multilingual-text"), (1, 2)):
        for one in looked_at(route(prompt, intent, as_of=TODAY, n=n), CATALOG)["candidates"]:
            parts = {name: one[name] for name in ("model", "gateway", "size", "quality") if one[name]}
            body = ImageBody(prompt=prompt, n=n, **parts)
            wish = wish_of(body, Caller(label="", owner=True), CATALOG, None)
            found = route(wish.prompt, wish.intent, as_of=TODAY, **wish.as_route)
            again = {"model": found.model, "gateway": found.gateway, "size": str(found.size), "quality": found.quality}
            assert {**again, "usd": str(found.usd)} == {name: one[name] for name in (*again, "usd")}
            listed += 1
    assert listed > 8


def test_the_catalog_has_prices_sources_and_lifecycle() -> None:
    found = _catalog(CATALOG)
    models = {one["id"]: one for one in found["models"]}
    cogview = next(one for one in models["zai/cogview-4"]["offers"] if one["gateway"] == "blockrun")
    price = next(one for one in cogview["prices"] if one["size"] == "1344x768")
    assert price["usd"] == "0.016750"
    assert all(re.match(r"20\d\d", on) for _, on in price["sources"])
    retired = next(one for one in models["openai/dall-e-3"]["offers"] if one["gateway"] == "blockrun")
    assert (retired["refusal"], retired["message"][:20]) == ("retired", "retired by openai on")
    assert models["openai/dall-e-3"]["lifecycle"]
    assert found["as_of"] == TODAY


@asynccontextmanager
async def _client() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(lambda **parts: Router("sandbox", **parts), KeyRing("pf-local-" + "0" * 43))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client


def _get(path: str, **headers: str) -> httpx.Response:
    import asyncio  # noqa: PLC0415  one loop for each question

    async def ask() -> httpx.Response:
        async with _client() as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


def test_the_files_are_served_to_anybody_and_kept() -> None:
    index = _get("/")
    assert index.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in index.headers["content-security-policy"]
    for name in re.findall(r'"(/page/[^"]+)"', index.text):
        found = _get(name)
        assert found.status_code == 200, name
        again = _get(name, **{"if-none-match": found.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/page/page.py", "/page/..%2fpage.py", "/page/%2e%2e/app.py", "/page/", "/page/x.js"])
def test_nothing_else_is_served(path: str) -> None:
    assert _get(path).status_code == 404


def test_no_file_asks_for_anything_from_elsewhere_or_reads_html() -> None:
    files = [file for file in FOLDER.iterdir() if file.is_file()]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 250, file.name
        links = set(re.findall(r"https?://[^\s\"'`]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not links, file.name
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", " style=", "onclick="):
            assert word not in text, f"{word} in {file.name}"
