"""What is expected where nothing was measured: by a sibling, by a board, by nothing, and of several needs at once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare import Catalog, route
from pixelfare.evidence import BASES, Evidence, Quality, blend


@pytest.mark.parametrize(
    ("model", "like", "need"),
    [
        ("google/nano-banana-2", "google/nano-banana", "follow"),
        ("openai/gpt-image-2.5-flare", "openai/gpt-image-2", "lettering.zh"),
        ("google/nano-banana-2", "google/nano-banana", "edit.remove"),
    ],
)
def test_a_sibling_may_differ_by_a_tenth_either_way(evidence: Evidence, model: str, like: str, need: str) -> None:
    own, near = evidence.quality(model, need), evidence.quality(like, need)
    assert (own.basis, near.basis) == ("sibling", "measured")
    assert own.value == near.value
    assert own.low == pytest.approx(near.low * 0.9, abs=1e-4)
    assert own.high == pytest.approx(min(1, near.high * 1.1), abs=1e-4)


def test_a_script_that_stands_in_may_differ_as_much(evidence: Evidence) -> None:
    own, near = (evidence.quality("zai/cogview-4", f"lettering.{script}") for script in ("ko", "zh"))
    assert (own.basis, own.value) == ("sibling", near.value)
    assert (own.low, own.high) == pytest.approx((near.low * 0.9, near.high * 1.1), abs=1e-4)


@st.composite
def parts(draw: st.DrawFn) -> tuple[Quality, float]:
    low, value, high = sorted(draw(st.tuples(*[st.integers(0, 40)] * 3)))
    quality = Quality(value=value / 40, low=low / 40, high=high / 40, basis=draw(st.sampled_from(BASES)))
    return quality, float(draw(st.integers(1, 8)))


@given(st.lists(parts(), min_size=1, max_size=5))
def test_several_needs_are_as_sure_as_the_least_sure(given_parts: Sequence[tuple[Quality, float]]) -> None:
    whole = blend(given_parts)
    assert whole.rank == max(quality.rank for quality, _ in given_parts)
    total = sum(weight for _, weight in given_parts)
    for name in ("value", "low", "high"):
        mean = sum(getattr(quality, name) * weight for quality, weight in given_parts) / total
        assert getattr(whole, name) == pytest.approx(mean, abs=1e-4)


def test_one_need_without_a_measurement_makes_a_choice_unmeasured() -> None:
    decision = route("a city at night", needs={"capabilities": {"photo"}}, as_of="2026-11-22")
    judgement = decision.ranking.judged.of(decision.chosen)
    assert judgement is not None
    assert [quality.basis for _, quality in judgement.needs] == ["measured", "prior"]
    assert judgement.quality.basis == "prior"


def test_of_whom_nothing_is_known_the_least_of_all_is_expected(catalog: Catalog, evidence: Evidence) -> None:
    """Neither nothing, which would call it the worst picture there can be, nor more than anybody has shown."""
    unknown = 0
    for need in catalog.needs.needs:
        found = [evidence.quality(model, need) for model in catalog.models]
        known = [q.value for q in found if q.basis != "none"]
        for quality in (q for q in found if q.basis == "none"):
            unknown += 1
            assert (quality.value, quality.low, quality.high) == (min(known), 0.0, 1.0)
            assert quality.value > 0
    assert unknown > 50


def chance(behind: float) -> float:
    """Elo's formula, as a share of the best's own one half."""
    return 2 / (1 + 10 ** (behind / 400))


@pytest.mark.parametrize(
    ("model", "need", "best", "own"),
    [
        ("google/nano-banana", "composition", 1233, 1157),  # general preference: openmm-arena, 2026-02
        ("xai/grok-imagine-image", "edit.remove", None, None),  # on no board of edits
        ("google/nano-banana-pro", "photo", 1137, 1119),  # the photo split of boogu-arena
    ],
)  # fmt: skip
def test_a_board_speaks_where_nothing_was_measured(
    catalog: Catalog, evidence: Evidence, model: str, need: str, best: int | None, own: int | None
) -> None:
    quality = evidence.quality(model, need)
    if best is None or own is None:
        assert quality.basis == "none"
        return
    assert {best, own} <= {int(s.value) for s in catalog.scores if s.metric == "elo"}
    assert quality.basis == "prior"
    assert quality.value == pytest.approx(chance(best - own), abs=1e-4)


def test_a_board_for_just_this_need_comes_before_general_preference(catalog: Catalog, evidence: Evidence) -> None:
    """By the photo split gpt-image-2 leads; in general preference of February it is not on the board at all."""
    quality = evidence.quality("openai/gpt-image-2", "photo")
    assert (quality.value, quality.basis) == (1.0, "prior")
    assert {(f.benchmark, f.split) for f in quality.figures} == {("boogu-arena", "photo")}
    known = {model for model in catalog.models if evidence.quality(model, "photo").basis == "prior"}
    assert len(known) >= 7
