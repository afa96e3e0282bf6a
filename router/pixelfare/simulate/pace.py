"""A budget and the period it is for, read from words such as `$5 per day`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

from pixelfare.dates import parse_date
from pixelfare.errors import BadAmount, BadBudget, BadDate
from pixelfare.money import parse_usd, usd

__all__ = ["Pace"]

_PERIODS = {name: name for name in ("hour", "day", "week", "month")}
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}
_FORMS = "'$5 per day', '2 per hour', '100 per week', '$100 per month' or '$100 until 2026-12-31'"
_WORDS = re.compile(
    r"\$?\s*(?P<amount>[^\s$/]+?)(?:\s*usd)?"
    r"(?:\s*(?P<slash>/)\s*|\s+(?:(?P<how>per|a|each|every|until)\s+)?)(?P<what>\S+)",
    re.IGNORECASE,
)
"""Between the amount and the period stands a space or a slash, or it could not be told where one ends."""
_LONGEST = 366 * 86_400 * 3
_FURTHEST = 253_402_300_800.0
"""The first second of the year 10000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is to last for how long.

    Args:
        budget_micro_usd: The budget of the period, micro-USD.
        start: When the period begins, Unix seconds.
        end: When it ends; from then on, nothing of it is spent.
        unit: `hour`, `day`, `week` or `month` where another such period follows; empty where none does.
        zone: Whose calendar the periods follow.

    Raises:
        BadBudget: There is no money, the period ends before it begins, or is longer than three years.

    Example:
        >>> Pace(budget_micro_usd=5_000_000, start=0, end=86_400)
        Pace(5.000000 USD, 1970-01-01 00:00 to 1970-01-02 00:00 UTC)
    """

    budget_micro_usd: int
    start: float
    end: float
    unit: str = ""
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        if type(self.budget_micro_usd) is not int or self.budget_micro_usd <= 0:
            raise BadBudget(f"a pace needs a budget above 0, in whole micro-USD, not {self.budget_micro_usd!r}")
        for moment in (self.start, self.end):
            if isinstance(moment, bool) or not isinstance(moment, int | float) or not math.isfinite(moment):
                raise BadBudget(f"a period's start and end are Unix seconds, not {moment!r}")
        if not 0 <= self.start <= _FURTHEST or self.end > _FURTHEST:
            raise BadBudget("a period lies between the years 1970 and 9999")
        if self.end <= self.start:
            raise BadBudget(
                f"the period ends at {_said(self.end)}, which is not after its start at {_said(self.start)}"
            )
        if self.end - self.start > _LONGEST:
            raise BadBudget("a budget lasts for three years at most; what comes later cannot be told from what is seen")
        if self.unit not in ("", *_PERIODS):
            raise BadBudget(f"unit is hour, day, week, month or empty, not {self.unit!r}")

    def __repr__(self) -> str:
        return f"Pace({usd(self.budget_micro_usd)} USD, {_said(self.start)[:-4]} to {_said(self.end)})"

    @classmethod
    def parse(cls, text: str, *, now: float, zone: tzinfo | str = UTC) -> Self:
        """Read a budget and the period that holds now.

        An hour, a day, a week (from Monday) and a month are those of the calendar, in UTC unless a zone is given.
        `until` a day means from now to that day's end; `until` a time means to that time.

        Args:
            text: `"$5 per day"`, `"2 per hour"`, `"100 per week"`, `"$100 per month"`, `"$100 until 2026-12-31"` or
                `"$100 until 2026-12-31T18:00"`.
            now: Unix seconds.
            zone: Whose calendar: a zone, or its name, such as `"Asia/Shanghai"`.

        Raises:
            BadBudget: It is no such text, the amount is none or 0, or the end has passed.

        Example:
            >>> Pace.parse("$100 per month", now=1_795_305_600)
            Pace(100.000000 USD, 2026-11-01 00:00 to 2026-12-01 00:00 UTC)
            >>> Pace.parse("$20 until 2026-11-30", now=1_795_305_600, zone="Asia/Shanghai")
            Pace(20.000000 USD, 2026-11-22 00:00 to 2026-11-30 16:00 UTC)
        """
        where = _zone(zone)
        found = _WORDS.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            raise BadBudget(f"{str(text)[:60]!r} is no budget and period such as {_FORMS}")
        try:
            budget = parse_usd(found["amount"], what="pace")
        except BadAmount as failure:
            raise BadBudget(str(failure)) from None
        how, what = (found["slash"] or found["how"] or "").lower(), found["what"].lower()
        if how == "until":
            return cls(budget_micro_usd=budget, start=now, end=_until(found["what"], now, where), zone=where)
        unit = (_PERIODS if how else _ADVERBS).get(what)
        if unit is None:
            raise BadBudget(f"{text.strip()[:60]!r} names no period; write {_FORMS}")
        start, end = _bounds(unit, now, where)
        return cls(budget_micro_usd=budget, start=start, end=end, unit=unit, zone=where)

    def at(self, now: float) -> Self:
        """The same budget in the period that holds a time; the same where no other follows.

        Args:
            now: Unix seconds.

        Example:
            >>> Pace.parse("$5 per day", now=0).at(100_000)
            Pace(5.000000 USD, 1970-01-02 00:00 to 1970-01-03 00:00 UTC)
        """
        if not self.unit or self.start <= now < self.end:
            return self
        start, end = _bounds(self.unit, now, self.zone)
        return type(self)(
            budget_micro_usd=self.budget_micro_usd, start=start, end=end, unit=self.unit, zone=self.zone
        )  # fmt: skip


def _zone(zone: tzinfo | str) -> tzinfo:
    if isinstance(zone, tzinfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, TypeError, OSError):  # OSError: a folder of the database
        raise BadBudget(f"no time zone is called {str(zone)[:60]!r}; one is called Europe/Berlin") from None


def _bounds(unit: str, now: float, zone: tzinfo) -> tuple[float, float]:
    """Begin and end of the hour, day, week or month of the calendar that holds a time."""
    if not math.isfinite(now) or not 0 <= now < _FURTHEST:
        raise BadBudget(f"now is Unix seconds between the years 1970 and 9999, not {now!r}")
    here = datetime.fromtimestamp(now, zone)
    if unit == "hour":  # by the clock of the world: where clocks are put back, an hour comes twice
        past = here.minute * 60 + here.second + here.microsecond / 1e6
        return now - past, now - past + 3_600
    first = here.date()
    if unit == "week":
        first -= timedelta(days=first.weekday())
    elif unit == "month":
        first = first.replace(day=1)
    days = {"day": 1, "week": 7, "month": 31}[unit]
    after = first + timedelta(days=days)
    return _midnight(first, zone), _midnight(after.replace(day=1) if unit == "month" else after, zone)


def _until(text: str, now: float, zone: tzinfo) -> float:
    try:
        if len(text) <= len("2026-12-31"):
            end = _midnight(parse_date(text) + timedelta(days=1), zone)
        else:
            moment = datetime.fromisoformat(text)
            end = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    except (BadDate, ValueError, OverflowError):
        raise BadBudget(f"{text[:40]!r} is no day such as 2026-12-31, and no time such as 2026-12-31T18:00") from None
    if end <= now:
        raise BadBudget(f"the period would end at {_said(end)}, and it is {_said(now)} already")
    return end


def _midnight(day: date, zone: tzinfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()


def _said(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"
