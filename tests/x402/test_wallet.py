"""Where a wallet comes from, what it refuses, and that nothing whatever shows its key."""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import strategies as st

import pixelfare
from pixelfare.errors import PixelfareError, WalletError
from pixelfare.settings import config_folder
from pixelfare.x402.keys import Secret, write_secret
from pixelfare.x402.keystore import lock, unlock
from pixelfare.x402.values import Signer
from pixelfare.x402.wallet import Wallet

HEX = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
ADDRESS = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"
OTHER, OTHER_ADDRESS = "1".rjust(64, "0"), "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
PASSWORD = "correct horse"  # noqa: S105  for a throw-away keystore


@pytest.fixture(autouse=True)
def _other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_CHAIN_WALLET_KEY", raising=False)


def private(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(text)
    path.chmod(0o600)
    return path


def quick_keystore(key: str = HEX, password: str = PASSWORD) -> str:
    return json.dumps(Account.encrypt(key, password, kdf="pbkdf2", iterations=10))


class Foreign:
    def __init__(self, address: object, failure: Exception | None = None) -> None:
        self._address, self._failure = address, failure

    @property
    def address(self) -> Any:
        if isinstance(self._address, Exception):
            raise self._address
        return self._address

    def sign_typed_data(self, *, full_message: dict[str, Any]) -> Any:
        if self._failure:
            raise self._failure
        return Account.from_key(HEX).sign_typed_data(full_message=full_message)


# --- which forms a key has


@pytest.mark.parametrize(
    "key",
    [HEX, f"0x{HEX}", f"0X{HEX.upper()}", f" 0x{HEX}\n", bytes.fromhex(HEX), bytearray.fromhex(HEX), int(HEX, 16)],
    ids=["hex", "0x", "upper", "spaces", "bytes", "bytearray", "int"],
)
def test_forms_of_a_key(key: Any) -> None:
    wallet = Wallet(key)
    assert wallet.address == ADDRESS
    assert isinstance(wallet, Signer)
    assert Wallet.find(key).address == ADDRESS


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (HEX[:-1], "63 other characters"),
        (f"{HEX}0", "65 other characters"),
        (f"0x0x{HEX}", "68 other characters"),
        (f"{HEX[:-1]}g", "64 other characters"),
        ("４" + HEX[1:], "64 other characters"),
        ("x" * 32, "32 other characters"),
        ("0" * 64, "a number that no private key can be"),
        (f"{ORDER:x}", "a number that no private key can be"),
        (ADDRESS, "is an address"),
        ("legal winner thank year wave sausage worth useful legal winner thank yellow", "a recovery phrase"),
        (0, "a number that no private key can be"),
        (-1, "64 other characters"),
        (1 << 256, "65 other characters"),
        (ORDER, "a number that no private key can be"),
        (b"", "32 bytes, not 0"),
        (bytes.fromhex(HEX)[:-1], "32 bytes, not 31"),
        (bytes(32), "a number that no private key can be"),
        (HEX.encode(), "32 bytes, not 64"),
        (True, "not from a bool"),
        (1.5, "not from a float"),
        ([HEX], "not from a list"),
        (object(), "not from a object"),
        (Foreign, "not from a type"),
    ],
)
def test_what_is_no_key_is_refused_and_not_repeated(key: Any, said: str) -> None:
    for make in (Wallet, Wallet.find):
        with pytest.raises(WalletError, match=said) as caught:
            make(key)
        text = str(key)
        assert len(text) < 10 or text not in str(caught.value)


# --- signers


def test_a_signer_is_used_as_it_is() -> None:
    wallet = Wallet(Foreign(ADDRESS.lower()))
    assert wallet.address == ADDRESS
    assert wallet.sign_typed_data(full_message=MESSAGE).signature == Wallet(HEX).sign_typed_data(full_message=MESSAGE)
    assert Wallet.find(Foreign(ADDRESS)).address == ADDRESS
    assert Wallet(wallet).address == ADDRESS
    assert Wallet.find(wallet) is wallet


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (None, "no address of the form"),
        ("", "no address of the form"),
        (ADDRESS[:-1], "no address of the form"),
        (RuntimeError("locked: unplug it"), "does not say its address: RuntimeError: locked: unplug it"),
        (KeyError(HEX), "does not say its address: KeyError: ..."),
    ],
)
def test_a_signer_without_an_address_is_refused(address: object, said: str) -> None:
    with pytest.raises(WalletError, match=said):
        Wallet(Foreign(address))


