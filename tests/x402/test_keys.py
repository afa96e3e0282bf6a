"""Files that hold keys: written for their owner only, and refused where anybody else could read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from pixelfare.errors import WalletError
from pixelfare.x402.keys import LARGEST, Secret, key_of, new_key, read_secret, write_secret

HEX = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
posix = pytest.mark.skipif(os.name != "posix", reason="modes and owners")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def read(path: Path) -> str:
    return read_secret(path, what="the key file").text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "wallet.key"
    write_secret(path, Secret(HEX), what="the key file")
    return path


# --- writing


@posix
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o777])
def test_only_the_owner_can_read_what_is_written(tmp_path: Path, mask: int) -> None:
    folder = tmp_path / "one" / "two"
    folder.mkdir(0o700, parents=True)
    before = os.umask(mask)
    try:
        write_secret(folder / "wallet.key", Secret(HEX), what="the key file")
    finally:
        os.umask(before)
    assert mode(folder / "wallet.key") == 0o600
    assert read(folder / "wallet.key") == HEX


@posix
def test_only_the_owner_can_look_into_a_folder_that_is_made(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_secret(tmp_path / "one" / "two" / "wallet.key", Secret(HEX), what="the key file")
    finally:
        os.umask(before)
    assert mode(tmp_path / "one" / "two") == 0o700


@posix
def test_it_is_never_readable_by_others_not_even_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between making a file and narrowing its mode somebody could open it."""
    made: list[tuple[int, int]] = []
    original = os.open

    def watched(path: Any, flags: int, *args: Any, **options: Any) -> int:
        handle = original(path, flags, *args, **options)
        if flags & os.O_CREAT:
            made.append((flags & os.O_EXCL, stat.S_IMODE(os.fstat(handle).st_mode)))
        return handle

    monkeypatch.setattr(os, "open", watched)
    before = os.umask(0)
    try:
        write_secret(tmp_path / "wallet.key", Secret(HEX), what="the key file")
    finally:
        os.umask(before)
    assert made == [(os.O_EXCL, 0o600)]


def test_it_is_on_disk_when_it_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    original = os.fsync

    def watched(handle: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        assert (tmp_path / "wallet.key").read_text() == HEX
        original(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_secret(tmp_path / "wallet.key", Secret(HEX), what="the key file")
    assert synced[0] == "file"
    assert synced[1:] == (["folder"] if os.name == "posix" else [])


def test_nothing_is_ever_overwritten(file: Path) -> None:
    with pytest.raises(WalletError, match="exists already, and is never overwritten"):
        write_secret(file, Secret("other"), what="the key file")
    assert read(file) == HEX


@posix
def test_not_even_where_a_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WalletError, match="exists already"):
        write_secret(tmp_path / "link", Secret(HEX), what="the key file")
    assert not (tmp_path / "elsewhere").exists()


def test_what_could_not_be_finished_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WalletError, match="cannot be written: No space left on device"):
        write_secret(tmp_path / "wallet.key", Secret(HEX), what="the key file")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["file/wallet.key", "null\0byte", "x" * 300])
def test_where_nothing_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WalletError, match="cannot be written: "):
        write_secret(tmp_path / name, Secret(HEX), what="the key file")


@posix
def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    write_secret(tmp_path / "wallet.key", Secret(HEX), what="the key file")
    assert mode(tmp_path) == 0o755


# --- reading


@posix
@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666])
def test_a_file_that_others_can_use_is_refused(file: Path, bits: int) -> None:
    file.chmod(bits)
    with pytest.raises(WalletError, match=rf"can be read or changed by others \(mode {bits:04o}\); run chmod 600"):
        read(file)


@posix
@pytest.mark.parametrize("bits", [0o600, 0o400])
def test_a_file_of_ones_own_is_read(file: Path, bits: int) -> None:
    file.chmod(bits)
    assert read(file) == HEX


@posix
def test_a_file_of_somebody_else_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    with pytest.raises(WalletError, match="belongs to another user"):
        read(file)


@posix
def test_a_link_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(WalletError, match="is a link; name the file that it leads to"):
        read(tmp_path / "link")


@posix
def test_a_link_that_is_put_there_at_the_last_moment_is_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(file)
    monkeypatch.setattr(Path, "is_symlink", lambda _path: False)
    with pytest.raises(WalletError, match="cannot be read"):
        read(tmp_path / "link")


@posix
def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir(0o700)
    for name in ("pipe", "folder"):
        with pytest.raises(WalletError, match="is not a plain file"):
            read(tmp_path / name)
    with pytest.raises(WalletError, match="is not a plain file"):
        read(Path("/dev/null"))


@pytest.mark.parametrize("content", ["", " \n\t\n"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    write_secret(tmp_path / "k", Secret(content), what="the key file")
    with pytest.raises(WalletError, match="is empty"):
        read(tmp_path / "k")


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_secret(tmp_path / "fits", Secret("x" * LARGEST), what="the key file")
    write_secret(tmp_path / "large", Secret("x" * (LARGEST + 1)), what="the key file")
    assert len(read(tmp_path / "fits")) == LARGEST
    with pytest.raises(WalletError, match="is larger than 64 KiB"):
        read(tmp_path / "large")
    monkeypatch.setattr("pixelfare.x402.keys._unsafe", lambda _status: "")  # it grew after it was looked at
    with pytest.raises(WalletError, match="is larger than 64 KiB"):
        read(tmp_path / "large")


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WalletError, match="cannot be read: No such file"):
        read(tmp_path / "gone")
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_a_key(file: Path) -> None:
    assert key_of(read_secret(file, what="it"), where="it").raw == bytes.fromhex(HEX)


def test_bytes_that_are_no_text_are_no_key(tmp_path: Path) -> None:
    write_secret(tmp_path / "k", Secret(bytes.fromhex(HEX)), what="the key file")
    with pytest.raises(WalletError, match="is no private key"):
        key_of(read_secret(tmp_path / "k", what="it"), where="it")


def test_new_keys_are_keys_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len({new_key().raw for _ in range(50)}) == 50
    supply = [bytes(32), b"\xff" * 32, b"\x01" * 32]
    monkeypatch.setattr("secrets.token_bytes", lambda _size: supply.pop(0))
    assert new_key().raw == b"\x01" * 32
