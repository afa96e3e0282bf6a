"""What all errors have in common."""

from __future__ import annotations

from typing import Any

__all__ = ["PixelfareError"]


def _rebuilt(kind: type[PixelfareError], args: tuple[Any, ...], parts: dict[str, Any]) -> PixelfareError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(parts)
    return error


class PixelfareError(Exception):
    """Any error of pixelfare's own."""

    code = "error"

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross to other processes whatever their arguments are."""
        return _rebuilt, (type(self), self.args, self.__dict__)

    def to_dict(self) -> dict[str, Any]:
        """The error as plain JSON values, as `--json` prints it."""
        return {"error": self.code, "message": str(self)}
