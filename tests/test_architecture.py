"""The shape of the package: what may import what, and what a file looks like.

Every rule is a function from one module to its complaints. Each runs on every module of the installed package, and on
a few small bad and good examples, so that no rule can pass by seeing nothing.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import re
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Rule = Callable[["Module", "Package"], Iterable[str]]

ROOT = "pixelfare"
LONGEST = 400

FLOORS = {
    "errors": 0,  # part of the first floor; its own number because the rest of that floor raises errors
    **dict.fromkeys(("dates", "money", "notices", "size", "words"), 1),
    **dict.fromkeys(("heavy", "memory", "settings", "shipped", "strict_yaml", "validation"), 1),
    **dict.fromkeys(("catalog", "ledger", "request", "shelf", "x402"), 2),
    **dict.fromkeys(("reading", "sandbox", "transport"), 3),
    "evidence": 4,
    "policy": 5,
    **dict.fromkeys(("picture", "routing"), 6),
    **dict.fromkeys(("bench", "client", "simulate"), 7),
    **dict.fromkeys(("server", "tools"), 8),
    "commands": 9,
    "cli": 10,  # the same floor as its commands, which it puts together
}
"""The floor of every unit, which is a module or a folder right under the package."""

PAYING = {"ledger", "sandbox", "transport", "x402"}
PURE = {unit for unit, floor in FLOORS.items() if floor < FLOORS["client"]} - PAYING - {"heavy"}
NOT_PURE = {"asyncio", "eth_account", "httpx", "sqlite3"}
LOADERS = {"pydantic", "yaml"}
LOADING = {"catalog", "policy", "strict_yaml", "validation"}
CALLING = {"transport", "x402"}
HEAVY = (NOT_PURE - {"asyncio"}) | LOADERS


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    name: str
    source: str
    is_folder: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def unit(self) -> str:
        return unit_of(self.name)


Package = dict[str, Module]


def unit_of(name: str) -> str:
    """The module or folder right under the package; `cli_*` belong to `cli`, and the package itself is ''."""
    unit = [*name.split("."), ""][1]
    return "cli" if unit.startswith("cli_") else unit


def package_folder() -> Path:
    """Where the package is installed; finding it does not import it."""
    spec = importlib.util.find_spec(ROOT)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def read_package() -> Package:
    """Every module of the package."""
    folder = package_folder()
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = (ROOT, *path.relative_to(folder).with_suffix("").parts)
        is_folder = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_folder else parts)
        found[name] = Module(name, path.read_text(encoding="utf-8"), is_folder)
    return found


# --- what a module imports


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, but for what stands under `if TYPE_CHECKING:`."""
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.If) and ast.unparse(child.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for other in child.orelse:
                yield other
                yield from statements(other)
        else:
            yield from statements(child)


def named(node: ast.AST, module: Module) -> Iterator[tuple[str, str | None]]:
    """The modules that one node imports, each with the name that is taken from it, if any."""
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, None) for alias in names)
        case ast.ImportFrom(module=base, names=names, level=level):
            if level:
                parts = module.name.split(".")
                above = parts[: len(parts) - level + module.is_folder]
                base = ".".join([*above, base] if base else above)
            yield from ((base or "", alias.name) for alias in names)
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            yield name, None


def imports(module: Module, package: Package) -> Iterator[tuple[int, str]]:
    """Line and name of each module imported at run time, at the top or inside a function."""
    for node in statements(module.tree):
        for base, name in named(node, module):
            if base == ROOT and name == "__version__":  # known before anything else is loaded
                continue
            inner = f"{base}.{name}"
            yield getattr(node, "lineno", 0), inner if inner in package else base


def own_imports(module: Module, package: Package) -> Iterator[tuple[int, str]]:
    return ((line, name) for line, name in imports(module, package) if name.split(".")[0] == ROOT)


def foreign_imports(module: Module, package: Package) -> Iterator[tuple[int, str]]:
    return ((line, name.split(".")[0]) for line, name in imports(module, package) if name.split(".")[0] != ROOT)


# --- the rules


