"""Rewrite the golden tables: `python tests/golden/update.py`. Read the diff before you commit it."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "router")]


def main() -> None:
    """Write the tables and say how many rows changed."""
    from table import QUALITY, TABLE, make_quality, make_table  # noqa: PLC0415  only with the path above

    for file, text in ((TABLE, make_table()), (QUALITY, make_quality())):
        before = set(file.read_text("utf-8").splitlines()) if file.exists() else set()
        file.write_text(text, "utf-8", newline="\n")
        changed = sum(line not in before for line in text.splitlines())
        sys.stdout.write(f"{file.name}: {len(text.splitlines()) - 1} rows, {changed} of them new or changed\n")


if __name__ == "__main__":
    main()
