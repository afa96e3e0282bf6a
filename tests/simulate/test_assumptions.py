"""Other prices, models that are gone, and calls that fail: each assumption does what it says, and no more."""

from __future__ import annotations

import contextlib
import math
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pixelfare import Catalog, Ledger, Policy, Router
from pixelfare.errors import BadRequest, UnknownModel
from pixelfare.simulate import Faults, simulate
from pixelfare.simulate.faults import Fate
from pixelfare.simulate.outcomes import Option, Outcome
from pixelfare.simulate.replay import read_trace
from pixelfare.simulate.what_if import changed

DAY = "2026-11-22"
CATALOG = Catalog.load(as_of=DAY)


def test_a_price_by_a_share_reaches_every_size_and_gateway_and_keeps_fees() -> None:
    book, said = changed(CATALOG, ["nano-banana-pro -50%"])
    for size in ("1024x1024", "4096x4096"):
        for gateway in ("blockrun", "blockrun-account"):
            before = CATALOG.quote(model="nano-banana-pro", size=size, gateway=gateway)
            after = book.quote(model="nano-banana-pro", size=size, gateway=gateway)
            assert after.base * 2 == before.base
            assert after.fee == before.fee
    assert book.quote(model="gpt-image-2").usd == CATALOG.quote(model="gpt-image-2").usd
    assert said == ("list prices of google/nano-banana-pro -50%",)
    assert book.digest != CATALOG.digest
    assert book.as_of == CATALOG.as_of


def test_a_price_in_dollars_and_several_changes_one_after_the_other() -> None:
    book, _ = changed(CATALOG, ["gpt-image-2 $0.1", "gpt-image-2 +10%"])
    assert book.quote(model="gpt-image-2").base == 110_000
    again, _ = changed(CATALOG, ["gpt-image-2 $0.1", "gpt-image-2 +10%"])
    assert again.digest == book.digest


def test_a_model_that_retires_is_refused_from_that_day_on() -> None:
    book, said = changed(CATALOG, ["retire gpt-image-2 2026-12-01"])
    chinese = "霓虹招牌上写着“欢迎光临”"
    assert simulate([chinese], "auto", catalog=book)["auto"].mix.keys() == {"openai/gpt-image-2"}
    later = simulate([chinese], "auto", catalog=book, as_of="2026-12-02")["auto"]
    assert "openai/gpt-image-2" not in later.mix
    assert said == ("openai/gpt-image-2 is retired on 2026-12-01",)
    now, _ = changed(CATALOG, ["retire gpt-image-2"])
    assert "openai/gpt-image-2" not in simulate([chinese], "auto", catalog=now)["auto"].mix


def test_what_if_in_a_simulation_is_told_with_it() -> None:
    rows = ["霓虹招牌上写着“欢迎光临”", "a cat"]
    before = simulate(rows, "auto", catalog=CATALOG)
    after = simulate(rows, "auto", catalog=CATALOG, what_if=["gpt-image-2 -20%"])
    assert after.assumptions == ("list prices of openai/gpt-image-2 -20%",)
    assert after["auto"].micro_usd < before["auto"].micro_usd
    assert after.catalog != before.catalog


@pytest.mark.parametrize(
    "change", ["", "gpt-image-2", "gpt-image-2 -100%", "gpt-image-2 -101%", "gpt-image-2 $0", "gpt-image-2 20%",
               "gpt-image-2 $-1", "gpt-image-2 $1e3", "retire", "retire gpt-image-2 soon",
               "retire gpt-image-2 2026-13-01"]
)  # fmt: skip
def test_odd_changes_are_refused(change: str) -> None:
    with pytest.raises(BadRequest):
        changed(CATALOG, [change])


def test_a_change_of_nobody() -> None:
    with pytest.raises(UnknownModel):
        changed(CATALOG, ["gpt-image-99 -20%"])


def option(gateway: str, micro_usd: int) -> Option:
    return Option(model="a/b", gateway=gateway, size="1024x1024", quality=None, micro_usd=micro_usd)


FIRST, SAME_PLACE, ELSEWHERE = option("one", 10), option("one", 20), option("two", 40)


def drawn(faults: Faults, *options: Option, rows: int = 200_000) -> Fate:
    fate = Fate()
    fate.draw(Outcome(option=options[0], fallbacks=options[1:]), rows, faults, "case")
    return fate


