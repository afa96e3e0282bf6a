"""The tools in every agent framework, by its own agent loop and offline, in an environment of its own.

`make frameworks` runs it. Prints a matrix, and ends with 1 where a case fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import xml.etree.ElementTree as ET
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-frameworks"
FRAMEWORKS = {
    "langchain": "langchain>=1.5",
    "openai_agents": "openai-agents>=0.24",
    "pydantic_ai": "pydantic-ai-slim>=2.68",
    "llama_index": "llama-index-core>=0.14.25",
    "smolagents": "smolagents>=1.26",
}
OURS = ("eth-account", "httpx", "hypothesis", "pytest", "pyyaml")
PACKAGES = ("langchain", "langchain-core", "openai-agents", "pydantic-ai-slim", "llama-index-core", "smolagents")


def python() -> Path:
    """The environment's interpreter, made where it is missing or was made for other versions."""
    found = FOLDER / ("Scripts" if os.name == "nt" else "bin") / "python"
    wanted = "\n".join((*FRAMEWORKS.values(), *OURS))
    ready = FOLDER / ".ready"
    if not ready.exists() or ready.read_text("utf-8") != wanted:
        print("Setting up .venv-frameworks; that takes a minute or two.", file=sys.stderr)
        venv.create(FOLDER, with_pip=True, clear=True)
        pip = [str(found), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, *FRAMEWORKS.values(), *OURS], check=True)
        ready.write_text(wanted, "utf-8")
    return found


def main() -> int:
    """Run the cases and print what came of each framework."""
    interpreter = python()
    said = Path(tempfile.mkdtemp()) / "frameworks.xml"
    # Other people's packages warn; our own warnings are errors in our own tests.
    options = ["-q", "-W", "ignore", "-p", "no:cacheprovider", f"--junitxml={said}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "router")}
    command = [str(interpreter), "-m", "pytest", *options, "tests/frameworks"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    code = f"from importlib.metadata import version\nfor name in {PACKAGES!r}: print(f'  {{name}} {{version(name)}}')"
    subprocess.run([str(interpreter), "-c", code], check=True)
    cases = list(ET.parse(said).iter("testcase")) if said.exists() else []  # noqa: S314  written by pytest just now
    skipped = any(child.tag == "skipped" for case in cases for child in case)
    missing = _show(cases)
    return 1 if ran.returncode or skipped or missing else 0


def _show(cases: list[ET.Element]) -> bool:
    """Print a line for each test, and a column for each framework; returns whether anything has no case."""
    rows: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        test, _, parameters = case.get("name", "").partition("[")
        failed = any(child.tag in ("failure", "error", "skipped") for child in case)
        for name in FRAMEWORKS:
            if name in parameters:
                rows[test][name].append(not failed)
    width = max((len(test) for test in rows), default=0)
    print(f"\n  {'':<{width}}  {'  '.join(FRAMEWORKS)}")
    for test, row in rows.items():
        cells = [f"{'ok' if row[name] and all(row[name]) else 'FAILED':<{len(name)}}" for name in FRAMEWORKS]
        print(f"  {test:<{width}}  {'  '.join(cells)}")
    return not rows or any(not row[name] for row in rows.values() for name in FRAMEWORKS)


if __name__ == "__main__":
    sys.exit(main())
