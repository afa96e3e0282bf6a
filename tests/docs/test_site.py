"""The site: every page can be reached, and nothing is fetched from another host."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from pixelfare.strict_yaml import parse_yaml

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings() -> str:
    file = ROOT / "mkdocs.yml"
    if not file.is_file():
        pytest.skip("mkdocs.yml is not here: the wheel is being tested")
    return file.read_text("utf-8")


def test_every_page_is_in_the_navigation_once(settings: str) -> None:
    named = re.findall(r"^ +- [^:]+: (\S+\.md)$", settings.partition("\nnav:")[2], re.MULTILINE)
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= set(named)
    assert len(named) == len(set(named))


def test_the_settings_ask_nobody_for_fonts_or_figures(settings: str) -> None:
    data = parse_yaml(settings, file="mkdocs.yml").data
    assert data["theme"]["font"] is False
    assert {"offline", "search"} == set(data["plugins"])
    assert not {"repo_url", "edit_uri", "extra_javascript"} & set(data)
    assert "analytics" not in data.get("extra", {})


def test_files_that_pages_speak_of_exist(settings: str) -> None:
    assert settings
    named = re.compile(r"`((?:benchmarks|catalog|policies|router|scripts|tests)/[\w./-]+)`")
    package = ROOT / "router" / "pixelfare"
    units = "|".join(sorted(unit.name for unit in package.iterdir() if (unit / "__init__.py").is_file()))
    inside = re.compile(rf"`((?:(?:{units})/)?\w+\.py)`")
    for page in (ROOT / "docs").rglob("*.md"):
        text = page.read_text("utf-8")
        paths = [ROOT / name for name in named.findall(text) if not re.search(r"[A-Z]{4}|/name\.py", name)]
        paths += [package / name for name in inside.findall(text)]
        assert [path for path in paths if not path.exists()] == [], page.name


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.html", '<script src="https://cdn.example/a.js"></script>', ["https://cdn.example/a.js"]),
        ("a.html", '<link rel="stylesheet" href="//cdn.example/a.css">', ["//cdn.example/a.css"]),
        ("a.html", '<link href="https://fonts.example" rel="preconnect">', ["https://fonts.example"]),
        ("a.html", "<img alt='' src='http://pictures.example/a.png'>", ["http://pictures.example/a.png"]),
        ("a.html", "<style>@import 'https://cdn.example/a.css';</style>", ["https://cdn.example/a.css"]),
        ("a.html", '<a href="https://example.org/">there</a> <img src="a.png">', []),
        ("a.html", '<script src="assets/a.js"></script><link rel="canonical" href="https://example.org/">', []),
        ("a.css", "@font-face{src:url(https://fonts.example/a.woff2)}", ["https://fonts.example/a.woff2"]),
        ("a.css", '@import "//cdn.example/a.css";', ["//cdn.example/a.css"]),
        ("a.css", "a{background:url(data:image/svg+xml;base64,AA)} b{background:url(../a.png)}", []),
    ],
)
def test_what_is_loaded_from_outside_is_found(
    docs: ModuleType, tmp_path: Path, name: str, text: str, found: list[str]
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert [what for _, what in docs.loads_from_outside(tmp_path)] == found
