"""Which tier covers a size, and what a gateway then charges."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

from oracle.book import NOTHING, Book, Doc, begun, chain_of, day, listed, side_by_side

STRENGTH = ["exactly", "one_of", "min_side_over", "up_to", "any"]


def in_force(entries: list[Doc], today: date) -> Doc | None:
    """The last entry that has begun."""
    found = None
    for entry in sorted(entries, key=lambda e: day(e["since"]) or date.min):
        if begun(entry["since"], today):
            found = entry
    return found


def covers(tier: Doc, rule: str, size: tuple[int, int]) -> bool:
    """Whether a tier's rule covers a size."""
    wide, high = size
    if rule == "exactly":
        return side_by_side(tier[rule]) == size
    if rule == "one_of":
        return size in [side_by_side(s) for s in tier[rule]]
    if rule == "min_side_over":
        return min(size) > int(tier[rule])
    if rule == "up_to":
        most_wide, most_high = side_by_side(tier[rule])
        return wide <= most_wide and high <= most_high
    return True


def list_price(offer: Doc, size: tuple[int, int], level: str | None, today: date) -> Fraction | None:
    """What one picture costs before markup and fee, or nothing where that is not known or it is not sold."""
    price = in_force(listed(offer, "prices"), today)
    if price is None or price["per"] == "token":
        return None
    tiers = []
    for tier in price["tiers"]:
        rule = next((r for r in STRENGTH if r in tier), None)
        if rule is not None and (level is None or tier.get("quality") in (None, level)):
            tiers.append((rule, tier))
    if size in [side_by_side(s) for s in listed(offer, "sizes")]:
        for strongest in STRENGTH:
            figures = [Fraction(t["usd"]) for rule, t in tiers if rule == strongest and covers(t, rule, size)]
            if figures:
                return max(figures) * units(price, size)
        return None
    if listed(offer, "sizes") and accepted(offer, size) and tiers:
        return max(Fraction(t["usd"]) for _, t in tiers) * units(price, size)
    return None


def depends_on_prompt(offer: Doc, today: date) -> bool:
    """Whether the prompt is billed on top, so that no limit can be promised."""
    return billed(offer, today, "text_in")


def depends_on_input(offer: Doc, today: date) -> bool:
    """Whether input pictures are billed on top."""
    price = in_force(listed(offer, "prices"), today)
    return billed(offer, today, "image_in") or (price is not None and price.get("input_image") not in NOTHING)


def billed(offer: Doc, today: date, kind: str) -> bool:
    """Whether tokens of a kind cost something beside the price of the picture."""
    price = in_force(listed(offer, "prices"), today)
    tokens = (price or {}).get("tokens") or {}
    return tokens.get(kind) not in NOTHING and Fraction(tokens[kind]) > 0


def accepted(offer: Doc, size: tuple[int, int]) -> bool:
    """Whether a size between the listed ones is taken when asked for."""
    if "also" not in offer:
        return False
    rule = offer["also"]
    least, most, step = side_by_side(rule["from"]), side_by_side(rule["up_to"]), int(rule["multiple_of"])
    return all(least[i] <= size[i] <= most[i] and size[i] % step == 0 for i in (0, 1))


def units(price: Doc, size: tuple[int, int]) -> Fraction:
    """How many of what the figure is for are in one picture."""
    pixels = size[0] * size[1]
    return {"image": Fraction(1), "pixel": Fraction(pixels), "megapixel": Fraction(pixels, 10**6)}[price["per"]]


def charged(book: Book, gateway: str, base: Fraction, today: date) -> int | None:
    """Micro-USD for one picture by the gateway's own rule, else that of the gateway it repeats; nothing if unknown."""
    for place in chain_of(book, gateway):
        rule = book.gateways[place].get("charge")
        if rule == "unknown":
            return None
        if rule not in NOTHING:
            break
    else:
        return None
    entry = in_force(rule.get("fees") or [], today)
    fee = Fraction(entry["usd"]) if entry else Fraction(0)
    factor = 1 + Fraction(rule["markup"])
    if rule["arithmetic"] == "float-ceil":
        return math.ceil((float(base) * float(factor) + float(fee)) * 1e6)
    exact = (base * factor + fee) * 10**6
    return -(-exact.numerator // exact.denominator)
