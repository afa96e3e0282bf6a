"""What the gateways charge, to the micro-USD: the probes that were reported, and the arithmetic behind them.

Figures from the project's facts on gateways: live probes of `blockrun-mcp-image-tool` (July and September 2026),
one settlement of `blockrun-mcp-pr-140`, and the table of predictions by the formula in binary floats.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare import Catalog
from pixelfare.errors import QuoteRefused
from pixelfare.money import charge_exact, charge_float_ceil

MARKUP = Decimal("0.05")
BASE_AT_FEE_0_001 = {
    "0.015": 16_750, "0.02": 22_001, "0.04": 43_000, "0.045": 48_250, "0.05": 53_501,
    "0.06": 64_000, "0.09": 95_500, "0.10": 106_001, "0.12": 127_000, "0.15": 158_500,
}  # fmt: skip
PROBES = [
    ("2026-07-15", "zai/cogview-4", "1024x1024", 17_751),
    ("2026-09-13", "zai/cogview-4", "1024x1024", 16_750),
    ("2026-07-15", "google/nano-banana-pro", "1024x1024", 107_001),
    ("2026-07-15", "google/nano-banana-pro", "2048x2048", 107_001),
    ("2026-07-15", "google/nano-banana-pro", "4096x4096", 159_500),
]


@pytest.mark.parametrize(("base", "expected"), BASE_AT_FEE_0_001.items())
def test_the_table_of_float_charges(base: str, expected: int) -> None:
    assert charge_float_ceil(Decimal(base), MARKUP, Decimal("0.001")) == expected


@pytest.mark.parametrize(("base", "exact"), [("0.02", 22_000), ("0.05", 53_500), ("0.10", 106_000)])
def test_floats_ask_for_one_micro_more_than_exact_decimals(base: str, exact: int) -> None:
    assert charge_exact(Decimal(base), MARKUP, Decimal("0.001")) == exact
    assert charge_float_ceil(Decimal(base), MARKUP, Decimal("0.001")) == exact + 1


@pytest.mark.parametrize(("day", "model", "size", "demanded"), PROBES)
@pytest.mark.parametrize("gateway", ["blockrun", "clawrouter", "sandbox"])
def test_live_probes(day: str, model: str, size: str, demanded: int, gateway: str) -> None:
    """The proxy's wallet pays what Base demands, and the sandbox counts the same."""
    quote = Catalog.load(as_of=day).quote(model=model, size=size, gateway=gateway)
    assert quote.micro_usd == demanded
    assert str(quote.usd) == f"0.{demanded:06}"


@pytest.mark.parametrize("day", ["2026-05-01", "2026-09-05", "2026-11-22"])
def test_account_rail_is_exact_and_has_no_fee(day: str) -> None:
    catalog = Catalog.load(as_of=day)
    quote = catalog.quote(model="google/nano-banana", gateway="blockrun-account")
    assert (quote.micro_usd, quote.base, quote.markup, quote.fee, quote.rounding) == (52_500, 50_000, 2_500, 0, 0)
    assert catalog.quote(model="zai/cogview-4", gateway="blockrun-account", n=10).micro_usd == 157_500


@pytest.mark.parametrize(
    ("day", "fee"), [("2026-01-21", 2_000), ("2026-09-12", 2_000), ("2026-09-13", 1_000), ("2026-11-22", 1_000)]
)
def test_the_fee_changes_on_its_day(day: str, fee: int) -> None:
    assert Catalog.load(as_of=day).quote(model="google/nano-banana").fee == fee


@pytest.mark.parametrize("gateway", ["blockrun-testnet", "blockrun-arc", "blockrun-nano", "blockrun-solana"])
def test_no_price_where_none_is_known(gateway: str, in_november: Catalog) -> None:
    with pytest.raises(QuoteRefused):
        in_november.quote(model="zai/cogview-4", gateway=gateway)


def test_a_price_per_output_token_is_refused(in_november: Catalog) -> None:
    with pytest.raises(QuoteRefused) as caught:
        in_november.quote(model="openai/gpt-image-2", gateway="openai")
    assert caught.value.reason == "price-depends-on-output"


def test_the_unknown_tier_is_refused(in_november: Catalog) -> None:
    with pytest.raises(QuoteRefused) as caught:
        in_november.quote(model="openai/gpt-image-2.5-flare")
    assert caught.value.reason == "sizes-unknown"


@pytest.mark.parametrize(
    ("size", "base"), [("1280x720", 45), ("2048x1024", 45), ("2048x2048", 90), ("2304x1728", 90), ("1600x2848", 90)]
)
def test_tiers_by_the_shorter_side(size: str, base: int, in_november: Catalog) -> None:
    """2048x1024 is small, 2304x1728 is not: the probes go by the shorter side."""
    assert in_november.quote(model="bytedance/seedream-5-pro", size=size).base == base * 1_000


def test_a_size_between_the_listed_ones_is_quoted_at_the_dearer_tier(in_november: Catalog) -> None:
    quote = in_november.quote(model="zai/cogview-4", size="640x512")
    assert quote.base == 20_000
    assert "size-between" in {n.code for n in quote.notices}
    for odd in ("640x500", "496x512", "1456x1440"):
        with pytest.raises(QuoteRefused, match="does not sell"):
            in_november.quote(model="zai/cogview-4", size=odd)


def test_the_dearest_quality_is_quoted_and_said() -> None:
    open_ = Catalog.load(as_of="2026-10-01").quote(model="openai/gpt-image-1", gateway="openai")
    assert open_.micro_usd == 167_000
    assert "dearest-quality" in {n.code for n in open_.notices}
    named = Catalog.load(as_of="2026-10-01").quote(model="openai/gpt-image-1", gateway="openai", quality="low")
    assert named.micro_usd == 11_000
    assert "dearest-quality" not in {n.code for n in named.notices}


@pytest.mark.parametrize(("day", "stale"), [(date(2026, 12, 28), False), (date(2026, 12, 29), True)])
def test_a_price_is_stale_after_ninety_days(day: date, stale: bool) -> None:  # noqa: FBT001  a column of a table
    """The catalog of 2026-09-29 is the last to print it: 2026-12-28 is the ninetieth day."""
    notices = Catalog.load(as_of=day).quote(model="google/nano-banana").notices
    assert ("stale-price" in {n.code for n in notices}) is stale


usd_6 = st.decimals("0", "20", places=6, allow_nan=False, allow_infinity=False)


@given(usd_6, st.decimals("0", "1", places=3), st.decimals("0", "0.01", places=6))
def test_float_charge_is_the_plain_formula(base: Decimal, markup: Decimal, fee: Decimal) -> None:
    """Law: the gateway's own line of code, and never more than a micro-USD beside the exact sum, nor below it."""
    charged = charge_float_ceil(base, markup, fee)
    assert charged == math.ceil((float(base) * float(1 + markup) + float(fee)) * 1e6)
    exact = (base * (1 + markup) + fee) * 1_000_000
    assert exact - Decimal("0.000001") <= charged <= exact + Decimal("1.000001")


@given(usd_6, st.decimals("0", "1", places=3), st.decimals("0", "0.01", places=6))
def test_exact_charge_rounds_up_to_a_whole_micro(base: Decimal, markup: Decimal, fee: Decimal) -> None:
    exact = (base * (1 + markup) + fee) * 1_000_000
    assert 0 <= charge_exact(base, markup, fee) - exact < 1