def test_rows_and_money_add_up_under_any_failures() -> None:
    faults = Faults(refused=0.2, down=0.1, lost=0.05, seconds={"": 2.0})
    fate = drawn(faults, FIRST, SAME_PLACE, ELSEWHERE)
    assert fate.delivered + fate.lost + fate.failed == 200_000
    assert fate.paid >= fate.lost_paid >= fate.lost * 10
    assert fate.seconds == 2.0 * (200_000 + fate.fallbacks)


def test_what_was_refused_is_tried_at_the_next_offer_and_what_was_lost_never() -> None:
    assert drawn(Faults(lost=1.0), FIRST, ELSEWHERE).fallbacks == 0
    only_refused = drawn(Faults(refused=1.0), FIRST, SAME_PLACE, ELSEWHERE)
    assert (only_refused.fallbacks, only_refused.failed, only_refused.paid) == (400_000, 200_000, 0)


def test_a_gateway_that_is_down_is_not_asked_again() -> None:
    fate = drawn(Faults(down=1.0), FIRST, SAME_PLACE, ELSEWHERE)
    assert fate.fallbacks == 200_000
    half = drawn(Faults(down=0.5), FIRST, SAME_PLACE, ELSEWHERE)
    assert half.fallbacks == pytest.approx(100_000, rel=0.02)
    assert half.delivered == pytest.approx(150_000, rel=0.02)


def test_rates_come_out_as_they_were_put_in() -> None:
    """The expectation by hand: refused once, then served elsewhere."""
    fate = drawn(Faults(refused=0.1, lost=0.01), FIRST, ELSEWHERE)
    served = 0.89 + 0.1 * 0.89
    assert fate.delivered == pytest.approx(200_000 * served, abs=5 * math.sqrt(200_000))
    cost = 200_000 * (0.9 * 10 + 0.1 * 0.9 * 40)
    assert fate.paid == pytest.approx(cost, rel=0.03)


def test_a_draw_repeats_and_does_not_depend_on_the_order_of_rows() -> None:
    rows = ["a cat", "three dogs", 'a sign that says "A"'] * 50
    policy = Policy(id="mine", fallback=2)
    found = [
        simulate(given, [policy], catalog=CATALOG, faults=Faults(refused=0.3, lost=0.1, seed=seed))["mine"].fate
        for given, seed in ((rows, 1), (rows[::-1], 1), (rows, 2))
    ]
    assert found[0] == found[1] != found[2]
    assert found[0] is not None
    assert found[0].fallbacks > 0


@pytest.mark.parametrize(
    "odd", [{"refused": -0.1}, {"lost": 1.1}, {"refused": 0.6, "down": 0.5}, {"lost": math.nan}, {"seed": -1},
            {"seconds": {"": -1.0}}, {"down": "much"}]
)  # fmt: skip
def test_odd_rates_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        Faults(**odd)


def test_the_ledger_as_a_trace(tmp_path: Path) -> None:
    """What was really bought comes back as rows with needs, and with what was paid."""
    with Router(gateway="sandbox", ledger=tmp_path / "ledger.db") as router:
        router.generate('a sign that says "OPEN"', out=tmp_path / "a.png", label="shop")
        router.generate("three dogs", "cheapest", n=2, size="16:9", out=tmp_path / "b.png")
    with (
        Ledger(tmp_path / "ledger.db") as ledger,
        pytest.raises(BadRequest, match="test money are left out"),
    ):
        read_trace(ledger)
    with contextlib.closing(sqlite3.connect(tmp_path / "ledger.db")) as books, books:
        books.execute("UPDATE orders SET test = 0, settled = 64000 WHERE label = 'shop'")
        books.execute("UPDATE orders SET test = 0, settled = 33500 WHERE label = ''")
    for source in (str(tmp_path / "ledger.db"), Ledger(tmp_path / "ledger.db")):
        found = simulate(source, ["as-asked", "cheapest"], catalog=CATALOG)
        assert (found.rows, found.rejected) == (2, 0)
        assert found.paid is not None
        assert found.paid.micro_usd == 97_500
        assert {part.pictures for part in found["cheapest"].by_label.values()} == {1, 2}
        assert set(found["as-asked"].by_need) == {"lettering.latin", "counting"}
        assert "1344x768" in found["as-asked"].by_size
