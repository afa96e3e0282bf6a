"""Interop with other people's clients and sellers: run by `make interop`, in an environment that has them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

if importlib.util.find_spec("blockrun_llm") is None:  # the ordinary environment: `make test` leaves these out
    collect_ignore_glob = ["test_*.py"]
