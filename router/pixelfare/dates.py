"""Dates as people and sources write them: whole, or only as precise as known."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime

from pixelfare.errors import BadDate

__all__ = ["first_day", "parse_date"]

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def parse_date(given: date | str) -> date:
    """Read a whole date.

    Raises:
        BadDate: Neither a `date` nor text such as `2026-11-22`.

    Example:
        >>> parse_date("2026-11-22")
        datetime.date(2026, 11, 22)
    """
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    if isinstance(given, str) and len(text := given.strip()) == len("2026-11-22"):
        return first_day(text)
    raise BadDate(f"{str(given)[:40]!r} is not a date such as 2026-11-22")


def first_day(text: str) -> date:
    """The first day of a date that may be a year or a month only.

    Example:
        >>> first_day("2026-07")
        datetime.date(2026, 7, 1)
    """
    if match := _PARTIAL.fullmatch(text):
        with contextlib.suppress(ValueError):
            return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    raise BadDate(f"{text[:40]!r} is not a date such as 2026, 2026-11 or 2026-11-22")
