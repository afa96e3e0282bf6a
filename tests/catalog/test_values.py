"""Laws of the values everything speaks in: money, sizes, aspects, dates, names."""

from __future__ import annotations

import contextlib
import pickle
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare import Catalog, Size, errors
from pixelfare.dates import first_day, parse_date
from pixelfare.errors import BadAmount, BadDate, BadSize
from pixelfare.money import parse_usd, usd
from pixelfare.request import gateway_names
from pixelfare.size import aspect_distance, parse_size, parse_size_wish

micro = st.integers(0, 10**15 - 1)
sides = st.integers(1, 65_536)
sizes = st.builds(Size, sides, sides)
parts = st.tuples(st.integers(1, 9_999), st.integers(1, 9_999))


@given(micro)
def test_money_is_exact_both_ways(amount: int) -> None:
    """Law: micro-USD shown as USD and read again are the same micro-USD, as Decimal and as text."""
    shown = usd(amount)
    assert shown * 1_000_000 == amount
    assert -shown.as_tuple().exponent == 6
    assert parse_usd(shown) == parse_usd(str(shown)) == parse_usd(f"${shown}") == amount


@given(st.integers(0, 999_999_999), st.text("0123456789", max_size=9))
def test_text_is_read_as_decimal_reads_it_or_refused(whole: int, decimals: str) -> None:
    text = f"{whole}.{decimals}" if decimals else str(whole)
    if len(decimals) > 6:
        with pytest.raises(BadAmount):
            parse_usd(text)
    else:
        assert parse_usd(text) == Decimal(text) * 1_000_000


@given(st.decimals(allow_nan=True, allow_infinity=True, min_value=None, max_value=None))
def test_any_decimal_is_exact_or_refused(amount: Decimal) -> None:
    try:
        read = parse_usd(amount)
    except BadAmount:
        assert not amount.is_finite() or amount.is_signed() or amount >= 10**12 or amount * 10**6 % 1 != 0
    else:
        assert Fraction(read, 1_000_000) == Fraction(amount)


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with contextlib.suppress(BadAmount):
        assert Fraction(parse_usd(text), 1_000_000) == Fraction(text.strip().removeprefix("$"))


@given(st.floats())
def test_a_float_is_never_money(amount: float) -> None:
    with pytest.raises(BadAmount, match="float"):
        parse_usd(amount)  # type: ignore[arg-type]


@given(sizes)
def test_a_size_is_its_text(size: Size) -> None:
    assert parse_size(str(size)) == size
    wish = parse_size_wish(str(size))
    assert wish is not None
    assert wish.exact == size
    assert wish.allows(size)
    assert not wish.allows(Size(size.width % 65_536 + 1, size.height))


@given(sizes, parts, st.integers(1, 6))
def test_aspect_distance(size: Size, aspect: tuple[int, int], times: int) -> None:
    """Laws: 1 is exact, never below; scale and turning do not matter; it is symmetric in too wide and too high."""
    distance = aspect_distance(size, aspect)
    assert distance >= 1
    assert (distance == 1) is (size.width * aspect[1] == size.height * aspect[0])
    assert aspect_distance(Size(size.height, size.width), aspect[::-1]) == distance
    assert aspect_distance(size, (aspect[0] * times, aspect[1] * times)) == distance


@given(st.integers(100, 8_000), st.integers(-500, 500), parts.filter(lambda p: Fraction(1, 7) < Fraction(*p) < 7))
def test_an_aspect_allows_two_percent(height: int, off: int, aspect: tuple[int, int]) -> None:
    """Sizes up to 5 % off the aspect, so that many lie close to the line."""
    size = Size(max(1, round(Fraction(height * aspect[0], aspect[1]) * (1 + Fraction(off, 10_000)))), height)
    wish = parse_size_wish(f"{aspect[0]}:{aspect[1]}")
    assert wish is not None
    ratio = Fraction(size.width, size.height) / Fraction(*aspect)
    assert wish.allows(size) is (Fraction(100, 102) <= ratio <= Fraction(102, 100))


