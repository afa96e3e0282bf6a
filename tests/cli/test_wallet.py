"""`pixelfare wallet`: makes and reads key files, and shows no key on any way."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account

from pixelfare.cli import main
from pixelfare.settings import config_folder
from pixelfare.x402.networks import domain_separator, find_network

HEX = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
ADDRESS = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23"
posix = pytest.mark.skipif(os.name != "posix", reason="modes")


@pytest.fixture(autouse=True)
def _other_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_CHAIN_WALLET_KEY", raising=False)


def private(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_text(text)
    return path


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keystore that is made in no time, for no secret at all."""
    original = Account.encrypt
    monkeypatch.setattr(Account, "encrypt", lambda key, password: original(key, password, kdf="pbkdf2", iterations=1))


# --- new


def test_a_new_wallet_is_found_from_then_on(cli: Any) -> None:
    made = cli("wallet", "new")
    assert made.code == 0, made.err
    file = config_folder() / "wallet.key"
    key = file.read_text()
    address = Account.from_key(key.strip()).address
    assert address in made.out
    assert str(file) in made.out
    for word in ("send USDC on Base", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "only what you mean to spend soon"):
        assert word in made.out
    assert "PIXELFARE_WALLET_FILE" not in made.out
    assert key.strip()[2:] not in made.out + made.err
    assert cli("wallet", "address").out == f"{address}\n"


@posix
def test_a_new_wallet_is_its_owners_alone(cli: Any) -> None:
    cli("wallet", "new")
    file = config_folder() / "wallet.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_two_new_wallets_differ(cli: Any, tmp_path: Path) -> None:
    made = [cli("wallet", "new", "--path", tmp_path / name, "--json").json for name in ("one", "two")]
    assert made[0]["address"] != made[1]["address"]
    assert made[0] == {"address": made[0]["address"], "file": str(tmp_path / "one"), "encrypted": False}


