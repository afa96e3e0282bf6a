"""Environments of their own for other people's packages, and test runs inside them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["ROOT", "python_of", "run_tests", "show_versions"]

ROOT = Path(__file__).resolve().parents[1]


def python_of(name: str, packages: Iterable[str]) -> Path:
    """The interpreter of an environment, which is made where it is missing or holds something else, or added to.

    Args:
        name: Its folder in the checkout, such as `.venv-docs`.
        packages: What pip is to install, with versions.
    """
    folder = ROOT / name
    found = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted, ready = tuple(packages), folder / ".ready"
    held = ready.read_text("utf-8").splitlines() if ready.exists() else []
    if missing := [package for package in wanted if package not in held]:
        print(f"Setting up {name}; that takes a minute or two.", file=sys.stderr)
        if not set(held) <= set(wanted) or not held:
            venv.create(folder, with_pip=True, clear=True)
            held, missing = [], list(wanted)
        pip = (str(found), "-m", "pip", "install", "-qq", "--disable-pip-version-check")
        subprocess.run((*pip, *missing), cwd=ROOT, check=True)
        ready.write_text("\n".join((*held, *missing)), "utf-8")
    return found


def run_tests(
    python: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> tuple[int, list[ET.Element]]:
    """Run pytest in an environment, on the sources of the checkout.

    Args:
        python: From `python_of`.
        arguments: Which tests.
        environment: Further variables.

    Returns:
        Pytest's exit code, and an element of its report for each case.
    """
    said = Path(tempfile.mkdtemp()) / "tests.xml"
    # Other people's packages warn; our own warnings are errors in our own tests.
    options = ("-q", "-W", "ignore", "-p", "no:cacheprovider", f"--junitxml={said}")
    ours = {**os.environ, "PYTHONPATH": str(ROOT / "router"), **(environment or {})}
    ran = subprocess.run((str(python), "-m", "pytest", *options, *arguments), cwd=ROOT, env=ours, check=False)
    cases = list(ET.parse(said).iter("testcase")) if said.exists() else []  # noqa: S314  written by pytest just now
    return ran.returncode, cases


def show_versions(python: Path, packages: Iterable[str]) -> None:
    """Print what is installed in an environment."""
    named = tuple(packages)
    code = f"from importlib.metadata import version\nfor name in {named!r}: print(f'  {{name}} {{version(name)}}')"
    subprocess.run((str(python), "-c", code), check=True)
