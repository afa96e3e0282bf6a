"""`catalog show | check | diff`, and the comparison behind the last."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from pixelfare import Catalog
from pixelfare.catalog.diff import KINDS, Change, diff_catalogs
from pixelfare.shipped import shipped_folder

MAY, NOVEMBER = "2026-05-01", "2026-11-22"
OVER = """\
extends: zai/cogview-4
offers:
  - at: blockrun
    sizes: [1024x1024, 1440x1440]
    prices:
      - {since: null, per: image, tiers: [{any: true, usd: 0.01}], seen: {on: 2026-11-20, in: blockrun-docs}}
"""


@pytest.fixture
def over(tmp_path: Path) -> Path:
    (tmp_path / "over" / "models" / "zai").mkdir(parents=True)
    (tmp_path / "over" / "models" / "zai" / "cogview-4.yaml").write_text(OVER)
    return tmp_path / "over"


def test_show(cli: Any) -> None:
    book = Catalog.load(as_of=NOVEMBER)
    ran = cli("catalog", "show", "--as-of", NOVEMBER)
    assert book.digest in ran.out
    assert "list + 5% + $0.001" in ran.out
    assert all(name in ran.out for name in (*book.gateways, *book.sources))
    shown = cli("catalog", "show", "--as-of", NOVEMBER, "--json").json
    assert set(shown) == {"digest", "as_of", "models", "offers", "gateways", "sources"}
    assert (shown["digest"], shown["as_of"], shown["models"]) == (book.digest, NOVEMBER, len(book.models))


def test_check_passes_and_counts(cli: Any, over: Path) -> None:
    ran = cli("catalog", "check", over, "--as-of", NOVEMBER)
    assert ran.code == 0
    assert ran.out.startswith("ok  ")
    assert str(over) in ran.out
    shown = cli("catalog", "check", "--json").json
    assert shown["ok"] is True
    assert {"digest", "models", "offers", "gateways", "folders", "stale", "unpriced"} <= set(shown)


def test_check_reads_a_folder_again_that_changed(cli: Any, over: Path) -> None:
    assert cli("catalog", "check", over).code == 0
    file = over / "models" / "zai" / "cogview-4.yaml"
    file.write_text(file.read_text().replace("0.01}", "1e-2}"))
    ran = cli("catalog", "check", over)
    assert ran.code == 4
    assert f"{file}:6: offers[0].prices[0].tiers[0].usd" in ran.err


def test_two_days(cli: Any) -> None:
    ran = cli("catalog", "diff", MAY, NOVEMBER)
    assert ran.code == 0
    assert "more moved with a markup or fee alone (--all lists them)" in ran.out
    assert "xai/grok-imagine-image-pro" in ran.out
    assert "-0.020000" in ran.out
    everything = cli("catalog", "diff", MAY, NOVEMBER, "--all").out
    assert "0.017751  0.016750  -0.001001" in everything
    assert cli("catalog", "diff", MAY, MAY).out == "no difference\n"


def test_json_is_every_change(cli: Any) -> None:
    shown = cli("catalog", "diff", MAY, NOVEMBER, "--json").json
    assert shown["before"]["as_of"], shown["after"]["as_of"] == (MAY, NOVEMBER)
    changes = diff_catalogs(Catalog.load(as_of=MAY), Catalog.load(as_of=NOVEMBER))
    assert shown["changes"] == [change.to_dict() for change in changes]
    assert all(set(change) == {"kind", "of", "what", "before", "after"} for change in shown["changes"])


def test_a_folder_over_the_shipped_catalog(cli: Any, over: Path) -> None:
    shown = cli("catalog", "diff", "shipped", over, "--as-of", NOVEMBER, "--json").json
    at_blockrun = [c for c in shown["changes"] if c["of"] == "zai/cogview-4 @ blockrun"]
    assert {(c["kind"], c["what"]) for c in at_blockrun} >= {("offer", "sizes"), ("price", "1024x1024")}
    (moved,) = (c for c in at_blockrun if (c["kind"], c["what"]) == ("charge", "1024x1024"))
    assert (moved["before"], moved["after"]) == ("0.016750", "0.011500")


def test_a_whole_catalog_stands_alone(cli: Any, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(shipped_folder("catalog"), other)
    assert cli("catalog", "diff", "shipped", other).out == "no difference\n"
    (other / "models" / "zai" / "cogview-4.yaml").unlink()
    ran = cli("catalog", "diff", "shipped", other, "--json")
    gone = [c for c in ran.json["changes"] if c["of"] == "zai/cogview-4"]
    assert gone == [{"kind": "model", "of": "zai/cogview-4", "what": "", "before": "CogView-4", "after": None}]


def test_a_diff_turned_round_is_its_mirror_image() -> None:
    one, other = Catalog.load(as_of=MAY), Catalog.load(as_of=NOVEMBER)
    there, back = diff_catalogs(one, other), diff_catalogs(other, one)
    assert [(c.kind, c.of, c.what, c.after, c.before) for c in there] == [
        (c.kind, c.of, c.what, c.before, c.after) for c in back
    ]
    assert there
    assert diff_catalogs(one, one) == ()


def test_changes_are_in_a_fixed_order_and_differ() -> None:
    changes = diff_catalogs(Catalog.load(as_of=MAY), Catalog.load(as_of=NOVEMBER))
    assert [c.kind for c in changes] == sorted((c.kind for c in changes), key=KINDS.index)
    assert all(c.before != c.after for c in changes)
    assert {c.of for c in changes if c.kind == "fee"} >= {"blockrun"}


def test_every_charge_that_moved_is_listed() -> None:
    one, other = Catalog.load(as_of=MAY), Catalog.load(as_of=NOVEMBER)
    changes = {(c.of, c.what): c for c in diff_catalogs(one, other) if c.kind == "charge"}
    change = changes["google/nano-banana-pro @ blockrun", "4096x4096"]
    assert (change.before, change.after, str(change.difference)) == ("0.159500", "0.158500", "-0.001000")


def test_a_change_that_is_no_price_has_no_difference() -> None:
    assert Change(kind="charge", of="x", what="1x1", before="0.1", after="sizes-unknown").difference is None
    assert Change(kind="fee", of="x", what="fee", before="0.1", after="0.2").difference is None
