"""The shipped figures: all there, each with a source, totals that add up or that are marked."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pixelfare import Catalog, route
from pixelfare.catalog.load import load_book_alone
from pixelfare.errors import CatalogError
from pixelfare.shipped import shipped_folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped catalog, to be spoiled."""
    shutil.copytree(shipped_folder("catalog"), tmp_path / "catalog")
    return tmp_path / "catalog"


def spoil(folder: Path, benchmark: str, old: str, new: str) -> str:
    """Change a file, load the folder, and give the error."""
    file = folder / "evidence" / f"{benchmark}.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1, text.count(old)
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CatalogError) as failed:
        load_book_alone(folder)
    return str(failed.value)


def test_every_figure_is_there(catalog: Catalog) -> None:
    """Counts by model, and how many were read where they were first printed."""
    assert Counter(s.model for s in catalog.scores) == {
        "openai/gpt-image-1": 100, "google/nano-banana-pro": 93, "google/nano-banana": 64, "openai/dall-e-3": 53,
        "openai/gpt-image-2": 48, "zai/cogview-4": 43, "xai/grok-imagine-image": 8, "xai/grok-imagine-image-pro": 2,
    }  # fmt: skip
    assert Counter(s.model for s in catalog.scores if s.confidence == "primary") == {
        "zai/cogview-4": 41, "google/nano-banana-pro": 40, "openai/dall-e-3": 38, "openai/gpt-image-1": 31,
        "openai/gpt-image-2": 26, "google/nano-banana": 18, "xai/grok-imagine-image": 5,
        "xai/grok-imagine-image-pro": 1,
    }  # fmt: skip
    assert Counter(s.match for s in catalog.scores) == {
        "exact": 197, "upper_bound": 106, "unstated": 90, "ambiguous": 16, "lower_bound": 1, "proxy": 1,
    }  # fmt: skip
    assert len(catalog.benchmarks) == 34


def test_each_figure_names_a_model_and_a_source_of_the_catalog(catalog: Catalog) -> None:
    assert {s.model for s in catalog.scores} <= set(catalog.models)
    assert {s.seen.source for s in catalog.scores} <= set(catalog.sources)
    named = {model for sibling in catalog.needs.siblings for model in (sibling.model, sibling.like)}
    assert named <= set(catalog.models)
    measured = {s.model for s in catalog.scores if s.counts}
    assert {sibling.like for sibling in catalog.needs.siblings} <= measured


def test_every_gpt_image_1_figure_is_an_upper_bound(catalog: Catalog) -> None:
    """Its price cannot buy the level that was measured."""
    assert {s.match for s in catalog.scores if s.model == "openai/gpt-image-1"} == {"upper_bound"}


def test_printed_totals_that_their_parts_contradict_are_marked(catalog: Catalog) -> None:
    marked = {(s.model, s.benchmark, s.split): (s.value, s.recomputed) for s in catalog.scores if s.recomputed}
    assert marked == {
        ("google/nano-banana", "oneig-bench", "ZH"): (Decimal("0.337"), Decimal("0.405")),
        ("openai/gpt-image-1", "imgedit", "basic"): (Decimal("4.2"), Decimal("4.24")),
    }


def test_a_wrong_total_is_an_error_unless_it_is_marked(copy: Path) -> None:
    said = spoil(copy, "oneig-bench", "        recomputed: {ZH: {overall: 0.405}}\n", "")
    assert "overall is printed as 0.337; its parts give 0.4048: say so under recomputed" in said


def test_a_mark_that_is_wrong_itself_is_an_error(copy: Path) -> None:
    assert "recomputed as 0.415; its parts give 0.4048" in spoil(copy, "oneig-bench", "0.405", "0.415")


@pytest.mark.parametrize(
    ("benchmark", "old", "new", "said"),
    [
        ("cogview4-chinese-text", "F1: 0.6168", "F1: 0.6368", "its parts give 0.6168"),
        ("geneval", "overall: 0.73", "overall: 0.78", "its parts give 0.7267"),
        ("wise", "overall: 0.87", "overall: 0.91", "its parts give 0.8670"),
        ("latency", "in: komelin-cost-analysis", "in: nobody", "no entry of sources.yaml is called nobody"),
        ("hpsv3", "match: ambiguous", "match: perhaps", "match"),
        ("hpsv3", "kind: benchmark", "kind: rumour", "kind"),
    ],
)  # fmt: skip
def test_figures_that_cannot_be(copy: Path, benchmark: str, old: str, new: str, said: str) -> None:
    assert said in spoil(copy, benchmark, old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("metric: alignment, language: en", "metric: alinment, language: en", "no figure is in oneig-bench, EN, ali"),
        ("{of: boogu-arena, split: photo, metric: elo}", "{of: geneval, split: all, metric: overall}", "not a board"),
        ("  counting:", "  cunting:", "no need is called cunting"),
        ("lettering.ko: {weight: 4, stands_in: lettering.zh", "lettering.ko: {weight: 4, stands_in: lettering.ja",
         "no evidence of its own"),
    ],
)  # fmt: skip
def test_needs_that_name_what_there_is_not(copy: Path, old: str, new: str, said: str) -> None:
    file = copy / "needs.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(CatalogError, match=said.replace(".", r"\.")):
        load_book_alone(copy)


def test_a_folder_of_ones_own_adds_figures_and_says_what_they_are_for(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "sources.yaml").write_text(
        "sources:\n  house: {what: Our own tests, date: 2026-11, kind: primary}\n", "utf-8"
    )
    (tmp_path / "evidence" / "house.yaml").write_text(
        "id: house\nname: House\nkind: study\nsays: Our own.\ntables:\n  - seen: {on: 2026-11, in: house}\n"
        "    confidence: primary\n    rows:\n"
        "      - {model: zai/cogview-4, tier: single, scores: {all: {share: 0.9}}}\n"
        "      - {model: google/nano-banana-pro, tier: single, scores: {all: {share: 0.6}}}\n", "utf-8",
    )  # fmt: skip
    (tmp_path / "needs.yaml").write_text(
        "needs:\n  lettering.arabic: {weight: 4, columns: [{of: house, split: all, metric: share}]}\n", "utf-8"
    )
    ours = Catalog.load(as_of="2026-11-22", paths=[tmp_path])
    assert len(ours.scores) == 413
    decision = route("a sign", needs={"lettering": {"arabic"}}, catalog=ours)
    assert decision.model == "zai/cogview-4"
