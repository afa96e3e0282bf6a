"""Pictures on disk: written whole, named by content, never in place of another file."""

from __future__ import annotations

import base64
import hashlib
import os
import sys
from pathlib import Path

import pytest

from pixelfare import Picture, Receipt, Size, route
from pixelfare.errors import BadRequest
from pixelfare.ledger import Order
from pixelfare.shelf import Shelf, pictures_folder

PNG = b"\x89PNG\r\n\x1a\n and more"
DECISION = route("a secret lighthouse", "cheapest", as_of="2026-11-22")
RECEIPT = Receipt.of(
    Order(
        id="ord_1", purchase="buy_1", state="delivered", created=0.0, changed=0.0, gateway="sandbox", url="", model="m",
        sold_as="m", size="8x8", quality=None, n=1, operation="generate", rail="none", quoted=1, reserved=0, request="",
    )
)  # fmt: skip


def picture(folder: Path, data: bytes = PNG, media_type: str = "image/png") -> Picture:
    path, notices = Shelf(folder=folder).keep(data, media_type)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(
        path=path, size=Size(8, 8), media_type=media_type, sha256=digest, decision=DECISION, receipt=RECEIPT,
        notices=notices,
    )  # fmt: skip


def test_names_come_from_the_bytes(tmp_path: Path) -> None:
    kept = picture(tmp_path)
    assert kept.path == tmp_path / f"{hashlib.sha256(PNG).hexdigest()[:16]}.png"
    assert picture(tmp_path).path == kept.path
    assert [file.name for file in tmp_path.iterdir()] == [kept.path.name]


@pytest.mark.parametrize(
    ("media_type", "suffix"),
    [
        ("image/png", ".png"),
        ("image/jpeg", ".jpg"),
        ("image/webp", ".webp"),
        ("image/gif", ".gif"),
        ("image/avif", ".avif"),
    ],
)
def test_suffixes(tmp_path: Path, media_type: str, suffix: str) -> None:
    assert picture(tmp_path, media_type=media_type).path.suffix == suffix
    path, _ = Shelf.at(tmp_path / "named").put(PNG, media_type)
    assert path.name == f"named{suffix}"


def test_another_file_of_the_same_name_is_never_replaced(tmp_path: Path) -> None:
    taken = tmp_path / f"{hashlib.sha256(PNG).hexdigest()[:16]}.png"
    taken.write_bytes(b"somebody's")
    assert picture(tmp_path).path.name == f"{taken.stem}-2.png"
    assert picture(tmp_path).path.name == f"{taken.stem}-2.png"
    assert taken.read_bytes() == b"somebody's"


def test_a_name_that_is_taken_is_refused_beforehand_and_avoided_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "cat.png"
    file.write_bytes(b"somebody's")
    shelf = Shelf.at(file)
    with pytest.raises(BadRequest, match="already there"):
        shelf.prepare()
    path, notices = shelf.put(PNG, "image/png")
    assert (path.name, [n.code for n in notices]) == ("cat-2.png", ["name-taken"])
    assert file.read_bytes() == b"somebody's"


def test_a_dangling_link_is_a_file_that_is_there(tmp_path: Path) -> None:
    link = tmp_path / "cat.png"
    link.symlink_to(tmp_path / "elsewhere.png")
    with pytest.raises(BadRequest, match="already there"):
        Shelf.at(link).prepare()
    assert Shelf.at(link).put(PNG, "image/png")[0].name == "cat-2.png"
    assert not (tmp_path / "elsewhere.png").exists()


def test_a_suffix_that_does_not_fit_is_kept_and_noticed(tmp_path: Path) -> None:
    path, notices = Shelf.at(tmp_path / "cat.png").put(PNG, "image/jpeg")
    assert (path.name, [n.code for n in notices]) == ("cat.png", ["suffix-differs"])
    assert Shelf.at(tmp_path / "dog.JPEG").put(PNG, "image/jpeg")[1] == ()


def test_folders(tmp_path: Path) -> None:
    for out in (tmp_path, str(tmp_path), f"{tmp_path}/new/"):
        shelf = Shelf.at(out)
        shelf.prepare()
        assert shelf.put(PNG, "image/png")[0].parent == Path(out)


def test_a_folder_that_cannot_be_written_is_refused_beforehand(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadRequest, match="cannot be written"):
        Shelf.at(tmp_path / "file" / "cat.png").prepare()


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadRequest, match="No space left"):
        Shelf(folder=tmp_path).put(PNG, "image/png")
    assert list(tmp_path.iterdir()) == []


def test_file_systems_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", fail)
    assert picture(tmp_path).data == PNG
    assert picture(tmp_path).path.exists()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_picture_shows_no_prompt_and_no_bytes(tmp_path: Path) -> None:
    shown = repr(picture(tmp_path))
    assert shown.startswith("<Picture ")
    assert "image/png, 8x8 by zai/cogview-4" in shown
    assert "secret" not in shown


def test_notebooks(tmp_path: Path) -> None:
    bundle = picture(tmp_path)._repr_mimebundle_(include=None, exclude=None)
    assert bundle["image/png"] == base64.b64encode(PNG).decode()
    assert picture(tmp_path)._repr_png_() == PNG
    other = picture(tmp_path, media_type="image/webp")
    assert "data:image/webp;base64," in str(other._repr_mimebundle_()["text/html"])
    assert other._repr_png_() is None


def test_save(tmp_path: Path) -> None:
    kept = picture(tmp_path / "kept")
    copy = kept.save(tmp_path / "copy.png")
    assert (copy, copy.read_bytes()) == (tmp_path / "copy.png", PNG)
    assert kept.save(tmp_path / "copy.png") == copy
    (tmp_path / "other.png").write_bytes(b"somebody's")
    with pytest.raises(BadRequest, match="already there"):
        kept.save(tmp_path / "other.png")
    assert kept.save(tmp_path).name == kept.path.name


def test_a_picture_whose_file_is_gone(tmp_path: Path) -> None:
    kept = picture(tmp_path)
    kept.path.unlink()
    with pytest.raises(FileNotFoundError):
        _ = kept.data


def test_where_pictures_are_kept(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    assert pictures_folder() == home / ".local/share/pixelfare/pictures"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert pictures_folder() == home / ".local/share/pixelfare/pictures"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert pictures_folder() == home / "Library/Application Support/pixelfare/pictures"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert pictures_folder() == tmp_path / "pixelfare/pictures"
    monkeypatch.setenv("PIXELFARE_PICTURES", "~/mine")
    assert pictures_folder() == home / "mine"
