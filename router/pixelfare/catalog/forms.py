"""The form of each kind of catalog file."""

from __future__ import annotations

from pixelfare.catalog.evidence_schema import EvidenceFile, NeedsFile
from pixelfare.catalog.schema import ExtensionFile, Form, GatewayFile, ModelFile, SourcesFile

__all__ = ["KINDS"]

KINDS: dict[str, type[Form]] = {
    "model": ModelFile, "extension": ExtensionFile, "gateway": GatewayFile, "sources": SourcesFile,
    "evidence": EvidenceFile, "needs": NeedsFile,
}  # fmt: skip
