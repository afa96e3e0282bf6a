"""Who does the work makes no difference: this process, several, or a Dask cluster, also when one is killed midway."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pixelfare
from pixelfare import Catalog
from pixelfare.errors import BadRequest
from pixelfare.simulate import Simulation, simulate
from pixelfare.simulate.made_trace import MadeTrace
from pixelfare.simulate.workers import Workers

CATALOG = Catalog.load(as_of="2026-11-22")
POLICIES = ("auto", "cheapest")


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trace of several chunks and row groups, with rows that cannot be read in it."""
    table = MadeTrace(rows=20_000, shape="wave", seed=2).table().to_pydict()
    for row in (7, 12_345, 19_999):
        table["prompt"][row] = ""
    file = tmp_path_factory.mktemp("traces") / "trace.parquet"
    pq.write_table(pa.table(table), file, row_group_size=1_000)
    return file


@pytest.fixture(scope="module")
def here(trace: Path) -> Simulation:
    return simulate(trace, POLICIES, catalog=CATALOG, workers=1)


def told(found: Simulation) -> tuple[str, Any]:
    return found.to_json(), found.rejects


def test_several_processes_give_the_same(trace: Path, here: Simulation, tmp_path: Path) -> None:
    seen = []
    files = [tmp_path / name for name in ("one.jsonl", "three.jsonl")]
    simulate(trace, POLICIES, catalog=CATALOG, workers=1, rejects=files[0])
    found = simulate(
        trace, POLICIES, catalog=CATALOG, workers=3, rejects=files[1],
        progress=lambda done: seen.append((done.rows, done.total, done.rejected)),
    )  # fmt: skip
    assert told(found) == told(here)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert [reject.line for reject in found.rejects] == [8, 12_346, 20_000]
    assert seen[-1] == (20_000, 20_000, 3)
    assert seen == sorted(seen)


def _slowly(item: int) -> tuple[int, int]:
    time.sleep(0.02)
    return item, os.getpid()


def _fatal(item: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def _failing(item: int) -> int:
    raise BadRequest(f"no {item}")


def _mistaken(item: int) -> float:
    return 1 / (item - item)


def test_results_come_in_order_from_several_processes_with_few_items_taken_ahead() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(40):
            taken.append(item)
            yield item

    with Workers(_slowly, 2) as pool:
        results = pool.map(items())
        first = next(results)
        assert len(taken) <= 6
        everything = [first, *results]
    assert [item for item, _ in everything] == list(range(40))
    assert len({process for _, process in everything}) == 2


def test_a_worker_that_is_killed_midway_loses_nothing() -> None:
    with Workers(_slowly, 2) as pool:
        results = pool.map(iter(range(60)))
        found = [next(results) for _ in range(5)]
        os.kill(found[-1][1], signal.SIGKILL)
        found += results
    assert [item for item, _ in found] == list(range(60))
    assert len({process for _, process in found}) == 3


def test_what_kills_every_worker_is_an_error_and_not_a_hang() -> None:
    with Workers(_fatal, 1) as pool, pytest.raises(BadRequest, match="a worker process died 3 times"):
        list(pool.map(iter(range(5))))
    with Workers(_mistaken, 1) as pool, pytest.raises(ZeroDivisionError):
        list(pool.map(iter(range(5))))
    with Workers(_failing, 1) as pool, pytest.raises(BadRequest, match="no 0"):
        list(pool.map(iter(range(5))))


def test_no_process_is_left_behind() -> None:
    with Workers(_slowly, 2) as pool:
        processes = {process for _, process in pool.map(iter(range(8)))}
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{process}").exists() for process in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{process}").exists() for process in processes)


def test_in_a_script_without_a_main_guard(trace: Path, tmp_path: Path, here: Simulation) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from pixelfare.simulate import simulate\n"
        f"print(simulate({str(trace)!r}, ['auto'], as_of='2026-11-22', workers=2)['auto'].cost_usd)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, env=env, timeout=120
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, str(here["auto"].cost_usd)), ran.stderr


def test_ctrl_c_ends_the_workers_too() -> None:
    """A process group gets the signal, as from a terminal."""
    script = (
        "import sys; from pixelfare.simulate import simulate\n"
        "from pixelfare.simulate.made_trace import MadeTrace\n"
        "from pixelfare.simulate.trace import Trace\n"
        "from pixelfare.simulate.step import Chunk\n"
        "batch = next(MadeTrace(rows=4000).batches(4000))\n"
        "def chunks(_):\n    while True: yield Chunk(batch)\n"
        "def told(done):\n    print(done.rows, flush=True)\n"
        "simulate(Trace(name='endless', _chunks=chunks), ['auto'], as_of='2026-11-22', workers=2, progress=told)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, env=env
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert b"KeyboardInterrupt" in err
    assert process.returncode != 0


@pytest.mark.parametrize("odd", [{"workers": 0}, {"workers": True}, {"engine": "ray"}, {"engine": 7}])
def test_odd_engines_are_refused(trace: Path, odd: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        simulate(trace, catalog=CATALOG, **odd)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Three Dask workers, each a process of its own."""
    dask = pytest.importorskip("distributed")
    with (
        dask.LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as made,
        dask.Client(made) as client,
    ):
        yield client


@pytest.mark.filterwarnings("default")  # what Dask says while its processes come and go
def test_dask_gives_the_same_to_the_last_micro_usd(trace: Path, here: Simulation, cluster: Any) -> None:
    assert told(simulate(trace, POLICIES, catalog=CATALOG, engine=cluster)) == told(here)
    rows = MadeTrace(rows=9_000, seed=4).table()  # no file that workers could fetch by themselves
    there = simulate(rows, POLICIES, catalog=CATALOG, engine=cluster)
    assert told(there) == told(simulate(rows, POLICIES, catalog=CATALOG, workers=1))


@pytest.mark.filterwarnings("default")
def test_dask_gives_the_same_when_a_worker_is_killed_midway(trace: Path, here: Simulation, cluster: Any) -> None:
    before = cluster.run(os.getpid)
    victim = min(before.values())
    killed = threading.Event()

    def kill(_: Any) -> None:
        if not killed.is_set():
            killed.set()
            os.kill(victim, signal.SIGKILL)

    found = simulate(trace, POLICIES, catalog=CATALOG, engine=cluster, progress=kill)
    assert killed.is_set()
    assert told(found) == told(here)
    cluster.wait_for_workers(3, timeout=60)
    assert victim not in cluster.run(os.getpid).values()
