"""How often `cheapest` agrees with the brute-force oracle of the tests; the goal is always, over 100,000 requests.

Run: `python benchmarks/oracle_agreement.py [requests] [seed]`. Each request is drawn at random, with its day; what is
compared is the whole order of offers, sizes and levels, not only the first. The oracle shares no code with the router.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "router")]

from rows import Row  # noqa: E402

import oracle  # noqa: E402  on the path above
from oracle.agree import both_answers, limits_around  # noqa: E402
from pixelfare import Catalog  # noqa: E402
from pixelfare.shipped import shipped_folder  # noqa: E402

REQUESTS = 100_000
AGAIN = 0.2
"""Share of requests that are asked again with a limit of the very price, and of one micro-USD less."""
Result = tuple[int, int, list[tuple[oracle.Asked, date]]]


def compare(requests: int, seed: int) -> Result:
    """Ask both; returns how many requests were made, how many of them nothing fits, and those answered differently."""
    dice = random.Random(seed)  # noqa: S311  no secret
    book = oracle.read_book(shipped_folder("catalog"))
    catalog = Catalog.load(as_of="2026-11-22")
    gateways, sizes, levels, edges = (
        sorted(book.gateways),
        oracle.sizes_of(book),
        oracle.levels_of(book),
        oracle.days_of(book),
    )
    nothing, differ, asked_in_all = 0, [], 0
    queue: list[tuple[oracle.Asked, date]] = []
    while asked_in_all < requests:
        tight = bool(queue)
        if not tight:
            day = edges[0] + timedelta(days=dice.randint(0, (edges[-1] - edges[0]).days))
            queue.append((oracle.ask_at_random(dice, gateways, sizes, levels), dice.choice([day, dice.choice(edges)])))
        asked, today = queue.pop()
        routed, expected = both_answers(catalog, book, asked, today)
        asked_in_all += 1
        nothing += not expected
        if routed != expected:
            differ.append((asked, today))
        if expected and not tight and dice.random() < AGAIN:
            queue += [(one, today) for one in limits_around(asked, expected)]
    return asked_in_all, nothing, differ


def compare_on_all_cores(requests: int = REQUESTS, seed: int = 1) -> Result:
    """`compare`, with the requests shared out to all processors."""
    workers = os.cpu_count() or 1
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        shares = [(requests // workers + (i < requests % workers), seed * 1_000 + i) for i in range(workers)]
        results = pool.starmap(compare, shares)
    return sum(r[0] for r in results), sum(r[1] for r in results), [one for r in results for one in r[2]]


def oracle_agreement() -> list[Row]:
    """The share that agrees, beside its goal."""
    asked, nothing, differ = compare_on_all_cores()
    share = 100 * (asked - len(differ)) / asked
    fits = f"{asked - nothing:,} / {nothing:,}"
    return [
        Row(what=f"cheapest agrees with the oracle, of {asked:,}", value=share, unit="%", goal=100, higher=True),
        Row(what="requests that something / nothing fits", text=fits),
    ]


def main(requests: int = REQUESTS, seed: int = 1) -> int:
    """Print the share that agrees, and some of the requests that do not."""
    start = time.perf_counter()
    asked, nothing, differ = compare_on_all_cores(requests, seed)
    took = time.perf_counter() - start
    agree = asked - len(differ)
    print(f"oracle agreement: {agree:,} of {asked:,} requests ({100 * agree / asked:.4f} %)")
    print(f"  something fits in {asked - nothing:,}, nothing in {nothing:,}; seed {seed}")
    print(f"  {took:.0f} s on {os.cpu_count()} processors, Python {platform.python_version()}")
    for one, today in differ[:10]:
        print(f"  differs on {today}: {one}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(*(int(arg.replace("_", "")) for arg in sys.argv[1:3])))
