"""The tools in agent frameworks: run by `make frameworks`, in an environment that has them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelfare import Router

sys.path.append(str(Path(__file__).parents[1]))

if importlib.util.find_spec("smolagents") is None:  # the ordinary environment: `make test` leaves these out
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def router() -> Iterator[Router]:
    """A router at a sandbox of its own."""
    from pixelfare import Router

    with Router("sandbox", label="agent") as made:
        yield made
