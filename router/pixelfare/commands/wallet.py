"""`pixelfare wallet`: make a wallet, look at it, bring a key along. A key is never shown, nor taken as an argument."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from pixelfare.commands import options as o
from pixelfare.commands.terminal import console, grid, print_json, safe
from pixelfare.errors import BadAnswer, BadRequest, WalletError

if TYPE_CHECKING:
    from pixelfare.x402.keys import Secret
    from pixelfare.x402.sources import Found
    from pixelfare.x402.values import Network

__all__ = [
    "ADDRESS_EXAMPLES", "CHECK_EXAMPLES", "EXAMPLES", "IMPORT_EXAMPLES", "NEW_EXAMPLES", "address", "bring", "check",
    "new",
]  # fmt: skip

NEW_EXAMPLES = (
    "pixelfare wallet new",
    "pixelfare wallet new --keystore --password-file password.txt",
)
ADDRESS_EXAMPLES = ("pixelfare wallet address",)
IMPORT_EXAMPLES = ("pixelfare wallet import < key.txt",)
CHECK_EXAMPLES = ("pixelfare wallet check", "pixelfare wallet check --network base-sepolia --json")
EXAMPLES = (*NEW_EXAMPLES[:1], *ADDRESS_EXAMPLES, *IMPORT_EXAMPLES, *CHECK_EXAMPLES[:1])

_NO_WALLET = "there is no wallet: set PIXELFARE_WALLET_KEY, or run 'pixelfare wallet new'"

Place = Annotated[
    Path | None,
    typer.Option("--path", metavar="FILE", help="Where to write it; by default in the user's config folder."),
]
Keystore = Annotated[bool, typer.Option("--keystore", help="Encrypt it with a password (keystore version 3).")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help="The keystore's password; otherwise the environment's, or asked for."
    ),
]
WalletFile = Annotated[
    Path | None,
    typer.Option("--wallet", metavar="FILE", help="A key file or keystore instead of what is found by itself."),
]


def new(
    *, path: Place = None, keystore: Keystore = False, password_file: PasswordFile = None, as_json: o.AsJson = False
) -> int:
    """Make a wallet with a new key, in a file that only you can read. A file that is there is never overwritten."""
    from pixelfare.x402.keys import new_key

    return _keep(new_key(), path, password_file, keystore=keystore, as_json=as_json)


def bring(
    *, path: Place = None, keystore: Keystore = False, password_file: PasswordFile = None, as_json: o.AsJson = False
) -> int:
    """Read a private key from standard input, or ask for it unseen, and write it to a file that only you can read."""
    from pixelfare.x402.keys import LARGEST, Secret, key_of

    if sys.stdin is not None and sys.stdin.isatty():
        given = _hidden("private key: ")
    else:
        given = Secret(b"" if sys.stdin is None else sys.stdin.buffer.read(LARGEST))
    return _keep(key_of(given, where="what was given"), path, password_file, keystore=keystore, as_json=as_json)


def address(*, wallet: WalletFile = None, as_json: o.AsJson = False) -> int:
    """Show the wallet's address, which others may know: it is where money is sent to."""
    from pixelfare.x402.wallet import Wallet

    found = _found(wallet)
    shown = Wallet(found.key, source=found.source).address
    if as_json:
        print_json({"address": shown})
    else:
        print(shown)
    return 0


def check(
    *,
    wallet: WalletFile = None,
    network: Annotated[str, typer.Option("--network", metavar="NAME", help="base or base-sepolia.")] = "base",
    rpc_url: Annotated[
        str | None, typer.Option("--rpc-url", metavar="URL", help="A node of the chain, to ask for the balance.")
    ] = None,
    as_json: o.AsJson = False,
) -> int:
    """Show where the key comes from, its address, who can read its file and, given a node, what it holds."""
    from pixelfare.x402.wallet import Wallet

    chain = _network(network)
    found = _found(wallet)
    shown = Wallet(found.key, source=found.source).address
    held = None if rpc_url is None else _balance(rpc_url, chain, shown)
    if as_json:
        data = {"address": shown, "source": found.source, **_file(found), "network": chain.id, "asset": chain.asset}
        print_json({**data, "balance_usd": held})
        return 0
    file = _file(found)
    rows: list[tuple[str, str | Text]] = [("address", Text(shown, "bold cyan")), ("key from", found.source)]
    if found.file is not None:
        kind = "keystore, encrypted" if file["encrypted"] else "bare key"
        rows.append(("file", f"{kind}, readable by you only (mode {file['mode']})" if file["mode"] else kind))
    rows += [("network", f"{chain.name} ({chain.id})"), ("USDC", chain.asset)]
    if held is not None:
        rows.append(("balance", Text(f"{held} USDC", "bold green" if held != "0.000000" else "bold yellow")))
    console().print(grid(*rows))
    return 0


