"""The pages of `docs/reference/`, made from the command line, the catalog and the policies.

The same sources give the same bytes: one fixed day, no terminal, no network, no optional package but the extra `cli`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pixelfare import Catalog, route
from pixelfare.catalog.pricing import price_offer
from pixelfare.commands.exits import MEANINGS
from pixelfare.commands.prices import offer_state
from pixelfare.errors import NoOffer, QuoteRefused
from pixelfare.money import usd
from pixelfare.policy.load import load_policies
from pixelfare.size import DEFAULT_SIZE

if TYPE_CHECKING:
    from pixelfare.catalog.pricing import Quote
    from pixelfare.catalog.values import Gateway, Offer, Seen
    from pixelfare.size import Size

__all__ = ["FOLDER", "pages"]

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
DAY, EARLIER = "2026-11-22", "2026-05-01"
"""The day that the catalog was last gone through, and the last month of two models that are no longer sold."""

ASKED = (
    ("a lighthouse at dusk", {}),
    ("a poster that says “GRAND OPENING”", {}),
    ("霓虹招牌上写着“欢迎光临”", {}),
    ("make the sky pink", {"images": ["beach.png"]}),
)
_MADE = "<!-- Made by `python scripts/docs.py --write`; do not edit. -->\n"
_WIDTH = 100
_NO_PRICE = "|  |  |  |  |"
_INTRODUCTIONS = {
    "cli": f"""{_MADE}
# Every command

What `--help` says, for all commands on one page. How they are used is in [the command line](../commands.md).
""",
    "prices": f"""{_MADE}
# Prices

Every offer of the catalog as of {DAY}. *List* is what the gateway or the maker prints, before markup and fee;
*charged* is what one picture costs there, to the micro-dollar. *Seen* is where and when the list price was last seen;
`pixelfare quote MODEL --size WxH` names every source. The sandbox charges what BlockRun does, in test money, and is
left out.
""",
    "policies": f"""{_MADE}
# Policies

