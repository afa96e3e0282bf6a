"""How many large bodies may arrive at once, so that they do not fill the memory; and of one caller half of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Places"]


class Places:
    """Places for what may come a few at a time only.

    Args:
        most: How many there are.

    Example:
        >>> async def enter(places: Places) -> str:
        ...     async with places.held("ann"):
        ...         return "in"
        >>> asyncio.run(enter(Places(2)))
        'in'
    """

    def __init__(self, most: int) -> None:
        self._all = asyncio.Semaphore(most)
        self._each = max(1, most // 2)
        self._own: dict[str, asyncio.Semaphore] = {}

    @asynccontextmanager
    async def held(self, caller: str) -> AsyncIterator[None]:
        """Hold a place; wait where there is none, or this caller has its share.

        Args:
            caller: Who asks, by label. There are as many as there are keys.
        """
        own = self._own.setdefault(caller, asyncio.Semaphore(self._each))
        async with own, self._all:
            yield
