"""Laws of expected quality over the whole catalog: order, strangers and better scores."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import changed

from pixelfare import Catalog
from pixelfare.catalog.scores import Score
from pixelfare.evidence import Evidence, evidence_of

LANGUAGES = ("en", "zh")


def with_figures(catalog: Catalog, scores: Sequence[Score]) -> Evidence:
    return Evidence(changed(catalog, scores=tuple(scores)))


def every_value(evidence: Evidence, catalog: Catalog) -> dict[tuple[str, str, str], tuple[object, ...]]:
    cells = [
        (model, need, language) for model in catalog.models for need in catalog.needs.needs for language in LANGUAGES
    ]
    found = {cell: evidence.quality(cell[0], cell[1], language=cell[2]) for cell in cells}
    return {cell: (q.value, q.low, q.high, q.basis) for cell, q in found.items()}


@pytest.fixture(scope="module")
def known(catalog: Catalog) -> dict[tuple[str, str, str], tuple[object, ...]]:
    return every_value(evidence_of(catalog), catalog)


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_all_figures_changes_nothing(catalog: Catalog, known: dict, dice: random.Random) -> None:
    shuffled = list(catalog.scores)
    dice.shuffle(shuffled)
    assert every_value(with_figures(catalog, shuffled), catalog) == known


def test_a_model_that_is_not_in_the_catalog_changes_nothing(catalog: Catalog, known: dict) -> None:
    """However good it is: shares are of the best model that could be bought."""
    strangers = [replace(s, model="nobody/knows", value=s.value * 10) for s in catalog.scores if s.higher_is_better]
    assert every_value(with_figures(catalog, [*catalog.scores, *strangers]), catalog) == known


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_better_figure_is_never_worth_less(catalog: Catalog, data: st.DataObject) -> None:
    """Of the need's main column, where a share is a share of the best."""
    evidence = evidence_of(catalog)
    need = data.draw(st.sampled_from(sorted(n for n, told in catalog.needs.needs.items() if told.columns)))
    column = catalog.needs.needs[need].columns[0].key
    mine = [s for s in catalog.scores if s.column == column and s.counts and s.higher_is_better]
    if not mine:
        return
    chosen = data.draw(st.sampled_from(mine))
    more = data.draw(st.decimals("1.01", "3", places=2))
    better = [replace(s, value=s.value * more, recomputed=None) if s is chosen else s for s in catalog.scores]
    before = evidence.quality(chosen.model, need).value
    after = with_figures(catalog, better).quality(chosen.model, need).value
    assert Decimal(str(after)) >= Decimal(str(before)) - Decimal("1e-9")