def imports_point_down(module: Module, package: Package) -> Iterator[str]:
    """An import leads to a lower floor, or stays inside its folder. The package itself stands above all floors."""
    if module.unit in {"", "__main__"}:
        return
    if module.unit not in FLOORS:
        yield f"{module.unit} has no floor: give it one in FLOORS, and in CONTRIBUTING.md"
        return
    for line, name in own_imports(module, package):
        other = unit_of(name)
        if other != module.unit and FLOORS.get(other, 99) >= FLOORS[module.unit]:
            yield f"line {line}: {module.unit} imports {name}, which is not below it"


def the_pure_half_is_pure(module: Module, package: Package) -> Iterator[str]:
    """Nothing that decides may reach the network, a key, a database, an event loop or the half that pays."""
    if module.unit in PURE:
        for line, name in foreign_imports(module, package):
            if name in NOT_PURE or (name in LOADERS and module.unit not in LOADING):
                yield f"line {line}: {module.unit} imports {name}"
        for line, name in own_imports(module, package):
            if unit_of(name) in PAYING:
                yield f"line {line}: {module.unit} imports {name}, of the half that pays"


def httpx_stays_where_calls_are_made(module: Module, package: Package) -> Iterator[str]:
    if module.unit not in CALLING:
        for line, name in foreign_imports(module, package):
            if name == "httpx":
                yield f"line {line}: {module.unit} imports httpx, which belongs to {' and '.join(sorted(CALLING))}"


def the_sandbox_reads_the_protocol_itself(module: Module, package: Package) -> Iterator[str]:
    """A gateway built from the client's own code would agree with any mistake in it."""
    if module.unit == "sandbox":
        for line, name in own_imports(module, package):
            if unit_of(name) == "transport" or name.startswith(f"{ROOT}.x402.sign"):
                yield f"line {line}: sandbox imports {name}"


def no_import_leads_back(module: Module, package: Package) -> Iterator[str]:
    """The shortest way from a module back to itself, lazy imports included."""
    ways: deque[tuple[str, ...]] = deque([(module.name,)])
    seen = set()
    while ways:
        way = ways.popleft()
        for _line, name in own_imports(package[way[-1]], package) if way[-1] in package else ():
            if name == module.name:
                yield "a circle: " + " -> ".join((*way, name))
                return
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))


def no_file_is_too_long(module: Module, _package: Package) -> Iterator[str]:
    if (lines := module.source.count("\n")) > LONGEST:
        yield f"{lines} lines: more than {LONGEST}"


def modules_say_what_they_are(module: Module, _package: Package) -> Iterator[str]:
    if not ast.get_docstring(module.tree):
        yield "no docstring"


def public_names_are_sorted(module: Module, _package: Package) -> Iterator[str]:
    """`__all__` in the order that ruff keeps: constants, classes, the rest; numbers inside names count as numbers."""
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
                yield from wrong_order(node.value)


def wrong_order(value: ast.expr | None) -> Iterator[str]:
    match value:
        case ast.Call(func=ast.Name(id="sorted")):
            pass
        case ast.List(elts=items) | ast.Tuple(elts=items) if all(isinstance(item, ast.Constant) for item in items):
            names = [str(ast.literal_eval(item)) for item in items]
            if names != (ordered := sorted(set(names), key=name_order)):
                yield f"__all__ is not sorted, or repeats itself: {', '.join(ordered)}"
        case _:
            yield "__all__ is neither written out nor sorted(...)"


def name_order(name: str) -> tuple[int, list[tuple[int, str]]]:
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2
    return kind, [(int(part), "") if part.isdigit() else (sys.maxsize, part) for part in re.findall(r"\d+|\D+", name)]


RULES = (
    imports_point_down,
    the_pure_half_is_pure,
    httpx_stays_where_calls_are_made,
    the_sandbox_reads_the_protocol_itself,
    no_import_leads_back,
    no_file_is_too_long,
    modules_say_what_they_are,
    public_names_are_sorted,
)

PACKAGE = read_package()


@pytest.mark.parametrize("name", PACKAGE)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_module(rule: Rule, name: str) -> None:
    found = list(rule(PACKAGE[name], PACKAGE))
    assert not found


