"""Reports of plans, frontiers and paces: what they say is exact, and they are pages and files like a simulation's."""

from __future__ import annotations

import csv
import io
import itertools
import json
import xml.etree.ElementTree as ET
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pages import check
from pixelfare.errors import BadRequest
from pixelfare.money import usd
from pixelfare.simulate import Choices, Frontier, PaceReplay, choices, frontier, replay_pace
from pixelfare.simulate.report_headline import certificate
from pixelfare.simulate.report_pace import allowed, reached_at_most
from pixelfare.simulate.report_shares import by_label, by_need, by_offer, total

AS_OF = "2026-11-22"
PROMPTS = ("a cat", "霓虹招牌上写着“欢迎光临”", 'a poster that says "Grand Opening"', "three red apples on a table")
HOSTILE = ("<script>alert(1)</script>", '"><img src=x>', "\u202egnp.exe", "=1+1")


def rows(many: int = 120) -> list[dict[str, Any]]:
    return [
        {"prompt": PROMPTS[i % 4], "time": 1_795_305_600 + 1_440 * i, "label": HOSTILE[i % 3 if i % 5 else 3]}
        for i in range(many)
    ]


@cache
def found() -> Choices:
    return choices([*rows(), {"prompt": "x", "size": "<b>"}, {"prompt": "a cat", "size": "9999x9999"}], as_of=AS_OF)


@cache
def tried() -> PaceReplay:
    return replay_pace([*rows(), {"prompt": "a cat"}], "$3 per day", as_of=AS_OF)


def everything() -> dict[str, Any]:
    return {
        "budget": found().allocate("8", caps={"gpt-image-2": "2"}, min_quality=0.3),
        "target": found().least_cost(0.95),
        "rich": found().allocate("500"),
        "frontier": found().frontier(9),
        "array": frontier([[0.5, 0.9], [0.2, 0.8]], [1_000_000, 5_000_000], 4),
        "flat": frontier([[0.5]], [1_000_000], 4),
        "pace": tried(),
    }


@pytest.mark.parametrize("name", everything())
def test_every_report_is_a_page_like_that_of_a_simulation(name: str) -> None:
    told = everything()[name]
    page = check(told.to_html(title="Plans & <b>wishes</b>"))
    assert "Plans & <b>wishes</b>" in page.text
    assert told.to_html() == everything()[name].to_html()
    if name not in {"array", "flat"}:
        for text in (AS_OF, told.to_dict()["catalog"][:12], "blockrun"):
            assert text in page.text
        assert "published benchmark figures" in page.text


@pytest.mark.parametrize("name", ["budget", "frontier", "pace"])
def test_every_folder_gets_the_same_files(name: str, tmp_path: Path) -> None:
    told = everything()[name]
    paths = told.save(tmp_path / "new", title="October")
    assert list(paths) == ["html", "json", "csv", "png", "svg"]
    assert sorted((tmp_path / "new").iterdir()) == sorted(paths.values())
    assert paths["html"].read_text("utf-8") == told.to_html(title="October")
    assert json.loads(paths["json"].read_text("utf-8")) == told.to_dict()
    assert paths["csv"].read_text("utf-8") == told.to_csv()
    assert paths["png"].read_bytes().startswith(b"\x89PNG")
    assert ET.parse(paths["svg"]).getroot().tag.endswith("svg")  # noqa: S314  our own drawing
    with pytest.raises(BadRequest, match="cannot be written"):
        told.save(paths["csv"] / "below a file")


@pytest.mark.parametrize("name", ["budget", "target"])
def test_the_parts_of_a_plan_are_the_plan(name: str) -> None:
    plan = everything()[name]
    whole = total(plan)
    assert (whole.micro_usd, whole.rows, whole.pictures) == (plan.micro_usd, 120, 120)
    assert whole.quality is not None
    assert whole.quality.value == pytest.approx(plan.quality)
    assert whole.quality.low <= whole.quality.value <= whole.quality.high
    for parts in (by_need(plan), by_offer(plan, lambda option: option.gateway), by_offer(plan, lambda o: o.size)):
        assert sum(part.micro_usd for part in parts.values()) == plan.micro_usd
    by_model = by_offer(plan, lambda option: option.model)
    assert {model: (part.rows, part.micro_usd) for model, part in by_model.items()} == {
        model: (share.rows, share.micro_usd) for model, share in plan.mix.items()
    }


def test_a_label_gets_between_the_least_and_the_most() -> None:
    plan = found().allocate("8")
    least, most = by_label(plan)
    paid: Counter[str] = Counter()
    for row, assigned in zip(rows(), plan.assignment(), strict=False):
        paid[row["label"]] += int(Decimal(assigned["usd"]) * 1_000_000)
    assert least.keys() == most.keys() == paid.keys()
    for label, amount in paid.items():
        assert least[label].micro_usd <= amount <= most[label].micro_usd
        assert least[label].rows == most[label].rows == sum(row["label"] == label for row in rows())
    assert sum(part.micro_usd for part in least.values()) <= plan.micro_usd


