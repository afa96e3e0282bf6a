"""Policies from YAML: those that ship with pixelfare, and folders of a user's own on top."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pixelfare.errors import UnknownIntent
from pixelfare.policy.files import policy_documents, shipped_policy_documents
from pixelfare.policy.policy import Policy

__all__ = ["find_policy", "load_policies"]


@cache
def load_policies(paths: tuple[Path, ...] = ()) -> Mapping[str, Policy]:
    """Every policy by id: the shipped ones, and those of folders on top; a later file of the same id wins.

    Raises:
        PolicyError: A file breaks a rule.
    """
    documents = shipped_policy_documents()
    for folder in paths:
        documents = {**documents, **policy_documents(folder)}
    return MappingProxyType({id_: Policy.from_dict(doc) for id_, doc in sorted(documents.items())})


def find_policy(intent: str, paths: tuple[Path, ...] = ()) -> Policy:
    """The policy that an intent names.

    Raises:
        UnknownIntent: None is called so; the error has the nearest names.
    """
    policies = load_policies(paths)
    if not isinstance(intent, str) or intent not in policies:
        raise UnknownIntent(intent, policies)
    return policies[intent]
