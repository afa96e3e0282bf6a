"""Measure everything that has a goal, beside peers in the same run: `make bench`, or see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from peers import peers
from rows import Row, print_rows
from speed import speed


def parts() -> dict[str, Callable[[], list[Row]]]:
    """What can be measured, by name."""
    from allocating import allocating
    from oracle_agreement import oracle_agreement
    from pacing import pacing
    from paying_faults import paying_faults
    from paying_speed import paying_speed
    from reading_accuracy import reading_accuracy
    from serving import serving
    from simulating import simulating

    return {
        "speed": speed, "peers": peers, "oracle": oracle_agreement, "reading": reading_accuracy,
        "paying": paying_speed, "faults": paying_faults,
        "simulate": simulating, "allocate": allocating, "pace": pacing, "serve": serving,
    }  # fmt: skip


def main() -> int:
    """Run the parts asked for, print their tables, and exit 1 if a goal is missed."""
    known = parts()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", help=f"any of {', '.join(known)}; all where none is named")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    asked = parser.parse_args()
    if strange := set(asked.part) - set(known):
        parser.error(f"no part is called {', '.join(sorted(strange))}; there are {', '.join(known)}")
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    )
    print(machine)
    figures: dict[str, list[Row]] = {}
    for name in asked.part or known:
        figures[name] = known[name]()
        print_rows(name, figures[name])
    if asked.json:
        found = {"machine": machine, **{name: [row.to_dict() for row in rows] for name, rows in figures.items()}}
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 1 if any(row.verdict == "MISSED" for rows in figures.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
