"""Conformance with BlockRun's image page as printed from 2026-04-23 to 2026-05-26 (source `blockrun-images-page`).

The rows below are the page's own, copied from BlockRunAI/awesome-blockrun docs/api-reference/image-generation.md at
dffc1e9: twelve prices and the eight rows of its model selection guide.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

import pytest

from pixelfare import Catalog, route
from pixelfare.size import parse_size

PRICES = [
    (
        "CogView-4",
        "up to 1440x1440",
        "0.015",
        "zai/cogview-4",
        ["512x512", "768x768", "1024x1024", "768x1344", "1344x768"],
    ),
    ("CogView-4", "1440x1440", "0.02", "zai/cogview-4", ["1440x1440"]),
    ("DALL-E 3 Standard", "1024x1024", "0.042", "openai/dall-e-3", ["1024x1024"]),
    ("DALL-E 3 Wide", "1792x1024", "0.084", "openai/dall-e-3", ["1792x1024"]),
    ("GPT Image 1", "1024x1024", "0.021", "openai/gpt-image-1", ["1024x1024"]),
    ("ChatGPT Images 2.0", "1024x1024", "0.063", "openai/gpt-image-2", ["1024x1024"]),
    ("ChatGPT Images 2.0", "1536x1024 / 1024x1536", "0.126", "openai/gpt-image-2", ["1536x1024", "1024x1536"]),
    ("Grok Imagine", "1024x1024", "0.021", "xai/grok-imagine-image", ["1024x1024"]),
    ("Grok Imagine Pro", "1024x1024", "0.074", "xai/grok-imagine-image-pro", ["1024x1024"]),
    ("Nano Banana", "1024x1024", "0.053", "google/nano-banana", ["1024x1024"]),
    ("Nano Banana Pro", "1024x1024", "0.105", "google/nano-banana-pro", ["1024x1024"]),
    ("Nano Banana Pro 4K", "4096x4096", "0.158", "google/nano-banana-pro", ["4096x4096"]),
]
GUIDE = [
    ("Cheapest", {"zai/cogview-4"}, "cheapest", "cheapest"),
    ("Chinese prompts", {"zai/cogview-4"}, "chinese-prompts", "chinese-prompt"),
    ("Highest quality", {"google/nano-banana-pro"}, "highest-quality", "quality"),
    ("Fast & reliable", {"google/nano-banana"}, "fast", "fast"),
    ("Best prompt following", {"openai/dall-e-3"}, "prompt-following", "prompt-following"),
    ("Image editing (img2img)", {"openai/gpt-image-1", "openai/gpt-image-2"}, "img2img", "img2img"),
    ("Multilingual text in images", {"openai/gpt-image-2"}, "multilingual-text", "multilingual-text"),
    ("character consistency", {"openai/gpt-image-2"}, "character-consistency", "character-consistency"),
    ("xAI-style stylization", {"xai/grok-imagine-image-pro"}, "stylization", "stylization"),
]
"""The page joins the rows on multilingual text and character consistency into one; an intent stands for each half."""


@pytest.mark.parametrize("day", ["2026-04-23", "2026-05-01", "2026-05-11"])
@pytest.mark.parametrize(
    ("row", "size_rule", "printed", "model", "sizes"), PRICES, ids=[f"{r[0]} {r[1]}" for r in PRICES]
)
def test_price_rows(row: str, size_rule: str, printed: str, model: str, sizes: list[str], day: str) -> None:
    """The page prints list price and markup, rounded up to three decimals; for CogView-4 the bare list price."""
    catalog = Catalog.load(as_of=day)
    for size in sizes:
        quote = catalog.quote(model=model, size=size)
        before_fee = quote.base if row == "CogView-4" else quote.base + quote.markup
        shown = (Decimal(before_fee) / 1_000_000).quantize(Decimal("0.001"), ROUND_CEILING)
        assert shown == Decimal(printed), (row, size_rule, size)
        assert "blockrun-images-page" in {s.source for s in quote.sources}
        if row == "CogView-4":
            assert before_fee == Decimal(printed) * 1_000_000, "exactly, not only as far as it was printed"


@pytest.mark.parametrize(
    ("row", "size_rule", "printed", "model", "sizes"), PRICES, ids=[f"{r[0]} {r[1]}" for r in PRICES]
)
def test_charged_is_base_markup_and_fee(row: str, size_rule: str, printed: str, model: str, sizes: list[str]) -> None:
    """Before the fee the printed figure is right to the micro-USD: charged less the fee is never above it."""
    catalog = Catalog.load(as_of="2026-05-01")
    for size in sizes:
        quote = catalog.quote(model=model, size=size)
        assert quote.fee == 2_000
        assert quote.micro_usd == quote.base + quote.markup + quote.fee + quote.rounding
        assert quote.rounding in (0, 1)
        if row != "CogView-4":
            assert 0 <= Decimal(printed) * 1_000_000 - (quote.base + quote.markup) < 1_000, size_rule


def test_the_page_has_twelve_rows_and_every_one_is_for_sale(in_may: Catalog) -> None:
    assert len(PRICES) == 12
    for row, _, _, model, sizes in PRICES:
        offer = in_may.offers(model=model, gateway="blockrun")[0]
        assert {parse_size(s) for s in sizes} <= set(offer.sizes), row
        assert not in_may.standing(offer).refusal, row


@pytest.mark.parametrize(("row", "models", "tag", "intent"), GUIDE, ids=[g[0] for g in GUIDE])
def test_guide_rows(row: str, models: set[str], tag: str, intent: str, in_may: Catalog) -> None:
    """The guide's claim is in the catalog as a dated fact, and the intent follows it."""
    named = {
        model.id
        for model in in_may.models.values()
        for use in model.use_cases
        if use.tag == tag and (use.since is None or use.since <= in_may.as_of)
    }
    assert named == models, row
    images = [b"a picture"] if intent == "img2img" else []
    assert route("a cat", intent, catalog=in_may, images=images).model in models


def test_a_guide_row_is_dated(in_november: Catalog) -> None:
    """From 2026-05-26 the page names another model for prompt following, and the older claim stays on record."""
    dated = {
        model.id: use.since.isoformat()
        for model in in_november.models.values()
        for use in model.use_cases
        if use.tag == "prompt-following" and use.since
    }
    assert set(dated) == {"openai/dall-e-3", "openai/gpt-image-2"}
    assert dated["openai/gpt-image-2"] == "2026-05-26"
    assert dated["openai/dall-e-3"] < "2026-05-26"
