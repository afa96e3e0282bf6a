"""What published figures lead one into, each trap with the figure that shows we do not fall in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pixelfare import Catalog, route
from pixelfare.evidence import Evidence
from pixelfare.evidence.shares import column_shares

DAY = "2026-11-22"
SCENE = "a city at night"


def figures_of(evidence: Evidence, model: str, need: str, **more: str) -> set[tuple[str, str]]:
    return {(f.benchmark, f.value) for f in evidence.quality(model, need, **more).figures}


def test_a_name_that_may_mean_two_models_never_counts(catalog: Catalog, evidence: Evidence) -> None:
    """ "Nano Banana 2.0" of May 2026: its 0.965 for Chinese is nobody's, the 0.949 of January is nano-banana-pro's."""
    ambiguous = [s for s in catalog.scores if s.match == "ambiguous"]
    assert {(s.model, s.printed_as) for s in ambiguous} == {("google/nano-banana-pro", "Nano Banana 2.0")}
    used = figures_of(evidence, "google/nano-banana-pro", "lettering.zh")
    assert ("longtext-bench", "0.949") in used
    assert ("longtext-bench", "0.965") not in used
    assert evidence.quality("google/nano-banana-pro", "composition").basis == "prior"  # its GenEval row is ambiguous


def test_the_name_of_january_is_one_model(catalog: Catalog) -> None:
    january = [s for s in catalog.scores if s.printed_as == "Nano Banana 2.0" and s.match != "ambiguous"]
    assert january
    assert {s.model for s in january} == {"google/nano-banana-pro"}


def test_a_dearer_level_is_an_upper_bound_only(evidence: Evidence) -> None:
    quality = evidence.quality("openai/gpt-image-1", "follow")
    assert quality.basis == "upper_bound"
    assert quality.low < quality.value * 0.96


def test_an_upper_bound_does_not_beat_a_measurement_inside_its_interval() -> None:
    """On a day when gpt-image-1 is sold at a third of nano-banana's price, 0.96 at high against 0.99 measured."""
    decision = route(SCENE, as_of="2026-05-01")
    assert decision.model == "google/nano-banana"
    assert "openai/gpt-image-1" in {c.model for c in decision.alternatives}
    trusting = decision.ranking.judged
    worth = {j.model: j.quality for j in trusting.judgements}
    assert worth["openai/gpt-image-1"].value > worth["google/nano-banana"].value * 0.95


def test_another_model_of_the_same_maker_is_no_figure_of_this_one(catalog: Catalog, evidence: Evidence) -> None:
    """GLM-Image on a board is not CogView4."""
    (proxy,) = [s for s in catalog.scores if s.match == "proxy"]
    assert proxy.model == "zai/cogview-4"
    assert evidence.quality("zai/cogview-4", "photo").basis == "none"


def test_a_printed_total_that_is_wrong_is_used_by_nobody(catalog: Catalog) -> None:
    wrong = [s for s in catalog.scores if s.recomputed is not None and s.column == ("imgedit", "basic", "overall")]
    assert {(s.model, s.value, s.recomputed) for s in wrong} == {
        ("openai/gpt-image-1", Decimal("4.20"), Decimal("4.24"))
    }
    share = column_shares(wrong + [s for s in catalog.scores if s.column == wrong[0].column and s not in wrong])
    printed = {s.model: s.value for s in catalog.scores if s.column == wrong[0].column}
    best = max(float(value) for model, value in printed.items() if model != "openai/gpt-image-1")
    assert share["openai/gpt-image-1"][0].value == round(4.24 / best, 4)


def test_two_papers_on_one_model_are_an_error_bar_and_no_mean(evidence: Evidence) -> None:
    """nano-banana has 7.29 and 7.54 on GEdit-Bench EN: more apart than most models are."""
    quality = evidence.quality("google/nano-banana", "edit")
    assert {("gedit-bench", "7.29"), ("gedit-bench", "7.54")} <= {(f.benchmark, f.value) for f in quality.figures}
    assert quality.low < 7.29 / 7.74 < 7.54 / 7.74 < quality.high


