"""Folders of a user's own on top of the shipped catalog: replace, extend, add."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pixelfare
from oracle.making import write_files
from pixelfare import Catalog, route
from pixelfare.errors import CatalogError, QuoteRefused

SHOP = """\
id: shop
name: Shop
speaks: openai-images
pays: none
charge: {markup: 0, arithmetic: exact, seen: {on: 2026-11-22, in: receipt}}
seen: {on: 2026-11-22, in: receipt}
"""
SOURCES = """\
sources:
  receipt: {what: A receipt, date: 2026-11-22, kind: primary}
"""
CHEAPER = """\
id: zai/cogview-4
name: CogView-4
maker: zai
maker_id: cogview-4
offers:
  - at: blockrun
    sizes: [1024x1024]
    prices:
      - {since: null, per: image, tiers: [{any: true, usd: 0.001}], seen: {on: 2026-11-22, in: receipt}}
"""
EXTENSION = """\
extends: openai/gpt-image-2
aka: [house-model]
offers:
  - at: shop
    sizes: [1024x1024, 2048x2048]
    prices:
      - {since: null, per: image, tiers: [{any: true, usd: 0.0001}], seen: {on: 2026-11-22, in: receipt}}
"""


def load(folder: Path, files: dict[str, str]) -> Catalog:
    """The catalog with a folder on top."""
    return Catalog.load(as_of="2026-11-22", paths=[write_files(folder, files)])


def test_a_model_is_replaced_whole(tmp_path: Path) -> None:
    catalog = load(tmp_path, {"sources.yaml": SOURCES, "models/zai/cogview-4.yaml": CHEAPER})
    assert catalog.quote(model="zai/cogview-4").micro_usd == 2_050
    assert not catalog.models["zai/cogview-4"].use_cases
    with pytest.raises(QuoteRefused):
        catalog.quote(model="zai/cogview-4", size="1440x1440")
    assert Catalog.load(as_of="2026-11-22").quote(model="zai/cogview-4").micro_usd == 16_750, (
        "the shipped one is untouched"
    )


def test_a_replacement_may_stand_in_any_file(tmp_path: Path) -> None:
    catalog = load(tmp_path, {"sources.yaml": SOURCES, "models/mine.yaml": CHEAPER})
    assert catalog.quote(model="zai/cogview-4").micro_usd == 2_050


def test_an_extension_adds(tmp_path: Path) -> None:
    catalog = load(tmp_path, {"sources.yaml": SOURCES, "gateways/shop.yaml": SHOP, "models/more.yaml": EXTENSION})
    assert catalog.quote(model="house-model", gateway="shop", size="2048x2048").micro_usd == 100
    assert catalog.quote(model="gpt-image-2").micro_usd == 64_000, "what it had stays"
    assert route("a sign", "chinese-text", catalog=catalog, gateway=["shop", "blockrun"]).gateway == "shop", (
        "abilities stay"
    )
    assert catalog.quote(model="house-model", gateway="shop").sources[0].source == "receipt"


def test_an_extension_replaces_the_offer_at_the_same_gateway(tmp_path: Path) -> None:
    text = EXTENSION.replace("at: shop", "at: blockrun").replace("0.0001", "0.01")
    catalog = load(tmp_path, {"sources.yaml": SOURCES, "models/more.yaml": text})
    assert catalog.quote(model="openai/gpt-image-2", size="2048x2048").base == 10_000


def test_an_extension_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="lab/nothing") as caught:
        load(tmp_path, {"models/more.yaml": "extends: lab/nothing\n"})
    assert (caught.value.line, caught.value.path) == (1, "extends")


def test_a_later_folder_wins(tmp_path: Path) -> None:
    one = write_files(tmp_path / "one", {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER})
    other = write_files(tmp_path / "other", {"models/b.yaml": CHEAPER.replace("0.001", "0.002")})
    price = {
        paths: Catalog.load(as_of="2026-11-22", paths=paths)
        .quote(model="cogview-4" if not paths else "zai/cogview-4")
        .base
        for paths in ((), (one,), (one, other))
    }
    assert list(price.values()) == [15_000, 1_000, 2_000]


def test_an_own_gateway_may_repeat_the_shipped_one(tmp_path: Path) -> None:
    mirror = SHOP.replace("charge: {markup: 0,", "mirrors: blockrun\ncharge: {markup: 0.10,")
    catalog = load(tmp_path, {"sources.yaml": SOURCES, "gateways/shop.yaml": mirror})
    assert catalog.quote(model="zai/cogview-4", gateway="shop").micro_usd == 16_500
    assert {o.model for o in catalog.offers(gateway="shop")} == {o.model for o in catalog.offers(gateway="blockrun")}


def test_the_digest_tells_catalogs_apart(tmp_path: Path) -> None:
    digests = {Catalog.load(as_of="2026-11-22").digest}
    for i, files in enumerate(
        (
            {"sources.yaml": SOURCES},
            {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER},
            {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER.replace("0.001", "0.002")},
        )
    ):
        digests.add(load(tmp_path / str(i), files).digest)
    assert len(digests) == 4


def test_a_folder_that_changed_is_read_again(tmp_path: Path) -> None:
    """`Catalog.load` shows the files as they are, not as they were when this process first looked."""
    files = {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER}
    assert load(tmp_path, files).quote(model="zai/cogview-4").base == 1_000
    assert (
        load(tmp_path, {"models/a.yaml": CHEAPER.replace("0.001", "0.002")}).quote(model="zai/cogview-4").base == 2_000
    )


def test_a_relative_folder_is_that_of_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words in another place are another folder, with other prices."""
    bases = []
    for name, usd in (("one", "0.001"), ("other", "0.002")):
        write_files(tmp_path / name / "mine", {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER.replace("0.001", usd)})
        monkeypatch.chdir(tmp_path / name)
        bases.append(Catalog.load(as_of="2026-11-22", paths=["mine"]).quote(model="zai/cogview-4").base)
    assert bases == [1_000, 2_000]


