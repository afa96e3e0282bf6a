"""Rebuild the compiled snapshots and JSON schemas of the shipped catalog and policies, or check that they are fresh."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel  # noqa: TC002  also looked at when it runs

from pixelfare.catalog.forms import KINDS
from pixelfare.catalog.load import read_documents
from pixelfare.policy.files import shipped_policy_documents
from pixelfare.policy.schema import PolicyFile
from pixelfare.shipped import read_snapshot, shipped_folder, write_snapshot

SCHEMAS: dict[str, Mapping[str, type[BaseModel]]] = {"catalog": KINDS, "policies": {"policy": PolicyFile}}


def schema_files() -> dict[Path, str]:
    """Each schema file beside the YAML it describes, and what it must hold."""
    files = {}
    for folder, kinds in SCHEMAS.items():
        for kind, form in kinds.items():
            schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
            schema |= form.model_json_schema(mode="validation", by_alias=True)
            files[shipped_folder(folder) / f"{kind}.schema.json"] = json.dumps(schema, indent=2, sort_keys=True) + "\n"
    return files


def snapshots() -> dict[str, Any]:
    """The documents of each shipped folder, read from its YAML."""
    return {
        "catalog": read_documents(shipped_folder("catalog")),
        "policies": shipped_policy_documents(use_snapshot=False),
    }


def main() -> int:
    """Write the files, or with `--check` say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is stale")
    check = parser.parse_args().check
    stale = []
    for name, documents in snapshots().items():
        if read_snapshot(name)[1] != documents:
            stale.append(f"{name} snapshot")
            if not check:
                write_snapshot(name, documents)
    for file, content in schema_files().items():
        if not file.exists() or file.read_text("utf-8") != content:
            stale.append(file.name)
            if not check:
                file.write_text(content, "utf-8")
    for name in stale:
        print(f"{'stale' if check else 'rebuilt'}: {name}")
    if check and stale:
        print("run `make snapshot`")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
