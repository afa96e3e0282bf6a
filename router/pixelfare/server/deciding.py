"""`/v1/route` and `/v1/models`: what would be bought, and what there is."""

from __future__ import annotations

from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import UnknownModel
from pixelfare.policy.load import load_policies
from pixelfare.server.answers import in_short
from pixelfare.server.bodies import read_json
from pixelfare.server.service import caller_of, service_of
from pixelfare.server.trying import looked_at
from pixelfare.server.wishes import RouteBody, check_body, wish_of
from pixelfare.settings import user_folders

__all__ = ["model", "models", "route"]

_MOST = 1_000_000


async def route(request: Request) -> JSONResponse:
    """Decide and explain, and call nobody."""
    service = service_of(request)
    body = cast("RouteBody", check_body(RouteBody, await read_json(request, service.settings, most=_MOST)))
    wish = wish_of(body, caller_of(request), service.router.catalog, service.served)
    request.state.model = wish.model
    as_route = wish.as_route.copy()
    if body.images:
        as_route["images"] = (b"",) * body.images
    if body.mask:
        as_route["mask"] = b""
    if body.as_of is not None:
        as_route["as_of"] = body.as_of

    def decided() -> JSONResponse:
        decision = service.router.route(wish.prompt, wish.intent, **as_route)
        return JSONResponse({
            **in_short(decision), **looked_at(decision, service.router.catalog), "explanation": decision.explain(),
            "decision": decision.to_dict(),
        })  # fmt: skip

    return await run_in_threadpool(decided)  # the longest prompts take a sixth of a second


async def models(request: Request) -> JSONResponse:
    """Intents and models, in the form of OpenAI's list."""
    return JSONResponse({"object": "list", "data": _listed(service_of(request).router.catalog)})


async def model(request: Request) -> JSONResponse:
    """One of them."""
    name = request.path_params["name"]
    found = _listed(service_of(request).router.catalog)
    for entry in found:
        if entry["id"] == name:
            return JSONResponse(entry)
    raise UnknownModel(name, [entry["id"] for entry in found])


def _listed(catalog: Catalog) -> list[dict[str, Any]]:
    intents = [_entry("auto", "pixelfare", "The cheapest that is expected to be as good as the best, within 5 %.")]
    for name, policy in sorted(load_policies(user_folders("policies")).items()):
        intents.append(_entry(f"pixelfare/{name}", "pixelfare", policy.says))
    routable = {offer.model for offer in catalog.offers()}
    known = [
        _entry(name, name.partition("/")[0], model.name)
        for name, model in sorted(catalog.models.items())
        if name in routable
    ]
    return [*intents, *known]


def _entry(name: str, owner: str, says: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": owner, "description": says}
