"""The verbs on traces: `simulate`, `allocate`, `frontier`, `pace` and `trace`, with good input and with bad."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

DAY = ("--as-of", "2026-11-22")


@pytest.fixture
def trace(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "trace.parquet"
    assert cli("trace", "make", "--rows", "400", "--days", "3", "--shape", "wave", "--out", file).code == 0
    return file


@pytest.mark.parametrize("suffix", ["parquet", "csv", "jsonl"])
def test_made_traces_hold_the_same_in_every_form(cli: Any, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.{suffix}"
    made = cli("trace", "make", "--rows", "150", "--seed", "3", "--out", file, "--json")
    assert made.json == {"file": str(file), "rows": 150, "shape": "steady", "days": 30.0, "seed": 3}
    checked = cli("trace", "check", file, "--json")
    assert (checked.code, checked.json["rows"], checked.json["rejected"]) == (0, 150, {})
    assert checked.json["needs"]["plain"] > 50
    assert checked.json["days"] == ["2026-11-01", "2026-11-30"]


def test_a_trace_through_a_pipe(cli: Any) -> None:
    made = cli("trace", "make", "--rows", "30", "--out", "-")
    found = cli("simulate", "-", "-p", "cheapest", *DAY, "--json", stdin=made.out.encode())
    assert (found.code, found.json["rows"]) == (0, 30)


def test_simulate_in_words_and_in_json(cli: Any, trace: Path) -> None:
    argv = ("simulate", trace, "-p", "auto", "-p", "auto@0.3", "-p", "cheapest", *DAY)
    told, found = cli(*argv), cli(*argv, "--json")
    assert (told.code, found.code) == (0, 0)
    for policy in found.json["policies"]:
        assert f"{Decimal(policy['usd']):,.2f}" in told.out
    assert [p["policy"] for p in found.json["policies"]] == ["auto", "auto@0.3", "cheapest"]
    assert {s["against"] for p in found.json["policies"] for s in p["savings"]} == {"auto"}
    assert "prices of 2026-11-22 at blockrun" in told.out


def test_simulate_with_assumptions(cli: Any, trace: Path) -> None:
    argv = (
        "simulate",
        trace,
        "-p",
        "auto",
        *DAY,
        "--what-if",
        "gpt-image-2 -20%",
        "--fail",
        "refused=0.1,seed=3,seconds=9",
    )
    told = cli(*argv)
    assert "assumed: list prices of openai/gpt-image-2 -20%" in told.out
    assert "with the assumed failures" in told.out
    assert cli(*argv, "--json").json["policies"][0]["failures"]["failed"] > 0


def test_a_report_is_saved(cli: Any, trace: Path, tmp_path: Path) -> None:
    found = cli("simulate", trace, *DAY, "--report", tmp_path / "november", "--json")
    names = sorted(Path(file).name for file in found.json["files"])
    assert names == ["report.csv", "report.html", "report.json", "report.png", "report.svg"]
    assert json.loads((tmp_path / "november" / "report.json").read_text("utf-8"))["rows"] == 400


def test_allocate_writes_what_each_row_gets(cli: Any, trace: Path, tmp_path: Path) -> None:
    for suffix in ("csv", "jsonl", "parquet"):
        out = tmp_path / f"plan.{suffix}"
        found = cli("allocate", trace, "--budget", "20", *DAY, "--out", out, "--json")
        assert found.code == 0
        assert Decimal(found.json["usd"]) <= 20
        assert found.json["quality"] <= found.json["bound_quality"]
        if suffix == "csv":
            rows: list[dict[str, Any]] = list(csv.DictReader(out.read_text("utf-8").splitlines()))
        elif suffix == "jsonl":
            rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        else:
            rows = pq.read_table(out).to_pylist()
        assert [int(row["line"]) for row in rows] == list(range(1, 401))
        assert sum(Decimal(row["usd"]) for row in rows) == Decimal(found.json["usd"])
        mean = sum(float(row["expected_quality"]) for row in rows) / 400
        assert mean == pytest.approx(found.json["quality"], abs=1e-9)


def test_allocate_with_caps_and_floors_and_the_other_way_round(cli: Any, trace: Path) -> None:
    capped = cli("allocate", trace, "--budget", "22", "--cap", "gpt-image-2=3", *DAY, "--json").json
    assert Decimal(capped["mix"].get("openai/gpt-image-2", {"usd": "0"})["usd"]) <= 3
    free = cli("allocate", trace, "--budget", "22", *DAY, "--json").json
    assert capped["quality"] < free["quality"]
    target = cli("allocate", trace, "--quality", "0.93", *DAY, "--json").json
    assert target["quality"] >= 0.93 - 1e-9
    assert target["bound_usd"] <= float(target["usd"]) * (1 + 1e-9)
    assert "proved: " in cli("allocate", trace, "--quality", "0.93", *DAY).out


def test_the_frontier(cli: Any, trace: Path) -> None:
    points = cli("frontier", trace, "--points", "7", *DAY, "--json").json["points"]
    assert len(points) == 7
    assert all(a["quality"] <= b["quality"] for a, b in pairwise(points))
    middle = points[3]
    again = cli("allocate", trace, "--budget", middle["budget_usd"], *DAY, "--json").json
    assert again["quality"] == pytest.approx(middle["quality"], abs=1e-12)
    told = cli("frontier", trace, "--points", "3", *DAY, "--plot", trace.parent / "frontier.png")
    assert "one point more costs" in told.out
    assert (trace.parent / "frontier.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "verb", [("allocate", "--budget", "20"), ("frontier", "--points", "5"), ("pace", "$8 per day")], ids=lambda v: v[0]
)
def test_reports_of_budgets_are_saved(cli: Any, trace: Path, tmp_path: Path, verb: tuple[str, ...]) -> None:
    name, *rest = verb
    argv = (name, *rest, "--trace", trace) if name == "pace" else (name, trace, *rest)
    found = cli(*argv, *DAY, "--report", tmp_path / "november", "--json").json
    names = ["report.csv", "report.html", "report.json", "report.png", "report.svg"]
    assert sorted(Path(file).name for file in found.pop("files")) == names
    assert json.loads((tmp_path / "november" / "report.json").read_text("utf-8")) == found


def test_a_report_of_a_pace_needs_a_trace(cli: Any, tmp_path: Path) -> None:
    ran = cli("pace", "$8 per day", "--report", tmp_path / "november")
    assert (ran.code, (tmp_path / "november").exists()) == (2, False)
    assert "--report are for arrivals: name a --trace" in ran.err.replace("\n", " ")


def test_allocate_and_frontier_take_the_same_of_a_trace(cli: Any) -> None:
    told = [
        set(re.findall(r"--[a-z-]+", cli(verb, "--help").out.split("Examples")[0])) for verb in ("allocate", "frontier")
    ]
    own = {"--budget", "--quality", "--cap", "--min-quality", "--out"}, {"--points", "--plot"}
    assert told[0] - own[0] == told[1] - own[1]


def test_pace_on_a_trace_and_from_an_empty_ledger(cli: Any, trace: Path) -> None:
    found = cli("pace", "$8 per day", "--trace", trace, *DAY, "--json").json
    assert (found["periods"], found["budget_usd"]) == (3, "24.000000")
    paced = found["ways"][0]
    assert paced["way"] == "paced"
    assert Decimal(paced["usd"]) <= 24
    assert "of the bound" in cli("pace", "$8 per day", "--trace", trace, *DAY).out
    here = cli("pace", "$100 per month", "--json").json
    assert (here["spent_usd"], here["on_pace"], here["warning"]) == ("0.000000", True, None)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["simulate", "none.csv"], "there is no such file"),
        (["simulate", "trace.parquet", "-p", "no-such"], "no-such"),
        (["simulate", "trace.parquet", "--column", "prompt"], "names no column"),
        (["simulate", "trace.parquet", "--column", "prompt=text"], "there is no column text"),
        (["simulate", "trace.parquet", "--zone", "Mars"], "no time zone"),
        (["simulate", "trace.parquet", "--what-if", "x"], "is no change such as"),
        (["simulate", "trace.parquet", "--fail", "lost"], "is no rate such as"),
        (["simulate", "trace.parquet", "--fail", "lost=0.7,down=0.7"], "together they are at most 1"),
        (["simulate", "trace.parquet", "--engine", "spark"], "engine is local, dask"),
        (["simulate", "trace.parquet", "--gateway", "nowhere"], "nowhere"),
        (["simulate", "trace.parquet", "--format", "csv"], "trace.parquet: "),
        (["allocate", "trace.parquet"], "give a budget"),
        (["allocate", "trace.parquet", "--budget", "1"], "the cheapest assignment costs"),
        (["allocate", "trace.parquet", "--budget", "-5"], "is not an amount in USD"),
        (["allocate", "trace.parquet", "--budget", "9", "--quality", "0.5"], "give a budget"),
        (["allocate", "trace.parquet", "--quality", "1"], "the best that can be bought"),
        (["allocate", "trace.parquet", "--quality", "good"], "quality is from 0 to 1"),
        (["allocate", "trace.parquet", "--budget", "90", "--cap", "nobody=5"], "is on nobody"),
        (["allocate", "trace.parquet", "--budget", "90", "--cap", "5"], "is no cap such as"),
        (["allocate", "trace.parquet", "--budget", "90", "--min-quality", "0.999"], "cannot be bought at an expected"),
        (["allocate", "trace.parquet", "--budget", "90", "--out", "plan.xlsx"], "ends in .parquet"),
        (["frontier", "trace.parquet", "--plot", "frontier.gif"], "a plot ends in .png"),
        (["pace", "much per day"], "is not an amount in USD"), (["pace", "$5"], "is no budget and period"),
        (["pace", "$0 per day"], "budget above 0"),
        (["pace", "$5 until 2020-01-01"], "already"),
        (["trace", "make", "--out", "a.txt"], "ends in .parquet"),
        (["trace", "make", "--out", "a.csv", "--shape", "round"], "no shape is called"),
        (["trace", "make", "--out", "a.csv", "--mix", "plain"], "is no share"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)  # fmt: skip
def test_bad_input_is_one_clear_error(cli: Any, trace: Path, argv: list[str], said: str) -> None:
    ran = cli(*argv)
    assert ran.code == 2
    assert said in ran.err.replace("\n", " ")
    (error,) = cli(*argv, "--json").errors
    assert said in error["message"]
    assert not [p for p in trace.parent.iterdir() if p != trace], "nothing half-made is left"


def test_rejected_rows_are_said_loudly_and_kept(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"prompt": "a cat"}\n{"prompt": ""}\nnonsense\n')
    ran = cli("simulate", "a.jsonl", "-p", "auto", *DAY)
    assert ran.code == 0
    assert "2 of 3 rows are rejected: 1 bad-json, 1 bad-prompt" in ran.err
    assert "a.jsonl:3: this line is no JSON object" in ran.err
    kept = [json.loads(line) for line in Path("a.jsonl.rejects.jsonl").read_text("utf-8").splitlines()]
    assert [row["line"] for row in kept] == [2, 3]
    as_json = cli("simulate", "a.jsonl", "-p", "auto", *DAY, "--json")
    assert as_json.errors == [{"rejected": {"bad-json": 1, "bad-prompt": 1}, "file": "a.jsonl.rejects.jsonl"}]
    assert as_json.json["rejected"] == {"bad-json": 1, "bad-prompt": 1}
    assert cli("trace", "check", "a.jsonl").code == 4


def test_hostile_names_cannot_reach_the_terminal(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "evil\x1b[31m.csv"
    Path(name).write_text("prompt,label\na cat,\x1b[2J\n,x\n")
    ran = cli("simulate", name, "-p", "auto", *DAY)
    assert ran.code == 0
    assert not re.search(r"\x1b\[(?:31|2J)", ran.out + ran.err)


def test_nothing_is_lost_on_a_narrow_terminal(cli: Any, trace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`cli` sets 200 columns; here a process of its own has 80."""
    del cli
    monkeypatch.setenv("COLUMNS", "80")
    policies = ("auto", "auto@0.2", "chinese-text", "quality")
    argv = ["simulate", str(trace), *DAY, *(part for name in policies for part in ("-p", name))]
    ran = subprocess.run([sys.executable, "-m", "pixelfare", *argv], capture_output=True, check=True)
    lines = ran.stdout.decode().splitlines()
    assert max(map(len, lines[1:])) <= 80  # the first has the path of the trace
    for name in policies:
        assert sum(line.startswith(f"{name} ") for line in lines) >= 2
