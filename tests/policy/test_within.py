"""The cheapest within a tolerance of the best: against a reading of the rule that shares no code, and its laws."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare import Catalog, Policy, route
from pixelfare.errors import BadRequest, NoOffer, PolicyError
from pixelfare.evidence import BASES, Quality
from pixelfare.policy.judging import Judged, Judgement, places_within
from pixelfare.policy.load import load_policies
from pixelfare.policy.parts import Step, Within

DAY = "2026-11-22"
SCENE = "a city at night"
CATALOG = Catalog.load(as_of=DAY)
SAMPLE = route(SCENE, catalog=CATALOG).chosen
NAMES = ("m/a", "m/b", "m/c", "m/d", "m/e")


@st.composite
def qualities(draw: st.DrawFn) -> Quality:
    """Any quality."""
    low, value, high = sorted(draw(st.tuples(*[st.integers(0, 40)] * 3)))
    return Quality(value=value / 40, low=low / 40, high=high / 40, basis=draw(st.sampled_from(BASES)))


pools = st.lists(st.tuples(qualities(), st.integers(1, 9)), min_size=1, max_size=len(NAMES))
tolerances = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.2"), Decimal(1)])


def chosen_by_the_rule(pool: list[tuple[Quality, int]], tolerance: Decimal, *, low: bool) -> int:
    """The rule as the documentation says it, over all pairs: the place of the choice in the pool."""

    def worth(q: Quality) -> float:
        return q.low if low else q.value

    def held(q: Quality) -> float:
        inside = [o for o, _ in pool if BASES.index(o.basis) < BASES.index(q.basis) and o.low <= q.value <= o.high]
        return min([worth(q), *map(held, inside)])

    best = max(held(q) for q, _ in pool)
    near = [i for i, (q, _) in enumerate(pool) if held(q) >= best * (1 - float(tolerance)) - 1e-9]

    def key(i: int) -> tuple[int, int, str]:
        q, price = pool[i]
        stronger = [pool[j][0] for j in near if BASES.index(pool[j][0].basis) < BASES.index(q.basis)]
        behind = any(q.value <= other.high for other in stronger)
        return BASES.index(q.basis) if behind else 0, price, NAMES[i]

    return min(near, key=key)


def ranked(pool: list[tuple[Quality, int]], within: Within) -> list[int]:
    """The places in the pool, in the order in which `places_within` and then the price put them."""
    judged = Judged(
        weights=(("follow", 1.0),),
        judgements=tuple(
            Judgement(model=name, level=None, quality=q, needs=(("follow", q),))
            for name, (q, _) in zip(NAMES, pool, strict=False)
        ),
    )
    place = places_within(judged, within)
    offers = [replace(SAMPLE, model=name) for name, _ in zip(NAMES, pool, strict=False)]
    return sorted(range(len(pool)), key=lambda i: (place(offers[i]), pool[i][1], NAMES[i]))


@settings(max_examples=1000)
@given(pools, tolerances, st.sampled_from([False, True]))
def test_the_choice_is_what_the_rule_says(pool: list[tuple[Quality, int]], tolerance: Decimal, low: object) -> None:
    within = Within(tolerance=tolerance, conservative=bool(low))
    assert ranked(pool, within)[0] == chosen_by_the_rule(pool, tolerance, low=bool(low))


@settings(max_examples=1000)
@given(pools, tolerances)
def test_a_weaker_basis_never_outranks_a_stronger_one_inside_its_interval(
    pool: list[tuple[Quality, int]], tolerance: Decimal
) -> None:
    first, *rest = ranked(pool, Within(tolerance=tolerance))
    won = pool[first][0]
    best = max(q.value for q, _ in pool)
    for other in (pool[i][0] for i in rest):
        inside = other.low <= won.value <= other.high
        if inside and other.rank < won.rank:
            # Only where the stronger one is not near the best does the weaker come first, and then for its own worth.
            assert other.value < best * (1 - float(tolerance))


@settings(max_examples=500)
@given(pools)
def test_what_is_trusted_is_believed_like_a_measurement(pool: list[tuple[Quality, int]]) -> None:
    known = [(q, price) for q, price in pool if q.basis != "none"] or [
        (Quality(value=1.0, low=1.0, high=1.0, basis="measured"), 1)
    ]
    measured = [(replace(q, basis="measured"), price) for q, price in known]
    within = Within(tolerance=Decimal("0.05"), trust="prior")
    assert ranked(known, within) == ranked(measured, within)


# --- on the shipped catalog


def test_the_sentence_says_what_money_buys_and_what_saving_costs() -> None:
    said = route(SCENE, as_of=DAY).explain()
    assert "the cheapest within 5 % of the best expected quality: 0.99 of 1.00" in said
    assert "$0.052500 more would buy google/nano-banana-pro, expected 1% better." in said
    assert "$0.036751 could be saved with zai/cogview-4, expected 10% worse." in said
    assert "oneig-bench EN alignment 0.878" in said


def test_only_the_best_at_no_tolerance() -> None:
    decision = route(SCENE, as_of=DAY, tolerance=0)
    assert decision.model == "google/nano-banana-pro"
    assert "the best expected quality" in decision.explain()
    assert "More money would buy" not in decision.explain()


def test_weights_change_what_counts() -> None:
    needs = {"lettering": {"latin"}, "capabilities": frozenset()}
    plain = route(SCENE, as_of=DAY, needs=needs)
    heavy = route(SCENE, as_of=DAY, needs=needs, weights={"lettering.latin": 50})
    none = route(SCENE, as_of=DAY, needs=needs, weights={"lettering.latin": 0})
    assert (plain.model, heavy.model) == ("google/nano-banana", "openai/gpt-image-2")
    assert dict(none.ranking.judged.weights) == {"follow": 1.0}
    assert dict(heavy.ranking.judged.weights) == {"follow": 1.0, "lettering.latin": 50.0}


def test_a_least_quality_refuses_the_rest() -> None:
    decision = route(SCENE, "cheapest", as_of=DAY, min_quality="0.95")
    assert decision.model == "google/nano-banana"
    assert "quality" in {r.code for r in decision.refusals if r.model == "zai/cogview-4"}
    with pytest.raises(NoOffer) as failed:
        route(SCENE, as_of=DAY, min_quality=1, max_usd="0.02")
    assert any("ask for no least quality" in way for way in failed.value.relax)


def test_conservative_judges_by_the_lower_end() -> None:
    careful = route(SCENE, as_of=DAY, conservative=True)
    judged = {j.model: j.quality.low for j in careful.ranking.judged.judgements}
    assert judged[careful.model] >= 0.95 * max(judged.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"tolerance": 2}, {"tolerance": "lots"}, {"tolerance": True}, {"min_quality": -1}, {"min_quality": "nan"},
        {"weights": {"folow": 1}}, {"weights": {"follow": -1}}, {"weights": {"follow": "inf"}},
    ],
)  # fmt: skip
def test_what_is_no_share_or_weight_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        route(SCENE, as_of=DAY, **wrong)
    with pytest.raises(BadRequest, match="mapping of needs"):
        route(SCENE, as_of=DAY, weights=["follow"])


def test_a_policy_that_does_not_judge_has_no_tolerance() -> None:
    with pytest.raises(BadRequest, match="cheapest does not choose by expected quality"):
        route(SCENE, "cheapest", as_of=DAY, tolerance=0.1)
    with pytest.raises(PolicyError, match="cheapest does not choose by expected quality"):
        load_policies()["cheapest"].within(0.1)

    class Mine:
        def rank(self, candidates: object, needs: object) -> object:
            assert needs
            return candidates

    with pytest.raises(BadRequest, match="not for Python objects"):
        route(SCENE, as_of=DAY, policy=Mine(), min_quality=0.5)


def test_policies_that_judge_survive_yaml(tmp_path) -> None:  # noqa: ANN001
    policy = load_policies()["auto"].within("0.1").conservatively().at_least("0.5").weighing({"style": 3})
    file = tmp_path / "mine.yaml"
    file.write_text(policy.to_yaml(), "utf-8")
    assert Policy.load(file) == policy
    other = Policy(
        id="one", prefer=(Step(cheapest_within=Within(of=("lettering.zh", "style"), trust="upper_bound")),)
    )  # fmt: skip
    file.write_text(other.to_yaml(), "utf-8")
    assert Policy.load(file) == other


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cheapest_within: {of: lettering.zh}", "evidence"),
        ("cheapest_within: {of: evidence.nothing}", "evidence"),
        ("cheapest_within: {tolerance: 1.5}", "number from 0 to 1"),
        ("cheapest_within: {trust: rumours}", "trust"),
        ("cheapest_within: {conservative: 1}", "boolean"),
    ],
)
def test_a_line_that_makes_no_sense_says_where(tmp_path, line: str, said: str) -> None:  # noqa: ANN001
    file = tmp_path / "mine.yaml"
    file.write_text(f"id: mine\nprefer:\n  - {line}\n", "utf-8")
    with pytest.raises(PolicyError, match=said) as failed:
        Policy.load(file)
    assert failed.value.line == 3


def test_a_trusting_policy_takes_the_upper_bound() -> None:
    trusting = Policy(id="trusting", prefer=(Step(cheapest_within=Within(trust="upper_bound")), Step(least="price")))
    decision = route(SCENE, as_of="2026-05-01", policy=trusting)
    assert decision.model == "openai/gpt-image-1"
    assert "evidence-upper-bound" in {w.code for w in decision.warnings}


def test_the_guides_advice_is_doubted_where_evidence_certainly_disagrees() -> None:
    """A policy of the vendor's guide, on a day when its model is worse and dearer than another."""
    needs = {"capabilities": {"counting"}, "lettering": {"zh"}}
    decision = route(SCENE, "prompt-following", as_of="2026-05-01", needs=needs)
    assert decision.model == "openai/dall-e-3"
    said = [w.message for w in decision.warnings if w.code == "evidence-disagrees"]
    assert said == [
        "evidence expects more of openai/gpt-image-2 for what this prompt needs (1.00 to 0.47), for $0.020999 more"
    ]


