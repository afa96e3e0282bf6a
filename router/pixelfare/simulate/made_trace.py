"""Synthetic traces: a mix of needs that arrives in a certain shape. The same seed makes the same trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pixelfare.errors import BadRequest
from pixelfare.simulate.made_prompts import KINDS, prompt_of

__all__ = ["COLUMNS", "MIX", "SHAPES", "MadeTrace", "parse_mix"]

MIX: Mapping[str, float] = {
    "plain": 0.45, "lettering.latin": 0.12, "lettering.zh": 0.10, "lettering.ja": 0.03, "counting": 0.08,
    "style": 0.08, "photo": 0.06, "resolution_4k": 0.02, "edit.remove": 0.03, "edit.background": 0.03,
}  # fmt: skip
"""A choice, not a measurement of anybody's traffic."""
_HARD = ("lettering.zh", "lettering.latin", "lettering.ja")
_LABELS = ("shop", "blog", "game")
_MOST_ROWS = 10**10
COLUMNS = {"time": "timestamp", "prompt": "string", "size": "string", "images": "int32", "label": "string"}
"""What a synthetic trace says of each row."""
_GRID = 4_096
Floats = npt.NDArray[np.float64]

_BURST, _HALF = (0.62, 0.63), 0.5


def _wave(at: Floats, days: float) -> Any:
    return 1 + 0.85 * np.sin(2 * np.pi * (at * days - 0.25))


def _burst(at: Floats, _: float) -> Any:
    return 1 + 40.0 * ((at > _BURST[0]) & (at < _BURST[1]))


SHAPES: Mapping[str, Callable[[Floats, float], Any]] = {
    "steady": lambda at, _: np.ones_like(at), "wave": _wave, "burst": _burst,
    "drift": lambda at, _: 0.4 + 1.2 * at, "adversarial": lambda at, _: np.where(at < _HALF, 0.2, 1.8),
}  # fmt: skip
"""How dense arrivals are, by the share of the period that has passed: even, a daily wave, one burst that brings a third
of the rows in a hundredth of the time, a slow growth, and a quiet half before a crowded one. In the last two the mix
changes, too: prompts that need lettering come more and more, or only in the second half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTrace:
    """A synthetic trace.

    Args:
        rows: How many rows.
        shape: One of `SHAPES`.
        mix: Shares of the kinds of `KINDS`; they are scaled to add up to 1.
        start: When it begins.
        days: How long it lasts.
        seed: For everything that chance decides.

    Example:
        >>> MadeTrace(rows=1000, shape="wave", days=2).table().num_rows
        1000
    """

    rows: int
    shape: str = "steady"
    mix: Mapping[str, float] = field(default_factory=lambda: dict(MIX))
    start: dt.datetime = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    days: float = 30.0
    seed: int = 0

    def __post_init__(self) -> None:
        if type(self.rows) is not int or not 1 <= self.rows <= _MOST_ROWS:
            raise BadRequest(f"a trace has from 1 to {_MOST_ROWS:,} rows, not {self.rows!r}")
        if self.shape not in SHAPES:
            raise BadRequest(f"no shape is called {self.shape!r}; there are {', '.join(SHAPES)}")
        if strange := sorted(set(self.mix) - set(KINDS)):
            raise BadRequest(f"no kind of prompt is called {', '.join(strange)}; there are {', '.join(KINDS)}")
        if not all(0 <= share <= _MOST_ROWS for share in self.mix.values()) or sum(self.mix.values()) <= 0:
            raise BadRequest("shares of a mix are 0 or more, and not all 0")
        if not (np.isfinite(self.days) and 0 < self.days <= 36_600):  # noqa: PLR2004  a hundred years
            raise BadRequest(f"days is above 0 and at most 36600, not {self.days!r}")
        try:
            self.start + dt.timedelta(days=self.days)
        except OverflowError:
            raise BadRequest("a trace ends before the year 10000") from None
        if type(self.seed) is not int or self.seed < 0:
            raise BadRequest("seed is a whole number from 0")

    def batches(self, size: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Its rows in the order of time, in batches that chance makes one by one: memory stays flat."""
        for number, first in enumerate(range(0, self.rows, size)):
            many = min(size, self.rows - first)
            yield self._batch(first, many, np.random.default_rng([self.seed, number]))

    def table(self) -> pa.Table:
        """All of it in memory."""
        return pa.Table.from_batches(list(self.batches()))

    def _batch(self, first: int, many: int, dice: np.random.Generator) -> pa.RecordBatch:
        ranks = (first + np.sort(dice.random(many)) * many) / self.rows
        passed = self._passed(ranks)
        start = int(self.start.timestamp() * 1_000_000)
        times = start + np.floor(passed * self.days * 86_400_000_000).astype(np.int64)
        kinds = self._kinds(passed, dice)
        prompts = [prompt_of(kind, dice) for kind in kinds]
        sizes = ["4K" if kind == "resolution_4k" else None for kind in kinds]
        images = [1 if kind.startswith("edit") else 0 for kind in kinds]
        labels = [_LABELS[int(i)] for i in dice.integers(len(_LABELS), size=many)]
        return pa.RecordBatch.from_pydict(
            {
                "time": pa.array(times, pa.timestamp("us", "UTC")), "prompt": pa.array(prompts, pa.string()),
                "size": pa.array(sizes, pa.string()), "images": pa.array(images, pa.int32()),
                "label": pa.array(labels, pa.string()),
            }
        )  # fmt: skip

    def _passed(self, ranks: Floats) -> Floats:
        """The share of the period that has passed when so many of the rows have come."""
        steps = max(_GRID, int(self.days * 48))
        edges = np.linspace(0, 1, steps + 1)
        dense = SHAPES[self.shape]((edges[:-1] + edges[1:]) / 2, self.days)
        come = np.concatenate([[0.0], np.cumsum(dense)])
        return np.asarray(np.interp(ranks, come / come[-1], edges), dtype=np.float64)

    def _kinds(self, passed: Floats, dice: np.random.Generator) -> list[str]:
        names = list(self.mix)
        shares = np.array([self.mix[name] for name in names])
        hard = np.array([name in _HARD for name in names])
        growth = np.ones_like(passed)
        if self.shape == "drift":
            growth *= 2 * passed
        elif self.shape == "adversarial":
            growth *= np.where(passed < _HALF, 0, 2)
        weights = np.where(hard[None, :], growth[:, None], 1.0) * shares[None, :]
        weights[weights.sum(axis=1) <= 0] = shares  # a mix of hard kinds only cannot wait
        bounds = np.cumsum(weights, axis=1)
        drawn = dice.random(len(passed)) * bounds[:, -1]
        return [names[int(i)] for i in (bounds < drawn[:, None]).sum(axis=1)]


def parse_mix(text: str) -> dict[str, float]:
    """A mix as it is written on a command line.

    Raises:
        BadRequest: It is none.

    Example:
        >>> parse_mix("plain=0.8,lettering.zh=0.2")
        {'plain': 0.8, 'lettering.zh': 0.2}
    """
    found = {}
    for part in text.split(","):
        name, sign, share = part.strip().partition("=")
        try:
            found[name] = float(share)
        except ValueError:
            sign = ""
        if not sign:
            raise BadRequest(f"{part.strip()!r} is no share of a mix such as plain=0.8")
    return found
