"""`pixelfare evidence`: the table behind a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelfare.words import NEEDS

if TYPE_CHECKING:
    from pathlib import Path


def test_each_need_has_a_line(cli: Any) -> None:
    said = cli("evidence", "--json").json
    assert {row["need"] for row in said["needs"]} <= set(NEEDS)
    assert said["figures"] == 411
    assert "411 figures of 34 benchmarks and boards" in cli("evidence").out
    best = {row["need"]: row["best"] for row in said["needs"]}
    assert (best["lettering.zh"], best["composition"]) == ("google/nano-banana-pro", "openai/gpt-image-2")
    expected = {row["need"]: row["expected"] for row in said["needs"]}
    assert [expected["edit"][name] for name in ("value", "basis")] == ["1.0000", "measured"]
    assert all((row["best"] is None) == (row["expected"] is None) for row in said["needs"])


def test_a_need_shows_every_model_and_its_figure(cli: Any) -> None:
    ran = cli("evidence", "--need", "lettering.zh")
    assert "oneig-bench ZH text 0.193 (oneig-bench, 2025-07-03), primary" in ran.out
    assert "oneig-bench ZH text 0.276 (sensenova-u1-report, 2026), secondary" in ran.out
    rows = cli("evidence", "--need", "lettering.zh", "--json").json["models"]
    bases = [row["basis"] for row in rows]
    told = {row["model"]: (row["value"], row["confidence"]) for row in rows}
    assert told["google/nano-banana"] == ("0.2808", ["secondary"])
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
    assert {"primary", "secondary"} <= set(out.split())
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


def test_scores_of_ones_own_that_are_alone_are_named(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "model,need,score,n\ncogview-4,follow,0.9,50\ncogview-4,photo,0.8,50\nnano-banana,photo,0.9,50\n", "utf-8"
    )
    ran = cli("evidence", "--need", "photo", "--scores", str(file))
    assert ran.err.strip() == "of your own scores only zai/cogview-4 has one for follow: alone it changes nothing"
    assert "own-scores photo score 0.9 (mine.csv), primary" in ran.out
    assert "2000" not in cli("evidence", "--benchmark", "own-scores", "--scores", str(file)).out
