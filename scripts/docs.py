"""Build the documentation with MkDocs Material in an environment of its own; check that it loads nothing from outside.

`make docs` does both. `--write` makes the pages of `docs/reference/` anew; a test fails while they are stale.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from environments import ROOT, python_of

SITE = ROOT / "site"
PEERS = ("mkdocs==1.6.1", "mkdocs-material==9.8.2")
OUTSIDE = r"""(?:https?:)?//[^"'\s)>]+"""
IN_STYLE = re.compile(rf"""(?:url\(\s*|@import\s+)["']?({OUTSIDE})""", re.IGNORECASE)
LOADS = {
    ".html": (
        re.compile(
            rf"""<(?:script|img|iframe|source|embed|video|audio)\b[^>]*?\ssrc=["']?({OUTSIDE})""", re.IGNORECASE
        ),
        re.compile(
            rf"""<link\b(?=[^>]*\srel=["']?(?:stylesheet|icon|preload|preconnect|prefetch|dns-prefetch|modulepreload))"""
            rf"""[^>]*?\shref=["']?({OUTSIDE})""",
            re.IGNORECASE,
        ),
        IN_STYLE,
    ),
    ".css": (IN_STYLE,),
}
"""What a browser fetches by itself when it opens a page; a link that a reader clicks is no such thing."""


def loads_from_outside(site: Path) -> Iterator[tuple[Path, str]]:
    """What the pages and style sheets of a site would fetch from another host."""
    for file in sorted(p for p in site.rglob("*") if p.suffix in LOADS):
        text = file.read_text("utf-8")
        for pattern in LOADS[file.suffix]:
            yield from ((file, found) for found in pattern.findall(text))


def write() -> None:
    """Make the pages of the reference anew."""
    import reference

    reference.FOLDER.mkdir(exist_ok=True)
    for name, text in reference.pages().items():
        (reference.FOLDER / name).write_text(text, "utf-8")
        print(f"wrote docs/reference/{name}")


def main() -> int:
    """Build and check, or write the reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="make docs/reference/ anew, and build nothing")
    if parser.parse_args().write:
        write()
        return 0
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1"}
    # Not with --quiet: what is not logged is not counted, and --strict would let it pass.
    command = [str(python_of(".venv-docs", PEERS)), "-m", "mkdocs", "build", "--strict", "--site-dir", str(SITE)]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        return 1
    outside = list(loads_from_outside(SITE))
    for file, found in outside:
        print(f"{file.relative_to(SITE)} loads {found}", file=sys.stderr)
    if not outside:
        print(f"The site is in {SITE.name}/: open {SITE.name}/index.html")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
