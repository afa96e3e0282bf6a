"""Keystore files (version 3): a private key, encrypted with a password."""

from __future__ import annotations

import json
import re
from typing import Any

from pixelfare.errors import WalletError
from pixelfare.heavy import load_eth_account
from pixelfare.x402.keys import Secret, key_of, unseen

__all__ = ["is_keystore", "lock", "unlock"]

# What a keystore may ask of the machine that reads it: 512 MiB, and about a minute.
_MOST_MEMORY = 512 * 1024 * 1024
_MOST_WORK = 1 << 28
_MOST_ROUNDS = 10_000_000
_ADDRESS = re.compile(r"(?:0x)?([0-9a-f]{40})", re.ASCII | re.IGNORECASE)
_WRONG_PASSWORD = "the password is not the one that the keystore was made with"  # noqa: S105  it is a message


def is_keystore(content: Secret) -> bool:
    """Whether a file's content is a keystore rather than a bare key."""
    return content.raw.lstrip()[:1] == b"{"


def lock(key: Secret, password: Secret) -> Secret:
    """Encrypt a private key; takes a second or two, and so does every guess.

    Args:
        key: 32 bytes.
        password: What it is encrypted with.

    Returns:
        The keystore as JSON text.

    Raises:
        WalletError: The password is empty.
    """
    if not password.raw:
        raise WalletError("a keystore needs a password that is not empty")
    load_eth_account()
    from eth_account import Account  # noqa: PLC0415  heavy, and needed only where a key is used

    made = unseen(lambda: Account.encrypt(key.raw, password.text))
    return Secret(json.dumps(made) + "\n")


def unlock(content: Secret, password: Secret, *, where: str) -> Secret:
    """Decrypt a keystore's private key; takes a second or two.

    Args:
        content: The keystore as JSON text.
        password: What it was encrypted with.
        where: Which keystore it is, for an error: `the keystore wallet.json`.

    Returns:
        The key as 64 hex digits.

    Raises:
        WalletError: The password is another one, or it is no keystore that can be read.
    """
    store, problem = _read(content)
    if not problem:
        found, problem = _decrypt(store, password)
        if not problem:
            if _other_address(store, key_of(found, where=where)):
                raise WalletError(f"{where} names another address than its key has; it was tampered with or is damaged")
            return found
    raise WalletError(f"{where} cannot be opened: {problem}")


def _read(content: Secret) -> tuple[dict[str, Any], str]:
    try:
        store = json.loads(content.raw)
    except (ValueError, RecursionError):
        return {}, "it is no JSON text"
    if not isinstance(store, dict) or store.get("version") != 3:  # noqa: PLR2004  the only version there is
        return {}, "it is no keystore of version 3"
    crypto = store.get("crypto", store.get("Crypto"))
    kdf = crypto.get("kdfparams") if isinstance(crypto, dict) else None
    if not isinstance(kdf, dict):
        return {}, "it is no keystore of version 3"
    n, r, p, rounds = (kdf.get(name, 1) for name in ("n", "r", "p", "c"))
    if not all(type(number) is int and number > 0 for number in (n, r, p, rounds)):
        return {}, "its key derivation has odd parameters"
    if 128 * n * r > _MOST_MEMORY or n * r * p > _MOST_WORK or rounds > _MOST_ROUNDS:
        return {}, "its key derivation asks for more memory or time than any honest keystore does"
    return store, ""


def _decrypt(store: dict[str, Any], password: Secret) -> tuple[Secret, str]:
    """The key, or what is wrong. Nothing is raised from here: the frames below hold password and key."""
    load_eth_account()
    from eth_account import Account  # noqa: PLC0415  heavy, and needed only where a key is used

    try:
        return unseen(lambda: Secret(bytes(Account.decrypt(store, password.text)).hex())), ""
    except ValueError as failure:
        wrong = "mac mismatch" in str(failure).lower()
        return Secret(""), _WRONG_PASSWORD if wrong else "it is damaged"
    except Exception:  # noqa: BLE001  a keystore is data from outside, and may be broken in any way
        return Secret(""), "it is damaged"


def _other_address(store: dict[str, Any], key: Secret) -> bool:
    load_eth_account()
    from eth_account import Account  # noqa: PLC0415  heavy, and needed only where a key is used

    named = _ADDRESS.fullmatch(str(store.get("address", "")))
    return named is not None and named[1].lower() != str(unseen(lambda: Account.from_key(key.raw).address))[2:].lower()
