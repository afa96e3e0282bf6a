"""Where a wallet's key may be found: variables and files, in a fixed order; nowhere else is looked."""

from __future__ import annotations

import os
from pathlib import Path

from pixelfare.errors import WalletError
from pixelfare.settings import config_folder
from pixelfare.x402.keys import Secret, key_of, read_secret
from pixelfare.x402.keystore import is_keystore, unlock

__all__ = ["find_key", "read_key_file", "whole_path"]

_KEY, _FILE = "PIXELFARE_WALLET_KEY", "PIXELFARE_WALLET_FILE"
_PASSWORD, _PASSWORD_FILE = "PIXELFARE_WALLET_PASSWORD", "PIXELFARE_WALLET_PASSWORD_FILE"
_THEIRS = ("BLOCKRUN_WALLET_KEY", "BASE_CHAIN_WALLET_KEY")
_OWN = ("wallet.key", "wallet.json")


def find_key() -> tuple[Secret, str] | None:
    """The first key there is, and where it came from in words. An empty variable counts as none.

    Raises:
        WalletError: What was found first cannot be used safely. Nothing further is tried then.
    """
    if found := _variable(_KEY):
        return found
    if named := _variable(_FILE):
        path = whole_path(named[0].text, _FILE)
        return read_key_file(path), f"the file {path}, which {_FILE} names"
    for name in _THEIRS:
        if found := _variable(name):
            return found
    own = [path for path in (config_folder() / name for name in _OWN) if os.path.lexists(path)]
    if len(own) > 1:
        raise WalletError(f"there are two wallets, {own[0]} and {own[1]}; say which is meant with {_FILE}")
    return (read_key_file(own[0]), f"the file {own[0]}") if own else None


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
    password = password or _password()
    if password is None:
        raise WalletError(f"the keystore {path} needs its password: in {_PASSWORD}, or in a file for {_PASSWORD_FILE}")
    return unlock(content, password, where=f"the keystore {path}")


def _password() -> Secret | None:
    if found := _variable(_PASSWORD):
        return found[0]
    if not (named := _variable(_PASSWORD_FILE)):
        return None
    read = read_secret(whole_path(named[0].text, _PASSWORD_FILE), what="the password file")
    return Secret(read.raw.removesuffix(b"\n").removesuffix(b"\r"))


def _variable(name: str) -> tuple[Secret, str] | None:
    held = Secret(os.environ.get(name, ""))
    return (held, f"the variable {name}") if held.text.strip() else None


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
