"""What if prices were others, or a model were gone? A catalog with a few changes, each said in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.values import Event, Offer, Price
from pixelfare.dates import parse_date
from pixelfare.errors import BadRequest
from pixelfare.money import parse_usd, usd

__all__ = ["changed"]

_SHARE = re.compile(r"(?P<model>\S+)\s+(?P<sign>[+-])(?P<share>[0-9]{1,4}(?:\.[0-9]{1,4})?)\s?%", re.ASCII)
_PRICE = re.compile(r"(?P<model>\S+)\s+\$(?P<usd>\S+)", re.ASCII)
_GONE = re.compile(r"retire\s+(?P<model>\S+?)(?:\s+(?:on\s+)?(?P<on>[0-9-]+))?", re.ASCII)
_FORMS = "'gpt-image-2 -20%', 'gpt-image-2 $0.04' or 'retire gpt-image-2 2026-12-01'"
_WHOLE = Decimal(100)


def changed(catalog: Catalog, changes: Iterable[str]) -> tuple[Catalog, tuple[str, ...]]:
    """A catalog with changes, and the changes in sentences.

    Args:
        catalog: The catalog as it is.
        changes: Each one of: `"MODEL -20%"` or `"MODEL +5%"` (list prices, everywhere), `"MODEL $0.04"` (one list price
            for every size and quality, everywhere), `"retire MODEL"` or `"retire MODEL DATE"`. Markup and fees stay.

    Returns:
        The changed catalog, on the same day, and what was changed.

    Raises:
        BadRequest: A change is none of these.
        UnknownModel: Nobody is called so.

    Example:
        >>> book, said = changed(Catalog.load("2026-11-22"), ["cogview-4 -20%"])
        >>> str(book.quote(model="cogview-4").usd), said
        ('0.013601', ('list prices of zai/cogview-4 -20%',))
    """
    if not isinstance(changes, Iterable):
        raise BadRequest(f"what_if is a list of changes such as {_FORMS}, not {changes!r:.40}")
    given = (changes,) if isinstance(changes, str) else tuple(changes)
    said: list[str] = []
    for change in given:
        catalog, text = _one(catalog, change.strip() if isinstance(change, str) else str(change))
        said.append(text)
    return catalog, tuple(said)


def _one(catalog: Catalog, change: str) -> tuple[Catalog, str]:
    if found := _GONE.fullmatch(change):
        return _retired(catalog, found["model"], found["on"])
    if found := _SHARE.fullmatch(change):
        model = catalog.model(found["model"]).id
        share = Decimal(found["sign"] + found["share"])
        if share <= -_WHOLE:
            raise BadRequest(f"{change}: a price that falls by {-share}% is none")
        return _priced(catalog, model, lambda at: at * (_WHOLE + share) / _WHOLE), f"list prices of {model} {share:+}%"
    if found := _PRICE.fullmatch(change):
        model = catalog.model(found["model"]).id
        price = usd(parse_usd(found["usd"], what=change))
        if not price:
            raise BadRequest(f"{change}: a price of 0 is none")
        return _priced(catalog, model, lambda _: price), f"every list price of {model} is {price} USD"
    raise BadRequest(f"{change[:60]!r} is no change such as {_FORMS}")


def _priced(catalog: Catalog, model: str, price: Callable[[Decimal], Decimal]) -> Catalog:
    def of(entry: Price) -> Price:
        tiers = tuple(replace(tier, usd=price(tier.usd)) for tier in entry.tiers)
        return replace(entry, tiers=tiers)

    def changed_offer(offer: Offer) -> Offer:
        return replace(offer, prices=tuple(map(of, offer.prices))) if offer.model == model else offer

    return catalog.altered(offers=changed_offer)


def _retired(catalog: Catalog, name: str, on: str | None) -> tuple[Catalog, str]:
    model = catalog.model(name)
    day: date | None = None if on is None else parse_date(on)
    event = Event(event="retired", on=day, by=model.maker, confidence="certain", note="assumed")
    gone = replace(model, lifecycle=(*model.lifecycle, event))
    text = f"{model.id} is retired{'' if day is None else f' on {day}'}"
    return catalog.altered(models={model.id: gone}), text
