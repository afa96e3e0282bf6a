"""What can be saved as a report: a page, figures and pictures in one folder."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

from pixelfare.simulate.report_files import save_files

__all__ = ["Files", "Reported"]


class Files(TypedDict):
    """What a report is made of; `plot` draws it as `png` or `svg`."""

    html: str
    json: str
    csv: str
    plot: Callable[[str], bytes]


class Reported(ABC):
    """A result that can be told as JSON, and saved as a report."""

    __slots__ = ()

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values; money as text, exact."""

    @abstractmethod
    def _files(self, title: str | None) -> Files:
        """The report's parts, under a title."""

    def to_json(self, *, indent: int | None = None) -> str:
        """As JSON text."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def save(self, folder: str | os.PathLike[str], *, title: str | None = None) -> dict[str, Path]:
        """Write the report into a folder as HTML, JSON, CSV, PNG and SVG.

        Args:
            folder: Where they go; it is made if need be.
            title: What the report is called.

        Returns:
            Where each one is: `html`, `json`, `csv`, `png`, `svg`.

        Raises:
            BadRequest: The folder cannot be written.
        """
        return save_files(folder, **self._files(title))
