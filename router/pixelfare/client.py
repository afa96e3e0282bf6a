"""`Router`: from a prompt to a picture file."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import Quote
from pixelfare.catalog.values import Gateway
from pixelfare.errors import BadCount, BadRequest, CannotPay
from pixelfare.notices import Notice
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.policy.load import find_policy, load_policies
from pixelfare.policy.policy import Chooser, Policy
from pixelfare.reading import Needs
from pixelfare.request import ANYWHERE, check_prompt, gateway_names
from pixelfare.routing import default_catalog, route
from pixelfare.settings import user_folders
from pixelfare.shelf import Shelf
from pixelfare.size import Size, SizeWish
from pixelfare.transport.answer import Answer
from pixelfare.transport.call import Call, InputImage, read_image
from pixelfare.transport.flow import picture_flow
from pixelfare.transport.places import base_url

if TYPE_CHECKING:
    from pixelfare.sandbox import Sandbox
    from pixelfare.transport.clients import Clients, Http

__all__ = ["AsEdit", "AsRoute", "Router"]

SANDBOX = "sandbox"
DIALECT = "blockrun-images"
_MOST_SANDBOXES = 16
Image = bytes | str | os.PathLike[str] | Picture
"""An input picture: bytes, a path, or a picture that came from a router."""


class AsEdit(TypedDict, total=False):
    """What `route` takes besides prompt, intent and input pictures; see there."""

    size: str | Size | SizeWish | tuple[int, int] | None
    quality: str | None
    n: int
    gateway: str | Iterable[str] | None
    max_usd: str | int | Decimal | None
    as_of: date | str | None
    catalog: Catalog | None
    policy: Policy | Chooser | str | None
    needs: Needs | Mapping[str, Any] | None


class AsRoute(AsEdit, total=False):
    """What `route` takes besides prompt and intent."""

    images: Sequence[Image] | Image
    mask: Image | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A call that is ready to be made."""

    decision: Decision
    call: Call
    shelf: Shelf


