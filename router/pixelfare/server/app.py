"""The application: which paths there are, and what is behind the door."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from pixelfare.client.router import Router
from pixelfare.errors import NoOffer, PixelfareError
from pixelfare.server import books, catalog_view, deciding, images, openapi, page
from pixelfare.server.buying import BuyingLoop
from pixelfare.server.doors import Door, Passed
from pixelfare.server.failures import HOUSEHOLD, Refused, answer_failure
from pixelfare.server.jobs import Jobs, forget_frames
from pixelfare.server.links import Links
from pixelfare.server.metrics import CONTENT_TYPE, Metrics
from pixelfare.server.service import Service, caller_of, service_of
from pixelfare.server.settings import ServerSettings
from pixelfare.server.tokens import KeyRing
from pixelfare.server.wishes import why_not

__all__ = ["create_app", "routes"]

_FOLDERS = ("", "/api")
"""OpenAI's clients are given a base URL that ends in `/v1`, and BlockRun's one that ends in `/api`."""
_MEASURES = "metrics"
"""The label of a key that reads figures, for a program that collects them from elsewhere."""


def create_app(
    router_of: Callable[..., Router],
    ring: KeyRing,
    settings: ServerSettings | None = None,
    *,
    served: tuple[str, ...] | None = None,
    log: Callable[[str], object] = lambda _: None,
) -> Door:
    """An ASGI application that chooses, pays and serves pictures.

    Args:
        router_of: Makes the router; called with `hooks` and `via`.
        ring: Who may ask.
        settings: Limits and names.
        served: Gateways that callers may name; nothing: any that the router can use.
        log: Called with a line for each request and each mistake; it never holds a prompt or a key.

    Example:
        >>> from pixelfare import Router
        >>> app = create_app(lambda **parts: Router("sandbox", **parts), KeyRing("pf-local-" + "0" * 43))
    """
    settings = settings or ServerSettings()
    name = f"pixelfare-{secrets.token_hex(8)}"
    jobs = Jobs(settings.at_once, most_held=settings.most_held)

    def say(line: str) -> None:
        with suppress(OSError):  # whoever reads the log may have gone; that is no reason to fail a request
            log(line)

    metrics = Metrics(lambda: jobs.under_way)
    router = router_of(hooks=[metrics.hook], via=name)
    buying = BuyingLoop(router)
    links = Links(router.ledger.secret, settings.link_seconds)
    service = Service(
        router=router, buying=buying, settings=settings, served=served, jobs=jobs, links=links, metrics=metrics,
        name=name, log=say,
    )  # fmt: skip

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with buying:
            looking = asyncio.create_task(buying.run(lambda: _look_after(router, say)))
            try:
                yield
            finally:
                stopped = await jobs.drain(settings.stop_seconds)
                if stopped:
                    say(f"{stopped} purchases were under way and are left to the ledger: 'pixelfare recover'")
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)

    app = Starlette(
        routes=routes(), lifespan=lifespan,
        exception_handlers={PixelfareError: _failed, Refused: _failed, HTTPException: _odd, Exception: _failed},
    )  # fmt: skip
    app.state.service = service

    def passed(passed: Passed) -> None:
        route = _name_of(app, passed)  # not the path: a link to a picture is a secret
        metrics.passed(passed, route)
        say(f"{passed.method} {route} {passed.status} {passed.seconds * 1000:.0f} ms {passed.request_id}")

    def failed(failure: Exception, request_id: str) -> None:
        what = str(failure) if isinstance(failure, HOUSEHOLD) else f"internal error {type(failure).__name__}"
        say(f"{request_id}: {what}")

    return Door(
        app, settings, ring, name, passed=passed, failed=failed, stopping=lambda: jobs.stopping(settings.stop_seconds)
    )


def routes() -> list[BaseRoute]:
    """Which paths there are."""
    found: list[BaseRoute] = [
        Route("/", page.index),
        Route("/page/{name}", page.part),
        Route("/healthz", _healthz),
        Route("/metrics", _metrics),
        Route("/pictures/{order}/{number}/{until}/{proof}/{name}", _picture),
    ]
    for folder in _FOLDERS:
        found += [
            Route(f"{folder}/v1/images/generations", images.generations, methods=["POST"]),
            Route(f"{folder}/v1/images/edits", images.edits, methods=["POST"]),
            Route(f"{folder}/v1/images/image2image", images.image2image, methods=["POST"]),
            Route(f"{folder}/v1/route", deciding.route, methods=["POST"]),
            Route(f"{folder}/v1/spend", books.spend),
            Route(f"{folder}/v1/orders", books.orders),
            Route(f"{folder}/v1/orders/{{order}}", books.order),
            Route(f"{folder}/v1/orders/{{order}}/recover", books.recover, methods=["POST"]),
            Route(f"{folder}/v1/catalog", catalog_view.catalog),
            Route(f"{folder}/openapi.json", openapi.document),
            Route(f"{folder}/v1/models", deciding.models),
            Route(f"{folder}/v1/models/{{name:path}}", deciding.model),
        ]
    return found


async def _healthz(_: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _metrics(request: Request) -> Response:
    """Figures of all callers together, which are not for each of them."""
    caller = caller_of(request)
    if not (caller.owner or caller.label == _MEASURES):
        raise Refused(403, f"figures are for the key with the label {_MEASURES!r}", code="metrics-refused")
    return Response(service_of(request).metrics.text(), media_type=CONTENT_TYPE)


async def _picture(request: Request) -> Response:
    """A picture from the store; the ledger knows its file, and the link says nothing about where that is."""
    service, said = service_of(request), request.path_params
    parts = (said["order"], said["number"], said["until"], said["proof"])
    stored = await run_in_threadpool(service.links.find, service.router.ledger, *parts)
    if stored.path.is_symlink() or not stored.path.is_file():  # a link could lead anywhere
        raise Refused(410, "the picture's file is gone", code="picture-gone")
    headers = {
        "cache-control": "private, max-age=3600, immutable",
        "cross-origin-resource-policy": "cross-origin",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return FileResponse(stored.path, media_type=stored.media_type, headers=headers)


async def _failed(request: Request, failure: Exception) -> Response:
    if isinstance(failure, NoOffer) and (model := getattr(request.state, "model", "")):
        failure = why_not(failure, model)
    if isinstance(failure, HOUSEHOLD):
        service_of(request).log(f"{request.state.request_id}: {failure}")
    owner = caller_of(request).owner
    forget_frames(failure)  # it may be kept for a caller who comes back
    return answer_failure(failure, request_id=request.state.request_id, owner=owner)


async def _odd(request: Request, failure: Exception) -> Response:
    """Starlette's own refusals: no such path, no such method."""
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    text = "there is no such path" if status == 404 else "this path does not take that method"  # noqa: PLR2004  HTTP
    headers = dict(failure.headers or {}) if isinstance(failure, HTTPException) else {}
    return answer_failure(
        Refused(status, text, code="no-such-path", headers=headers), request_id=request.state.request_id
    )


async def _look_after(router: Router, log: Callable[[str], object]) -> None:
    """Go on with what an earlier process left behind."""
    try:
        for found in await router.arecover():
            log(f"order {found.receipt.order} of an earlier time: {found.receipt.state}, money {found.receipt.money}")
    except PixelfareError as failure:
        log(f"orders of an earlier time could not be looked after: {failure.code}")


def _name_of(app: Starlette, passed: Passed) -> str:
    """The route's path as it was declared, so that there are few; or `other`."""
    for route in app.routes:
        if isinstance(route, Route) and route.path_regex.match(passed.path):
            return route.path
    return "other"
