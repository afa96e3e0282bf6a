"""Counting rows by their key: what is remembered, and how long, changes no count."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.reading.read import read_facts
from pixelfare.simulate import step
from pixelfare.simulate.step import Chunk, Reading, count, rows_of

_PROMPTS = st.lists(
    st.sampled_from(["a cat", "three dogs", 'a sign "OPEN"', "remove this", "", "  ", "\u200b", None, "!"])
)


def _tally(columns: dict[str, Any]) -> Any:
    return count(Chunk(pa.RecordBatch.from_pydict(columns), "a.parquet"), Reading())


@given(_PROMPTS)
def test_rows_of_prompts_alone_are_counted_like_rows_of_more(prompts: list[str | None]) -> None:
    column = pa.array(prompts, pa.string())
    alone = _tally({"prompt": column})
    beside = _tally({"prompt": column, "label": pa.array([""] * len(prompts), pa.string())})
    assert alone.counts == beside.counts
    assert alone.rejected == beside.rejected
    assert [r.line for r in alone.rejects] == [r.line for r in beside.rejects]
    assert alone.rows == beside.rows == len(prompts)


def test_forgetting_changes_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = {"prompt": ["a cat", "three dogs", "remove this"] * 5, "paid": ["0.05", None, "0.01"] * 5}
    whole = _tally(columns), _tally({"prompt": columns["prompt"]})
    monkeypatch.setattr(step, "_MOST_MEMOS", 1)
    rows = rows_of(Chunk(pa.RecordBatch.from_pydict(columns)), Reading())
    assert len({id(key) for key in rows.keys}) > len(set(rows.keys))
    assert (_tally(columns), _tally({"prompt": columns["prompt"]})) == whole


@given(st.text(max_size=12))
def test_a_prompt_is_refused_as_everywhere(prompt: str) -> None:
    batch = pa.RecordBatch.from_pydict({"prompt": pa.array([prompt.encode("utf-8", "replace").decode()], pa.string())})
    rows = rows_of(Chunk(batch), Reading())
    empty = not any(c.isprintable() and not c.isspace() for c in batch.column(0)[0].as_py())
    assert (rows.keys == [None]) == empty
    if not empty:
        case, _ = rows.keys[0] or pytest.fail("no key")
        assert case.language == read_facts(batch.column(0)[0].as_py()).language