def test_the_package_was_found() -> None:
    assert {ROOT, f"{ROOT}.money", f"{ROOT}.catalog"} <= set(PACKAGE)


def test_units_named_in_a_rule_exist() -> None:
    assert set(FLOORS) >= PAYING | LOADING | CALLING


# --- the rules, on examples


def example(files: dict[str, str]) -> Package:
    """A package of a few one-line modules; a name that ends in a dot is a folder."""
    names = {f"{ROOT}.{key}".strip("."): (text, key.endswith(".") or not key) for key, text in files.items()}
    return {name: Module(name, text, is_folder) for name, (text, is_folder) in names.items()}


def label(value: Any) -> str:
    """A name for one value of a parametrised test."""
    return getattr(value, "__name__", None) or (value if isinstance(value, str) else "+".join(value))


def complaints(rule: Rule, files: dict[str, str]) -> list[str]:
    package = example(files)
    return [complaint for module in package.values() for complaint in rule(module, package)]


GUARDED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import {0}\nelse:\n    import {1}"

BAD = [
    (imports_point_down, {"size": "from pixelfare.catalog import x"}, "size imports pixelfare.catalog"),
    (imports_point_down, {"size": "def f():\n    import pixelfare.routing"}, "line 2"),
    (imports_point_down, {"size": "import pixelfare.money"}, "not below"),
    (imports_point_down, {"policy.a": "from pixelfare import routing", "routing": ""}, "pixelfare.routing"),
    (imports_point_down, {"policy.a": "from pixelfare import Router"}, "policy imports pixelfare,"),
    (imports_point_down, {"policy.a": "from ..routing import f"}, "pixelfare.routing"),
    (imports_point_down, {"policy.": "from .. import routing", "routing": ""}, "pixelfare.routing"),
    (imports_point_down, {"server.": "from pixelfare import cli_models", "cli_models": ""}, "pixelfare.cli_models"),
    (imports_point_down, {"size": "import importlib\nimportlib.import_module('pixelfare.cli')"}, "line 2"),
    (imports_point_down, {"size": GUARDED.format("os", "pixelfare.cli")}, "line 5"),
    (imports_point_down, {"size": "import pixelfare.nowhere"}, "pixelfare.nowhere"),
    (imports_point_down, {"helpers": ""}, "has no floor"),
    (the_pure_half_is_pure, {"routing": "import httpx"}, "routing imports httpx"),
    (the_pure_half_is_pure, {"reading.a": "def f():\n    from asyncio import run"}, "line 2: reading imports asyncio"),
    (the_pure_half_is_pure, {"size": "__import__('sqlite3.dbapi2')"}, "sqlite3"),
    (the_pure_half_is_pure, {"evidence.": "import_module('eth_account.account')"}, "eth_account"),
    (the_pure_half_is_pure, {"reading.a": "import yaml"}, "reading imports yaml"),
    (the_pure_half_is_pure, {"evidence.a": "from pydantic import BaseModel"}, "evidence imports pydantic"),
    (the_pure_half_is_pure, {"routing": "from pixelfare.ledger import f"}, "of the half that pays"),
    (httpx_stays_where_calls_are_made, {"client": "import httpx"}, "client imports httpx"),
    (the_sandbox_reads_the_protocol_itself, {"sandbox.a": "from pixelfare.x402 import sign", "x402.sign": ""}, "sign"),
    (the_sandbox_reads_the_protocol_itself, {"sandbox.a": "import pixelfare.transport.retry"}, "transport.retry"),
    (no_import_leads_back, {"a": "from . import b", "b": "from .c import f", "c": "import pixelfare.a"},
     "pixelfare.a -> pixelfare.b -> pixelfare.c -> pixelfare.a"),
    (no_import_leads_back, {"policy.": "from .a import f", "policy.a": "from pixelfare.policy import g"}, "a circle"),
    (no_file_is_too_long, {"size": "\n" * (LONGEST + 1)}, "401 lines"),
    (modules_say_what_they_are, {"size": "x = 'not a docstring'"}, "no docstring"),
    (public_names_are_sorted, {"size": "__all__ = ['b', 'a']"}, "not sorted"),
    (public_names_are_sorted, {"size": "__all__ = ('a', 'B')"}, "not sorted"),
    (public_names_are_sorted, {"size": "__all__: list[str] = ['A', 'AB']"}, "not sorted"),
    (public_names_are_sorted, {"size": "__all__ = ['a10', 'a9']"}, "not sorted"),
    (public_names_are_sorted, {"size": "__all__ = ['a', 'a']"}, "repeats itself"),
    (public_names_are_sorted, {"size": "__all__ = [*names, 'a']\n__all__ = list(names)"}, "neither"),
]  # fmt: skip

