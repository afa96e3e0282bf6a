"""The golden tables: what real prompts are routed to, and what each model is expected to be worth.

When a change is meant: `python tests/golden/update.py`."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
UNSEEN = ("pico", "zerolu", "dpg", "DPG")


@pytest.fixture(scope="module")
def table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("golden_table", HERE / "table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_what_is_routed(table: ModuleType) -> None:
    expected = (HERE / "routes.tsv").read_text("utf-8").splitlines()
    found = table.make_table().splitlines()
    changed = [f"- {old}\n+ {new}" for old, new in zip(expected, found, strict=False) if old != new]
    assert len(found) == len(expected)
    assert not changed, f"{len(changed)} rows changed; if that is meant: python tests/golden/update.py\n" + "\n".join(
        changed[:20]
    )


def test_expected_quality_is_what_it_was(table: ModuleType) -> None:
    expected = set((HERE / "quality.tsv").read_text("utf-8").splitlines())
    found = set(table.make_quality().splitlines())
    changed = [f"- {line}" for line in sorted(expected - found)] + [f"+ {line}" for line in sorted(found - expected)]
    assert not changed, "if that is meant: python tests/golden/update.py\n" + "\n".join(changed[:20])


def test_a_person_can_read_it(table: ModuleType) -> None:
    lines = (HERE / "routes.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "\t".join(table.COLUMNS)
    assert all(line.count("\t") == len(table.COLUMNS) - 1 for line in lines)
    assert max(map(len, lines)) <= 200
    assert len({line.split("\t")[2] for line in lines[1:]}) >= 3, "the prompts go to more than one model"


def test_only_prompts_that_may_be_shipped() -> None:
    rows = [json.loads(line) for line in (HERE / "prompts.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) >= 280
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["id"].rpartition("-")[0].split("-")[0] for row in rows} == {
        "parti",
        "geneval",
        "t2icb",
        "longtext_en",
        "evo",
        "ymg2",
    }
    assert not [row["id"] for row in rows if row["id"].startswith(UNSEEN)]
