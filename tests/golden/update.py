"""Rewrite the golden route table: `python tests/golden/update.py`. Read the diff before you commit it."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "router")]


def main() -> None:
    """Write the table and say how many rows changed."""
    from table import TABLE, make_table  # noqa: PLC0415  only with the path above

    before = set(TABLE.read_text("utf-8").splitlines()) if TABLE.exists() else set()
    text = make_table()
    TABLE.write_text(text, "utf-8", newline="\n")
    changed = sum(line not in before for line in text.splitlines())
    sys.stdout.write(f"{TABLE.name}: {len(text.splitlines()) - 1} rows, {changed} of them new or changed\n")


if __name__ == "__main__":
    main()
