"""The sandbox's own books: who paid what with which nonce, and what was handed over. Tests count on them."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from pixelfare.errors import BadRequest

__all__ = ["Books", "Settlement"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """One payment that moved.

    Args:
        payer: Who paid; for a key, the key's account.
        nonce: The authorization's nonce; empty for a key.
        value: Micro-USD.
        transaction: Its made-up hash.
        request: Digest of what was ordered: model, prompt, size, n and so on.
        time: Unix seconds.
    """

    payer: str
    nonce: str
    value: int
    transaction: str
    request: str
    time: float


class Books:
    """What moved, kept in memory and, where a file is named, on disk line by line; threads may share it.

    Args:
        file: JSON lines are added to it, each on disk before the answer leaves.
        balances: Micro-USD by address in lower case; who is not in it has enough.
    """

    def __init__(self, file: Path | None = None, balances: dict[str, int] | None = None) -> None:
        self.settlements: list[Settlement] = []
        self.pictures_sent = 0
        self._claimed: set[str] = set()
        self._balances = {address.lower(): amount for address, amount in (balances or {}).items()}
        self._lock = threading.Lock()
        try:
            self._file: TextIO | None = None if file is None else file.open("a", encoding="utf-8")
        except OSError as failure:
            raise BadRequest(f"the books {str(file)!r} cannot be written: {failure.strerror}") from None

    def paid_by(self, payer: str) -> int:
        """Micro-USD that an address paid in all."""
        return sum(s.value for s in list(self.settlements) if s.payer.lower() == payer.lower())

    def double_payments(self) -> list[str]:
        """Nonces that were settled more than once. There can be none, and that is what it shows."""
        counted = Counter(s.nonce for s in list(self.settlements) if s.nonce)
        return [nonce for nonce, times in counted.items() if times > 1]

    def claim(self, nonce: str) -> bool:
        """Take a nonce for one order; `False` where another has it."""
        with self._lock:
            if nonce in self._claimed:
                return False
            self._claimed.add(nonce)
            self._write("claimed", {"nonce": nonce})
            return True

    def release(self, nonce: str) -> None:
        """Give a nonce back that was claimed for an order that failed before it was settled."""
        with self._lock:
            self._claimed.discard(nonce)
            self._write("released", {"nonce": nonce})

    def is_settled(self, nonce: str) -> bool:
        """Whether a nonce moved money."""
        return any(s.nonce == nonce for s in list(self.settlements))

    def can_pay(self, payer: str, value: int) -> bool:
        """Whether an address has as much."""
        left = self._balances.get(payer.lower())
        return left is None or left >= value

    def settle(self, settlement: Settlement) -> bool:
        """Move the money; `False` where the nonce is used or the balance too small."""
        with self._lock:
            payer = settlement.payer.lower()
            left = self._balances.get(payer)
            used = settlement.nonce and any(s.nonce == settlement.nonce for s in self.settlements)
            if used or (left is not None and left < settlement.value):
                return False
            if left is not None:
                self._balances[payer] = left - settlement.value
            self.settlements.append(settlement)
            self._write("settled", asdict(settlement))
            return True

    def handed_over(self, pictures: int, nonce: str) -> None:
        """Note that an answer with pictures leaves."""
        with self._lock:
            self.pictures_sent += pictures
            self._write("handed over", {"pictures": pictures, "nonce": nonce})

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _write(self, event: str, parts: dict[str, object]) -> None:
        if self._file is not None and not self._file.closed:
            self._file.write(json.dumps({"event": event, **parts}) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
