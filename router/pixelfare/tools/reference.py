"""What can be read up: the catalog with its prices and dates as JSON, and the policies as YAML."""

from __future__ import annotations

import json
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import Quote
from pixelfare.catalog.values import Model, Offer
from pixelfare.errors import QuoteRefused, UnknownName
from pixelfare.money import usd
from pixelfare.policy.load import find_policy, load_policies
from pixelfare.settings import user_folders

__all__ = ["CATALOG", "POLICIES", "read_reference"]

CATALOG = "pixelfare://catalog"
POLICIES = "pixelfare://policies"
JSON, YAML = "application/json", "application/yaml"
_MOST_FACTS = 12


def read_reference(uri: str, catalog: Catalog) -> tuple[str, str] | None:
    """The text behind a URI and its media type; `None` where there is nothing.

    Example:
        >>> text, media_type = read_reference("pixelfare://policies/cheapest", Catalog.load())
        >>> text.splitlines()[0], media_type
        ('id: cheapest', 'application/yaml')
    """
    kind, _, name = uri.removeprefix("pixelfare://").partition("/")
    if not uri.startswith("pixelfare://") or (not name and uri not in (CATALOG, POLICIES)):
        return None
    try:
        if kind == "catalog":
            return _json(_model(catalog, catalog.model(name)) if name else _models(catalog)), JSON
        if kind == "policies":
            folders = user_folders("policies")
            if name:
                return find_policy(name, folders).to_yaml(), YAML
            return _json([{"id": p.id, "says": p.says} for p in load_policies(folders).values()]), JSON
    except UnknownName:
        pass
    return None


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)


def _models(catalog: Catalog) -> dict[str, Any]:
    """Every model that is sold: from which price, and when that was last read; and the names of the others."""
    sold, others = [], []
    for model in catalog.models.values():
        offers = [offer for offer in catalog.offers(model=model.id) if _is_callable(catalog, offer)]
        quotes = [quote for offer in offers for quote in _quotes(catalog, offer)]
        if not quotes:
            others.append(model.id)
            continue
        least = min(quotes, key=lambda quote: quote.micro_usd)
        edits = any(offer.edit is not None for offer in offers)
        row = {"id": model.id, "name": model.name, "edits": edits, "from_usd": str(least.usd), "seen": _seen(least)}
        sold.append(row)
    return {"as_of": catalog.as_of.isoformat(), "sold": sold, "not_sold": others, "more": f"{CATALOG}/<id>"}


def _model(catalog: Catalog, model: Model) -> dict[str, Any]:
    offers = [offer for offer in catalog.offers(model=model.id) if _is_callable(catalog, offer, sold=False)]
    return {
        "id": model.id, "name": model.name, "maker": model.maker, "also_called": list(model.aka),
        "as_of": catalog.as_of.isoformat(),
        "lettering": {script: ability.able for script, ability in model.lettering.items()},
        "capabilities": {name: ability.able for name, ability in model.capabilities.items()},
        "lifecycle": [
            {"event": event.event, "on": event.on.isoformat() if event.on else None, "by": event.by,
             "disputed": event.disputed, "successor": event.successor or None}
            for event in model.lifecycle
        ],
        "offers": [_offer(catalog, offer) for offer in offers],
        "facts": [says for says, _ in model.facts[:_MOST_FACTS]],
    }  # fmt: skip


def _offer(catalog: Catalog, offer: Offer) -> dict[str, Any]:
    """An offer: its prices, the sizes of one price together."""
    groups: dict[tuple[int, str | None], list[Quote]] = {}
    for quote in _quotes(catalog, offer):
        groups.setdefault((quote.micro_usd, quote.quality), []).append(quote)
    standing = catalog.standing(offer)
    return {
        "gateway": offer.gateway, "state": standing.message or "sold", "edits": offer.edit is not None,
        "prices": [
            {"usd": str(usd(price)), "quality": level, "sizes": [str(q.size) for q in same], "seen": _seen(same[0])}
            for (price, level), same in sorted(groups.items(), key=lambda group: group[0][0])
        ],
    }  # fmt: skip


def _quotes(catalog: Catalog, offer: Offer) -> list[Quote]:
    """One picture at each listed size and quality; sizes that have no exact price are left out."""
    found = []
    for quality in offer.qualities or (None,):
        for size in offer.sizes:
            try:
                found.append(catalog.price(offer, size, quality))
            except QuoteRefused:
                continue
    return found


def _is_callable(catalog: Catalog, offer: Offer, *, sold: bool = True) -> bool:
    """Whether it is an offer of a gateway of its own that takes real money, and still sold."""
    gateway = catalog.gateway(offer.gateway)
    if gateway.reference or gateway.test or gateway.mirrors:
        return False
    return not (sold and catalog.standing(offer).refusal)


def _seen(quote: Quote) -> str | None:
    """The day on which the price was last read."""
    return max((source.on for source in quote.sources), default=None)
