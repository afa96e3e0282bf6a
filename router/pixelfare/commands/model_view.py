"""Everything about one model on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from pixelfare.commands.prices import offer_state, price_tags
from pixelfare.commands.terminal import grid, safe, table, usd_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import Console, RenderableType

    from pixelfare.catalog import Catalog
    from pixelfare.catalog.values import Ability, Model, Offer, Seen

__all__ = ["show_model"]

_VERDICT = {True: ("yes", "green"), False: ("no", "red"), None: ("claimed", "yellow")}


def show_model(out: Console, book: Catalog, model: Model, offers: Iterable[Offer]) -> None:
    """Print what is known about a model: names, offers and prices, proofs, life, facts, each with its sources."""
    head = Text.assemble((safe(model.name), "bold cyan"), " · ", (safe(model.id), "bold"))
    out.print(head, Text(f"by {model.maker}, who calls it {model.maker_id}\n", "dim"), sep="\n")
    rows: list[tuple[str, str | Text]] = [("also called", ", ".join(model.aka))] if model.aka else []
    rows.append(("takes", ", ".join(model.accepts)))
    if model.languages:
        rows.append(("prompts in", f"{', '.join(model.languages)} (as its maker claims)"))
    if model.use_cases:
        rows.append(("advised for", ", ".join(dict.fromkeys(use.tag for use in model.use_cases))))
    if model.note:
        rows.append(("note", model.note))
    _section(out, "", grid(*rows))
    _section(out, f"Sold on {book.as_of}", _sold(book, offers))
    for title, abilities in (("Lettering", model.lettering), ("Capabilities", model.capabilities)):
        if abilities:
            _section(out, title, _abilities(abilities))
    if model.lifecycle:
        _section(out, "Life", _life(model))
    if model.facts:
        made = table("fact", ("seen", {"style": "dim"}))
        for says, seen in model.facts:
            made.add_row(Text(safe(says)), Text(_seen(seen)))
        _section(out, "Facts and claims", made)


def _section(out: Console, title: str, body: RenderableType) -> None:
    if title:
        out.print()
        out.print(Text(title, "bold"))
    out.print(Padding(body, (0, 0, 0, 2)))


def _sold(book: Catalog, offers: Iterable[Offer]) -> RenderableType:
    right = {"justify": "right", "no_wrap": True}
    made = table(("gateway", {"no_wrap": True}), ("price", right), "sizes", "state")
    for offer in offers:
        state, note = offer_state(book, offer)
        tags = price_tags(book, offer)
        style = "dim" if state in ("sold", "listed only") else "yellow"
        said = Text(safe(f"{state}: {note}" if note and state != "listed only" else state), style)
        if offer.edit is not None:
            most = f" up to {offer.edit.max_images}" if offer.edit.max_images else ""
            said.append(f"\nedits{most}{', mask' if offer.edit.mask else ''}", "dim")
        if not tags:
            made.add_row(Text(offer.gateway), Text("-", "dim"), Text(", ".join(map(str, offer.sizes))), said)
        for i, tag in enumerate(tags):
            first = i == 0
            place, price = Text(offer.gateway if first else ""), usd_text(tag.usd, style="green")
            made.add_row(place, price, Text(tag.in_words()), said if first else Text())
    return made if made.row_count else Text("nowhere", "dim")


def _abilities(abilities: Mapping[str, Ability]) -> RenderableType:
    made = table(("", {"no_wrap": True}), ("proven", {"no_wrap": True}), "evidence", ("seen", {"style": "dim"}))
    for name, ability in abilities.items():
        word, style = _VERDICT[ability.able]
        made.add_row(Text(safe(name)), Text(word, style), Text(safe(ability.evidence)), Text(_seen(ability.seen)))
    return made


def _life(model: Model) -> RenderableType:
    made = table(("day", {"no_wrap": True}), ("event", {"no_wrap": True}), "by", "remarks")
    for event in model.lifecycle:
        doubt = ", disputed" if event.disputed else ""
        then = f"; then {event.successor}" if event.successor else f"; answers as {event.to}" if event.to else ""
        remarks = f"{event.confidence}{doubt}{then}{f'. {event.note}' if event.note else ''}"
        made.add_row(Text(str(event.on or "unknown")), Text(event.event), Text(event.by), Text(safe(remarks), "dim"))
    return made


def _seen(seen: Iterable[Seen]) -> str:
    return safe(", ".join(f"{s.source} {s.on}" for s in seen))
