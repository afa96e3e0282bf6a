"""A request that makes no sense is one clear typed error; a prompt that is merely odd is no error."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pixelfare import Catalog, Policy, Size, errors, route
from pixelfare.errors import BadAmount, BadCount, BadDate, BadNeeds, BadPrompt, BadRequest, BadSize, NoOffer

CATALOG = Catalog.load(as_of="2026-11-22")

WRONG = [
    ({"size": "big"}, BadSize),
    ({"size": ""}, BadSize),
    ({"size": "1024"}, BadSize),
    ({"size": "0x0"}, BadSize),
    ({"size": "-1x1024"}, BadSize),
    ({"size": "99999x99999"}, BadSize),
    ({"size": "0:1"}, BadSize),
    ({"size": "8K"}, BadSize),
    ({"size": ">=0MP"}, BadSize),
    ({"size": "16:9 16:9"}, BadSize),
    ({"size": "2K 4K"}, BadSize),
    ({"size": 1024}, BadSize),
    ({"size": (1024,)}, BadSize),
    ({"size": (1024.0, 1024)}, BadSize),
    ({"size": "\ud800"}, BadSize),
    ({"size": "1024x1024x1"}, BadSize),
    ({"n": 0}, BadCount),
    ({"n": -1}, BadCount),
    ({"n": 11}, BadCount),
    ({"n": True}, BadCount),
    ({"n": 1.0}, BadCount),
    ({"n": "1"}, BadCount),
    ({"n": None}, BadCount),
    ({"max_usd": 0.05}, BadAmount),
    ({"max_usd": -1}, BadAmount),
    ({"max_usd": "-0.05"}, BadAmount),
    ({"max_usd": "0.0000001"}, BadAmount),
    ({"max_usd": Decimal("NaN")}, BadAmount),
    ({"max_usd": Decimal("Infinity")}, BadAmount),
    ({"max_usd": "1e-3"}, BadAmount),
    ({"max_usd": True}, BadAmount),
    ({"max_usd": ""}, BadAmount),
    ({"max_usd": "five"}, BadAmount),
    ({"max_usd": "0,05"}, BadAmount),
    ({"max_usd": 10**5000}, BadAmount),
    ({"as_of": "yesterday"}, BadDate),
    ({"as_of": "2026-13-01"}, BadDate),
    ({"as_of": "2026"}, BadDate),
    ({"as_of": 20261122}, BadDate),
    ({"as_of": ""}, BadDate),
    ({"quality": ""}, BadRequest),
    ({"quality": 5}, BadRequest),
    ({"gateway": ""}, BadRequest),
    ({"gateway": []}, BadRequest),
    ({"gateway": [5]}, BadRequest),
    ({"gateway": 5}, BadRequest),
    ({"images": "one.png"}, BadRequest),
    ({"images": b"bytes"}, BadRequest),
    ({"images": 5}, BadRequest),
    ({"images": [1] * 101}, BadCount),
    ({"needs": {"colour": "red"}}, BadNeeds),
    ({"needs": {"lettering": "zh"}}, BadNeeds),
    ({"needs": {"lettering": {"klingon"}}}, BadNeeds),
    ({"needs": {"capabilities": {"foto"}}}, BadNeeds),
    ({"needs": {"operation": "draw"}}, BadNeeds),
    ({"needs": 5}, BadRequest),
    ({"needs": {"size_hint": "wide"}}, BadRequest),
    ({"policy": 5}, BadRequest),
    ({"policy": "nowhere.yaml"}, errors.PixelfareError),
    ({"policy": Policy(id="mine"), "intent": "cheapest"}, BadRequest),
]


@pytest.mark.parametrize(("wrong", "error"), WRONG, ids=[f"{next(iter(w))} {i}" for i, (w, _) in enumerate(WRONG)])
def test_what_makes_no_sense(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        route("a cat", **{"catalog": CATALOG, **wrong})
    assert isinstance(caught.value, errors.PixelfareError)
    assert 10 < len(str(caught.value)) < 600
    assert caught.value.to_dict()["error"] == caught.value.code


@pytest.mark.parametrize(
    ("asked", "error", "nearest"),
    [
        ({"intent": "cheepest"}, errors.UnknownIntent, "cheapest"),
        ({"intent": "chinese_text"}, errors.UnknownIntent, "chinese-text"),
        ({"gateway": "blokrun"}, errors.UnknownGateway, "blockrun"),
        ({"gateway": ["blockrun", "opnai"]}, errors.UnknownGateway, "openai"),
        ({"quality": "hihg"}, errors.UnknownQuality, "high"),
    ],
)
def test_a_misspelled_name_gives_the_nearest(
    asked: dict[str, Any], error: type[errors.UnknownName], nearest: str
) -> None:
    with pytest.raises(error) as caught:
        route("a cat", **{"catalog": CATALOG, **asked})
    assert nearest in caught.value.suggestions
    assert nearest in str(caught.value)


@pytest.mark.parametrize(
    ("model", "nearest"),
    [
        ("openai/gpt-image2", "openai/gpt-image-2"),
        ("cogview4", "zai/cogview-4"),
        ("nano-bananna", "google/nano-banana"),
        ("openai/dalle-3", "openai/dall-e-3"),
    ],
)
def test_a_misspelled_model_gives_the_nearest(model: str, nearest: str) -> None:
    with pytest.raises(errors.UnknownModel) as caught:
        CATALOG.quote(model=model)
    named = {CATALOG.model(s).id for s in caught.value.suggestions}
    assert nearest in named


@pytest.mark.parametrize("wrong", [None, [], 5, ""])
def test_a_model_that_is_no_name_is_never_quoted(wrong: Any) -> None:
    """`None` must not mean the first model of the list."""
    for day in ("2026-05-01", "2026-11-22"):
        with pytest.raises(BadRequest):
            CATALOG.at(day).quote(model=wrong)


@pytest.mark.parametrize("wrong", [(1024,), (1024.0, 1024), [1024, 1024], 1024, "16:9", "2K", ""])
def test_a_size_that_is_none_is_never_quoted(wrong: Any) -> None:
    with pytest.raises(BadSize):
        CATALOG.quote(model="zai/cogview-4", size=wrong)


@pytest.mark.parametrize("wrong", [["blockrun"], 5, "", "any"])
def test_a_gateway_that_is_no_name_is_never_quoted(wrong: Any) -> None:
    with pytest.raises(BadRequest):
        CATALOG.quote(model="zai/cogview-4", gateway=wrong)


def test_an_amount_too_large_to_write_out_is_refused() -> None:
    with pytest.raises(BadAmount):
        route("a cat", catalog=CATALOG, max_usd=Decimal("1e999999999999"))


@pytest.mark.parametrize("prompt", ["", " ", "\n\t ", "\u3000\u00a0", "a" * 100_001, None, 5, b"a cat", ["a cat"]])
def test_prompts_that_are_none(prompt: Any) -> None:
    with pytest.raises(BadPrompt):
        route(prompt, catalog=CATALOG)


@pytest.mark.parametrize(
    "prompt",
    [
        "a" * 100_000,
        "\ud800 alone",
        "a\x00b",
        "\u202eright to left\u202c",
        "\u200fשלום",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "🐈",
        "\ufeffa cat",
        "e\u0301" * 100,
        "{" * 5_000,
        "[" * 5_000,
        '"' * 5_000,
        "\\" * 5_000,
        "“" * 5_000,
        '{"a": ' * 2_000,
        "%s {0} ${x}",
        "\x1b[31mred\x1b[0m",
        "<script>",
        "İ" * 300,
    ],
)
def test_odd_prompts_are_fine(prompt: str) -> None:
    decision = route(prompt, catalog=CATALOG)
    text = decision.explain()
    assert "\x1b" not in text
    assert "\x00" not in text
    assert text.encode("utf-8", "surrogatepass")
    assert "<script>" not in decision._repr_html_()
    assert type(decision).from_json(decision.to_json(include_prompt=True)).prompt == prompt


@pytest.mark.parametrize(
    "fine",
    [
        {"size": "1024×1024"},
        {"size": " 1024 x 1024 "},
        {"size": (1024, 1024)},
        {"size": Size(1024, 1024)},
        {"size": "1:1"},
        {"size": "4k"},
        {"size": ">= 1MP"},
        {"size": "16:9 1K"},
        {"max_usd": "$0.05"},
        {"max_usd": 1},
        {"max_usd": Decimal("0.0500000000")},
        {"max_usd": Decimal("1E+1")},
        {"as_of": date(2026, 11, 22)},
        {"as_of": datetime(2026, 11, 22, 23, 59)},  # noqa: DTZ001  no zone is meant
        {"as_of": " 2026-11-22 "},
        {"gateway": "any"},
        {"gateway": ("blockrun", "blockrun")},
        {"gateway": {"blockrun"}},
        {"images": ()},
        {"policy": "cheapest"},
    ],
)
def test_forms_that_are_taken(fine: dict[str, Any]) -> None:
    assert route("a cat", **{"catalog": CATALOG, **fine}).quote.micro_usd > 0


def test_a_tight_limit_binds_the_whole_order() -> None:
    assert route("a cat", "cheapest", catalog=CATALOG, max_usd="0.016750").quote.micro_usd == 16_750
    with pytest.raises(NoOffer):
        route("a cat", "cheapest", catalog=CATALOG, max_usd="0.016749")
    with pytest.raises(NoOffer):
        route("a cat", "cheapest", catalog=CATALOG, max_usd="0.033499", n=2)
    assert route("a cat", "cheapest", catalog=CATALOG, max_usd="0.033500", n=2).quote.micro_usd == 33_500


@pytest.mark.parametrize(
    ("asked", "code", "way"),
    [
        ({"max_usd": "0.001"}, "over-budget", "raise or drop the limit: zai/cogview-4 @ blockrun 1024x1024 $0.016750"),
        ({"size": "7:1"}, "size-not-sold", "ask for another size: zai/cogview-4 @ blockrun 1024x1024 $0.016750"),
        ({"size": "1025x1025"}, "size-not-sold", "ask for another size"),
        ({"images": [1] * 5}, "too-many-images", "give one input picture"),
        ({"images": [1, 2], "mask": b"m"}, "mask-needs-one-image", "drop the mask"),
        ({"quality": "low"}, "quality-not-taken", "ask for no quality level"),
        ({"n": 10, "max_usd": "0.1"}, "over-budget", "ask for one picture at a time"),
        ({"gateway": "blockrun-testnet"}, "offers-unknown", "look at every gateway"),
        ({"gateway": "fal"}, "not-callable", "look at every gateway"),
    ],
)
def test_nothing_fits_and_says_why_and_what_would_help(asked: dict[str, Any], code: str, way: str) -> None:
    with pytest.raises(NoOffer) as caught:
        route("a cat", "cheapest", catalog=CATALOG, **asked)
    assert code in {r.code for r in caught.value.refusals}
    assert any(line.startswith(way) for line in caught.value.relax), caught.value.relax
    told = caught.value.to_dict()
    assert told["error"] == "no-offer"
    assert told["relax"] == list(caught.value.relax)
    assert len(told["refusals"]) == len(caught.value.refusals)


def test_a_model_priced_by_its_output_is_refused_so() -> None:
    decision = route("a cat", "cheapest", catalog=CATALOG, gateway="openai", as_of="2026-10-01")
    assert ("openai/gpt-image-2", "price-depends-on-output") in {(r.model, r.code) for r in decision.refusals}
