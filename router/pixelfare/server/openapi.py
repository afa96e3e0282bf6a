"""`/openapi.json`: every path, body, answer and error of this server, made from the models that read the bodies.

It asks for the token like everything else: nothing in it is secret, but two paths without a token are enough.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from pixelfare.ledger.report import BY
from pixelfare.server.schemas import ANSWERS, BODIES, EXAMPLES

__all__ = ["document", "openapi"]

_WRONG = {
    400: "The request makes no sense.",
    401: "The token is missing, or not known here.",
    403: "Not allowed: another site's page, another caller's label, a gateway not served, or a limit of the budget.",
    404: "There is no such path, model, order or picture.",
    405: "The path does not take that method.",
    408: "The body took too long.",
    410: "The link has run out, or the file is gone.",
    413: "The body is too large.",
    415: "The body is of another type, or compressed.",
    421: "The request is addressed to another host.",
    422: "Nothing that is sold fits, or the idempotency key stands for another request.",
    429: "Too much at once, here or at the gateway; nothing was bought.",
    431: "The headers are too large.",
    500: "A mistake in pixelfare.",
    502: "A gateway gave no picture; `error.pixelfare.money` says what became of the money.",
    503: "Nothing can be paid with just now, or the server is being stopped.",
    504: "The order of this key is not finished.",
    507: "The folder for pictures cannot be written, so nothing was bought.",
    508: "The gateway's URL leads back to this server.",
}
_ALWAYS = (401, 403, 405, 421, 429, 431, 500, 503, 508)
_OF_A_BODY = (400, 404, 408, 413, 415, 422)
_OF_A_QUERY = (400, 404)
_OF_A_PURCHASE = (410, 502, 504, 507)
_KEY = {
    "name": "Idempotency-Key", "in": "header", "description": "The same key never buys twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}  # fmt: skip
_SAYS = {
    "/v1/images/generations": ("post", "Make pictures from a prompt."),
    "/v1/images/edits": ("post", "Change a picture, or make one from several."),
    "/v1/images/image2image": ("post", "The same with pictures as data URLs in JSON."),
    "/v1/route": ("post", "Decide and explain; nobody is called and nothing is paid."),
    "/v1/models": ("get", "Intents and models, in the form of OpenAI's list."),
    "/v1/models/{name}": ("get", "One of them."),
    "/v1/spend": ("get", "What was spent, what it saved, and what the limits leave."),
    "/v1/orders": ("get", "Receipts, the newest first."),
    "/v1/orders/{order}": ("get", "One receipt."),
    "/v1/orders/{order}/recover": ("post", "Go on with an order that was left behind; it never signs."),
    "/v1/catalog": ("get", "What is sold, where, and at what price."),
    "/openapi.json": ("get", "This document."),
    "/metrics": ("get", "Figures for Prometheus."),
    "/healthz": ("get", "Whether the server is up."),
    "/pictures/{order}/{number}/{until}/{proof}/{name}": ("get", "A picture, by a link that proves itself."),
}
_OPEN = ("/healthz", "/pictures/{order}/{number}/{until}/{proof}/{name}")
_EXAMPLE = {"/v1/models/{name}": {"example": "pixelfare/cheapest"}}
_PLAIN = {"/metrics": "text/plain", _OPEN[1]: "image/*"}


_FLAG = {"enum": ["0", "1"]}
_LABEL = ("label", "Only this label's; a key sees its own only.", {"type": "string"})
_TEST = ("test", "1: with test money; 0: with real money.", _FLAG)
_QUERIES: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "/v1/spend": (
        ("by", "What to sum up by.", {"enum": sorted(BY)}),
        ("since", "A day or a time, ISO.", {"type": "string"}),
        ("baseline", "Savings against always this model, or against the dearest.", {"type": "string"}),
        _LABEL, _TEST,
    ),
    "/v1/orders": (
        ("state", "Only these, with commas between.", {"type": "string"}),
        ("open", "1: only those that something is still to be done about.", _FLAG),
        ("limit", "How many, the newest first.", {"type": "integer", "minimum": 1, "maximum": 200}),
        ("before", "The id of an order: those that come after it in the list.", {"type": "string"}),
        ("key", "Only those of this idempotency key.", {"type": "string", "minLength": 1}),
        _LABEL, _TEST,
    ),
}  # fmt: skip


async def document(request: Request) -> JSONResponse:
    """What this server takes and answers."""
    there = {_named(route.path) for route in request.app.routes if isinstance(route, Route)}
    found = openapi()
    return JSONResponse({**found, "paths": {path: says for path, says in found["paths"].items() if path in there}})


@cache
def openapi() -> dict[str, Any]:
    """The whole document, OpenAPI 3.1.

    Example:
        >>> sorted(openapi()["paths"])[-1]
        '/v1/spend'
    """
    schemas: dict[str, Any] = {**ANSWERS, **BODIES}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pixelfare", "version": _version(),
            "description": "OpenAI's Images API that chooses the model, pays for the call and keeps the books.",
        },
        "security": [{"token": []}, {"basic": []}],
        "paths": {path: {method: _operation(path, method, says)} for path, (method, says) in _SAYS.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "The token as the password."},
            },
        },
    }  # fmt: skip


def _version() -> str:
    try:
        return version("pixelfare")
    except PackageNotFoundError:
        return "0"


def _operation(path: str, method: str, says: str) -> dict[str, Any]:
    buys = path.startswith("/v1/images/")
    body = _body(path)
    parts = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            **_EXAMPLE.get(path, {}),
        }
        for name in parts
    ]
    codes = [*_ALWAYS, *(_OF_A_BODY if body or parts else _OF_A_QUERY), *(_OF_A_PURCHASE if buys or parts else ())]
    found: dict[str, Any] = {
        "operationId": f"{method}{path}".translate(str.maketrans("/{}.-", "_____")).replace("__", "_").strip("_"),
        "summary": says,
        "responses": {
            "200": {"description": "As asked.", "content": _answer(path)},
            **{str(code): _error(code) for code in sorted(codes)},
        },
    }
    if path in _OPEN:
        found["security"] = []
    if buys:
        parameters.append(_KEY)
    parameters += [
        {"name": name, "in": "query", "description": says, "schema": schema}
        for name, says, schema in _QUERIES.get(path, ())
    ]
    if parameters:
        found["parameters"] = parameters
    if body:
        found["requestBody"] = {"required": True, "content": body}
    return found


def _body(path: str) -> dict[str, Any]:
    name = {
        "/v1/images/generations": "ImageBody", "/v1/images/edits": "EditBody", "/v1/images/image2image": "EditBody",
        "/v1/route": "RouteBody",
    }.get(path)  # fmt: skip
    found = {} if name is None else {"application/json": {"schema": _ref(name), "example": EXAMPLES[name]}}
    if path == "/v1/images/edits":
        found["multipart/form-data"] = {"schema": _ref("EditForm")}
    return found


def _answer(path: str) -> dict[str, Any]:
    if path in _PLAIN:
        return {_PLAIN[path]: {"schema": {"type": "string"}}}
    names = {
        "/v1/images/generations": "Pictures", "/v1/images/edits": "Pictures", "/v1/images/image2image": "Pictures",
        "/v1/route": "Decided", "/v1/models": "Models", "/v1/models/{name}": "Model",
    }  # fmt: skip
    schema = _ref(names[path]) if path in names else {"type": "object"}
    return {"application/json": {"schema": schema}}


def _error(code: int) -> dict[str, Any]:
    return {"description": _WRONG[code], "content": {"application/json": {"schema": _ref("Error")}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _named(path: str) -> str:
    return path.replace(":path}", "}")
