"""Who may ask: the token of this machine, and keys for callers from elsewhere, of which only digests are kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pixelfare.errors import BadRequest, FileError, OrderOpen
from pixelfare.ledger.locks import Locks
from pixelfare.settings import config_folder, data_folder

__all__ = ["Caller", "Key", "KeyRing", "keys_file", "local_token", "new_key", "read_keys", "revoke_key", "token_file"]

_TOKEN = "pf-local-"  # noqa: S105  how a token begins, not a token
_KEY = "pf-key-"
_BYTES = 32
_LONGEST_LABEL = 100
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks.

    Args:
        label: Whose spending it is; empty for the owner of this machine, who may name any label.
        owner: Whether it is the owner, known by the token of this machine.
    """

    label: str = ""
    owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as it is kept: whose it is, and a digest to know it by. The key itself is shown once and never stored."""

    label: str
    sha256: str
    created: str


def token_file() -> Path:
    """Where the token of this machine is kept."""
    return data_folder() / "serve-token"


def keys_file() -> Path:
    """Where the digests of keys are kept."""
    return config_folder() / "serve-keys.json"


def local_token() -> str:
    """The token of this machine, made when first asked for; only the user can read its file.

    Raises:
        FileError: It cannot be read or written, or others can read it.
    """
    file = token_file()
    if not file.exists():
        _write(file, _TOKEN + secrets.token_urlsafe(_BYTES) + "\n", replacing=False)
    try:
        mode, text = file.stat().st_mode, file.read_text("ascii").strip()
    except (OSError, ValueError) as failure:
        raise FileError(f"cannot be read ({type(failure).__name__})", file=file) from None
    if os.name == "posix" and mode & 0o077:
        raise FileError(
            f"can be read by others: chmod 600, or delete it for a new token (mode {mode & 0o777:o})", file=file
        )
    if not text.startswith(_TOKEN) or len(text) < len(_TOKEN) + _BYTES:
        raise FileError("holds no token; delete it for a new one", file=file)
    return text


def read_keys() -> list[Key]:
    """Every key, by label.

    Raises:
        FileError: The file is not what was written, or others could have written it.
    """
    file = keys_file()
    try:
        mode = file.stat().st_mode
        found = json.loads(file.read_text("utf-8"))
        keys = [Key(**{name: str(part[name]) for name in ("label", "sha256", "created")}) for part in found]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as failure:
        raise FileError(f"cannot be read as keys ({type(failure).__name__})", file=file) from None
    if os.name == "posix" and mode & 0o022:
        raise FileError(f"can be written by others: chmod 600 (mode {mode & 0o777:o})", file=file)
    if not all(_is_label(key.label) and _DIGEST.fullmatch(key.sha256) for key in keys):
        raise FileError("holds what is no key", file=file)
    return keys


def new_key(label: str) -> str:
    """Make a key for somebody, and keep its digest.

    Args:
        label: Whose it is; what it buys is spent under this label, which may have limits of its own.

    Returns:
        The key, which is not kept anywhere.

    Raises:
        BadRequest: No such label, or there is a key for it already.
    """
    if not _is_label(label):
        raise BadRequest(f"a label is 1 to {_LONGEST_LABEL} printable characters, not {label[:40]!r}")
    with _alone():
        keys = read_keys()
        if any(key.label == label for key in keys):
            raise BadRequest(f"there is a key for {label!r} already: revoke it first, or take another label")
        secret = _KEY + secrets.token_urlsafe(_BYTES)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        _write_keys([*keys, Key(label=label, sha256=_digest(secret), created=now)])
    return secret


def revoke_key(label: str) -> None:
    """Forget a key; a server that runs refuses it from the next request on.

    Raises:
        BadRequest: There is no such key.
    """
    with _alone():
        keys = read_keys()
        left = [key for key in keys if key.label != label]
        if len(left) == len(keys):
            known = ", ".join(key.label for key in keys) or "none"
            raise BadRequest(f"there is no key for {label[:40]!r}; there are {known}")
        _write_keys(left)


class KeyRing:
    """Tells who asks, by a token or a key. Keys that are added or revoked while it is used count at once.

    Args:
        token: The token of this machine; empty where callers come from elsewhere and only keys count.
    """

    def __init__(self, token: str = "") -> None:
        self._token = _digest(token) if token else ""
        self._seen: tuple[int, ...] | None = None
        self._keys: dict[str, str] = {}

    def caller(self, secret: str) -> Caller | None:
        """Who has this token or key; `None` where nobody has.

        Raises:
            FileError: The keys cannot be read, so that nobody but the owner is known.
        """
        digest = _digest(secret)
        if self._token and hmac.compare_digest(digest, self._token):
            return Caller(owner=True)
        found: Caller | None = None
        for known, label in self._current():
            if hmac.compare_digest(digest, known):
                found = Caller(label=label)
        return found

    def _current(self) -> Iterable[tuple[str, str]]:
        try:
            stat = keys_file().stat()
            seen = (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino, stat.st_size)
        except OSError:
            self._seen, self._keys = None, {}
            return ()
        if seen != self._seen:
            self._seen, self._keys = None, {}  # where the file cannot be read, the keys of before no longer count
            self._keys = {key.sha256: key.label for key in read_keys()}
            self._seen = seen
        return self._keys.items()


def _is_label(label: str) -> bool:
    return 0 < len(label) <= _LONGEST_LABEL and label.isprintable() and label == label.strip()


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes the keys meanwhile: of two changes at once, none may undo the other."""
    locks, until = Locks(config_folder() / "locks"), time.monotonic() + _LOCK_SECONDS
    while True:
        lock = locks.holding("serve-keys")
        try:
            lock.__enter__()
        except OrderOpen:
            if time.monotonic() > until:
                raise FileError("is being changed by another process", file=keys_file()) from None
            time.sleep(0.01)
            continue
        break
    try:
        yield
    finally:
        lock.__exit__(None, None, None)


def _digest(secret: str) -> str:
    # The secrets are random and long: a slow hash would protect nothing more.
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _write_keys(keys: list[Key]) -> None:
    rows: list[dict[str, Any]] = [{"label": k.label, "sha256": k.sha256, "created": k.created} for k in keys]
    _write(keys_file(), json.dumps(rows, ensure_ascii=False, indent=1) + "\n", replacing=True)


def _write(file: Path, text: str, *, replacing: bool) -> None:
    """Whole or not at all, and for the user's eyes only; where two make a new file at once, the first one stands."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, draft = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")  # made with mode 600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            if replacing:
                Path(draft).replace(file)
            else:
                with suppress(FileExistsError):
                    os.link(draft, file)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as failure:
        raise FileError(f"cannot be written: {failure.strerror}", file=file) from None