def test_boards_that_contradict_benchmarks_do_not_overrule_them(evidence: Evidence) -> None:
    """OneIG puts nano-banana-pro first in style, a board has it 313 points behind gpt-image-2."""
    quality = evidence.quality("google/nano-banana-pro", "style")
    assert (quality.value, quality.basis) == (1.0, "measured")
    assert "boogu-arena" not in {f.benchmark for f in quality.figures}


def test_benchmarks_that_contradict_each_other_widen_the_interval(evidence: Evidence) -> None:
    """CVTG puts nano-banana-pro below gpt-image-1, LongText above."""
    quality = evidence.quality("google/nano-banana-pro", "lettering.latin")
    assert quality.value == 1.0
    assert quality.low < 0.87


def test_ratings_of_two_days_are_not_compared(evidence: Evidence) -> None:
    """gpt-image-2's 1512 of April would dwarf the board of February."""
    for need in ("photo", "composition", "knowledge"):
        figures = evidence.quality("openai/gpt-image-2", need).figures
        assert "1512" not in {f.value for f in figures}


def test_a_benchmark_that_barely_tells_models_apart_is_not_the_main_one(evidence: Evidence) -> None:
    """DPG-Bench gives dall-e-3 0.96 of the best; the vendor's advice for following prompts is last elsewhere."""
    quality = evidence.quality("openai/dall-e-3", "follow")
    assert quality.value == pytest.approx(0.80, abs=0.01)
    assert route(SCENE, as_of="2026-05-01").model != "openai/dall-e-3"


def test_the_best_of_two_poor_models_is_not_the_best(evidence: Evidence) -> None:
    """T2I-CompBench has two of the catalog's models: the better of them is worth what GenEval says of it."""
    quality = evidence.quality("openai/dall-e-3", "counting")
    compbench = next(f for f in quality.figures if f.benchmark == "t2i-compbench")
    assert compbench.value < "1"
    assert quality.high < 0.9


def test_a_good_score_does_not_make_a_retired_model_callable() -> None:
    decision = route("a banner that says OPEN", as_of=DAY)
    assert "openai/gpt-image-1" in {r.model for r in decision.refusals if r.code == "retired"}
    assert "openai/gpt-image-1" not in {c.model for c in (decision.chosen, *decision.alternatives)}


@pytest.mark.parametrize("prompt", ["a castle, 8K, ultra detailed", "8k render of a robot", "4K HDR photo of a lake"])
def test_8k_is_a_word_of_style(prompt: str) -> None:
    assert route(prompt, as_of=DAY).size.width <= 1024


def test_a_script_without_figures_says_so() -> None:
    decision = route("a shop sign in Arabic that says مرحبا", as_of=DAY)
    assert decision.ranking.judged.unweighed == ("lettering.arabic",)
    assert "unproven" in {w.code for w in decision.warnings}


def test_the_nearest_script_is_never_called_a_proof(evidence: Evidence) -> None:
    assert {evidence.quality(model, "lettering.ja").basis for model in ("openai/gpt-image-2", "zai/cogview-4")} == {
        "sibling"
    }


def test_a_board_for_pictures_says_nothing_of_edits(evidence: Evidence) -> None:
    quality = evidence.quality("openai/gpt-image-2", "edit.remove")
    assert {f.benchmark for f in quality.figures} == {"artificial-analysis-edit"}
    assert evidence.quality("xai/grok-imagine-image", "edit.remove").basis == "none"


def test_a_wish_for_chinese_lettering_never_goes_to_who_cannot_draw_it() -> None:
    for prompt in ("霓虹招牌上写着“欢迎光临”", "a poster with the Chinese title 春天", "印章，刻“福”字"):
        assert route(prompt, as_of=DAY).model in ("openai/gpt-image-2", "google/nano-banana-pro")