ASK = """
import sys, pixelfare
from pixelfare.errors import PixelfareError
try:
    print(pixelfare.route("a cat", sys.argv[1], as_of="2026-11-22").quote.base)
except PixelfareError as failure:
    print(failure.code)
"""


def ask(intent: str, cwd: Path, **env: str) -> str:
    """What a fresh process with its own environment decides."""
    source = str(Path(pixelfare.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", ASK, intent],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": source, **env},
    )
    return done.stdout.strip()


def test_the_environment_names_catalog_folders(tmp_path: Path) -> None:
    one = write_files(tmp_path / "one", {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER})
    other = write_files(tmp_path / "other", {"models/b.yaml": CHEAPER.replace("0.001", "0.002")})
    assert ask("cheapest", tmp_path) == "15000"
    assert ask("cheapest", tmp_path, PIXELFARE_CATALOG=str(one)) == "1000"
    assert ask("cheapest", tmp_path, PIXELFARE_CATALOG=os.pathsep.join([str(one), str(other)])) == "2000"
    assert ask("cheapest", tmp_path, PIXELFARE_CATALOG=str(tmp_path / "nowhere")) == "bad-catalog"
    assert ask("cheapest", tmp_path, PIXELFARE_CATALOG="") == "15000"


def test_the_current_folder_is_never_read(tmp_path: Path) -> None:
    """Design 1.8: a folder with a catalog in it changes nothing by being the current one."""
    files = {
        "sources.yaml": SOURCES,
        "models/a.yaml": CHEAPER,
        "catalog/models/a.yaml": CHEAPER,
        "policies/cheapest.yaml": "id: x\n",
    }
    write_files(tmp_path, files)
    (tmp_path / "pixelfare.json").write_text(json.dumps({"catalog": "."}), "utf-8")
    assert ask("cheapest", tmp_path) == "15000"


def test_the_config_folder_is_read(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("the config folder is elsewhere")
    write_files(tmp_path / "pixelfare/catalog", {"sources.yaml": SOURCES, "models/a.yaml": CHEAPER})
    write_files(tmp_path / "pixelfare/policies", {"mine.yaml": "id: mine\nprefer: [{models: [openai/gpt-image-2]}]\n"})
    assert ask("cheapest", tmp_path, XDG_CONFIG_HOME=str(tmp_path)) == "1000"
    assert ask("mine", tmp_path, XDG_CONFIG_HOME=str(tmp_path)) == "60000"
    assert ask("mine", tmp_path) == "unknown-intent"
