"""Every block of code in the README and the docs runs, and says what the comment beside it says.

Python blocks of one file share a namespace and run in order. An expression followed by `# 'some value'` must equal
that value; `print(...)` followed by a comment that holds a figure must have printed it. A comment that is no Python is
prose. Shell lines that start with `pixelfare` run as `python -m pixelfare`; what generates does so in the sandbox.
YAML and JSON blocks load. A block that needs what is not installed here stands under a comment that names the script
that runs it, `<!-- run by scripts/name.py -->`; no other block, and no line of a shell block, is passed over.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import pixelfare
from pixelfare import Catalog, Policy
from pixelfare.strict_yaml import parse_yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if page.exists()]
FENCE = re.compile(
    r"^(?:<!-- run by (?P<runner>\S+) -->\n+)?```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)
SHELLS = ("sh", "bash", "shell", "console")
RUN = ("python", "json", "yaml", "yml", *SHELLS)
SHOWN = ("csv", "text")
"""Languages of blocks that show what a file or a screen holds."""
SERVES = ("sandbox", "serve", "mcp")
"""Commands that run until they are stopped."""


class Block(NamedTuple):
    """A fenced block: its language, its text, the line its text begins on, and the script that runs it elsewhere."""

    language: str
    text: str
    line: int
    runner: str | None = None


def name_of(page: Path) -> str:
    """A page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def all_blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = page.read_text("utf-8")
    return [
        Block(m["language"], m["text"], text[: m.start("text")].count("\n") + 1, m["runner"])
        for m in FENCE.finditer(text)
    ]


def blocks_of(page: Path) -> list[Block]:
    """The fenced blocks of a page that run here."""
    return [block for block in all_blocks_of(page) if block.runner is None]


def lines_of(page: Path) -> list[tuple[int, str]]:
    """The commands of shell blocks, each with its line number; continued lines are joined."""
    found = []
    for block in blocks_of(page):
        if block.language in SHELLS:
            joined = re.sub(r"\\\n\s*", " ", block.text)
            lines = ((block.line + i, line.removeprefix("$ ").strip()) for i, line in enumerate(joined.splitlines()))
            found += [(number, line) for number, line in lines if line and not line.startswith("#")]
    return found


def commands_of(page: Path) -> list[tuple[int, str]]:
    """The lines of shell blocks that call pixelfare."""
    return [(number, line) for number, line in lines_of(page) if re.search(r"(?:^(?:\w+=\S+ )*|\| *)pixelfare\b", line)]


def known_otherwise(line: str) -> bool:
    """Whether a line that does not call pixelfare installs it, or names a target or a script that there is."""
    words = shlex.split(line, comments=True)
    match words:
        case ["make", *targets]:
            known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
            return {t for t in targets if "=" not in t} <= known
        case ["python", script, *_]:
            return (ROOT / script).is_file()
        case ["pip", "install", what, *_]:
            return what.startswith("pixelfare")
        case _:
            return words[:1] == ["export"]


def comment_of(source: list[str], node: ast.stmt) -> str:
    """What stands behind a statement on its last line, after two spaces and a `#`."""
    rest = source[(node.end_lineno or 1) - 1].encode()[node.end_col_offset or 0 :].decode()
    return rest.partition("#")[2].strip()


def check_block(block: Block, page: Path, space: dict[str, Any]) -> int:
    """Run a block of Python; returns how many comments were compared."""
    source = block.text.splitlines()
    compared = 0
    for node in ast.parse(block.text).body:
        where = f"{name_of(page)}:{block.line + node.lineno - 1}"
        comment = comment_of(source, node)
        code = ast.Expression(node.value) if isinstance(node, ast.Expr) else ast.Module([node], [])
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            value = eval(compile(code, where, "eval" if isinstance(node, ast.Expr) else "exec"), space)  # noqa: S307  our own docs
        prints = [n for n in ast.walk(node) if isinstance(n, ast.Expr) and ast.unparse(n).startswith("print(")]
        for said in (comment_of(source, p) for p in prints):
            if re.search(r"\d", said):
                assert said in printed.getvalue(), f"{where} printed {printed.getvalue()!r}"
                compared += 1
        if isinstance(node, ast.Expr) and not prints and comment:
            try:
                expected = eval(comment, {**vars(pixelfare), **space, "Decimal": Decimal, "Size": pixelfare.Size})  # noqa: S307
            except (SyntaxError, NameError):
                continue
            assert value == expected, f"{where}: {value!r}"
            compared += 1
    return compared


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with the pictures that examples speak of, and nothing else."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_a_readme() -> None:
    assert ROOT / "README.md" in PAGES
    assert any(block.language == "python" for block in blocks_of(ROOT / "README.md"))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
