"""Bodies of `multipart/form-data`, as the fields a JSON body would have."""

from __future__ import annotations

import base64
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from pixelfare.sandbox.orders import Refused

__all__ = ["form_fields"]

_NUMBERS = ("n",)
_FILES = {"image": "image", "image[]": "image", "mask": "mask"}


def form_fields(content_type: str, body: bytes) -> dict[str, Any]:
    """Read a form: files become data URIs, several pictures a list.

    Raises:
        Refused: It is no form.
    """
    head = f"content-type: {content_type}\r\nmime-version: 1.0\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise Refused(400, {"error": "Invalid form"})
    fields: dict[str, Any] = {}
    images: list[str] = []
    several = False
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            raise Refused(400, {"error": "Invalid form"})
        if name in _FILES:
            uri = f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode('ascii')}"
            if _FILES[name] == "image":
                images.append(uri)
                several = several or name == "image[]"
            else:
                fields["mask"] = uri
            continue
        text = content.decode("utf-8", "replace")
        fields[name] = int(text) if name in _NUMBERS and text.isascii() and text.isdigit() else text
    if images:
        fields["image"] = images if several or len(images) > 1 else images[0]
    return fields
