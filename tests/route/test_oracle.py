"""Law: `cheapest` is what a brute-force search finds, for any request on any day, to the last alternative."""

from __future__ import annotations

import ast
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

import oracle
from oracle.agree import both_answers, limits_around
from pixelfare import Catalog
from pixelfare.shipped import shipped_folder

REQUESTS = 3_000


@pytest.fixture(scope="module")
def book() -> oracle.Book:
    return oracle.read_book(shipped_folder("catalog"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.load(as_of="2026-11-22")


def test_route_agrees_with_the_oracle(book: oracle.Book, catalog: Catalog) -> None:
    dice = random.Random(20261122)  # noqa: S311  no secret
    gateways, sizes, levels = sorted(book.gateways), oracle.sizes_of(book), oracle.levels_of(book)
    edges = oracle.days_of(book)
    span = (edges[-1] - edges[0]).days
    found = nothing = 0
    for _ in range(REQUESTS):
        today = dice.choice(edges) if dice.random() < 0.5 else edges[0] + timedelta(days=dice.randint(0, span))
        asked = oracle.ask_at_random(dice, gateways, sizes, levels)
        routed, expected = both_answers(catalog, book, asked, today)
        assert routed == expected, (asked, today)
        found, nothing = found + bool(expected), nothing + (not expected)
        if expected and dice.random() < 0.2:
            for tight in limits_around(asked, expected):
                routed, expected = both_answers(catalog, book, tight, today)
                assert routed == expected, (tight, today)
    assert min(found, nothing) > REQUESTS // 5, "the requests must meet both answers often"


def test_every_listed_offer_agrees_on_every_edge(book: oracle.Book, catalog: Catalog) -> None:
    """No dice: each gateway by name, each size listed anywhere, on each day on which something begins."""
    asked = [oracle.Asked(size=size, gateways=()) for size in oracle.sizes_of(book)]
    asked += [oracle.Asked(gateways=(name,)) for name in book.gateways]
    asked += [oracle.Asked(gateways=(), edit=True, images=k, mask=mask) for k in range(6) for mask in (False, True)]
    for today in oracle.days_of(book):
        for one in asked:
            routed, expected = both_answers(catalog, book, one, today)
            assert routed == expected, (one, today)


def test_the_oracle_knows_the_figures_of_the_probes(book: oracle.Book) -> None:
    """The oracle itself is checked by hand, or two equal mistakes would agree."""
    first = oracle.every_choice(book, oracle.Asked(), date(2026, 11, 22))[0]
    assert first == oracle.Choice("zai/cogview-4", "blockrun", (1024, 1024), None, 16_750)
    assert oracle.every_choice(book, oracle.Asked(), date(2026, 7, 15))[0].micro_usd == 17_751
    four = oracle.every_choice(book, oracle.Asked(size="4K"), date(2026, 7, 15))
    assert [c.micro_usd for c in four] == [159_500]
    edits = oracle.every_choice(book, oracle.Asked(edit=True, images=4), date(2026, 11, 22))
    assert [c.model for c in edits] == ["openai/gpt-image-2"]


def test_the_oracle_shares_no_code_with_the_router() -> None:
    folder = Path(oracle.__file__).parent
    for file in sorted(folder.glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert file.name == "agree.py" or not [name for name in names if name.startswith("pixelfare")], file.name
