"""Policies from YAML: those that ship with pixelfare, and folders of a user's own on top."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pixelfare.errors import PolicyError, UnknownIntent
from pixelfare.policy.policy import Policy
from pixelfare.shipped import read_snapshot, shipped_folder, yaml_files

__all__ = ["find_policy", "load_file", "load_policies", "shipped_policy_documents"]


@cache
def load_policies(paths: tuple[Path, ...] = ()) -> Mapping[str, Policy]:
    """Every policy by id: the shipped ones, and those of folders on top; a later file of the same id wins.

    Raises:
        PolicyError: A file breaks a rule.
    """
    documents = shipped_policy_documents()
    for folder in paths:
        documents = {**documents, **_read_folder(folder)}
    return {id_: Policy.from_dict(doc) for id_, doc in sorted(documents.items())}


def find_policy(intent: str, paths: tuple[Path, ...] = ()) -> Policy:
    """The policy that an intent names.

    Raises:
        UnknownIntent: None is called so; the error has the nearest names.
    """
    policies = load_policies(paths)
    if intent not in policies:
        raise UnknownIntent(intent, policies)
    return policies[intent]


def load_file(file: Path) -> Policy:
    """Load one policy file."""
    return Policy.from_dict(_read(file))


def shipped_policy_documents(*, use_snapshot: bool = True) -> dict[str, dict[str, Any]]:
    """The validated documents of the shipped policies, from the snapshot where that is fresh."""
    _, documents = read_snapshot("policies")
    if documents is None or not use_snapshot:
        documents = _read_folder(shipped_folder("policies"))
    return dict(documents)


def _read_folder(folder: Path) -> dict[str, dict[str, Any]]:
    if not folder.is_dir():
        raise PolicyError("is not a folder", file=folder)
    try:
        files = yaml_files(folder)
    except OSError as failure:
        raise PolicyError(f"cannot be read: {failure.strerror}", file=failure.filename or folder) from None
    found: dict[str, dict[str, Any]] = {}
    places: dict[str, Path] = {}
    for file in files:
        document = _read(file)
        if earlier := places.get(document["id"]):
            raise PolicyError(f"{document['id']} is already defined in {earlier}", file=file, path="id")
        found[document["id"]] = document
        places[document["id"]] = file
    return found


def _read(file: Path) -> dict[str, Any]:
    from pixelfare.policy.schema import PolicyFile  # noqa: PLC0415  only where no snapshot serves
    from pixelfare.strict_yaml import read_yaml  # noqa: PLC0415  likewise
    from pixelfare.validation import validated  # noqa: PLC0415  likewise

    return validated(read_yaml(file, error=PolicyError), PolicyFile)
