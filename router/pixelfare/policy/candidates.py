"""Which offers, sizes and qualities a request leaves, and why the others are refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import BILLED_ON_TOP, Quote, price_list
from pixelfare.catalog.values import Gateway, Offer
from pixelfare.errors import QuoteRefused, UnknownQuality
from pixelfare.memory import Memory
from pixelfare.money import usd
from pixelfare.notices import Notice
from pixelfare.request import ImageRequest
from pixelfare.size import DEFAULT_SIZE, Size, SizeWish, aspect_distance

__all__ = ["Candidate", "Refusal", "find_candidates"]

_MOST_KEPT = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to buy: a model at a gateway, at one size and quality, for one exact price.

    Args:
        quote: The price of the whole order.
        notices: What the lifecycle says of the offer.
    """

    model: str
    gateway: str
    size: Size
    quality: str | None
    quote: Quote
    notices: tuple[Notice, ...] = ()

    @property
    def micro_usd(self) -> int:
        """Price of the whole order in micro-USD."""
        return self.quote.micro_usd

    @property
    def usd(self) -> Decimal:
        """Price of the whole order in USD."""
        return self.quote.usd

    def __str__(self) -> str:
        quality = f" {self.quality}" if self.quality else ""
        return f"{self.model} @ {self.gateway} {self.size}{quality} ${self.usd}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an offer, or a whole gateway, is not a candidate.

    Args:
        model: The model; empty where the whole gateway is refused.
        code: A stable word: `retired`, `size-not-sold`, `over-budget`, `lettering`, ...
        reason: The same in a sentence.
    """

    model: str
    gateway: str
    code: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """The refusal as plain JSON values."""
        return {"model": self.model, "gateway": self.gateway, "code": self.code, "reason": self.reason}

    def __str__(self) -> str:
        return f"{self.model or 'every model'} @ {self.gateway}: {self.reason}"


Found = tuple[tuple[Candidate, ...], tuple[Refusal, ...]]


def find_candidates(catalog: Catalog, request: ImageRequest, operation: str, hint: tuple[int, int] | None) -> Found:
    """Apply everything that always binds.

    Args:
        catalog: The catalog on the day of the request.
        request: What was asked for.
        operation: `generate` or `edit`.
        hint: An aspect the prompt's words ask for; it adds sizes of that aspect and removes none.

    Returns:
        Candidates in the order of the catalog, and a refusal for each offer that is none.

    Raises:
        UnknownGateway, UnknownQuality: Nobody at all is called so.
    """
    memory: Memory[Found] = catalog.memory("candidates", _MOST_KEPT)
    return memory.recall((request, operation, hint), lambda: _find(catalog, request, operation, hint))


def _find(catalog: Catalog, request: ImageRequest, operation: str, hint: tuple[int, int] | None) -> Found:
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    _check_quality(catalog, request.quality)
    for gateway in _gateways(catalog, request):
        if why := _closed(gateway):
            refusals.append(Refusal(model="", gateway=gateway.id, code=why[0], reason=why[1]))
            continue
        for offer in catalog.offers(gateway=gateway.id):
            found = _of_offer(catalog, offer, request, operation, hint)
            if isinstance(found, Refusal):
                refusals.append(found)
            else:
                candidates += found
    return tuple(candidates), tuple(refusals)


def _gateways(catalog: Catalog, request: ImageRequest) -> Iterable[Gateway]:
    if request.gateways:
        return [catalog.gateway(name) for name in request.gateways]
    return [g for g in catalog.gateways.values() if not g.reference and not g.test]


def _closed(gateway: Gateway) -> tuple[str, str] | None:
    if gateway.unknown_offers:
        return "offers-unknown", f"what {gateway.id} sells is not known; add its offers in a catalog folder of your own"
    if gateway.reference:
        return "not-callable", f"{gateway.id} is listed for comparison: pixelfare cannot call it"
    return None


def _check_quality(catalog: Catalog, quality: str | None) -> None:
    if quality is not None:
        known = {level for offer in catalog.offers() for level in offer.qualities}
        if quality not in known:
            raise UnknownQuality(quality, known)


def _of_offer(
    catalog: Catalog, offer: Offer, request: ImageRequest, operation: str, hint: tuple[int, int] | None
) -> list[Candidate] | Refusal:
    def refuse(code: str, reason: str) -> Refusal:
        return Refusal(model=offer.model, gateway=offer.gateway, code=code, reason=reason)

    standing = catalog.standing(offer)
    if standing.refusal:
        return refuse(standing.refusal, standing.message)
    if why := _unfit(catalog, offer, request, operation):
        return refuse(*why)
    levels: tuple[str | None, ...] = offer.qualities or (None,)
    if request.quality is not None:
        levels = (request.quality,)
    found: list[Candidate] = []
    problem: tuple[str, str] | None = None
    for size in _sizes(offer, request.size, hint):
        for level in levels:
            try:
                quote = _priced(catalog, offer, size, level).times(request.n)
            except QuoteRefused as failure:
                problem = problem or (failure.reason, str(failure))
                continue
            found.append(
                Candidate(
                    model=offer.model,
                    gateway=offer.gateway,
                    size=size,
                    quality=level,
                    quote=quote,
                    notices=standing.notices,
                )
            )
    if not found:
        return refuse(*(problem or ("size-not-sold", f"it sells {_listed(offer)}; none is {request.size}")))
    if request.max_micro_usd is None:
        return found
    within = [c for c in found if c.micro_usd <= request.max_micro_usd]
    return within if within and not _open_ended(found[0]) else refuse(*_over(found, request.max_micro_usd))


def _open_ended(candidate: Candidate) -> bool:
    return any(notice.code == BILLED_ON_TOP for notice in candidate.quote.notices)


def _over(found: list[Candidate], limit: int) -> tuple[str, str]:
    if _open_ended(found[0]):
        return "total-unknown", "the prompt is billed on top, so the total cannot be held to a limit"
    return "over-budget", f"costs ${usd(min(c.micro_usd for c in found))} at least; the limit is ${usd(limit)}"


def _unfit(catalog: Catalog, offer: Offer, request: ImageRequest, operation: str) -> tuple[str, str] | None:
    """What an offer lacks whatever the size."""
    if operation == "edit":
        edit = offer.edit
        if edit is None or (edit.since and edit.since > catalog.as_of):
            return "cannot-edit", "no source says that it edits pictures" + (f" before {edit.since}" if edit else "")
        if request.images > max(edit.max_images, 1):
            most = f"at most {edit.max_images}" if edit.max_images else "one for certain, more is not known"
            return "too-many-images", f"takes {most} input pictures; there are {request.images}"
        if request.mask and not edit.mask:
            return "no-mask", "takes no mask"
        price = price_list(offer, catalog.as_of)
        if price is not None and (price.input_image is not None or price.tokens.get("image_in")):
            return "price-depends-on-input", "input pictures are billed on top, by a size that is not known before"
        if request.mask and request.images > 1:
            return "mask-needs-one-image", f"takes a mask with exactly one input picture; there are {request.images}"
    if request.quality is not None and request.quality not in offer.qualities:
        takes = ", ".join(offer.qualities) or ("levels that are not known" if offer.qualities_unknown else "no quality")
        return "quality-not-taken", f"takes {takes}; quality {request.quality} is asked for"
    if not offer.sizes:
        try:
            catalog.price(offer, DEFAULT_SIZE, None)
        except QuoteRefused as failure:
            return failure.reason, str(failure)
    return None


def _sizes(offer: Offer, wish: SizeWish | None, hint: tuple[int, int] | None) -> Iterator[Size]:
    if wish is not None and wish.exact is not None:
        yield wish.exact
    elif wish is not None:
        yield from (size for size in offer.sizes if wish.allows(size))
    elif DEFAULT_SIZE not in offer.sizes:
        yield from offer.sizes
    else:
        yield DEFAULT_SIZE
        if hint is not None:
            # Nearer to the hint than a square is; the square stays, so a hint never makes a request impossible.
            square = aspect_distance(DEFAULT_SIZE, hint)
            yield from (size for size in offer.sizes if aspect_distance(size, hint) < square)


def _priced(catalog: Catalog, offer: Offer, size: Size, level: str | None) -> Quote:
    """One picture's price, kept for as long as the catalog lives; a refusal is kept too."""
    memory: Memory[Quote | QuoteRefused] = catalog.memory("prices", 10 * _MOST_KEPT)
    known = memory.recall((offer.model, offer.gateway, size, level), lambda: _price(catalog, offer, size, level))
    if isinstance(known, QuoteRefused):
        raise QuoteRefused(known.reason, str(known))
    return known


def _price(catalog: Catalog, offer: Offer, size: Size, level: str | None) -> Quote | QuoteRefused:
    try:
        return catalog.price(offer, size, level)
    except QuoteRefused as failure:
        return QuoteRefused(failure.reason, str(failure))


def _listed(offer: Offer) -> str:
    return ", ".join(map(str, offer.sizes))
