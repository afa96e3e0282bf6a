"""Where a user's own files are: `PIXELFARE_*`, else the user's config folder; never the current one."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from pixelfare.errors import FileError

__all__ = ["config_folder", "data_folder", "user_folders"]

_PLACES = ("XDG_CONFIG_HOME", "APPDATA", "HOME")


def config_folder() -> Path:
    """The user's config folder for pixelfare, whether or not it exists."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or ""
        if not Path(base).is_absolute():  # the specification says to pass over a relative one
            base = str(Path.home() / ".config")
    return Path(base) / "pixelfare"


def data_folder() -> Path:
    """The user's data folder for pixelfare, whether or not it exists: the ledger and the pictures."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or ""
        base = base if Path(base).is_absolute() else str(Path.home() / ".local" / "share")
    return Path(base) / "pixelfare"


def user_folders(kind: str) -> tuple[Path, ...]:
    """The user's own folders of `catalog` or `policies`.

    `PIXELFARE_CATALOG` and `PIXELFARE_POLICIES` name them, several separated as in `PATH`; otherwise it is the folder
    of that name in the config folder, if there is one.
    """
    return _folders(kind, *map(os.environ.get, (f"PIXELFARE_{kind.upper()}", *_PLACES)))


def _whole(folder: Path, kind: str) -> Path:
    """A folder that a variable names: never one relative to where the process happens to be."""
    try:
        folder = folder.expanduser()
    except RuntimeError as failure:
        raise FileError(f"PIXELFARE_{kind.upper()}: {failure}", file=folder) from None
    if not folder.is_absolute():
        raise FileError(f"PIXELFARE_{kind.upper()} names a relative folder; give its whole path", file=folder)
    return folder


@cache
def _folders(kind: str, named: str | None, *_places: str | None) -> tuple[Path, ...]:
    """Looked up once for each state of the environment: every call of `route` asks."""
    if named is not None:
        return tuple(_whole(Path(part), kind) for part in named.split(os.pathsep) if part)
    own = config_folder() / kind
    return (own,) if own.is_dir() else ()
