"""Ask the router and the oracle the same thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from oracle.asking import Asked
from oracle.book import Book
from oracle.choose import Choice, every_choice
from pixelfare import Catalog, route
from pixelfare.errors import NoOffer

Both = tuple[list[Choice], list[Choice]]


def both_answers(catalog: Catalog, book: Book, asked: Asked, today: date) -> Both:
    """Every way to buy, in order, as the router and as the oracle see it; empty where nothing fits."""
    expected = every_choice(book, asked, today)
    try:
        decision = route("a lighthouse", "cheapest", as_of=today, catalog=catalog, **asked.as_route())
    except NoOffer:
        return [], expected
    ways = [decision.chosen, *decision.alternatives]
    return [Choice(c.model, c.gateway, (c.size.width, c.size.height), c.quality, c.micro_usd) for c in ways], expected


def limits_around(asked: Asked, choices: list[Choice]) -> list[Asked]:
    """The same request with a limit of exactly the least price, and of one micro-USD less."""
    least = choices[0].micro_usd if choices else 0
    return [replace(asked, max_micro_usd=limit) for limit in (least, least - 1) if limit >= 0]
