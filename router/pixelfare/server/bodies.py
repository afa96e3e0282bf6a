"""Reading what a request brings: JSON or a form with files, within bounds of bytes, parts and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from decimal import Decimal
from typing import Any, NoReturn

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from pixelfare.errors import BadRequest
from pixelfare.server.failures import Refused
from pixelfare.server.settings import ServerSettings
from pixelfare.transport.call import MOST_INPUT_BYTES

__all__ = ["from_data_url", "read_form", "read_json"]

_MOST_FILES = 17
"""Sixteen pictures, as OpenAI takes, and a mask."""
_MOST_FIELDS = 64
_MOST_FIELD_BYTES = 1_000_000


async def read_json(request: Request, settings: ServerSettings, *, most: int | None = None) -> dict[str, Any]:
    """The JSON object in a request's body. Its numbers with a point are `Decimal`, since some of them are money.

    Args:
        request: It.
        settings: How large it may be, and how long it may take.
        most: Bytes, where fewer than the settings' are enough.

    Raises:
        Refused: Too large, too slow, compressed, or not declared as JSON.
        BadRequest: Not a JSON object.
    """
    _check(request, "application/json")
    limit = settings.most_json if most is None else most
    _check_length(request, limit)
    data = bytearray()
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for chunk in request.stream():
                data += chunk
                if len(data) > limit:
                    _too_large(limit)
    except TimeoutError:
        _too_slow()
    try:
        found = json.loads(bytes(data), parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object)
    except (ValueError, RecursionError) as failure:
        raise BadRequest(f"the body is not JSON: {_where(failure)}") from None
    if not isinstance(found, dict):
        raise BadRequest('the body is a JSON object, such as {"prompt": "a red bicycle"}')
    return found


async def read_form(request: Request, settings: ServerSettings) -> tuple[dict[str, str], dict[str, list[bytes]]]:
    """The fields and files of a multipart form.

    Returns:
        Fields by name, and the bytes of files by name; `image[]` goes by the name `image`.

    Raises:
        Refused: Too large, too slow, or compressed.
        BadRequest: Not such a form, or a field that is given twice.
    """
    _check(request, "multipart/form-data")
    _check_length(request, settings.most_upload)
    counted = Request(request.scope, _counting(request, settings.most_upload))
    fields: dict[str, str] = {}
    files: dict[str, list[bytes]] = {}
    try:
        async with (
            asyncio.timeout(settings.body_seconds),
            counted.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES) as form,
        ):
            for name, value in form.multi_items():
                plain = name.removesuffix("[]")
                if isinstance(value, UploadFile):
                    data = await value.read(MOST_INPUT_BYTES + 1)
                    files.setdefault(plain, []).append(data)
                elif plain in fields:
                    raise BadRequest(f"the field {plain[:40]!r} is given twice")
                else:
                    fields[plain] = value
    except HTTPException as failure:
        raise BadRequest(f"the form cannot be read: {failure.detail}") from None
    except TimeoutError:
        _too_slow()
    return fields, files


def from_data_url(text: str, *, what: str) -> bytes | str:
    """An input picture in JSON: the bytes of a data URL, or an https URL as it is.

    Raises:
        BadRequest: Neither. A path is none of the two: what is on this machine's disk is not for callers.
    """
    if text[:8].lower() == "https://":
        return text
    head, comma, body = text.partition(",")
    if not (comma and head.lower().startswith("data:image/") and head.lower().endswith(";base64")):
        raise BadRequest(f"{what} is a data URL (data:image/png;base64,...) or an https URL")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest(f"{what}: its base64 is broken") from None


def _check(request: Request, wanted: str) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise Refused(415, f"this takes {wanted}, not {kind[:60]!r}", code="unsupported-media-type")
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise Refused(415, "bodies are taken as they are, not compressed", code="unsupported-encoding")


def _check_length(request: Request, most: int) -> None:
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and (len(stated) > 15 or int(stated) > most):  # noqa: PLR2004  digits
        _too_large(most)


def _counting(request: Request, most: int) -> Any:
    """The request's messages, refused once they are more than can be taken."""
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            _too_large(most)
        return message

    return receive


def _too_large(most: int) -> NoReturn:
    raise Refused(413, f"the body has more than {most:,} bytes", code="too-large", headers={"connection": "close"})


def _too_slow() -> NoReturn:
    raise Refused(408, "the body took too long to arrive", code="too-slow", headers={"connection": "close"})


def _refuse(number: str) -> None:
    raise ValueError(f"{number} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found


def _where(failure: Exception) -> str:
    if isinstance(failure, json.JSONDecodeError):
        return f"{failure.msg} at character {failure.pos}"
    return "it is nested too deeply" if isinstance(failure, RecursionError) else str(failure)[:80]
