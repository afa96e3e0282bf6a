"""Lets these tests import what makes their figures."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pixelfare import Catalog
from pixelfare.evidence import Evidence, evidence_of

sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped catalog."""
    return Catalog.load(as_of="2026-11-22")


@pytest.fixture(scope="session")
def evidence(catalog: Catalog) -> Evidence:
    """Its evidence."""
    return evidence_of(catalog)
