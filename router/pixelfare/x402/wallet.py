"""A wallet: an address, and the power to sign for it, without ever showing the key."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

from pixelfare.errors import WalletError
from pixelfare.heavy import load_eth_account
from pixelfare.x402.keys import Secret, key_of, unseen
from pixelfare.x402.sources import Found, find_key
from pixelfare.x402.values import Signer

if TYPE_CHECKING:
    from eth_account.messages import SignableMessage

__all__ = ["Wallet", "conceal"]

_KEY_BYTES = 32
_ADDRESS = re.compile(r"0x[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
_LONG_WORD = re.compile(r"\S{30,}")
_MOST_SAID = 200


class Wallet:
    """Who pays: an address and what signs for it. It never shows its key, and cannot be pickled.

    Whoever gets the key gets the balance, so keep only what you mean to spend soon.

    Args:
        key: A private key as 64 hex digits, with or without `0x`, as 32 bytes or as a number; or whatever can sign:
            an `eth_account` account, a key service, a hardware wallet.
        source: Where it came from, in words.

    Raises:
        WalletError: It is no private key, and no signer.

    Example:
        >>> Wallet("0x" + "1".rjust(64, "0"))  # a key that everybody knows: never send money there
        <Wallet 0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf>
    """

    __slots__ = ("_address", "_sign", "_signer", "_source")

    def __init__(self, key: str | bytes | int | Secret | Signer, *, source: str = "the key given") -> None:
        self._address = ""  # a traceback may show a wallet that was never finished
        given = _concealed(key)
        del key  # a traceback that shows local variables would show it
        if isinstance(given, WalletError):
            raise given
        self._source = source
        self._sign: Callable[[SignableMessage], bytes] | None = None
        self._signer: Signer | None = None
        if isinstance(given, Secret):
            self._address, self._sign = _unlocked(key_of(given, where=source))
        else:
            self._address, self._signer = _address_of(given), given

    @classmethod
    def find(cls, given: Wallet | Signer | str | bytes | int | None = None) -> Wallet | None:
        """The wallet to pay from: what is given, else the first of these that there is.

        `PIXELFARE_WALLET_KEY`; `PIXELFARE_WALLET_FILE`, a key file, or a keystore whose password is in
        `PIXELFARE_WALLET_PASSWORD` or in the file that `PIXELFARE_WALLET_PASSWORD_FILE` names; BlockRun's own
        `BLOCKRUN_WALLET_KEY` and `BASE_CHAIN_WALLET_KEY`; `wallet.key` or `wallet.json` in the user's config folder.
        An empty variable counts as none. A wallet is never made here.

        Args:
            given: A wallet, a signer or a key.

        Returns:
            The wallet, or `None` where there is none.

        Raises:
            WalletError: What was found first cannot be used safely. Nothing further is tried then.
        """
        if given is None:
            found = find_key()
            return cls(found.key, source=found.source) if found else None
        if isinstance(given, Wallet):
            return given
        if isinstance(given, WalletError):  # what `conceal` made of a key that is none
            raise given
        concealed = _concealed(given)
        del given
        if isinstance(concealed, WalletError):
            raise concealed
        return cls(concealed)

    @classmethod
    def from_file(cls, path: Path, password: Secret | None = None) -> Wallet:
        """The wallet in a key file or a keystore.

        Args:
            path: The file, readable by its owner only.
            password: The keystore's; by default what the environment says.

        Raises:
            WalletError: The file cannot be used safely, or the password is wrong or missing.
        """
        found = Found.at(path, password)
        return cls(found.key, source=found.source)

    @property
    def address(self) -> str:
        """Who pays, checksummed."""
        return self._address

    @property
    def source(self) -> str:
        """Where the key came from, in words."""
        return self._source

    def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
        """Sign EIP-712 data.

        Args:
            full_message: `types`, `primaryType`, `domain` and `message`.

        Returns:
            65 bytes, or whatever a signer of the caller's own returns.

        Raises:
            WalletError: It is no EIP-712 message, or the signer failed.
        """
        if self._sign is None:
            return _asked(self._signer, full_message)
        signable = _encoded(full_message)
        if signable is None:
            raise WalletError("the message is no EIP-712 typed data that can be encoded; nothing was signed")
        return self._sign(signable)

    def sign_encoded(self, signable: SignableMessage) -> bytes | None:
        """Sign what is encoded already; `None` where the key is not held here but by a signer.

        Args:
            signable: An EIP-191 message, as `eth_account.messages` has it.

        Returns:
            65 bytes.
        """
        return None if self._sign is None else self._sign(signable)

    def __repr__(self) -> str:
        return f"<Wallet {self._address or 'unfinished'}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a wallet is never pickled, or its key would be; call Wallet.find() where it is needed")

    def __copy__(self) -> Wallet:
        return self

    def __deepcopy__(self, _memo: object) -> Wallet:
        return self


def conceal(key: Any) -> Any:
    """A wallet or signer as it is, and a key out of sight: the first thing to do with an argument that may be one.

    A function that raises later shows its arguments in tracebacks with local variables; so it rebinds them first.
    Nothing is raised here; what is no key comes back as the error, which `Wallet.find` raises.
    """
    return key if key is None or isinstance(key, Wallet | WalletError) else _concealed(key)


def _concealed(key: object) -> Secret | Signer | WalletError:
    """A key out of sight, or a signer as it is. Nothing is raised here, where the key is in sight."""
    match key:
        case Secret():
            return key
        case str():
            return Secret(str(key))
        case bytes() | bytearray():
            if len(key) != _KEY_BYTES:
                return WalletError(f"a private key has {_KEY_BYTES} bytes, not {len(key)}; give hex digits as text")
            return Secret(key.hex())
        case int() if not isinstance(key, bool):
            return Secret(f"{key:064x}")
    kind = type(key).__name__
    if isinstance(key, type) or not callable(getattr(key, "sign_typed_data", None)):
        return WalletError(f"a wallet is made from a private key, or from what has sign_typed_data; not from a {kind}")
    return cast("Signer", key)


def _unlocked(key: Secret) -> tuple[str, Callable[[SignableMessage], bytes]]:
    """An address, and a function that signs for it: the only place where the key stays."""
    load_eth_account()
    from eth_account import Account  # noqa: PLC0415  heavy, and needed only where a key is used

    account = unseen(lambda: Account.from_key(key.raw))

    def sign(signable: SignableMessage) -> bytes:
        return bytes(unseen(lambda: account.sign_message(signable).signature))

    return str(account.address), sign


def _address_of(signer: Signer) -> str:
    load_eth_account()
    from eth_utils.address import to_checksum_address  # noqa: PLC0415  it comes with eth_account

    problem = ""
    try:
        address: object = signer.address
    except Exception as failure:  # noqa: BLE001  a signer is anybody's code
        problem, address = _said(failure), ""
    if problem:
        raise WalletError(f"the signer, a {type(signer).__name__}, does not say its address: {problem}")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
        raise WalletError(f"the signer, a {type(signer).__name__}, has no address of the form 0x and 40 hex digits")
    return str(to_checksum_address(address))


def _asked(signer: Signer | None, full_message: dict[str, Any]) -> Any:
    """What a signer of the caller's own answers. Its failure is told in our words: its frames may hold its key."""
    problem = ""
    try:
        if signer is not None:
            return signer.sign_typed_data(full_message=full_message)
    except Exception as failure:  # noqa: BLE001  a signer is anybody's code
        problem = _said(failure)
    raise WalletError(f"the signer, a {type(signer).__name__}, did not sign: {problem}")


def _said(failure: Exception) -> str:
    """What another's error says, without any word that is long enough to be a key."""
    words = _LONG_WORD.sub("...", " ".join(str(failure).split()))
    return f"{type(failure).__name__}: {words[:_MOST_SAID]}" if words else type(failure).__name__


def _encoded(full_message: dict[str, Any]) -> SignableMessage | None:
    load_eth_account()
    from eth_account.messages import encode_typed_data  # noqa: PLC0415  heavy

    try:
        return encode_typed_data(full_message=full_message)
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is not signed
        return None