Every shipped policy: what it says, its rule, and what it picks at BlockRun on {DAY} and on {EARLIER}, when dall-e-3
and gpt-image-1 were still sold. How to write one is in [policies](../policies.md).
""",
}


def pages() -> dict[str, str]:
    """Each page of the folder by its name, and what it must hold."""
    return {"cli.md": _cli(), "policies.md": _policies(), "prices.md": _prices()}


def _cli() -> str:
    from typer.main import get_command

    from pixelfare.commands.app import app

    parts = [_INTRODUCTIONS["cli"]]
    parts += [
        f"\n## {path}\n\n```text\n{_help(path, verb)}\n```\n" for path, verb in _verbs("pixelfare", get_command(app))
    ]
    codes = "\n".join(f"| {code} | {meaning} |" for code, meaning in MEANINGS.items())
    return "".join(parts) + f"\n## Exit codes\n\n| code | meaning |\n|---|---|\n{codes}\n"


def _verbs(path: str, verb: Any) -> Iterator[tuple[str, Any]]:
    yield path, verb
    for name, under in getattr(verb, "commands", {}).items():
        yield from _verbs(f"{path} {name}", under)


def _help(path: str, verb: Any) -> str:
    arguments = [p for p in verb.params if p.param_type_name == "argument"]
    under = getattr(verb, "commands", {})
    usage = [path, "[OPTIONS]", *("COMMAND [ARGS]..." for _ in under and (1,)), *(str(a.metavar) for a in arguments)]
    lines = [f"Usage: {' '.join(usage)}", ""]
    for paragraph in (verb.help or "").split("\n\n"):
        lines += [*textwrap.wrap(paragraph, _WIDTH), ""]
    panels: dict[str, list[tuple[str, str]]] = {}
    for parameter in verb.params:
        title = parameter.rich_help_panel or ("Arguments" if parameter in arguments else "Options")
        panels.setdefault(title, []).append(_parameter(parameter))
    if under:
        panels["Commands"] = [
            (name, " ".join((one.help or "").split("\n\n")[0].split())) for name, one in under.items()
        ]
    for title, rows in panels.items():
        lines += [f"{title}:", *_columns(rows), ""]
    if verb.epilog:
        lines += ["Examples:", *(f"  {line}" for line in verb.epilog.splitlines())]
    return "\n".join(lines).rstrip()


def _parameter(parameter: Any) -> tuple[str, str]:
    """How a parameter is written, and what it means."""
    says = parameter.help or ""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar), says
    names = ", ".join(parameter.opts)
    if parameter.secondary_opts:
        names += f" / {', '.join(parameter.secondary_opts)}"
    if not parameter.is_flag and parameter.metavar:
        names += f" {parameter.metavar}"
    default = parameter.default
    if parameter.show_default and not parameter.is_flag and default not in (None, (), []) and not callable(default):
        says += f" [default: {', '.join(map(str, default)) if isinstance(default, (list, tuple)) else default}]"
    return names, says


def _columns(rows: list[tuple[str, str]]) -> Iterator[str]:
    edge = min(max(len(left) for left, _ in rows), 26) + 4
    for left, says in rows:
        body = textwrap.wrap(says, _WIDTH - edge) or [""]
        if len(left) + 4 > edge:
            yield f"  {left}"
        else:
            yield f"{f'  {left}':<{edge}}{body.pop(0)}".rstrip()
        yield from (f"{'':<{edge}}{line}" for line in body)


def _prices() -> str:
    book = Catalog.load(as_of=DAY)
    gateways = sorted(book.gateways.values(), key=lambda g: (g.reference, g.id))
    parts = [_INTRODUCTIONS["prices"], *(_gateway(book, gateway) for gateway in gateways if not gateway.test)]
    sources = "".join(
        f"| `{s.id}` | {_cell(s.what)} | {s.date} |\n" for s in sorted(book.sources.values(), key=lambda s: s.id)
    )
    return "".join(parts) + f"\n## Sources\n\n| id | what | date |\n|---|---|---|\n{sources}"


def _gateway(book: Catalog, gateway: Gateway) -> str:
    head = f"\n## {gateway.name} (`{gateway.id}`)\n\n{_charge(book, gateway)}\n"
    rows = [row for offer in book.offers(gateway=gateway.id) for row in _offer(book, offer)]
    rows.sort(key=lambda row: _NO_PRICE in row)
    if not rows:
        return f"{head}\nWhat it sells is not known.\n"
    return (
        f"{head}\n| model | size | quality | list | charged | seen |\n|---|---|---|---:|---:|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def _charge(book: Catalog, gateway: Gateway) -> str:
    said = ["Only listed for comparison; pixelfare cannot call it."] if gateway.reference else []
    if gateway.mirrors:
        said.append(f"Sells what `{gateway.mirrors}` sells.")
    charge = book.charge(gateway.id)
    if charge is None:
        said.append("What it charges on top of the list price is not known.")
    else:
        fee = next((f for f in reversed(charge.fees) if f.since is None or str(f.since) <= DAY), None)
        flat = f"a fee of ${fee.usd} a picture" if fee and fee.usd else "no fee"
        said.append(f"Markup {charge.markup:.0%}, {flat}; arithmetic `{charge.arithmetic}`.")
        if where := _latest((*charge.seen, *(fee.seen if fee else ()))):
            said.append(f"Last seen {where}.")
    return " ".join(said)


def _latest(seen: Iterable[Seen]) -> str:
    last = max(seen, key=lambda s: (s.day, s.source), default=None)
    return f"{last.on} `{last.source}`" if last else ""


def _list_price_seen(book: Catalog, offer: Offer, quote: Quote) -> str:
    """Where the list price alone was last seen: priced once more under a charge that names no sources."""
    charge, gateway = book.charge(offer.gateway), book.gateway(offer.gateway)
    bare = replace(charge, seen=(), fees=()) if charge else None
    return _latest(price_offer(offer, gateway, bare, quote.size, quote.quality, book.as_of).sources)


def _offer(book: Catalog, offer: Offer) -> Iterator[str]:
    """A row for every price of an offer; or one that says why there is none."""
    state, says = offer_state(book, offer)
    found: dict[tuple[int, int, str | None], list[tuple[Size, Quote]]] = {}
    if state not in ("retired", "delisted"):
        for size, quality in ((s, q) for s in offer.sizes for q in offer.qualities or (None,)):
            try:
                quote = book.price(offer, size, quality)
            except QuoteRefused:
                continue
            found.setdefault((quote.micro_usd, quote.base, quality), []).append((size, quote))
    if not found:
        why = _why_unpriced(book, offer) if state == "listed only" else says
        yield f"| `{offer.model}` {_NO_PRICE} {_cell(why)} |"
    for (micro_usd, base, quality), group in sorted(found.items(), key=lambda item: (item[0][0], item[0][2] or "")):
        sizes = ", ".join(str(size) for size, _ in group)
        where = _list_price_seen(book, offer, group[0][1])
        yield f"| `{offer.model}` | {sizes} | {quality or ''} | {usd(base)} | {usd(micro_usd)} | {where} |"


def _why_unpriced(book: Catalog, offer: Offer) -> str:
    try:
        book.price(offer, offer.sizes[0] if offer.sizes else DEFAULT_SIZE, None)
    except QuoteRefused as refused:
        return str(refused)
    return "sold no more"


def _policies() -> str:
    parts = [_INTRODUCTIONS["policies"]]
    for policy in load_policies().values():
        rows = "".join(
            f"| {_cell(prompt)}{', with a picture' if more else ''} | {_pick(policy.id, prompt, more, DAY)} | "
            f"{_pick(policy.id, prompt, more, EARLIER)} |\n"
            for prompt, more in ASKED
        )
        parts.append(
            f"\n## {policy.id}\n\n{policy.says}\n\n```yaml\n{policy.to_yaml().strip()}\n```\n\n"
            f"| prompt | {DAY} | {EARLIER} |\n|---|---|---|\n{rows}"
        )
    return "".join(parts)


def _pick(policy: str, prompt: str, more: Mapping[str, Any], day: str) -> str:
    try:
        decision = route(prompt, policy, catalog=Catalog.load(as_of=day), **more)
    except NoOffer:
        return "nothing fits"
    return f"`{decision.model}` {decision.size}, ${decision.usd}"


def _cell(text: str) -> str:
    """Text that does not break a row."""
    return " ".join(text.replace("|", "\\|").split())
