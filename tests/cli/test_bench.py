"""`pixelfare bench` on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

DAY = "2026-11-22"
FEW = ("--set", "longtext_en", "--set", "geneval", "--as-of", DAY, "--resamples", "100")


def test_the_tables(cli: Any) -> None:
    ran = cli("bench", *FEW)
    assert ran.code == 0
    assert "auto, set by set" in ran.out
    for name in ("auto 0.05", "auto-labelled 0.05", "guide", "random", "per-need-best", "always gpt-image-2"):
        assert name in ran.out
    assert "routed alike by auto" in ran.out
    every = cli("bench", *FEW, "--every", "--no-robustness").out
    assert "longtext_en  160 prompts" in every
    assert "auto 0.15" in every
    assert "routed alike" not in every


def test_json_and_a_plot(cli: Any, tmp_path: Path) -> None:
    said = cli("bench", *FEW, "-r", "auto", "--json", "--plot", str(tmp_path / "b.png")).json
    assert [s["name"] for s in said["sets"]] == ["longtext_en", "geneval", "all"]
    assert said["sets"][-1]["prompts"] == 713
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
