"""How a report writes words and numbers: escaped text, money, shares, counts."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pixelfare.money import usd

__all__ = [
    "caption", "cents", "clean", "digest", "escaped", "money", "per_thousand", "plural", "share", "shortened",
    "text_width",
]  # fmt: skip

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}
_NO_CHARACTER = 0xFFFE
_WIDE, _NARROW = 1.0, 0.58
_SMALL, _LARGE = 0.0995, 0.995
_DIGEST = 12


def clean(text: str) -> str:
    r"""Text in which what cannot be seen, and what turns the direction of other text, is spelled out.

    Args:
        text: From anywhere: a label of a trace, a model's name.

    Returns:
        The same text, fit for HTML and XML once it is escaped.

    Example:
        >>> clean("a\x00b\u202ec")
        'a\\u0000b\\u202ec'
    """
    return "".join(char if _is_seen(char) else f"\\u{ord(char):04x}" for char in text)


def _is_seen(char: str) -> bool:
    if char in _BIDI or ord(char) & _NO_CHARACTER == _NO_CHARACTER:
        return False
    return unicodedata.category(char) not in _CONTROL


def escaped(text: str) -> str:
    """Clean text, escaped for HTML and for attributes.

    Example:
        >>> escaped('<b title="x">')
        '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(clean(text))


def shortened(text: str, most: int) -> str:
    """Clean text of at most so many characters, with an ellipsis where some are left out.

    Example:
        >>> shortened("multilingual-text", 8)
        'multili…'
    """
    text = clean(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def text_width(text: str, size: float) -> float:
    """About how wide text is drawn in a sans-serif face, in pixels.

    Args:
        text: The text.
        size: Of its font, in pixels.
    """
    return size * sum(_WIDE if unicodedata.east_asian_width(char) in "WF" else _NARROW for char in text)


def cents(micro_usd: int) -> str:
    """An amount to be read: cents from one dollar on, all six decimals below.

    Args:
        micro_usd: May be below 0.

    Example:
        >>> cents(1234567890), cents(16750), cents(-31120000), cents(0)
        ('$1,234.57', '$0.016750', '−$31.12', '$0.00')
    """
    amount = usd(abs(micro_usd))
    sign = "−" if micro_usd < 0 else ""
    return f"{sign}${amount:,.2f}" if amount >= 1 or not amount else f"{sign}${amount:f}"


def money(micro_usd: int) -> str:
    """The same as HTML that also holds the exact amount.

    Example:
        >>> money(58875969)
        '<data value="58.875969" title="58.875969 USD">$58.88</data>'
    """
    exact = f"{usd(micro_usd):f}"
    return f'<data value="{exact}" title="{exact} USD">{cents(micro_usd)}</data>'


def share(part: float) -> str:
    r"""A share in percent, with a decimal where a whole number would hide something.

    Example:
        >>> share(0.351), share(0.004), share(0.9991), share(1)
        ('35\xa0%', '0.4\xa0%', '99.9\xa0%', '100\xa0%')
    """
    size = abs(part)
    whole = size in (0, 1) or _SMALL <= size < _LARGE or size > 1
    return f"{part * 100:,.{0 if whole else 1}f}\u00a0%".replace("-", "−")


def plural(many: int, what: str) -> str:
    """A count with its word.

    Example:
        >>> plural(1, "row"), plural(1200, "row")
        ('1 row', '1,200 rows')
    """
    return f"{many:,} {what}" if many == 1 else f"{many:,} {what}s"


def per_thousand(micro_usd: int, pictures: int) -> int | None:
    """What 1,000 pictures cost at this rate, to the nearest micro-USD; `None` without pictures.

    Example:
        >>> per_thousand(33500, 2)
        16750000
    """
    return round(Decimal(micro_usd) * 1000 / pictures) if pictures else None


def digest(catalog: str) -> str:
    """So much of a catalog's digest as people compare.

    Example:
        >>> digest("0123456789abcdef")
        '0123456789ab'
    """
    return catalog[:_DIGEST]


def caption(trace: str, as_of: date, catalog: str, gateway: str, assumptions: Iterable[str]) -> str:
    """What a picture that is passed on alone has to say of itself.

    Example:
        >>> caption("a list", date(2026, 11, 22), "0123456789abcdef", "blockrun", ["list prices of gpt-image-2 -20%"])
        'Trace: a list. Prices of 2026-11-22, catalog 0123456789ab, gateway blockrun. Quality is expected quality from \
published figures, not measured. Assumed: list prices of gpt-image-2 -20%.'
    """
    assumed = "; ".join(assumptions)
    return (
        f"Trace: {trace}. Prices of {as_of.isoformat()}, catalog {digest(catalog)}, gateway {gateway}. Quality is "
        f"expected quality from published figures, not measured. Assumed: {assumed or 'nothing else'}."
    )
