"""Sums of many floats, rounded once: the same in any order, and on any machine."""

from __future__ import annotations

import math

import numpy as np

from pixelfare.simulate.arrays import Floats, Integers

__all__ = ["exact_sum", "weighted_sum"]

_SPLIT = 2.0**27 + 1.0
"""Veltkamp's constant: it parts a double into two halves of 26 bits (Dekker, 1971)."""
_FEW = 64
"""So few numbers are left to `math.fsum` at once."""


def exact_sum(values: Floats) -> float:
    """The sum of finite floats as if nothing were rounded before the end; `math.fsum`, many times as fast.

    Each turn cuts the numbers at one bit, so high that the upper parts add up without any rounding.

    Args:
        values: Finite numbers, well below 1e290; any shape.

    Returns:
        The float next to the true sum.

    Example:
        >>> exact_sum(np.array([1e16, 1.0, -1e16]))
        1.0
    """
    rest = np.ravel(values)
    parts: list[float] = []
    while rest.size and (largest := float(np.abs(rest).max())) > 0.0:
        cut = math.ldexp(1.5, max(math.frexp(largest)[1] + rest.size.bit_length(), -960))
        upper = (rest + cut) - cut
        parts.append(float(upper.sum()))
        rest = rest - upper
        rest = rest[rest != 0.0]
        if rest.size < _FEW or not upper.any():  # numbers below every cut there is
            parts.extend(rest.tolist())
            break
    return math.fsum(parts)


def weighted_sum(values: Floats, weights: Integers) -> float:
    """The sum of values times whole weights, rounded once.

    Args:
        values: Finite numbers.
        weights: How often each counts, from 0 to 2**53.

    Returns:
        The float next to the true sum.

    Example:
        >>> weighted_sum(np.array([0.1, 0.2]), np.array([10, 5]))
        2.0
    """
    if bool((weights == 1).all()):
        return exact_sum(values)
    times = weights.astype(np.float64)
    product = values * times
    upper, lower = _halves(values)
    many, few = _halves(times)
    error = ((upper * many - product) + upper * few + lower * many) + lower * few
    return exact_sum(np.concatenate([product, error]))


def _halves(values: Floats) -> tuple[Floats, Floats]:
    turned = _SPLIT * values
    upper = turned - (turned - values)
    return upper, values - upper
