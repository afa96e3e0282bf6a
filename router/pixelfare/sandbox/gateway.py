"""The sandbox without its sockets: from a method, a path, headers and a body to an answer."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import BadRequest, QuoteRefused, UnknownGateway
from pixelfare.money import usd
from pixelfare.sandbox.card import Card, can_draw, draw_card
from pixelfare.sandbox.orders import GATEWAY, Order, Refused, read_order

__all__ = ["Gateway", "Response", "Settings", "is_loopback"]

MOST_JOBS = 1_000
MOST_KEPT_BYTES = 256 * 1024 * 1024
Response = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""

_IN_BODY = ("openai/gpt-image-1", "openai/gpt-image-2")
"""Models whose pictures come inside the answer as data URIs; edits by google/* models do too (docs 2026-08-21)."""
_REWRITES = ("openai/dall-e-3",)
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a sandbox behaves.

    Args:
        results: `documented` (each model as the gateway's documentation says), `url` or `data`.
        form: `png` or `jpeg`, where a request names no `output_format`.
        slow: Whether calls are answered with a job to poll; `None` for the models that are always slow.
        polls: How many polls find a slow job still running.
    """

    results: str = "documented"
    form: str = "png"
    slow: bool | None = None
    polls: int = 1

    def __post_init__(self) -> None:
        if self.results not in ("documented", "url", "data"):
            raise BadRequest(f"results is 'documented', 'url' or 'data', not {self.results!r}")
        if self.form not in _MEDIA:
            raise BadRequest(f"form is 'png' or 'jpeg', not {self.form!r}")
        if self.form == "jpeg" and not can_draw():
            raise BadRequest("JPEG cards need Pillow: pip install 'pixelfare[images]'")
        if type(self.polls) is not int or self.polls < 0:
            raise BadRequest(f"polls is a number of polls, not {self.polls!r}")


@dataclass(slots=True, kw_only=True)
class _Job:
    order: Order
    edit: bool
    created: int
    polls_left: int


class Gateway:
    """An image gateway in miniature: prices from the catalog, test cards for pictures, no money.

    Args:
        catalog: What it sells; the shipped catalog where nothing is given.
        settings: How it behaves.
        clock: Unix seconds.

    Raises:
        UnknownGateway: The catalog has no gateway `sandbox`.

    Example:
        >>> Gateway().respond("GET", "/health", {}, b"")[0]
        200
    """

    def __init__(
        self, catalog: Catalog | None = None, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.catalog = Catalog.load() if catalog is None else catalog
        if GATEWAY not in self.catalog.gateways:
            raise UnknownGateway(GATEWAY, self.catalog.gateways)
        self.settings = Settings() if settings is None else settings
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self._kept = 0

    def respond(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Answer one request.

        Args:
            method: `GET` or `POST`.
            path: Path and query; `/api` in front is the same.
            headers: By lower-case name.
            body: The body, whole.
        """
        try:
            _check_host(headers)
            return self._route(method, path.partition("?")[0].removeprefix("/api"), headers, body)
        except Refused as refusal:
            return _json(refusal.status, refusal.body)

    def _route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        edit = path == "/v1/images/image2image"
        if edit or path == "/v1/images/generations":
            _only(method, "POST")
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Refused(415, {"error": "Unsupported media type", "message": "The sandbox takes application/json"})
            order = read_order(body, self.catalog, edit=edit, form=self.settings.form)
            return self._take(order, edit, headers)
        _only(method, "GET")
        if path.startswith("/v1/images/generations/"):
            return self._poll(path.rpartition("/")[2], headers)
        if path.startswith("/images/"):
            return self._file(path.removeprefix("/images/"))
        if path == "/v1/models":
            return _json(200, {"object": "list", "data": self._models()})
        if path == "/health":
            return _json(200, {"status": "ok", "as_of": str(self.catalog.as_of), "catalog": self.catalog.digest[:12]})
        raise Refused(404, {"error": "Not found"})

    def _take(self, order: Order, edit: bool, headers: Mapping[str, str]) -> Response:  # noqa: FBT001  two callers
        slow = order.offer.slow.lower().startswith("always") if self.settings.slow is None else self.settings.slow
        job = _Job(order=order, edit=edit, created=int(self._clock()), polls_left=self.settings.polls)
        if not slow:
            return _json(200, self._done(job, headers))
        id_ = f"img_{secrets.token_hex(8)}"
        with self._lock:
            self._jobs[id_] = job
            while len(self._jobs) > MOST_JOBS:
                self._jobs.popitem(last=False)
        url = f"/api/v1/images/generations/{id_}"
        say = f"GET {url} until status is completed or failed"
        return _json(202, {**_envelope(id_, job, "queued"), "poll_url": url, "poll_instructions": say})

    def _poll(self, id_: str, headers: Mapping[str, str]) -> Response:
        with self._lock:
            job = self._jobs.get(id_)
            running = job is not None and job.polls_left > 0
            if job is not None and running:
                job.polls_left -= 1
        if job is None:
            raise Refused(404, {"error": "Not found", "message": "No such job"})
        if running:
            return _json(202, _envelope(id_, job, "in_progress"))
        return _json(200, {**_envelope(id_, job, "completed"), **self._done(job, headers)})

    def _done(self, job: _Job, headers: Mapping[str, str]) -> dict[str, Any]:
        order = job.order
        model = order.offer.sold_as
        inline = model in _IN_BODY or (job.edit and model.startswith("google/"))
        if self.settings.results != "documented":
            inline = self.settings.results == "data"
        data: list[dict[str, Any]] = []
        for index in range(1, order.n + 1):
            picture = draw_card(self._card(order, index), form=order.form)
            entry: dict[str, Any]
            if inline:
                entry = {"url": f"data:{_MEDIA[order.form]};base64,{base64.b64encode(picture).decode()}"}
            else:
                url = f"http://{headers.get('host', 'localhost')}/images/{self._keep(picture, order.form)}"
                entry = {"url": url, "source_url": url, "backed_up": True}
            if model in _REWRITES:
                entry["revised_prompt"] = order.prompt
            data.append(entry)
        return {"created": job.created, "data": data, "price": _price(order)}

    def _card(self, order: Order, index: int) -> Card:
        details = [] if order.quality is None else [f"quality={order.quality}"]
        if order.images:
            some = "1 picture" if order.images == 1 else f"{order.images} pictures"
            details.append(f"edit of={some}{' with a mask' if order.mask else ''}")
        footer = f"pixelfare sandbox · catalog of {self.catalog.as_of} · no money moved"
        return Card(
            model=order.offer.model, size=order.size, price=str(order.each.usd), prompt=order.prompt,
            index=index, n=order.n, details=tuple(details), footer=footer,
        )  # fmt: skip

    def _keep(self, picture: bytes, form: str) -> str:
        name = f"{hashlib.sha256(picture).hexdigest()[:20]}.{'jpg' if form == 'jpeg' else form}"
        with self._lock:
            if name not in self._files:
                self._files[name] = picture
                self._kept += len(picture)
            while self._kept > MOST_KEPT_BYTES and len(self._files) > 1:
                self._kept -= len(self._files.popitem(last=False)[1])
        return name

    def _file(self, name: str) -> Response:
        with self._lock:
            picture = self._files.get(name)
        if picture is None:
            raise Refused(404, {"error": "Not found", "message": "No such picture, or no longer"})
        return 200, {"content-type": _MEDIA["png" if name.endswith(".png") else "jpeg"]}, picture

    def _models(self) -> list[dict[str, Any]]:
        rows = []
        for offer in self.catalog.offers(gateway=GATEWAY):
            if not offer.sizes or self.catalog.standing(offer).refusal:
                continue
            prices = {}
            for size in offer.sizes:
                try:
                    prices[str(size)] = str(self.catalog.price(offer, size, None).usd)
                except QuoteRefused:
                    continue
            model = self.catalog.models[offer.model]
            rows.append({
                "id": offer.sold_as, "object": "model", "owned_by": model.maker, "name": model.name,
                "category": "image", "sizes": [str(s) for s in offer.sizes], "price": prices, "currency": "USD",
            })  # fmt: skip
        return rows


def _envelope(id_: str, job: _Job, status: str) -> dict[str, Any]:
    order = job.order
    return {
        "id": id_, "object": "image.generation.job", "status": status, "model": order.offer.sold_as,
        "size": str(order.size), "n": order.n, "price": _price(order), "payment_status": "not_required",
        "created": job.created,
    }  # fmt: skip


def _price(order: Order) -> dict[str, str]:
    return {"amount": str(usd(order.quote.micro_usd)), "currency": "USD"}


def _json(status: int, content: Mapping[str, Any]) -> Response:
    return status, {"content-type": "application/json"}, json.dumps(content, ensure_ascii=False).encode()


def _only(method: str, allowed: str) -> None:
    if method != allowed:
        raise Refused(405, {"error": "Method not allowed", "message": f"Use {allowed}"})


def is_loopback(host: str) -> bool:
    """Whether a host name means this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_host(headers: Mapping[str, str]) -> None:
    """A page on the web whose name is made to point here must not reach the sandbox."""
    host = headers.get("host", "localhost")
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if not is_loopback(name):
        raise Refused(421, {"error": "wrong_host", "message": "The sandbox answers on this machine only"})
