"""The columns of a trace, and what each value in them has to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pixelfare.catalog.pricing import check_n
from pixelfare.errors import BadAmount, BadCount, BadDate, BadRequest
from pixelfare.money import parse_usd
from pixelfare.request import MOST_IMAGES
from pixelfare.size import parse_size_wish

__all__ = ["COLUMNS", "LONGEST_NAME", "Asked", "asked_of", "check_columns", "micro_usd_of", "moment_of", "zone_of"]

COLUMNS = ("prompt", "time", "intent", "size", "quality", "n", "images", "label", "model", "paid", "needs")
"""What a trace may say of each picture that was asked for; only the prompt (or the needs) has to be there."""
LONGEST_NAME = 200
"""Characters of a label, a model, an intent, ...; more is no name, and would fill the memory."""
_UTC = dt.UTC
_COMPACT_DAY = len("20261122")  # so few digits are a day or a year; as seconds they would be of 1973 at most
_MANY = 10**9
_LAST = 253_402_300_800  # Unix seconds; the year 10000


class Asked(NamedTuple):
    """What a row asks for besides its prompt.

    Args:
        intent: A wish by name, or `None`.
        size: A wish for a size as it was written, or `None`.
        quality: A quality level, or `None`.
        n: How many pictures.
        images: How many input pictures.
    """

    intent: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int = 1
    images: int = 0


def check_columns(names: Iterable[str], renamed: Mapping[str, str], where: str) -> dict[str, str]:
    """Which column of a file holds what.

    Args:
        names: The file's own columns.
        renamed: Columns of a trace by name, with what the file calls each.
        where: The file, for errors.

    Returns:
        The file's name for each column that it has.

    Raises:
        BadRequest: No such column of a trace; a column that the file lacks; neither prompts nor needs.

    Example:
        >>> check_columns(["text", "size"], {"prompt": "text"}, "a.csv")
        {'prompt': 'text', 'size': 'size'}
    """
    have = list(names)
    if strange := sorted(set(renamed) - set(COLUMNS)):
        raise BadRequest(f"a trace has no column {', '.join(strange)}; it may have {', '.join(COLUMNS)}")
    if missing := sorted(set(renamed.values()) - set(have)):
        raise BadRequest(f"{where}: there is no column {', '.join(missing)}; there are {', '.join(have) or 'none'}")
    if twice := sorted({name for name in have if have.count(name) > 1 and name in (*COLUMNS, *renamed.values())}):
        raise BadRequest(f"{where}: there is more than one column {', '.join(twice)}")
    taken = set(renamed.values())
    found = {c: renamed.get(c, c) for c in COLUMNS if c in renamed or (c in have and c not in taken)}
    if "prompt" not in found and "needs" not in found:
        raise BadRequest(
            f"{where}: there is no column prompt; name it, as in --column prompt=NAME. "
            f"There are {', '.join(have) or 'none'}"
        )
    return found


def asked_of(intent: Any, size: Any, quality: Any, n: Any, images: Any) -> Asked:
    """What a row asks for, checked.

    Raises:
        BadRequest: One of the values is none.

    Example:
        >>> asked_of(None, "16:9", "", "2", None)
        Asked(intent=None, size='16:9', quality=None, n=2, images=0)
    """
    size = _text(size, "size")
    parse_size_wish(size)
    pictures = 1 if _missing(n) else _whole(n, "n")
    inputs = 0 if _missing(images) else _whole(images, "images")
    check_n(pictures)
    if not 0 <= inputs <= MOST_IMAGES:
        raise BadCount(f"images is from 0 to {MOST_IMAGES}, not {inputs}")
    return Asked(_text(intent, "intent"), size, _text(quality, "quality"), pictures, inputs)


def moment_of(value: Any, zone: dt.tzinfo) -> dt.datetime | None:
    """A point in time; one without a zone of its own is in `zone`.

    Args:
        value: ISO 8601 text, a `datetime`, Unix seconds, or nothing.
        zone: Where the days are counted.

    Raises:
        BadDate: None of them.

    Example:
        >>> moment_of("2026-11-01T23:30:00Z", dt.timezone(dt.timedelta(hours=8))).isoformat()
        '2026-11-02T07:30:00+08:00'
    """
    if _missing(value):
        return None
    try:
        if isinstance(value, str):
            text = value.strip()
            seconds = text.replace(".", "", 1).isdigit() and len(text.partition(".")[0]) > _COMPACT_DAY
            value = float(text) if seconds else dt.datetime.fromisoformat(text)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and 0 <= value < _LAST:
            return dt.datetime.fromtimestamp(float(value), zone)
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
        if isinstance(value, dt.date):
            return dt.datetime(value.year, value.month, value.day, tzinfo=zone)
    except (ValueError, OverflowError, OSError):
        pass
    raise BadDate(f"{str(value)[:40]!r} is no time such as 2026-11-22T14:30:00Z, nor Unix seconds")


def micro_usd_of(value: Any) -> int | None:
    """What was paid, exactly: USD as text, `Decimal` or whole dollars.

    A binary float, as some Parquet files and every JSON number hold it, counts as the shortest decimal that it prints
    as, and is refused where that has more than six decimals.

    Raises:
        BadAmount: It is no such amount.

    Example:
        >>> micro_usd_of("0.0535"), micro_usd_of(0.0535), micro_usd_of("")
        (53500, 53500, None)
    """
    if _missing(value):
        return None
    try:
        exact = Decimal(repr(value)) if isinstance(value, float) else value
    except InvalidOperation:
        exact = str(value)
    if isinstance(exact, bool) or not isinstance(exact, str | int | Decimal):
        raise BadAmount(f"paid: {str(value)[:40]!r} is no amount in USD such as 0.05")
    return parse_usd(exact, what="paid")


def zone_of(name: str) -> dt.tzinfo:
    """A time zone by its IANA name.

    Raises:
        BadRequest: There is none.
    """
    if name.upper() in ("UTC", "Z"):
        return _UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadRequest(f"{name!r} is no time zone such as UTC or Asia/Shanghai") from None


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(value: Any, what: str) -> str | None:
    if _missing(value):
        return None
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise BadRequest(f"{what} is a short text, not {str(value)[:40]!r}")
    return value.strip()


def _whole(value: Any, what: str) -> int:
    try:
        number = Decimal(value.strip()) if isinstance(value, str) else value
        whole = int(number) if abs(number) < _MANY else -1
        exact = whole == number and not isinstance(value, bool)
    except (ValueError, TypeError, ArithmeticError):
        exact = False
    if not exact:
        raise BadCount(f"{what} is a whole number, not {str(value)[:40]!r}")
    return whole
