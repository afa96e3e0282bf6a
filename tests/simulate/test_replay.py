"""Replay: every row as `route` would decide it, whatever the file it comes from and whoever does the work."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelfare import Catalog, Policy, read, route
from pixelfare.bench.sets import load_set
from pixelfare.errors import BadRequest, NoOffer, PixelfareError, UnknownIntent, UnknownName
from pixelfare.policy.policy import Chooser
from pixelfare.simulate import Faults, simulate
from pixelfare.simulate.made_trace import MadeTrace
from pixelfare.simulate.simulation import Simulation

DAY = "2026-11-22"
CATALOG = Catalog.load(as_of=DAY)
PROMPTS = (
    "a cat", "霓虹招牌上写着“欢迎光临”", 'a sign that says "OPEN"', "remove the dog from this photo",
    "three red apples", "a watercolour of a harbour, 16:9", "古い看板に「さくら」と書かれている",
    "an infographic about bees",
)  # fmt: skip
ROWS = st.fixed_dictionaries(
    {"prompt": st.sampled_from(PROMPTS)},
    optional={
        "size": st.sampled_from(["16:9", "1024x1024", "4K", "4000x4000", None, "1x1"]),
        "n": st.sampled_from([1, 2, "3", 10]),
        "images": st.sampled_from([0, 1, 2]), "quality": st.sampled_from([None, "high", "no-such"]),
        "intent": st.sampled_from([None, "cheapest", "quality", "no-such-intent", "img2img"]),
        "label": st.sampled_from(["", "shop", "blog"]), "time": st.sampled_from([None, "2026-11-01", "1793500000"]),
        "paid": st.sampled_from([None, "0.05", 0.064, Decimal("0.1"), 1]), "model": st.sampled_from([None, "a/b"]),
    },
)  # fmt: skip


class Biggest(Chooser):
    """A policy in Python that looks at more than prices."""

    id = "biggest"

    def rank(self, candidates: Any, needs: Any) -> Any:
        wish = needs.lettering_characters % 2 == 0
        return sorted(candidates, key=lambda c: (-c.size.pixels if wish else c.size.pixels, str(c)))


def by_hand(rows: list[dict[str, Any]], policy: Any, gateway: Any = None) -> tuple[int, Counter[str], Counter[str]]:
    """Cost, models and refusals by calling `route` for each row: shares no code with the tally."""
    cost, models, refused = 0, Counter[str](), Counter[str]()
    for row in rows:
        intent = row.get("intent") or "auto" if policy == "as-asked" else "auto"
        chosen = {} if policy == "as-asked" else {"policy": policy}
        images = ("x",) * (row.get("images") or 0)
        try:
            decision = route(
                row["prompt"], intent, **chosen, images=images, size=row.get("size"), quality=row.get("quality"),
                n=int(row.get("n") or 1), gateway=gateway, catalog=CATALOG,
            )  # fmt: skip
        except NoOffer as failure:
            refused[" + ".join(sorted({r.code for r in failure.refusals}))] += 1
        except PixelfareError as failure:
            refused[failure.code] += 1
        else:
            cost += decision.quote.micro_usd
            models[decision.model] += 1
    return cost, models, refused


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=25))
def test_every_row_is_decided_as_route_decides_it(rows: list[dict[str, Any]]) -> None:
    policies = ["auto", "cheapest", "chinese-text", "img2img", "as-asked", Biggest()]
    found = simulate(rows, policies, catalog=CATALOG)
    for policy in policies:
        run = found[getattr(policy, "id", policy)]
        cost, models, refused = by_hand(rows, policy)
        assert run.micro_usd == cost
        assert {name: part.served for name, part in run.mix.items()} == dict(models)
        assert Counter(run.refused) == refused
        assert run.total.rows == len(rows) == found.rows
        for split in (run.by_label, run.by_day):
            assert sum(part.micro_usd for part in split.values()) == cost


def test_real_prompts_row_for_row() -> None:
    rows = [{"prompt": item.prompt} for name in ("labelled_seen", "t2i_compbench") for item in load_set(name)]
    found = simulate(rows, ["auto", "cheapest"], catalog=CATALOG, gateway="any")
    for policy in ("auto", "cheapest"):
        cost, models, refused = by_hand(rows, policy, "any")
        assert found[policy].micro_usd == cost
        assert {name: part.served for name, part in found[policy].mix.items()} == dict(models)
        assert Counter(found[policy].refused) == refused


def test_expected_quality_is_that_of_the_decisions() -> None:
    rows = [{"prompt": prompt} for prompt in PROMPTS for _ in range(3)]
    found = simulate(rows, "auto", catalog=CATALOG)["auto"]
    qualities = [route(row["prompt"], catalog=CATALOG).quality_expected for row in rows]
    known = [quality for quality in qualities if quality is not None]
    assert found.quality is not None
    assert found.quality.rows == len(known)
    for end in ("value", "low", "high"):
        mean = sum(getattr(quality, end) for quality in known) / len(known)
        assert getattr(found.quality, end) == pytest.approx(mean, abs=1e-12)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = MadeTrace(rows=3000, shape="drift", seed=3).table().to_pylist()
    shuffled = random.Random(1).sample(rows, len(rows))  # noqa: S311  to repeat a run
    assert simulate(rows, catalog=CATALOG).to_json() == simulate(shuffled, catalog=CATALOG).to_json()


def test_savings_against_policies_and_against_what_was_paid() -> None:
    rows: list[dict[str, Any]] = [
        {"prompt": "a cat", "paid": "0.10", "model": "x/y"}, {"prompt": "a dog", "paid": 0.2},
        {"prompt": "a fox"}, {"prompt": "a cat", "size": "4K", "paid": "9"},
    ]  # fmt: skip
    found = simulate(rows, ["cheapest", "auto"], catalog=CATALOG, gateway="blockrun")
    assert found.paid is not None
    assert (found.paid.rows, found.paid.usd, found.paid.models) == (3, Decimal("9.300000"), {"x/y": 1})
    (paid,) = (saving for saving in found.savings("cheapest") if saving.against == "paid")
    assert (paid.rows, paid.other_micro_usd) == (3, 9_300_000)
    (beside,) = (saving for saving in found.savings("auto") if saving.against == "cheapest")
    assert beside.saved == found["cheapest"].cost_usd - found["auto"].cost_usd < 0
    only_paid = [row for row in rows if "paid" in row]
    assert paid.micro_usd == simulate(only_paid, ["cheapest"], catalog=CATALOG)["cheapest"].micro_usd


def test_by_day_in_the_zone_that_is_asked_for() -> None:
    rows = [
        {"prompt": "a", "time": "2026-11-01T23:30:00Z"}, {"prompt": "b", "time": "2026-11-02T00:30:00+02:00"},
        {"prompt": "c", "time": dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC).isoformat()}, {"prompt": "d"},
    ]  # fmt: skip
    utc, shanghai = (simulate(rows, "auto", catalog=CATALOG, zone=zone) for zone in ("UTC", "Asia/Shanghai"))
    assert {day: part.rows for day, part in utc["auto"].by_day.items()} == {"": 1, "2026-11-01": 3}
    assert {day: part.rows for day, part in shanghai["auto"].by_day.items()} == {
        "": 1, "2026-11-01": 1, "2026-11-02": 2,
    }  # fmt: skip
    with pytest.raises(BadRequest, match="no time zone"):
        simulate(rows, catalog=CATALOG, zone="Mars/Olympus")


def test_needs_may_stand_in_the_trace_instead_of_a_prompt() -> None:
    prompt = PROMPTS[1]
    told = [{"needs": json.dumps(read(prompt).to_dict())}, {"needs": json.dumps(read("a cat").to_dict())}]
    there, here = (simulate(rows, "auto", catalog=CATALOG)["auto"] for rows in (told, [prompt, "a cat"]))
    assert (there.micro_usd, there.mix) == (here.micro_usd, here.mix)


def test_policies_have_names_of_their_own() -> None:
    own = Policy(id="mine").under("0.02")
    found = simulate(["a cat"], ["auto@0.5", own, "cheapest"], catalog=CATALOG)
    assert list(found.runs) == ["auto@0.5", "mine", "cheapest"]
    assert found["auto@0.5"].micro_usd < simulate(["a cat"], "auto", catalog=CATALOG)["auto"].micro_usd
    with pytest.raises(UnknownName, match="auto"):
        found["auto"]
    for bad, error in (
        (["auto", "auto"], BadRequest),
        ([], BadRequest),
        (["no-such"], UnknownIntent),
        ([7], BadRequest),
    ):
        with pytest.raises(error):
            simulate(["a cat"], bad, catalog=CATALOG)
    with pytest.raises(BadRequest, match="baseline"):
        simulate(["a cat"], ["auto"], baselines=["quality"], catalog=CATALOG)


@pytest.mark.parametrize("empty", [[], MadeTrace(rows=1).table().slice(0, 0)])
def test_an_empty_trace_is_no_simulation(empty: Any) -> None:
    with pytest.raises(BadRequest, match="no rows"):
        simulate(empty, catalog=CATALOG)


def test_all_rows_rejected_is_no_simulation() -> None:
    with pytest.raises(BadRequest, match="all 2 rows are rejected; the first is"):
        simulate(["", "  "], catalog=CATALOG)


def test_all_rows_refused_is_a_simulation_that_says_so() -> None:
    found = simulate([{"prompt": "a cat", "size": "4000x4000"}] * 4, ["auto"], catalog=CATALOG)["auto"]
    assert (found.total.served, found.total.refused, found.cost_usd, found.quality) == (0, 4, Decimal("0.000000"), None)
    assert sum(found.refused.values()) == 4
    assert found.prices == {}


def test_the_whole_simulation_is_plain_json() -> None:
    rows = MadeTrace(rows=200).table()
    found = simulate(rows, ["auto"], catalog=CATALOG, faults=Faults(refused=0.1))
    text = found.to_json()
    assert "prompt" not in text
    told = json.loads(text)
    assert told["policies"][0]["usd"] == str(found["auto"].cost_usd)
    assert isinstance(found, Simulation)
