"""A bounded memory of what was computed: for speed alone, never seen in a result."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Memory"]

T = TypeVar("T")


class Memory(Generic[T]):
    """Remembers values by key, and forgets all of them when there are too many.

    Threads may share one: at worst a value is computed twice.

    Args:
        most: How many values to hold at most.
    """

    __slots__ = ("_kept", "_most")

    def __init__(self, most: int) -> None:
        self._kept: dict[Hashable, T] = {}
        self._most = most

    def get(self, key: Hashable) -> T | None:
        """The value remembered, if there is one."""
        return self._kept.get(key)

    def keep(self, key: Hashable, value: T) -> T:
        """Remember a value and give it back."""
        if len(self._kept) >= self._most:
            self._kept = {}
        self._kept[key] = value
        return value

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value remembered, else what `make` gives."""
        found = self._kept.get(key)
        return self.keep(key, make()) if found is None else found
