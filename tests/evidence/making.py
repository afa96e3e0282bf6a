"""Makes small columns of figures, and changed catalogs, for the tests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pixelfare import Catalog
from pixelfare.catalog.scores import Score
from pixelfare.catalog.values import Seen

MODELS = ("a/one", "a/two", "b/three", "c/four")
REPORTS = (("report-a", "2025-07"), ("report-b", "2026-01"), ("report-c", "2026-05"))
MATCHES = ("exact", "exact", "unstated", "upper_bound", "lower_bound", "ambiguous", "proxy")


def score(model: str, value: object, *, report: int = 0, **more: Any) -> Score:
    """One figure of a column."""
    source, on = REPORTS[report]
    given = {
        "benchmark": "bench", "split": "all", "metric": "overall", "higher_is_better": True, "tier": "single",
        "match": "exact", "confidence": "primary", **more,
    }  # fmt: skip
    return Score(model=model, value=Decimal(str(value)), seen=Seen(source=source, on=on), **given)


@st.composite
def columns(draw: st.DrawFn, *, higher: bool = True) -> list[Score]:
    """A column: each model at most once in each report."""
    places = draw(st.lists(st.tuples(st.sampled_from(MODELS), st.integers(0, 2)), unique=True, max_size=9))
    return [
        score(
            model, draw(st.decimals("0.01", "100", places=2)), report=report, higher_is_better=higher,
            match=draw(st.sampled_from(MATCHES)), confidence=draw(st.sampled_from(["primary", "secondary"])),
        )
        for model, report in places
    ]  # fmt: skip


def changed(catalog: Catalog, **parts: Any) -> Catalog:
    """A catalog with other `scores` or `needs`."""
    return Catalog(replace(catalog._book, **parts), catalog.as_of)
