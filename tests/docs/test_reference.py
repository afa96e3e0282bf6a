"""The reference is what the commands, the catalog and the policies say now, on any terminal."""

from __future__ import annotations

import functools
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import pixelfare
from pixelfare import Catalog
from pixelfare.policy.load import load_policies


@functools.cache
def pages_of(reference: ModuleType) -> dict[str, str]:
    pages: dict[str, str] = reference.pages()
    return pages


def test_the_pages_are_current(reference: ModuleType) -> None:
    made = pages_of(reference)
    stale = [name for name, text in made.items() if (reference.FOLDER / name).read_text("utf-8") != text]
    assert not stale, "run `make reference`"
    assert sorted(path.name for path in reference.FOLDER.iterdir()) == sorted(made)


def test_the_terminal_does_not_matter(reference: ModuleType) -> None:
    script = (
        "import sys, reference; sys.stdout.reconfigure(encoding='utf-8'); print(reference.pages()['cli.md'], end='')"
    )
    path = os.pathsep.join(
        str(p) for p in (reference.FOLDER.parents[1] / "scripts", Path(pixelfare.__file__).parents[1])
    )
    env = {**os.environ, "PYTHONPATH": path, "COLUMNS": "41", "TERM": "dumb", "FORCE_COLOR": "1", "LANG": "C"}
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == (reference.FOLDER / "cli.md").read_text("utf-8")


def test_every_command_is_there(reference: ModuleType) -> None:
    text = pages_of(reference)["cli.md"]
    app = importlib.import_module("pixelfare.commands.app").app
    for name, verb in importlib.import_module("typer.main").get_command(app).commands.items():
        for path in (name, *(f"{name} {under}" for under in getattr(verb, "commands", {}))):
            assert f"\n## pixelfare {path}\n" in text


def test_every_offer_that_can_be_bought_is_there_at_its_price(reference: ModuleType) -> None:
    rows = [line.split("|") for line in pages_of(reference)["prices.md"].splitlines() if line.startswith("| `")]
    listed = {(r[1].strip(" `"), size, r[5].strip()) for r in rows if len(r) == 8 for size in r[2].strip().split(", ")}
    book = Catalog.load(as_of=reference.DAY)
    sold = [o for o in book.offers(gateway="blockrun") if o.sizes and not book.standing(o).refusal]
    assert len(sold) >= 7
    for offer in sold:
        for size in offer.sizes:
            assert (offer.model, str(size), f"{book.price(offer, size, None).usd:f}") in listed


def test_every_policy_is_there_with_what_it_picks(reference: ModuleType) -> None:
    text = pages_of(reference)["policies.md"]
    for name in load_policies():
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert section.count("| a lighthouse at dusk |") == 1


@pytest.mark.parametrize("says", ["", "short", "word " * 60])
def test_columns_keep_every_word(reference: ModuleType, says: str) -> None:
    lines = list(reference._columns([("--a-rather-long-option-indeed NAME", says), ("-b", says)]))
    assert " ".join(" ".join(lines).split()).count(says.strip() or "-b") >= 1
    assert all(len(line) <= 100 for line in lines)
