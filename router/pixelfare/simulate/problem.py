"""What is asked of an allocation, checked: the quality and the price of every offer for every prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pixelfare.errors import BadBudget, BadRequest
from pixelfare.money import usd
from pixelfare.simulate.arrays import Array, Floats, Integers, Mask, in_blocks

__all__ = ["Cap", "Problem", "check_amount", "check_caps", "check_target"]

Cap = tuple[npt.ArrayLike, int]
"""Which offers a limit is for (a bool per offer), and the most they may cost together in micro-USD."""

_DEAREST = 10**12
"""A million dollars for one picture is a mistake, not a price."""
_MOST = 1 << 62
"""The most that all prompts together may cost: what fits into an int64, with room for one more sum."""
_GREATEST, _LEAST = 1e100, 1e-301
_MANY = 1 << 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Rows of prompts, columns of offers.

    Args:
        quality: `[rows, offers]`; -inf where an offer is not possible.
        prices: `[rows, offers]` or `[1, offers]`, micro-USD.
        counts: How many prompts a row stands for, `[rows]`; `None` where each is one prompt.
        greatest: The largest absolute quality.
    """

    quality: Floats
    prices: Integers
    counts: Integers | None
    greatest: float

    @classmethod
    def of(
        cls,
        quality: npt.ArrayLike,
        micro_usd: npt.ArrayLike,
        *,
        counts: npt.ArrayLike | None = None,
        floors: npt.ArrayLike | None = None,
    ) -> Problem:
        """Check what was given.

        Args:
            quality: `[rows, offers]`; nan where an offer is not possible.
            micro_usd: `[rows, offers]` or `[offers]`, whole micro-USD.
            counts: How many prompts each row stands for, `[rows]`.
            floors: The least quality, one number or `[rows]`; an offer below it is not possible.

        Returns:
            The problem.

        Raises:
            BadRequest: The shapes do not fit, a number is out of range, or a row has no possible offer.

        Example:
            >>> Problem.of([[0.5, float("nan")]], [10, 20]).quality
            array([[ 0.5, -inf]])
        """
        table = _numbers(quality, "quality")
        if table.ndim != 2 or 0 in table.shape:  # noqa: PLR2004 - rows and columns
            raise BadRequest(f"quality has the shape {table.shape}; it is [prompts, offers], with at least one of each")
        rows = len(table)
        prices = _whole(micro_usd, "micro_usd", _DEAREST)
        if prices.shape not in {table.shape, table.shape[1:]}:
            raise BadRequest(f"micro_usd has the shape {prices.shape}; it is {table.shape} or {table.shape[1:]}")
        prices = np.atleast_2d(prices)
        times = None if counts is None else _whole(counts, "counts", _MANY)
        if times is not None and times.shape != (rows,):
            raise BadRequest(f"counts has the shape {times.shape}; it is ({rows},), one for each row of quality")
        pictures = rows if times is None else sum(times.tolist())
        if pictures == 0:
            raise BadRequest("counts are all 0; at least one prompt is needed")
        if pictures * int(prices.max()) >= _MOST:
            raise BadRequest(f"{pictures} prompts at up to {usd(int(prices.max()))} USD are more than can be added up")
        table, greatest = _possible(table, _floor(floors, rows))
        return cls(quality=table, prices=prices, counts=times, greatest=greatest)

    @property
    def pictures(self) -> int:
        """How many prompts there are, each row counted as often as it stands for one."""
        return len(self.quality) if self.counts is None else int(self.counts.sum())

    @property
    def dearest(self) -> int:
        """The highest price, micro-USD."""
        return int(self.prices.max())

    def weights(self, rows: Integers) -> Integers:
        """How many prompts some rows stand for."""
        return np.ones(len(rows), np.int64) if self.counts is None else self.counts[rows]

    def prices_of(self, rows: Integers | slice) -> Integers:
        """The prices of some rows, `[rows, offers]` or `[1, offers]`."""
        return self.prices if len(self.prices) == 1 and len(self.quality) != 1 else self.prices[rows]

    def paid(self, choice: Integers) -> Integers:
        """What each row's choice costs for one prompt, micro-USD."""
        row = 0 if len(self.prices) == 1 else np.arange(len(choice))
        paid: Integers = self.prices[row, choice]
        return paid

    def got(self, choice: Integers) -> Floats:
        """The quality of each row's choice."""
        return self.quality[np.arange(len(choice)), choice]


def check_amount(amount: object, what: str) -> int:
    """An amount of micro-USD that is an int and not negative.

    Args:
        amount: The amount.
        what: How to call it in an error.

    Returns:
        The amount.

    Raises:
        BadBudget: It is something else.

    Example:
        >>> check_amount(50_000, "budget")
        50000
    """
    if isinstance(amount, bool) or not isinstance(amount, int | np.integer):
        raise BadBudget(f"{what} is {amount!r}, a {type(amount).__name__}; it is an int of micro-USD")
    if amount < 0:
        raise BadBudget(f"{what} is {int(amount)} micro-USD; it is 0 or more")
    return int(amount)


