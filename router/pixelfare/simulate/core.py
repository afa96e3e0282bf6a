"""The rows that a price does not decide: few of very many, or all of few; equal rows are one group."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pixelfare.simulate.arrays import Floats, Integers
from pixelfare.simulate.problem import Problem

__all__ = ["Core", "make_core"]

_MIX = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio: multiples of it are spread evenly (Knuth, volume 3, 6.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Groups of equal rows, whose quality is also counted in whole units, so that sums of it are exact.

    Args:
        quality: `[groups, offers]`; -inf where an offer is not possible.
        worth: The same in units, `[groups, offers]`; 0 where an offer is not possible.
        prices: `[groups, offers]`, micro-USD.
        count: How many prompts are in each group.
        scale: Units in a quality of 1.
        members: The rows, group after group, in their order within each.
        sizes: How many rows are in each group.
    """

    quality: Floats
    worth: Integers
    prices: Integers
    count: Integers
    scale: float
    members: Integers
    sizes: Integers

    def choice(self, share: Integers) -> Integers:
        """One offer for each member, the dearer to the earlier, where every row is one prompt.

        Args:
            share: How many of each group get each offer, `[groups, offers]`.

        Returns:
            Offers, in the order of `members`.
        """
        dearest_first = np.argsort(-self.prices, axis=1, kind="stable")
        return np.repeat(dearest_first.ravel(), np.take_along_axis(share, dearest_first, axis=1).ravel())


def make_core(problem: Problem, rows: Integers) -> Core:
    """Gather some rows of a problem.

    Args:
        problem: The whole.
        rows: Which rows, ascending.

    Returns:
        The core; rows that stand for one prompt each are grouped with those they equal.

    Example:
        >>> problem = Problem.of([[1.0, 2.0], [3.0, 4.0], [1.0, 2.0]], [5, 6])
        >>> make_core(problem, np.arange(3)).count
        array([2, 1])
    """
    quality = problem.quality[rows]
    prices = problem.prices_of(rows)
    members, sizes = rows, np.ones(len(rows), np.int64)
    count = problem.weights(rows)
    if problem.counts is None:
        order, first, sizes = _equal(quality, prices)
        members, count, quality = rows[order], sizes, quality[first]
        prices = prices[first] if len(prices) == len(rows) else prices
    scale = _scale(problem.greatest, int(count.sum()))
    worth = np.rint(np.where(np.isneginf(quality), 0.0, quality) * scale).astype(np.int64)
    return Core(
        quality=quality, worth=worth, prices=np.broadcast_to(prices, quality.shape), count=count, scale=scale,
        members=members, sizes=sizes,
    )  # fmt: skip


_FINEST = 1e300


def _scale(greatest: float, pictures: int) -> float:
    """A power of ten, so that a quality with few decimals is a whole number of units, and all of them fit an int64."""
    if greatest == 0.0:
        return 1.0
    most = min(2.0**50 / greatest, 2.0**60 / (greatest * max(1, pictures)))
    return float(f"1e{math.floor(math.log10(min(most, _FINEST)))}")


def _equal(quality: Floats, prices: Integers) -> tuple[Integers, Integers, Integers]:
    """An order that puts equal rows together; the first row of each group; and the size of each."""
    rows, offers = quality.shape
    factors = (np.arange(1, 2 * offers + 1, dtype=np.uint64) * np.uint64(_MIX)) | np.uint64(1)
    bits = (quality + 0.0).view(np.uint64)  # adding 0.0 makes -0.0 equal to 0.0
    key = ((bits ^ (bits >> np.uint64(29))) * factors[:offers]).sum(axis=1, dtype=np.uint64)
    if len(prices) == rows:
        key ^= (prices.view(np.uint64) * factors[offers:]).sum(axis=1, dtype=np.uint64)
    key ^= key >> np.uint64(31)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    first = first[inverse]
    same = (quality == quality[first]).all(axis=1)
    if len(prices) == rows:
        same &= (prices == prices[first]).all(axis=1)
    label = np.where(same, first, np.arange(rows))  # two rows of one key that differ stay apart
    order = np.argsort(label, kind="stable")
    groups, sizes = np.unique(label, return_counts=True)
    return order, groups, sizes
