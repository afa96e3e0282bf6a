"""Build the wheel from the sdist, install it into an empty environment, and run the tests against it.

The tests run in a folder of their own, with no sources in sight: what they find is what a user would get.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("catalog", "policies", "benchmarks/image_router")
SEEN_BY_TESTS = ("tests", "docs", "README.md", "CHANGELOG.md", "pyproject.toml")
RUN_BEFORE = (
    "client", "docs", "evidence", "ledger", "oracle", "page", "policy", "reading", "route", "sandbox", "server",
    "simulate", "test_architecture.py", "tools", "transport", "typing", "x402",
)  # fmt: skip
"""Tests for which nothing matters but what the files hold. That is compared with the checkout, where they have run."""
AGAIN = ("server/test_page_parts.py",)
"""Tests among them of files that are found beside the code."""
FIRST_STEPS = """
import pathlib, sys, pixelfare
assert pathlib.Path(pixelfare.__file__).is_relative_to(sys.prefix), pixelfare.__file__
print("wheel:", pixelfare.__version__, "routes a cat to", pixelfare.route("a cat").model)
"""


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command without the caller's Python settings; stop when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIXELFARE_"))}
    done = subprocess.run(command, cwd=cwd, env=clean, check=False)
    if done.returncode:
        sys.exit(f"wheel: exit {done.returncode} from {' '.join(map(str, command)).splitlines()[0]}")


def build(folder: Path) -> Path:
    """Build the sdist, and from it the wheel."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, "--quiet", ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def complaints(names: list[str], expected: set[str]) -> list[str]:
    """What is wrong with the files of a wheel: something missing, or something outside the package."""
    missing = sorted(expected - set(names))
    foreign = sorted(name for name in names if not re.match(r"pixelfare(-[^/]+\.dist-info)?/", name))
    return [f"not in the wheel: {name}" for name in missing] + [f"outside the package: {name}" for name in foreign]


def differing(archive: zipfile.ZipFile) -> list[str]:
    """Files in a wheel that are not the checkout's, byte for byte."""
    ours = {name: source_of(name) for name in archive.namelist() if name.startswith("pixelfare/")}
    return [f"not the checkout's: {name}" for name, file in ours.items() if archive.read(name) != file.read_bytes()]


def source_of(name: str) -> Path:
    """The file of the checkout that became one in the wheel."""
    shipped = "pixelfare/_shipped/"
    return ROOT / name.removeprefix(shipped) if name.startswith(shipped) else ROOT / "router" / name


def files_in(folder: Path) -> list[Path]:
    """The files below a folder, without caches and hidden ones."""
    return [p for p in folder.rglob("[!.]*") if p.is_file() and p.parent.name != "__pycache__"]


def expected_files() -> set[str]:
    """The files of the checkout that belong into the wheel, by the names they have there."""
    code = {str(path.relative_to(ROOT / "router")) for path in files_in(ROOT / "router" / "pixelfare")}
    data = {f"pixelfare/_shipped/{path.relative_to(ROOT)}" for name in SHIPPED for path in files_in(ROOT / name)}
    return code | data | {"pixelfare/py.typed"}


def tests_in(work: Path, name: str) -> list[Path]:
    """The files of tests in one folder of them, or the one file."""
    place = work / "tests" / name
    return sorted(place.rglob("test_*.py")) if place.is_dir() else [place]


def main() -> None:
    """Build, look inside, install, test."""
    with tempfile.TemporaryDirectory(prefix="wheel-") as name:
        folder = Path(name)
        wheel = build(folder / "dist")
        with zipfile.ZipFile(wheel) as archive:
            if wrong := complaints(archive.namelist(), expected_files()) or differing(archive):
                sys.exit("\n".join(wrong))

        venv.create(folder / "venv")
        python = folder / "venv" / "bin" / "python"
        pip = (sys.executable, "-m", "pip", "--python", python, "install", "-qq", "-c", ROOT / "constraints.txt")
        run(*pip, wheel)
        run(python, "-c", FIRST_STEPS, cwd=folder)

        run(*pip, f"{wheel}[all]", "--group", f"{ROOT / 'pyproject.toml'}:test")
        work = folder / "work"
        work.mkdir()
        for entry in SEEN_BY_TESTS:
            copy = shutil.copytree if (ROOT / entry).is_dir() else shutil.copy2
            copy(ROOT / entry, work / entry)
        files = (file.relative_to(work / "tests").as_posix() for name in RUN_BEFORE for file in tests_in(work, name))
        left_out = [f"--ignore=tests/{name}" for name in files if name not in AGAIN]
        run(
            python,
            "-m",
            "pytest",
            "-q",
            "-n",
            "auto",
            "-o",
            "pythonpath=",
            "-p",
            "no:cacheprovider",
            *left_out,
            cwd=work,
        )


if __name__ == "__main__":
    main()
