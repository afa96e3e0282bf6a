"""Laws of `route`: for any request, any catalog, any day."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import pixelfare
from oracle.making import LEVELS, SIZES, catalogs, write_files
from pixelfare import Catalog, Decision, Needs, Policy, route
from pixelfare.errors import NoOffer
from pixelfare.policy.load import load_policies
from pixelfare.policy.parts import AS_NEEDED, Require, Step
from pixelfare.shipped import shipped_folder
from pixelfare.words import CAPABILITIES, LETTERING

BOOK = oracle.read_book(shipped_folder("catalog"))
DAYS = oracle.days_of(BOOK)
CATALOG = Catalog.load(as_of="2026-11-22")
seeds = st.integers(0, 2**32)
needs = st.builds(
    Needs,
    operation=st.sampled_from(["generate", "generate", "edit"]),
    language=st.sampled_from(["en", "zh", "zh-Hant", "ja", "und"]),
    lettering=st.frozensets(st.sampled_from([*LETTERING[:6], "latin", "zh"]), max_size=2),
    capabilities=st.frozensets(st.sampled_from(CAPABILITIES), max_size=3),
    size_hint=st.sampled_from([None, None, "16:9", "2:3", "1:1"]),
)


def ask(seed: int) -> tuple[oracle.Asked, date]:
    """A random request on the shipped catalog, and a day."""
    dice = random.Random(seed)  # noqa: S311  no secret
    return oracle.ask_at_random(
        dice, sorted(BOOK.gateways), oracle.sizes_of(BOOK), oracle.levels_of(BOOK)
    ), dice.choice(DAYS)


def decide(asked: oracle.Asked, today: date, intent: str = "cheapest", **more: Any) -> Decision | None:
    """The decision, or nothing where nothing fits."""
    try:
        return route("a lighthouse", intent, **{"catalog": CATALOG, "as_of": today, **asked.as_route(), **more})
    except NoOffer:
        return None


def told(decision: Decision | None) -> dict[str, Any] | None:
    """All a decision says, but for the digest of the catalog's files."""
    return None if decision is None else {k: v for k, v in decision.to_dict().items() if k != "catalog"}


def price(decision: Decision | None) -> float:
    """What is paid; nothing that fits is dearer than everything."""
    return float("inf") if decision is None else decision.quote.micro_usd


@settings(max_examples=25)
@given(catalogs(), st.randoms(use_true_random=False), seeds)
def test_permuting_and_renaming_files_changes_nothing(files: dict[str, Any], dice: random.Random, seed: int) -> None:
    names = list(files)
    dice.shuffle(names)
    renamed = {
        f"{Path(n).parts[0]}/{dice.randint(0, 9)}/{i}-{dice.random()}.yaml": files[n] for i, n in enumerate(names)
    }
    shuffled = {name: dict(dice.sample(list(doc.items()), len(doc))) for name, doc in renamed.items()}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        before = Catalog.load(paths=[write_files(Path(one), files)], as_of="2026-11-22")
        after = Catalog.load(paths=[write_files(Path(other), shuffled)], as_of="2026-11-22")
    places = [n.removeprefix("gateways/").removesuffix(".yaml") for n in files if n.startswith("gateways/")]
    dice = random.Random(seed)  # noqa: S311  no secret
    asked = oracle.ask_at_random(dice, places, SIZES, LEVELS)
    for intent in ("cheapest", "auto", "quality"):
        one_day = date(2026, 8, 15)
        assert told(decide(asked, one_day, intent, catalog=before)) == told(
            decide(asked, one_day, intent, catalog=after)
        )


@settings(max_examples=300)
@given(seeds, st.data())
def test_narrowing_never_makes_the_choice_cheaper(seed: int, data: st.DataObject) -> None:
    """A lower limit, fewer gateways, a stricter size, a level, more input pictures, a mask."""
    asked, today = ask(seed)
    asked = replace(asked, max_micro_usd=None)
    before = price(decide(asked, today))
    narrower = [replace(asked, max_micro_usd=data.draw(st.integers(0, 200_000)))]
    narrower += [replace(asked, gateways=(name,)) for name in asked.gateways or ("blockrun", "openai", "clawrouter")]
    narrower += [replace(asked, quality=level) for level in oracle.levels_of(BOOK) if asked.quality is None]
    narrower += [
        replace(asked, size=f"{asked.size} {floor}")
        for floor in ("1K", "2K", "4K")
        if (asked.size or "").count(":") == 1 and " " not in (asked.size or "")
    ]
    narrower += [
        replace(asked, size=size)
        for size in (">=2MP", ">=4MP", "16:9 1K")
        if asked.size in (">=1MP", ">=0.5MP") and size != "16:9 1K"
    ]
    if asked.edit:
        narrower += [replace(asked, images=asked.images + 1), replace(asked, mask=True)]
    for one in narrower:
        assert price(decide(one, today)) >= before, (asked, one, today)


