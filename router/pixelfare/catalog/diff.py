"""What differs between two catalogs, or between two days of one: models, offers, list prices, fees, life, charges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.values import Ability, Model, Offer
from pixelfare.errors import QuoteRefused
from pixelfare.money import usd

__all__ = ["KINDS", "Change", "diff_catalogs"]

KINDS = ("model", "gateway", "fee", "offer", "life", "price", "charge")
"""Kinds of change, in the order they are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference.

    Args:
        kind: One of `KINDS`: `price` is a list price, `charge` what is charged for one picture.
        of: The model, gateway or offer (`model @ gateway`) it is about.
        what: The part of it, such as `sizes` or `1024x1024`; empty where all of it came or went.
        before: How it was; `None` where it was not there.
        after: How it is; `None` where it is no longer there.

    Example:
        >>> str(Change(kind="fee", of="blockrun", what="fee", before="0.002", after="0.001"))
        'fee blockrun fee: 0.002 -> 0.001'
    """

    kind: str
    of: str
    what: str = ""
    before: str | None
    after: str | None

    @property
    def difference(self) -> Decimal | None:
        """By how many USD a price or charge moved, where it has both ends."""
        if self.kind not in ("price", "charge") or self.before is None or self.after is None:
            return None
        try:
            return Decimal(self.after) - Decimal(self.before)
        except ArithmeticError:
            return None

    def to_dict(self) -> dict[str, str | None]:
        """The change as plain JSON values."""
        return {"kind": self.kind, "of": self.of, "what": self.what, "before": self.before, "after": self.after}

    def __str__(self) -> str:
        what = f" {self.what}" if self.what else ""
        return f"{self.kind} {self.of}{what}: {self.before or 'none'} -> {self.after or 'none'}"


Facts = Mapping[tuple[str, str, str], str]
"""What a catalog says on its day, as text: by kind, of, what."""


def diff_catalogs(before: Catalog, after: Catalog) -> tuple[Change, ...]:
    """Compare two catalogs, each on its own day.

    Where a model, gateway or offer is only on one side, that is said once, with what it charges, and not again for each
    of its other parts.

    Args:
        before: The one compared from.
        after: The one compared to.

    Returns:
        The changes by kind, then by what they are about.

    Example:
        >>> book = Catalog.load(as_of="2026-05-01")
        >>> [str(c) for c in diff_catalogs(book, book.at("2026-11-22")) if c.kind == "fee" and c.of == "blockrun"]
        ['fee blockrun fee: 0.002 -> 0.001']
    """
    old, new = _facts(before), _facts(after)
    gone = {of for _, of, what in old.keys() ^ new.keys() if not what}
    found = []
    for key in sorted(old.keys() | new.keys(), key=lambda key: (KINDS.index(key[0]), key[1], key[2])):
        kind, of, what = key
        if old.get(key) == new.get(key) or (what and of in gone and kind != "charge"):
            continue
        found.append(Change(kind=kind, of=of, what=what, before=old.get(key), after=new.get(key)))
    return tuple(found)


def _facts(catalog: Catalog) -> Facts:
    facts: dict[tuple[str, str, str], str] = {}
    for model in catalog.models.values():
        facts |= {("model", model.id, what): text for what, text in _model(model)}
    for gateway in catalog.gateways.values():
        facts["gateway", gateway.id, ""] = gateway.name
        facts["gateway", gateway.id, "url"] = gateway.url
        charge = catalog.charge(gateway.id)
        if charge is not None:
            facts["fee", gateway.id, "markup"] = f"{charge.markup} ({charge.arithmetic})"
            begun = [f for f in charge.fees if f.since is None or f.since <= catalog.as_of]
            if begun:
                facts["fee", gateway.id, "fee"] = str(begun[-1].usd)
    for offer in catalog.offers():
        facts["offer", offer.id, ""] = offer.sold_as
        facts["offer", offer.id, "sizes"] = ", ".join(map(str, offer.sizes)) or "unknown"
        facts["offer", offer.id, "qualities"] = "unknown" if offer.qualities_unknown else ", ".join(offer.qualities)
        facts["offer", offer.id, "edits"] = (
            "no" if offer.edit is None else f"at most {offer.edit.max_images or '?'} pictures"
        )
        standing = catalog.standing(offer)
        remarks = "; ".join(dict.fromkeys(notice.code for notice in standing.notices))
        facts["life", offer.id, "standing"] = standing.message or remarks or "sold"
        facts |= {(kind, offer.id, what): text for kind, what, text in _prices(catalog, offer)}
    return facts


def _model(model: Model) -> Iterator[tuple[str, str]]:
    yield "", model.name
    yield "also called", ", ".join(model.aka)
    for kind, abilities in (("lettering", model.lettering), ("capability", model.capabilities)):
        for name, ability in abilities.items():
            yield f"{kind} {name}", _verdict(ability)


def _verdict(ability: Ability) -> str:
    word = "claimed" if ability.able is None else "yes" if ability.able else "no"
    return f"{word} ({ability.basis})"


def _prices(catalog: Catalog, offer: Offer) -> Iterator[tuple[str, str, str]]:
    for size in offer.sizes:
        for quality in offer.qualities or (None,):
            what = f"{size} {quality}" if quality else str(size)
            try:
                quote = catalog.price(offer, size, quality)
            except QuoteRefused as failure:
                yield "charge", what, failure.reason
            else:
                yield "price", what, str(usd(quote.base))
                yield "charge", what, str(quote.usd)
