"""A second opinion: the rules of `design.md` section 3 written once more, slowly, sharing no code with the router.

It reads the catalog's YAML by itself (everything is text), tries every offer at every size and quality level in plain
loops, and sorts what is left. `tests/route/test_oracle.py` and `benchmarks/oracle_agreement.py` compare it with
`route(..., "cheapest")`. Nothing here imports pixelfare, but for `agree.py`, which asks both.
"""

from __future__ import annotations

from oracle.asking import Asked, ask_at_random, days_of, levels_of, sizes_of
from oracle.book import Book, read_book
from oracle.choose import Choice, every_choice

__all__ = ["Asked", "Book", "Choice", "ask_at_random", "days_of", "every_choice", "levels_of", "read_book", "sizes_of"]
