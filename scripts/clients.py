"""Other people's clients, unmodified, at a real `pixelfare serve`, in an environment of their own.

`make clients` runs all of it, the examples of docs/server.md too; `--smoke` a handful, with the packages those need;
`--write` also writes docs/clients.md.
Prints a matrix, and ends with 1 where a case fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from environments import ROOT, python_of, run_tests

FOLDER = ".venv-clients"
NODE = ROOT / FOLDER / "node"
PAGE = ROOT / "docs" / "clients.md"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
OURS = (f"--editable={ROOT}[cli,fast,images,server]", "hypothesis", "pytest", "pyyaml")
FEW = ("openai==3.57.0",)
PEERS = (*FEW, "blockrun-llm==1.21.1", "langchain-community==0.4.2", "langchain-openai==1.7.4", "litellm==1.110.0")
NODE_FEW = ("openai@7.59.0",)
NODE_PEERS = (*NODE_FEW, "@blockrun/llm@3.16.0")
SMOKE = (
    "test_url or test_models or test_edit or test_errors or test_over_budget or test_cut_late "
    "or test_page or test_openai_node"
)
SMOKE_FILES = ("test_openai.py", "test_openai_retries.py", "test_openai_node.py", "test_curl.py", "test_docs.py")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One line of the matrix."""

    client: str
    case: str
    outcome: str


def node(peers: tuple[str, ...]) -> str:
    """The folder with the clients for Node; empty where there is no npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        print("There is no Node here; its clients are left out.", file=sys.stderr)
        return ""
    NODE.mkdir(exist_ok=True)
    packages = NODE / "node_modules"
    missing = [name for name in peers if not (packages / name.rpartition("@")[0] / "package.json").exists()]
    if missing:
        # Node trusts its own list unless told otherwise; the system may know further authorities.
        trusted = {"NODE_EXTRA_CA_CERTS": str(CERTIFICATES)} if CERTIFICATES.exists() else {}
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        command = [npm, "install", "--prefix", str(NODE), *quiet, *missing]
        subprocess.run(command, check=True, stdout=sys.stderr, env={**trusted, **os.environ})
    return str(NODE)


def run(interpreter: Path, folder: str, *, smoke: bool) -> tuple[int, list[Case]]:
    """Run the tests; returns pytest's own verdict and what came of each case."""
    files = [f"tests/clients/{name}" for name in SMOKE_FILES] if smoke else ["tests/clients"]
    select = ["-k", SMOKE] if smoke else []
    # LiteLLM looks for prices elsewhere unless told not to, and these tests must not leave the machine.
    told = {"NODE_CLIENTS": folder, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    verdict, cases = run_tests(interpreter, *files, *select, environment=told)
    return verdict, [_case(one) for one in cases]


def _case(told: ET.Element) -> Case:
    named = {one.get("name"): one.get("value") or "" for one in told.iter("property")}
    bad = {child.tag for child in told}
    outcome = "FAILED" if bad & {"failure", "error"} else "not run" if "skipped" in bad else "ok"
    return Case(client=named.get("client", ""), case=named.get("case", told.get("name") or ""), outcome=outcome)


def versions(interpreter: Path, folder: str) -> dict[str, str]:
    """The version of each client, by the name that its tests give it."""
    code = (
        "import json, importlib.metadata as m\n"
        "print(json.dumps({d.metadata['Name'].lower(): d.version for d in m.distributions()}))"
    )
    held = json.loads(subprocess.run([interpreter, "-c", code], check=True, capture_output=True, text=True).stdout)
    found = {"openai (Python)": held.get("openai"), "openai (Python), its own retries": held.get("openai")}
    found |= {"blockrun-llm (Python)": held.get("blockrun-llm"), "litellm": held.get("litellm")}
    found["LangChain"] = held.get("langchain-community")
    for name, package in (("openai (Node)", "openai"), ("@blockrun/llm (Node)", "@blockrun/llm")):
        about = Path(folder, "node_modules", package, "package.json")
        found[name] = json.loads(about.read_text("utf-8"))["version"] if folder and about.exists() else None
    curl = shutil.which("curl")
    if curl is not None:
        said = subprocess.run([curl, "--version"], check=True, capture_output=True, text=True).stdout
        found["curl"] = said.split()[1]
    return {name: version or "" for name, version in found.items()}


def write(cases: list[Case], known: dict[str, str]) -> None:
    """Write the matrix's page; what stands above its heading is kept."""
    head = PAGE.read_text("utf-8").partition("## The matrix")[0]
    lines = ["## The matrix", "", "Written by `make clients ARGS=--write`.", ""]
    for client in dict.fromkeys(case.client for case in cases):
        lines += [f"### {client} {known.get(client, '')}".rstrip(), "", "| case | |", "|---|---|"]
        lines += [f"| {one.case.replace('|', '/')} | {one.outcome} |" for one in cases if one.client == client]
        lines.append("")
    PAGE.write_text(head + "\n".join(lines).rstrip() + "\n", "utf-8")


def main() -> int:
    """Run the cases and print what came of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="only a handful of cases")
    parser.add_argument("--write", action="store_true", help="write docs/clients.md")
    asked = parser.parse_args()
    if asked.smoke and asked.write:
        parser.error("the page shows all cases: leave --smoke out")
    interpreter = python_of(FOLDER, (*OURS, *(FEW if asked.smoke else PEERS)))
    folder = node(NODE_FEW if asked.smoke else NODE_PEERS)
    verdict, cases = run(interpreter, folder, smoke=asked.smoke)
    known = versions(interpreter, folder)
    for case in cases:
        print(f"  {case.outcome:<8}{case.client} {known.get(case.client, '')}: {case.case}")
    if asked.write and cases:
        write(cases, known)
    failed = any(case.outcome == "FAILED" for case in cases)
    return 1 if verdict or failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
