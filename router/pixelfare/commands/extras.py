"""What a command needs that is not installed, said so that it can be mended."""

from __future__ import annotations

import importlib.util

from pixelfare.errors import BadRequest

__all__ = ["need_extra"]


def need_extra(extra: str, *modules: str) -> None:
    """Say which extra to install where one of its modules is missing.

    Raises:
        BadRequest: It is.
    """
    if missing := [name for name in modules if importlib.util.find_spec(name) is None]:
        raise BadRequest(f"this needs {' and '.join(missing)}: pip install 'pixelfare[{extra}]'")
