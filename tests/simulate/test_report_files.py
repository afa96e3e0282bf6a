"""The report as files: exact CSV, plots, and a folder that is written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure

from pixelfare.errors import BadRequest
from pixelfare.simulate import Simulation, simulate
from pixelfare.simulate.plots import plot, save_plots
from pixelfare.simulate.report_files import COLUMNS, report_csv
from pixelfare.simulate.report_write import write_all

AS_OF = "2026-11-22"
HOSTILE = ("<b>", "=1+1", "$x_1$", "_hidden", "欢迎", "\u202eabc", "new\nline")


def told(**more: Any) -> Simulation:
    trace = [
        {"prompt": ("a cat", "a photo of a dog")[i % 2], "time": f"2026-10-{1 + i % 9:02d}", "label": HOSTILE[i % 7],
         "model": HOSTILE[i % 7], "paid": "0.0675", **more}
        for i in range(21)
    ]  # fmt: skip
    return simulate(trace, ("auto", "cheapest"), as_of=AS_OF)


def test_csv_holds_every_group_exactly() -> None:
    found = told()
    lines = list(csv.DictReader(io.StringIO(report_csv(found))))
    assert tuple(lines[0]) == COLUMNS
    for run in found:
        own = [line for line in lines if line["policy"] == run.name]
        assert [line["usd"] for line in own if line["by"] == "all"] == [str(run.cost_usd)]
        for by, parts in (("model", run.mix), ("label", run.by_label), ("day", run.by_day), ("need", run.by_need)):
            of = [line for line in own if line["by"] == by]
            assert [line["name"].removeprefix("'") for line in of] == list(parts)
            assert [line["usd"] for line in of] == [str(part.usd) for part in parts.values()]
            assert [int(line["served"]) for line in of] == [part.served for part in parts.values()]
    assert "'=1+1" in {line["name"] for line in lines}
    assert found.to_csv() == report_csv(found)


def test_what_is_refused_has_no_quality() -> None:
    line = next(csv.DictReader(io.StringIO(report_csv(told(size="9999x9999")))))
    assert (line["rows"], line["served"], line["refused"], line["usd"]) == ("21", "0", "21", "0.000000")
    assert line["quality"] == line["quality_low"] == line["quality_high"] == ""


def test_a_folder_gets_all_of_it(tmp_path: Path) -> None:
    found = told()
    paths = found.save(tmp_path / "new" / "folder", frontier=[(0.1, 0.5), (1, 0.9)], title="October")
    assert list(paths) == ["html", "json", "csv", "png", "svg"]
    assert sorted((tmp_path / "new" / "folder").iterdir()) == sorted(paths.values())
    assert paths["html"].read_text("utf-8") == found.to_html(frontier=[(0.1, 0.5), (1, 0.9)], title="October")
    assert json.loads(paths["json"].read_text("utf-8")) == found.to_dict()
    assert paths["csv"].read_text("utf-8") == found.to_csv()
    assert paths["png"].read_bytes().startswith(b"\x89PNG")
    assert ET.parse(paths["svg"]).getroot().tag.endswith("svg")  # noqa: S314  our own drawing
    before = {path: path.read_bytes() for path in paths.values()}
    told().save(tmp_path / "new" / "folder", frontier=[(0.1, 0.5), (1, 0.9)], title="October")
    assert {path: path.read_bytes() for path in paths.values()} == before


def test_files_are_all_made_before_one_takes_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadRequest, match="cannot be written: No space left on device"):
        write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]
    assert (tmp_path / "a").read_text("utf-8") == "old"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(BadRequest, match="goes to a folder that you may write to"):
        write_all({file / "report.html": b""})
    assert file.read_text("utf-8") == "mine"


def test_plots_go_to_a_file_or_a_folder(tmp_path: Path) -> None:
    found = told()
    assert save_plots(found, tmp_path / "one.pdf") == (tmp_path / "one.pdf",)
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert save_plots(found, tmp_path / "x") == (tmp_path / "x" / "report.png", tmp_path / "x" / "report.svg")
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"report.png", "report.svg"}


@pytest.mark.parametrize(
    "trace",
    [["a cat"], [{"prompt": "a cat", "size": "9999x9999"}], [{"prompt": "a cat", "time": "2026-10-01", "paid": "0"}]],
)
def test_plots_of_little(trace: Any) -> None:
    found = simulate(trace, "cheapest", as_of=AS_OF)
    assert plot(found, "svg") == plot(found, "svg")


@pytest.mark.parametrize("what_if", [(), ("gpt-image-2 -20%",)])
def test_a_picture_says_what_was_assumed(monkeypatch: pytest.MonkeyPatch, what_if: tuple[str, ...]) -> None:
    said: list[str] = []
    monkeypatch.setattr(Figure, "supxlabel", lambda _, text, **__: said.append(text.replace("\n", " ")))
    found = simulate(["a cat"], "cheapest", as_of=AS_OF, what_if=what_if)
    plot(found, "png")
    assert f"Prices of {AS_OF}, catalog {found.catalog[:12]}, gateway blockrun." in said[0]
    assert said[0].endswith(f"Assumed: {'list prices of openai/gpt-image-2 -20%' if what_if else 'nothing else'}.")


def test_a_plot_is_of_a_known_kind() -> None:
    with pytest.raises(BadRequest, match="png, svg or pdf, not 'gif'"):
        plot(told(), "gif")
