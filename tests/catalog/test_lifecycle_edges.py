"""Edges of lifecycle, mirrors and charges, each the smallest catalog that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oracle.making import SEEN, write_files
from pixelfare import Catalog
from pixelfare.errors import QuoteRefused

EXACT = {"markup": "0.05", "arithmetic": "exact", "fees": [], "seen": SEEN}


def gateway(id_: str, **more: Any) -> dict[str, Any]:
    """A gateway's document."""
    return {"id": id_, "name": id_, "speaks": "x", "pays": "none", "seen": SEEN, **more}


def model(name: str, at: str, *events: dict[str, Any]) -> dict[str, Any]:
    """A model that one gateway sells at one size and price."""
    tiers = [{"any": True, "usd": "0.01"}]
    offer = {
        "at": at,
        "sizes": ["1024x1024"],
        "prices": [{"since": None, "per": "image", "tiers": tiers, "seen": SEEN}],
    }
    sure = [{"confidence": "primary", "seen": SEEN, **e} for e in events]
    return {"id": f"lab/{name}", "name": name, "maker": "lab", "maker_id": name, "lifecycle": sure, "offers": [offer]}


def standing(folder: Path, files: dict[str, Any], where: str, as_of: str = "2026-11-22", name: str = "lab/m") -> str:
    """The word for why an offer is refused, or nothing."""
    catalog = Catalog.load(paths=[write_files(folder, files)], as_of=as_of)
    return catalog.standing(catalog.offers(model=name, gateway=where)[0]).refusal


@pytest.mark.parametrize("where", ["a", "b", "c"])
def test_a_delisting_reaches_every_mirror_of_a_mirror(tmp_path: Path, where: str) -> None:
    """`a` repeats `b`, which repeats `c`; what `c` no longer sells, nobody does."""
    gone = {"event": "delisted", "on": "2026-01-01", "by": "c"}
    files = {
        "gateways/a.yaml": gateway("a", mirrors="b"),
        "gateways/b.yaml": gateway("b", mirrors="c"),
        "gateways/c.yaml": gateway("c", charge=EXACT),
        "models/lab/m.yaml": model("m", "c", gone),
    }
    assert standing(tmp_path, files, where) == "delisted"


def test_an_alias_of_the_future_changes_nothing_today(tmp_path: Path) -> None:
    """Today the id still answers itself; that what it will become is retired concerns the day it becomes that."""
    files = {
        "gateways/c.yaml": gateway("c", charge=EXACT),
        "models/lab/m.yaml": model("m", "c", {"event": "alias", "on": "2027-01-01", "by": "lab", "to": "old"}),
        "models/lab/old.yaml": model("old", "c", {"event": "retired", "on": "2026-01-01", "by": "lab"}),
    }
    assert standing(tmp_path, files, "c") == ""
    assert standing(tmp_path, files, "c", as_of="2027-01-01") == "retired"


def test_a_charge_that_is_unknown_is_not_that_of_the_mirrored_gateway(tmp_path: Path) -> None:
    """`charge: unknown` is a fact, and not the same as saying nothing; a price that is not known is refused."""
    files = {
        "gateways/a.yaml": gateway("a", mirrors="c", charge="unknown"),
        "gateways/b.yaml": gateway("b", mirrors="c"),
        "gateways/c.yaml": gateway("c", charge=EXACT),
        "models/lab/m.yaml": model("m", "c"),
    }
    catalog = Catalog.load(paths=[write_files(tmp_path, files)], as_of="2026-11-22")
    assert catalog.quote(model="lab/m", gateway="b").micro_usd == 10_500
    with pytest.raises(QuoteRefused) as caught:
        catalog.quote(model="lab/m", gateway="a")
    assert caught.value.reason == "charge-unknown"


@pytest.mark.parametrize(("event", "refused"), [
    ({"event": "retired", "on": "2026-11-22"}, "retired"),
    ({"event": "retired", "on": "2026-11-23"}, ""),
    ({"event": "retired", "on": "2026-11"}, "retired"),
    ({"event": "retired", "on": "2026-12"}, ""),
    ({"event": "retired", "on": "2026"}, "retired"),
    ({"event": "retired", "on": "unknown"}, "retired"),
    ({"event": "retired", "on": "2026-01-01", "disputed": True}, ""),
    ({"event": "retired", "on": "2026-01-01", "confidence": "unverified"}, ""),
    ({"event": "retired", "on": "2026-01-01", "confidence": "secondary"}, "retired"),
    ({"event": "delisted", "on": "2026-01-01"}, "delisted"),
    ({"event": "delisted", "on": "2026-01-01", "by": "openai"}, ""),
    ({"event": "deprecated", "on": "2026-01-01"}, ""),
    ({"event": "released", "on": "2026-11-22"}, ""),
    ({"event": "released", "on": "2026-11-23"}, "not-released"),
    ({"event": "announced", "on": "2026-11-23"}, ""),
])  # fmt: skip
def test_what_an_event_does(tmp_path: Path, event: dict[str, Any], refused: str) -> None:
    files = {
        "gateways/c.yaml": gateway("c", charge=EXACT),
        "models/lab/m.yaml": model("m", "c", {"by": "lab", **event}),
    }
    assert standing(tmp_path, files, "c") == refused


@pytest.mark.parametrize(
    ("as_of", "refused"),
    [
        ("2025-12-31", "not-released"),
        ("2026-01-01", ""),
        ("2026-02-28", ""),
        ("2026-03-01", "delisted"),
        ("2026-05-31", "delisted"),
        ("2026-06-01", ""),
        ("2027-01-01", ""),
    ],
)
def test_what_is_sold_again_is_sold(tmp_path: Path, as_of: str, refused: str) -> None:
    """Released, delisted, and released once more by the same gateway."""
    events = (
        {"event": "released", "on": "2026-01-01", "by": "c"},
        {"event": "delisted", "on": "2026-03-01", "by": "c"},
        {"event": "released", "on": "2026-06-01", "by": "c"},
    )
    files = {"gateways/c.yaml": gateway("c", charge=EXACT), "models/lab/m.yaml": model("m", "c", *events)}
    assert standing(tmp_path, files, "c", as_of=as_of) == refused


def test_warnings_of_a_doubted_retirement_and_of_a_deprecation(tmp_path: Path) -> None:
    events = ({"event": "retired", "on": "2026-01-01", "disputed": True, "by": "lab", "successor": "lab/next"},
              {"event": "deprecated", "on": "2026-02-01", "by": "c", "successor": "lab/other"},
              {"event": "retired", "on": "2026-12-22", "by": "lab", "successor": "lab/soon"})  # fmt: skip
    files = {"gateways/c.yaml": gateway("c", charge=EXACT), "models/lab/m.yaml": model("m", "c", *events)}
    catalog = Catalog.load(paths=[write_files(tmp_path, files)], as_of="2026-11-22")
    notices = {n.code: n.message for n in catalog.quote(model="lab/m", gateway="c").notices}
    assert "lab/next" in notices["retired-unverified"]
    assert "lab/other" in notices["deprecated"]
    assert "lab/soon" in notices["retired-soon"]
