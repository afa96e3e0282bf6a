"""The sandbox without its sockets: from a method, a path, headers and a body to an answer."""

from __future__ import annotations

import ipaddress
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any

from pixelfare.catalog.catalog import Catalog
from pixelfare.errors import QuoteRefused, UnknownGateway
from pixelfare.money import usd
from pixelfare.sandbox.answers import EVIL, Job, Response, broken, envelope, json_answer, price, truncated
from pixelfare.sandbox.attacks import attacked
from pixelfare.sandbox.books import Books, Settlement
from pixelfare.sandbox.cashier import Cashier, Payment, demand_headers, request_digest
from pixelfare.sandbox.faults import ATTACKS, ConnectionLost, Fault, Faults
from pixelfare.sandbox.forms import form_fields
from pixelfare.sandbox.orders import GATEWAY, Order, Refused, read_order
from pixelfare.sandbox.pictures import MOST_KEPT_BYTES, Pictures
from pixelfare.sandbox.settings import Settings

__all__ = ["MOST_KEPT_BYTES", "Gateway", "Response", "Settings", "is_loopback"]

MOST_JOBS = 1_000
_PLACES = {
    "/v1/images/generations": False, "/v1/images/image2image": True, "/v1/images/edits": True,
}  # fmt: skip
"""Where orders go, and whether they are edits. The last is OpenAI's, and of local proxies."""


