"""`/openapi.json`: the server described, from the models that check what comes in."""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from pixelfare.server.wishes import ImageBody, RouteBody

__all__ = ["description", "openapi"]

_FILE = {"type": "string", "format": "binary"}
_TEXT = {"type": "string"}
_DATA_URL = {"type": "string", "description": "A data URL, or an https URL of a public address."}
_REFUSALS = {
    "400": "The request makes no sense, or the gateway refused what is in it.",
    "401": "No token, or one that is not known.",
    "403": "A limit would be passed, or the caller may not do this.",
    "404": "There is no such model, order or path.",
    "405": "This path does not take that method.",
    "408": "The body took too long.",
    "410": "It is gone.",
    "413": "The body is too large.",
    "415": "A body of another type, or compressed.",
    "421": "Addressed to a name that this server does not go by.",
    "422": "Nothing that is sold fits, or the idempotency key stands for something else.",
    "429": "Too many purchases at once.",
    "500": "A mistake of the server's.",
    "502": "The gateway failed.",
    "503": "The server cannot pay.",
    "504": "The order goes on and is not finished.",
    "508": "The server was asked by itself.",
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": _TEXT,
                "type": _TEXT,
                "param": {"type": ["string", "null"]},
                "code": _TEXT,
                "pixelfare": {"type": "object", "description": "Our own error: what happened, and to the money."},
            },
        }
    },
}
_DECISION = {
    "model": _TEXT,
    "gateway": _TEXT,
    "size": _TEXT,
    "quality": {"type": ["string", "null"]},
    "n": {"type": "integer"},
    "intent": _TEXT,
    "policy": _TEXT,
    "quote": {
        "type": "object",
        "required": ["usd", "micro_usd", "as_of"],
        "properties": {"usd": _TEXT, "micro_usd": {"type": "integer"}, "as_of": {"type": "string", "format": "date"}},
    },
    "why": _TEXT,
}
_PICTURES = {
    "type": "object",
    "required": ["created", "data", "pixelfare"],
    "properties": {
        "created": {"type": "integer"},
        "size": _TEXT,
        "output_format": _TEXT,
        "data": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"url": _TEXT, "b64_json": _TEXT}, "minProperties": 1},
        },
        "pixelfare": {
            "type": "object",
            "required": [*_DECISION, "paid", "order", "purchase", "notices"],
            "properties": {
                **_DECISION,
                "paid": {"type": "object", "properties": {"usd": {"type": ["string", "null"]}, "money": _TEXT}},
                "order": _TEXT,
                "purchase": _TEXT,
                "notices": {"type": "array", "items": {"type": "object"}},
            },
        },
    },
}
_LIST = {
    "type": "object",
    "required": ["object", "data"],
    "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}},
    },
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key never buys twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


async def openapi(_: Request) -> JSONResponse:
    """The description, for the tools that read one."""
    return JSONResponse(description())


@cache
def description() -> dict[str, Any]:
    """The server's paths, bodies and answers in OpenAPI 3.1."""
    from pixelfare import __version__  # noqa: PLC0415  the package is whole by then

    schemas: dict[str, Any] = {"Error": _ERROR, "Pictures": _PICTURES, "Model": _MODEL}
    for kind in (ImageBody, RouteBody):
        schemas[kind.__name__] = kind.model_json_schema(ref_template="#/components/schemas/{model}")
    edit = schemas["ImageBody"]["properties"]
    one_or_many = {"oneOf": [_DATA_URL, {"type": "array", "minItems": 1, "maxItems": 16, "items": _DATA_URL}]}
    schemas["EditBody"] = _body({**edit, "image": one_or_many, "mask": _DATA_URL})
    files = {"oneOf": [_FILE, {"type": "array", "minItems": 1, "maxItems": 16, "items": _FILE}]}
    schemas["EditForm"] = _body({**edit, "image": files, "mask": _FILE})
    return {
        "openapi": "3.1.0",
        "info": {"title": "pixelfare", "version": __version__, "description": "Image models, chosen and paid for."},
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic", "description": "The token as the password."},
            },
        },
        "security": [{"bearer": []}, {"basic": []}],
    }


_MODEL = {
    "type": "object",
    "required": ["id", "object", "created", "owned_by"],
    "properties": {"id": _TEXT, "object": {"const": "model"}, "created": {"type": "integer"}, "owned_by": _TEXT},
}


def _body(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "additionalProperties": False, "required": ["prompt", "image"], "properties": properties
    }  # fmt: skip


def _paths() -> dict[str, Any]:
    bought = {"$ref": "#/components/schemas/Pictures"}
    edited = {"application/json": "EditBody"}
    anything = {"type": "object"}
    name = {"name": "name", "in": "path", "required": True, "schema": _TEXT}
    order = {"name": "order", "in": "path", "required": True, "schema": _TEXT}
    return {
        "/v1/images/generations": _post("Make pictures.", {"application/json": "ImageBody"}, bought, _KEY),
        "/v1/images/edits": _post("Change pictures.", {"multipart/form-data": "EditForm", **edited}, bought, _KEY),
        "/v1/images/image2image": _post("Change pictures.", edited, bought, _KEY),
        "/v1/route": _post("Decide and explain.", {"application/json": "RouteBody"}, _decided()),
        "/v1/models": _get("Intents and models.", _LIST),
        "/v1/models/{name}": _get("One of them.", {"$ref": "#/components/schemas/Model"}, name),
        "/v1/catalog": _get("Models, sizes, prices and lifecycle.", anything),
        "/v1/spend": _get("What was spent.", anything, *_queries("by", "since", "label", "baseline", "test")),
        "/v1/orders": _get(
            "What was ordered.", anything, *_queries("state", "open", "label", "limit", "before", "key")
        ),
        "/v1/orders/{order}": _get("One order.", anything, order),
        "/v1/orders/{order}/recover": _post("Go on with an order.", {}, anything, order),
        "/healthz": {**_get("Whether it is up.", anything), "get": {**_get("", anything)["get"], "security": []}},
    }


def _decided() -> dict[str, Any]:
    return {
        "type": "object",
        "required": [*_DECISION, "explanation", "decision"],
        "properties": {**_DECISION, "explanation": _TEXT, "decision": {"type": "object"}},
    }


def _queries(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": _TEXT} for name in names]


def _get(says: str, answer: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {"get": {"summary": says, "parameters": list(parameters), "responses": _answers(answer)}}


def _post(
    says: str, bodies: dict[str, str], answer: dict[str, Any], *parameters: dict[str, Any]
) -> dict[str, Any]:  # fmt: skip
    content = {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}} for kind, name in bodies.items()}
    body = {"requestBody": {"required": True, "content": content}} if content else {}
    return {"post": {"summary": says, "parameters": list(parameters), **body, "responses": _answers(answer)}}


def _answers(answer: dict[str, Any]) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    refused = {status: {"description": text, "content": error} for status, text in _REFUSALS.items()}
    return {"200": {"description": "Done.", "content": {"application/json": {"schema": answer}}}, **refused}
