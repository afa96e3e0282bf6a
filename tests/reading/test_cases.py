"""Every tricky case that we know of: `cases.jsonl` has one prompt of our own making a line, with what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pixelfare.reading import CAPABILITIES, LETTERING, read

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["prompt"][:40].encode("unicode_escape").decode() for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    needs = read(case["prompt"])
    for field in ("operation", "language", "size_hint"):
        assert getattr(needs, field) == case.get(field, getattr(needs, field))
    for field in ("lettering", "culture"):
        assert getattr(needs, field) == frozenset(case.get(field, getattr(needs, field)))
    assert set(case.get("capabilities", ())) <= needs.capabilities
    assert not set(case.get("never", ())) & needs.capabilities
    assert needs.lettering <= set(LETTERING)
    assert needs.capabilities <= set(CAPABILITIES) - {"resolution_4k"}
