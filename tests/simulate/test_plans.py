"""Budgets over traces: what each row gets, what the trace as a whole gets, and what a notebook shows."""

from __future__ import annotations

import html.parser
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from pixelfare import Catalog, Policy, route
from pixelfare.errors import BadBudget, BadRequest
from pixelfare.simulate import choices, replay_pace, simulate
from pixelfare.simulate.made_trace import MadeTrace

CATALOG = Catalog.load(as_of="2026-11-22")
TABLE = MadeTrace(rows=600, days=2, seed=9).table()


def test_choices_are_the_candidates_of_the_policy() -> None:
    rows = TABLE.to_pylist()
    found = choices(TABLE, "auto", catalog=CATALOG)
    assert found.rows == 600
    for row in rows[:40]:
        decision = route(row["prompt"], size=row["size"], images=("x",) * row["images"], catalog=CATALOG)
        (place,) = (
            i for i, case in enumerate(found.cases)
            if case.needs == decision.needs.but(lettering_characters=0, culture=())
            and (case.asked.size, case.asked.images) == (row["size"], row["images"])
        )  # fmt: skip
        offered = {found.offers[j][0] for j in np.flatnonzero(~np.isnan(found.quality[place]))}
        assert offered == {c.model for c in (decision.chosen, *decision.alternatives)}


def test_a_plan_within_its_budget_beats_every_policy_that_costs_no_more() -> None:
    everything = Policy(id="any-offer")
    found = choices(TABLE, everything, catalog=CATALOG)
    compared = simulate(TABLE, ["auto", "auto@0.2", "cheapest", "quality"], catalog=CATALOG)
    for run in compared:
        plan = found.allocate(run.cost_usd)
        assert plan.micro_usd <= run.micro_usd
        assert run.quality is not None
        assert run.quality.value <= plan.bound + 1e-12
        assert plan.quality >= run.quality.value - 1e-6


def test_the_assignment_is_the_plan_row_for_row(tmp_path: Path) -> None:
    found = choices(TABLE, catalog=CATALOG)
    plan = found.allocate("30")
    rows = list(plan.assignment())
    assert [row["line"] for row in rows] == list(range(1, 601))
    assert Counter(row["model"] for row in rows) == {model: part.rows for model, part in plan.mix.items()}
    assert sum(part.micro_usd for part in plan.mix.values()) == plan.micro_usd
    for row, asked in zip(rows, TABLE.to_pylist(), strict=True):
        decision = route(asked["prompt"], size=asked["size"], images=("x",) * asked["images"], catalog=CATALOG)
        prices = {(c.model, str(c.size), str(c.usd)) for c in (decision.chosen, *decision.alternatives)}
        assert (row["model"], row["size"], row["usd"]) in prices
    assert plan.save_rows(tmp_path / "plan.jsonl").read_text("utf-8").count("\n") == 600


def test_rows_that_get_nothing_are_in_the_assignment_too() -> None:
    rows: list[dict[str, Any]] = [{"prompt": "a cat"}, {"prompt": ""}, {"prompt": "a dog", "size": "4000x4000"}]
    found = choices(rows, catalog=CATALOG)
    assert (found.rows, found.rejected, sum(found.refused.values())) == (1, 1, 1)
    assert [row["model"] is None for row in found.allocate("1").assignment()] == [False, True, True]


def test_a_trace_that_changed_in_the_meantime_is_no_assignment(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("prompt\na cat\na dog\n")
    plan = choices(file, catalog=CATALOG).allocate("1")
    file.write_text("prompt\na cat\n")
    with pytest.raises(BadRequest, match="other rows than when it was read"):
        plan.save_rows(tmp_path / "plan.csv")
    assert not (tmp_path / "plan.csv").exists()


def test_columns_of_another_name_in_the_assignment(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("text\na cat\n")
    plan = choices(file, catalog=CATALOG, columns={"prompt": "text"}).allocate("1")
    assert [row["line"] for row in plan.assignment()] == [2]
    with pytest.raises(BadRequest, match="is the trace itself"):
        plan.save_rows(file)


def test_rows_that_get_nothing_come_first_in_a_parquet_file(tmp_path: Path) -> None:
    rows = [{"prompt": "a", "size": "4000x4000"}] * 20_001 + [{"prompt": "a cat", "size": None}] * 3
    file = choices(rows, catalog=CATALOG).allocate("1").save_rows(tmp_path / "plan.parquet")
    assert pq.read_table(file)["model"].null_count == 20_001


def test_rejected_lines_are_in_the_assignment_too(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"prompt": "a cat"}\nnonsense\n{"prompt": ""}\n{"prompt": "a dog"}\n')
    rows = list(choices(file, catalog=CATALOG).allocate("1").assignment())
    assert [(row["line"], row["model"] is None) for row in rows] == [(1, False), (2, True), (3, True), (4, False)]


def test_no_policy_lies_above_the_frontier_whatever_a_row_asks_for() -> None:
    rows: list[Any] = [{"prompt": "a cat", "n": 1}] * 10 + [{"prompt": "霓虹招牌上写着“欢迎光临”", "n": 10}]
    found = simulate(rows, ["auto", "cheapest", "quality"], catalog=CATALOG)
    everything = choices(rows, Policy(id="any-offer"), catalog=CATALOG)
    for run in found:
        assert run.quality is not None
        assert run.quality.value <= everything.allocate(run.cost_usd).bound
    line = everything.frontier(3)
    best = everything.allocate("100")
    assert line.points[-1].value / line.pictures == pytest.approx(best.quality)
    assert best.quality <= 1
    assert f"{best.quality:.4f}" in line._repr_html_()


def test_several_pictures_count_as_several() -> None:
    one, three = (choices([{"prompt": "a cat", "n": n}], catalog=CATALOG) for n in (1, 3))
    assert (three.pictures, three.rows) == (3, 1)
    assert three.allocate("9").quality == pytest.approx(one.allocate("9").quality)
    assert three.allocate("9").micro_usd == 3 * one.allocate("9").micro_usd


def test_bad_budgets_and_caps() -> None:
    found = choices(["a cat", "a dog"], catalog=CATALOG)
    with pytest.raises(BadBudget, match="more than the budget"):
        found.allocate("0.01")
    for bad in (-1, "0.0000001", True, 0.5):
        with pytest.raises(BadRequest):
            found.allocate(bad)
    with pytest.raises(BadRequest, match="on nobody"):
        found.allocate("1", caps={"@nowhere": "1"})
    with pytest.raises(BadRequest, match="from 0 to 1"):
        found.least_cost(1.5)
    capped = found.allocate("1", caps={"@blockrun": "0.5", "nano-banana-pro": 0})
    assert "google/nano-banana-pro" not in capped.mix


class Tags(html.parser.HTMLParser):
    """Every tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_a_notebook_shows() -> None:
    found = choices(TABLE, catalog=CATALOG)
    plan = found.allocate("30")
    shown = [plan, found.least_cost(0.95), found.frontier(5), replay_pace(TABLE, "$30 per day", catalog=CATALOG)]
    for thing in shown:
        tags = Tags()
        tags.feed(thing._repr_html_())  # type: ignore[attr-defined]
        assert tags.open == []
        assert "$" in tags.text
    assert f"{plan.quality:.4f}" in plan._repr_html_()
