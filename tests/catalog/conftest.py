"""The catalog on the days the tests look at, and the way to the oracle one folder up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pixelfare import Catalog

sys.path.append(str(Path(__file__).parents[1]))


@pytest.fixture(scope="session")
def in_may() -> Catalog:
    """2026-05-01: the seed page's days."""
    return Catalog.load(as_of="2026-05-01")


@pytest.fixture(scope="session")
def in_november() -> Catalog:
    """2026-11-22: the day the facts were gathered."""
    return Catalog.load(as_of="2026-11-22")
