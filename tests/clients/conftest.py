"""Other people's clients at our server: run by `make clients`, in an environment that has them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parents[1]))

if importlib.util.find_spec("openai") is None:  # the ordinary environment: `make test` leaves these out
    collect_ignore_glob = ["test_*.py"]
else:
    from clients.serving import Bought, Served, picture, serve
    from pixelfare import Catalog
    from pixelfare.sandbox import Faults, Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "0x" + "00" * 31 + "01"
"""Everybody's key: it must never hold money."""


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that buys at the sandbox inside it, free of charge; all tests share it."""
    with serve(tmp_path_factory.mktemp("home"), "-g", "sandbox") as running:
        yield running


@pytest.fixture(scope="session")
def seller() -> Iterator[Sandbox]:
    """A gateway that wants test money over x402 and counts it; its fault `slow` makes a job of about three seconds."""
    with Sandbox(Catalog.load(), pays="x402", slow=False, polls=25) as running:
        yield running


@pytest.fixture(scope="session")
def paying(seller: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that pays that gateway from a throwaway wallet."""
    home = tmp_path_factory.mktemp("home")
    wallet = home / "key"
    wallet.write_text(KEY)
    wallet.chmod(0o600)
    options = ("--url", seller.url, "--wallet", str(wallet), "--budget", "call=0.20,day=none", "--at-once", "8")
    with serve(home, "-g", "sandbox", *options) as running:
        yield running


@pytest.fixture
def bought(seller: Sandbox, paying: Served) -> Bought:
    """What is ordered and settled during a test, with nothing that goes wrong unless it says so."""
    seller.gateway.faults = Faults()
    return Bought(seller, paying)


@pytest.fixture(scope="module")
def counted(seller: Sandbox, paying: Served) -> Bought:
    """The same for all tests of a file."""
    seller.gateway.faults = Faults()
    return Bought(seller, paying)


@pytest.fixture(scope="session")
def png(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An input picture."""
    return picture(tmp_path_factory.mktemp("inputs") / "in.png", transparent=False)


@pytest.fixture(scope="session")
def mask(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mask of its size."""
    return picture(tmp_path_factory.mktemp("inputs") / "mask.png", transparent=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell the matrix which client a test drives, and what it shows."""
    for item in items:
        client = getattr(getattr(item, "module", None), "CLIENT", None)
        if client is not None:
            item.user_properties += [("client", client), ("case", _case(item))]


def _case(item: pytest.Item) -> str:
    """A test's docstring says what it shows; a parameter says which one of several."""
    said = (getattr(item, "function", item).__doc__ or item.name).strip().splitlines()[0].rstrip(".")
    given = getattr(item, "callspec", None)
    if given is None:
        return said
    return str(given.params["case"]) if "case" in given.params else f"{said} ({given.id})"
