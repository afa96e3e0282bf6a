"""Money as whole micro-USD: parsing, showing, and the two ways gateways turn a base price into a charge."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

from pixelfare.errors import BadAmount

__all__ = ["MICRO", "charge_exact", "charge_float_ceil", "parse_usd", "usd"]

MICRO = 1_000_000
"""Micro-USD in one USD; also the base units of one USDC."""

_MOST_DIGITS = 12
_AMOUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?", re.ASCII)


def parse_usd(amount: str | int | Decimal, *, what: str = "amount") -> int:
    """Read an amount in USD exactly, as micro-USD.

    Args:
        amount: USD as text (`"0.05"`), a whole number of dollars or a `Decimal`; at most six decimals.
        what: How to call the amount in an error.

    Returns:
        Micro-USD, 0 or more.

    Raises:
        BadAmount: A float (it would already be rounded), a sign, an exponent, more than six decimals, not a number.

    Example:
        >>> parse_usd("0.0535")
        53500
    """
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
        hint = f' Write it as text: "{amount}".' if isinstance(amount, float) else ""
        raise BadAmount(f"{what}: {amount!r} is a {type(amount).__name__}; USD are text, int or Decimal.{hint}")
    if isinstance(amount, int):
        amount = Decimal(min(amount, 10**_MOST_DIGITS))
    if isinstance(amount, Decimal) and amount.is_finite() and not -_MOST_DIGITS < amount.adjusted() < _MOST_DIGITS:
        raise BadAmount(f"{what}: an amount in USD has at most {_MOST_DIGITS} digits before the point and six behind")
    text = format(amount, "f") if isinstance(amount, Decimal) and amount.is_finite() else str(amount)
    text = text.strip().removeprefix("$")
    if "." in text:
        text = text.rstrip("0").rstrip(".") if isinstance(amount, Decimal) else text
    if not _AMOUNT.fullmatch(text):
        raise BadAmount(f"{what}: {str(amount)[:40]!r} is not an amount in USD such as 0.05 (at most six decimals)")
    whole, _, decimals = text.partition(".")
    return int(whole) * MICRO + int(decimals.ljust(6, "0"))


def usd(micro_usd: int) -> Decimal:
    """Show micro-USD as USD with all six decimals.

    Example:
        >>> usd(16750)
        Decimal('0.016750')
    """
    return Decimal(micro_usd).scaleb(-6).quantize(Decimal("0.000001"))


def charge_float_ceil(base: Decimal, markup: Decimal, fee: Decimal) -> int:
    """What a gateway demands that computes in binary floats: `ceil((base * (1 + markup) + fee) * 1e6)`.

    The only floats money ever meets here. They are the gateway's: 0.015 with a fee of 0.002 comes to
    17750.000000000004 and is demanded as 17751, as live probes saw (source `blockrun-mcp-image-tool`).

    Args:
        base: List price in USD.
        markup: Share added to the base, 0.05 for 5 %.
        fee: Flat amount in USD.

    Returns:
        Micro-USD.

    Example:
        >>> charge_float_ceil(Decimal("0.015"), Decimal("0.05"), Decimal("0.002"))
        17751
    """
    return math.ceil((float(base) * float(1 + markup) + float(fee)) * 1e6)


def charge_exact(base: Decimal | Fraction, markup: Decimal, fee: Decimal) -> int:
    """What a gateway charges that computes in exact decimals, rounded up to a whole micro-USD.

    Example:
        >>> charge_exact(Decimal("0.05"), Decimal("0.05"), Decimal("0"))
        52500
    """
    return math.ceil((Fraction(base) * (1 + Fraction(markup)) + Fraction(fee)) * MICRO)