@settings(max_examples=200)
@given(seeds, st.sampled_from(["16:9", "9:16", "3:2", "1:1", "21:9"]))
def test_a_hint_of_the_prompt_never_costs(seed: int, hint: str) -> None:
    """An aspect that the prompt only hints at makes nothing impossible and nothing dearer."""
    asked, today = ask(seed)
    with_hint, without = replace(asked, hint=hint), replace(asked, hint=None)
    assert price(decide(with_hint, today)) <= price(decide(without, today))


PROVEN = Policy(
    id="proven", require=Require(lettering=AS_NEEDED, capabilities=AS_NEEDED), prefer=(Step(least="price"),)
)  # fmt: skip
SHARES = st.decimals("0", "1", places=3)


@settings(max_examples=300)
@given(
    needs,
    st.frozensets(st.sampled_from(CAPABILITIES), max_size=2),
    st.frozensets(st.sampled_from(LETTERING), max_size=1),
    st.sampled_from(DAYS),
)
def test_more_proofs_never_make_the_choice_cheaper(
    some: Needs, caps: frozenset[str], scripts: frozenset[str], today: date
) -> None:
    more = some.but(capabilities=some.capabilities | caps, lettering=some.lettering | scripts)
    few = decide(oracle.Asked(), today, policy=PROVEN, intent="auto", needs=some)
    many = decide(oracle.Asked(), today, policy=PROVEN, intent="auto", needs=more)
    assert price(many) >= price(few)


@settings(max_examples=300)
@given(seeds, needs, SHARES, SHARES, st.sampled_from([{}, {"conservative": True}]))
def test_less_tolerance_never_makes_the_choice_cheaper(
    seed: int, some: Needs, one: Decimal, other: Decimal, how: dict[str, Any]
) -> None:
    asked, today = ask(seed)
    strict, lax = (decide(asked, today, "auto", tolerance=s, needs=some, **how) for s in sorted((one, other)))
    assert price(strict) >= price(lax)


@settings(max_examples=300)
@given(seeds, needs, SHARES, SHARES)
def test_a_higher_least_quality_never_makes_the_cheapest_cheaper(
    seed: int, some: Needs, one: Decimal, other: Decimal
) -> None:
    asked, today = ask(seed)
    lax, strict = (decide(asked, today, min_quality=share, needs=some) for share in sorted((one, other)))
    assert price(strict) >= price(lax)
    if strict is not None and strict.quality_expected is not None:
        assert strict.quality_expected.value >= max(one, other)


@settings(max_examples=200)
@given(seeds, needs, st.sampled_from(sorted(load_policies())))
def test_a_decision_survives_json(seed: int, some: Needs, intent: str) -> None:
    asked, today = ask(seed)
    decision = decide(asked, today, intent, needs=some)
    if decision is None:
        return
    for text in (decision.to_json(), decision.to_json(include_prompt=True), decision.to_json(indent=2)):
        again = Decision.from_json(text)
        assert again == decision
        assert again.to_dict() == decision.to_dict()
        assert again.explain().splitlines()[0] == decision.explain().splitlines()[0]
    assert Decision.from_json(decision.to_json(include_prompt=True)).prompt == "a lighthouse"
    assert Decision.from_json(decision.to_json()).prompt is None


@settings(max_examples=150)
@given(seeds, needs, st.sampled_from(sorted(load_policies())))
def test_a_decision_is_whole(seed: int, some: Needs, intent: str) -> None:
    """Chosen and alternatives are different ways to buy; no offer is both bought and refused; prices add up."""
    asked, today = ask(seed)
    decision = decide(asked, today, intent, needs=some)
    if decision is None:
        return
    ways = [decision.chosen, *decision.alternatives]
    assert len({(c.model, c.gateway, c.size, c.quality) for c in ways}) == len(ways)
    assert not {(c.model, c.gateway) for c in ways} & {(r.model, r.gateway) for r in decision.refusals}
    assert all(r.reason and r.code for r in decision.refusals)
    for way in ways:
        quote = way.quote
        assert quote.n == asked.n
        assert quote.micro_usd == quote.base + quote.markup + quote.fee + quote.rounding
        assert quote.micro_usd % asked.n == 0
        assert quote.sources
        assert asked.max_micro_usd is None or quote.micro_usd <= asked.max_micro_usd


