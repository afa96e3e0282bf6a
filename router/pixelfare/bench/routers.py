"""The routers that are compared: policies, simple rules, and anybody's, as an object, a command or an endpoint."""

from __future__ import annotations

import importlib
import json
import random
import shlex
import subprocess
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from pixelfare.bench.matrix import Matrix
from pixelfare.bench.sets import Item
from pixelfare.errors import BadRequest, NoOffer
from pixelfare.policy.load import load_policies
from pixelfare.policy.policy import Policy
from pixelfare.reading.needs import Needs
from pixelfare.routing import route
from pixelfare.words import CAPABILITIES

__all__ = ["BASELINES", "Pick", "Router", "find_router"]

BASELINES = ("cheapest", "auto-labelled", "guide", "random", "per-need-best")
"""What is compared beside `auto` and each model alone; see docs/bench.md."""
TOLERANCES = ("0", "0.01", "0.02", "0.05", "0.1", "0.15", "0.2", "0.3", "0.5", "1")
_SEED = 20261124
_SECONDS = 600.0
_ONE_CALL = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What a router chose for one prompt: a model, and what it costs where the router says."""

    model: str
    micro_usd: int | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCommand:
    """A command that reads a JSON object with id, prompt and operation on each line, and answers each with a model."""

    name: str
    command: str
    settings: tuple[str, ...] = ("",)

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Run the command once."""
        del setting
        asked = "".join(json.dumps(_asked(item), ensure_ascii=False) + "\n" for item in items)
        try:
            done = subprocess.run(  # noqa: S603  the user's own command
                shlex.split(self.command),
                input=asked,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as failure:
            raise BadRequest(f"the router {self.name} cannot be run: {failure}") from None
        if done.returncode:
            raise BadRequest(f"the router {self.name} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
        answers = done.stdout.rstrip("\n").split("\n")
        if len(answers) != len(items):
            raise BadRequest(f"the router {self.name} was asked {len(items)} times and answered {len(answers)} times")
        return [_answer(self.name, answer) for answer in answers]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByEndpoint:
    """An HTTP endpoint that is sent such an object for each prompt, and answers with a model."""

    name: str
    url: str
    settings: tuple[str, ...] = ("",)

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Ask for each prompt."""
        del setting
        return [self._pick(item) for item in items]

    def _pick(self, item: Item) -> Pick | None:
        request = urllib.request.Request(  # noqa: S310  its scheme was looked at
            self.url, json.dumps(_asked(item)).encode(), {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=_ONE_CALL) as response:  # noqa: S310  likewise
                answer = response.read(1_000_000).decode("utf-8", "replace")
        except (OSError, ValueError) as failure:
            raise BadRequest(f"the router {self.name} does not answer: {failure}") from None
        return _answer(self.name, answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByObject:
    """A function of the prompt's text, or an object with a method `route`, that gives a model's id."""

    name: str
    act: Callable[[str], Any]
    settings: tuple[str, ...] = ("",)

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Call it for each prompt."""
        del setting
        found = [self._called(item.prompt) for item in items]
        return [None if model is None else Pick(model=str(getattr(model, "model", model))) for model in found]

    def _called(self, prompt: str) -> Any:
        try:
            return self.act(prompt)
        except Exception as failure:
            raise BadRequest(f"the router {self.name} failed: {type(failure).__name__}: {failure}") from failure


def find_router(name: str, matrix: Matrix) -> Router:
    """A router by what it is called.

    Args:
        name: A policy (`auto`) or the path of one, a baseline, `always:MODEL`, `cmd:COMMAND`, an http URL, or
            `python:module:object`.
        matrix: What is bought where, and what it is worth.

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
        return ByCommand(name=rest.strip(), command=rest)
    if kind in ("http", "https"):
        return ByEndpoint(name=name, url=name)
    if kind == "python":
        return _object(rest)
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


def _object(path: str) -> ByObject:
    module, _, attribute = path.rpartition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except Exception as failure:  # noqa: BLE001  a module of the user's own may fail in any way
        text = f"{type(failure).__name__}: {failure}"
        raise BadRequest(f"python:{path} is no module:object that can be imported: {text}") from None
    act = found if callable(found) else getattr(found, "route", None)
    if not callable(act):
        raise BadRequest(f"python:{path} is neither a function nor an object with a method route")
    return ByObject(name=path, act=cast("Callable[[str], Any]", act))


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


def _asked(item: Item) -> dict[str, str]:
    return {"id": item.id, "prompt": item.prompt, "operation": item.operation}


def _answer(name: str, text: str) -> Pick | None:
    """A model from a line of JSON; what else is on it is passed over."""
    try:
        answer: Mapping[str, Any] = json.loads(text)
        model = answer["model"]
    except (ValueError, KeyError, TypeError):
        raise BadRequest(f"the router {name} answered {text[:80]!r}, not a JSON object with model") from None
    return None if model is None else Pick(model=str(model))