def test_limits_and_what_a_point_costs_are_said() -> None:
    text = everything()["budget"].to_html()
    assert "gpt-image-2" in text
    assert "Every picture has an expected quality of 0.3 or more." in text
    assert "The most that may go to a model" in text
    rich = everything()["rich"]
    assert rich.a_point is None
    assert "every prompt has the best that can be bought for it" in rich.to_html()
    plan = found().allocate("8")
    assert plan.a_point is not None
    assert str(usd(plan.a_point)) in plan.to_html()


def test_where_caps_bind_no_price_of_rounding_is_told() -> None:
    free = found().allocate("8")
    plan = found().allocate("8", caps={"@blockrun": usd(free.micro_usd) - Decimal("0.5")})
    assert plan.a_point is None
    assert "the caps hold it back" in plan.to_html()


def test_a_certificate_in_plain_words() -> None:
    for name, proof in (("rich", "No other assignment within this budget"), ("target", "that quality")):
        said = certificate(everything()[name])
        assert said.startswith(proof) or proof in said
        assert "This is proved, not estimated." in said
    assert "within this budget and its caps" in certificate(everything()["budget"])


def test_a_frontier_says_its_points_exactly() -> None:
    line = found().frontier(9)
    read = list(csv.DictReader(io.StringIO(line.to_csv())))
    assert [row["budget_usd"] for row in read] == [str(usd(point.budget)) for point in line]
    assert [row["usd"] for row in read] == [str(usd(point.micro_usd)) for point in line]
    assert all(float(row["quality"]) <= float(row["bound_quality"]) + 1e-9 for row in read)
    assert read[-1]["usd_per_point"] == ""
    assert line.line == tuple((p.micro_usd / 1e6, p.value / line.pictures) for p in line)
    assert line == Frontier(points=line.points, pictures=line.pictures)


def test_what_cannot_be_bought_or_read_is_said() -> None:
    for name in ("budget", "frontier"):
        text = everything()[name].to_html()
        assert "1 row of 122 could not be read" in text
        assert "Rows that cannot be bought" in text
    assert "Rows that are left out" in tried().to_html()
    assert "no time" in tried().to_html()


def test_no_text_of_a_trace_is_a_formula_or_markup() -> None:
    plan = found().allocate("8")
    assert "'=1+1" in plan.to_csv()
    assert "<script>" not in plan.to_html()


def test_a_pace_is_told_from_moment_to_moment() -> None:
    replay = tried()
    assert replay.periods == len(replay.terms) == 2
    for way in replay.ways:
        told = way.story
        assert (told.micro_usd[-1], told.refused[-1]) == (way.micro_usd, way.refused)
        assert told.value[-1] == pytest.approx(way.value)
        assert told.pictures[-1] == replay.pictures
        for amounts in (told.micro_usd, told.value, told.pictures, told.refused):
            assert list(amounts) == sorted(amounts)
    even = allowed(replay)
    assert len(even) == len(replay.moments)
    assert even[-1] == replay.pace.budget_micro_usd * replay.periods
    assert replay.bound == pytest.approx(sum(term.bound for term in replay.terms))
    assert reached_at_most(replay)[-1][1] == pytest.approx(replay.bound / replay.pictures)
    told_terms = replay.to_dict()["terms"]
    assert sum(Decimal(term["usd"]) for term in told_terms) == usd(replay.ways[0].micro_usd)
    assert all(Decimal(term["usd"]) + Decimal(term["left_usd"]) == 3 for term in told_terms)
    assert len(list(csv.DictReader(io.StringIO(replay.to_csv())))) == len(replay.ways) * len(replay.moments)


def test_warnings_have_their_times_and_end() -> None:
    tight = replay_pace(rows(), "$1 per day", as_of=AS_OF)
    assert tight.notices
    assert tight.notices[0].warning is not None
    text = tight.to_html()
    assert "too little for even the cheapest offers" in text
    alternate = [notice.warning is None for notice in tight.notices]
    assert all(before != after for before, after in itertools.pairwise(alternate))
    assert "The pacer never warned" in replay_pace(rows(), "$60 per day", as_of=AS_OF).to_html()


@pytest.mark.parametrize("words", ["$1 per hour", "$5 until 2026-12-31", "$0.01 per day"])
def test_a_pace_of_any_length_has_a_report(words: str) -> None:
    page = check(replay_pace(rows(), words, as_of=AS_OF, zone="Asia/Shanghai").to_html())
    assert "Ways to spend" in page.text
