"""The form of the catalog's YAML files, as pydantic models; the JSON schemas for editors come from here."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from pixelfare.dates import first_day
from pixelfare.errors import PixelfareError
from pixelfare.size import parse_size

__all__ = [
    "Amount",
    "DateText",
    "ExtensionFile",
    "Form",
    "GatewayFile",
    "Id",
    "ModelFile",
    "ModelId",
    "SeenForm",
    "SourcesFile",
    "Word",
]

USD_DECIMALS = 6


def _partial_date(given: Any) -> Any:
    return str(given) if type(given) is int else given


def _check_date(text: str) -> str:
    try:
        first_day(text)
    except PixelfareError as failure:
        raise ValueError(str(failure)) from None
    return text


def _check_size(text: str) -> str:
    try:
        size = parse_size(text)
    except PixelfareError as failure:
        raise ValueError(str(failure)) from None
    if str(size) != text:
        raise ValueError(f"write it as {size}")
    return text


def _one_or_more(given: Any) -> Any:
    return given if isinstance(given, list) else [given]


def _check_usd(amount: Decimal) -> Decimal:
    exponent = amount.as_tuple().exponent
    if not amount.is_finite() or amount < 0 or not isinstance(exponent, int):
        raise ValueError("is not an amount of USD")
    if -exponent > USD_DECIMALS:
        raise ValueError("has more than six decimals: prices per picture are whole micro-USD")
    return amount


def _plain_decimal(given: Any) -> Any:
    """Digits and a point, nothing else: Decimal itself would also take 1_0, +1, and digits of other scripts."""
    if not _PLAIN.fullmatch(str(given)):
        raise ValueError(f"{str(given)[:40]!r} is not an amount such as 0.015")
    return given


def _known_or_listed(given: Any) -> Any:
    return None if given == "unknown" else given


_PLAIN = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,16})?", re.ASCII)
_ADDRESS = re.compile(r"https://[^\s?#@]+|http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:/[^\s?#]*)?")


def _once_each(names: list[str] | None) -> list[str] | None:
    if names and len(set(names)) < len(names):
        raise ValueError("names something twice")
    return names


def _at(path: tuple[str | int, ...], problem: str, given: object) -> ValidationError:
    """A problem of a part, found by the rules of the whole."""
    detail = InitErrorDetails(
        type=PydanticCustomError("rule", "{problem}", {"problem": problem}), loc=path, input=given
    )
    return ValidationError.from_exception_data("rule", [detail])


DateText = Annotated[str, BeforeValidator(_partial_date), AfterValidator(_check_date)]
Word = Annotated[str, Field(min_length=1, max_length=60)]
SizeText = Annotated[str, AfterValidator(_check_size)]
Amount = Annotated[Decimal, BeforeValidator(_plain_decimal)]
Usd = Annotated[Amount, AfterValidator(_check_usd)]
FineUsd = Annotated[Amount, Field(ge=0, decimal_places=13, allow_inf_nan=False)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]*$")]
ModelId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]*/[a-z0-9][a-z0-9.\-]*$")]


class Form(BaseModel):
    """Base of every part of a file: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True, str_strip_whitespace=True)


class SeenForm(Form):
    """Where and when a fact was seen."""

    on: DateText = Field(description="The day the source said so, as precise as known.")
    source: str = Field(alias="in", description="An id of sources.yaml.")


SeenList = Annotated[list[SeenForm], BeforeValidator(_one_or_more), Field(min_length=1)]
SizesOrUnknown = Annotated[list[SizeText] | None, BeforeValidator(_known_or_listed)]


class TierForm(Form):
    """A price for the sizes one rule covers: give exactly one of the rules."""

    exactly: SizeText | None = None
    one_of: list[SizeText] | None = Field(default=None, min_length=1)
    min_side_over: int | None = Field(default=None, ge=0, strict=True)
    up_to: SizeText | None = None
    any: Literal[True] | None = None
    resolution: str | None = Field(default=None, description="A resolution word; for reference rows only.")
    quality: str | None = None
    usd: FineUsd
    seen: SeenList | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> TierForm:
        rules = ("exactly", "one_of", "min_side_over", "up_to", "any", "resolution")
        if sum(getattr(self, rule) is not None for rule in rules) != 1:
            raise ValueError(f"give exactly one of {', '.join(rules)}")
        return self


class TokensForm(Form):
    """USD per million tokens."""

    text_in: Usd | None = None
    image_in: Usd | None = None
    text_out: Usd | None = None
    image_out: Usd | None = None


class PriceForm(Form):
    """A price list from a day on; lists are appended and never edited in place."""

    since: DateText | None = Field(description="First day; null for ever before.")
    per: Literal["image", "megapixel", "pixel", "token"]
    tiers: list[TierForm] = []
    tokens: TokensForm | None = None
    input_image: FineUsd | None = None
    seen: SeenList
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> PriceForm:
        if self.per == "token" and (self.tiers or self.tokens is None):
            raise ValueError("a price per token has tokens and no tiers")
        if self.per != "token" and not self.tiers:
            raise ValueError(f"a price per {self.per} has tiers")
        if self.per == "image":
            for i, tier in enumerate(self.tiers):
                try:
                    _check_usd(tier.usd)
                except ValueError as failure:
                    raise _at(("tiers", i, "usd"), str(failure), tier.usd) from None
        return self


