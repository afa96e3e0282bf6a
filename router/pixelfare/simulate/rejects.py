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


class RejectFile:
    """A JSONL file with file, line, code, message and row of each rejected row; made only when there is one.

    Args:
        path: Where it goes.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.rows = 0
        self._stream: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        if self._stream is not None:
            self._stream.close()

    def write(self, rejects: Iterable[Reject]) -> None:
        """Add rows.

        Raises:
            BadRequest: The file cannot be written.
        """
        for reject in rejects:
            try:
                if self._stream is None:
                    self._stream = self.path.open("w", encoding="utf-8", errors="backslashreplace")
                self._stream.write(json.dumps(reject._asdict(), ensure_ascii=False) + "\n")
            except OSError as failure:
                said = failure.strerror or failure
                raise BadRequest(f"{self.path}: rejected rows cannot be written there: {said}") from None
            self.rows += 1
