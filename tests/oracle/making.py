"""Catalog folders made up by Hypothesis: a few models and gateways with every rule the YAML can hold.

Files are written as JSON, which is YAML, so that neither reader depends on how the other quotes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

SEEN = {"on": "2026-11-22", "in": "pixelfare"}
SIZES = [
    "512x512",
    "1024x1024",
    "1536x1024",
    "1024x1536",
    "1344x768",
    "768x1344",
    "2048x2048",
    "3840x2160",
    "4096x4096",
]
LEVELS = ["low", "medium", "high"]
DAYS = ["2026", "2026-02", "2026-02-02", "2026-05-01", "2026-08-15", "2026-08-16", "2026-11", "2027-01-01"]
FIGURES = ["0", "0.005", "0.015", "0.02", "0.02", "0.04", "0.05", "0.053501", "0.1", "0.123457", "1"]

days = st.sampled_from(DAYS)
figures = st.sampled_from(FIGURES)
maybe = st.booleans()


def in_turn(days: list[str | None]) -> list[str | None]:
    """The days without those that begin on the same day as an earlier one."""
    first = {("null" if d is None else (d + "-01-01")[:10] if len(d) == 4 else (d + "-01")[:10]): d for d in days}
    return list(first.values())


@st.composite
def charges(draw: st.DrawFn) -> dict[str, Any]:
    """How a gateway charges."""
    since = in_turn(draw(st.lists(st.none() | days, max_size=3)))
    return {
        "markup": draw(st.sampled_from(["0", "0.05", "0.07", "0.1"])),
        "arithmetic": draw(st.sampled_from(["float-ceil", "exact"])),
        "fees": [{"since": d, "usd": draw(st.sampled_from(["0", "0.001", "0.002"])), "seen": SEEN} for d in since],
        "seen": SEEN,
    }


@st.composite
def gateways(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to three gateways; a later one may repeat an earlier one."""
    found: list[dict[str, Any]] = []
    for i in range(draw(st.integers(1, 3))):
        gateway: dict[str, Any] = {"id": f"g{i}", "name": f"G{i}", "speaks": "x", "pays": "none", "seen": SEEN}
        if found and draw(maybe):
            gateway["mirrors"] = draw(st.sampled_from([g["id"] for g in found]))
        if "mirrors" not in gateway or draw(maybe):
            gateway["charge"] = draw(charges())
        for flag in ("reference", "test"):
            if draw(st.integers(0, 9)) == 0:
                gateway[flag] = True
        found.append(gateway)
    return found


@st.composite
def prices(draw: st.DrawFn, since: str | None, levels: list[str]) -> dict[str, Any]:
    """One price list; some tier covers every size."""
    per = draw(st.sampled_from(["image"] * 5 + ["megapixel", "token"]))
    if per == "token":
        return {"since": since, "per": per, "tokens": {"image_out": 30}, "seen": SEEN}
    tiers: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 5))):
        rule = draw(st.sampled_from(["exactly", "one_of", "min_side_over", "up_to"]))
        covers: Any = draw(st.sampled_from(SIZES))
        if rule == "one_of":
            covers = draw(st.lists(st.sampled_from(SIZES), min_size=1, max_size=3, unique=True))
        elif rule == "min_side_over":
            covers = draw(st.sampled_from([0, 767, 768, 1023, 1024, 2047]))
        tiers.append({rule: covers, "usd": draw(figures)})
    tiers.append({"any": True, "usd": draw(figures)})
    for tier in tiers[:-1] if levels else []:
        if draw(maybe):
            tier["quality"] = draw(st.sampled_from(levels))
    return {"since": since, "per": per, "tiers": draw(st.permutations(tiers)), "seen": SEEN}


@st.composite
def offers(draw: st.DrawFn, at: str) -> dict[str, Any]:
    """A model as one gateway sells it."""
    sizes = draw(st.lists(st.sampled_from(SIZES), min_size=1, max_size=5, unique=True))
    levels = draw(st.sampled_from([[], [], LEVELS, LEVELS[:2], ["high"]]))
    offer: dict[str, Any] = {"at": at, "sizes": sizes, "qualities": levels}
    if draw(st.integers(0, 9)) == 0:
        offer["sizes"] = "unknown"
    if draw(maybe):
        offer["also"] = {"from": "512x512", "up_to": "2048x1440", "multiple_of": draw(st.sampled_from([1, 16, 128]))}
    if draw(maybe):
        offer["edit"] = {"max_images": draw(st.sampled_from([1, 2, 4, "unknown"])), "mask": draw(maybe), "seen": SEEN}
        if draw(maybe):
            offer["edit"]["since"] = draw(days)
    begins = in_turn(draw(st.lists(st.none() | days, max_size=3)))
    offer["prices"] = [draw(prices(since, levels)) for since in begins]
    return offer


@st.composite
def lifecycles(draw: st.DrawFn, places: list[str], names: list[str]) -> list[dict[str, Any]]:
    """Events in the life of a model, each on the word of its maker or of a gateway."""
    events: list[dict[str, Any]] = []
    sure = st.sampled_from(["primary", "secondary", "unverified"])
    for by in draw(st.lists(st.sampled_from(["lab", *places]), max_size=3, unique=True)):
        early, late = sorted([draw(st.integers(0, len(DAYS) - 1)), draw(st.integers(0, len(DAYS) - 1))])
        if draw(maybe):
            events.append({"event": "released", "on": DAYS[early]})
        kind = draw(st.sampled_from(["retired", "delisted", "deprecated", "alias", "none"]))
        if kind == "alias":
            events.append({"event": kind, "on": DAYS[late], "to": draw(st.sampled_from(names))})
        elif kind != "none":
            on = DAYS[late] if events or draw(maybe) else "unknown"
            events.append({"event": kind, "on": on, "disputed": draw(st.integers(0, 3)) == 0})
            if kind == "delisted" and draw(st.integers(0, 3)) == 0:  # and sold again
                events.append({"event": "released", "on": draw(st.sampled_from(DAYS[late:]))})
        for event in events:
            event.setdefault("by", by)
            event.setdefault("confidence", draw(sure))
            event.setdefault("seen", SEEN)
    return events


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Files by name: gateways, and one to four models sold at them."""
    sellers = draw(gateways())
    places = [g["id"] for g in sellers]
    names = [f"m{i}" for i in range(draw(st.integers(1, 4)))]
    files: dict[str, dict[str, Any]] = {f"gateways/{g['id']}.yaml": g for g in sellers}
    for name in names:
        at = draw(st.lists(st.sampled_from(places), min_size=1, max_size=2, unique=True))
        files[f"models/lab/{name}.yaml"] = {
            "id": f"lab/{name}",
            "name": name.upper(),
            "maker": "lab",
            "maker_id": name,
            "lifecycle": draw(lifecycles(places, names)),
            "offers": [draw(offers(place)) for place in at],
        }
    return files


def write_files(folder: Path, files: dict[str, Any]) -> Path:
    """Write documents as the files of a folder; text is written as it is."""
    for name, doc in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(doc if isinstance(doc, str) else json.dumps(doc, indent=1), "utf-8")
    return folder
