"""Makes the golden tables: what the prompts beside it are routed to, and what every model is expected to be worth."""

from __future__ import annotations

import json
from pathlib import Path

from pixelfare import Catalog, Decision, Needs, route
from pixelfare.errors import NoOffer
from pixelfare.evidence import evidence_of

HERE = Path(__file__).parent
PROMPTS = HERE / "prompts.jsonl"
TABLE = HERE / "routes.tsv"
AS_OF = "2026-11-22"
QUALITY = HERE / "quality.tsv"
QUALITY_COLUMNS = ("model", "need", "language", "value", "low", "high", "basis", "first figure")
COLUMNS = ("id", "needs", "auto", "size", "usd", "cheapest", "codes")


def make_table() -> str:
    """The whole table as text."""
    catalog = Catalog.load(as_of=AS_OF)
    rows = [json.loads(line) for line in PROMPTS.read_text("utf-8").splitlines()]
    lines = ["\t".join(COLUMNS), *("\t".join(row_of(row["id"], row["prompt"], catalog)) for row in rows)]
    return "\n".join(lines) + "\n"


def make_quality() -> str:
    """The expected quality of every model for every need that anything is known of, as text."""
    catalog = Catalog.load(as_of=AS_OF)
    evidence = evidence_of(catalog)
    lines = ["\t".join(QUALITY_COLUMNS)]
    for model in sorted(catalog.models):
        for need in sorted(catalog.needs.needs):
            for language in ("en", "zh"):
                found = evidence.quality(model, need, language=language)
                if found.basis == "none" or (language == "zh" and found == evidence.quality(model, need)):
                    continue
                figure = found.figures[0] if found.figures else None
                first = f"{figure.benchmark} {figure.value}" if figure else ""
                numbers = (f"{found.value:.4f}", f"{found.low:.4f}", f"{found.high:.4f}")
                lines.append("\t".join((model, need, language, *numbers, found.basis, first)))
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
