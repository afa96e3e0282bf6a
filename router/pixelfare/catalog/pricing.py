"""From an offer, a size, a quality level and a day to the exact price."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pixelfare.catalog.values import Charge, Fee, Gateway, Offer, Price, Seen, Tier
from pixelfare.errors import BadCount, QuoteRefused
from pixelfare.money import MICRO, charge_exact, charge_float_ceil, usd
from pixelfare.notices import Notice
from pixelfare.size import Size

__all__ = ["BILLED_ON_TOP", "MOST_PICTURES", "RULE_RANKS", "Quote", "check_n", "price_list", "price_offer", "tier_for"]

MOST_PICTURES = 10
"""Most pictures of one order; a gateway that took n = 1000 then failed (source `blockrun-litellm-0.10.3`)."""
STALE_AFTER_DAYS = 90
BILLED_ON_TOP = "input-billed-on-top"
RULE_RANKS = {"exactly": 0, "one_of": 1, "min_side_over": 2, "up_to": 3, "any": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The exact price of n pictures of one offer at one size and quality on one day.

    Args:
        micro_usd: What is charged in all, in micro-USD: `base + markup + fee + rounding`.
        base: List price, micro-USD.
        markup: The gateway's markup on it.
        fee: The gateway's flat fee; for n pictures n times, the dearer reading of what sources say.
        rounding: What the gateway's arithmetic adds to the exact sum, at most 2 for each picture.
        sources: Where the figures were seen.
        notices: What to know about them: a stale price, a size between the listed ones, ...
    """

    model: str
    gateway: str
    sold_as: str
    size: Size
    quality: str | None
    n: int
    as_of: date
    micro_usd: int
    base: int
    markup: int
    fee: int
    rounding: int
    sources: tuple[Seen, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def usd(self) -> Decimal:
        """What is charged in all, in USD with six decimals."""
        return usd(self.micro_usd)

    def times(self, n: int) -> Quote:
        """The quote of one picture as the quote of n: n times every part.

        Raises:
            BadCount: n is not 1 to 10, or this is not the quote of one picture.
        """
        check_n(n)
        if self.n != 1:
            raise BadCount(f"this is the quote of {self.n} pictures; multiply the quote of one")
        if n == 1:
            return self
        parts = {k: getattr(self, k) * n for k in ("micro_usd", "base", "markup", "fee", "rounding")}
        notices = self.notices
        if self.fee:
            each = f"the fee is read as {usd(self.fee)} for each of {n} pictures; whether it is per call is not known"
            notices = (*notices, Notice(code="fee-per-picture", message=each))
        return replace(self, n=n, notices=notices, **parts)


def check_n(n: int) -> None:
    """Refuse a number of pictures that is not 1 to 10.

    Raises:
        BadCount: It is not.
    """
    if type(n) is not int or not 1 <= n <= MOST_PICTURES:
        raise BadCount(f"n is {n!r}; it is a whole number from 1 to {MOST_PICTURES}")


def price_list(offer: Offer, as_of: date) -> Price | None:
    """The price list in force: the last that has begun."""
    return next((p for p in reversed(offer.prices) if p.since is None or p.since <= as_of), None)


def price_offer(
    offer: Offer, gateway: Gateway, charge: Charge | None, size: Size, quality: str | None, as_of: date
) -> Quote:
    """Price one picture.

    Args:
        offer: The offer; `quality` must be one it takes, or `None` where it takes none or for the dearest.
        gateway: Where it is sold.
        charge: The charge rule, the gateway's own or that of the one it mirrors.
        size: A listed size, or one that the offer also accepts: then the dearest tier is taken, with a notice.
        quality: A quality level.
        as_of: The day.

    Raises:
        QuoteRefused: No exact price can be given; `.reason` is the word for why.
    """
    if charge is None:
        raise QuoteRefused("charge-unknown", f"how {gateway.id} turns a list price into a charge is not known")
    price = price_list(offer, as_of)
    if price is None:
        raise QuoteRefused("price-unknown", f"it has no price on {as_of}")
    if price.per == "token":
        raise QuoteRefused("price-depends-on-output", "it is priced per output token, which is known only afterwards")
    if not offer.sizes:
        raise QuoteRefused("sizes-unknown", "its sizes are not known")
    listed = size in offer.sizes
    if not listed and not (offer.also and offer.also.holds(size)):
        raise QuoteRefused("size-not-sold", f"it does not sell {size}; it sells {_sizes(offer)}")
    tiers = [t for t in price.tiers if t.rule in RULE_RANKS and (quality is None or t.quality in (None, quality))]
    tier = tier_for(tiers, size, quality) if listed else max(tiers, key=lambda t: t.usd, default=None)
    if tier is None:
        level = f" at quality {quality}" if quality else ""
        raise QuoteRefused("price-unknown", f"no price of it covers {size}{level}")
    seen = tier.seen or price.seen
    base = Fraction(tier.usd) * _units(price, size)
    total, parts = _charged(base, charge, as_of)
    return Quote(
        model=offer.model,
        gateway=offer.gateway,
        sold_as=offer.sold_as,
        size=size,
        quality=quality,
        n=1,
        as_of=as_of,
        micro_usd=total,
        **parts,
        sources=tuple(dict.fromkeys((*seen, *charge.seen, *(s for f in _fees(charge, as_of) for s in f.seen)))),
        notices=tuple(_notices(offer, price, charge, size, quality, seen, as_of)),
    )


def _notices(
    offer: Offer, price: Price, charge: Charge, size: Size, quality: str | None, seen: tuple[Seen, ...], as_of: date
) -> Iterator[Notice]:
    if quality is None and offer.qualities:
        yield Notice(code="dearest-quality", message="no quality level was named: the dearest is quoted")
    if size not in offer.sizes:
        text = f"{size} lies between the listed sizes and its tier is not stated: the dearest is quoted"
        yield Notice(code="size-between", message=text)
    age = min((as_of - s.day).days for s in seen)
    if age > STALE_AFTER_DAYS:
        yield Notice(code="stale-price", message=f"this price was last seen {age} days before {as_of}")
    if price.tokens.get("text_in"):
        text = f"the prompt is billed on top, {price.tokens['text_in']} USD per million tokens"
        yield Notice(code=BILLED_ON_TOP, message=text)
    for fee in _fees(charge, as_of):
        if fee.since is None and fee.seen and as_of < min(s.day for s in fee.seen):
            first = min(s.day for s in fee.seen)
            yield Notice(
                code="fee-extrapolated", message=f"the fee before {first} was not seen: the first one seen is taken"
            )


def tier_for(tiers: list[Tier], size: Size, quality: str | None) -> Tier | None:
    """The tier of the strongest rule that covers a size, and of equal rules the dearest; of several levels likewise."""
    covering = [t for t in tiers if _COVERS[t.rule](t, size)]
    levels = {t.quality for t in tiers} if quality is None else {quality}
    strongest = (
        min(
            (t for t in covering if t.quality in (None, level)),
            key=lambda t: (RULE_RANKS[t.rule], -t.usd),
            default=None,
        )
        for level in levels
    )
    return max((t for t in strongest if t), key=lambda t: t.usd, default=None)


_COVERS: dict[str, Callable[[Tier, Size], bool]] = {
    "exactly": lambda tier, size: size in tier.sizes,
    "one_of": lambda tier, size: size in tier.sizes,
    "min_side_over": lambda tier, size: min(size.width, size.height) > tier.side,
    "up_to": lambda tier, size: size.fits_in(tier.sizes[0]),
    "any": lambda tier, size: True,  # noqa: ARG005  same shape as its neighbours
}


def _units(price: Price, size: Size) -> Fraction:
    if price.per == "pixel":
        return Fraction(size.pixels)
    return Fraction(size.pixels, 1_000_000) if price.per == "megapixel" else Fraction(1)


def _fees(charge: Charge, as_of: date) -> tuple[Fee, ...]:
    """The fee in force, if there is one."""
    return tuple(f for f in charge.fees if f.since is None or f.since <= as_of)[-1:]


def _charged(base: Fraction, charge: Charge, as_of: date) -> tuple[int, dict[str, int]]:
    """What a base price in USD comes to: the total in micro-USD, and its parts."""
    fee = sum((f.usd for f in _fees(charge, as_of)), Decimal(0))
    if charge.arithmetic == "float-ceil":
        total = charge_float_ceil(Decimal(base.numerator) / Decimal(base.denominator), charge.markup, fee)
    else:
        total = charge_exact(base, charge.markup, fee)
    parts = {
        "base": math.floor(base * MICRO),
        "markup": math.floor(base * Fraction(charge.markup) * MICRO),
        "fee": math.floor(Fraction(fee) * MICRO),
    }
    return total, {**parts, "rounding": total - sum(parts.values())}


def _sizes(offer: Offer) -> str:
    sizes = ", ".join(map(str, offer.sizes))
    if offer.also is None:
        return sizes
    step = offer.also.multiple_of
    return f"{sizes}, and multiples of {step} from {offer.also.smallest} to {offer.also.largest}"