GOOD = [
    (imports_point_down, {"size": GUARDED.format("pixelfare.cli", "pixelfare.errors")}),
    (imports_point_down, {"policy.a": "from pixelfare import __version__, money\nfrom . import b", "money": ""}),
    (imports_point_down, {"": "from pixelfare.cli import main", "__main__": "from pixelfare.cli import main"}),
    (imports_point_down, {"cli": "from pixelfare.cli_models import f", "cli_models": "import pixelfare.server"}),
    (the_pure_half_is_pure, {"catalog.a": "import yaml, pydantic", "client": "import asyncio, yaml"}),
    (the_pure_half_is_pure, {"reading.a": GUARDED.format("yaml", "re")}),
    (httpx_stays_where_calls_are_made, {"transport.a": "import httpx", "x402.a": "import httpx"}),
    (the_sandbox_reads_the_protocol_itself, {"sandbox.a": "import pixelfare.sandbox.sign, pixelfare.x402.terms"}),
    (no_import_leads_back, {"policy.": "from pixelfare.policy.a import f", "policy.a": "from pixelfare.policy import b",
                            "policy.b": ""}),
    (no_file_is_too_long, {"size": "\n" * LONGEST}),
    (modules_say_what_they_are, {"size": "'''Sizes.'''"}),
    (public_names_are_sorted, {"size": "__all__ = ['AB', 'A', 'Size', 'a9', 'a10']", "": "__all__ = sorted(names)"}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "files", "said"), BAD, ids=label)
def test_rules_find_what_is_wrong(rule: Rule, files: dict[str, str], said: str) -> None:
    assert said in "\n".join(complaints(rule, files))


@pytest.mark.parametrize(("rule", "files"), GOOD, ids=label)
def test_rules_leave_the_rest_alone(rule: Rule, files: dict[str, str]) -> None:
    assert complaints(rule, files) == []


def test_every_rule_has_examples() -> None:
    assert {rule for rule, *_ in BAD} == {rule for rule, *_ in GOOD} == set(RULES)


# --- what a fresh process sees


def fresh(code: str) -> list[str]:
    """The words that code prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(package_folder().parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def loaded(code: str, names: set[str]) -> set[str]:
    """Which of some modules are loaded after running code."""
    return names & set(fresh(f"{code}\nimport sys\nprint(*sys.modules)"))


def test_loaded_sees_what_is_loaded() -> None:
    assert loaded("import yaml, sqlite3", HEAVY) == {"yaml", "sqlite3"}


def test_importing_the_package_is_light() -> None:
    assert loaded("import pixelfare", HEAVY | {"pixelfare"}) == {"pixelfare"}


def test_the_first_route_is_light() -> None:
    assert not loaded("import pixelfare; pixelfare.route('a cat')", HEAVY)


@pytest.mark.parametrize("name", [name.removeprefix(f"{ROOT}.") for name in PACKAGE if name.count(".") == 1])
def test_a_public_name_is_not_hidden_by_a_module_of_that_name(name: str) -> None:
    """Importing `pixelfare.x` sets the attribute `x` of the package, over whatever it is meant to be."""
    if name in importlib.import_module(ROOT).__all__:
        show = f"from {ROOT} import {name}; print(type({name}).__name__)"
        assert fresh(f"import {ROOT}.{name}; {show}") == fresh(show)
