"""The dialect `openai-images`: the Images API of OpenAI, and of others that speak it."""

from __future__ import annotations

import json
from typing import Any

from pixelfare.transport.blockrun import ACCEPT, MOST_ANSWER_BYTES, SUBMIT_SECONDS
from pixelfare.transport.call import Call, InputImage
from pixelfare.transport.media import SUFFIXES
from pixelfare.transport.messages import HttpRequest
from pixelfare.transport.multipart import Part, multipart

__all__ = ["submit"]

_ALWAYS_BASE64 = ("gpt-image", "chatgpt-image")
"""Models that answer with base64 and refuse to be told so; the others are asked, since their URLs expire."""


def submit(call: Call) -> HttpRequest:
    """The request that places a call: JSON for a new picture, a form for an edit.

    The base URL ends in `/v1`, as such clients have it. Form fields as openai-python 3.54.0 sends them: one picture is
    `image`, several are `image[]`.
    """
    fields: dict[str, Any] = {"model": call.model, "prompt": call.prompt, "n": call.n, "size": str(call.size)}
    if call.quality is not None:
        fields["quality"] = call.quality
    if not call.model.rpartition("/")[2].startswith(_ALWAYS_BASE64):
        fields["response_format"] = "b64_json"
    if call.is_edit:
        parts = [Part(name=name, data=str(value).encode("utf-8")) for name, value in fields.items()]
        name = "image" if len(call.images) == 1 else "image[]"
        parts += [_file(name, f"image-{number}", image) for number, image in enumerate(call.images, start=1)]
        if call.mask is not None:
            parts.append(_file("mask", "mask", call.mask))
        kind, body = multipart(parts)
    else:
        kind, body = "application/json", json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return HttpRequest(
        method="POST",
        url=f"{call.url}/images/{'edits' if call.is_edit else 'generations'}",
        headers=(("content-type", kind), *ACCEPT),
        body=body,
        timeout=SUBMIT_SECONDS,
        max_bytes=MOST_ANSWER_BYTES,
    )


def _file(name: str, stem: str, image: InputImage) -> Part:
    filename = f"{stem}{SUFFIXES.get(image.media_type, '')}"
    return Part(name=name, data=image.data, filename=filename, media_type=image.media_type)
