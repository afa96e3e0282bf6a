"""A picture: a file, and the decision it came from."""

from __future__ import annotations

import base64
import html
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pixelfare.notices import Notice
from pixelfare.policy.decision import Decision
from pixelfare.shelf import Shelf
from pixelfare.size import Size

if TYPE_CHECKING:
    from pixelfare.ledger.receipt import Receipt

__all__ = ["Picture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture on disk, and where it came from.

    Args:
        path: Its file.
        size: Width and height, as the file's own header says.
        media_type: `image/png`, `image/jpeg`, ..., told by its bytes.
        sha256: What its bytes add up to.
        decision: Which model was chosen, and why.
        receipt: What was paid, to whom, and by which order.
        notices: What does not fit the order, or what is odd about the answer.
        others: The further pictures of the same order.

    Example:
        >>> from pixelfare import Router
        >>> with Router(gateway="sandbox") as router:
        ...     str(router.generate("a red bicycle", "cheapest").size)
        '1024x1024'
    """

    path: Path
    size: Size
    media_type: str
    sha256: str
    decision: Decision
    receipt: Receipt = field(repr=False)
    notices: tuple[Notice, ...] = ()
    others: tuple[Picture, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        more = f" and {len(self.others)} more" if self.others else ""
        return f"<Picture {self.path.name}, {self.media_type}, {self.size} by {self.decision.model}{more}>"

    @property
    def data(self) -> bytes:
        """The file's bytes, read when asked for.

        Raises:
            OSError: The file is gone.
        """
        return self.path.read_bytes()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All pictures of the order, this one first."""
        return (self, *self.others)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a copy.

        Args:
            path: A file, or a folder that exists. A file that is there is kept unless it holds this very picture.

        Returns:
            Where the copy is.

        Raises:
            BadRequest: There is another file, or it cannot be written.
        """
        shelf = Shelf.at(path)
        data = self.data
        if shelf.holds(data):
            return shelf.folder / shelf.name
        shelf.prepare()
        return shelf.put(data, self.media_type)[0]

    def _repr_mimebundle_(self, **_wishes: object) -> Mapping[str, object]:
        """What a notebook shows: the picture where its form is one that notebooks draw, else an `img` element."""
        bundle: dict[str, object] = {"text/plain": repr(self)}
        if self.media_type in ("image/png", "image/jpeg"):
            bundle[self.media_type] = base64.b64encode(self.data).decode("ascii")
        else:
            source = f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"
            bundle["text/html"] = f'<img src="{source}" alt="{html.escape(self.path.name)}" style="max-width:100%">'
        return bundle

    def _repr_png_(self) -> bytes | None:
        return self.data if self.media_type == "image/png" else None
