"""`pixelfare bench` on the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    import pytest

DAY = "2026-11-22"
FEW = ("--set", "longtext_en", "--set", "geneval", "--as-of", DAY, "--resamples", "100")


def test_the_tables(cli: Any) -> None:
    ran = cli("bench", *FEW)
    assert ran.code == 0
    assert "auto, set by set" in ran.out
    for name in ("auto 0.05", "auto-labelled 0.05", "guide", "random", "per-need-best", "always gpt-image-2"):
        assert name in ran.out
    assert "routed alike by auto" in ran.out
    assert "all, upper bound figures counted, too" in ran.out
    every = cli("bench", *FEW, "--every", "--no-robustness").out
    assert "longtext_en  160 prompts" in every
    assert "auto 0.15" in every
    assert "routed alike" not in every


def test_json_and_a_plot(cli: Any, tmp_path: Path) -> None:
    said = cli("bench", *FEW, "-r", "auto", "--json", "--plot", str(tmp_path / "b.png")).json
    assert [s["name"] for s in said["sets"]] == ["longtext_en", "geneval", "all"]
    assert said["sets"][-1]["prompts"] == 713
    assert said["by_trust"]["measured"] == said["sets"][-1]
    assert said["by_trust"]["upper_bound"]["prompts"] == 713
    assert {row["variant"] for row in said["robustness"]} >= {"inside JSON", "in Chinese"}
    with Image.open(tmp_path / "b.png") as picture:
        assert picture.width > 1000
        assert len(picture.convert("RGB").getcolors(1_000_000) or []) > 50
    assert cli("bench", *FEW, "-r", "auto", "--no-robustness", "--plot", str(tmp_path / "b.svg")).code == 0
    assert (tmp_path / "b.svg").read_text("utf-8").startswith("<?xml")


def test_what_makes_no_sense(cli: Any) -> None:
    assert cli("bench", "--set", "nothing").code == 2
    assert cli("bench", "--trust", "rumours").code == 2
    assert cli("bench", "--plot", "b.gif").code == 2
    assert "no router is called" in cli("bench", "--router", "nobody").err
    assert cli("bench", "--gateway", "nowhere").code == 2


def test_both_kinds_of_figures_in_one_run(cli: Any) -> None:
    """On a day when gpt-image-1 was sold cheaply: its figures are upper bounds, and only one table believes them."""
    asked = ("bench", "--set", "dpg_bench", "--as-of", "2026-05-01", "-r", "auto", "-r", "per-need-best",
             "--no-robustness", "--resamples", "0", "--json")  # fmt: skip
    both = cli(*asked).json["by_trust"]
    for basis, on_set in both.items():
        alone = cli(*asked, "--trust", basis).json
        assert alone["sets"][-1] == on_set
        assert list(alone["by_trust"]) == [basis]
    singles = {basis: {row["router"] for row in on_set["singles"]} for basis, on_set in both.items()}
    assert singles["upper_bound"] - singles["measured"] == {"openai/gpt-image-1"}
    kept = {basis: on_set["outcomes"][-1]["kept"] for basis, on_set in both.items()}
    assert kept == {"measured": 1, "upper_bound": 1}, "per-need-best chooses by the figures that count"


def test_a_plot_that_cannot_be_written_is_refused_before_the_work(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = ("-r", "cmd:no-such-program")  # which is an error of its own, once it is asked
    (tmp_path / "b.png").mkdir()
    for plot in (tmp_path / "nowhere" / "b.png", tmp_path / "b.png"):
        ran = cli("bench", *FEW, *router, "--plot", str(plot))
        assert (ran.code, "cannot be written" in ran.err) == (2, True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "cannot be written" in cli("bench", *FEW, *router, "--plot", str(tmp_path / "c.png")).err


def test_a_set_without_figures_says_so(cli: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine.jsonl"
    mine.write_text('{"id": 1, "prompt": "a sign", "needs": ["lettering.arabic"]}\n', "utf-8")
    asked = ("bench", "--set", str(mine), "-r", "auto", "--no-robustness", "--plot", str(tmp_path / "b.png"))
    ran = cli(*asked)
    assert ran.code == 0
    assert "nothing can be judged in mine" in ran.out
    assert "(1 follow, lettering.arabic)" in ran.out
    assert "0.000" not in ran.out
    assert "no plot is saved" in ran.err
    assert not (tmp_path / "b.png").exists()
    (told,) = cli(*asked, "--json").json["sets"]
    assert (told["prompts"], told["outcomes"], told["singles"]) == (0, [], [])
    beside = cli("bench", "--set", str(mine), *FEW, "-r", "auto", "--no-robustness")
    assert "nothing can be judged in mine" in beside.out
    assert "all  713 prompts" in beside.out


def test_a_command_that_takes_too_long(cli: Any) -> None:
    hanging = f"cmd:{sys.executable} -c 'import time; time.sleep(60)'"
    ran = cli("bench", *FEW, "-r", hanging, "--timeout", "1")
    assert ran.code == 2
    assert "within 1 seconds; --timeout gives it more" in ran.err
    assert cli("bench", "--timeout", "0").code == 2
