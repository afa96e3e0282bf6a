"""How long pixelfare takes: import, first route, warm route; each a median of several processes or passes."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import Row

PROMPTS = Path(__file__).parent / "image_router"
PROCESSES = 15
PASSES = 7
DAY = "2026-11-22"
_BYTECODE = Path(tempfile.gettempdir()) / "pixelfare-bench-bytecode"

_IMPORT = """
import sys, time
begin = time.perf_counter()
import pixelfare
print((time.perf_counter() - begin) * 1e3)
heavy = {"pydantic", "yaml", "httpx", "eth_account", "sqlite3"} & set(sys.modules)
print(" ".join(sorted(heavy)) or "none")
"""
_FIRST = """
import time
import pixelfare
begin = time.perf_counter()
pixelfare.route("a red bicycle", as_of="2026-11-22")
print((time.perf_counter() - begin) * 1e3)
"""
_EVIDENCE = """
import time
from pixelfare import Catalog, Needs
from pixelfare.catalog.build_scores import build_benchmark, build_needs
from pixelfare.catalog.load import shipped_documents
from pixelfare.evidence import evidence_of
from pixelfare.policy.judging import judge
from pixelfare.policy.load import load_policies
from pixelfare.policy.candidates import find_candidates
from pixelfare.request import ImageRequest
catalog = Catalog.load("2026-11-22")
pool, _ = find_candidates(catalog, ImageRequest(), "generate", None)
auto, documents = load_policies()["auto"], shipped_documents()[1]
begin = time.perf_counter()
for document in documents["evidence"].values():
    build_benchmark(document)
build_needs(documents["needs"].values())
judge(catalog, auto, Needs(language="en"), pool)
print((time.perf_counter() - begin) * 1e3)
"""
_OF_EVIDENCE = (
    "pixelfare.evidence", "pixelfare.catalog.scores", "pixelfare.catalog.build_scores", "pixelfare.catalog.own_scores",
    "pixelfare.catalog.check_scores", "pixelfare.policy.judging", "pixelfare.policy.doubts",
    "pixelfare.policy.tradeoff",
)  # fmt: skip


def load(name: str) -> list[str]:
    """The prompts of one file."""
    lines = (PROMPTS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["prompt"] for line in lines]


def in_processes(code: str, repeats: int = PROCESSES) -> tuple[float, str]:
    """Median of the first number a fresh process prints, after one process that warms the disk; and its second line."""
    runs = [_run(code).stdout.split("\n") for _ in range(repeats + 1)]
    return statistics.median(float(run[0]) for run in runs[1:]), runs[-1][1]


def _run(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh process that keeps its bytecode, as an installed package does, whatever this one does."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {**kept, "PYTHONPYCACHEPREFIX": str(_BYTECODE)}
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=env)


def evidence_adds() -> float:
    """Milliseconds of a first route that are spent on evidence: importing its modules, building, judging once."""
    built, _ = in_processes(_EVIDENCE)
    imported = []
    for _ in range(PROCESSES):
        lines = [line.split("|") for line in _run(_FIRST, "-X", "importtime").stderr.splitlines() if "|" in line]
        own = {row[2].strip(): row[0] for row in lines}
        found = [int(us.rpartition(":")[2]) for name, us in own.items() if name.startswith(_OF_EVIDENCE)]
        imported.append(sum(found) / 1e3)
    return built + statistics.median(imported)


def warm(prompts: list[str], intent: str) -> tuple[float, float, float]:
    """Median, mean and 99th percentile of one `route` in us; each prompt's time is its median of several passes."""
    from pixelfare import Catalog, route

    catalog = Catalog.load(as_of=DAY)
    clock = time.perf_counter_ns
    taken: list[list[int]] = [[] for _ in prompts]
    for turn in range(PASSES + 1):
        for i, prompt in enumerate(prompts):
            begin = clock()
            route(prompt, intent, catalog=catalog)
            if turn:
                taken[i].append(clock() - begin)
    each = sorted(statistics.median(times) / 1e3 for times in taken)
    return statistics.median(each), statistics.mean(each), each[int(len(each) * 0.99)]


def speed() -> list[Row]:
    """Every figure of speed beside its goal."""
    imported, heavy = in_processes(_IMPORT)
    first, _ = in_processes(_FIRST)
    rows = [
        Row(what="import pixelfare", value=imported, unit="ms", goal=50),
        Row(what="of pydantic, yaml, httpx, eth_account, sqlite3 it loads", text=heavy, met=heavy == "none"),
        Row(what="first route() of a process, after import", value=first, unit="ms", goal=200),
        Row(what="of it for evidence", value=evidence_adds(), unit="ms", goal=30),
    ]
    for intent in ("auto", "cheapest"):
        p50, mean, p99 = warm(load("partiprompts"), intent)
        rows.append(Row(what=f"route({intent}), PartiPrompts, p50", value=p50, unit="us", goal=25))
        rows.append(Row(what=f"route({intent}), PartiPrompts, mean / p99", text=f"{mean:.1f} / {p99:.1f} us"))
        p50, mean, p99 = warm(load("community"), intent)
        rows.append(Row(what=f"route({intent}), community prompts, mean", value=mean, unit="us", goal=150))
        rows.append(Row(what=f"route({intent}), community prompts, p50 / p99", text=f"{p50:.1f} / {p99:.1f} us"))
    return rows
