"""Running a verb: every error becomes one clear message on stderr and an exit code, and never a traceback."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, TextIO

import typer

from pixelfare.commands.exits import BROKEN_PIPE, BUG, FILE, INTERRUPTED, USAGE
from pixelfare.commands.failures import report, show_failure
from pixelfare.commands.help import ReaderGone
from pixelfare.commands.hints import usage_hint, usage_message
from pixelfare.errors import PixelfareError

__all__ = ["run"]

# typer carries click inside or beside it, depending on its version; the common parent of its complaints is here.
_Complaint: type[Any] = typer.BadParameter.__mro__[2]


def run(argv: Sequence[str]) -> int:
    """Run a command line to its end.

    Returns:
        The exit code.
    """
    as_json = "--json" in (argv[: argv.index("--")] if "--" in argv else argv)
    _prepare_streams()
    if as_json:  # on stderr there are JSON lines and nothing else
        logging.getLogger("pixelfare").addHandler(logging.NullHandler())
    if sys.stdout is None:
        return show_failure({"error": "no-output", "message": "standard output is closed"}, FILE, as_json=as_json)
    try:
        from pixelfare.commands.app import app

        result = app(list(argv), prog_name="pixelfare", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as failure:  # noqa: BLE001  the last stop before a traceback
        code = _stopped(failure, as_json=as_json)
        return BROKEN_PIPE if _left_unread() else code
    return result if isinstance(result, int) else 0


def _stopped(failure: BaseException, *, as_json: bool) -> int:
    if isinstance(failure, ReaderGone) and failure.__cause__ is not None:
        failure = failure.__cause__
    if os.environ.get("PIXELFARE_DEBUG") and not isinstance(failure, SystemExit):
        traceback.print_exception(failure)
    match failure:
        case SystemExit() if isinstance(failure.__context__, BrokenPipeError):
            return BROKEN_PIPE  # rich makes one of the other when whoever reads goes away
        case SystemExit():
            return failure.code if isinstance(failure.code, int) else BUG if failure.code else 0
        case KeyboardInterrupt() | typer.Abort():
            return INTERRUPTED
        case BrokenPipeError():
            return BROKEN_PIPE
        case PixelfareError():
            return report(failure, as_json=as_json)
        case _Complaint():
            return show_failure(_usage(failure), USAGE, as_json=as_json)
        case OSError():
            name = f"{failure.filename}: " if failure.filename else ""
            message = f"{name}{failure.strerror or failure}"
            return show_failure({"error": "file", "message": message}, FILE, as_json=as_json)
        case _:
            message = f"a mistake in pixelfare itself: {type(failure).__name__}"
            hint = "PIXELFARE_DEBUG=1 shows where; please report it"
            return show_failure({"error": "bug", "message": message, "hint": hint}, BUG, as_json=as_json)


def _usage(failure: Any) -> dict[str, Any]:
    """A complaint of typer's in our form, with where to find help."""
    context = getattr(failure, "ctx", None)
    path = context.command_path if context is not None else "pixelfare"
    hint = usage_hint(failure)
    helpful = {**({"hint": hint} if hint else {}), "help": f"{path} --help"}
    return {"error": "usage", "message": usage_message(failure), **helpful}


def _prepare_streams() -> None:
    """What a stream's encoding lacks is escaped rather than raised over."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _left_unread() -> bool:
    """Write out what is still in the buffer; where that fails, drop it, or the interpreter would fail on it again.

    Returns:
        Whether it failed because the reader went away.
    """
    stream: TextIO | None = sys.stdout
    if stream is None:
        return False
    try:
        stream.flush()
    except (OSError, ValueError) as failure:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return isinstance(failure, BrokenPipeError)
    return False
