"""Policy files: from YAML to validated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pixelfare.errors import PolicyError
from pixelfare.shipped import files_in, read_snapshot, shipped_folder

__all__ = ["policy_document", "policy_documents", "shipped_policy_documents"]


def shipped_policy_documents(*, use_snapshot: bool = True) -> dict[str, dict[str, Any]]:
    """The validated documents of the shipped policies, from the snapshot where that is fresh."""
    _, documents = read_snapshot("policies")
    if documents is None or not use_snapshot:
        documents = policy_documents(shipped_folder("policies"))
    return dict(documents)


def policy_documents(folder: Path) -> dict[str, dict[str, Any]]:
    """The validated documents of a folder, by id.

    Raises:
        PolicyError: A file breaks a rule; the error has file, line and path.
    """
    files = files_in(folder, PolicyError)
    found: dict[str, dict[str, Any]] = {}
    places: dict[str, Path] = {}
    for file in files:
        document = policy_document(file)
        if earlier := places.get(document["id"]):
            raise PolicyError(f"{document['id']} is already defined in {earlier}", file=file, path="id")
        found[document["id"]] = document
        places[document["id"]] = file
    return found


def policy_document(file: Path) -> dict[str, Any]:
    """The validated document of one file.

    Raises:
        PolicyError: The file breaks a rule.
    """
    from pixelfare.policy.schema import PolicyFile  # noqa: PLC0415  only where no snapshot serves
    from pixelfare.strict_yaml import read_yaml  # noqa: PLC0415  likewise
    from pixelfare.validation import validated  # noqa: PLC0415  likewise

    return validated(read_yaml(file, error=PolicyError), PolicyFile)
