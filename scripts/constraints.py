"""Write constraints.txt: one version for every package that `make setup` installs.

The versions are resolved on the oldest Python that is supported, so that the newer ones can use them too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
HEADER = "# Every package of the developers' environment, pinned. Written by `make constraints`.\n"


def resolve() -> dict[str, str]:
    """Ask pip, in a fresh environment, what it would install today."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
        subprocess.run([*pip, "--upgrade", "pip"], check=True)
        wanted = ["--editable", ".[all]", "--group", "dev"]
        answer = subprocess.run(
            [*pip, "--dry-run", "--ignore-installed", "--report", "-", *wanted],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
    found = (item["metadata"] for item in json.loads(answer.stdout)["install"])
    return {item["name"].lower().replace("_", "-"): item["version"] for item in found}


def main() -> None:
    """Write the file, or say which Python is needed."""
    if sys.version_info[:2] != OLDEST:
        sys.exit("Resolve on the oldest Python that is supported: make constraints PYTHON=python3.11")
    pins = resolve()
    del pins["pixelfare"]
    lines = [f"{name}=={version}\n" for name, version in sorted(pins.items())]
    (ROOT / "constraints.txt").write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"constraints.txt: {len(lines)} packages")


if __name__ == "__main__":
    main()
