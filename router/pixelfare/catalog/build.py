"""From validated documents to values: no pydantic here, so that a snapshot builds a catalog without it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pixelfare.catalog.values import (
    Ability,
    Charge,
    Edit,
    Event,
    Fee,
    Gateway,
    Model,
    Offer,
    Price,
    Range,
    Seen,
    Source,
    Tier,
    UseCase,
)
from pixelfare.dates import first_day
from pixelfare.size import Size, parse_size

__all__ = ["build_gateway", "build_model", "build_sources"]

Doc = Mapping[str, Any]

_TIER_RULES = ("exactly", "one_of", "min_side_over", "up_to", "any", "resolution")


def build_sources(doc: Doc) -> dict[str, Source]:
    """The sources of one sources file, by id."""
    return {id_: Source(id=id_, **source) for id_, source in doc["sources"].items()}


def build_gateway(doc: Doc) -> Gateway:
    """One gateway."""
    charge = doc.get("charge")
    return Gateway(
        **{k: doc[k] for k in ("id", "name", "speaks", "pays")},
        **{k: doc.get(k, "") for k in ("url", "network", "note")},
        charge=None if charge in (None, "unknown") else _charge(charge),
        unknown_charge=charge == "unknown",
        mirrors=doc.get("mirrors"),
        reference=doc.get("reference", False),
        test=doc.get("test", False),
        unknown_offers=doc.get("offers") == "unknown",
        seen=_seen(doc["seen"]),
    )


def build_model(doc: Doc) -> tuple[Model, tuple[Offer, ...]]:
    """One model, and its offers."""
    model = Model(
        **{k: doc[k] for k in ("id", "name", "maker", "maker_id")},
        aka=tuple(doc.get("aka", ())),
        accepts=tuple(doc.get("accepts", ("text",))),
        languages=tuple(doc.get("languages", ())),
        use_cases=tuple(
            UseCase(tag=u["tag"], since=_day(u.get("since")), seen=_seen(u["seen"])) for u in doc.get("use_cases", ())
        ),
        lettering=MappingProxyType({script: _ability(a) for script, a in doc.get("lettering", {}).items()}),
        capabilities=MappingProxyType({name: _ability(a) for name, a in doc.get("capabilities", {}).items()}),
        facts=tuple((f["says"], _seen(f["seen"])) for f in doc.get("facts", ())),
        lifecycle=tuple(_event(e) for e in doc.get("lifecycle", ())),
        note=doc.get("note", ""),
    )
    return model, tuple(_offer(o, model.id) for o in doc.get("offers", ()))


def _day(text: str | None) -> date | None:
    return None if text is None or text == "unknown" else first_day(text)


def _seen(docs: list[Doc] | None) -> tuple[Seen, ...]:
    return tuple(Seen(source=s["in"], on=s["on"]) for s in docs or ())


def _charge(doc: Doc) -> Charge:
    fees = tuple(
        Fee(since=_day(f["since"]), usd=Decimal(f["usd"]), seen=_seen(f["seen"]), note=f.get("note", ""))
        for f in doc.get("fees", ())
    )
    return Charge(
        markup=Decimal(doc["markup"]),
        arithmetic=doc["arithmetic"],
        fees=tuple(sorted(fees, key=lambda f: f.since or date.min)),
        seen=_seen(doc["seen"]),
        note=doc.get("note", ""),
    )


def _ability(doc: Doc) -> Ability:
    able = doc["able"]
    return Ability(
        able=None if able == "claimed" else able, basis=doc["basis"], evidence=doc["evidence"], seen=_seen(doc["seen"])
    )


def _event(doc: Doc) -> Event:
    plain = {k: doc[k] for k in ("event", "by", "confidence")}
    texts = {k: doc.get(k, "") for k in ("successor", "to", "note")}
    return Event(
        **plain, **texts, on=_day(doc["on"]), disputed=doc.get("disputed", False), seen=_seen(doc["seen"])
    )  # fmt: skip


def _offer(doc: Doc, model: str) -> Offer:
    qualities = doc.get("qualities", [])
    also, edit = doc.get("also"), doc.get("edit")
    prices = tuple(_price(p) for p in doc.get("prices", ()))
    return Offer(
        model=model,
        gateway=doc["at"],
        sold_as=doc.get("sold_as") or model,
        sizes=tuple(parse_size(s) for s in doc["sizes"] or ()),
        also=None
        if also is None
        else Range(
            smallest=parse_size(also["from"]), largest=parse_size(also["up_to"]), multiple_of=also["multiple_of"]
        ),
        qualities=tuple(qualities or ()),
        qualities_unknown=qualities is None,
        edit=None
        if edit is None
        else Edit(
            max_images=edit["max_images"] or 0,
            mask=edit["mask"],
            since=_day(edit.get("since")),
            seen=_seen(edit["seen"]),
            note=edit.get("note", ""),
        ),
        prices=tuple(sorted(prices, key=lambda p: p.since or date.min)),
        slow=doc.get("slow", ""),
        note=doc.get("note", ""),
    )


def _price(doc: Doc) -> Price:
    tokens = {k: Decimal(v) for k, v in (doc.get("tokens") or {}).items() if v is not None}
    input_image = doc.get("input_image")
    return Price(
        since=_day(doc["since"]),
        per=doc["per"],
        tiers=tuple(_tier(t) for t in doc.get("tiers", ())),
        tokens=MappingProxyType(tokens),
        input_image=None if input_image is None else Decimal(input_image),
        seen=_seen(doc["seen"]),
        note=doc.get("note", ""),
    )


def _tier(doc: Doc) -> Tier:
    rule = next(r for r in _TIER_RULES if doc.get(r) is not None)
    given = doc[rule]
    sizes: tuple[Size, ...] = ()
    if rule in ("exactly", "up_to"):
        sizes = (parse_size(given),)
    elif rule == "one_of":
        sizes = tuple(parse_size(s) for s in given)
    return Tier(
        rule=rule,
        sizes=sizes,
        side=given if rule == "min_side_over" else 0,
        word=given if rule == "resolution" else "",
        quality=doc.get("quality"),
        usd=Decimal(doc["usd"]),
        seen=_seen(doc.get("seen")),
    )
