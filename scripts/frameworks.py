"""The tools in every agent framework, by its own agent loop and offline, in an environment of its own.

`make frameworks` runs it, the blocks of docs/frameworks.md too. Prints a matrix, and ends with 1 where a case fails.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import defaultdict

from environments import python_of, run_tests, show_versions

FRAMEWORKS = {
    "langchain": "langchain>=1.5",
    "openai_agents": "openai-agents>=0.24",
    "pydantic_ai": "pydantic-ai-slim>=2.68",
    "llama_index": "llama-index-core>=0.14.25",
    "smolagents": "smolagents>=1.26",
}
OURS = ("eth-account", "httpx", "hypothesis", "pytest", "pyyaml")
PACKAGES = ("langchain", "langchain-core", "openai-agents", "pydantic-ai-slim", "llama-index-core", "smolagents")


def main() -> int:
    """Run the cases and print what came of each framework."""
    interpreter = python_of(".venv-frameworks", (*FRAMEWORKS.values(), *OURS))
    failed, cases = run_tests(interpreter, "tests/frameworks")
    show_versions(interpreter, PACKAGES)
    skipped = any(child.tag == "skipped" for case in cases for child in case)
    missing = _show(cases)
    return 1 if failed or skipped or missing else 0


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
