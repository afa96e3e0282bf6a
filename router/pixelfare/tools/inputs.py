"""The input pictures of an edit, as a model names them: files of one folder, earlier orders, https URLs; nothing else.

A file is read here, once, and handed on as bytes: what was checked is what is sent.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path, PurePath

from pixelfare.errors import BadRequest
from pixelfare.ledger.ledger import Ledger
from pixelfare.transport.call import MOST_INPUT_BYTES, read_image
from pixelfare.transport.inputs import is_url

__all__ = ["find_inputs"]

_ORDER = "ord_"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def find_inputs(names: Iterable[str], folder: Path, ledger: Ledger) -> list[bytes | str]:
    """Read input pictures.

    Args:
        names: Files in the folder, ids of orders, https URLs.
        folder: The one folder that files may come from.
        ledger: Where earlier orders are found.

    Returns:
        The bytes of each, or its URL, which is fetched later and from public places only.

    Raises:
        BadRequest: One is none of these, leads out of the folder, or is not a picture.
    """
    return [_input(name, folder, ledger, f"input picture {i}") for i, name in enumerate(names, start=1)]


def _input(name: str, folder: Path, ledger: Ledger, what: str) -> bytes | str:
    if is_url(name):
        return name
    if name.startswith(_ORDER) and not PurePath(name).suffix:
        return _of_order(name, ledger, what)
    data = _read(_inside(name, folder, what), what)
    read_image(data, what=what)
    return data


def _of_order(name: str, ledger: Ledger, what: str) -> bytes:
    order = ledger.order(name)
    if order.id != name:
        raise BadRequest(f"{what}: the whole id of an order is needed, not the beginning of one")
    if not order.pictures:
        raise BadRequest(f"{what}: order {order.id} has no picture; it is {order.state}")
    # It may lie outside the folder, where its owner saved it; so nothing but this very picture is taken from there.
    stored = order.pictures[0]
    data = _read(stored.path, what)
    if hashlib.sha256(data).hexdigest() != stored.sha256:
        raise BadRequest(f"{what}: the file of order {order.id} is no longer the picture that was made")
    return data


def _inside(name: str, folder: Path, what: str) -> Path:
    """The file that a name stands for, none of whose parts is a link or leads upwards."""
    refused = BadRequest(f"{what}: {name[:80]!a} is not the name of a file in the folder for pictures")
    if "\0" in name or "\\" in name or not name.isprintable():
        raise refused
    try:
        given = PurePath(name)
        relative = given.relative_to(folder) if given.is_absolute() else given
        place = folder.resolve()
        if ".." in relative.parts or not relative.parts:
            raise refused
        for part in relative.parts:
            place /= part
            if place.is_symlink():
                raise refused
        if not place.resolve().is_relative_to(folder.resolve()):
            raise refused
    except (OSError, ValueError, RuntimeError) as failure:
        raise (failure if isinstance(failure, BadRequest) else refused) from None
    return place


def _read(path: Path, what: str) -> bytes:
    """A regular file's bytes: not through a link, and not from a pipe or a device that would never end."""
    try:
        handle = os.open(path, _FLAGS)
    except OSError as failure:
        raise _unreadable(what, failure) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise BadRequest(f"{what} is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MOST_INPUT_BYTES + 1)
    except OSError as failure:
        raise _unreadable(what, failure) from None
    finally:
        os.close(handle)


def _unreadable(what: str, failure: OSError) -> BadRequest:
    return BadRequest(f"{what}: there is no such file that can be read ({failure.strerror})")
