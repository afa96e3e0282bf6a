"""How far two labellers agree who did not see each other's labels: the most that a reader can be measured against.

`second_labels.jsonl` holds the second labeller's reading of every prompt of `labelled_unseen.jsonl`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rows import Row

FOLDER = Path(__file__).resolve().parent / "image_router"


def label_agreement() -> list[Row]:
    """The share of prompts labelled alike, Cohen's kappa, and the F1 of one labeller against the other."""
    first = {row["id"]: row for row in _read("labelled_unseen.jsonl")}
    second = {row["id"]: row for row in _read("second_labels.jsonl")}
    pairs = [(first[name], second[name]) for name in first]
    edits = [(one["operation"] == "edit", two["operation"] == "edit") for one, two in pairs]
    texts = [(bool(one["lettering"]), bool(two["lettering"])) for one, two in pairs]
    both = [one["lettering"] == two["lettering"] for one, two in pairs if one["lettering"] and two["lettering"]]
    agreed = sum(one and two for one, two in texts)
    f1 = 2 * agreed / (sum(one for one, _ in texts) + sum(two for _, two in texts))
    name = f"two labellers ({len(pairs)})"
    return [
        Row(what=f"{name}: operation, alike", value=_alike(edits)),
        Row(what=f"{name}: operation, kappa", value=_kappa(edits)),
        Row(what=f"{name}: has lettering, alike", value=_alike(texts)),
        Row(what=f"{name}: has lettering, kappa", value=_kappa(texts)),
        Row(what=f"{name}: has lettering, F1 of one against the other", value=f1),
        Row(what=f"{name}: its scripts, alike where both have it", value=sum(both) / len(both)),
    ]


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


def _alike(pairs: Sequence[tuple[bool, bool]]) -> float:
    return sum(one == two for one, two in pairs) / len(pairs)


def _kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Agreement beyond chance (Cohen 1960)."""
    one, two = (sum(pair[i] for pair in pairs) / len(pairs) for i in (0, 1))
    chance = one * two + (1 - one) * (1 - two)
    return (_alike(pairs) - chance) / (1 - chance)
