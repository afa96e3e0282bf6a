"""Prompts written for pixelfare by several writers, who labelled them without seeing what is read from them.

Each batch was read wrong in 5 to 30 % of its rows when it was first tried, and rules were written from the errors, so
these are prompts that were looked at. The floors say how far the rules have come; what is read of prompts that nobody
looked at is measured in `benchmarks/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pixelfare.reading import LETTERING, read

FILES = sorted((Path(__file__).parent / "written").glob("*.jsonl"))


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_operation(file: Path) -> None:
    rows = rows_of(file)
    assert sum(read(row["prompt"]).operation == row["operation"] for row in rows) / len(rows) >= 0.94


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_lettering(file: Path) -> None:
    pairs = [(bool(row["lettering"]), bool(read(row["prompt"]).lettering)) for row in rows_of(file)]
    hits = sum(want and has for want, has in pairs)
    assert 2 * hits / (sum(want for want, _ in pairs) + sum(has for _, has in pairs)) >= 0.93


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_rows_are_labelled(file: Path) -> None:
    rows = rows_of(file)
    assert len({row["id"] for row in rows}) == len({row["prompt"] for row in rows}) == len(rows) > 0
    for row in rows:
        assert row["operation"] in ("generate", "edit")
        assert set(row["lettering"]) <= set(LETTERING)
