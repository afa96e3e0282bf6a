"""Interop both ways, in an environment of its own: our client at the official x402 seller, theirs at our sandbox.

`make interop` runs all of it; `--smoke` a handful. Prints a matrix, and ends with 1 where a case fails.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-interop"
PEERS = ("x402[evm,httpx,fastapi]==2.25.0", "blockrun-llm==1.21.1", "uvicorn>=0.30")
OURS = ("hypothesis", "pytest", "pyyaml", "coincurve")
SMOKE = "test_router or test_the_official_client or test_blockrun_generates or test_signatures_are_equal"
SHOWN = ("x402", "blockrun-llm", "eth-account", "fastapi", "httpx")


def python() -> Path:
    """The environment's interpreter, made where it is missing."""
    found = FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (FOLDER / ".ready").exists():
        print("Setting up .venv-interop; that takes about a minute.", file=sys.stderr)
        venv.create(FOLDER, with_pip=True, clear=True)
        pip = [str(found), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, *PEERS, *OURS], check=True)
        (FOLDER / ".ready").touch()
    return found


def main() -> int:
    """Run the cases and print what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="only a handful of cases")
    asked = parser.parse_args()
    interpreter = python()
    said = Path(tempfile.mkdtemp()) / "interop.xml"
    select = ["-k", SMOKE] if asked.smoke else []
    # Other people's packages warn; our own warnings are errors in our own tests.
    command = [
        str(interpreter),
        "-m",
        "pytest",
        "-q",
        "-W",
        "ignore",
        "-p",
        "no:cacheprovider",
        "tests/interop",
        *select,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "router")}
    ran = subprocess.run([*command, f"--junitxml={said}"], cwd=ROOT, env=environment, check=False)
    names = ", ".join(repr(name) for name in SHOWN)
    code = f"from importlib.metadata import version\nfor name in ({names}): print(f'  {{name}} {{version(name)}}')"
    subprocess.run([str(interpreter), "-c", code], check=True)
    cases = list(ET.parse(said).iter("testcase")) if said.exists() else []  # noqa: S314  written by pytest just now
    for case in cases:
        failed = any(child.tag in ("failure", "error", "skipped") for child in case)
        print(f"  {'FAILED' if failed else 'ok':<7}{case.get('classname', '').rpartition('.')[2]}: {case.get('name')}")
    skipped = any(child.tag == "skipped" for case in cases for child in case)
    return 1 if ran.returncode or skipped or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