class Gateway:
    """An image gateway in miniature: prices from the catalog, test cards for pictures, test money if any.

    Args:
        catalog: What it sells; the shipped catalog where nothing is given.
        settings: How it behaves.
        clock: Unix seconds.
        books: Where payments are kept; books of its own where nothing is given.
        faults: What goes wrong.

    Raises:
        UnknownGateway: The catalog has no gateway `sandbox`.

    Example:
        >>> Gateway().respond("GET", "/health", {}, b"")[0]
        200
    """

    lost = ConnectionLost

    def __init__(
        self,
        catalog: Catalog | None = None,
        settings: Settings | None = None,
        clock: Callable[[], float] = time.time,
        *,
        books: Books | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.catalog = Catalog.load() if catalog is None else catalog
        if GATEWAY not in self.catalog.gateways:
            raise UnknownGateway(GATEWAY, self.catalog.gateways)
        self.settings = Settings() if settings is None else settings
        self.books = Books() if books is None else books
        self.faults = Faults() if faults is None else faults
        self._clock = clock
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pictures = Pictures(self.settings, self.catalog.as_of)
        self._cashier: Cashier | None = None
        if self.settings.pays == "x402":
            self._cashier = Cashier(
                self.books, network=self.settings.network, version=self.settings.version, pay_to=self.settings.pay_to,
                max_timeout=self.settings.max_timeout,
            )  # fmt: skip

    @property
    def pay_to(self) -> str:
        """Who is paid; empty where nobody is."""
        return "" if self._cashier is None else self._cashier.pay_to

    def respond(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Answer one request.

        Args:
            method: `GET` or `POST`.
            path: Path and query; `/api` in front is the same.
            headers: By lower-case name.
            body: The body, whole.

        Raises:
            ConnectionLost: A fault broke the connection.
        """
        try:
            _check_host(headers)
            return self._route(method, path.partition("?")[0].removeprefix("/api"), headers, body)
        except Refused as refusal:
            if self.settings.speaks == "openai-images" and isinstance(refusal.body.get("error"), str):
                said = {"message": refusal.body["error"], "type": "invalid_request_error", "code": None, "param": None}
                return json_answer(refusal.status, {"error": said}, refusal.headers)
            return json_answer(refusal.status, refusal.body, refusal.headers)

    def _route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        if path in _PLACES:
            _only(method, "POST")
            edit = _PLACES[path]
            order = read_order(_json_body(headers, body), self.catalog, edit=edit, form=self.settings.form)
            return self._sell(order, edit, path, headers)
        _only(method, "GET")
        if path.startswith("/v1/images/generations/"):
            return self._poll(path.rpartition("/")[2], path, headers)
        if path.startswith("/images/"):
            fault = self.faults.take("file")
            return (fault and broken(fault)) or self._pictures.file(path.removeprefix("/images/"))
        if path == "/v1/models":
            return json_answer(200, {"object": "list", "data": self._models()})
        if path == "/health":
            said = {"status": "ok", "as_of": str(self.catalog.as_of), "catalog": self.catalog.digest[:12]}
            return json_answer(200, said)
        raise Refused(404, {"error": "Not found"})

    def _sell(self, order: Order, edit: bool, path: str, headers: Mapping[str, str]) -> Response:  # noqa: FBT001  two callers
        url = f"http://{headers.get('host', 'localhost')}{path}"
        unpaid = self._cashier is not None and not (headers.get("payment-signature") or headers.get("x-payment"))
        fault = self.faults.take("ask" if unpaid else "paid")
        early = None if fault is None else broken(fault)
        if early is not None:
            return early
        if fault is not None and fault.kind == "delay":
            time.sleep(fault.seconds)
        if unpaid:
            return self._demand(order, url, "payment_required", fault)
        job = Job(order=order, edit=edit, created=int(self._clock()), polls_left=self.settings.polls)
        if fault is not None:
            job.spoiled = fault.kind
        job.payment = self._payment(order, url, headers)
        slow = order.offer.slow.lower().startswith("always") if self.settings.slow is None else self.settings.slow
        if slow or job.spoiled in ("slow", "foreign-poll-url"):
            answer = self._queued(job)
        else:
            answer = self._finished(job, headers, {"created": job.created})
        return _altered(answer, job.spoiled)

    def _demand(self, order: Order, url: str, error: str, fault: Fault | None = None) -> Response:
        """A 402 with the terms."""
        assert self._cashier is not None  # noqa: S101  only where somebody pays
        terms = self._cashier.terms(order, url, error)
        said = {
            "error": error,
            "message": "Payment required",
            "price": {**price(order), "amount": str(usd(order.quote.base))},
        }
        if fault is not None and fault.kind in ATTACKS:
            more, body = attacked(fault.kind, terms, said)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            return 402, {"content-type": "application/json", **more}, content
        if self.settings.version == 1:
            return json_answer(402, {**said, **terms})
        return json_answer(402, said, {**demand_headers(terms), "date": formatdate(self._clock(), usegmt=True)})

    def _payment(self, order: Order, url: str, headers: Mapping[str, str]) -> Payment | None:
        """The payment that came with an order, its nonce claimed.

        Raises:
            Refused: 402 or 401 where it does not hold.
        """
        if self.settings.pays == "bearer":
            if headers.get("authorization") != f"Bearer {self.settings.key}":
                raise Refused(
                    401, {"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}}
                )
            return Payment(payer="account", nonce="", value=order.quote.micro_usd, ends=2**62)
        if self._cashier is None:
            return None
        try:
            return self._cashier.read(headers, order, url, self._clock())
        except Refused as refusal:
            terms = self._cashier.terms(order, url, str(refusal.body["error"]))
            more = demand_headers(terms) if self.settings.version > 1 else {}
            body = {**refusal.body, **(terms if self.settings.version == 1 else {})}
            raise Refused(refusal.status, body, more) from None

    def _queued(self, job: Job) -> Response:
        id_ = f"img_{secrets.token_hex(8)}"
        with self._lock:
            self._jobs[id_] = job
            while len(self._jobs) > MOST_JOBS:
                self._jobs.popitem(last=False)
        url = f"/api/v1/images/generations/{id_}"
        if job.spoiled == "foreign-poll-url":
            url = f"{EVIL.replace('https', 'http')}{url}"
        said = {**envelope(id_, job, "queued"), "poll_url": url, "poll_instructions": f"GET {url} until it is done"}
        return json_answer(200 if self.settings.proxied and job.edit else 202, said)

    def _poll(self, id_: str, path: str, headers: Mapping[str, str]) -> Response:
        fault = self.faults.take("poll")
        kind = "" if fault is None else fault.kind
        early = None if fault is None else broken(fault)
        if early is not None:
            return early
        with self._lock:
            job = self._jobs.get(id_)
            if job is not None and kind == "lost-job":
                del self._jobs[id_]
                job = None
        if job is None:
            raise Refused(404, {"error": "Not found", "message": "No such job"})
        self._check_poller(job, path, headers)
        with self._lock:
            running = job.polls_left > 0
            job.polls_left -= running
            if kind.startswith("job-failed") and not job.transaction:
                job.failed = "unclear" if kind.endswith("unclear") else "not_charged"
        if running and not job.failed:
            return json_answer(202, envelope(id_, job, "in_progress"))
        if job.failed:
            failed = {**envelope(id_, job, "failed"), "error": "The model failed", "payment_status": job.failed}
            if job.failed == "unclear":
                del failed["payment_status"]
            return json_answer(200, failed)
        if kind == "settlement-failed" and not job.transaction:
            raise Refused(402, {"error": "Payment verification failed", "details": "settlement failed"})
        return _altered(self._finished(job, headers, envelope(id_, job, "completed")), kind)

    def _check_poller(self, job: Job, path: str, headers: Mapping[str, str]) -> None:
        """A poll is answered to whoever pays for the job.

        Raises:
            Refused: 402 or 401 to anybody else.
        """
        if self.settings.pays == "bearer" and headers.get("authorization") != f"Bearer {self.settings.key}":
            raise Refused(401, {"error": "Unauthorized"})
        if self._cashier is None or job.payment is None:
            return
        if not (headers.get("payment-signature") or headers.get("x-payment")):
            url = f"http://{headers.get('host', 'localhost')}{path}"
            terms = self._cashier.terms(job.order, url, "payment_required")
            raise Refused(402, {"error": "payment_required"}, demand_headers(terms))
        if self._cashier.payer_of(headers, self._clock()) != job.payment.payer.lower():
            raise Refused(402, {"error": "This job belongs to another wallet"})

    def _finished(self, job: Job, headers: Mapping[str, str], said: Mapping[str, Any]) -> Response:
        """Draw, settle once, and hand over."""
        order = job.order
        data = self._pictures.entries(job, headers.get("host", "localhost"))
        more: dict[str, str] = {}
        body = {**said, "created": job.created, "data": data}
        if self.settings.speaks != "openai-images":
            body["price"] = price(order)
        if job.payment is not None:
            before = bool(job.transaction)
            if not before:
                self._settle(job, job.payment)
            if self._cashier is not None:
                more = self._cashier.receipt(job.transaction, job.payment.payer)
                status = "already_settled" if before else "settled"
                body["payment"] = {
                    "status": status,
                    "tx_hash": job.transaction,
                    "network": self._cashier.token.old_name,
                }
            elif self.settings.speaks != "openai-images":
                more = {"x-blockrun-cost-usd": str(usd(order.quote.micro_usd))}
        self.books.handed_over(order.n, "" if job.payment is None else job.payment.nonce)
        return json_answer(200, body, more)

    def _settle(self, job: Job, payment: Payment) -> None:
        with self._lock:
            now = self._clock()
            if job.transaction:
                return
            if self._cashier is not None:
                job.transaction = self._cashier.settle(payment, job.order, now)
            else:
                job.transaction = secrets.token_hex(16)
                self.books.settle(Settlement(
                    payer=payment.payer, nonce="", value=payment.value, transaction=job.transaction,
                    request=request_digest(job.order), time=now,
                ))  # fmt: skip
        if not job.transaction:
            self.books.release(payment.nonce)
            raise Refused(402, {"error": "Payment verification failed", "details": "settlement failed"})

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


def _altered(answer: Response, kind: str) -> Response:
    """An honest answer on its way out, as a fault changes it.

    Raises:
        ConnectionLost: It does not get out.
    """
    status, headers, body = answer
    if kind in ("reset-after", "reset-after-poll"):
        raise ConnectionLost
    if kind == "truncated":
        raise truncated(answer)
    if kind == "402-after-settling":
        return json_answer(402, {"error": "Unexpected settlement error"})
    if kind == "huge-headers":
        return status, {**headers, **{f"x-padding-{n}": "x" * 8_000 for n in range(50)}}, body
    if kind == "no-data":
        return json_answer(200, {"created": 0, "choices": []}, headers)
    return answer


def _json_body(headers: Mapping[str, str], body: bytes) -> bytes:
    kind = headers.get("content-type", "")
    name = kind.partition(";")[0].strip().lower()
    if name == "multipart/form-data":
        return json.dumps(form_fields(kind, body)).encode()
    if name != "application/json":
        said = {"error": "Unsupported media type", "message": "The sandbox takes application/json and forms"}
        raise Refused(415, said)
    return body


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
