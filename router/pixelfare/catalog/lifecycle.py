"""Whether an offer can be bought on a day: released, deprecated, retired, delisted, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pixelfare.catalog.values import Event, Model, Offer
from pixelfare.notices import Notice

__all__ = ["Standing", "events_of", "standing"]

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the lifecycle says of one offer on one day.

    Args:
        refusal: `retired`, `delisted` or `not-released`; empty where it can be bought.
        message: The refusal in a sentence, with its successor.
        notices: What a buyer should know.
    """

    refusal: str = ""
    message: str = ""
    notices: tuple[Notice, ...] = ()


def events_of(model: Model, models: Mapping[str, Model]) -> tuple[Event, ...]:
    """A model's events, and those of the maker's ids that its own id is an alias of.

    An alias that nobody verified makes the events that reach the model through it unverified too.
    """
    events = list(model.lifecycle)
    for alias in model.lifecycle:
        if alias.event != "alias" or alias.by != model.maker:
            continue
        for other in models.values():
            if other.maker == model.maker and other.maker_id == alias.to and other is not model:
                via = f"reaches {model.id} as {model.maker_id} is said to be an alias of {alias.to}"
                for event in other.lifecycle:
                    if event.by == model.maker and event.event in ("deprecated", "retired"):
                        unsure = alias.confidence == "unverified"
                        confidence = "unverified" if unsure else event.confidence
                        events.append(replace(event, confidence=confidence, note=f"{event.note} {via}".strip()))
    return tuple(events)


def standing(offer: Offer, model: Model, events: Iterable[Event], as_of: date) -> Standing:
    """Judge one offer on one day.

    A maker's events reach every offer of its model, a gateway's only that gateway's offers and those that mirror them.
    A retirement that is disputed or that nobody verified warns; any other refuses. An unknown day counts as past.

    Args:
        offer: The offer.
        model: Its model.
        events: From `events_of`.
        as_of: The day.
    """
    whose = {model.maker, offer.gateway, offer.mirrors}
    notices: list[Notice] = []
    refusal = message = ""
    for event in events:
        if event.by not in whose:
            continue
        begun = event.on is None or event.on <= as_of
        day = "on a day not known" if event.on is None else f"on {event.on}"
        then = f"; use {event.successor}" if event.successor else ""
        doubted = event.disputed or event.confidence == "unverified"
        if event.event in ("retired", "delisted"):
            if begun and doubted:
                doubt = "disputed" if event.disputed else "not verified"
                text = f"{model.id} is said to have been {event.event} by {event.by} {day} ({doubt}){then}"
                notices.append(Notice(code=f"{event.event}-unverified", message=_with_note(text, event)))
            elif begun and not refusal:
                refusal = event.event
                message = f"{event.event} by {event.by} {day}{then}"
            elif event.on is not None and as_of < event.on <= as_of + SOON:
                notices.append(Notice(code="retires-soon", message=f"{model.id} is {event.event} {day}{then}"))
        elif event.event == "deprecated":
            if begun:
                text = f"{model.id} is deprecated by {event.by} since {event.on or 'a day not known'}{then}"
                notices.append(Notice(code="deprecated", message=_with_note(text, event)))
            elif event.on is not None and event.on <= as_of + SOON:
                notices.append(Notice(code="retires-soon", message=f"{model.id} is deprecated {day}{then}"))
        elif event.event == "released" and not begun and not refusal:
            refusal, message = "not-released", f"not sold before {event.on} (first seen at {event.by})"
        elif event.event == "alias" and event.by == offer.gateway and begun:
            notices.append(Notice(code="alias", message=f"{event.by} answers {model.id} with {event.to}"))
    return Standing(refusal=refusal, message=message, notices=tuple(notices))


def _with_note(text: str, event: Event) -> str:
    return f"{text}. {event.note}" if event.note else text
