"""What would help, said under an error: how a command line was probably meant, and where to look."""

from __future__ import annotations

import errno
from typing import Any

from pixelfare.errors import BadRequest, PixelfareError

__all__ = ["hint_of", "usage_hint", "usage_message"]

_UNQUOTED = "unexpected extra argument"
_LISTED = {"unknown-order": "pixelfare orders lists them"}
_PORT_IN_USE = "another may be running there: stop it, or give another --port"
_NO_NUMBER = {
    "int_parsing": "is no whole number",
    "float_parsing": "is no number",
    "greater_than_equal": "is below {ge}",
    "less_than_equal": "is above {le}",
}
"""Kinds of pydantic's complaints, which newer versions of typer pass on."""
_SHOWN = 40


def hint_of(failure: PixelfareError) -> str:
    """What would help with an error of ours; empty where nothing is known that would.

    Example:
        >>> hint_of(PixelfareError("it went wrong"))
        ''
    """
    cause = failure.__context__
    if isinstance(failure, BadRequest) and isinstance(cause, OSError) and cause.errno == errno.EADDRINUSE:
        return _PORT_IN_USE
    return _LISTED.get(failure.code, "")


def usage_hint(failure: Any) -> str:
    """How a command line that typer complains of was probably meant; empty where that is not known."""
    context = getattr(failure, "ctx", None)
    if context is None or _UNQUOTED not in failure.message:
        return ""
    if any(parameter.name == "prompt" for parameter in context.command.params):
        return f'put the prompt in quotes: {context.command_path} "a lighthouse at dusk"'
    if context.command.name == "quote":
        return 'a prompt is priced by route, in quotes: pixelfare route "a lighthouse at dusk"'
    return ""


def usage_message(failure: Any) -> str:
    """What typer complains of, in our words where its own come from the library that reads numbers."""
    message = str(failure.format_message()).strip()
    errors = getattr(failure.__cause__, "errors", None)
    found = errors()[0] if callable(errors) else {}
    said = _NO_NUMBER.get(found.get("type", ""))
    if said is None:
        return message
    ours = said.format(**found.get("ctx", {}))
    return message.replace(found["msg"], f"{str(found['input'])[:_SHOWN]!r} {ours}")
