"""The HTTP call: a flow that says what to do, and two thin shells that do it.

`picture_flow` touches no socket; `pixelfare.transport.shells` and `.clients` are where httpx is, loaded only when a
call is made.
"""

from __future__ import annotations

from pixelfare.transport.answer import Answer, AnswerImage
from pixelfare.transport.call import Call, InputImage, read_image
from pixelfare.transport.flow import picture_flow
from pixelfare.transport.messages import HttpRequest, HttpResponse, Wait

__all__ = [
    "Answer",
    "AnswerImage",
    "Call",
    "HttpRequest",
    "HttpResponse",
    "InputImage",
    "Wait",
    "picture_flow",
    "read_image",
]