class RangeForm(Form):
    """Sizes accepted between the listed ones."""

    from_: SizeText = Field(alias="from")
    up_to: SizeText
    multiple_of: int = Field(ge=1, le=4096, strict=True)

    @model_validator(mode="after")
    def _not_empty(self) -> RangeForm:
        if not parse_size(self.from_).fits_in(parse_size(self.up_to)):
            raise ValueError(f"from {self.from_} does not fit in up_to {self.up_to}")
        return self


class EditForm(Form):
    """What an offer accepts as an edit."""

    max_images: Annotated[int | None, BeforeValidator(_known_or_listed)] = Field(ge=1, le=100)
    mask: StrictBool
    since: DateText | None = None
    seen: SeenList
    note: str = ""


class OfferForm(Form):
    """A model as one gateway sells it."""

    at: Id
    sold_as: str | None = None
    sizes: SizesOrUnknown
    also: RangeForm | None = None
    qualities: Annotated[list[Word] | None, BeforeValidator(_known_or_listed), AfterValidator(_once_each)] = []
    edit: EditForm | None = None
    prices: list[PriceForm] = []
    slow: str = ""
    note: str = ""


class UseCaseForm(Form):
    """A vendor's own advice."""

    tag: Id
    since: DateText | None = None
    seen: SeenList


class AbilityForm(Form):
    """Whether evidence says the model can."""

    able: StrictBool | Literal["claimed"]
    basis: Literal["measured", "upper_bound", "prior", "claim"]
    evidence: str
    seen: SeenList

    @model_validator(mode="after")
    def _claims_are_claims(self) -> AbilityForm:
        if (self.able == "claimed") != (self.basis == "claim"):
            raise ValueError("able: claimed and basis: claim go together; a claim alone is not yes")
        return self


class EventForm(Form):
    """An event in a model's life."""

    event: Literal["released", "announced", "deprecated", "retired", "delisted", "alias", "price_change"]
    on: Annotated[str, BeforeValidator(_partial_date)]
    by: Id
    successor: str = ""
    to: str = ""
    confidence: Literal["primary", "secondary", "unverified"]
    disputed: StrictBool = False
    seen: SeenList
    note: str = ""

    @model_validator(mode="after")
    def _dated(self) -> EventForm:
        if self.on != "unknown":
            _check_date(self.on)
        if (self.event == "alias") != bool(self.to):
            raise ValueError("an alias says what it goes `to`, and nothing else does")
        return self


class FactForm(Form):
    """Something a source says that no rule uses: latency, output form, a claim."""

    says: str
    seen: SeenList


class ModelFile(Form):
    """catalog/models/<lab>/<model>.yaml: what draws, and where it is sold."""

    id: ModelId
    name: str
    maker: Id
    maker_id: str = Field(description="The maker's own id; the maker's events reach every offer through it.")
    aka: list[Id] = []
    accepts: list[Literal["text", "image"]] = ["text"]
    languages: list[str] = []
    use_cases: list[UseCaseForm] = []
    lettering: dict[str, AbilityForm] = {}
    capabilities: dict[str, AbilityForm] = {}
    facts: list[FactForm] = []
    lifecycle: list[EventForm] = []
    offers: list[OfferForm] = []
    note: str = ""


class ExtensionFile(Form):
    """A user's file that adds offers, names or events to a model of an earlier folder."""

    extends: ModelId
    aka: list[Id] = []
    use_cases: list[UseCaseForm] = []
    lettering: dict[str, AbilityForm] = {}
    capabilities: dict[str, AbilityForm] = {}
    lifecycle: list[EventForm] = []
    offers: list[OfferForm] = []


class FeeForm(Form):
    """A flat amount per picture from a day on."""

    since: DateText | None
    usd: Usd
    seen: SeenList
    note: str = ""


class ChargeForm(Form):
    """How a list price becomes a charge."""

    markup: Annotated[Amount, Field(ge=0, le=10, decimal_places=6)]
    arithmetic: Literal["float-ceil", "exact"]
    fees: list[FeeForm] = []
    seen: SeenList
    note: str = ""


class GatewayFile(Form):
    """catalog/gateways/<gateway>.yaml: where models are bought."""

    id: Id
    name: str
    url: str = ""
    speaks: str
    pays: Literal["x402", "bearer", "none"]
    network: str = ""
    charge: ChargeForm | Literal["unknown"] | None = Field(default=None, description="Not given: as who it mirrors.")
    mirrors: Id | None = None
    reference: StrictBool = Field(default=False, description="Listed for comparison; never routed.")
    test: StrictBool = Field(
        default=False, description="Sells no real pictures, or for no real money; only when named."
    )
    offers: Literal["listed", "unknown"] = "listed"
    seen: SeenList
    note: str = ""

    @model_validator(mode="after")
    def _addressable(self) -> GatewayFile:
        if self.url and not _ADDRESS.fullmatch(self.url):
            raise ValueError("url is https, or http on this machine")
        return self


class SourceForm(Form):
    """A document that facts were taken from."""

    what: str
    date: str
    kind: str


class SourcesFile(Form):
    """catalog/sources.yaml: every document that a `seen` may name."""

    sources: dict[str, SourceForm]
