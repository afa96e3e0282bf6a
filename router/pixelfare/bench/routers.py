"""The routers that are compared: policies, simple rules, and by their names those of others."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pixelfare.bench.matrix import Matrix
from pixelfare.bench.others import PATIENCE, ByCommand, ByEndpoint, Pick, find_object
from pixelfare.bench.sets import Item
from pixelfare.errors import BadRequest, NoOffer
from pixelfare.policy.load import load_policies
from pixelfare.policy.policy import Policy
from pixelfare.reading.needs import Needs
from pixelfare.routing import route
from pixelfare.words import CAPABILITIES

__all__ = ["BASELINES", "BY_FIGURES", "Pick", "Router", "find_router"]

BASELINES = ("cheapest", "auto-labelled", "guide", "random", "per-need-best")
"""What is compared beside `auto` and each model alone; see docs/bench.md."""
BY_FIGURES = ("per-need-best",)
"""What chooses by the trusted figures themselves: others figures, other picks."""
TOLERANCES = ("0", "0.01", "0.02", "0.05", "0.1", "0.15", "0.2", "0.3", "0.5", "1")
_SEED = 20261124


class Router(Protocol):
    """A router of the bench.

    Each setting of it is one point in the picture of cost and quality; one that has no dial has one setting.
    """

    @property
    def name(self) -> str:
        """What it is called in the report."""

    @property
    def settings(self) -> tuple[str, ...]:
        """Its dial, or one empty text."""

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """A pick for each prompt, in order; `None` where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPolicy:
    """One of pixelfare's policies, which reads the prompt; with a dial where it chooses by expected quality."""

    name: str
    policy: Policy
    matrix: Matrix
    settings: tuple[str, ...] = ("",)
    labelled: bool = False

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Route each prompt."""
        policy = self.policy.within(setting) if setting else self.policy
        return [self._pick(item, policy) for item in items]

    def _pick(self, item: Item, policy: Policy) -> Pick | None:
        images = ("picture",) if item.operation == "edit" else ()
        needs = needs_of(item) if self.labelled else None
        try:
            decision = route(
                item.prompt, policy=policy, images=images, gateway=self.matrix.gateway, catalog=self.matrix.catalog,
                needs=needs,
            )  # fmt: skip
        except NoOffer:
            return None
        return Pick(model=decision.model, micro_usd=decision.quote.micro_usd)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRule:
    """A rule over the labels and the matrix: it reads no prompt."""

    name: str
    rule: Callable[[Item], str | None]
    settings: tuple[str, ...] = ("",)

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Apply the rule to each label."""
        del setting
        found = [self.rule(item) for item in items]
        return [None if model is None else Pick(model=model) for model in found]


def find_router(name: str, matrix: Matrix, *, timeout: float = PATIENCE) -> Router:
    """A router by what it is called.

    Args:
        name: A policy (`auto`) or the path of one, a baseline, `always:MODEL`, `cmd:COMMAND`, an http URL, or
            `python:module:object`.
        matrix: What is bought where, and what it is worth.
        timeout: Seconds that a command may take for one set.

    Raises:
        BadRequest: There is none.
    """
    kind, _, rest = name.partition(":")
    if kind == "always":
        model = matrix.catalog.model(rest).id
        return ByRule(name=f"always {model.rpartition('/')[2]}", rule=lambda _: model)
    if kind == "cmd":
        if not rest.strip():
            raise BadRequest("cmd: names no command")
        return ByCommand(name=rest.strip(), command=rest, timeout=timeout)
    if kind in ("http", "https"):
        return ByEndpoint(name=name, url=name)
    if kind == "python":
        return find_object(rest)
    if name == "auto-labelled":
        auto = load_policies()["auto"]
        return ByPolicy(name=name, policy=auto, matrix=matrix, settings=TOLERANCES, labelled=True)
    if name in BASELINES:
        return _by_policy(load_policies()[name], matrix) if name in load_policies() else _baseline(name, matrix)
    if name.endswith((".yaml", ".yml")):
        return _by_policy(Policy.load(name), matrix)
    if name not in load_policies():
        known = ", ".join(dict.fromkeys((*load_policies(), *BASELINES)))
        raise BadRequest(
            f"no router is called {name!r}; there are {known}, always:MODEL, and cmd:, python: and http(s):"
        )
    return _by_policy(load_policies()[name], matrix)


def needs_of(item: Item) -> Needs:
    """The labels of a prompt as needs, in place of reading it."""
    return Needs(
        operation="edit" if item.operation == "edit" else "generate", language=item.language,
        lettering=frozenset(n.removeprefix("lettering.") for n in item.needs if n.startswith("lettering.")),
        capabilities=frozenset(set(item.needs) & set(CAPABILITIES)),
    )  # fmt: skip


def _by_policy(policy: Policy, matrix: Matrix) -> ByPolicy:
    dial = any(step.cheapest_within for step in policy.prefer)
    return ByPolicy(name=policy.id, policy=policy, matrix=matrix, settings=TOLERANCES if dial else ("",))


def _baseline(name: str, matrix: Matrix) -> ByRule:
    if name == "random":
        dice = random.Random(_SEED)  # noqa: S311  to repeat a run

        def at_random(item: Item) -> str | None:
            able = sorted(matrix.cells(item.kind))
            return dice.choice(able) if able else None

        return ByRule(name=name, rule=at_random)
    if name == "guide":
        return ByRule(name=name, rule=lambda item: _by_the_guide(item, matrix))

    def best(item: Item) -> str | None:
        cells = matrix.covered(item.kind)
        return max(cells, key=lambda m: (cells[m].value, -cells[m].micro_usd, m), default=None)

    return ByRule(name=name, rule=best)


def _by_the_guide(item: Item, matrix: Matrix) -> str | None:
    """The vendor's selection guide taken at its word, with the labels read for it: its row for what is needed."""
    scripts = [need for need in item.needs if need.startswith("lettering.")]
    if item.operation == "edit":
        intent = "img2img"
    elif scripts and scripts != ["lettering.latin"]:
        intent = "multilingual-text"
    elif item.language.startswith("zh"):
        intent = "chinese-prompt"
    elif "style" in item.needs:
        intent = "stylization"
    else:
        intent = "prompt-following"
    images = ("picture",) if item.operation == "edit" else ()
    try:
        return route(item.prompt, intent, images=images, gateway=matrix.gateway, catalog=matrix.catalog).model
    except NoOffer:
        return None
