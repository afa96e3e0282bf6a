"""Options that several verbs share, and what they come to as arguments of `route`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixelfare.errors import BadRequest

if TYPE_CHECKING:
    from pixelfare.catalog import Catalog

__all__ = [
    "AsJson", "AsOf", "Capabilities", "Catalogs", "Conservative", "Explain", "FromFile", "Gateways", "Images", "Intent",
    "Jsonl", "Language", "Lettering", "Lines", "Mask", "MaxUsd", "MinQuality", "Number", "Operation", "PolicyFile",
    "Prompt", "Quality", "Request", "Scores", "SizeWish", "Tolerance", "Weights", "WithPrompt", "load_catalog",
]  # fmt: skip

_INPUT, _WISH, _NEEDS, _OUTPUT = "Prompt", "Wish", "Needs, instead of what is read", "Output"
_EVIDENCE = "Expected quality"


def _intents(incomplete: str) -> Iterator[str]:
    from pixelfare.policy.load import load_policies
    from pixelfare.settings import user_folders

    return (name for name in load_policies(user_folders("policies")) if name.startswith(incomplete))


def _gateways(incomplete: str) -> Iterator[str]:
    return (name for name in [*load_catalog().gateways, "any"] if name.startswith(incomplete))


Prompt = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROMPT]", help="What the picture shows; - or nothing reads it from stdin.", show_default=False
    ),
]
FromFile = Annotated[
    Path | None, typer.Option("--file", "-f", metavar="FILE", help="Read it from a file.", rich_help_panel=_INPUT)
]
Lines = Annotated[bool, typer.Option("--lines", help="Many prompts, one on each line.", rich_help_panel=_INPUT)]
Jsonl = Annotated[
    bool,
    typer.Option(
        "--jsonl",
        help='Many, each line a JSON object: "prompt", and if wanted id, intent, size, quality, n, gateway, max_usd, '
        "images, mask, needs. A file that ends in .jsonl is read so anyway.",
        rich_help_panel=_INPUT,
    ),
]
Images = Annotated[
    list[str] | None,
    typer.Option("--image", metavar="FILE|URL", help="An input picture; may be repeated.", rich_help_panel=_INPUT),
]
Mask = Annotated[
    Path | None, typer.Option("--mask", metavar="FILE", help="A mask for an edit.", rich_help_panel=_INPUT)
]

Intent = Annotated[
    str | None,
    typer.Option(
        "--intent", "-i", metavar="NAME", help="auto (the default), cheapest, quality, ...: see `pixelfare policies`.",
        rich_help_panel=_WISH, autocompletion=_intents,
    ),
]  # fmt: skip
PolicyFile = Annotated[
    str | None,
    typer.Option("--policy", metavar="FILE", help="A policy of your own instead of an intent.", rich_help_panel=_WISH),
]
SizeWish = Annotated[
    str | None,
    typer.Option(
        "--size", "-s", metavar="SIZE", help="1344x768 exactly, 16:9 that aspect, 2K or '>=2MP' at least.",
        rich_help_panel=_WISH,
    ),
]  # fmt: skip
Quality = Annotated[
    str | None, typer.Option("--quality", "-q", metavar="LEVEL", help="low, medium, high, ...", rich_help_panel=_WISH)
]
Number = Annotated[
    int | None, typer.Option("--number", "-n", metavar="N", help="How many pictures, 1 to 10.", rich_help_panel=_WISH)
]
Gateways = Annotated[
    list[str] | None,
    typer.Option(
        "--gateway", "-g", metavar="NAME", help="Where to buy (blockrun by default); may be repeated; any for all.",
        rich_help_panel=_WISH, autocompletion=_gateways,
    ),
]  # fmt: skip
MaxUsd = Annotated[
    str | None, typer.Option("--max-usd", metavar="USD", help="Most for the whole order.", rich_help_panel=_WISH)
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="The day whose prices hold (today by default).", rich_help_panel=_WISH
    ),
]
Catalogs = Annotated[
    list[Path] | None,
    typer.Option("--catalog", metavar="DIR", help="A folder over the catalog; may be repeated.", rich_help_panel=_WISH),
]
Lettering = Annotated[
    list[str] | None,
    typer.Option(
        "--lettering",
        metavar="SCRIPT",
        help="A script to be drawn (latin, zh, ja, ...), or none.",
        rich_help_panel=_NEEDS,
    ),
]
Capabilities = Annotated[
    list[str] | None,
    typer.Option("--capability", metavar="NAME", help="photo, style, counting, ... or none.", rich_help_panel=_NEEDS),
]
Operation = Annotated[
    str | None, typer.Option("--operation", metavar="NAME", help="generate or edit.", rich_help_panel=_NEEDS)
]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="TAG", help="The prompt's language: en, zh, ...", rich_help_panel=_NEEDS),
]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="One line of JSON for each result; errors as JSON on stderr.", rich_help_panel=_OUTPUT),
]
Explain = Annotated[
    bool, typer.Option("--explain", "-e", help="Everything: proofs, sources, each refusal.", rich_help_panel=_OUTPUT)
]
WithPrompt = Annotated[
    bool, typer.Option("--with-prompt", help="Put the prompt into the JSON, too.", rich_help_panel=_OUTPUT)
]


Tolerance = Annotated[
    str | None,
    typer.Option(
        "--tolerance", metavar="SHARE", help="How much of the best may be missing (auto: 0.05; 0: the best only).",
        rich_help_panel=_EVIDENCE,
    ),
]  # fmt: skip
MinQuality = Annotated[
    str | None,
    typer.Option("--min-quality", metavar="SHARE", help="Least expected quality, 0 to 1.", rich_help_panel=_EVIDENCE),
]
Conservative = Annotated[
    bool,
    typer.Option("--conservative", help="Judge by the lower end of each interval.", rich_help_panel=_EVIDENCE),
]
Weights = Annotated[
    list[str] | None,
    typer.Option(
        "--weight", metavar="NEED=N", help="What a need counts, such as style=0; may be repeated.",
        rich_help_panel=_EVIDENCE,
    ),
]  # fmt: skip
Scores = Annotated[
    Path | None,
    typer.Option(
        "--scores", metavar="FILE", help="Scores of your own: a CSV of model, need, score, n.",
        rich_help_panel=_EVIDENCE,
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the options of `route` and `generate` ask for, apart from the prompt."""

    intent: str | None = None
    policy: str | None = None
    size: str | None = None
    quality: str | None = None
    n: int | None = None
    gateway: list[str] | None = None
    max_usd: str | None = None
    as_of: str | None = None
    images: list[str] | None = None
    mask: Path | None = None
    catalog: list[Path] | None = None
    lettering: list[str] | None = None
    capability: list[str] | None = None
    operation: str | None = None
    language: str | None = None
    tolerance: str | None = None
    min_quality: str | None = None
    conservative: bool = False
    weights: list[str] | None = None
    scores: Path | None = None

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of `route`.

        Raises:
            PixelfareError: An option makes no sense by itself.
        """
        for file in (*(self.images or ()), *((str(self.mask),) if self.mask else ())):
            if not file.startswith("https://") and not Path(file).is_file():
                why = ": a picture is fetched by https only" if file.startswith("http://") else ": no such picture"
                raise BadRequest(f"{file}{why}")
        names = ("intent", "policy", "size", "quality", "n", "max_usd", "mask", "tolerance", "min_quality")
        plain = {k: getattr(self, k) for k in names}
        found: dict[str, Any] = {k: v for k, v in plain.items() if v is not None}
        if self.gateway:
            found["gateway"] = self.gateway
        if self.images:
            found["images"] = self.images
        if needs := self._needs():
            found["needs"] = needs
        if self.conservative:
            found["conservative"] = True
        if self.weights:
            found["weights"] = dict(_weight(given) for given in self.weights)
        catalog = load_catalog(self.as_of, self.catalog)
        found["catalog"] = catalog if self.scores is None else catalog.with_scores(self.scores)
        return found

    def _needs(self) -> dict[str, Any]:
        given = {"operation": self.operation, "language": self.language}
        needs: dict[str, Any] = {k: v for k, v in given.items() if v is not None}
        for name, values in (("lettering", self.lettering), ("capabilities", self.capability)):
            if values:
                needs[name] = frozenset() if values == ["none"] else frozenset(values)
        return needs


def _weight(given: str) -> tuple[str, str]:
    need, sign, weight = given.partition("=")
    if not sign:
        raise BadRequest(f"{given!r} is no weight such as lettering.zh=8")
    return need, weight


def load_catalog(as_of: str | None = None, folders: list[Path] | None = None) -> Catalog:
    """The catalog on a day: the shipped one, the user's own folders over it, and over these the folders named."""
    from pixelfare.catalog import Catalog
    from pixelfare.settings import user_folders

    return Catalog.load(as_of=as_of, paths=(*user_folders("catalog"), *(folders or ())))