def test_a_signers_failure_is_told_without_long_words() -> None:
    wallet = Wallet(Foreign(ADDRESS, PermissionError(f"denied for\n{HEX} " + "on this device " * 50)))
    with pytest.raises(
        WalletError, match=r"a Foreign, did not sign: PermissionError: denied for ... on this"
    ) as caught:
        wallet.sign_typed_data(full_message=MESSAGE)
    assert len(str(caught.value)) < 300


# --- where it is looked for


def test_there_is_none() -> None:
    assert Wallet.find() is None


def test_the_order_of_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each place that is filled, the last first, takes over."""
    keys = [f"{number:064x}" for number in range(1, 7)]
    addresses = [Account.from_key(key).address for key in keys]

    def found() -> str:
        wallet = Wallet.find()
        assert wallet is not None
        return f"{addresses.index(wallet.address)} from {wallet.source}"

    own = private(config_folder() / "wallet.key", keys[0])
    assert found() == f"0 from the file {own}"
    monkeypatch.setenv("BASE_CHAIN_WALLET_KEY", keys[1])
    assert found() == "1 from the variable BASE_CHAIN_WALLET_KEY"
    monkeypatch.setenv("BLOCKRUN_WALLET_KEY", keys[2])
    assert found() == "2 from the variable BLOCKRUN_WALLET_KEY"
    monkeypatch.setenv("PIXELFARE_WALLET_FILE", str(private(tmp_path / "k", f"0x{keys[3]}\n")))
    assert found() == f"3 from the file {tmp_path / 'k'}"
    monkeypatch.setenv("PIXELFARE_WALLET_KEY", keys[4])
    assert found() == "4 from the variable PIXELFARE_WALLET_KEY"
    assert Wallet.find(keys[5]).address == addresses[5]


def test_an_empty_variable_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIXELFARE_WALLET_KEY", "PIXELFARE_WALLET_FILE", "BLOCKRUN_WALLET_KEY", "BASE_CHAIN_WALLET_KEY"):
        monkeypatch.setenv(name, " ")
    assert Wallet.find() is None


@pytest.mark.parametrize("name", ["PIXELFARE_WALLET_KEY", "BLOCKRUN_WALLET_KEY", "BASE_CHAIN_WALLET_KEY"])
def test_a_bad_key_ends_the_search(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    private(config_folder() / "wallet.key", HEX)
    monkeypatch.setenv(name, HEX[:-2])
    with pytest.raises(WalletError, match=f"the variable {name} is no private key but 62 other characters"):
        Wallet.find()


def test_a_bad_file_ends_the_search(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    private(config_folder() / "wallet.key", HEX)
    monkeypatch.setenv("PIXELFARE_WALLET_FILE", str(tmp_path / "gone"))
    with pytest.raises(WalletError, match=r"the wallet file .*gone cannot be read: No such file"):
        Wallet.find()
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("text", ["wallet.key", "./wallet.key", HEX, "~nobody-of-that-name/wallet.key"])
def test_a_path_that_is_not_whole_is_refused_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    private(tmp_path / "wallet.key", HEX)
    monkeypatch.setenv("PIXELFARE_WALLET_FILE", text)
    with pytest.raises(WalletError, match="PIXELFARE_WALLET_FILE") as caught:
        Wallet.find()
    assert HEX not in str(caught.value)


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    private(home / "my.key", HEX)
    monkeypatch.setenv("PIXELFARE_WALLET_FILE", "~/my.key")
    assert Wallet.find().address == ADDRESS


def test_two_wallets_of_ones_own_are_one_too_many() -> None:
    private(config_folder() / "wallet.key", HEX)
    private(config_folder() / "wallet.json", quick_keystore())
    with pytest.raises(WalletError, match=r"two wallets, .*wallet\.key and .*wallet\.json; say which"):
        Wallet.find()


# --- keystores


def test_a_keystore_opens_with_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = private(config_folder() / "wallet.json", f"\n {quick_keystore()}")
    with pytest.raises(WalletError, match="needs its password: in PIXELFARE_WALLET_PASSWORD, or in a file"):
        Wallet.find()
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD_FILE", str(private(tmp_path / "password", f"{PASSWORD}\r\n")))
    assert Wallet.find().address == ADDRESS
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD", "wrong")
    with pytest.raises(WalletError, match="the password is not the one"):
        Wallet.find()
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD", PASSWORD)
    assert Wallet.find().address == ADDRESS
    assert Wallet.from_file(path, Secret(PASSWORD)).address == ADDRESS


def test_a_password_file_that_others_can_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    private(config_folder() / "wallet.json", quick_keystore())
    private(tmp_path / "password", PASSWORD).chmod(0o644)
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD_FILE", str(tmp_path / "password"))
    with pytest.raises(WalletError, match=r"the password file .* can be read or changed by others"):
        Wallet.find()


def test_what_is_locked_is_unlocked() -> None:
    locked = lock(Secret(bytes.fromhex(HEX)), Secret("пароль"))
    assert HEX not in locked.text
    assert json.loads(locked.text)["crypto"]["kdfparams"]["n"] == 1 << 18
    assert unlock(locked, Secret("пароль"), where="it").text == HEX


def test_an_empty_password_locks_nothing() -> None:
    with pytest.raises(WalletError, match="not empty"):
        lock(Secret(bytes.fromhex(HEX)), Secret(""))


def broken(**changes: Any) -> str:
    store = json.loads(quick_keystore())
    for path, value in changes.items():
        *folders, name = path.split("__")
        inner = store
        for folder in folders:
            inner = inner[folder]
        inner[name] = value
    return json.dumps(store)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON text"),
        ("{" * 100_000, "no JSON text"),
        ("{}", "no keystore of version 3"),
        ('{"version": 3}', "no keystore of version 3"),
        (broken(version=1), "no keystore of version 3"),
        (broken(crypto__kdfparams=5), "no keystore of version 3"),
        (broken(crypto__kdfparams__c=10**9), "more memory or time"),
        (broken(crypto__kdfparams={"n": 1 << 30, "r": 8, "p": 1}), "more memory or time"),
        (broken(crypto__kdfparams={"n": 1 << 20, "r": 1, "p": 1 << 20}), "more memory or time"),
        (broken(crypto__kdfparams__c="10"), "odd parameters"),
        (broken(crypto__kdfparams__c=True), "odd parameters"),
        (broken(crypto__kdf="md5"), "it is damaged"),
        (broken(crypto__ciphertext="00"), "the password is not the one"),
        (broken(crypto__ciphertext=7), "it is damaged"),
        (broken(crypto__mac="zz"), "it is damaged"),
        (broken(crypto__mac="00" * 32), "the password is not the one"),
        (broken(address=OTHER_ADDRESS), "names another address than its key has"),
    ],
)
def test_a_broken_keystore_is_refused(text: str, said: str) -> None:
    with pytest.raises(WalletError, match=f"^the keystore k .*{said}"):
        unlock(Secret(text), Secret(PASSWORD), where="the keystore k")


@given(st.dictionaries(st.sampled_from(["version", "crypto", "address", "id"]), st.integers() | st.text() | st.none()))
def test_no_json_ends_in_anything_but_a_wallet_error(store: dict[str, Any]) -> None:
    with pytest.raises(WalletError):
        unlock(Secret(json.dumps({**json.loads(quick_keystore()), "address": OTHER_ADDRESS, **store})),
               Secret("wrong"), where="it")  # fmt: skip


# --- the key is shown nowhere

MESSAGE = {
    "types": {
        "EIP712Domain": [{"name": "name", "type": "string"}],
        "Mail": [{"name": "text", "type": "string"}],
    },
    "primaryType": "Mail",
    "domain": {"name": "test"},
    "message": {"text": "hello"},
}
TRACES = [
    HEX, HEX.upper(), str(int(HEX, 16)), repr(bytes.fromhex(HEX))[2:-1], HEX[:20], HEX[-20:], PASSWORD,
]  # fmt: skip


def frames(failure: BaseException | None, seen: set[int]) -> Iterator[FrameType]:
    """Every frame of an error and of those behind it, also where they are not to be shown."""
    if failure is None or id(failure) in seen:
        return
    seen.add(id(failure))
    for frame, _line in traceback.walk_tb(failure.__traceback__):
        if frame.f_code.co_filename != __file__:  # our own locals hold the key, of course
            yield frame
    yield from frames(failure.__cause__, seen)
    yield from frames(failure.__context__, seen)


def everything_said(failure: BaseException) -> str:
    """What a debugger, a reporter of errors or a log could show of a failure."""
    said = [str(failure), repr(failure), repr(vars(failure))]
    said += ["".join(traceback.format_exception(failure))]
    for frame in frames(failure, set()):
        said += [f"{name}={value!r}" for name, value in frame.f_locals.items()]
        ours = [value for value in frame.f_locals.values() if type(value).__module__.startswith("pixelfare")]
        said += [repr(vars(value)) for value in ours if hasattr(value, "__dict__")]
    try:
        said.append(repr(pickle.dumps(failure)))
    except (TypeError, AttributeError, pickle.PicklingError) as problem:
        said.append(str(problem))
    return "\n".join(said)


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text]


def unreadable_message(wallet: Wallet) -> Any:
    return wallet.sign_typed_data(full_message={**MESSAGE, "types": {}})


def unwritable(*_: Any) -> Any:
    raise OSError(28, "No space left on device")


def fail_from_file(text: str, password: str = "") -> Callable[[Path, pytest.MonkeyPatch], Any]:
    def fail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("PIXELFARE_WALLET_FILE", str(private(folder / "file", text)))
        monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD", password)
        return Wallet.find()

    return fail


def fail_from_variable(text: str) -> Callable[[Path, pytest.MonkeyPatch], Any]:
    def fail(_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
        monkeypatch.setenv("PIXELFARE_WALLET_KEY", text)
        return Wallet.find()

    return fail


def fail_to_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("os.fsync", unwritable)
    write_secret(folder / "wallet.key", Secret(HEX), what="the key file")


FAILURES: dict[str, Callable[[Path, pytest.MonkeyPatch], Any]] = {
    "a key with a letter too much": lambda *_: Wallet(f"{HEX}0"),
    "a key too short, in bytes": lambda *_: Wallet(bytes.fromhex(HEX)[:-1]),
    "a key in bytes of text": lambda *_: Wallet(HEX.encode()),
    "a key in a list": lambda *_: Wallet([HEX]),  # type: ignore[arg-type]
    "a number too great": lambda *_: Wallet(int(HEX, 16) << 8),
    "found, a letter too much": lambda *_: Wallet.find(f"{HEX}0"),
    "found, in a tuple": lambda *_: Wallet.find((HEX,)),  # type: ignore[arg-type]
    "in a variable": fail_from_variable(f"{HEX} {HEX}"),
    "in a file": fail_from_file(f"key={HEX}"),
    "a file that looks like a keystore": fail_from_file(f'{{"key": "{HEX}"'),
    "a keystore with an open key": fail_from_file(f'{{"version": 3, "key": "{HEX}"}}'),
    "a wrong password": fail_from_file(quick_keystore(HEX, "other"), PASSWORD),
    "a damaged keystore": fail_from_file(broken(crypto__mac=5), PASSWORD),
    "a keystore with another address": fail_from_file(broken(address=OTHER_ADDRESS), PASSWORD),
    "an unreadable message": lambda *_: unreadable_message(Wallet(HEX)),
    "an unreadable message, by a signer": lambda *_: unreadable_message(Wallet(Account.from_key(HEX))),
    "no argument": lambda *_: Wallet(HEX).sign_typed_data(),  # type: ignore[call-arg]
    "pickled": lambda *_: pickle.dumps(Wallet(HEX)),
    "a signer, pickled": lambda *_: pickle.dumps(Wallet(Account.from_key(HEX))),
    "as JSON": lambda *_: json.dumps({"wallet": Wallet(HEX)}),
    "its variables": lambda *_: vars(Wallet(HEX)),
    "a secret, pickled": lambda *_: pickle.dumps(Secret(HEX)),
    "a secret, its variables": lambda *_: vars(Secret(HEX)),
    "a disk that is full": fail_to_write,
    "locked without a password": lambda *_: lock(Secret(bytes.fromhex(HEX)), Secret("")),
}


@pytest.mark.parametrize("what", FAILURES)
def test_no_failure_shows_the_key(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises((PixelfareError, TypeError)) as caught:
        FAILURES[what](tmp_path, monkeypatch)
    said = everything_said(caught.value) + caplog.text
    assert traces(said) == []


STORE = quick_keystore()
STOPS: dict[str, tuple[str, Callable[[], Any]]] = {
    "while a wallet is made": ("eth_keys.datatypes.PrivateKey.__init__", lambda: Wallet(HEX)),
    "while it signs": (
        "eth_keys.datatypes.PrivateKey.sign_msg_hash", lambda: Wallet(HEX).sign_typed_data(full_message=MESSAGE)
    ),
    "while it is locked": (
        "eth_keyfile.keyfile._scrypt_hash", lambda: lock(Secret(bytes.fromhex(HEX)), Secret(PASSWORD))
    ),
    "while it is unlocked": (
        "eth_keyfile.keyfile._pbkdf2_hash", lambda: unlock(Secret(STORE), Secret(PASSWORD), where="it")
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STOPS)
@pytest.mark.parametrize("kind", [KeyboardInterrupt, MemoryError, SystemExit])
def test_a_stop_in_the_middle_does_not_show_the_key(
    what: str, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The frames of others hold the key while they work with it."""
    place, action = STOPS[what]

    def stop(*_: Any, **__: Any) -> Any:
        try:
            raise ValueError(HEX)
        finally:
            raise kind  # in place of the other, which stays behind it

    monkeypatch.setattr(place, stop)
    with pytest.raises((kind, WalletError)) as caught:
        action()
    assert traces(everything_said(caught.value)) == []