def test_the_guides_advice_is_doubted_where_the_better_one_is_dearer() -> None:
    decision = route("写着“你好”的招牌", "chinese-prompt", as_of=DAY)
    said = [w.message for w in decision.warnings if w.code == "evidence-disagrees"]
    assert decision.model == "zai/cogview-4"
    assert len(said) == 1
    assert said[0].endswith("more")


def test_a_board_makes_no_doubt_of_a_measurement() -> None:
    """Nobody has measured how Grok draws Chinese; a preference board says nothing of it."""
    needs = {"capabilities": {"counting"}, "lettering": {"zh"}}
    decision = route(SCENE, "fast", as_of=DAY, needs=needs)
    assert not [w for w in decision.warnings if w.code == "evidence-disagrees" and "grok" in w.message]


def test_what_is_saved_with_a_model_that_something_is_not_known_of_is_no_percentage() -> None:
    """The value of a need without figures fills a place; it is no expectation."""
    said = route(SCENE, as_of=DAY, needs={"capabilities": {"infographic"}}).explain()
    assert "could be saved with zai/cogview-4, of which not all is known that this needs." in said


def test_figures_of_a_dearer_level_are_named() -> None:
    said = route(SCENE, as_of=DAY, needs={"capabilities": {"style"}, "lettering": {"zh"}}).explain()
    assert "openai/gpt-image-2, expected 1% worse by figures of a dearer level." in said


def test_a_weight_for_a_need_without_evidence_is_not_dropped_in_silence() -> None:
    """Whatever the policy, and even where nothing else counts."""
    needless = {"lettering.arabic": "3"}
    for intent in ("auto", "cheapest", "chinese-text"):
        said = {w.code: w.message for w in route(SCENE, intent, weights=needless, catalog=CATALOG).warnings}
        assert said["weight-ignored"] == "no evidence compares models by lettering.arabic: its weight changes nothing"
    alone = route(SCENE, weights={**needless, "follow": "0"}, catalog=CATALOG)
    assert "weight-ignored" in {w.code for w in alone.warnings}
    for weights in ({"lettering.arabic": "0"}, {"lettering.zh": "3"}):
        decision = route(SCENE, weights=weights, catalog=CATALOG)
        assert "weight-ignored" not in {w.code for w in decision.warnings}
