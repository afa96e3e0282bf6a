"""The description of the server: whole, valid, and what is really answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
from starlette.routing import Route

from pixelfare import Router
from pixelfare.server.app import create_app, routes
from pixelfare.server.openapi import description
from pixelfare.server.running import running
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import KeyRing

TOKEN = "pf-local-" + "0" * 43
UNDESCRIBED = {"/", "/page/{name}", "/metrics", "/openapi.json", "/pictures/{order}/{number}/{until}/{proof}/{name}"}
"""What is not JSON, or this description itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    ledger = tmp_path_factory.mktemp("books") / "ledger.sqlite3"
    settings = ServerSettings(port=0)
    app = create_app(lambda **parts: Router("sandbox", ledger=ledger, **parts), KeyRing(TOKEN), settings)
    headers = {"authorization": f"Bearer {TOKEN}"}
    with running(app, settings) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


def paths() -> set[str]:
    found = {re.sub(r":\w+}", "}", route.path) for route in routes() if isinstance(route, Route)}
    return {path for path in found if not path.startswith("/api/")}


def test_every_path_is_described() -> None:
    assert paths() - UNDESCRIBED == set(description()["paths"])


def test_every_method_is_described() -> None:
    for route in routes():
        path = re.sub(r":\w+}", "}", route.path) if isinstance(route, Route) else ""
        if path in description()["paths"]:
            assert isinstance(route, Route)
            methods = {name.lower() for name in route.methods or () if name != "HEAD"}
            assert methods == set(description()["paths"][path])


def conforms(path: str, method: str, answer: httpx.Response) -> None:
    """The answer's status is described, and its body is what is said of it."""
    whole = description()
    said = whole["paths"][path][method]["responses"][str(answer.status_code)]
    schema = {**said["content"]["application/json"]["schema"], "components": whole["components"]}
    jsonschema.Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/images/generations", {"prompt": "a red bicycle"}),
        ("/v1/images/generations", {"prompt": "a red bicycle", "n": 2, "response_format": "b64_json"}),
        ("/v1/images/generations", {"prompt": ""}),
        ("/v1/images/generations", {"prompt": "a", "modle": "auto"}),
        ("/v1/images/generations", {"prompt": "a", "model": "nobody/nothing"}),
        ("/v1/images/generations", {"prompt": "a", "max_usd": "0.000001"}),
        ("/v1/images/image2image", {"prompt": "a"}),
        ("/v1/route", {"prompt": "a neon sign that says “OPEN”"}),
        ("/v1/route", {"prompt": "a", "stream": True}),
    ],
)
def test_posts_are_as_described(server: httpx.Client, path: str, body: dict[str, Any]) -> None:
    conforms(path, "post", server.post(path, json=body))


@pytest.mark.parametrize("path", sorted(path for path, kinds in description()["paths"].items() if "get" in kinds))
def test_gets_are_as_described(server: httpx.Client, path: str) -> None:
    conforms(path, "get", server.get(path.replace("{name}", "auto").replace("{order}", "ord_none")))


def test_the_description_is_served_to_those_who_may_ask(server: httpx.Client) -> None:
    assert server.get("/openapi.json").json() == description()
    assert httpx.get(f"{server.base_url}/openapi.json").status_code == 401