def test_the_search_for_traces_finds_them() -> None:
    def failing(key: str) -> None:
        raise ValueError(key)

    namespace: dict[str, Any] = {}
    source = "def fail(key):\n    copy = bytes.fromhex(key)\n    return int(key)"
    exec(compile(source, "elsewhere", "exec"), namespace)  # noqa: S102  a frame that is not of this file
    with pytest.raises(ValueError, match=HEX) as caught:
        namespace["fail"](HEX)
    assert set(traces(everything_said(caught.value))) >= {HEX, HEX[:20], repr(bytes.fromhex(HEX))[2:-1]}
    with pytest.raises(ValueError, match=HEX) as caught:
        failing(HEX)
    assert HEX in traces(everything_said(caught.value))


def test_no_way_to_show_a_wallet_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wallet = Wallet(HEX)
    wallet.sign_typed_data(full_message=MESSAGE)
    logging.getLogger("test").debug("%s %r %s", wallet, wallet, {"wallet": [wallet]})
    inner = [getattr(wallet, name) for name in Wallet.__slots__]
    shown = [repr(wallet), str(wallet), f"{wallet}", f"{wallet!r:>60}", repr(inner), repr([Secret(HEX)]), caplog.text]
    shown += [str(Secret(HEX)), f"{Secret(HEX)}", repr(dir(wallet)), json.dumps(str(wallet))]
    assert traces("".join(shown)) == []
    assert repr(wallet) == f"<Wallet {ADDRESS}>"


def test_a_copy_is_the_wallet_itself() -> None:
    wallet = Wallet(HEX)
    assert copy.copy(wallet) is wallet
    assert copy.deepcopy({"wallet": wallet})["wallet"] is wallet


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_never_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match=r"never pickled.*Wallet\.find"):
        pickle.dumps(Wallet(HEX), protocol)


def test_looking_and_not_finding_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom pixelfare.x402.wallet import Wallet\nfrom pixelfare.x402.nonce import order_nonce\n"
        "assert Wallet.find() is None\n"
        "print(*sorted({'eth_account', 'eth_utils', 'httpx', 'sqlite3'} & {*sys.modules}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == ""
