"""Every way to buy what is asked for, the best first: plain loops over offers, sizes and levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oracle.asking import Asked
from oracle.book import NOTHING, Book, Doc, begun, chain_of, day, listed, side_by_side, sold_at
from oracle.prices import accepted, charged, depends_on_input, depends_on_prompt, list_price

SQUARE = (1024, 1024)
FLOORS = {"1K": 9 * 2**20 // 10, "2K": 9 * 2**22 // 10, "4K": 3840 * 2160}
"""The accepted reading: nine tenths of a 1024 or 2048 square, rounded down, and a UHD frame."""


@dataclass(frozen=True)
class Choice:
    """One way to buy."""

    model: str
    gateway: str
    size: tuple[int, int]
    quality: str | None
    micro_usd: int


def every_choice(book: Book, asked: Asked, today: date) -> list[Choice]:
    """Everything that fits, in the total order of design rule 11 under the intent `cheapest`."""
    places = [g for g, doc in book.gateways.items() if doc.get("reference") != "true" and doc.get("test") != "true"]
    if asked.gateways:
        places = [g for g in asked.gateways if book.gateways[g].get("reference") != "true"]
    found: list[Choice] = []
    for place in places:
        if book.gateways[place].get("offers") == "unknown":
            continue
        for model, offer in sold_at(book, place):
            if not on_sale(book, model, place, today) or not takes(offer, asked, today):
                continue
            for size in sizes_to_try(offer, asked):
                for level in listed(offer, "qualities") or [None]:
                    if asked.quality is not None and level != asked.quality:
                        continue
                    base = list_price(offer, size, level, today)
                    one = None if base is None else charged(book, place, base, today)
                    limit = asked.max_micro_usd
                    if one is None or (
                        limit is not None and (asked.n * one > limit or depends_on_prompt(offer, today))
                    ):
                        continue
                    found.append(Choice(model["id"], place, size, level, asked.n * one))
    aspect = aspect_of(asked)
    return sorted(
        found,
        key=lambda c: (
            c.micro_usd, stretch(c.size, aspect) if aspect else 0, abs(c.size[0] * c.size[1] - 2**20),
            c.model, c.gateway, c.size, c.quality or "",
        ),
    )  # fmt: skip


def on_sale(book: Book, model: Doc, gateway: str, today: date) -> bool:
    """Design rule 8: released, and neither retired nor delisted on the undisputed word of anybody it comes from.

    Whoever sells it again after the end has undone that end.
    """
    whose = {model["maker"], *chain_of(book, gateway)}
    events = [e for e in events_of(book, model, today) if e["by"] in whose]
    for event in events:
        releases = [e["on"] for e in events if (e["event"], e["by"]) == ("released", event["by"])]
        sold = [day(on) for on in releases if begun(on, today)]
        if event["event"] == "released" and not sold:
            return False
        doubted = event.get("disputed") == "true" or event["confidence"] == "unverified"
        if event["event"] in ("retired", "delisted") and begun(event["on"], today) and not doubted:
            end = day(event["on"])
            if end is None or not any(again is not None and again > end for again in sold):
                return False
    return True


def events_of(book: Book, model: Doc, today: date) -> list[Doc]:
    """A model's events, and those of the maker's id that its own is by now an alias of."""
    events = list(model.get("lifecycle") or [])
    for alias in model.get("lifecycle") or []:
        if alias["event"] != "alias" or alias["by"] != model["maker"] or not begun(alias["on"], today):
            continue
        for other in book.models.values():
            if (other["maker"], other["maker_id"]) != (model["maker"], alias["to"]) or other["id"] == model["id"]:
                continue
            for event in other.get("lifecycle") or []:
                if event["by"] == model["maker"] and event["event"] == "retired":
                    unsure = alias["confidence"] == "unverified"
                    events.append({**event, "confidence": "unverified"} if unsure else event)
    return events


def takes(offer: Doc, asked: Asked, today: date) -> bool:
    """Whether an offer does the operation, with so many pictures and a mask."""
    if not asked.edit:
        return True
    edit = offer.get("edit")
    if edit in NOTHING or not begun(edit.get("since"), today):
        return False
    most = 1 if edit["max_images"] == "unknown" else int(edit["max_images"])
    if asked.images > most or depends_on_input(offer, today):
        return False
    return not asked.mask or (edit["mask"] == "true" and asked.images <= 1)


def sizes_to_try(offer: Doc, asked: Asked) -> list[tuple[int, int]]:
    """Design rule 4: the listed sizes that the wish allows, or the exact one it names."""
    sizes = [side_by_side(s) for s in listed(offer, "sizes")]
    wish = asked.size
    if wish is None:
        if SQUARE not in sizes:
            return sizes
        hint = numbers(asked.hint) if asked.hint else None
        return [s for s in sizes if s == SQUARE or (hint and stretch(s, hint) < stretch(SQUARE, hint))]
    if "x" in wish:
        exact = side_by_side(wish)
        return [exact] if exact in sizes or accepted(offer, exact) else []
    least, aspect = 0, None
    for word in wish.split():
        if ":" in word:
            aspect = numbers(word)
        elif word in FLOORS:
            least = FLOORS[word]
        else:
            least = int(Fraction(word.removeprefix(">=").removesuffix("MP")) * 10**6)
    return [s for s in sizes if s[0] * s[1] >= least and (not aspect or stretch(s, aspect) <= Fraction(102, 100))]


def aspect_of(asked: Asked) -> tuple[int, int] | None:
    """The aspect that is wished for, else the one the prompt hints at."""
    for word in (asked.size or "").split():
        if ":" in word:
            return numbers(word)
    return numbers(asked.hint) if asked.hint else None


def numbers(aspect: str) -> tuple[int, int]:
    """`16:9` as a pair."""
    wide, high = aspect.split(":")
    return int(wide), int(high)


def stretch(size: tuple[int, int], aspect: tuple[int, int]) -> Fraction:
    """How far a size is from an aspect: the larger of the two ratios over the smaller."""
    have, want = Fraction(*size), Fraction(*aspect)
    return max(have / want, want / have)
