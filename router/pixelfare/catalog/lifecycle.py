"""Whether an offer can be bought on a day: released, deprecated, retired, delisted, and on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pixelfare.catalog.values import Event, Model, Offer
from pixelfare.notices import Notice

__all__ = ["Standing", "events_of", "standing"]

SOON = timedelta(days=30)
_ENDS = ("deprecated", "retired", "delisted")


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


def events_of(model: Model, models: Mapping[str, Model], as_of: date) -> tuple[Event, ...]:
    """A model's events, and those of the maker's ids that its own id is an alias of.

    An alias that nobody verified makes the events that reach the model through it unverified too.
    """
    events = list(model.lifecycle)
    for alias in model.lifecycle:
        if alias.event != "alias" or alias.by != model.maker or not _begun(alias, as_of):
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


def standing(offer: Offer, model: Model, events: Iterable[Event], places: Iterable[str], as_of: date) -> Standing:
    """Judge one offer on one day.

    A maker's events reach every offer of its model, a gateway's only that gateway's offers and those that mirror them.
    A retirement that is disputed or that nobody verified warns; any other refuses. An unknown day counts as past.

    Args:
        offer: The offer.
        model: Its model.
        events: From `events_of`.
        places: Its gateway, and those that this one mirrors.
        as_of: The day.
    """
    whose = {model.maker, *places}
    mine = sorted((e for e in events if e.by in whose), key=lambda e: (e.on or date.min, e.by, e.event))
    again = {e.by: e.on for e in mine if e.event == "released" and e.on and e.on <= as_of}
    ended = [e for e in mine if e.event in ("retired", "delisted") and _begun(e, as_of) and not _undone(e, again)]
    certain = [e for e in ended if not _doubted(e)]
    notices = [_doubtful(model, e) for e in ended if _doubted(e)]
    notices += [_deprecated(model, e) for e in mine if e.event == "deprecated" and _begun(e, as_of)]
    ending = [e for e in mine if e.event in _ENDS and e.on and as_of < e.on <= as_of + SOON]
    if ending:
        text = f"{model.id} is to be {ending[0].event} by {ending[0].by} on {ending[0].on}{_then(ending)}"
        notices.append(Notice(code=f"{ending[0].event}-soon", message=text))
    notices += [
        Notice(code="alias", message=f"{e.by} answers {model.id} with {e.to}")
        for e in mine
        if e.event == "alias" and e.by == offer.gateway and _begun(e, as_of)
    ]
    if certain:
        message = f"{_ended(certain[0])}{_then(certain)}"
        return Standing(refusal=certain[0].event, message=message, notices=tuple(notices))
    later = [e for e in mine if e.event == "released" and not _begun(e, as_of) and e.by not in again]
    if later:
        message = f"not sold before {later[-1].on} (first seen at {later[-1].by})"
        return Standing(refusal="not-released", message=message, notices=tuple(notices))
    return Standing(notices=tuple(notices))


def _begun(event: Event, as_of: date) -> bool:
    return event.on is None or event.on <= as_of


def _undone(event: Event, released: Mapping[str, date]) -> bool:
    """Whether the same maker or gateway sells it again since."""
    return event.on is not None and event.by in released and event.on < released[event.by]


def _doubted(event: Event) -> bool:
    return event.disputed or event.confidence == "unverified"


def _then(events: list[Event]) -> str:
    """What to use instead: the id of a model, where any of the events names one."""
    names = [e.successor for e in events if e.successor]
    best = next((name for name in names if "/" in name and " " not in name), names[0] if names else "")
    return f"; successor: {best}" if best else ""


def _ended(event: Event) -> str:
    return f"{event.event} by {event.by} {f'on {event.on}' if event.on else 'on a day not known'}"


def _doubtful(model: Model, event: Event) -> Notice:
    doubt = "disputed" if event.disputed else "not verified"
    text = f"{model.id} is said to have been {_ended(event)} ({doubt}){_then([event])}"
    return Notice(code=f"{event.event}-unverified", message=_with_note(text, event))


def _deprecated(model: Model, event: Event) -> Notice:
    unsure = ", which nobody verified" if _doubted(event) else ""
    text = f"{model.id} is deprecated by {event.by} since {event.on or 'a day not known'}{unsure}{_then([event])}"
    return Notice(code="deprecated", message=_with_note(text, event))


def _with_note(text: str, event: Event) -> str:
    return f"{text}. {event.note}" if event.note else text
