"""Bootstrap intervals: how far a figure may be off because these prompts were drawn and not others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

__all__ = ["intervals"]

SEED = 20261124
_ENDS = (2.5, 97.5)


def intervals(
    rows: Sequence[tuple[float, float]], resamples: int
) -> tuple[tuple[float, float], tuple[float, float]]:  # fmt: skip
    """95 % percentile intervals of the means of two columns (Efron, 1979).

    Equal rows are drawn together: how often each kind of row comes up in a sample is multinomial.

    Args:
        rows: Two figures for each prompt.
        resamples: How many samples are drawn.
    """
    if not rows or resamples < 1:
        return (0.0, 0.0), (0.0, 0.0)
    kinds = Counter(rows)
    values = np.array(list(kinds))
    shares = np.array(list(kinds.values())) / len(rows)
    drawn = np.random.default_rng(SEED).multinomial(len(rows), shares, size=resamples)
    means = drawn @ values / len(rows)
    low, high = np.percentile(means, _ENDS, axis=0)
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))
