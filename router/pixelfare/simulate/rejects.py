"""The file that rejected rows are written to, so that nothing a trace holds is dropped in silence."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from pixelfare.errors import BadRequest
from pixelfare.simulate.tally import Reject

__all__ = ["RejectFile"]

_BEGINS = b'{"file": "'


class RejectFile:
    """A JSONL file with file, line, code, message and row of each rejected row; made only when there is one.

    Args:
        path: Where it goes; only a file of rejected rows, or an empty one, is written over.

    Raises:
        BadRequest: Something else is there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.rows = 0
        self._stream: TextIO | None = None
        if self.path.exists() and not self._is_ours():
            raise BadRequest(f"{self.path}: is there already and holds no rejected rows; name another file for them")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        if self._stream is not None:
            try:
                self._stream.close()
            except OSError as problem:
                said = problem.strerror or problem
                raise BadRequest(f"{self.path}: rejected rows cannot be written there: {said}") from None
        elif failure is None and self.path.is_file() and self._start() == _BEGINS:
            self.path.unlink()  # those of a run before; now there are none

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rows.

        Raises:
            BadRequest: The file cannot be written.
        """
        for reject in rejects:
            try:
                if self._stream is None:
                    handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # prompts are in it
                    self._stream = os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace")
                self._stream.write(json.dumps(reject._asdict(), ensure_ascii=False) + "\n")
            except OSError as failure:
                said = failure.strerror or failure
                raise BadRequest(f"{self.path}: rejected rows cannot be written there: {said}") from None
            self.rows += 1

    def _is_ours(self) -> bool:
        """Whether a file that is there is one of these: anything else is left alone."""
        return not self.path.is_dir() and self._start() in (b"", _BEGINS)

    def _start(self) -> bytes | None:
        try:
            with self.path.open("rb") as stream:
                return stream.read(len(_BEGINS))
        except OSError:
            return None
