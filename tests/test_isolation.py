"""The guards in conftest.py hold."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ELSEWHERE = ("192.0.2.1", 9)  # an address kept for documentation: nothing answers there
SWALLOWS = """
import contextlib, socket

def test_swallows():
    with contextlib.suppress(Exception):
        socket.create_connection(("192.0.2.1", 9))

def test_does_nothing():
    pass
"""


def refusal(call: object, *args: object) -> str:
    """Call, and return what the guard said."""
    assert callable(call)
    with pytest.raises(RuntimeError) as caught:
        call(*args)
    assert type(caught.value).__name__ == "NetworkBlocked"
    return str(caught.value)


@pytest.mark.parametrize("verb", ["connect", "connect_ex"])
def test_connections_elsewhere_are_refused(verb: str, network_attempts: list[str]) -> None:
    with socket.socket() as sock:
        assert refusal(getattr(sock, verb), ELSEWHERE) == f"{verb} to 192.0.2.1:9"
    assert len(network_attempts) == 1
    network_attempts.clear()


def test_datagrams_and_look_ups_are_refused(network_attempts: list[str]) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        refusal(sock.sendto, b"x", ELSEWHERE)
        refusal(sock.sendto, b"x", 0, ELSEWHERE)
    refusal(socket.getaddrinfo, "example.org", 443)
    refusal(socket.create_connection, ("example.org", 443))
    assert len(network_attempts) == 4
    network_attempts.clear()


def test_asyncio_is_guarded_too(network_attempts: list[str]) -> None:
    refusal(asyncio.run, asyncio.open_connection(*ELSEWHERE))
    network_attempts.clear()


def test_a_swallowed_refusal_still_fails_the_test(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_it.py").write_text(SWALLOWS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir=.", "test_it.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "left this machine: look-up of 192.0.2.1" in done.stdout
    assert "2 passed, 1 error" in done.stdout


def answer_nothing(server: socket.socket) -> None:
    connection, _address = server.accept()
    connection.close()


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_nothing, args=(server,))
        thread.start()
        with socket.create_connection(("localhost", server.getsockname()[1]), timeout=5) as sock:
            assert sock.recv(1) == b""
        thread.join()


def test_home_is_empty_and_the_tests_own(home: Path) -> None:
    assert Path.home() == home
    assert not any(home.iterdir())
    assert Path(os.environ["XDG_CONFIG_HOME"]).is_relative_to(home)


def test_settings_of_the_person_are_gone() -> None:
    assert not [name for name in os.environ if name.startswith("PIXELFARE_") or name.lower().endswith("_proxy")]


@given(st.integers())
def test_random_tests_may_use_the_guards(number: int) -> None:
    assert isinstance(number, int)


def test_random_tests_repeat_exactly() -> None:
    profile = settings.get_profile("ci")
    assert profile.derandomize
    assert profile.deadline is None
