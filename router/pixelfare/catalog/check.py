"""Rules that no single file can keep: names that must exist, facts that must not contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from pixelfare.catalog.book import Book
from pixelfare.catalog.check_scores import evidence_problems
from pixelfare.catalog.pricing import RULE_RANKS, tier_for
from pixelfare.catalog.values import Gateway, Model, Offer, Seen
from pixelfare.words import CAPABILITIES, LETTERING

__all__ = ["Where", "first_contradiction"]


Where = tuple[str | int, ...]
"""A kind of document, its id, and a path inside; an offer is named by its gateway instead of its place in the list."""


def first_contradiction(book: Book) -> tuple[Where, str] | None:
    """The first place where a catalog contradicts itself, and how; `None` where it does not."""
    return next(_problems(book), None)


def _problems(book: Book) -> Iterator[tuple[Where, str]]:
    places = book.gateways
    for gateway in places.values():
        yield from _gateway(gateway, book)
    names = Counter(name for model in book.models.values() for name in model.aka)
    for model in book.models.values():
        yield from _model(model, book)
        several = [name for name in model.aka if names[name] > 1]
        yield from ((("models", model.id, "aka"), f"{name} names several models") for name in several)
    sold = Counter((o.model, o.gateway) for o in book.offers)
    for offer in book.offers:
        where: Where = ("models", offer.model, "offers", offer.gateway)
        if offer.gateway not in places:
            yield where, f"no gateway is called {offer.gateway}"
        if sold[offer.model, offer.gateway] > 1:
            yield where, "the same gateway has two offers of this model"
        yield from _offer(offer, where, book)
    yield from evidence_problems(book)


def _gateway(gateway: Gateway, book: Book) -> Iterator[tuple[Where, str]]:
    yield from _unknown_sources(("gateways", gateway.id), book, gateway.seen)
    if gateway.charge:
        yield from _unknown_sources(("gateways", gateway.id, "charge"), book, gateway.charge.seen)
        yield from _twice(("gateways", gateway.id, "charge", "fees"), [f.since for f in gateway.charge.fees])
        for i, fee in enumerate(gateway.charge.fees):
            yield from _unknown_sources(("gateways", gateway.id, "charge", "fees", i), book, fee.seen)
    seen = {gateway.id}
    while gateway.mirrors:
        if gateway.mirrors not in book.gateways:
            yield ("gateways", gateway.id, "mirrors"), f"no gateway is called {gateway.mirrors}"
            return
        if gateway.mirrors in seen:
            yield ("gateways", gateway.id, "mirrors"), "gateways mirror each other in a circle"
            return
        seen.add(gateway.mirrors)
        gateway = book.gateways[gateway.mirrors]


def _model(model: Model, book: Book) -> Iterator[tuple[Where, str]]:
    for kind, abilities, known in (
        ("lettering", model.lettering, LETTERING), ("capabilities", model.capabilities, CAPABILITIES),
    ):  # fmt: skip
        for name, ability in abilities.items():
            if name not in known:
                yield ("models", model.id, kind, name), f"is no name of {kind}; there are {', '.join(known)}"
            yield from _unknown_sources(("models", model.id, kind, name), book, ability.seen)
    for i, use in enumerate(model.use_cases):
        yield from _unknown_sources(("models", model.id, "use_cases", i), book, use.seen)
    for i, (_, seen) in enumerate(model.facts):
        yield from _unknown_sources(("models", model.id, "facts", i), book, seen)
    yield from _lifecycle(model, book)


def _lifecycle(model: Model, book: Book) -> Iterator[tuple[Where, str]]:
    first: dict[str, date] = {}
    for event in model.lifecycle:
        if event.event == "released" and event.on is not None:
            first[event.by] = min(event.on, first.get(event.by, event.on))
    for i, event in enumerate(model.lifecycle):
        where = ("models", model.id, "lifecycle", i)
        yield from _unknown_sources(where, book, event.seen)
        if event.by != model.maker and event.by not in book.gateways:
            yield where, f"{event.by} is neither the maker ({model.maker}) nor a gateway"
        ends = event.on if event.event == "retired" and event.by == model.maker else None
        if ends is not None and event.by in first and ends < first[event.by]:
            yield where, f"{event.event} on {ends}, before its release on {first[event.by]}"


def _offer(offer: Offer, where: Where, book: Book) -> Iterator[tuple[Where, str]]:
    yield from _twice((*where, "prices"), [p.since for p in offer.prices])
    yield from (((*where, "sizes"), f"{s} is listed twice") for s, n in Counter(offer.sizes).items() if n > 1)
    if offer.edit:
        yield from _unknown_sources((*where, "edit"), book, offer.edit.seen)
    for i, price in enumerate(offer.prices):
        place = (*where, "prices", i)
        yield from _unknown_sources(place, book, price.seen)
        tiers = [t for t in price.tiers if t.rule in RULE_RANKS]
        for j, tier in enumerate(price.tiers):
            yield from _unknown_sources((*place, "tiers", j), book, tier.seen)
            if tier.quality is not None and offer.qualities and tier.quality not in offer.qualities:
                yield (*place, "tiers", j), f"quality {tier.quality} is not among the offer's qualities"
        if price.per != "token":
            for size in offer.sizes:
                levels = offer.qualities or (None,)
                covered = [tier_for([t for t in tiers if q is None or t.quality in (None, q)], size, q) for q in levels]
                if not any(covered):
                    yield (*place, "tiers"), f"no tier covers the listed size {size}"


def _unknown_sources(where: Where, book: Book, seen: Iterable[Seen]) -> Iterator[tuple[Where, str]]:
    for s in seen:
        if s.source not in book.sources:
            yield (*where, "seen"), f"no entry of sources.yaml is called {s.source}"


def _twice(where: Where, days: list[date | None]) -> Iterator[tuple[Where, str]]:
    for day, times in Counter(days).items():
        if times > 1:
            yield where, f"two entries begin on the same day ({day or 'since ever'})"