@pytest.mark.parametrize(
    ("wish", "yes", "no"),
    [
        (
            "16:9",
            ["1344x768", "1920x1080", "1280x720", "3840x2160", "1792x1024"],
            ["1536x1024", "768x1344", "1024x1024", "2048x1024"],
        ),
        ("7:4", ["1344x768", "1792x1024"], ["1536x1024"]),
        ("1:1", ["1020x1000", "1000x1020"], ["1021x1000", "1000x1021"]),
        ("1K", ["1024x1024", "1344x768", "972x971"], ["768x768", "512x512", "971x971"]),
        ("2K", ["2048x2048", "2304x1728", "1943x1943"], ["2048x1024", "1942x1942", "1920x1080"]),
        ("4K", ["3840x2160", "4096x4096"], ["2848x1600", "3839x2160", "2048x2048"]),
        (">=2MP", ["2000x1000", "1920x1080"], ["1999x1000", "1536x1024"]),
        (">=0.786MP", ["1024x768", "1000x786"], ["886x886", "1000x785"]),
        ("16:9 2K", ["3840x2160"], ["1344x768", "4096x4096"]),
        ("2K 16:9", ["3840x2160"], ["1344x768", "4096x4096"]),
        ("1024x1024", ["1024x1024"], ["1024x1025", "1025x1024", "2048x2048"]),
    ],
)
def test_wishes(wish: str, yes: list[str], no: list[str]) -> None:
    read = parse_size_wish(wish)
    assert read is not None
    assert [s for s in [*yes, *no] if read.allows(parse_size(s))] == yes


@given(st.text(max_size=12))
def test_any_text_is_a_size_wish_or_refused(text: str) -> None:
    try:
        wish = parse_size_wish(text)
    except BadSize:
        return
    assert wish is not None
    assert parse_size_wish(str(wish)) == wish, "and its text says the same"


@given(st.dates())
def test_dates(day: date) -> None:
    evening = datetime(day.year, day.month, day.day, 23)  # noqa: DTZ001  no zone is meant
    assert parse_date(day.isoformat()) == parse_date(day) == parse_date(evening) == day
    assert first_day(day.isoformat()) == day
    assert first_day(f"{day.year:04}-{day.month:02}") == day.replace(day=1)
    assert first_day(f"{day.year:04}") == day.replace(month=1, day=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-1-1",
        "2026-02-30",
        "20261122",
        "22-11-2026",
        "2026-11-22T00:00",
        "２０２６-11-22",
        "2026-00-01",
        "0000-01-01",
    ],
)
def test_no_dates(text: str) -> None:
    with pytest.raises(BadDate):
        parse_date(text)


@given(st.lists(st.sampled_from(["blockrun", "openai", "sandbox"]), min_size=1, max_size=4))
def test_gateway_names_have_one_form(names: list[str]) -> None:
    assert gateway_names(names) == gateway_names(reversed(names)) == tuple(sorted(set(names)))
    assert gateway_names([*names, "any"]) == gateway_names("any") == ()


def test_every_name_of_a_model_is_that_model() -> None:
    catalog = Catalog.load(as_of="2026-11-22")
    for model in catalog.models.values():
        for name in (model.id, *model.aka):
            assert catalog.model(name) is model


@pytest.mark.parametrize(
    "error",
    [
        errors.BadSize("no"),
        errors.UnknownModel("cogview", ["zai/cogview-4"]),
        errors.CatalogError("bad", file="a.yaml", line=3, path="id"),
        errors.QuoteRefused("size-not-sold", "no"),
        errors.NoOffer("nothing", relax=("more",)),
        errors.GatewayRefused("no", status=400, body={}),
    ],
    ids=lambda e: type(e).__name__,
)
def test_errors_cross_to_another_process(error: errors.PixelfareError) -> None:
    """A worker's error must reach the process that asked, unchanged, or it breaks the whole pool."""
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  its own
    assert type(again) is type(error)
    assert (str(again), again.to_dict(), vars(again)) == (str(error), error.to_dict(), vars(error))


def test_a_day_is_built_once() -> None:
    catalog = Catalog.load(as_of="2026-11-22")
    earlier = catalog.at("2026-05-01")
    assert catalog.at("2026-05-01") is earlier
    assert earlier.at("2026-11-22") is catalog
