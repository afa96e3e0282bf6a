"""The kinds of array that allocating works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["Array", "Floats", "Integers", "Mask", "in_blocks"]

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_T = TypeVar("_T")
_BLOCK = 1 << 16
"""Entries in a block: half a megabyte of doubles, which stays in a core's cache."""
_THREADS = min(4, cpu_count() or 1)


def in_blocks(act: Callable[[slice], _T], rows: int, columns: int) -> Sequence[_T]:
    """Call a function on one block of rows after another, in a few threads.

    Args:
        act: What to do with the rows of a slice; numpy lets other threads run meanwhile.
        rows: How many rows there are.
        columns: How wide a row is.

    Returns:
        What the calls returned, in the order of the blocks.

    Example:
        >>> in_blocks(lambda block: block.stop - block.start, 5, 1 << 15)
        [2, 2, 1]
    """
    size = max(1, _BLOCK // columns)
    blocks = [slice(begin, min(begin + size, rows)) for begin in range(0, rows, size)]
    if len(blocks) == 1:
        return [act(blocks[0])]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(act, blocks))
