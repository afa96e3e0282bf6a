"""Pictures that tests put in."""

from __future__ import annotations

import io

from PIL import Image


def png(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "PNG")
    return out.getvalue()
