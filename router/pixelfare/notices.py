"""A remark that goes with a quote or a decision: worth knowing, no reason to refuse."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One remark.

    Args:
        code: A stable word for programs: `stale-price`, `deprecated`, `needs-image`, ...
        message: The same in a sentence for people.
    """

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
