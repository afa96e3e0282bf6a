"""Law: the compiled snapshot says what the YAML says, and is not used where its digest is of other files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pixelfare import shipped
from pixelfare.catalog.load import _shipped_book as shipped_book
from pixelfare.catalog.load import load_book, read_documents, shipped_documents
from pixelfare.policy import load as policies

Poison = dict[str, Any]


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot file of the test's own, in place of the shipped one."""
    file = tmp_path / "snapshot.json"
    monkeypatch.setattr(shipped, "_snapshot_file", lambda _name: file)
    return file


def poisoned() -> Poison:
    """Documents in which every list price of CogView-4 is free."""
    _, documents = shipped_documents()
    text = json.dumps(documents["models"]["zai/cogview-4"]).replace('"0.015"', '"0"')
    return {**documents, "models": {**documents["models"], "zai/cogview-4": json.loads(text)}}


def test_the_shipped_snapshot_is_fresh() -> None:
    for name in ("catalog", "policies"):
        digest, documents = shipped.read_snapshot(name)
        assert documents is not None, f"run: make snapshot ({name})"
        assert digest == shipped.digest_of(shipped.shipped_folder(name))


def test_the_snapshot_equals_the_yaml() -> None:
    _, from_snapshot = shipped_documents()
    _, from_yaml = shipped_documents(use_snapshot=False)
    assert from_snapshot == from_yaml
    assert from_yaml == read_documents(shipped.shipped_folder("catalog"))
    assert policies.shipped_policy_documents() == policies.shipped_policy_documents(use_snapshot=False)


def test_both_build_the_same_book(snapshot: Path) -> None:
    from_snapshot = load_book()
    assert not snapshot.exists()
    from_yaml = shipped_book.__wrapped__()
    assert from_snapshot is not from_yaml
    assert from_snapshot == from_yaml


def test_a_snapshot_of_other_files_is_not_used(snapshot: Path) -> None:
    snapshot.write_text(json.dumps({"digest": "0" * 64, "documents": poisoned()}), "utf-8")
    assert shipped.read_snapshot("catalog")[1] is None
    assert shipped_book.__wrapped__() == load_book()


def test_a_snapshot_of_these_files_is_used(snapshot: Path) -> None:
    """So that the test above can fail: with the right digest the same poison is believed."""
    digest = shipped.digest_of(shipped.shipped_folder("catalog"))
    snapshot.write_text(json.dumps({"digest": digest, "documents": poisoned()}), "utf-8")
    assert shipped_book.__wrapped__() != load_book()


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"x"', '{"digest": null}', "\x00"])
def test_a_snapshot_that_is_broken_is_not_used(snapshot: Path, content: str) -> None:
    snapshot.write_text(content, "utf-8")
    assert shipped.read_snapshot("catalog")[1] is None


def test_the_digest_is_of_names_and_bytes(tmp_path: Path) -> None:
    """A changed figure, a renamed file, or bytes moved from one file to the next give another digest."""
    digests = set()
    for files in ({"a.yaml": "x: 1\n"}, {"a.yaml": "x: 2\n"}, {"b.yaml": "x: 1\n"}, {"a.yaml": "x: ", "b.yaml": "1\n"},
                  {"a.yaml": "x: 1", "b.yaml": "\n"}):  # fmt: skip
        folder = tmp_path / str(len(digests))
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        digests.add(shipped.digest_of(folder))
    assert len(digests) == 5
