"""Makes the golden route table from the prompts beside it."""

from __future__ import annotations

import json
from pathlib import Path

from pixelfare import Catalog, Decision, Needs, route
from pixelfare.errors import NoOffer

HERE = Path(__file__).parent
PROMPTS = HERE / "prompts.jsonl"
TABLE = HERE / "routes.tsv"
AS_OF = "2026-11-22"
COLUMNS = ("id", "needs", "auto", "size", "usd", "cheapest", "codes")


def make_table() -> str:
    """The whole table as text."""
    catalog = Catalog.load(as_of=AS_OF)
    rows = [json.loads(line) for line in PROMPTS.read_text("utf-8").splitlines()]
    lines = ["\t".join(COLUMNS), *("\t".join(row_of(row["id"], row["prompt"], catalog)) for row in rows)]
    return "\n".join(lines) + "\n"


def row_of(id_: str, prompt: str, catalog: Catalog) -> tuple[str, ...]:
    """One prompt's row."""
    cheap = route(prompt, "cheapest", catalog=catalog)
    try:
        auto = route(prompt, "auto", catalog=catalog)
    except NoOffer as nothing:
        return (
            id_,
            in_short(cheap.needs),
            "nothing fits",
            "",
            "",
            _name(cheap),
            " ".join(sorted({r.code for r in nothing.refusals})),
        )
    same = (auto.model, auto.size) == (cheap.model, cheap.size)
    instead = "=" if same else f"{_name(cheap)} {cheap.size}" if cheap.size != auto.size else _name(cheap)
    codes = ",".join(dict.fromkeys(w.code for w in auto.warnings))
    return id_, in_short(auto.needs), _name(auto), str(auto.size), str(auto.usd), instead, codes


def in_short(needs: Needs) -> str:
    """Needs on one line: `generate zh T:zh,latin C:infographic S:16:9`."""
    parts = [needs.operation, needs.language]
    for letter, names in (("T", needs.lettering), ("C", needs.capabilities)):
        if names:
            parts.append(f"{letter}:{','.join(sorted(names))}")
    if needs.size_hint:
        parts.append(f"S:{needs.size_hint}")
    return " ".join(parts)


def _name(decision: Decision) -> str:
    return decision.model.partition("/")[2]
