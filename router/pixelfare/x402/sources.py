"""Where a wallet's key may be found: variables and files, in a fixed order; nowhere else is looked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pixelfare.errors import WalletError
from pixelfare.settings import config_folder
from pixelfare.x402.keys import Secret, key_of, read_secret
from pixelfare.x402.keystore import is_keystore, unlock

__all__ = [
    "OWN_NAMES", "Found", "find_key", "find_password", "own_files", "read_key_file", "read_password", "whole_path",
]  # fmt: skip

_KEY, _FILE = "PIXELFARE_WALLET_KEY", "PIXELFARE_WALLET_FILE"
_PASSWORD, _PASSWORD_FILE = "PIXELFARE_WALLET_PASSWORD", "PIXELFARE_WALLET_PASSWORD_FILE"
_THEIRS = ("BLOCKRUN_WALLET_KEY", "BASE_CHAIN_WALLET_KEY")
OWN_NAMES = ("wallet.key", "wallet.json")
"""A wallet in the config folder: a bare key, or a keystore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A key, and where it came from.

    Args:
        key: The key as text; whether it is one is not checked yet.
        source: Where it came from, in words.
        file: The file that it came from, if it was one.
    """

    key: Secret
    source: str
    file: Path | None = None

    @classmethod
    def at(cls, path: Path, password: Secret | None = None) -> Found:
        """The key in a file; see `read_key_file`."""
        return cls(key=read_key_file(path, password), source=f"the file {path}", file=path)


def find_key() -> Found | None:
    """The first key there is. An empty variable counts as none.

    Raises:
        WalletError: What was found first cannot be used safely. Nothing further is tried then.
    """
    if key := _variable(_KEY):
        return Found(key=key, source=f"the variable {_KEY}")
    if named := _variable(_FILE):
        return Found.at(whole_path(named.text, _FILE))
    for name in _THEIRS:
        if key := _variable(name):
            return Found(key=key, source=f"the variable {name}")
    own = own_files()
    if len(own) > 1:
        raise WalletError(f"there are two wallets, {own[0]} and {own[1]}; say which is meant with {_FILE}")
    return Found.at(own[0]) if own else None


def own_files() -> list[Path]:
    """The wallets there are in the user's config folder."""
    return [path for path in (config_folder() / name for name in OWN_NAMES) if os.path.lexists(path)]


def read_key_file(path: Path, password: Secret | None = None) -> Secret:
    """The key in a key file or in a keystore.

    Args:
        path: The file, readable by its owner only.
        password: The keystore's; by default what the environment says.

    Returns:
        32 bytes as 64 hex digits.

    Raises:
        WalletError: The file cannot be used safely, or the password is wrong or missing.
    """
    content = read_secret(path, what="the wallet file")
    if not is_keystore(content):
        key_of(content, where=f"the wallet file {path}")
        return content
    password = password or find_password()
    if password is None:
        raise WalletError(f"the keystore {path} needs its password: in {_PASSWORD}, or in a file for {_PASSWORD_FILE}")
    return unlock(content, password, where=f"the keystore {path}")


def find_password() -> Secret | None:
    """The password of a keystore, as far as the environment says.

    Raises:
        WalletError: The file that it names cannot be used safely.
    """
    if found := _variable(_PASSWORD):
        return found
    named = _variable(_PASSWORD_FILE)
    return None if named is None else read_password(whole_path(named.text, _PASSWORD_FILE))


def read_password(path: Path) -> Secret:
    """The password in a file, without the line's end.

    Raises:
        WalletError: The file cannot be used safely.
    """
    read = read_secret(path, what="the password file")
    return Secret(read.raw.removesuffix(b"\n").removesuffix(b"\r"))


def _variable(name: str) -> Secret | None:
    held = Secret(os.environ.get(name, ""))
    return held if held.text.strip() else None


def whole_path(text: str, name: str) -> Path:
    """A path that a variable names: never one relative to where the process happens to be.

    Raises:
        WalletError: It is relative, or names a home folder that nobody has.
    """
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise WalletError(f"{name} names a home folder that is not there") from None
    if not path.is_absolute():
        # Not repeated: whoever mixes up the two variables has a key in this one.
        raise WalletError(f"{name} does not name a whole path, such as /home/me/wallet.key")
    return path
