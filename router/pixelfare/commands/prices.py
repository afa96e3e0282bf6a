"""What an offer charges: its listed sizes, grouped by price; and whether it can be bought at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pixelfare.errors import QuoteRefused
from pixelfare.money import usd
from pixelfare.size import DEFAULT_SIZE, Size

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.values import Offer

__all__ = ["Tag", "offer_state", "price_tags"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A price, and the sizes that cost it."""

    micro_usd: int
    quality: str | None
    sizes: tuple[Size, ...]

    @property
    def usd(self) -> Decimal:
        """The price in USD."""
        return usd(self.micro_usd)

    def in_words(self) -> str:
        """Quality and sizes on a line."""
        return " ".join(part for part in (self.quality and f"{self.quality}:", ", ".join(map(str, self.sizes))) if part)


def price_tags(book: Catalog, offer: Offer) -> list[Tag]:
    """The charged price of one picture for every listed size and quality, the same prices together; cheapest first."""
    groups: dict[tuple[int, str | None], list[Size]] = {}
    for quality in offer.qualities or (None,):
        for size in offer.sizes:
            try:
                price = book.price(offer, size, quality).micro_usd
            except QuoteRefused:
                continue
            groups.setdefault((price, quality), []).append(size)
    order = sorted(groups.items(), key=lambda group: (group[0][0], group[0][1] or ""))
    return [Tag(micro_usd=price, quality=quality, sizes=tuple(sizes)) for (price, quality), sizes in order]


def offer_state(book: Catalog, offer: Offer) -> tuple[str, str]:
    """Whether an offer can be bought on the catalog's day, in a word, and what to know about it."""
    standing = book.standing(offer)
    if standing.refusal:
        return standing.refusal, standing.message
    if book.gateway(offer.gateway).reference:
        return "listed only", "pixelfare cannot call this gateway"
    try:
        book.price(offer, offer.sizes[0] if offer.sizes else DEFAULT_SIZE, None)
    except QuoteRefused as failure:
        return failure.reason.replace("-", " "), str(failure)
    if standing.notices:
        return standing.notices[0].code, standing.notices[0].message
    return "sold", ""
