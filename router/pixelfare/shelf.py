"""Where pictures are kept: files written whole or not at all, and none ever replaced."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pixelfare.errors import BadRequest, CannotStore
from pixelfare.notices import Notice
from pixelfare.settings import data_folder

__all__ = ["Shelf", "pictures_folder"]

_MOST_NAMES = 1_000
_LONGEST_NAME = 240
"""Bytes; most file systems take 255, and a number may be added."""


def pictures_folder() -> Path:
    """Where pictures are kept by default: `PIXELFARE_PICTURES`, else `pictures` in the user's data folder."""
    named = os.environ.get("PIXELFARE_PICTURES")
    if named:
        return Path(named).expanduser()
    return data_folder() / "pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where the pictures of one order go.

    Args:
        folder: The folder.
        name: The file's name, with or without suffix; empty for names made from the pictures' bytes.
    """

    folder: Path
    name: str = ""

    @classmethod
    def at(cls, out: str | os.PathLike[str] | None) -> Shelf:
        """Read where to: nothing is the usual folder, an existing folder or a path that ends in a slash is a folder.

        Raises:
            BadRequest: No path.
        """
        if out is None:
            return cls(folder=pictures_folder())
        try:
            text = os.fspath(out) or "\0"
            path = Path(text).expanduser()
            is_folder = path.is_dir() or text.endswith(("/", os.sep))
            os.fsencode(path)
        except (TypeError, ValueError, OSError, RuntimeError):
            text = "\0"
        if "\0" in text:
            raise BadRequest(f"out is the path of a file or folder, not {str(out)[:80]!r}")
        return cls(folder=path) if is_folder else cls(folder=path.parent, name=path.name)

    def prepare(self) -> None:
        """Make the folder, and find out before anything is ordered whether it can be written.

        Raises:
            CannotStore: It cannot.
            BadRequest: There is already a file of that name, or the name is too long.
        """
        if len(os.fsencode(self.name)) > _LONGEST_NAME:
            raise BadRequest(f"a file name has at most {_LONGEST_NAME} bytes, not {len(os.fsencode(self.name))}")
        if self.name and os.path.lexists(self.folder / self.name):
            raise BadRequest(f"{str(self.folder / self.name)!r} is already there; name another file, or a folder")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self._beside(self.folder / "probe")
            probe.touch(exist_ok=False)
            probe.unlink()
        except OSError as failure:
            raise CannotStore(f"{str(self.folder)!r} cannot be written: {failure.strerror}") from None

    def holds(self, data: bytes) -> bool:
        """Whether the file it names is there already, with these very bytes."""
        return bool(self.name) and _holds(self.folder / self.name, data)

    def put(self, data: bytes, media_type: str, *, number: int = 1, of: int = 1) -> tuple[Path, tuple[Notice, ...]]:
        """Store one picture whole or not at all; no other file is ever replaced.

        Args:
            data: The file's bytes.
            media_type: Decides the suffix, where the name has none.
            number: Which picture of the order, from 1.
            of: How many there are.

        Returns:
            Its path, and what to know about it.

        Raises:
            CannotStore: It cannot be written.
        """
        notices: list[Notice] = []
        suffix = _suffix(media_type)
        wished = self._wished(data, suffix, number if of > 1 else 0)
        if self.name and wished.suffix.lower() not in _suffixes(suffix):
            text = f"the file is named {wished.suffix} but holds {media_type}"
            notices.append(Notice(code="suffix-differs", message=text))
        try:
            path = self._write(data, wished)
        except OSError as failure:
            raise CannotStore(f"{str(wished)!r} cannot be written: {failure.strerror}") from None
        if self.name and path != wished:
            notices.append(Notice(code="name-taken", message=f"{wished.name} was there; it is kept as {path.name}"))
        return path, tuple(notices)

    def keep(self, data: bytes, media_type: str, *, number: int = 1, of: int = 1) -> tuple[Path, tuple[Notice, ...]]:
        """`put`; and where that fails after all, elsewhere rather than lose the picture.

        Raises:
            CannotStore: It can be written nowhere.
        """
        try:
            return self.put(data, media_type, number=number, of=of)
        except CannotStore as failure:
            for make in (pictures_folder, _own_temporary_folder):
                try:
                    found, _ = Shelf(folder=make()).put(data, media_type)
                except (CannotStore, OSError):
                    continue
                text = f"{failure}; it is kept as {str(found)!r}"
                return found, (Notice(code="stored-elsewhere", message=text),)
            raise

    def _wished(self, data: bytes, suffix: str, number: int) -> Path:
        if not self.name:
            return self.folder / f"{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
        name = Path(self.name)
        ending = name.suffix or suffix
        return self.folder / (f"{name.stem}-{number}{ending}" if number > 1 else f"{name.stem}{ending}")

    def _write(self, data: bytes, wished: Path) -> Path:
        draft = self._beside(wished)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            for number in range(1, _MOST_NAMES):
                path = wished if number == 1 else wished.with_name(f"{wished.stem}-{number}{wished.suffix}")
                if _place(draft, path) or _holds(path, data):
                    return path
            raise FileExistsError(17, "every such name is taken")
        finally:
            draft.unlink(missing_ok=True)

    def _beside(self, path: Path) -> Path:
        return self.folder / f".{path.stem[:40]}.{secrets.token_hex(6)}.part"


def _own_temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="pixelfare-"))  # nobody else can enter it


def _suffix(media_type: str) -> str:
    kind = media_type.rpartition("/")[2]
    return ".jpg" if kind == "jpeg" else f".{kind}"


def _suffixes(suffix: str) -> tuple[str, ...]:
    return (".jpg", ".jpeg") if suffix == ".jpg" else (suffix,)


def _place(draft: Path, path: Path) -> bool:
    """Give a finished file its name, unless that is taken."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if os.path.lexists(path):
            return False
        draft.replace(path)
    return True


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
