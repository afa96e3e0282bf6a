"""The table in section 5 of the design: every named intent on two days, to the micro-USD, with what must be said."""

from __future__ import annotations

import pytest

from pixelfare import Decision, Router, route
from pixelfare.errors import BadRequest, NoOffer

MAY, NOVEMBER = "2026-05-01", "2026-11-22"
TABLE = [
    ("cheapest", "zai/cogview-4", 17_751, "zai/cogview-4", 16_750),
    ("chinese-prompt", "zai/cogview-4", 17_751, "zai/cogview-4", 16_750),
    ("quality", "google/nano-banana-pro", 107_001, "google/nano-banana-pro", 106_001),
    ("fast", "google/nano-banana", 54_501, "google/nano-banana", 53_501),
    ("prompt-following", "openai/dall-e-3", 44_001, "openai/gpt-image-2", 64_000),
    ("img2img", "openai/gpt-image-1", 23_000, "openai/gpt-image-2", 64_000),
    ("multilingual-text", "openai/gpt-image-2", 65_000, "openai/gpt-image-2", 64_000),
    ("character-consistency", "openai/gpt-image-2", 65_000, "openai/gpt-image-2", 64_000),
    ("stylization", "xai/grok-imagine-image-pro", 75_501, "xai/grok-imagine-image-pro", 53_501),
    ("4k", "google/nano-banana-pro", 159_500, "google/nano-banana-pro", 158_500),
    ("chinese-text", "openai/gpt-image-2", 65_000, "openai/gpt-image-2", 64_000),
]


def ask(intent: str, day: str) -> Decision:
    """The intent as the table means it: gateway blockrun, n = 1, one picture to edit where the intent is to edit."""
    return route("a cat", intent, as_of=day, images=[b"a picture"] if intent == "img2img" else [])


def said(decision: Decision, code: str) -> str:
    """What the warnings of a code say."""
    return " / ".join(w.message for w in decision.warnings if w.code == code)


@pytest.mark.parametrize(
    ("intent", "in_may", "may_usd", "in_november", "november_usd"), TABLE, ids=[r[0] for r in TABLE]
)
def test_the_table(intent: str, in_may: str, may_usd: int, in_november: str, november_usd: int) -> None:
    size = "4096x4096" if intent == "4k" else "1024x1024"
    for day, model, micro_usd in ((MAY, in_may, may_usd), (NOVEMBER, in_november, november_usd)):
        decision = ask(intent, day)
        assert (decision.model, decision.gateway, str(decision.size)) == (model, "blockrun", size)
        assert decision.quote.micro_usd == micro_usd
        assert str(decision.usd) == f"0.{micro_usd:06}"


def test_quality_notes_what_the_boards_say() -> None:
    assert "gpt-image-2 first" in said(ask("quality", NOVEMBER), "evidence")


def test_fast_warns_of_the_disputed_retirement() -> None:
    assert "disputed" in said(ask("fast", NOVEMBER), "retired-unverified")
    assert not said(ask("fast", "2026-10-01"), "retired-unverified"), "not before the day that is disputed"
    assert said(ask("fast", "2026-10-02"), "retired-unverified")


def test_stylization_warns_of_the_deprecation_that_nobody_verified() -> None:
    warning = said(ask("stylization", NOVEMBER), "deprecated")
    assert "grok-imagine-image-2.0" in warning
    assert "nobody verified" in warning
    assert not said(ask("stylization", MAY), "deprecated")


@pytest.mark.parametrize(("intent", "gone", "successor"), [
    ("prompt-following", "openai/dall-e-3", "openai/gpt-image-2"),
    ("img2img", "openai/gpt-image-1", "openai/gpt-image-2.5"),
])  # fmt: skip
def test_a_retired_model_is_refused_with_its_successor(intent: str, gone: str, successor: str) -> None:
    refusal = next(r for r in ask(intent, NOVEMBER).refusals if r.model == gone)
    assert refusal.code in ("retired", "delisted")
    assert successor in refusal.reason


