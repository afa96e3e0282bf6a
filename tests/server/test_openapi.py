"""The description of the server is of this very server: its paths, its bodies, its answers and its errors."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from starlette.routing import Route

from pixelfare.server.app import routes
from pixelfare.server.failures import Refused, answer_failure
from pixelfare.server.openapi import openapi
from pixelfare.server.wishes import ImageBody, RouteBody

jsonschema = pytest.importorskip("jsonschema")
DOCUMENT = openapi()
WISH = {"prompt": "a red bicycle", "model": "pixelfare/cheapest"}


def valid(value: Any, name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def test_every_path_of_the_api_is_described() -> None:
    for route in (route for route in routes() if isinstance(route, Route)):
        path = route.path.replace(":path}", "}")
        if path.startswith(("/api/", "/page/")) or path == "/":
            continue  # the same once more, and the page
        described = DOCUMENT["paths"][path]
        assert {method.upper() for method in described} == (route.methods or set()) - {"HEAD"}, path
        names = re.findall(r"{(\w+)}", path)
        for operation in described.values():
            said = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
            assert said == names


def test_bodies_are_those_of_the_models() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["ImageBody"]["properties"]) == set(ImageBody.model_fields)
    assert set(schemas["RouteBody"]["properties"]) == set(RouteBody.model_fields)
    assert set(schemas["EditForm"]["properties"]) - {"image", "mask"} == set(ImageBody.model_fields)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for name, references in ((n, re.findall(r"schemas/(\w+)", str(DOCUMENT))) for n in schemas):
        assert name in references, f"{name} is described and not used"


def test_what_a_question_may_be_answered_with_is_said(shop: Any) -> None:
    client = shop.client()
    for path in ("/v1/orders", "/v1/spend"):
        described = DOCUMENT["paths"][path]["get"]
        for one in described["parameters"]:
            status = client.get(path, params={one["name"]: ""}).status_code
            assert status == 200 or str(status) in described["responses"], one["name"]
        assert client.get(path, params={"strange": "1"}).status_code == 400
    shop.is_well()


def test_answers_conform(shop: Any) -> None:
    client = shop.client()
    assert client.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert shop.client("").get("/openapi.json").status_code == 401
    valid(client.post("/v1/images/generations", json=WISH).json(), "Pictures")
    valid(client.post("/v1/images/generations", json={**WISH, "response_format": "b64_json"}).json(), "Pictures")
    valid(client.post("/v1/route", json=WISH).json(), "Decided")
    valid(client.get("/v1/models").json(), "Models")
    valid(client.get("/v1/models/pixelfare/cheapest").json(), "Model")
    for answer in (
        client.get("/v1/models/x"),
        client.post("/v1/route", json={}),
        client.get("/x"),
        client.put("/healthz"),
    ):
        valid(answer.json(), "Error")


def test_errors_have_one_shape() -> None:
    for failure in (Refused(429, "x", code="y"), ValueError("x"), Refused(400, "\ud800", code="y", param="n")):
        valid(json.loads(bytes(answer_failure(failure).body)), "Error")
