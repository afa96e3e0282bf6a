"""What the tools answer: small values that become JSON. Amounts are exact USD as text, and no picture is inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

__all__ = ["Choice", "File", "Made", "Option", "OrderLine", "Price", "Row", "Spending"]

Usd = Annotated[str, Field(description="US dollars as exact decimal text.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Another way to buy the same picture."""

    model: str
    size: str
    usd: Usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What would be bought."""

    summary: Annotated[str, Field(description="The choice in one sentence.")]
    model: str
    gateway: Annotated[str, Field(description="Where it would be bought.")]
    size: Annotated[str, Field(description="Width and height in pixels.")]
    quality: str | None
    n: int
    quoted_usd: Annotated[str, Field(description="Exact price of the whole order in US dollars.")]
    why: Annotated[str, Field(description="Why this one, in one sentence.")]
    alternatives: Annotated[list[Option], Field(description="Other models, in order of preference.")]
    problems: Annotated[list[str], Field(description="What would stop the purchase now; empty where nothing would.")]
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The exact price of one model at one size, and how it is made up."""

    summary: str
    model: str
    gateway: str
    size: str
    quality: str | None
    n: int
    quoted_usd: Annotated[str, Field(description="Exact price of all n pictures in US dollars.")]
    list_usd: Usd
    markup_usd: Usd
    fee_usd: Usd
    as_of: Annotated[str, Field(description="The day whose prices these are, ISO 8601.")]
    sources: Annotated[list[str], Field(description="Where the price was read, each with its date.")]
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One picture that was made."""

    path: Annotated[str, Field(description="Its file; can be given to edit_image.")]
    link: Annotated[str, Field(description="A URI of the file.")]
    media_type: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was bought: the files, and what they cost."""

    summary: str
    order: Annotated[str, Field(description="The order's id; edit_image takes it, and spend shows it.")]
    model: str
    gateway: str
    size: str
    quality: str | None
    pictures: list[File]
    quoted_usd: Usd
    paid_usd: Annotated[str | None, Field(description="What was paid; null while that is not known.")]
    why: str
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a report."""

    name: str
    orders: int
    pictures: int
    paid_usd: Usd
    held_usd: Annotated[str, Field(description="Held for orders whose payment is not known yet, US dollars.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order in short."""

    order: str
    state: Annotated[str, Field(description="delivered, refused and unpaid are final; the others are still open.")]
    money: Annotated[str, Field(description="paid, unpaid, none or unknown.")]
    test: Annotated[bool, Field(description="Whether it is an order without real money.")]
    created: str
    model: str
    size: str
    quoted_usd: Usd
    paid_usd: str | None
    key: Annotated[str | None, Field(description="The idempotency key it was ordered with.")]
    pictures: Annotated[list[str], Field(description="Files that were delivered.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What was spent, and what the limits leave."""

    summary: str
    by: str
    rows: list[Row]
    left_usd: Annotated[str | None, Field(description="What the tightest limit leaves for a call; null: no limit.")]
    orders: Annotated[list[OrderLine], Field(description="The newest orders, those without real money among them.")]
