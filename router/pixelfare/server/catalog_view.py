"""`/v1/catalog`: what is sold where, at what price, on whose word, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.values import Event, Model, Offer, Seen
from pixelfare.errors import QuoteRefused
from pixelfare.notices import Notice
from pixelfare.server.service import service_of
from pixelfare.size import Size

__all__ = ["catalog"]


async def catalog(request: Request) -> JSONResponse:
    """Models and gateways as of today."""
    service = service_of(request)
    today = service.router.catalog
    shown = await run_in_threadpool(lambda: today.memory("server view", 1).recall("all", lambda: _catalog(today)))
    return JSONResponse({**shown, "served": None if service.served is None else list(service.served)})


def _catalog(today: Catalog) -> dict[str, Any]:
    """Everything; it is made once for each day."""
    offers: dict[str, list[Offer]] = {}
    for offer in today.offers():
        offers.setdefault(offer.model, []).append(offer)
    return {
        "as_of": today.as_of.isoformat(),
        "digest": today.digest,
        "gateways": [
            {
                "id": one.id, "name": one.name, "test": one.test, "reference": one.reference, "mirrors": one.mirrors,
                "note": one.note,
            }
            for _, one in sorted(today.gateways.items())
        ],
        "models": [_model(one, offers.get(name, ()), today) for name, one in sorted(today.models.items())],
    }  # fmt: skip


def _model(model: Model, offers: Iterable[Offer], today: Catalog) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "maker": model.maker,
        "languages": list(model.languages),
        "accepts": list(model.accepts),
        "lettering": [script for script, ability in sorted(model.lettering.items()) if ability.able],
        "lifecycle": [_event(event) for event in model.lifecycle],
        "offers": [_offer(offer, today) for offer in offers],
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "event": event.event, "on": None if event.on is None else event.on.isoformat(), "by": event.by,
        "successor": event.successor, "to": event.to, "confidence": event.confidence, "disputed": event.disputed,
        "note": event.note, "sources": _sources(event.seen),
    }  # fmt: skip


def _offer(offer: Offer, today: Catalog) -> dict[str, Any]:
    standing = today.standing(offer)
    prices = [
        _price(offer, size, quality, today) for size in offer.sizes for quality in (offer.qualities or (None,))
    ]  # fmt: skip
    return {
        "gateway": offer.gateway,
        "sold_as": offer.sold_as,
        "edits": offer.edit is not None,
        "refusal": standing.refusal,
        "message": standing.message,
        "notices": [_notice(notice) for notice in standing.notices],
        "prices": prices,
    }


def _price(offer: Offer, size: Size, quality: str | None, today: Catalog) -> dict[str, Any]:
    """The exact price of one picture, or why there is none."""
    what = {"size": str(size), "quality": quality}
    try:
        quote = today.price(offer, size, quality)
    except QuoteRefused as failure:
        return {**what, "usd": None, "refusal": failure.reason, "message": str(failure), "sources": []}
    return {
        **what, "usd": str(quote.usd), "sources": _sources(quote.sources),
        "notices": [_notice(notice) for notice in quote.notices],
    }  # fmt: skip


def _sources(seen: Iterable[Seen]) -> list[list[str]]:
    return [[one.source, one.on] for one in seen]


def _notice(notice: Notice) -> dict[str, str]:
    return {"code": notice.code, "message": notice.message}