@pytest.mark.usefixtures("place")
def test_python_blocks(page: Path) -> None:
    space: dict[str, Any] = {"__name__": "readme"}
    blocks = [block for block in blocks_of(page) if block.language == "python"]
    compared = sum(check_block(block, page, space) for block in blocks)
    if page.name == "README.md":
        assert compared >= 5, "the README shows values, and they are compared"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_nothing_is_passed_over(page: Path) -> None:
    """Each block runs, shows a file, or is run by a script that there is and that names its page."""
    for block in all_blocks_of(page):
        where = f"{name_of(page)}:{block.line}"
        if block.runner is None:
            assert block.language in RUN + SHOWN, f"{where}: nothing runs a block of {block.language!r}"
        elif (ROOT / "scripts").is_dir():  # not where the wheel is tested
            assert page.name in (ROOT / block.runner).read_text("utf-8"), f"{where}: {block.runner} does not run it"
    assert all_blocks_of(page) or "```" not in page.read_text("utf-8")
    if (ROOT / "Makefile").is_file():
        strange = [line for line in lines_of(page) if line not in commands_of(page) and not known_otherwise(line[1])]
        assert not strange


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_blocks(page: Path) -> None:
    for block in blocks_of(page):
        if block.language == "json":
            json.loads(block.text)


COMMANDS = [
    pytest.param(command, id=f"{name_of(page)}:{line}") for page in PAGES for line, command in commands_of(page)
]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, place: Path) -> None:
    pytest.importorskip("typer", reason="the extra `cli` is not installed")
    words = shlex.split(command, comments=True)
    if "generate" in words and "--gateway" not in words:
        command += " --gateway sandbox"
    if any(f"pixelfare {verb}" in command for verb in SERVES):
        command = f"{' '.join(words[:2])} --help"
    script = f'pixelfare() {{ "{sys.executable}" -m pixelfare "$@"; }}\n{command}\n'
    env = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1]), "PYTHONUTF8": "1"}
    done = subprocess.run(["sh", "-ec", script], cwd=place, env=env, capture_output=True, encoding="utf-8", check=False)  # noqa: S607  any sh
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_yaml_blocks(page: Path, tmp_path: Path) -> None:
    """Each is strict YAML; what is a policy loads as one, and what is a whole model loads in a catalog."""
    for i, block in enumerate(b for b in blocks_of(page) if b.language in ("yaml", "yml")):
        data = parse_yaml(block.text, file=f"{name_of(page)}:{block.line}").data
        file = tmp_path / str(i) / "models" / "block.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(block.text, "utf-8")
        if "prefer" in data or "require" in data:
            assert Policy.load(file).id == data["id"]
        elif "maker_id" in data:
            assert data["id"] in Catalog.load(paths=[tmp_path / str(i)]).models


@pytest.mark.parametrize(
    ("text", "fails"),
    [
        ("1 + 1    # 2\n", False),
        ("1 + 1    # 3\n", True),
        ("1 + 1    # as one would think\n", False),
        ("print(2)  # 2\n", False),
        ("print(2)  # 3\n", True),
        ("x = 1\nx, 'a#b'    # (1, 'a#b')\n", False),
        ("'a#b'    # 'a'\n", True),
        ("raise ValueError\n", True),
    ],
)
def test_the_checker_can_fail(text: str, *, fails: bool) -> None:
    """The checker itself: a wrong comment is found, prose is left alone."""
    with pytest.raises((AssertionError, ValueError)) if fails else contextlib.nullcontext():
        check_block(Block("python", text, 1), ROOT / "README.md", {})
