"""Cases that a script for Node runs, one process for all of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

__all__ = ["FOLDER", "NODE", "cases", "run"]

SCRIPT = Path(__file__).parent / "node_client.mjs"
FOLDER = os.environ.get("NODE_CLIENTS", "")
"""Where `scripts/clients.py` installed the clients; empty where there is no Node."""
NODE = shutil.which("node") if FOLDER else None
_SECONDS = 120


def cases(which: str) -> list[str]:
    """The names of the cases, as the script spells them."""
    begin = SCRIPT.read_text("utf-8").split(f"function {which}Cases()")[1].split("\n}\n")[0]
    return re.findall(r'^    "(.+?)":', begin, re.MULTILINE)


def run(which: str, **environment: str) -> dict[str, str]:
    """What came of each case: `ok`, or what went wrong."""
    assert NODE is not None
    ran = subprocess.run(
        [NODE, SCRIPT], env={**os.environ, "WHICH": which, **environment}, stdout=subprocess.PIPE, check=True,
        timeout=_SECONDS,
    )  # fmt: skip
    found: dict[str, str] = json.loads(ran.stdout)
    return found
