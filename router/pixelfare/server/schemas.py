"""Schemas of `/openapi.json`: bodies as the models read them, and answers as they are written."""

from __future__ import annotations

from typing import Any

from pixelfare.server.wishes import ImageBody, RouteBody

__all__ = ["ANSWERS", "BODIES", "EXAMPLES"]

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_BYTES = {"type": "string", "format": "binary"}
_PICTURE = {"type": "string", "description": "A data URL (data:image/png;base64,...) or an https URL."}


def _object(required: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **others}, "required": list(required)}


def _body(model: type[ImageBody]) -> dict[str, Any]:
    """A model's schema, as small as it can be: names of the fields say what titles would."""
    made = model.model_json_schema()
    properties = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in made["properties"].items()
    }
    return {"type": "object", "additionalProperties": False, "required": ["prompt"], "properties": properties}


_JSON = _body(ImageBody)
_EDIT = {
    **_JSON,
    "required": ["prompt", "image"],
    "properties": {
        **_JSON["properties"],
        "image": {"anyOf": [_PICTURE, {"type": "array", "items": _PICTURE, "minItems": 1, "maxItems": 16}]},
        "mask": {"anyOf": [_PICTURE, {"type": "null"}]},
    },
}
_FIELDS: dict[str, Any] = {
    "n": {"type": "integer", "minimum": 1, "maximum": 10},
    "response_format": {"enum": ["url", "b64_json"]},
    "stream": {"const": False},
    "partial_images": {"const": 0},
    "conservative": {"type": "boolean"},
    "weights": {"type": "string", "description": "JSON."},
    "needs": {"type": "string", "description": "JSON."},
}
"""Fields of a form that are no plain text."""
_FORM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["prompt", "image"],
    "properties": {
        "prompt": _TEXT,
        "image": {"type": "array", "items": _BYTES, "minItems": 1, "maxItems": 16},
        "mask": _BYTES,
        **{name: _FIELDS.get(name, _TEXT) for name in ImageBody.model_fields if name != "prompt"},
    },
}
BODIES: dict[str, Any] = {
    "ImageBody": _JSON, "RouteBody": _body(RouteBody), "EditBody": _EDIT, "EditForm": _FORM,
}  # fmt: skip
"""What is taken."""
_DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)
"""The smallest picture."""
EXAMPLES: dict[str, Any] = {
    "ImageBody": {"prompt": "a red bicycle", "model": "pixelfare/cheapest", "size": "16:9", "max_usd": "0.05"},
    "RouteBody": {"prompt": "a sign that says 'Open'", "model": "auto"},
    "EditBody": {"prompt": "paint it blue", "image": _DOT},
}
"""A body of each kind."""

_QUOTE = _object({"usd": _TEXT, "micro_usd": {"type": "integer", "minimum": 0}, "as_of": _TEXT})
_SHORT = {
    "model": _TEXT, "gateway": _TEXT, "size": _TEXT, "quality": _MAYBE, "n": {"type": "integer"}, "intent": _TEXT,
    "policy": _TEXT, "quote": _QUOTE, "why": {},
}  # fmt: skip
_MODEL = _object({
    "id": _TEXT, "object": {"const": "model"}, "created": {"type": "integer"}, "owned_by": _TEXT, "description": _TEXT,
})  # fmt: skip
ANSWERS: dict[str, Any] = {
    "Pictures": _object(
        {
            "created": {"type": "integer"},
            "data": {"type": "array", "minItems": 1, "items": _object({}, url=_TEXT, b64_json=_TEXT)},
            "pixelfare": _object({
                **_SHORT, "paid": _object({"usd": _MAYBE, "money": _TEXT}), "order": _TEXT, "purchase": _TEXT,
                "transaction": _MAYBE, "label": _TEXT,
                "notices": {"type": "array", "items": _object({"code": _TEXT, "message": _TEXT})},
            }),
        },
        size=_TEXT,
        output_format=_TEXT,
    ),
    "Decided": _object({**_SHORT, "explanation": _TEXT, "decision": {"type": "object"}}),
    "Models": _object({"object": {"const": "list"}, "data": {"type": "array", "items": _MODEL}}),
    "Model": _MODEL,
    "Error": _object({
        "error": _object(
            {"message": _TEXT, "type": _TEXT, "param": _MAYBE, "code": _TEXT}, pixelfare={"type": "object"}
        )
    }),
}  # fmt: skip
"""What is answered."""
