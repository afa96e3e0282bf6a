"""Tokens and keys: private, hashed at rest, revoked at once, and closed where anything is unclear."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelfare.errors import BadRequest, FileError
from pixelfare.server.tokens import KeyRing, keys_file, local_token, new_key, read_keys, revoke_key, token_file

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")


def test_the_token_is_made_once_and_private() -> None:
    token = local_token()
    assert token == local_token()
    assert len(token) >= 52
    if os.name == "posix":
        assert stat.S_IMODE(token_file().stat().st_mode) == 0o600


def test_many_starts_at_once_have_one_token() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len({*pool.map(lambda _: local_token(), range(16))}) == 1
    assert [file.name for file in token_file().parent.iterdir()] == [token_file().name]


@POSIX
def test_a_token_that_others_can_read_is_none() -> None:
    local_token()
    token_file().chmod(0o640)
    with pytest.raises(FileError, match="read by others"):
        local_token()


@pytest.mark.parametrize("text", ["", "pf-local-short\n", "x" * 60, "pf-local-\xe9" + "0" * 60])
def test_a_broken_token_file(text: str) -> None:
    local_token()
    token_file().write_text(text, "utf-8")
    with pytest.raises(FileError):
        local_token()


def test_keys_are_kept_as_digests() -> None:
    key = new_key("agent-7")
    text = keys_file().read_text()
    assert key not in text
    assert key.removeprefix("pf-key-") not in text
    assert [(k.label, len(k.sha256)) for k in read_keys()] == [("agent-7", 64)]
    if os.name == "posix":
        assert stat.S_IMODE(keys_file().stat().st_mode) == 0o600
    caller = KeyRing().caller(key)
    assert caller is not None
    assert (caller.label, caller.owner) == ("agent-7", False)


def test_a_key_counts_at_once_and_no_longer() -> None:
    ring = KeyRing()
    for _ in range(20):  # within one tick of the file system's clock
        key = new_key("agent")
        assert ring.caller(key) is not None
        revoke_key("agent")
        assert ring.caller(key) is None


def test_no_key_is_lost_when_many_are_made_at_once() -> None:
    code = (
        "import sys\nfrom pixelfare.server.tokens import new_key as new\nfor n in '12345': print(new(sys.argv[1] + n))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "router")}
    made = [
        subprocess.Popen([sys.executable, "-c", code, str(n)], stdout=subprocess.PIPE, env=environment)
        for n in range(2)
    ]
    with ThreadPoolExecutor(4) as pool:
        ours = [*pool.map(lambda n: new_key(f"thread-{n}"), range(12))]
    theirs = [line for one in made for line in one.communicate(timeout=60)[0].decode().split()]
    assert [one.returncode for one in made] == [0, 0]
    ring = KeyRing()
    assert len(read_keys()) == len(ours + theirs) == 22
    assert all(ring.caller(key) for key in ours + theirs)


def test_one_label_one_key() -> None:
    new_key("agent")
    with pytest.raises(BadRequest, match="already"):
        new_key("agent")
    with pytest.raises(BadRequest, match="there are agent"):
        revoke_key("nobody")


@pytest.mark.parametrize("label", ["", " a", "a ", "a\r\nb", "a\x00", "\u202e", "x" * 101, "a\ud800"])
def test_what_is_no_label(label: str) -> None:
    with pytest.raises(BadRequest):
        new_key(label)
    assert read_keys() == []


BROKEN = [
    "", "{", "null", "[1]", '[{"label": "a"}]', "[" * 50_000,
    json.dumps([{"label": "a", "sha256": "é" * 64, "created": ""}]),
    json.dumps([{"label": "a\n", "sha256": "0" * 64, "created": ""}]),
]  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_lets_nobody_in(text: str) -> None:
    key = new_key("agent")
    ring = KeyRing("pf-local-" + "0" * 43)
    assert ring.caller(key) is not None
    keys_file().write_text(text, "utf-8")
    for _ in range(2):
        with pytest.raises(FileError):
            ring.caller(key)
    assert ring.caller("pf-local-" + "0" * 43) is not None, "the owner needs no key"
    keys_file().unlink()
    assert ring.caller(key) is None


@POSIX
def test_a_file_that_others_could_write_lets_nobody_in() -> None:
    key = new_key("agent")
    keys_file().chmod(0o622)
    with pytest.raises(FileError, match="written by others"):
        KeyRing().caller(key)


@given(st.text())
def test_nobody_has_any_other_secret(secret: str) -> None:
    assert KeyRing("pf-local-" + "0" * 43).caller(secret) is None
    assert KeyRing("").caller(secret) is None
