"""The YAML files that come with pixelfare, and their compiled snapshots.

YAML and pydantic take longer to import than a first route may take in all. So the validated documents are kept as
JSON beside the code, together with a digest of the YAML they were made from. A snapshot whose digest does not match
the files is never used.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from pixelfare.errors import FileError

__all__ = ["digest_of", "files_in", "read_snapshot", "shipped_folder", "write_snapshot", "yaml_files"]

_HERE = Path(__file__).parent
_FORMAT = 1


def shipped_folder(name: str) -> Path:
    """The folder `catalog` or `policies`: in a wheel beside the code, in a checkout at its top."""
    installed = _HERE / "_shipped" / name
    return installed if installed.is_dir() else _HERE.parents[1] / name


def yaml_files(folder: Path) -> list[Path]:
    """Every YAML file below a folder, in a fixed order.

    Raises:
        OSError: A folder cannot be read, or is a link (which could lead round in a circle).
    """

    def fail(failure: OSError) -> None:
        raise failure

    found: list[Path] = []
    for place, folders, names in os.walk(folder, onerror=fail):
        for link in (Path(place) / name for name in folders):
            if link.is_symlink():
                raise OSError(errno.ELOOP, "is a link to a folder; links are not followed", str(link))
        found += [Path(place) / name for name in names if name.endswith((".yaml", ".yml"))]
    return sorted(found, key=lambda file: file.relative_to(folder).as_posix())


def files_in(folder: Path, error: type[FileError]) -> list[Path]:
    """`yaml_files`, for a folder that a user named.

    Raises:
        FileError: It is no folder, or cannot be read; of the class `error`.
    """
    if not folder.is_dir():
        raise error("is not a folder", file=folder)
    try:
        return yaml_files(folder)
    except OSError as failure:
        raise error(f"cannot be read: {failure.strerror}", file=failure.filename or folder) from None


def digest_of(folder: Path) -> str:
    """SHA-256 over the names and bytes of a folder's YAML files."""
    total = hashlib.sha256(f"{_FORMAT}\n".encode())
    for file in yaml_files(folder):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode(errors="surrogateescape"))
        total.update(content)
    return total.hexdigest()


def _snapshot_file(name: str) -> Path:
    return _HERE / f"{name}.snapshot.json"


def read_snapshot(name: str) -> tuple[str, Any | None]:
    """The digest of a shipped folder, and its documents where the snapshot is of just these files.

    Args:
        name: `catalog` or `policies`.
    """
    digest = digest_of(shipped_folder(name))
    try:
        snapshot = json.loads(_snapshot_file(name).read_bytes())
    except (OSError, ValueError):
        return digest, None
    fresh = isinstance(snapshot, dict) and snapshot.get("digest") == digest
    return digest, snapshot["documents"] if fresh else None


def write_snapshot(name: str, documents: Any) -> None:
    """Keep a shipped folder's validated documents."""
    content = {"digest": digest_of(shipped_folder(name)), "documents": documents}
    _snapshot_file(name).write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
