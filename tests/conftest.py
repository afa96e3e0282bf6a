"""What every test gets: no network, no settings of the person who runs it, and random tests that repeat exactly."""

from __future__ import annotations

import ipaddress
import itertools
import os
import signal
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from pixelfare.heavy import load_eth_account

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("thorough", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("ci")  # or: pytest --hypothesis-profile=thorough

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in what a script starts in the background
    # Children would inherit that, and the commands that Ctrl-C is tried on would never stop.
    signal.signal(signal.SIGINT, signal.default_int_handler)

load_eth_account()  # before a test imports it by itself, and raises the recursion limit for all others

OUTSIDE = (
    "PIXELFARE_",
    "BASE_CHAIN_",
    "BLOCKRUN_",
    "OPENAI_",
    "XAI_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
)
"""Beginnings, in capitals, of environment variables that could change what a test sees."""

HOMES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CACHE_HOME": ".cache",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
}


class NetworkBlocked(RuntimeError):
    """A test reached for a host other than this one. Not an OSError, which code under test may take for a bad line."""


def is_loopback(host: object) -> bool:
    """Whether a host, as sockets take it, is this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _blocked() -> Iterator[list[str]]:
    """Refuse every connection, datagram and name look-up that leaves this machine, and keep a list of them."""
    attempts: list[str] = []

    def guard(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(sock: socket.socket, *args: Any) -> Any:
            # connect(address), connect_ex(address), sendto(data, [flags,] address)
            address = args[-1]
            if sock.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(address[0]):
                attempts.append(f"{name} to {address[0]}:{address[1]}")
                raise NetworkBlocked(attempts[-1])
            return original(sock, *args)

        return guarded

    def look_up(host: Any, *args: Any, **options: Any) -> Any:
        if not is_loopback(host):
            attempts.append(f"look-up of {host}")
            raise NetworkBlocked(attempts[-1])
        return original_look_up(host, *args, **options)

    original_look_up = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guard(name, getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", look_up)
        yield attempts


@pytest.fixture(autouse=True)
def network_attempts(_blocked: list[str]) -> Iterator[list[str]]:
    """What this test tried to reach; it fails for it at the end, even where the code swallowed the refusal."""
    _blocked.clear()
    yield _blocked
    if _blocked:
        pytest.fail("left this machine: " + ", ".join(_blocked))


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A supply of folders: cheaper than one `tmp_path` per test, which lists all its siblings each time."""
    base = tmp_path_factory.mktemp("homes")
    return (base / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, with no settings of anyone's."""
    for name in list(os.environ):
        if name.upper().startswith(OUTSIDE):
            monkeypatch.delenv(name)
    folder = next(_homes)
    folder.mkdir()
    for name, inside in HOMES.items():
        monkeypatch.setenv(name, str(folder / inside))
    return folder
