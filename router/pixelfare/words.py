"""The names of what a picture model may be asked to do."""

from __future__ import annotations

__all__ = ["CAPABILITIES", "DEFAULT_GATEWAY", "LETTERING", "NEEDS"]

DEFAULT_GATEWAY = "blockrun"
"""Where to buy where nobody says."""

LETTERING = (
    "latin", "zh", "ja", "ko", "cyrillic", "greek", "arabic", "hebrew", "devanagari", "bengali", "tamil", "telugu",
    "thai", "lao", "khmer", "burmese", "georgian", "armenian", "ethiopic", "gujarati", "gurmukhi", "kannada",
    "malayalam", "sinhala", "tibetan", "mongolian", "other",
)  # fmt: skip
"""Scripts a text to be drawn can be in; `zh`, `ja` and `ko` stand for the scripts those languages are written in."""

CAPABILITIES = (
    "photo", "style", "composition", "counting", "knowledge", "infographic", "identity", "transparent_background",
    "resolution_4k", "edit.add", "edit.remove", "edit.replace", "edit.style", "edit.background", "edit.extract",
    "edit.adjust", "edit.hybrid", "edit.action", "edit.multi",
)  # fmt: skip
"""What a picture model can be good at, apart from lettering; the edit kinds are those of the ImgEdit benchmark."""

NEEDS = ("follow", "edit", *(f"lettering.{script}" for script in LETTERING), *CAPABILITIES)
"""What evidence can speak for: how well a prompt is followed, edits of any kind, each script, each capability."""
