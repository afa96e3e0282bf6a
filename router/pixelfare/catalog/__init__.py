"""What image models cost: dated facts from YAML, and exact quotes."""

from __future__ import annotations

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import Quote

__all__ = ["Catalog", "Quote"]