def test_a_wallet_elsewhere_says_how_it_is_used(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = cli("wallet", "new", "--path", "my.key")
    assert f"PIXELFARE_WALLET_FILE={tmp_path / 'my.key'} is set" in made.out
    monkeypatch.setenv("PIXELFARE_WALLET_FILE", str(tmp_path / "my.key"))
    assert cli("wallet", "address").out.strip() in made.out


def test_a_wallet_is_never_overwritten(cli: Any, tmp_path: Path) -> None:
    private(tmp_path / "my.key", HEX)
    refused = cli("wallet", "new", "--path", tmp_path / "my.key")
    assert refused.code == 6
    assert "exists already, and is never overwritten" in refused.err
    assert (tmp_path / "my.key").read_text() == HEX


@pytest.mark.parametrize("options", [(), ("--keystore",)])
@pytest.mark.parametrize("there", ["wallet.key", "wallet.json"])
@pytest.mark.parametrize("verb", ["new", "import"])
def test_a_second_wallet_of_ones_own_is_refused(cli: Any, verb: str, there: str, options: tuple[str, ...]) -> None:
    file = private(config_folder() / there, HEX)
    refused = cli("wallet", verb, *options, stdin=HEX.encode())
    assert refused.code == 6
    assert f"there is a wallet already, {file}; name another file with --path" in refused.err
    assert [path.name for path in config_folder().iterdir()] == [there]


@pytest.mark.usefixtures("_quick")
def test_a_new_keystore(cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    password = private(tmp_path / "password", "correct horse\n")
    made = cli("wallet", "new", "--keystore", "--password-file", password, "--json")
    assert made.code == 0, made.err
    file = config_folder() / "wallet.json"
    assert made.json == {"address": made.json["address"], "file": str(file), "encrypted": True}
    key = Account.decrypt(file.read_text(), "correct horse")
    assert Account.from_key(key).address == made.json["address"]
    assert cli("wallet", "address").code == 6
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD_FILE", str(password))
    assert cli("wallet", "address").out.strip() == made.json["address"]
    assert cli("wallet", "check", "--json").json["encrypted"] is True
    assert "keystore, encrypted" in cli("wallet", "check").out


@pytest.mark.usefixtures("_quick")
def test_the_environments_password_locks_a_keystore(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIXELFARE_WALLET_PASSWORD", "correct horse")
    made = cli("wallet", "new", "--keystore", "--json")
    assert made.code == 0, made.err
    assert cli("wallet", "address").out.strip() == made.json["address"]


def test_a_keystore_without_a_password_is_refused(cli: Any, tmp_path: Path) -> None:
    refused = cli("wallet", "new", "--keystore")
    assert (refused.code, "a keystore needs a password" in refused.err) == (6, True)
    refused = cli("wallet", "new", "--password-file", private(tmp_path / "password", "x"))
    assert (refused.code, "add --keystore" in refused.err) == (2, True)
    assert not config_folder().exists()


class Terminal:
    """A stdin that somebody types at."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def read(self, _size: int = -1) -> str:
        pytest.fail("what is typed would be shown")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command at a terminal, with answers to its hidden questions."""

    def run(*argv: str, answers: list[str]) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", Terminal())
        monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
        code = main(argv)
        assert answers == []
        out, err = capsys.readouterr()
        return code, out + err

    return run


@pytest.mark.usefixtures("_quick")
def test_at_a_terminal_a_password_is_asked_for_twice(typed: Any) -> None:
    code, said = typed("wallet", "new", "--keystore", answers=["one", "two"])
    assert (code, "the two passwords differ; nothing was written" in said) == (6, True)
    code, said = typed("wallet", "new", "--keystore", answers=["", ""])
    assert (code, "not empty" in said) == (6, True)
    code, said = typed("wallet", "new", "--keystore", answers=["one", "one"])
    assert (code, "wallet.json" in "".join(said.split())) == (0, True)


def test_at_a_terminal_a_key_is_asked_for_unseen(typed: Any) -> None:
    code, said = typed("wallet", "import", answers=[f"0x{HEX}"])
    assert (code, ADDRESS in said, HEX in said) == (0, True, False)


# --- import


def test_a_key_is_brought_along(cli: Any) -> None:
    made = cli("wallet", "import", "--json", stdin=f"{HEX}\n".encode())
    assert made.json == {"address": ADDRESS, "file": str(config_folder() / "wallet.key"), "encrypted": False}
    assert (config_folder() / "wallet.key").read_text() == f"0x{HEX}\n"
    assert cli("wallet", "address", "--json").json == {"address": ADDRESS}


@pytest.mark.parametrize("stdin", [b"", b"\n", HEX[:-1].encode(), f"{HEX}{HEX}".encode(), b"\xff" * 64, b"x" * 10**6])
def test_what_is_no_key_is_refused_and_not_shown(cli: Any, stdin: bytes) -> None:
    refused = cli("wallet", "import", stdin=stdin)
    assert refused.code == 6
    assert "what was given is" in refused.err
    assert HEX[:20] not in refused.err
    assert not config_folder().exists()


def test_a_key_is_no_argument(cli: Any) -> None:
    assert cli("wallet", "import", HEX).code == 2
    assert cli("wallet", "address", HEX).code == 2


# --- address and check


@pytest.mark.parametrize("verb", ["address", "check"])
def test_there_is_none(cli: Any, verb: str) -> None:
    refused = cli("wallet", verb)
    assert refused.code == 6
    assert "there is no wallet: set PIXELFARE_WALLET_KEY, or run 'pixelfare wallet new'" in refused.err
    assert cli("wallet", verb, "--json").errors[0]["error"] == "wallet"


def test_a_check_tells_everything_but_the_key(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    file = private(config_folder() / "wallet.key", HEX)
    shown = cli("wallet", "check")
    for word in (ADDRESS, f"the file {file}", "eip155:8453", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"):
        assert word in shown.out
    assert HEX not in shown.out + shown.err
    assert cli("wallet", "check", "--json", "--network", "eip155:84532").json == {
        "address": ADDRESS, "source": f"the file {file}", "file": str(file),
        "mode": "0600" if os.name == "posix" else None, "encrypted": False, "network": "eip155:84532",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "balance_usd": None,
    }  # fmt: skip
    monkeypatch.setenv("PIXELFARE_WALLET_KEY", "1".rjust(64, "0"))
    found = cli("wallet", "check", "--json").json
    assert (found["source"], found["file"], found["mode"]) == ("the variable PIXELFARE_WALLET_KEY", None, None)
    assert cli("wallet", "check", "--wallet", file, "--json").json["address"] == ADDRESS


@posix
def test_a_file_that_others_can_read_is_reported(cli: Any) -> None:
    private(config_folder() / "wallet.key", HEX).chmod(0o644)
    refused = cli("wallet", "check")
    assert refused.code == 6
    assert "can be read or changed by others (mode 0644); run chmod 600 on it" in refused.err


def test_an_unknown_network_is_refused(cli: Any) -> None:
    private(config_folder() / "wallet.key", HEX)
    refused = cli("wallet", "check", "--network", "solana")
    assert (refused.code, "there are base, base-sepolia" in refused.err) == (2, True)


class Node(BaseHTTPRequestHandler):
    """A node of Base on this machine."""

    chain = "0x2105"

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["content-length"])))
        network = find_network("base")
        assert network is not None
        if question["method"] == "eth_chainId":
            result = self.chain
        else:
            data = question["params"][0]["data"]
            own = f"0x70a08231{ADDRESS[2:].lower().rjust(64, '0')}"
            known = {"0x3644e515": f"0x{domain_separator(network).hex()}", own: f"0x{1_250_000:064x}"}
            result = known[data.lower()]
        body = json.dumps({"jsonrpc": "2.0", "id": question["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Node, "chain", "0x2105")
    with HTTPServer(("127.0.0.1", 0), Node) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_node_tells_the_balance(cli: Any, node: str) -> None:
    private(config_folder() / "wallet.key", HEX)
    assert "1.250000 USDC" in cli("wallet", "check", "--rpc-url", node).out
    assert cli("wallet", "check", "--rpc-url", node, "--json").json["balance_usd"] == "1.250000"


def test_a_node_of_another_chain_tells_nothing(cli: Any, node: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Node, "chain", "0x1")
    private(config_folder() / "wallet.key", HEX)
    refused = cli("wallet", "check", "--rpc-url", node)
    assert (refused.code, refused.out) == (7, "")
    assert "the balance is not known: the node is one of chain 1, not of 8453" in refused.err


@pytest.mark.parametrize(("url", "code"), [("http://127.0.0.1:1", 7), ("http://node.example", 2), ("nonsense", 2)])
def test_a_node_that_cannot_be_asked(cli: Any, url: str, code: int) -> None:
    private(config_folder() / "wallet.key", HEX)
    assert cli("wallet", "check", "--rpc-url", url).code == code
