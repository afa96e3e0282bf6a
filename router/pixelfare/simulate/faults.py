"""What if calls fail? Failures are drawn by rates, under the paying rules.

An order that may have been paid is never bought again; only what certainly cost nothing is tried at the next offer.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pixelfare.errors import BadRequest
from pixelfare.simulate.outcomes import Option, Outcome

__all__ = ["Fate", "Faults"]

_RATES = ("refused", "down", "lost")
_ROUNDING = 1e-9
_LONGEST = 366 * 86_400


def _is_time(seconds: object) -> bool:
    return isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds <= _LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Rates of failure, each from 0 to 1 and for each attempt; assumptions of yours, not figures of ours.

    Args:
        refused: The gateway refuses the offer; nothing is paid, the next offer may be tried.
        down: The gateway does not answer; nothing is paid, the next offer at another gateway may be tried.
        lost: It was paid and no picture comes; nothing further is tried.
        seconds: How long an attempt takes, by model id; `""` for all others.
        seed: For the draw; the same seed, the same draw.

    Example:
        >>> Faults(refused=0.02, lost=0.001).seed
        0
    """

    refused: float = 0.0
    down: float = 0.0
    lost: float = 0.0
    seconds: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        rates = [getattr(self, name) for name in _RATES]
        if not all(isinstance(rate, int | float) and 0 <= rate <= 1 + _ROUNDING for rate in rates):
            raise BadRequest(f"rates of {', '.join(_RATES)} are numbers from 0 to 1")
        if sum(rates) > 1 + _ROUNDING:
            raise BadRequest(f"the rates of {', '.join(_RATES)} come to {sum(rates):g}; together they are at most 1")
        if not isinstance(self.seconds, Mapping) or not all(_is_time(s) for s in self.seconds.values()):
            raise BadRequest("seconds are by model, each a number from 0 to a year's")
        if type(self.seed) is not int or self.seed < 0:
            raise BadRequest("seed is a whole number from 0")

    def __str__(self) -> str:
        rates = ", ".join(f"{getattr(self, name):.2%} {name}" for name in _RATES)
        return f"of all attempts {rates} (drawn with seed {self.seed})"

    def to_dict(self) -> dict[str, object]:
        """The assumptions as plain JSON values."""
        return {**{name: getattr(self, name) for name in (*_RATES, "seed")}, "seconds": dict(self.seconds)}


@dataclass(slots=True, kw_only=True)
class Fate:
    """What became of the rows of a policy under assumed failures. Amounts are micro-USD.

    Args:
        delivered: Rows whose pictures came.
        lost: Rows that were paid and whose pictures did not come.
        failed: Rows that no attempt served, at no cost.
        fallbacks: Attempts beyond the first.
        paid: What all of it costs, lost rows included.
        lost_paid: What was paid for lost rows.
        seconds: Time of all attempts together.
    """

    delivered: int = 0
    lost: int = 0
    failed: int = 0
    fallbacks: int = 0
    paid: int = 0
    lost_paid: int = 0
    seconds: float = 0.0

    def draw(self, outcome: Outcome, rows: int, faults: Faults, name: str) -> None:
        """Let the rows of one case happen.

        Args:
            outcome: What is bought, and what may be tried next.
            rows: How many there are.
            faults: The rates.
            name: What tells this draw from every other, so that the order of cases does not matter.
        """
        if outcome.option is None:
            return
        dice = np.random.default_rng([faults.seed, zlib.crc32(name.encode())])
        attempts = (outcome.option, *outcome.fallbacks)
        waiting = {frozenset[str](): rows}
        for place, option in enumerate(attempts):
            after: dict[frozenset[str], int] = {}
            for down, many in sorted(waiting.items(), key=lambda item: sorted(item[0])):
                if option.gateway in down:
                    after[down] = after.get(down, 0) + many
                    continue
                self.fallbacks += many if place else 0
                refused, unreached = self._attempt(option, many, faults, dice)
                worse = down | {option.gateway}
                after[down] = after.get(down, 0) + refused
                after[worse] = after.get(worse, 0) + unreached
            waiting = {down: many for down, many in after.items() if many}
        self.failed += sum(waiting.values())

    def _attempt(self, option: Option, rows: int, faults: Faults, dice: np.random.Generator) -> tuple[int, int]:
        rates = np.array(
            [max(0.0, 1 - faults.refused - faults.down - faults.lost), faults.refused, faults.down, faults.lost]
        )
        drawn = dice.multinomial(rows, rates / rates.sum())
        came, refused, down, lost = (int(many) for many in drawn)
        self.delivered += came
        self.lost += lost
        self.paid += (came + lost) * option.micro_usd
        self.lost_paid += lost * option.micro_usd
        self.seconds += rows * faults.seconds.get(option.model, faults.seconds.get("", 0.0))
        return refused, down
