"""Fonts of this machine: which there are, and which of them draws a character."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

__all__ = ["Face", "draws", "faces", "load", "usual_folders"]

MOST_FILES = 20_000
MOST_FALLBACKS = 40
_PROBE = 24
_NOBODY = "\U0010ffff"
"""Never a character, so any font shows its sign for "missing"."""

_PLAIN = ("notosans-regular", "dejavusans", "liberationsans-regular", "segoeui", "arial", "helveticaneue", "helvetica")
_BOLD = ("notosans-bold", "dejavusans-bold", "liberationsans-bold", "segoeuib", "arialbd", "arial bold")
_OTHERS = (
    "notosanscjk-regular", "notosanssc-regular", "notosanssc", "notosanscjksc-regular", "sourcehansanssc-regular",
    "sourcehansans-regular", "wqy-microhei", "wqy-zenhei", "pingfang", "hiragino sans gb", "msyh", "simhei", "yugothm",
    "malgun", "applesdgothicneo", "droidsansfallbackfull", "droidsansfallback", "notosansarabic-regular",
    "notonaskharabic-regular", "notosanshebrew-regular", "notosansdevanagari-regular", "notosansthai-regular",
    "notosansbengali-regular", "notosanstamil-regular", "freesans", "dejavusans", "arialuni", "arial unicode",
    "unifont",
)  # fmt: skip

Face = Path | None
"""A font file, or `None` for the one that comes with Pillow."""


def usual_folders() -> tuple[Path, ...]:
    """Where fonts are kept on Linux, macOS and Windows."""
    home = Path.home()
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",)
    shared = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
    return (*shared, home / ".local/share/fonts", home / ".fonts")


@cache
def faces(*, bold: bool = False, folders: tuple[Path, ...] | None = None) -> tuple[Face, ...]:
    """The face to write with, and after it those that stand in where it lacks a character.

    Args:
        bold: A bold first face.
        folders: Where to look; the usual folders where nothing is given.
    """
    found = {file.stem.lower(): file for file in _files(usual_folders() if folders is None else folders)}
    wanted = (found[name] for name in (_BOLD if bold else _PLAIN) if name in found)
    first = [next((file for file in wanted if draws(file, "A")), None)]
    others = [found[name] for name in _OTHERS if name in found]
    noto = [file for name, file in sorted(found.items()) if name.startswith("notosans") and name.endswith("-regular")]
    standins = [file for file in dict.fromkeys([*others, *noto]) if file not in first]
    return (*first, *standins[:MOST_FALLBACKS])


def _files(folders: tuple[Path, ...]) -> Iterator[Path]:
    left = MOST_FILES
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower().endswith((".ttf", ".otf", ".ttc")):
                    yield Path(place, name)
                left -= 1
                if left <= 0:
                    return


@lru_cache(maxsize=128)  # each holds an open file
def load(face: Face, pixels: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A face at a size."""
    from PIL import ImageFont  # noqa: PLC0415  Pillow is an extra

    return ImageFont.load_default(pixels) if face is None else ImageFont.truetype(str(face), pixels)


@lru_cache(maxsize=20_000)
def draws(face: Face, character: str) -> bool:
    """Whether a face has a character, told by the sign it shows for what it lacks."""
    try:
        look = _look(face, character)
        return any(look) and look != _missing(face)
    except (OSError, ValueError):
        return False


@cache
def _missing(face: Face) -> bytes:
    return _look(face, _NOBODY)


def _look(face: Face, character: str) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415  Pillow is an extra

    image = Image.new("L", (2 * _PROBE, 2 * _PROBE))
    ImageDraw.Draw(image).text((_PROBE // 2, _PROBE // 4), character, font=load(face, _PROBE), fill=255)
    return image.tobytes()
