"""How far a replay is: by rows where they are known, by bytes where they are not."""

from __future__ import annotations

import gzip
import io
import itertools
from pathlib import Path
from typing import Any

import pytest

from pixelfare.simulate.engines import Progress
from pixelfare.simulate.made_trace import MadeTrace
from pixelfare.simulate.replay import read_trace

LINES = "".join(f'{{"prompt": "a cat, number {i}"}}\n' for i in range(20_000))


def told(trace: Any, **more: Any) -> list[Progress]:
    found: list[Progress] = []
    read_trace(trace, progress=found.append, workers=1, **more)
    return found


def check(shares: list[float | None]) -> None:
    known = [share for share in shares if share is not None]
    assert len(known) == len(shares) >= 4
    assert all(before <= after for before, after in itertools.pairwise(known))
    assert 0 < known[0] < 0.5
    assert known[-1] == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_text_is_told_by_the_bytes_that_were_read(tmp_path: Path, workers: int) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(LINES, encoding="utf-8")
    found: list[Progress] = []
    read_trace(file, progress=found.append, workers=workers)
    check([one.share for one in found])
    assert {one.total for one in found} == {None}
    assert found[0].left is not None
    assert found[-1].left == 0
    row = found[1]
    assert row.share == pytest.approx(row.rows / 20_000, abs=0.01)


def test_compressed_text_is_told_by_compressed_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(LINES.encode()))
    check([one.share for one in told(file)])


def test_several_files_count_together(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text("prompt\n" + "a cat\n" * 6_000, encoding="utf-8")
    check([one.share for one in told(tmp_path)])


def test_rows_that_are_known_are_counted() -> None:
    found = told(MadeTrace(rows=9_000, days=1, seed=1).table())
    assert {(one.total, one.share) for one in found} == {(9_000, None)}
    assert found[-1].left == 0


def test_nobody_knows_how_much_comes_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES.encode())))
    assert {(one.total, one.share, one.left) for one in told("-")} == {(None, None, None)}


def test_time_that_is_left_is_none_before_anything_is_done() -> None:
    assert Progress(rows=0, total=None, rejected=0, seconds=1.0, share=0.0).left is None
    assert Progress(rows=10, total=None, rejected=0, seconds=3.0, share=0.75).left == pytest.approx(1.0)
    assert Progress(rows=10, total=40, rejected=0, seconds=5.0, share=None).left == pytest.approx(15.0)
