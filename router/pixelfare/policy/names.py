"""The names a policy uses must be names of the catalog: a misspelt one would silently prefer nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import PolicyError, UnknownName
from pixelfare.policy.policy import Policy

__all__ = ["check_names"]


def check_names(policy: Policy, catalog: Catalog) -> None:
    """Refuse a policy that names what the catalog does not have.

    Raises:
        PolicyError: The first such name, with the nearest that there are.
    """
    memory = catalog.memory("policies checked", 64)
    if memory.get(policy) is not None:
        return
    tags = {use.tag for model in catalog.models.values() for use in model.use_cases}
    for path, kind, name in _names(policy):
        known = {"model": catalog.models, "gateway": catalog.gateways, "use case": tags}[kind]
        if name not in known:
            problem = str(UnknownName(name, known)).replace("no name is", f"no {kind} is")
            raise PolicyError(f"policy {policy.id}: {problem}", path=path)
    memory.keep(policy, True)  # noqa: FBT003  a mark


def _names(policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Each name with its path and kind."""
    for name in policy.require.models or ():
        yield "require.models", "model", name
    for name in policy.require.gateways or ():
        yield "require.gateways", "gateway", name
    for i, step in enumerate(policy.prefer):
        if step.use_case is not None:
            yield f"prefer[{i}].use_case", "use case", step.use_case
        for name in (*step.models, *(model for rule in step.first_of for model in rule.models)):
            yield f"prefer[{i}]", "model", name
    for i, remark in enumerate(policy.remarks):
        yield f"remarks[{i}].model", "model", remark.model