class Router:
    """Chooses a model, calls its gateway, and brings the picture home.

    Threads may share one. This version calls gateways that want no payment: `sandbox`, which is started inside this
    process when it is first needed, or gateways of a catalog of one's own.

    Args:
        gateway: Where to buy, where a call does not say: a name, several, or `"any"`; nothing: BlockRun.
        catalog: A catalog of one's own.
        policies: Folders of further policies, whose ids serve as intents.
        url: Base URL of a sandbox that runs elsewhere.
        http: An httpx client or transport of one's own, for tests or special networks; it is not closed.

    Raises:
        BadRequest: `url` without the gateway `sandbox`, or not https nor on this machine.

    Example:
        >>> with Router(gateway="sandbox") as router:
        ...     picture = router.generate("a lighthouse at dusk", "cheapest", size="16:9")
        >>> str(picture.size)
        '1344x768'
    """

    def __init__(
        self,
        gateway: str | Iterable[str] | None = None,
        *,
        catalog: Catalog | None = None,
        policies: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
        url: str | None = None,
        http: Http | None = None,
    ) -> None:
        self._gateways = None if gateway is None else gateway_names(gateway)
        if url is not None and self._gateways != (SANDBOX,):
            raise BadRequest("url is where a sandbox runs: give gateway='sandbox' with it")
        self._url = None if url is None else base_url(url)
        self._catalog = catalog
        folders = (policies,) if isinstance(policies, str | os.PathLike) else policies or ()
        self._policies = tuple(Path(folder) for folder in folders)
        self._http = http
        self._lock = threading.Lock()
        self._known_clients: Clients | None = None
        self._sandboxes: dict[tuple[str, date], Sandbox] = {}

    def __repr__(self) -> str:
        return f"<Router at {'blockrun' if self._gateways is None else ', '.join(self._gateways) or 'any gateway'}>"

    def route(self, prompt: str, intent: str = "auto", **as_route: Unpack[AsRoute]) -> Decision:
        """Choose, and call nobody: `pixelfare.route` with this router's gateway, catalog and policies.

        Raises:
            BadRequest, NoOffer, CatalogError, PolicyError: As `route` does.
        """
        given: dict[str, Any] = dict(as_route)
        given["images"] = _listed(given.get("images"))
        if given.get("gateway") is None and self._gateways is not None:
            given["gateway"] = self._gateways or ANYWHERE
        if given.get("catalog") is None:
            given["catalog"] = self._catalog
        if self._policies:
            folders = (*user_folders("policies"), *self._policies)
            policy = given.get("policy")
            if policy is None:
                given["policy"], intent = find_policy(intent, folders), "auto"
            elif isinstance(policy, str):
                given["policy"] = load_policies(folders).get(policy, policy)
        return route(prompt, intent, **given)

    def quote(self, prompt: str, intent: str = "auto", **as_route: Unpack[AsRoute]) -> Quote:
        """The exact price of what `route` would choose."""
        return self.route(prompt, intent, **as_route).quote

    def generate(
        self,
        prompt: str,
        intent: str = "auto",
        *,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsRoute],
    ) -> Picture:
        """Make a picture and store it. The order is sent once and never again.

        Args:
            prompt: What the picture shows.
            intent: A wish by name.
            out: A file that is not there yet, or a folder; nothing: the folder `pictures` in the user's data folder,
                or `PIXELFARE_PICTURES`.
            as_route: As for `route`; with `images` it is an edit.

        Returns:
            The picture; with n > 1 the first, whose `.pictures` are all.

        Raises:
            BadRequest: The request makes no sense, an input picture is missing or broken, or `out` cannot be written.
            NoOffer: Nothing that is sold fits.
            CannotPay: The gateway wants a payment.
            GatewayError: It was called and no picture came back.

        Example:
            >>> with Router(gateway="sandbox") as router:
            ...     router.generate("a red bicycle", n=2).pictures[1].media_type
            'image/png'
        """
        from pixelfare.transport.shells import run  # noqa: PLC0415  httpx is loaded when somebody is called

        order = self._order(prompt, intent, out, as_route)
        return _delivered(order, run(picture_flow(order.call), self._clients().sync()))

    async def agenerate(
        self,
        prompt: str,
        intent: str = "auto",
        *,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsRoute],
    ) -> Picture:
        """`generate` for asyncio."""
        from pixelfare.transport.shells import arun  # noqa: PLC0415  httpx is loaded when somebody is called

        order = self._order(prompt, intent, out, as_route)
        async with self._clients().asynchronous() as client:
            answer = await arun(picture_flow(order.call), client)
        return _delivered(order, answer)

    def edit(
        self,
        prompt: str,
        images: Sequence[Image] | Image,
        intent: str = "auto",
        *,
        mask: Image | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsEdit],
    ) -> Picture:
        """Change one picture, or make a new one from several.

        Args:
            prompt: What to change.
            images: Input pictures: bytes, paths, or pictures from a router.
            intent: A wish by name.
            mask: Which part to change: transparent and white there, opaque and black elsewhere, which is safe under
                both conventions in use. For a single input picture.
            out: As for `generate`.
            as_route: As for `route`.

        Raises:
            BadCount: No input picture is given.
            BadRequest, NoOffer, CannotPay, GatewayError: As `generate` does.

        Example:
            >>> with Router(gateway="sandbox") as router:
            ...     first = router.generate("a red bicycle")
            ...     router.edit("paint it blue", first).decision.needs.operation
            'edit'
        """
        return self.generate(prompt, intent, out=out, images=_some(images), mask=mask, **as_route)

    async def aedit(
        self,
        prompt: str,
        images: Sequence[Image] | Image,
        intent: str = "auto",
        *,
        mask: Image | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsEdit],
    ) -> Picture:
        """`edit` for asyncio."""
        return await self.agenerate(prompt, intent, out=out, images=_some(images), mask=mask, **as_route)

    def close(self) -> None:
        """Close connections, and the sandbox that was started."""
        if self._known_clients is not None:
            self._known_clients.close()
        with self._lock:
            running, self._sandboxes = self._sandboxes, {}
        for sandbox in running.values():
            sandbox.close()

    async def aclose(self) -> None:
        """`close`, and what `async with` opened."""
        if self._known_clients is not None:
            await self._known_clients.aclose()
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        await self._clients().share()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def _clients(self) -> Clients:
        from pixelfare.transport.clients import Clients  # noqa: PLC0415  httpx is loaded when somebody is called

        with self._lock:
            if self._known_clients is None:
                self._known_clients = Clients(self._http)
            return self._known_clients

    def _order(self, prompt: str, intent: str, out: str | os.PathLike[str] | None, as_route: AsRoute) -> _Order:
        """Everything that can be decided or refused without calling anybody."""
        check_prompt(prompt)
        images = tuple(
            _input(image, f"input picture {i}") for i, image in enumerate(_listed(as_route.get("images")), 1)
        )
        given_mask = as_route.get("mask")
        mask = None if given_mask is None else _input(given_mask, "the mask")
        catalog = self._catalog_of(as_route)
        can = tuple(sorted(g.id for g in catalog.gateways.values() if _can_call(g)))
        asked: AsRoute = {**as_route, "gateway": self._where(as_route, can), "catalog": catalog}
        decision = self.route(prompt, intent, **asked)
        if decision.needs.operation == "edit" and not images:
            raise BadCount("this is an edit and no input picture is given: pass images=[...]")
        if decision.gateway not in can:
            price = f"{decision.model} at {decision.gateway} costs {decision.quote.usd} USD"
            raise CannotPay(f"{price}, which this version cannot pay; nothing was sent. It can call: {', '.join(can)}")
        shelf = Shelf.at(out)
        shelf.prepare()
        call = Call(
            url=self._url_of(catalog.gateway(decision.gateway), catalog),
            model=decision.sold_as, prompt=prompt, size=decision.size, n=decision.n, quality=decision.quality,
            images=images, mask=mask,
        )  # fmt: skip
        return _Order(decision=decision, call=call, shelf=shelf)

    def _catalog_of(self, as_route: AsRoute) -> Catalog:
        """The catalog of one call, on its day."""
        day = as_route.get("as_of")
        given = as_route.get("catalog") or self._catalog
        if given is None:
            return default_catalog(day)
        return given if day is None else given.at(day)

    def _where(self, as_route: AsRoute, can: tuple[str, ...]) -> tuple[str, ...] | str:
        """Of the gateways that were named, those that can be called; all that were named where none can."""
        named = as_route.get("gateway")
        wanted = self._gateways if named is None else gateway_names(named)
        wanted = gateway_names(None) if wanted is None else wanted
        return tuple(name for name in wanted or can if name in can) or wanted or ANYWHERE

    def _url_of(self, gateway: Gateway, catalog: Catalog) -> str:
        if gateway.id != SANDBOX:
            return gateway.url
        if self._url is not None:
            return self._url
        from pixelfare.sandbox import Sandbox  # noqa: PLC0415  only those who use it load it

        with self._lock:
            key = (catalog.digest, catalog.as_of)
            if key not in self._sandboxes:
                while len(self._sandboxes) >= _MOST_SANDBOXES:
                    self._sandboxes.pop(next(iter(self._sandboxes))).close()
                self._sandboxes[key] = Sandbox(catalog)
            return self._sandboxes[key].url


