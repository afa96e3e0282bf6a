"""Prompts a second that a replay decides, against cores and rows, and the memory it takes; beside `route` in a loop."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rows import Row, print_rows

DAY = "2026-11-22"
SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 3
GOAL = 100_000
POLICIES = ("auto", "cheapest", "quality")
_AT_ONCE = 1_000_000
_REPLAY = """
import json, resource, sys, time
from pathlib import Path
from pixelfare.simulate import simulate
file, workers, day, policies = json.loads(sys.argv[1])
begin = time.perf_counter()
found = simulate(file, policies, as_of=day, workers=workers)
seconds = time.perf_counter() - begin
used = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
status = Path("/proc/self/status")
if status.exists():  # the figure above holds the memory of whoever started this process as well, if that was more
    used[0] = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps({"rows": found.rows, "seconds": seconds, "mib": used, "usd": str(found[policies[0]].cost_usd)}))
"""
_LOOP = """
import json, sys, time
import pyarrow.parquet as pq
from pixelfare import Catalog, read, route
file, _, day, policies = json.loads(sys.argv[1])
prompts = pq.read_table(file, columns=["prompt"])["prompt"].to_pylist()[:10_000]
catalog = Catalog.load(as_of=day)
for prompt in prompts[:500]:
    for policy in policies:
        route(prompt, policy, catalog=catalog)
begin = time.perf_counter()
for prompt in prompts:
    for policy in policies:
        route(prompt, policy, catalog=catalog)
loop = time.perf_counter() - begin
begin = time.perf_counter()
for prompt in prompts:
    read(prompt)
print(json.dumps({"route": len(prompts) / loop, "read": len(prompts) / (time.perf_counter() - begin)}))
"""


def write_distinct(file: Path, rows: int) -> None:
    """Short synthetic prompts, almost all of them distinct; beyond a million, the same million again and again."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pixelfare.simulate.made_trace import MadeTrace

    kinds = {"plain": 0.6, "counting": 0.2, "lettering.latin": 0.2}
    table = MadeTrace(rows=min(rows, _AT_ONCE), mix=kinds, seed=1).table().select(["prompt"])
    with pq.ParquetWriter(file, pa.schema([("prompt", pa.string())])) as writer:
        for first in range(0, rows, _AT_ONCE):
            writer.write_table(table.slice(0, min(_AT_ONCE, rows - first)), row_group_size=100_000)


def write_partiprompts(file: Path, rows: int) -> None:
    """PartiPrompts drawn with replacement: prompts that come again, as in a trace of templates."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pixelfare.bench.sets import load_set

    prompts = [item.prompt for item in load_set("partiprompts")]
    drawn = np.random.default_rng(1).integers(len(prompts), size=rows)
    pq.write_table(pa.table({"prompt": [prompts[i] for i in drawn]}), file, row_group_size=100_000)


def run(code: str, *told: Any) -> dict[str, Any]:
    """What a fresh process prints."""
    command = [sys.executable, "-c", code, json.dumps(told)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ})
    return dict(json.loads(ran.stdout))


def replayed(file: Path, workers: int, repeats: int) -> tuple[float, list[float], str]:
    """Median rows a second, MiB of the process and of its largest worker, and what it came to."""
    found = [run(_REPLAY, str(file), workers, DAY, POLICIES) for _ in range(repeats)]
    return statistics.median(f["rows"] / f["seconds"] for f in found), found[-1]["mib"], found[-1]["usd"]


def simulating(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Every figure, three policies at once; the goal is for short prompts that come from Parquet on two cores."""
    cores = len(os.sched_getaffinity(0))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("distinct", write_distinct), ("PartiPrompts, repeated", write_partiprompts)):
            memory: dict[int, float] = {}
            for size in sizes:
                file = Path(folder) / f"{size}.parquet"
                write(file, size)
                repeats = REPEATS if size <= _AT_ONCE // 10 else 1
                rates = {}
                for workers in sorted({1, cores}):
                    rate, mib, usd = replayed(file, workers, repeats)
                    rates[workers] = rate, usd
                    memory[size] = max(mib)
                    largest = size == max(sizes) and workers == cores
                    goal = {"goal": GOAL, "higher": True} if largest else {}
                    what = f"simulate, {name}, {size:,} rows, {workers} core{'s' if workers > 1 else ''}"
                    rows.append(Row(what=what, value=rate, unit="rows/s", **goal))
                if len({usd for _, usd in rates.values()}) > 1:
                    raise SystemExit("cores change the result")
            rows += [
                Row(what=f"peak memory of a process at {size:,} rows, {name}", value=memory[size], unit="MiB", goal=256)
                for size in sizes
            ]
        file = Path(folder) / "loop.parquet"
        write_distinct(file, 10_000)
        loop = run(_LOOP, str(file), 1, DAY, POLICIES)
        rows.append(Row(what="route() in a loop, three policies, 1 core", value=loop["route"], unit="rows/s"))
        rows.append(Row(what="read() alone in a loop, 1 core", value=loop["read"], unit="rows/s"))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", help="numbers of rows, such as 10000 100000 10000000")
    asked = parser.parse_args()
    print_rows("simulating", simulating(tuple(asked.rows or SIZES)))
