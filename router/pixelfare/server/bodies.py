"""Reading what a request brings: JSON or a form with files, within bounds of bytes, parts and time."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from pixelfare.errors import BadRequest
from pixelfare.server.failures import Refused
from pixelfare.server.service import caller_of, service_of
from pixelfare.server.settings import ServerSettings
from pixelfare.transport.call import MOST_INPUT_BYTES

__all__ = ["from_data_url", "parse_json", "read_form", "read_json"]

_MOST_FILES = 17
"""Sixteen pictures, as OpenAI takes, and a mask."""
_MOST_FIELDS = 64
_MOST_FIELD_BYTES = 1_000_000
_SMALL = 1_000_000
"""Bytes up to which a body is read beside any others; of larger ones a few at a time."""
_QUICK = 100_000
"""Bytes of JSON that are read within the loop; more is read beside it."""
_DEEPEST = 32
_MOST_MARKS = 250_000
"""Brackets, quotes, commas and escapes; what wants more than a long prompt has is made to take memory and time."""
_MARK = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


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
    async with _arriving(request, settings):
        async for chunk in request.stream():
            data += chunk
            if len(data) > limit:
                _too_large(limit)
    try:
        found = parse_json(data) if len(data) <= _QUICK else await run_in_threadpool(parse_json, data)
    except ValueError as failure:
        raise BadRequest(f"the body is not JSON: {failure}") from None
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
            _arriving(request, settings),
            counted.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES) as form,
        ):
            for name, value in form.multi_items():
                plain = name.removesuffix("[]")
                if isinstance(value, UploadFile):
                    if (value.size or 0) > MOST_INPUT_BYTES:
                        raise BadRequest(
                            f"{plain[:40]!r} has {value.size:,} bytes; at most {MOST_INPUT_BYTES:,} are sent"
                        )
                    files.setdefault(plain, []).append(await value.read())
                elif plain in fields:
                    raise BadRequest(f"the field {plain[:40]!r} is given twice")
                else:
                    fields[plain] = value
    except HTTPException as failure:
        raise BadRequest(f"the form cannot be read: {failure.detail}") from None
    return fields, files


def from_data_url(text: str, *, what: str) -> bytes | str:
    """An input picture in JSON: the bytes of a data URL, or an https URL as it is.

    Raises:
        BadRequest: Neither. A path is none of the two: what is on this machine's disk is not for callers.
    """
    if text[:8].lower() == "https://" and text.isascii():
        return text
    head, comma, body = text.partition(",")
    if not (comma and head.lower().startswith("data:image/") and head.lower().endswith(";base64")):
        raise BadRequest(f"{what} is a data URL (data:image/png;base64,...) or an https URL")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest(f"{what}: its base64 is broken") from None


def parse_json(data: bytes | bytearray) -> Any:
    """JSON in UTF-8, once it is known that it is not made to exhaust anything.

    Raises:
        ValueError: It is none, or has too many parts, names that are there twice, or figures that are none.
    """
    marks = sum(map(data.count, (b"[", b"{", b",", b'"', b"\\")))
    if marks > _MOST_MARKS:
        raise ValueError(f"it has more than {_MOST_MARKS:,} parts")
    if data.count(b"[") + data.count(b"{") > _DEEPEST:
        depth = 0
        for mark in _MARK.finditer(data):
            depth += {91: 1, 123: 1, 93: -1, 125: -1}.get(data[mark.start()], 0)
            if depth > _DEEPEST:
                raise ValueError("it is nested too deeply")
    text = data.decode("utf-8-sig")
    try:
        return json.loads(text, parse_float=_number, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as failure:
        raise ValueError(f"{failure.msg} at character {failure.pos}") from None
    except ValueError as failure:
        raise ValueError(str(failure)[:80]) from None


@asynccontextmanager
async def _arriving(request: Request, settings: ServerSettings) -> AsyncIterator[None]:
    """While a body arrives: within its time, and large ones a few at a time, so that they do not fill the memory."""
    stated = request.headers.get("content-length", "")
    small = stated.isascii() and stated.isdigit() and len(stated) < len(str(_SMALL))
    try:
        async with AsyncExitStack() as stack:
            if not small:
                await _place(request, settings, stack)
            async with asyncio.timeout(settings.body_seconds):
                yield
    except TimeoutError:
        raise Refused(
            408, "the body took too long to arrive", code="too-slow", headers={"connection": "close"}
        ) from None
    except ClientDisconnect:
        raise Refused(499, "the caller has gone", code="caller-gone") from None


async def _place(request: Request, settings: ServerSettings, stack: AsyncExitStack) -> None:
    """Wait for a place; that is not the body's time, which others may be using up."""
    try:
        async with asyncio.timeout(settings.body_seconds):
            await stack.enter_async_context(service_of(request).large.held(caller_of(request).label))
    except TimeoutError:
        text = "too many large bodies are arriving; try again later"
        raise Refused(503, text, code="busy", again=True, headers={"connection": "close", "retry-after": "5"}) from None


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


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text[:20]} is too large a number") from None


def _refuse(number: str) -> None:
    raise ValueError(f"{number} is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found
