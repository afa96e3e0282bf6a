"""Loading what is slow to load, without what it does to the whole process."""

from __future__ import annotations

import sys

__all__ = ["load_eth_account"]


def load_eth_account() -> None:
    """Import eth_account, and put the recursion limit back.

    A library below it (py_ecc) raises the limit to 100,000 for everybody, with which deeply nested JSON from a stranger
    overruns the interpreter's own stack instead of raising RecursionError.
    """
    if "eth_account" in sys.modules:
        return
    before = sys.getrecursionlimit()
    try:
        import eth_account.messages  # noqa: PLC0415  that it is slow is why this is here
    finally:
        sys.setrecursionlimit(before)
    del eth_account