def check_target(target: object) -> float:
    """A summed quality that is a finite number.

    Args:
        target: The quality.

    Returns:
        It as a float.

    Raises:
        BadRequest: It is something else.

    Example:
        >>> check_target(3)
        3.0
    """
    if isinstance(target, bool) or not isinstance(target, int | float | np.integer | np.floating):
        raise BadRequest(f"target is a {type(target).__name__}; it is the summed quality to reach, a number")
    if not abs(target) <= _GREATEST * 1e20:  # type: ignore[operator]  # a number, as was just looked at
        raise BadRequest(f"target is {target!r:.40}; it is a finite number")
    return float(target)


def check_caps(caps: Sequence[Cap] | None, offers: int) -> list[tuple[Mask, int]]:
    """Limits on some of the offers.

    Args:
        caps: Pairs of a bool per offer and the most micro-USD; `None` for no limits.
        offers: How many offers there are.

    Returns:
        The pairs.

    Raises:
        BadRequest: A mask does not fit the offers.
        BadBudget: A limit is not an int of micro-USD.

    Example:
        >>> check_caps([([True, False], 500)], 2)
        [(array([ True, False]), 500)]
    """
    found = []
    for index, cap in enumerate(caps or ()):
        try:
            given, most = cap
            mask = np.asarray(given)
        except (TypeError, ValueError) as error:
            raise BadRequest(f"caps[{index}] is not a pair of a mask and micro-USD, but {cap!r:.80}") from error
        if mask.dtype != np.bool_ or mask.shape != (offers,):
            raise BadRequest(
                f"caps[{index}] has a mask of {mask.dtype} {mask.shape}; it is one bool for each of {offers} offers"
            )
        found.append((mask, check_amount(most, f"caps[{index}]")))
    return found


def _numbers(given: npt.ArrayLike, what: str) -> Array:
    """A float64 array; ints are taken, text and bools are not."""
    try:
        found = np.asarray(given)
    except ValueError as error:
        raise BadRequest(f"{what} has rows of different lengths") from error
    if found.dtype.kind not in "fiu":
        raise BadRequest(f"{what} is made of {found.dtype}; it is an array of numbers")
    return np.ascontiguousarray(found, dtype=np.float64)


def _whole(given: npt.ArrayLike, what: str, most: int) -> Integers:
    """An int64 array of numbers from 0 to `most`."""
    try:
        found: Any = np.asarray(given)
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"{what} has rows of different lengths, or numbers that are too large") from error
    if found.dtype.kind not in "iu":
        raise BadRequest(f"{what} is made of {found.dtype}; it is an array of ints, so that no amount is rounded")
    if found.size == 0:
        raise BadRequest(f"{what} is empty")
    if int(found.min()) < 0 or int(found.max()) > most:
        raise BadRequest(f"{what} goes from {found.min()} to {found.max()}; it is from 0 to {most}")
    return np.ascontiguousarray(found, dtype=np.int64)


def _floor(floors: npt.ArrayLike | None, rows: int) -> Floats | None:
    """The least quality of each row as a column, or of all."""
    if floors is None:
        return None
    found = _numbers(floors, "floors")
    if np.asarray(floors).ndim == 0:
        found = found.reshape(())
    if found.shape not in {(), (rows,)}:
        raise BadRequest(f"floors has the shape {found.shape}; it is one number, or ({rows},)")
    if np.isnan(found).any():
        raise BadRequest("floors has a nan; where a row needs no floor, give -inf")
    return np.broadcast_to(found, (rows,))[:, None]


def _possible(table: Floats, floor: Floats | None) -> tuple[Floats, float]:
    """The table with -inf where an offer is not possible, and its largest absolute value."""
    rows, columns = table.shape

    def plain(block: slice) -> tuple[float, float]:
        return float(table[block].min()), float(table[block].max())

    ends = np.array(in_blocks(plain, rows, columns))
    if floor is None and np.isfinite(ends).all():
        greatest = float(np.abs(ends).max())
    else:
        if np.isinf(table).any():
            row = int(np.isinf(table).any(axis=1).argmax())
            raise BadRequest(f"quality of row {row} is infinite; where an offer is not possible, give nan")
        good = ~np.isnan(table) if floor is None else table >= floor
        if not (some := good.any(axis=1)).all():
            row = int(some.argmin())
            none = np.isnan(table[row]).all()
            raise BadRequest(
                f"row {row} has no possible offer"
                + ("" if none else f" that reaches its floor of {floor[row, 0]}" if floor is not None else "")
            )
        greatest = float(np.abs(table, where=good, out=np.zeros(table.shape)).max())
        table = np.where(good, table, -np.inf)
    if 0 < greatest < _LEAST:
        raise BadRequest(f"the largest quality is {greatest:g}; where all are so small, scale them up")
    if greatest > _GREATEST:
        raise BadRequest(f"quality goes up to {greatest:g}; it is at most {_GREATEST:g}")
    return table, greatest
