"""Laws of the catalog that hold for every catalog and every day."""

from __future__ import annotations

import copy
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.making import SIZES, catalogs, write_files
from pixelfare import Catalog, Quote
from pixelfare.catalog.pricing import RULE_RANKS, price_list, tier_for
from pixelfare.errors import QuoteRefused
from pixelfare.size import parse_size

days = st.dates(date(2025, 12, 1), date(2027, 6, 1))


def load(files: dict[str, Any], as_of: date) -> Catalog:
    """Load made-up files on a day."""
    with tempfile.TemporaryDirectory() as folder:
        return Catalog.load(paths=[write_files(Path(folder), files)], as_of=as_of)


def quotes(catalog: Catalog, n: int = 1) -> dict[tuple[str, str, str, str | None], Quote | str]:
    """The quote, or the word for its refusal, of every own offer at every size and level."""
    found: dict[tuple[str, str, str, str | None], Quote | str] = {}
    for gateway in [g for g in catalog.gateways if g.startswith("g") and g[1:].isdigit()]:
        for offer in catalog.offers(gateway=gateway):
            for size in SIZES:
                for level in (None, *offer.qualities):
                    try:
                        quote: Quote | str = catalog.quote(
                            model=offer.model, gateway=gateway, size=size, quality=level, n=n
                        )
                    except QuoteRefused as refused:
                        quote = refused.reason
                    found[offer.model, gateway, size, level] = quote
    return found


@settings(max_examples=40)
@given(catalogs(), days, st.integers(1, 10))
def test_n_pictures_cost_n_times_one(files: dict[str, Any], today: date, n: int) -> None:
    catalog = load(files, today)
    one, many = quotes(catalog), quotes(catalog, n)
    for key, quote in one.items():
        if isinstance(quote, str):
            assert many[key] == quote
            continue
        of_n = many[key]
        assert isinstance(of_n, Quote)
        for part in ("micro_usd", "base", "markup", "fee", "rounding"):
            assert getattr(of_n, part) == n * getattr(quote, part)
        assert of_n.micro_usd == of_n.base + of_n.markup + of_n.fee + of_n.rounding
        assert ("fee-per-picture" in {w.code for w in of_n.notices}) is (n > 1 and quote.fee > 0)


@settings(max_examples=60)
@given(catalogs(), days)
def test_a_quote_is_never_below_a_row_that_could_apply(files: dict[str, Any], today: date) -> None:
    """Rows of the strongest rule that covers a listed size; every row, for a size between the listed ones."""
    catalog = load(files, today)
    for (model, gateway, size, level), quote in quotes(catalog).items():
        if isinstance(quote, str):
            continue
        offer = catalog.offers(model=model, gateway=gateway)[0]
        price = price_list(offer, today)
        assert price is not None
        tiers = [t for t in price.tiers if level is None or t.quality in (None, level)]
        pixels = parse_size(size)
        if pixels in offer.sizes:
            covering = [t for t in tiers if tier_for([t], pixels, level)]
            strongest = min(RULE_RANKS[t.rule] for t in covering)
            tiers = [t for t in covering if RULE_RANKS[t.rule] == strongest]
        scale = {"image": 1, "megapixel": pixels.pixels / 1_000_000}[price.per]
        for tier in tiers:
            assert quote.base >= int(float(tier.usd) * scale * 1_000_000) - 1, (model, gateway, size, level)
        for other in offer.qualities if level is None else ():
            named = catalog.quote(model=model, gateway=gateway, size=size, quality=other)
            assert quote.micro_usd >= named.micro_usd, "no level named: the dearest"


@settings(max_examples=40)
@given(catalogs(), st.data(), days)
def test_what_is_dated_in_the_future_changes_no_quote_today(
    files: dict[str, Any], data: st.DataObject, today: date
) -> None:
    later = copy.deepcopy(files)
    future = data.draw(st.dates(date(2028, 1, 1), date(2029, 1, 1))).isoformat()
    seen = {"on": "2026-11-22", "in": "pixelfare"}
    for name, doc in later.items():
        if name.startswith("gateways/"):
            fees = doc.get("charge", {}).get("fees", [])
            if "charge" in doc:
                fees.append({"since": future, "usd": "0.9", "seen": seen})
            continue
        event = {"event": data.draw(st.sampled_from(["retired", "delisted", "deprecated", "alias"])), "on": future}
        if event["event"] == "alias":
            event["to"] = "m0"
        doc["lifecycle"].append({**event, "by": "lab", "confidence": "primary", "seen": seen})
        for offer in doc["offers"]:
            tier = {"any": True, "usd": data.draw(st.sampled_from(["0", "9"]))}
            offer["prices"].append({"since": future, "per": "image", "tiers": [tier], "seen": seen})
    assert quotes(load(files, today)) == quotes(load(later, today))


def sold_again(catalog: Catalog, model: str) -> bool:
    """Whether anybody released a model twice: then a delisting is not for ever."""
    by = Counter(e.by for e in catalog.models[model].lifecycle if e.event == "released")
    return any(times > 1 for times in by.values())


@settings(max_examples=40)
@given(catalogs(), days, st.integers(0, 500))
def test_what_has_ended_stays_ended(files: dict[str, Any], today: date, more: int) -> None:
    """Time travel is monotone: no offer comes back from retirement, and none is unreleased after it was released."""
    catalog = load(files, today)
    after = catalog.at(today + timedelta(days=more))
    for offer in catalog.offers():
        before, then = catalog.standing(offer).refusal, after.standing(offer).refusal
        if before in ("retired", "delisted"):
            assert then in ("retired", "delisted") or sold_again(catalog, offer.model), offer.id
        if before == "":
            assert then != "not-released", offer.id


@settings(max_examples=25)
@given(catalogs(), days, days)
def test_another_day_of_the_same_catalog_is_that_days_catalog(files: dict[str, Any], one: date, other: date) -> None:
    assert quotes(load(files, one).at(other)) == quotes(load(files, other))
