"""How fast each limit is being used up, and when it will be if that goes on."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pixelfare.ledger.budget import WINDOWS
from pixelfare.ledger.spending import Window
from pixelfare.money import usd

__all__ = ["BurnRate", "Charge", "burn_rate", "seconds_of"]

_STRETCHES = (64, 16, 4)
"""A rate is that of the last 64th of a window where enough began in it, else of its last 16th, else of its quarter."""
_ENOUGH = 8
"""Orders from which on a short stretch says more than chance."""
_DAY = 86_400
_FURTHEST = 253_402_300_800.0
"""The first second of the year 10000."""


class Charge(NamedTuple):
    """What one order counts against a limit.

    Args:
        created: When it began, Unix seconds.
        micro_usd: Settled, or held for what may still be.
        busy: Under way, so that it counts whenever it began.
    """

    created: float
    micro_usd: int
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnRate:
    """How fast one limit is being used, lately.

    Args:
        window: The limit, and what counts against it.
        stretch: Seconds until now that the rate is measured over.
        orders: How many orders began in them.
        micro_usd: What those count for.
        one_more: What one more order is reckoned to cost: the mean of those; where there are none, of the last eight.
        has_room: Whether the limit leaves enough for that one.
        full: When it will not, if orders go on like that, Unix seconds; now where it does not already, `None` where
            there always will be enough.
        room: When there is room for one more again if nothing is bought until then; `None` where there is room now,
            or never will be.

    Example:
        >>> window = Window(name="day", label="", most=1_000_000, spent=400_000)
        >>> found = burn_rate(window, [Charge(80_000, 200_000), Charge(81_000, 200_000)], now=86_400)
        >>> found.stretch, found.micro_usd_a_day, found.pace, found.full
        (21600.0, 1600000, 1.6, 108000.0)
    """

    window: Window
    stretch: float
    orders: int
    micro_usd: int
    one_more: int
    has_room: bool = True
    full: float | None = None
    room: float | None = None

    @property
    def micro_usd_a_day(self) -> int:
        """What a day at this rate costs."""
        return round(self.micro_usd * _DAY / self.stretch)

    @property
    def pace(self) -> float | None:
        """The rate as a share of what the limit can bear for ever: above 1, it runs out; `None` without a period."""
        seconds, most = WINDOWS[self.window.name], self.window.most
        if seconds is None or not most:
            return None
        return self.micro_usd / self.stretch * seconds / most

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "stretch_seconds": self.stretch, "orders": self.orders, "usd_a_day": str(usd(self.micro_usd_a_day)),
            "pace": None if self.pace is None else round(self.pace, 3), "one_more_usd": str(usd(self.one_more)),
            "has_room": self.has_room, "full": _iso(self.full), "room": _iso(self.room),
        }  # fmt: skip


def burn_rate(window: Window, charges: Sequence[Charge], *, now: float) -> BurnRate:
    """Measure how fast a limit is being used.

    Args:
        window: The limit.
        charges: What counts against it, by when it began, the oldest first.
        now: Unix seconds.
    """
    seconds = seconds_of(window)
    paid = [charge for charge in charges if charge.micro_usd]
    for part in _STRETCHES:
        stretch = seconds / part
        latest = paid[bisect_right(paid, now - stretch, key=lambda charge: charge.created) :]
        if len(latest) >= _ENOUGH:
            break
    bought = sum(charge.micro_usd for charge in latest)
    counted = latest or paid[-_ENOUGH:]
    one_more = max(1, math.ceil(sum(charge.micro_usd for charge in counted) / max(1, len(counted))))
    found = BurnRate(window=window, stretch=stretch, orders=len(latest), micro_usd=bought, one_more=one_more)
    if window.most is None:
        return found
    spare = window.most - window.spent - one_more
    rolls = WINDOWS[window.name] is not None
    if 0 <= bought / stretch * seconds <= spare and rolls:
        return found
    leaving = [(min(now, charge.created) + seconds, charge.micro_usd) for charge in charges if not charge.busy]
    ahead = [(when, micro_usd) for when, micro_usd in leaving if rolls and when > now]
    if spare < 0:
        return replace(found, has_room=False, full=now, room=_room(spare, ahead))
    return replace(found, full=_full(spare, bought / stretch, ahead, now, now + seconds if rolls else _FURTHEST))


def seconds_of(window: Window) -> float:
    """How far back a limit looks; for one on everything, a month."""
    return float(WINDOWS[window.name] or WINDOWS["month"] or 0)


def _full(spare: float, rate: float, ahead: Sequence[tuple[float, int]], now: float, until: float) -> float | None:
    """When what is bought at a rate will have taken what is spare and what leaves the window by then."""
    for when, micro_usd in ahead:
        taken = rate * (when - now)
        if taken > spare:
            break
        spare, now = spare - taken + micro_usd, when
    if rate * (until - now) <= spare:
        return None  # from then on, as much leaves the window as comes
    return now + spare / rate


def _room(spare: float, ahead: Sequence[tuple[float, int]]) -> float | None:
    for when, micro_usd in ahead:
        spare += micro_usd
        if spare >= 0:
            return when
    return None


def _iso(moment: float | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