def _keep(key: Secret, path: Path | None, password_file: Path | None, *, keystore: bool, as_json: bool) -> int:
    """Write a key to a file, and say where and for which address."""
    from pixelfare.settings import config_folder
    from pixelfare.x402.keys import Secret, write_secret
    from pixelfare.x402.keystore import lock
    from pixelfare.x402.sources import OWN_NAMES, own_files
    from pixelfare.x402.wallet import Wallet

    if password_file is not None and not keystore:
        raise BadRequest("--password-file is for a keystore: add --keystore")
    if path is None:
        if there := own_files():
            raise WalletError(f"there is a wallet already, {there[0]}; name another file with --path")
        path = config_folder() / OWN_NAMES[keystore]
    path = path.expanduser().absolute()
    wallet = Wallet(Secret(key.raw.hex()))
    content = lock(key, _new_password(password_file)) if keystore else Secret(f"0x{key.raw.hex()}\n")
    write_secret(path, content, what="the key file")
    if as_json:
        print_json({"address": wallet.address, "file": str(path), "encrypted": keystore})
    else:
        _welcome(wallet.address, path, own=path.parent == config_folder() and path.name in OWN_NAMES)
    return 0


def _welcome(shown: str, path: Path, *, own: bool) -> None:
    chain = _network("base")
    advice = (
        f"To pay from it, send USDC on Base ({chain.id}, token {chain.asset}) to the address.",
        "No other coin is needed: who is paid also pays the chain's fees.",
        "Send only what you mean to spend soon: whoever can read the file can spend all of it.",
        "Keep a copy of the file in a safe place: nobody can restore it.",
    )
    out = console()
    out.print(grid(("address", Text(shown, "bold cyan")), ("file", str(path))))
    out.print()
    for line in advice if own else (*advice, f"It is used where PIXELFARE_WALLET_FILE={path} is set."):
        out.print(Text(safe(line), "dim"), soft_wrap=True)


def _found(file: Path | None) -> Found:
    from pixelfare.x402.sources import Found, find_key

    found = find_key() if file is None else Found.at(file)
    if found is None:
        raise WalletError(_NO_WALLET)
    return found


def _file(found: Found) -> dict[str, Any]:
    """What is to be told about a key's file; its mode is safe, or the key would not have been read."""
    if found.file is None:
        return {"file": None, "mode": None, "encrypted": False}
    from pixelfare.x402.keys import read_secret
    from pixelfare.x402.keystore import is_keystore

    mode = None if sys.platform == "win32" else f"{stat.S_IMODE(found.file.stat().st_mode):04o}"
    locked = is_keystore(read_secret(found.file, what="the wallet file"))
    return {"file": str(found.file), "mode": mode, "encrypted": locked}


def _network(name: str) -> Network:
    from pixelfare.x402.networks import NETWORKS, find_network

    found = find_network(name)
    if found is None:
        raise BadRequest(f"{name}: no such network; there are {', '.join(each.name for each in NETWORKS.values())}")
    return found


def _balance(url: str, network: Network, shown: str) -> str:
    from pixelfare.money import usd
    from pixelfare.transport.rpc import ask_node
    from pixelfare.x402.chain import balance

    found = ask_node(url, balance(network, shown))
    if found.micro_usd is None:
        raise BadAnswer(found.evidence)
    return str(usd(found.micro_usd))


def _new_password(file: Path | None) -> Secret:
    """The password that a new keystore is to have."""
    from pixelfare.x402.sources import find_password, read_password

    if file is not None:
        return read_password(file)
    if found := find_password():
        return found
    if sys.stdin is None or not sys.stdin.isatty():
        raise WalletError("a keystore needs a password: --password-file, or PIXELFARE_WALLET_PASSWORD_FILE")
    first, second = _hidden("password: "), _hidden("the same again: ")
    if first.raw != second.raw:
        raise WalletError("the two passwords differ; nothing was written")
    return first


def _hidden(prompt: str) -> Secret:
    """What somebody types without its being shown."""
    from getpass import getpass

    from pixelfare.x402.keys import Secret

    return Secret(getpass(prompt))
