"""What routing can win on OneIG's own mix, out of our figures, as it was worked out before from the same columns.

How many of its prompts count as stylised is not settled, so only rules are compared for which that does not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from pixelfare import Catalog

CATEGORIES = {"stylised": 245, "portrait": 244, "object": 206, "text": 200, "knowledge": 225}
MIX = {"EN": CATEGORIES, "ZH": {**CATEGORIES, "multilingual": 200}}
PRICES = {"zai/cogview-4": 15, "openai/gpt-image-1": 21, "google/nano-banana": 53, "google/nano-banana-pro": 105}
METRICS = {"text": ("text",), "knowledge": ("reasoning",), "stylised": ("alignment", "style")}
Values = dict[str, float]


@cache
def figures() -> dict[tuple[str, str, str], float]:
    scores = Catalog.load(as_of="2026-05-01").scores
    return {(s.model, s.split, s.metric): float(s.value) for s in scores if s.benchmark == "oneig-bench" and s.counts}


def worth(model: str, split: str, category: str) -> float:
    """Text for text, reasoning for knowledge, alignment and style for what is stylised, alignment for the rest."""
    metrics = METRICS.get(category, ("alignment",))
    return sum(figures()[model, split, metric] for metric in metrics) / len(metrics)


def within(share: float) -> Callable[[Values], str]:
    def pick(values: Values) -> str:
        near = [model for model, value in values.items() if value >= max(values.values()) * (1 - share)]
        return min(near, key=PRICES.__getitem__)

    return pick


@pytest.mark.parametrize(
    ("pick", "cost", "kept"),
    [
        (lambda _: "openai/gpt-image-1", 21, 0.936),
        (lambda _: "google/nano-banana-pro", 105, 0.997),
        (within(0), 100.20, 1),
        (within(0.05), 34.77, 0.971),
        (within(0.10), 27.89, 0.964),
    ],
)
def test_cost_per_thousand_and_share_of_the_best(pick: Callable[[Values], str], cost: float, kept: float) -> None:
    count = spent = share = 0.0
    for split, categories in MIX.items():
        for category, n in categories.items():
            values = {model: worth(model, split, category) for model in PRICES}
            model = pick(values)
            count, spent = count + n, spent + n * PRICES[model]
            share += n * values[model] / max(values.values())
    assert (spent / count, share / count) == (pytest.approx(cost, abs=0.005), pytest.approx(kept, abs=0.001))
