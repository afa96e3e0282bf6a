"""A budget and the period it is for, read from words such as `$5 per day`."""

from __future__ import annotations

from dataclasses import dataclass
@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    budget_micro_usd: int
    start: float
    end: float
