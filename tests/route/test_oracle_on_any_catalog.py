"""Law: `cheapest` agrees with the brute-force search on catalogs nobody has written yet."""

from __future__ import annotations

import random
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import oracle
from oracle.agree import both_answers, limits_around
from oracle.making import LEVELS, SIZES, catalogs, write_files
from pixelfare import Catalog
from pixelfare.shipped import shipped_folder

SHIPPED = oracle.read_book(shipped_folder("catalog"))


def agree_on(files: dict[str, Any], seed: int, requests: int) -> None:
    """Load a made-up folder with both readers, and ask both."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_files(Path(name), files)
        catalog = Catalog.load(paths=[folder], as_of="2026-11-22")
        own = oracle.read_book(folder)
    book = oracle.Book({**SHIPPED.models, **own.models}, {**SHIPPED.gateways, **own.gateways})
    dice = random.Random(seed)  # noqa: S311  no secret
    days = oracle.days_of(own) or [date(2026, 11, 22)]
    for _ in range(requests):
        today = dice.choice(days)
        asked = oracle.ask_at_random(dice, sorted(own.gateways), SIZES, LEVELS)
        if asked.gateways == ("blockrun",):
            asked = oracle.Asked(gateways=tuple(sorted(own.gateways)), size=asked.size, hint=asked.hint, n=asked.n)
        routed, expected = both_answers(catalog, book, asked, today)
        assert routed == expected, (asked, today)
        for tight in limits_around(asked, expected)[: dice.randint(0, 2)]:
            routed, expected = both_answers(catalog, book, tight, today)
            assert routed == expected, (tight, today)


@settings(max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # to shrink a catalog takes minutes
@given(catalogs(), st.integers(0, 2**32))
def test_route_agrees_with_the_oracle_on_any_catalog(files: dict[str, Any], seed: int) -> None:
    agree_on(files, seed, requests=25)