def _can_call(gateway: Gateway) -> bool:
    """Whether a call costs nobody anything. A proxy that takes no payment but sells another's offers pays for them."""
    free = gateway.pays == "none" and gateway.speaks == DIALECT and not gateway.reference
    return free and (gateway.id == SANDBOX or (bool(gateway.url) and gateway.mirrors is None))


def _listed(images: Sequence[Image] | Image | None) -> tuple[Image, ...]:
    if images is None:
        return ()
    if isinstance(images, bytes | str | os.PathLike | Picture):
        return (images,)
    if not isinstance(images, Iterable):
        raise BadRequest(f"images are bytes, paths or pictures, not {type(images).__name__}")
    return tuple(images)


def _some(images: Sequence[Image] | Image) -> tuple[Image, ...]:
    found = _listed(images)
    if not found:
        raise BadCount("an edit needs at least one input picture")
    return found


def _input(image: Image, what: str) -> InputImage:
    return read_image(image.data if isinstance(image, Picture) else image, what=what)


def _delivered(order: _Order, answer: Answer) -> Picture:
    """Store every picture that came, then say what is odd."""
    decision = order.decision
    said = list(answer.notices)
    if answer.price not in ("", f"{decision.quote.usd} USD"):
        text = f"{decision.quote.usd} USD was quoted; the gateway prints {answer.price}"
        said.append(Notice(code="price-differs", message=text))
    pictures = [
        Picture.keep(
            order.shelf,
            image.data,
            image.media_type,
            size=image.size or decision.size,
            decision=decision,
            notices=(*said, *image.notices),
            number=number,
            of=len(answer.images),
        )
        for number, image in enumerate(answer.images, start=1)
    ]
    return replace(pictures[0], others=tuple(pictures[1:]))
