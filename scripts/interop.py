"""Interop both ways, in an environment of its own: our client at the official x402 seller, theirs at our sandbox.

`make interop` runs all of it; `--smoke` a handful. Prints a matrix, and ends with 1 where a case fails.
"""

from __future__ import annotations

import argparse
import sys

from environments import python_of, run_tests, show_versions

PEERS = ("x402[evm,httpx,fastapi]==2.25.0", "blockrun-llm==1.21.1", "uvicorn>=0.30")
OURS = ("hypothesis", "pytest", "pyyaml", "coincurve")
SMOKE = "test_router or test_the_official_client or test_blockrun_generates or test_signatures_are_equal"
SHOWN = ("x402", "blockrun-llm", "eth-account", "fastapi", "httpx")


def main() -> int:
    """Run the cases and print what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="only a handful of cases")
    select = ("-k", SMOKE) if parser.parse_args().smoke else ()
    interpreter = python_of(".venv-interop", (*PEERS, *OURS))
    failed, cases = run_tests(interpreter, "tests/interop", *select)
    show_versions(interpreter, SHOWN)
    for case in cases:
        bad = any(child.tag in ("failure", "error", "skipped") for child in case)
        print(f"  {'FAILED' if bad else 'ok':<7}{case.get('classname', '').rpartition('.')[2]}: {case.get('name')}")
    skipped = any(child.tag == "skipped" for case in cases for child in case)
    return 1 if failed or skipped or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
