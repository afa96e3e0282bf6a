"""What the bench reports: one outcome for each setting of a router, one account of each set."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pixelfare.bench.frontier import Point

__all__ = ["ALL", "Interval", "OnSet", "Outcome", "Report", "report_dict"]

ALL = "all"
"""The name of all sets together."""

Interval = tuple[float, float]
"""Both ends of a 95 % bootstrap interval over prompts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One setting of one router on one set. Where nothing was resampled there are no intervals.

    Args:
        usd: USD per 1,000 pictures.
        kept: Mean share of the best expected quality.
        usd_interval: How sure `usd` is; and so on for each figure.
        over_hull: Quality above the hull of single models at the same cost.
        regret: Quality below the oracle's frontier at the same cost.
        dearer: USD per 1,000 beyond what the oracle pays for the same quality.
        unpicked: Share of prompts for which it had no pick, or one that cannot be bought; they count as the worst.
        uncovered: Share of prompts for which its pick has no trusted figures; they count as the worst that has.
        mix: How often it picked whom.
    """

    router: str
    setting: str
    usd: float
    kept: float
    over_hull: float | None
    regret: float | None
    dearer: float | None
    usd_interval: Interval | None = None
    kept_interval: Interval | None = None
    over_hull_interval: Interval | None = None
    regret_interval: Interval | None = None
    dearer_interval: Interval | None = None
    unpicked: float
    uncovered: float
    mix: tuple[tuple[str, int], ...]

    @property
    def point(self) -> Point:
        """Cost and quality."""
        return self.usd, self.kept

    @property
    def name(self) -> str:
        """The router, with its setting."""
        return f"{self.router} {self.setting}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSet:
    """Everything about one set, or about all of them together.

    Args:
        prompts: How many could be judged; where none could, all that follows `left_out` is empty.
        left_out: How many could not, for want of two models with figures, by the needs they have.
        singles: Each model alone; what it cannot do goes to the cheapest that can.
        single_hull: The line that a router must beat.
        oracle: The frontier that nobody passes.
        aiq: Per router, the mean quality of its hull between the cheapest and the dearest model's cost.
        apgr: Per router, the gap recovered between the cheapest and the best model.
    """

    name: str
    prompts: int
    left_out: tuple[tuple[str, int], ...]
    singles: tuple[Outcome, ...] = ()
    single_hull: tuple[Point, ...] = ()
    oracle: tuple[Point, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    aiq: dict[str, float] = field(default_factory=dict)
    apgr: dict[str, float | None] = field(default_factory=dict)
    aiq_interval: dict[str, Interval | None] = field(default_factory=dict)
    apgr_interval: dict[str, Interval | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole bench: per set, and all sets together."""

    as_of: str
    catalog: str
    gateway: str
    trust: str
    sets: tuple[OnSet, ...] = field(default_factory=tuple)


def report_dict(report: Report) -> dict[str, Any]:
    """A report as plain JSON values."""
    return asdict(report)
