"""The command `pixelfare`: runs one verb of `commands/` and turns whatever goes wrong into a sentence and an exit code.

No other module of the package imports typer or rich at its top but those of `commands/`, which are loaded here only
once it is certain that the extra is installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

_EXTRA = {"click", "rich", "typer"}
_BY_HAND = "The command line needs the extra `cli` (typer and rich): pip install 'pixelfare[cli]'"
_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        argv: What follows the command's name; by default what the process was started with.

    Returns:
        The exit code; `pixelfare --help` says what each means.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        from pixelfare.commands.run import run
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _EXTRA or os.environ.get("PIXELFARE_DEBUG"):
            raise
        print(_BY_HAND, file=sys.stderr)
        return _USAGE
    except KeyboardInterrupt:
        return 130
    return run(given)
