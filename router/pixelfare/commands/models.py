"""`pixelfare models`: what is sold, for how much, and everything known about one model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.model_view import show_model
from pixelfare.commands.prices import Tag, offer_state, price_tags
from pixelfare.commands.terminal import console, print_json, safe, table, usd_text

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog
    from pixelfare.catalog.values import Ability, Model, Offer

__all__ = ["EXAMPLES", "models", "offer_dict"]

EXAMPLES = (
    "pixelfare models",
    "pixelfare models gpt-image-2",
    "pixelfare models --gateway any --as-of 2026-05-01",
    "pixelfare models --all --json",
)


def _names(incomplete: str) -> Iterator[str]:
    return (name for name in o.load_catalog().models if incomplete in name)


def models(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Everything about one model.", autocompletion=_names, show_default=False),
    ] = None,
    *,
    gateway: o.Gateways = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Gateways that are only listed for comparison, too.")
    ] = False,
    as_of: o.AsOf = None,
    catalog: o.Catalogs = None,
    as_json: o.AsJson = False,
) -> int:
    """List the models that are sold, with sizes, exact prices, lettering and whether they can be bought on that day."""
    book = o.load_catalog(as_of, catalog)
    if name is not None:
        model = book.model(name)
        offers = _offers(book, gateway, everything=everything or gateway is None, model=model.id)
        if as_json:
            print_json(
                {**_model_dict(model), "as_of": book.as_of.isoformat(), "offers": [offer_dict(book, x) for x in offers]}
            )
        else:
            show_model(console(), book, model, offers)
        return 0
    offers = _offers(book, gateway, everything=everything)
    if as_json:
        rows = [offer_dict(book, offer) for offer in offers]
        print_json({"as_of": book.as_of.isoformat(), "catalog": book.digest, "offers": rows})
    else:
        _show(book, offers)
    return 0


def _offers(
    book: Catalog, gateways: list[str] | None, *, everything: bool, model: str | None = None
) -> tuple[Offer, ...]:
    from pixelfare.request import gateway_names

    names = () if everything and not gateways else gateway_names(gateways)
    places = [book.gateway(name) for name in names] or list(book.gateways.values())
    if not names and not everything:
        places = [place for place in places if not place.reference and not place.test]
    wanted = {place.id for place in places}
    return tuple(offer for offer in book.offers(model=model) if offer.gateway in wanted)


def offer_dict(book: Catalog, offer: Offer) -> dict[str, Any]:
    """An offer as plain JSON values, with what it charges on the catalog's day."""
    state, note = offer_state(book, offer)
    model = book.models[offer.model]
    return {
        "model": offer.model,
        "gateway": offer.gateway,
        "sold_as": offer.sold_as,
        "state": state,
        "note": note,
        "sizes": [str(size) for size in offer.sizes],
        "qualities": list(offer.qualities),
        "edits": offer.edit is not None,
        "prices": [
            {
                "usd": str(tag.usd),
                "micro_usd": tag.micro_usd,
                "quality": tag.quality,
                "sizes": [str(s) for s in tag.sizes],
            }
            for tag in price_tags(book, offer)
        ],
        "lettering": _able(model.lettering),
        "capabilities": _able(model.capabilities),
    }


def _able(abilities: Any) -> dict[str, bool | None]:
    return {name: ability.able for name, ability in abilities.items()}


def _model_dict(model: Model) -> dict[str, Any]:
    def ability(found: Ability) -> dict[str, Any]:
        seen = [{"source": s.source, "on": s.on} for s in found.seen]
        return {"able": found.able, "basis": found.basis, "evidence": found.evidence, "sources": seen}

    return {
        "id": model.id,
        "name": model.name,
        "maker": model.maker,
        "maker_id": model.maker_id,
        "aka": list(model.aka),
        "languages": list(model.languages),
        "lettering": {name: ability(a) for name, a in model.lettering.items()},
        "capabilities": {name: ability(a) for name, a in model.capabilities.items()},
        "use_cases": [{"tag": u.tag, "since": u.since.isoformat() if u.since else None} for u in model.use_cases],
        "lifecycle": [
            {"event": e.event, "on": e.on.isoformat() if e.on else None, "by": e.by, "confidence": e.confidence,
             "disputed": e.disputed, "successor": e.successor or None, "note": e.note}
            for e in model.lifecycle
        ],
        "facts": [
            {"says": says, "sources": [{"source": s.source, "on": s.on} for s in seen]} for says, seen in model.facts
        ],
    }  # fmt: skip


def _show(book: Catalog, offers: tuple[Offer, ...]) -> None:
    out = console()
    several = len({offer.gateway for offer in offers}) > 1
    right = {"justify": "right", "no_wrap": True}
    place = [("gateway", {"no_wrap": True})] if several else []
    made = table(("model", {"min_width": 29}), *place, ("price", right), ("sizes", {"min_width": 18}), "draws")
    gone = 0
    for offer in sorted(offers, key=lambda x: (_cheapest(book, x), x.model, x.gateway)):
        state, _ = offer_state(book, offer)
        ended = book.standing(offer).refusal != ""
        gone += ended
        tags = price_tags(book, offer) or [Tag(micro_usd=0, quality=None, sizes=())]
        draws = ", ".join(name for name, a in book.models[offer.model].lettering.items() if a.able)
        for i, tag in enumerate(tags):
            first, last = i == 0, i == len(tags) - 1
            where = [Text(offer.gateway if first else "", "dim")] if several else []
            name = Text(safe(offer.model) if first else "", "dim" if ended else "cyan")
            price = usd_text(tag.usd, style="dim" if ended else "green") if tag.sizes else Text("-", "dim")
            sizes = Text(tag.in_words(), "dim" if ended else "")
            if last and state != "sold":
                sizes.append("\n" if tag.sizes else "").append(state, "red" if ended else "yellow")
            made.add_row(name, *where, price, sizes, Text(draws if first else ""))
    out.print(made)
    what = f"{len(offers)} offers on {book.as_of}, charged prices of one picture; {gone} can no longer be bought"
    out.print(Text(f"\n{what}. `pixelfare models NAME` shows one with its evidence.", "dim"))


def _cheapest(book: Catalog, offer: Offer) -> tuple[bool, bool, int]:
    tags = price_tags(book, offer)
    return book.standing(offer).refusal != "", not tags, min((tag.micro_usd for tag in tags), default=0)