@settings(max_examples=200)
@given(
    st.text(min_size=1, max_size=60).filter(lambda t: not t.isspace()), st.sampled_from(["auto", "cheapest", "img2img"])
)
def test_no_prompt_in_repr_or_json(text: str, intent: str) -> None:
    secret = f"xq7{text}7qx"
    decision = route(secret, intent, catalog=CATALOG)
    for shown in (repr(decision), str(decision), decision.to_json(), str(list(decision.__rich_repr__()))):
        assert "xq7" not in shown
        assert "7qx" not in shown
    assert json.loads(decision.to_json(include_prompt=True))["prompt"] == secret
    with pytest.raises(NoOffer) as caught:
        route(secret, intent, catalog=CATALOG, size="9999x9999")
    assert "xq7" not in repr(caught.value.to_dict()) + str(caught.value)


@given(seeds, needs)
def test_the_same_twice(seed: int, some: Needs) -> None:
    """A fresh catalog with nothing remembered decides as one that has seen much."""
    asked, today = ask(seed)
    fresh = Catalog.load(as_of=today)
    for intent in ("auto", "cheapest", "quality"):
        assert told(decide(asked, today, intent, needs=some)) == told(
            decide(asked, today, intent, needs=some, catalog=fresh)
        )


SCRIPT = """
import json, sys, pixelfare
for intent, prompt in json.load(sys.stdin):
    print(pixelfare.route(prompt, intent, as_of="2026-11-22", gateway="any").to_json(include_prompt=True))
"""


def decisions(seed: str, asked: list[tuple[str, str]]) -> Iterator[str]:
    """The same decisions as a fresh process makes them."""
    source = str(Path(pixelfare.__file__).parents[1])
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": source, "TZ": "UTC"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(asked),
        env=env,
        text=True,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    yield from done.stdout.splitlines()


def test_another_process_decides_the_same() -> None:
    asked = [
        (intent, prompt)
        for intent in sorted(load_policies())
        for prompt in (
            "a cat",
            "A sign that says “OPEN” and “营业中”",
            "一张海报，上面写着“你好”",
            "three dogs, 16:9, watercolor, infographic",
        )
        if intent not in ("chinese-text", "4k") or prompt == "a cat"
    ]
    first = list(decisions("1", asked))
    assert first == list(decisions("4242", asked))
    here = [
        route(prompt, intent, as_of="2026-11-22", gateway="any").to_json(include_prompt=True)
        for intent, prompt in asked
    ]
    assert first == here


@pytest.mark.parametrize("today", [date(2026, 5, 1), date(2026, 11, 22)])
@pytest.mark.parametrize(("intent", "asked"), [
    ("cheapest", oracle.Asked(max_micro_usd=1)),
    ("4k", oracle.Asked(max_micro_usd=50_000)),
    ("chinese-text", oracle.Asked(max_micro_usd=20_000)),
    ("auto", oracle.Asked(size="16:9", n=3, max_micro_usd=20_000)),
])  # fmt: skip
def test_advice_holds(intent: str, asked: oracle.Asked, today: date) -> None:
    """What `relax` promises is something the same policy would then take, at that price."""
    drawn = {"needs": {"lettering": {"zh"}}}
    with pytest.raises(NoOffer) as caught:
        route("a sign", intent, catalog=CATALOG, as_of=today, **{**asked.as_route(), **drawn})
    advice = caught.value.relax
    assert advice
    assert caught.value.refusals
    without = {
        "raise or drop the limit": {"max_micro_usd": None},
        "look at every gateway": {"gateways": ()},
        "ask for another size": {"size": None},
        "ask for one picture at a time": {"n": 1},
    }
    followed = 0
    for line in advice:
        what, promised = line.split(": ", 1)
        parts = what.split(" and ")
        if all(part in without for part in parts):
            less: dict[str, Any] = {k: v for part in parts for k, v in without[part].items()}
            then = decide(replace(asked, **less), today, intent, **drawn)
            assert then is not None, f"{line}, but nothing fits then either"
            assert promised in {str(c) for c in (then.chosen, *then.alternatives)}, f"{line}, not {then.chosen}"
            followed += 1
    assert followed


def test_policies_of_ones_own_narrow_as_requests_do() -> None:
    """`where` and `under` leave what `gateway` and `max_usd` leave."""
    auto = load_policies()["auto"]
    for limit in ("0.02", "0.05", "0.2"):
        narrowed: Policy = auto.under(limit)
        by_policy = route("a cat", policy=narrowed, gateway="any", catalog=CATALOG)
        by_request = route("a cat", gateway="any", max_usd=limit, catalog=CATALOG)
        assert by_policy.chosen == by_request.chosen
        assert by_policy.alternatives == by_request.alternatives
