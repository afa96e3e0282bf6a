"""Every way a catalog file is known to go wrong gives one `CatalogError` that says where."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from oracle.making import write_files
from pixelfare import Catalog
from pixelfare.errors import CatalogError

GATEWAY = """\
id: shop
name: Shop
speaks: openai-images
pays: none
charge:
  markup: 0.05
  arithmetic: exact
  seen: {on: 2026-11-22, in: pixelfare}
seen: {on: 2026-11-22, in: pixelfare}
"""
MODEL = """\
id: lab/m
name: M
maker: lab
maker_id: m
lifecycle:
  - {event: released, on: 2026-02-01, by: lab, confidence: primary, seen: {on: 2026-11-22, in: pixelfare}}
offers:
  - at: shop
    sizes: [1024x1024]
    prices:
      - since: null
        per: image
        tiers:
          - {exactly: 1024x1024, usd: 0.015}
        seen: {on: 2026-11-22, in: pixelfare}
"""
TIER = "offers[0].prices[0].tiers[0]"


def load(folder: Path, **files: str) -> Catalog:
    """Load a shop that sells one model, with some files changed or added; `models__lab__m` is `models/lab/m.yaml`."""
    named = {"gateways__shop": GATEWAY, "models__lab__m": MODEL, **files}
    return Catalog.load(
        as_of="2026-11-22", paths=[write_files(folder, {k.replace("__", "/") + ".yaml": v for k, v in named.items()})]
    )


def failure(folder: Path, **files: str) -> CatalogError:
    """The one error of a broken catalog."""
    with pytest.raises(CatalogError) as caught:
        load(folder, **files)
    assert "Traceback" not in str(caught.value)
    assert len(str(caught.value)) < 1_000
    return caught.value


def line_of(text: str, part: str) -> int:
    """The line, counted from 1, on which something stands."""
    return text[: text.index(part)].count("\n") + 1


def test_the_shop_is_fine_as_it_is(tmp_path: Path) -> None:
    assert load(tmp_path).quote(model="lab/m", gateway="shop").micro_usd == 15_750


TRAPS = [
    ("aspect", "name: M\n", "name: 16:9\n", "name", "quotes"),
    ("hexadecimal", "name: M\n", "name: 0x036CbD53842c5426634e7929541eC2318f3dCF7e\n", "name", "quotes"),
    ("no", "name: M\n", "name: no\n", "name", "boolean"),
    ("Norway in a list", "maker_id: m\n", "maker_id: m\naka: [no]\n", "aka[0]", "boolean"),
    ("octal", "name: M\n", "name: 010\n", "name", "octal"),
    ("exponent", "usd: 0.015", "usd: 15e-3", f"{TIER}.usd", "exponent"),
    ("rounded by a float", "usd: 0.015", "usd: 0.015000000000000001", f"{TIER}.usd", "float"),
    ("more than six decimals", "usd: 0.015", "usd: 0.0150001", f"{TIER}.usd", "six decimals"),
    ("negative", "usd: 0.015", "usd: -0.015", f"{TIER}.usd", "amount"),
    ("not a number", "usd: 0.015", "usd: cheap", f"{TIER}.usd", "amount"),
    ("nan", "usd: 0.015", "usd: .nan", f"{TIER}.usd", "not a number"),
    ("duplicate key", "name: M\n", "name: M\nname: N\n", "name", "twice"),
    ("duplicate key inside", "usd: 0.015", "usd: 0.015, usd: 0.01", f"{TIER}.usd", "twice"),
    ("unknown key", "name: M\n", "name: M\nprice: 5\n", "price", "no key"),
    ("unknown key inside", "usd: 0.015", "usd: 0.015, eur: 0.014", f"{TIER}.eur", "no key"),
    ("missing key", "name: M\n", "", "name", "required"),
    ("no such size", "exactly: 1024x1024", "exactly: big", f"{TIER}.exactly", "size"),
    ("two rules in a tier", "usd: 0.015", "usd: 0.015, any: true", TIER, "exactly one"),
    ("no such date", "on: 2026-02-01", "on: 2026-02-30", "lifecycle[0]", "date"),
    ("date of a price", "since: null", "since: 22.11.2026", "offers[0].prices[0].since", "date"),
    ("no such event", "event: released", "event: relased", "lifecycle[0].event", "released"),
    ("an id with a space", "id: lab/m", "id: lab/my model", "id", "pattern"),
    ("an anchor", "name: M\n", "name: &x M\n", "", "anchor"),
    ("a tag", "name: M\n", "name: !!python/name:os.system M\n", "", "tag"),
    ("a key that is a list", "name: M\n", "name: M\n? [a]\n: b\n", "", "key"),
    ("two documents", "name: M\n", "name: M\n---\nname: N\n", "", "YAML"),
    ("broken YAML", "name: M\n", "name: [M\n", "", "YAML"),
    ("a tab", "name: M\n", "\tname: M\n", "", "YAML"),
]


@pytest.mark.parametrize(("old", "new", "path", "word"), [t[1:] for t in TRAPS], ids=[t[0] for t in TRAPS])
def test_traps(tmp_path: Path, old: str, new: str, path: str, word: str) -> None:
    error = failure(tmp_path, models__lab__m=MODEL.replace(old, new, 1))
    assert error.file == str(tmp_path / "models/lab/m.yaml")
    assert error.line is not None
    assert 1 <= error.line <= MODEL.count("\n") + 3
    assert path in error.path, str(error)
    assert word in str(error), str(error)
    assert str(error).startswith(f"{error.file}:{error.line}: ")


def test_the_line_is_the_line(tmp_path: Path) -> None:
    error = failure(tmp_path, models__lab__m=MODEL.replace("0.015", "0x15"))
    assert error.line == line_of(MODEL, "0.015")
    assert error.path == f"{TIER}.usd"


CONTRADICTIONS = [
    (
        "unknown source",
        {"models__lab__m": MODEL.replace("in: pixelfare", "in: hearsay", 1)},
        "hearsay",
        "event: released",
    ),
    (
        "unknown source of a price",
        {"models__lab__m": "in: hearsay".join(MODEL.rsplit("in: pixelfare", 1))},
        "hearsay",
        "- since",
    ),
    ("unknown gateway", {"models__lab__m": MODEL.replace("at: shop", "at: shoop")}, "shoop", "at: shop"),
    (
        "two prices since the same day",
        {"models__lab__m": MODEL + MODEL[MODEL.index("      - since") :]},
        "same day",
        "- since",
    ),
    (
        "retired before released",
        {
            "models__lab__m": MODEL.replace(
                "offers:",
                "  - {event: retired, on: 2026-01-01, by: lab, confidence: primary, seen: {on: 2026, in: pixelfare}}\n"
                "offers:",
            )
        },
        "before its release",
        "offers:",
    ),
    (
        "two offers at one gateway",
        {"models__lab__m": MODEL + MODEL[MODEL.index("  - at: shop") :]},
        "two offers",
        "- at: shop",
    ),
    (
        "a listed size without a price",
        {"models__lab__m": MODEL.replace("sizes: [1024x1024]", "sizes: [1024x1024, 512x512]")},
        "512x512",
        "- since",
    ),
    (
        "a size listed twice",
        {"models__lab__m": MODEL.replace("sizes: [1024x1024]", "sizes: [1024x1024, 1024x1024]")},
        "twice",
        "sizes",
    ),
    (
        "an event of a stranger",
        {"models__lab__m": MODEL.replace("by: lab", "by: stranger")},
        "stranger",
        "event: released",
    ),
    (
        "a capability of no name",
        {
            "models__lab__m": MODEL.replace(
                "offers:",
                "capabilities:\n  foto: {able: true, basis: measured, evidence: x, seen: {on: 2026, in: pixelfare}}\n"
                "offers:",
            )
        },
        "foto",
        "offers:",
    ),
]


@pytest.mark.parametrize(("files", "word", "near"), [c[1:] for c in CONTRADICTIONS], ids=[c[0] for c in CONTRADICTIONS])
def test_contradictions_say_file_line_and_path(tmp_path: Path, files: dict[str, str], word: str, near: str) -> None:
    """Design section 4: errors give file, line and path, those of rules across files too."""
    error = failure(tmp_path, **files)
    assert word in str(error)
    assert error.path
    assert error.file == str(tmp_path / "models/lab/m.yaml"), f"names no file: {error}"
    assert error.line is not None, f"names no line: {error}"
    assert error.line >= line_of(MODEL, near)


@pytest.mark.parametrize(
    ("files", "word"),
    [
        (
            {
                "gateways__shop": GATEWAY + "mirrors: other\n",
                "gateways__other": GATEWAY.replace("id: shop", "id: other") + "mirrors: shop\n",
            },
            "circle",
        ),
        ({"gateways__shop": GATEWAY + "mirrors: shop\n"}, "circle"),
        ({"gateways__shop": GATEWAY + "mirrors: nowhere\n"}, "nowhere"),
    ],
)
def test_mirrors_that_lead_nowhere(tmp_path: Path, files: dict[str, str], word: str) -> None:
    error = failure(tmp_path, **files)
    assert word in str(error)
    assert error.path
    assert error.file in {str(tmp_path / f"gateways/{name}.yaml") for name in ("shop", "other")}, (
        f"names no file: {error}"
    )
    assert error.line is not None


def test_two_models_of_one_name(tmp_path: Path) -> None:
    second = MODEL.replace("id: lab/m", "id: lab/other").replace("maker_id: m\n", "maker_id: other\naka: [both]\n")
    error = failure(
        tmp_path, models__lab__m=MODEL.replace("maker_id: m\n", "maker_id: m\naka: [both]\n"), models__lab__other=second
    )
    assert "both" in str(error)
    assert error.path
    assert error.file in {str(tmp_path / f"models/lab/{name}.yaml") for name in ("m", "other")}, (
        f"names no file: {error}"
    )
    assert error.line is not None


def test_one_id_in_two_files_names_both(tmp_path: Path) -> None:
    error = failure(tmp_path, models__lab__again=MODEL)
    assert "already defined" in str(error)
    assert "again.yaml" in str(error)
    assert "m.yaml" in str(error)
    assert (error.line, error.path) == (1, "id")


def test_an_alias_bomb_is_refused_unexpanded(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    error = failure(tmp_path, models__lab__bomb=bomb)
    assert "anchor" in str(error)
    assert error.line == 1


@pytest.mark.parametrize(
    "deep", ["[" * 5_000 + "]" * 5_000, "{a: " * 5_000 + "}" * 5_000, "".join(f"{' ' * i}a:\n" for i in range(200))]
)
def test_deep_nesting(tmp_path: Path, deep: str) -> None:
    error = failure(tmp_path, models__lab__deep=deep)
    assert "nested deeper" in str(error) or "nesting depth" in str(error)  # PyYAML has a limit of its own since 6.0.4
    assert error.line is not None


def test_fifty_megabytes_are_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "models/lab/huge.yaml"
    huge.parent.mkdir(parents=True)
    with huge.open("wb") as file:
        file.truncate(50_000_000)
    error = failure(tmp_path)
    assert error.file == str(huge)
    assert "larger than" in str(error)


def test_links_that_go_round(tmp_path: Path) -> None:
    (tmp_path / "models/lab").mkdir(parents=True)
    (tmp_path / "models/lab/loop.yaml").symlink_to("loop.yaml")
    error = failure(tmp_path)
    assert error.file is not None
    assert error.file.endswith("loop.yaml")
    assert "cannot be read" in str(error)


@pytest.mark.parametrize("target", [".", "..", "../..", "/"])
def test_folders_that_are_links(tmp_path: Path, target: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/round").symlink_to(target, target_is_directory=True)
    error = failure(tmp_path)
    assert "round" in str(error)
    assert "link" in str(error)


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/gone.yaml").symlink_to("nowhere.yaml")
    assert "gone.yaml" in str(failure(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    load(tmp_path)
    (tmp_path / "models/lab/m.yaml").chmod(0)
    assert "cannot be read" in str(failure(tmp_path))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xff\xfei\x00d\x00", "UTF-8"),
        (b"name: \xe9\n", "UTF-8"),
        (b"", "empty"),
        (b"# only this\n", "empty"),
        (b"- a\n- b\n", "mapping"),
        (b"just text\n", "mapping"),
        (b"name: a\x00b\n", "YAML"),
        (b"null\n", "mapping"),
    ],
)
def test_files_that_hold_something_else(tmp_path: Path, content: bytes, word: str) -> None:
    odd = tmp_path / "models/lab/odd.yaml"
    odd.parent.mkdir(parents=True)
    odd.write_bytes(content)
    error = failure(tmp_path)
    assert error.file == str(odd)
    assert word in str(error)


@pytest.mark.parametrize("name", ["models/lab/m2.yml", "models.yaml", "gateways.yaml", "prices/x.yaml", "Sources.yaml"])
def test_files_in_no_known_place(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {name: MODEL.replace("lab/m", "lab/m2")})
    error = failure(tmp_path)
    assert error.file == str(tmp_path / name)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", Path(__file__)):
        with pytest.raises(CatalogError, match="not a folder"):
            Catalog.load(paths=[folder])


class TooLateError(BaseException):
    """Not an `Exception`, so that nothing under test takes it for a bad file."""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is no plain file is refused before it is opened; reading a pipe would wait for ever."""

    def late(*_: object) -> None:
        raise TooLateError

    (tmp_path / "models").mkdir()
    os.mkfifo(tmp_path / "models/pipe.yaml")
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(3)
    try:
        error = failure(tmp_path)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert "pipe.yaml" in str(error)
