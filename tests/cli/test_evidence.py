"""`pixelfare evidence`: the table behind a choice."""

from __future__ import annotations

from typing import Any

from pixelfare.words import NEEDS


def test_each_need_has_a_line(cli: Any) -> None:
    said = cli("evidence", "--json").json
    assert {row["need"] for row in said["needs"]} <= set(NEEDS)
    assert said["figures"] == 411
    assert "411 figures of 34 benchmarks and boards" in cli("evidence").out
    best = {row["need"]: row["best"] for row in said["needs"]}
    assert (best["lettering.zh"], best["composition"]) == ("google/nano-banana-pro", "openai/gpt-image-2")


def test_a_need_shows_every_model_and_its_figure(cli: Any) -> None:
    ran = cli("evidence", "--need", "lettering.zh")
    assert "oneig-bench ZH text 0.193 (oneig-bench, 2025-07-03)" in ran.out
    rows = cli("evidence", "--need", "lettering.zh", "--json").json["models"]
    bases = [row["basis"] for row in rows]
    assert bases == sorted(bases, key=["measured", "upper_bound", "sibling", "prior"].index)
    assert cli("evidence", "--need", "follow", "--language", "zh").out != cli("evidence", "--need", "follow").out


def test_a_model_shows_every_need(cli: Any) -> None:
    rows = cli("evidence", "gpt-image-2", "--json").json["needs"]
    assert {row["need"]: row["basis"] for row in rows}["photo"] == "prior"
    (one,) = cli("evidence", "gpt-image-2", "--need", "follow", "--json").json["models"]
    assert {figure[1] for figure in one["figures"]} == {"dpg-bench", "isr-pilot"}
    assert "nothing is published" in cli("evidence", "seedream-5-pro", "--need", "style").out


def test_a_benchmark_shows_its_figures_as_printed(cli: Any) -> None:
    out = cli("evidence", "--benchmark", "oneig-bench").out
    assert "0.337 (parts give 0.405)" in out
    rows = cli("evidence", "--benchmark", "longtext-bench", "nano-banana-pro", "--json").json["figures"]
    assert [row["counts"] for row in rows] == [True, True, False, False]


def test_names_that_there_are_not(cli: Any) -> None:
    assert "Did you mean" in cli("evidence", "--need", "styel").err
    assert cli("evidence", "nobody").code == 2
    assert cli("evidence", "--benchmark", "oneig").code == 2


def test_a_need_and_a_benchmark_are_two_questions(cli: Any) -> None:
    ran = cli("evidence", "--need", "follow", "--benchmark", "oneig-bench")
    assert ran.code == 2
    assert "give one of them" in ran.err
