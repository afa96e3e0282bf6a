"""Routers of others: a command, an HTTP endpoint, a function or an object."""

from __future__ import annotations

import importlib
import json
import os
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from pixelfare.bench.sets import Item
from pixelfare.errors import BadRequest

__all__ = ["PATIENCE", "ByCommand", "ByEndpoint", "ByObject", "Pick", "find_object"]

PATIENCE = 600.0
"""Seconds that a command may take for one set."""
_QUIET = 10.0
_ONE_CALL = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What a router chose for one prompt: a model, and what it costs where the router says."""

    model: str
    micro_usd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByCommand:
    """A command that reads a JSON object with id, prompt and operation on each line, and answers each with a model.

    Args:
        timeout: Seconds that it may take for one set.
        quiet: Seconds after which a line on stderr says that it is still at work.
    """

    name: str
    command: str
    settings: tuple[str, ...] = ("",)
    timeout: float = PATIENCE
    quiet: float = _QUIET

    def picks(self, items: Sequence[Item], setting: str) -> list[Pick | None]:
        """Run the command once."""
        del setting
        asked = "".join(json.dumps(_asked(item), ensure_ascii=False) + "\n" for item in items)
        try:
            code, said, complaint = self._run(asked)
        except subprocess.TimeoutExpired:
            raise BadRequest(
                f"the router {self.name} did not answer {len(items)} prompts within {self.timeout:g} seconds; "
                "--timeout gives it more"
            ) from None
        except (OSError, ValueError) as failure:
            raise BadRequest(f"the router {self.name} cannot be run: {failure}") from None
        if code:
            raise BadRequest(f"the router {self.name} ended with {code}: {complaint.strip()[-300:]}")
        answers = said.rstrip("\n").split("\n")
        if len(answers) != len(items):
            raise BadRequest(f"the router {self.name} was asked {len(items)} times and answered {len(answers)} times")
        return [_answer(self.name, answer) for answer in answers]

    def _run(self, asked: str) -> tuple[int, str, str]:
        """Its exit code and what it wrote."""
        with subprocess.Popen(  # noqa: S603  the user's own command
            shlex.split(self.command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            try:
                said, complaint = self._patiently(process, asked)
            except BaseException:
                process.kill()
                raise
            return process.returncode, said, complaint

    def _patiently(self, process: subprocess.Popen[str], asked: str) -> tuple[str, str]:
        if self.quiet >= self.timeout:
            return process.communicate(asked, timeout=self.timeout)
        try:
            return process.communicate(asked, timeout=self.quiet)
        except subprocess.TimeoutExpired:
            sys.stderr.write(
                f"waiting for the router {self.name}: no end after {self.quiet:g} of {self.timeout:g} seconds\n"
            )
            sys.stderr.flush()
            return process.communicate(timeout=self.timeout - self.quiet)


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


def find_object(path: str) -> ByObject:
    """A router in Python, by `module:object`; modules of the current folder are found, after all others.

    Args:
        path: The module, a colon, and a function or an object with a method `route`.

    Returns:
        The router.

    Raises:
        BadRequest: It cannot be imported, or is neither.

    Example:
        >>> find_object("posixpath:basename").act("openai/gpt-image-2")
        'gpt-image-2'
    """
    module, _, attribute = path.rpartition(":")
    try:
        with _current_folder():
            found = getattr(importlib.import_module(module), attribute)
    except Exception as failure:  # noqa: BLE001  a module of the user's own may fail in any way
        text = f"{type(failure).__name__}: {failure}"
        raise BadRequest(f"python:{path} is no module:object that can be imported: {text}") from None
    act = found if callable(found) else getattr(found, "route", None)
    if not callable(act):
        raise BadRequest(f"python:{path} is neither a function nor an object with a method route")
    return ByObject(name=path, act=cast("Callable[[str], Any]", act))


@contextmanager
def _current_folder() -> Iterator[None]:
    """Modules of the current folder can be imported, for as long as this lasts; none of them hides another."""
    folder = os.getcwd()  # noqa: PTH109  a text, as all of the path
    sys.path.append(folder)
    try:
        yield
    finally:
        if folder in sys.path:
            sys.path.reverse()  # the last one is ours; the module may have added more
            sys.path.remove(folder)
            sys.path.reverse()


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
