"""What the catalog is made of: models, gateways, offers, dated prices, each with where it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pixelfare.dates import first_day
from pixelfare.size import Size

__all__ = [
    "Ability",
    "Charge",
    "Edit",
    "Event",
    "Fee",
    "Gateway",
    "Model",
    "Offer",
    "Price",
    "Range",
    "Seen",
    "Source",
    "Tier",
    "UseCase",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that facts were taken from."""

    id: str
    what: str
    date: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where and when a fact was seen: a source's id, and a date as precise as known, or none for a user's own file."""

    source: str
    on: str

    @property
    def day(self) -> date:
        """The first day the date can mean; without a date, the first of all."""
        return first_day(self.on) if self.on else date.min


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """A price for the sizes that a rule covers, and for one quality level or all.

    Args:
        rule: `exactly`, `one_of`, `min_side_over`, `up_to`, `any`, or `resolution` (a word that no pixel size answers).
        sizes: The sizes that `exactly`, `one_of` and `up_to` name.
        side: The number of pixels that `min_side_over` names.
        quality: The level this price is for; `None` for all.
        usd: List price per picture, megapixel or pixel, before markup and fee.
        seen: Where this figure stands.
    """

    rule: str
    sizes: tuple[Size, ...] = ()
    side: int = 0
    word: str = ""
    quality: str | None = None
    usd: Decimal
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price list in force from a day on.

    Args:
        since: First day; `None` for ever before.
        per: What a tier's figure is for: `image`, `megapixel` (a million pixels), `pixel`, or `token` (no tiers).
        tokens: USD per million tokens by kind (`text_in`, `image_in`, `text_out`, `image_out`).
        input_image: USD per input picture.
    """

    since: date | None
    per: str
    tiers: tuple[Tier, ...] = ()
    tokens: Mapping[str, Decimal] = field(default_factory=dict)
    input_image: Decimal | None = None
    seen: tuple[Seen, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Sizes accepted between the listed ones: each side within bounds and a multiple of a step."""

    smallest: Size
    largest: Size
    multiple_of: int

    def holds(self, size: Size) -> bool:
        """Whether a size is in the range and on its grid."""
        on_grid = size.width % self.multiple_of == size.height % self.multiple_of == 0
        return on_grid and self.smallest.fits_in(size) and size.fits_in(self.largest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an offer accepts as an edit.

    Args:
        max_images: Most input pictures; 0 where the number is not known.
        mask: Whether it takes a mask (then with exactly one input picture).
        since: First day it was known to edit.
    """

    max_images: int
    mask: bool
    since: date | None = None
    seen: tuple[Seen, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model as a gateway sells it.

    Args:
        sold_as: Its id on the wire.
        sizes: The listed sizes; empty where they are not known.
        also: Further sizes accepted when asked for explicitly.
        qualities: Quality levels it takes, from plain to fine; empty where it takes none.
        qualities_unknown: It takes levels, but which is not known.
        edit: What it accepts as an edit; `None` where no source says it edits.
    """

    model: str
    gateway: str
    sold_as: str
    sizes: tuple[Size, ...]
    also: Range | None = None
    qualities: tuple[str, ...] = ()
    qualities_unknown: bool = False
    edit: Edit | None = None
    prices: tuple[Price, ...] = ()
    slow: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """`model @ gateway`, unique in a catalog."""
        return f"{self.model} @ {self.gateway}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """A vendor's own advice, as a dated claim."""

    tag: str
    since: date | None
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """Whether a model draws a script or has a capability, by dated evidence.

    Args:
        able: Yes or no; `None` where somebody claims it and nothing measured says so.
        basis: `measured`, `upper_bound` (at a dearer level than is sold), `prior` (a preference board), `claim`.
        evidence: The figures, in words.
    """

    able: bool | None
    basis: str
    evidence: str
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, or is announced to happen, to a model.

    Args:
        event: `released`, `announced`, `deprecated`, `retired`, `delisted`, `alias` or `price_change`.
        on: The day it takes effect; `None` where unknown (then it is in effect).
        by: The maker, or the gateway, whose event it is.
        successor: What to use instead.
        to: For an alias, the id that answers.
        confidence: `primary`, `secondary` or `unverified`.
        disputed: Another source contradicts it.
    """

    event: str
    on: date | None
    by: str
    successor: str = ""
    to: str = ""
    confidence: str
    disputed: bool = False
    seen: tuple[Seen, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What draws, whoever sells it."""

    id: str
    name: str
    maker: str
    maker_id: str
    aka: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    use_cases: tuple[UseCase, ...] = ()
    lettering: Mapping[str, Ability] = field(default_factory=dict)
    capabilities: Mapping[str, Ability] = field(default_factory=dict)
    facts: tuple[tuple[str, tuple[Seen, ...]], ...] = ()
    lifecycle: tuple[Event, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A flat amount per picture, in force from a day on."""

    since: date | None
    usd: Decimal
    seen: tuple[Seen, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """How a gateway turns a list price into what it charges."""

    markup: Decimal
    arithmetic: str
    fees: tuple[Fee, ...] = ()
    seen: tuple[Seen, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Where models are bought.

    Args:
        url: Base URL; empty where it is an embedded one.
        speaks: Wire dialect: `blockrun-images`, `openai-images`, or a name that pixelfare does not speak.
        pays: Rail: `x402`, `bearer` or `none`.
        network: CAIP-2 name of the chain that is paid on.
        charge: Its own charge rule; `None` where it has none of its own.
        mirrors: The gateway whose offers it sells under its own charge rule.
        reference: Its prices are shown, never routed: pixelfare cannot call it.
        test: It sells no real pictures, or for no real money: used only when named.
        unknown_offers: What it sells is not known.
        unknown_charge: How it charges is not known.
    """

    id: str
    name: str
    url: str = ""
    speaks: str
    pays: str
    network: str = ""
    charge: Charge | None = None
    mirrors: str | None = None
    reference: bool = False
    test: bool = False
    unknown_offers: bool = False
    unknown_charge: bool = False
    seen: tuple[Seen, ...] = ()
    note: str = ""
