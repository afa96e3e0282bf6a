"""Every block of code in the README and the docs runs, and says what the comment beside it says.

Python blocks of one file share a namespace and run in order. An expression followed by `# 'some value'` must equal
that value; `print(...)` followed by a comment that holds a figure must have printed it. A comment that is no Python is
prose. A block that uses names of an earlier one says so before it. Shell lines that start with `pixelfare` run as
`python -m pixelfare`; what generates does so in the sandbox. Of commands that would run until they are stopped, in
JSON too, the options are parsed. YAML and JSON blocks load. A block that needs what is not installed here stands under
a comment that names the script that runs it, `<!-- run by scripts/name.py -->`; no other block, and no line of a shell
block, is passed over.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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


GOES_ON = re.compile(r"\bgoes\s+on\s+from\s+the\s+(?:first\s+)?blocks?\s+above")
"""What is said before a block that needs one above it."""


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
        case ["pip", "install", what]:
            return can_be_installed(what)
        case _:
            return words[:1] == ["export"]


def can_be_installed(what: str) -> bool:
    """Whether it is this checkout, with extras that there are, or a framework that the tools are tried with."""
    if found := re.fullmatch(r"\.(?:\[([\w,]+)\])?", what):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        return set((found[1] or "all").split(",")) <= set(project["optional-dependencies"])
    return f'"{what}>=' in (ROOT / "scripts" / "frameworks.py").read_text("utf-8")


def missing_in(text: str) -> set[str]:
    """The names that a block of Python uses and does not make, wherever in it that is."""
    nodes = list(ast.walk(ast.parse(text)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    made = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(vars(builtins))
    made |= {(alias.asname or alias.name).partition(".")[0] for node in nodes for alias in getattr(node, "names", ())}
    made |= {node.name or "" for node in nodes if isinstance(node, ast.ExceptHandler)}
    made |= {node.name for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)}
    made |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return {node.id for node in names} - made


def options_in(data: Any) -> Iterator[list[str]]:
    """The command lines of pixelfare in a client's configuration, however deep in it."""
    if isinstance(data, dict):
        if data.get("command") == "pixelfare":
            yield data["args"]
        data = list(data.values())
    if isinstance(data, list):
        for inner in data:
            yield from options_in(inner)


def parse_command(words: list[str]) -> None:
    """Parse what follows `pixelfare` as the command does, and start nothing; raises what the command would say."""
    import typer  # noqa: PLC0415  not everywhere installed

    from pixelfare.commands.app import app  # noqa: PLC0415  needs typer

    command: Any = typer.main.get_command(app)
    path, rest = "pixelfare", list(words)
    while hasattr(command, "commands"):
        path = f"{path} {rest[0]}"
        command = command.commands[rest.pop(0)]
    with command.make_context(path, rest):
        pass


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
def test_a_block_that_is_copied_alone_runs(page: Path) -> None:
    """What a block of Python needs of an earlier one is one import at most, which it has; or the text says so."""
    lines = page.read_text("utf-8").splitlines()
    for before, block in itertools.pairwise([Block("", "", 1), *blocks_of(page)]):
        if block.language == "python" and missing_in(block.text):
            between = "\n".join(lines[before.line + before.text.count("\n") : block.line - 1])
            assert GOES_ON.search(between), f"{name_of(page)}:{block.line} uses {missing_in(block.text)}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_blocks(page: Path) -> None:
    """Each loads, and a command that a client is to start can be parsed."""
    for block in blocks_of(page):
        if block.language == "json":
            for words in options_in(json.loads(block.text)):
                pytest.importorskip("typer", reason="the extra `cli` is not installed")
                parse_command(words)


COMMANDS = [
    pytest.param(command, id=f"{name_of(page)}:{line}") for page in PAGES for line, command in commands_of(page)
]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands(command: str, place: Path) -> None:
    pytest.importorskip("typer", reason="the extra `cli` is not installed")
    words = shlex.split(command, comments=True)
    if "generate" in words and "--gateway" not in words:
        command += " --gateway sandbox"
    last = max(i for i, word in enumerate(words) if word == "pixelfare") + 1
    if words[last] in SERVES:
        parse_command(words[last:])
        return
    script = f'pixelfare() {{ "{sys.executable}" -m pixelfare "$@"; }}\n{command}\n'
    env = {**os.environ, "PYTHONPATH": str(Path(pixelfare.__file__).parents[1]), "PYTHONUTF8": "1"}
    done = subprocess.run(["sh", "-ec", script], cwd=place, env=env, capture_output=True, encoding="utf-8", check=False)  # noqa: S607  any sh
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_options_that_the_text_names(page: Path) -> None:
    """What stands as `pixelfare verb --option` within a sentence can be parsed."""
    pytest.importorskip("typer", reason="the extra `cli` is not installed")
    for span in re.findall(r"(?<!`)`pixelfare ([a-z][^`\n]* -[^`\n]*)`(?!`)", page.read_text("utf-8")):
        parse_command(shlex.split(span))


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


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("serve --gateway sandbox --budget call=0.10,day=2", None),
        ("serve --gatewy sandbox", "No such option"),
        ("serve --port high", "valid int"),
        ("mcp --http --port", "requires an argument"),
        ("mcp --folder here there", "unexpected extra argument"),
        ("sandbox --fualt 500", "No such option"),
        ("keys new agent-7", None),
        ("keys nwe agent-7", "nwe"),
        ("srve", "srve"),
    ],
)
def test_a_misspelt_option_is_found(words: str, complaint: str | None) -> None:
    """A command that is only parsed: what it would refuse is refused here, and nothing is started."""
    pytest.importorskip("typer", reason="the extra `cli` is not installed")
    with contextlib.nullcontext() if complaint is None else pytest.raises(Exception, match=complaint):
        parse_command(words.split())


def test_the_commands_of_a_configuration_are_found() -> None:
    inner = {"command": "pixelfare", "args": ["mcp", "--read-only"]}
    assert list(options_in({"servers": {"a": inner, "b": {"command": "other", "args": []}}})) == [inner["args"]]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("import a.b\nfrom c import d as e\na, e, print\n", set()),
        ("def f(x, *y, z=1):\n    return [w for w in (x, y, z)]\n", set()),
        ("try:\n    pass\nexcept ValueError as e:\n    e\n", set()),
        ("with open('a') as f:\n    f.read()\n", set()),
        ("x.y = 1\nroute(z)\n", {"x", "route", "z"}),
    ],
)
def test_what_a_block_lacks_is_found(text: str, missing: set[str]) -> None:
    assert missing_in(text) == missing