@pytest.mark.parametrize(("model", "last", "first", "code"), [
    ("openai/dall-e-3", "2026-05-11", "2026-05-12", "retired"),
    ("openai/gpt-image-1", "2026-10-22", "2026-10-23", "retired"),
    ("black-forest/flux-1.1-pro", "2026-07-16", "2026-07-17", "delisted"),
])  # fmt: skip
def test_the_last_day_and_the_first(model: str, last: str, first: str, code: str) -> None:
    """A retirement takes effect on its day, not the day before or after."""
    assert model in {c.model for c in _all(last)}
    decision = route("a cat", "cheapest", as_of=first)
    assert [r.code for r in decision.refusals if r.model == model] == [code]


@pytest.mark.parametrize(("model", "first", "last_before"), [
    ("openai/gpt-image-2", "2026-04-23", "2026-04-22"), ("bytedance/seedream-5-pro", "2026-07-08", "2026-07-07"),
])  # fmt: skip
def test_nothing_is_bought_before_it_is_sold(model: str, first: str, last_before: str) -> None:
    assert model in {c.model for c in _all(first)}
    assert model not in {c.model for c in _all(last_before)}


def test_an_edit_without_a_picture_is_priced_and_warned_of() -> None:
    decision = route("a cat", "img2img", as_of=NOVEMBER)
    assert decision.quote.micro_usd == 64_000
    assert said(decision, "needs-image")
    assert not said(ask("img2img", NOVEMBER), "needs-image")


def test_a_decision_to_edit_says_so_and_is_not_bought_without_a_picture() -> None:
    """Rule 10: priced as an edit it must not be sent as a generation, whoever made it an edit: prompt or policy."""
    for intent, needs in (("img2img", None), ("auto", {"operation": "edit"})):
        assert route("a cat", intent, as_of=NOVEMBER, needs=needs).needs.operation == "edit"
        with Router(gateway="sandbox") as router, pytest.raises(BadRequest):
            router.generate("a cat", intent, needs=needs, as_of=NOVEMBER)


def test_lettering_binds_in_chinese_text_and_auto_and_is_ignored_aloud_by_cheapest() -> None:
    needs = {"lettering": {"zh"}}
    for intent in ("chinese-text", "auto"):
        decision = route("a sign", intent, as_of=NOVEMBER, needs=needs)
        assert decision.model == "openai/gpt-image-2"
        assert [need for need, _ in decision.ranking.proofs] == ["lettering.zh"]
        assert "lettering" in {r.code for r in decision.refusals if r.model == "zai/cogview-4"}
    cheap = route("a sign", "cheapest", as_of=NOVEMBER, needs=needs)
    assert cheap.model == "zai/cogview-4"
    assert "zh lettering" in said(cheap, "lettering-ignored")


def test_chinese_text_refuses_where_nobody_is_proven() -> None:
    """Before gpt-image-2 was listed and within a price that only unproven models meet, there is no silent default."""
    with pytest.raises(NoOffer) as caught:
        route("a sign", "chinese-text", as_of=NOVEMBER, max_usd="0.02")
    codes = {(r.model, r.code) for r in caught.value.refusals}
    assert ("zai/cogview-4", "lettering") in codes
    assert ("openai/gpt-image-2", "over-budget") in codes
    assert any("raise or drop the limit" in way and "0.064000" in way for way in caught.value.relax)


@pytest.mark.parametrize(("size", "model", "chosen", "micro_usd"), [
    ("16:9", "zai/cogview-4", "1344x768", 16_750),
    ("3:2", "openai/gpt-image-2", "1536x1024", 127_000),
    ("2K", "bytedance/seedream-5-pro", "2304x1728", 95_500),
    (">=2.1MP", "bytedance/seedream-5-pro", "2304x1728", 95_500),
    ("4K", "google/nano-banana-pro", "4096x4096", 158_500),
    ("1344x768", "zai/cogview-4", "1344x768", 16_750),
])  # fmt: skip
def test_model_and_size_are_chosen_together(size: str, model: str, chosen: str, micro_usd: int) -> None:
    decision = route("a lighthouse", "cheapest", size=size, as_of=NOVEMBER)
    found = (decision.model, str(decision.size), decision.quote.micro_usd)
    if size == "2K" or size.startswith(">="):
        assert found[0] == model
        assert found[2] == micro_usd
        assert decision.size.pixels >= 2_100_000
    else:
        assert found == (model, chosen, micro_usd)


def _all(day: str) -> list[object]:
    decision = route("a cat", "cheapest", as_of=day)
    return [decision.chosen, *decision.alternatives]
