"""`multipart/form-data`, always the same bytes for the same parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Part", "multipart"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a form.

    Args:
        name: Its name.
        data: Its value.
        filename: Given for files.
        media_type: Given for files.
    """

    name: str
    data: bytes
    filename: str = ""
    media_type: str = ""


def multipart(parts: Iterable[Part]) -> tuple[str, bytes]:
    """Encode a form.

    Args:
        parts: Its fields, in order; names and file names are ASCII without quotes.

    Returns:
        The content type, and the body. The boundary comes from the content, and does not occur in it.
    """
    given = tuple(parts)
    whole = b"\0".join(part.data for part in given)
    boundary = hashlib.sha256(whole).hexdigest()
    while boundary.encode() in whole:
        boundary = hashlib.sha256(boundary.encode()).hexdigest()
    lines: list[bytes] = []
    for part in given:
        file = f'; filename="{part.filename}"' if part.filename else ""
        kind = f"content-type: {part.media_type}\r\n" if part.media_type else ""
        head = f'--{boundary}\r\ncontent-disposition: form-data; name="{part.name}"{file}\r\n{kind}\r\n'
        lines += [head.encode("ascii"), part.data, b"\r\n"]
    lines.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)
