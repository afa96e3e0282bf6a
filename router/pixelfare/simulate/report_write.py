"""Writing several files so that none of them ever looks whole when it is not."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from pixelfare.errors import BadRequest

__all__ = ["write_all"]


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files so that each is whole or not there, and none takes its name before all are on disk.

    Args:
        files: What goes where.

    Raises:
        BadRequest: One of them cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[path] = draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
            with draft.open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as failure:
        said = failure.strerror or failure
        raise BadRequest(
            f"{str(path.parent)!r} cannot be written: {said}. A report goes to a folder that you may write to."
        ) from None
    finally:
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.unlink()
