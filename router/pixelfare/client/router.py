"""`Router`: the paying front, in one class for sync and async callers."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from pixelfare.catalog.catalog import Catalog
from pixelfare.catalog.pricing import Quote
from pixelfare.client.asking import AsEdit, AsRoute, Image, some
from pixelfare.client.batch import Outcome, Wish, each, each_async
from pixelfare.client.buying import buy_flow
from pixelfare.client.desk import Desk
from pixelfare.client.hooks import Hook
from pixelfare.client.means import SANDBOX_NETWORK, Means, WalletLike, hidden
from pixelfare.client.preparing import Preparation
from pixelfare.client.recovery import Recovered, recover_flow, write_off
from pixelfare.client.rehearsal import Rehearsal, rehearse
from pixelfare.client.resting import Rests
from pixelfare.client.sandboxes import Sandboxes
from pixelfare.errors import BadRequest
from pixelfare.ledger.budget import Budget
from pixelfare.ledger.ledger import Ledger
from pixelfare.ledger.values import OPEN
from pixelfare.picture import Picture
from pixelfare.policy.decision import Decision
from pixelfare.request import gateway_names
from pixelfare.routing import default_catalog
from pixelfare.transport.messages import Flow
from pixelfare.transport.ordering import INLINE_SECONDS, LONGEST_WINDOW
from pixelfare.transport.places import base_url
from pixelfare.x402.wallet import conceal

if TYPE_CHECKING:
    from pixelfare.transport.clients import Clients, Http

__all__ = ["Router"]

_T = TypeVar("_T")
_LONGEST = LONGEST_WINDOW - INLINE_SECONDS
"""A payment has to outlive the wait for its picture, and is valid for an hour at most."""


class Router:
    """Chooses a model, pays for the call, and brings the picture home.

    Threads may share one. Everything it buys is in the ledger before it is sent; nothing is bought twice.

    Args:
        gateway: Where to buy, where a call does not say: a name, several, or `"any"`; nothing: BlockRun.
        wallet: What pays over x402: a `Wallet`, anything that signs, or a key; nothing: where `Wallet.find` looks.
        budget: Limits: a `Budget`, a mapping or a text like `"call=0.10,day=2"`; nothing: where `Budget.find` looks,
            and $0.25 a call and $1 a day where nothing is set.
        ledger: A `Ledger` or the path of one; nothing: the user's own.
        catalog: A catalog of one's own.
        policies: Folders of further policies, whose ids serve as intents.
        keys: Keys of gateways that are paid by key, by gateway id; nothing: `PIXELFARE_KEY_<GATEWAY>`.
        label: Whose spending this is, for budgets and reports, where a call does not say.
        url: Base URL of the one gateway that is named, where it runs elsewhere: a sandbox, a proxy.
        rpc_url: A node of the chain, which can prove what became of a payment; nothing: `PIXELFARE_RPC_URL`.
        patience: Seconds to wait for a slow job; it goes on after that, and `recover` brings its picture.
        presign: Answer terms that a gateway asked for within the last two minutes without asking again: one round trip
            instead of two. Where they have changed, the gateway refuses the payment, and the order stays open until it
            is proved unpaid; so it is off unless asked for.
        hooks: Called with a `Details` at each step of an order.
        http: An httpx client or transport of one's own, for tests or special networks; it is not closed.
        clock: Unix seconds; for tests.

    Raises:
        BadRequest: An argument makes no sense.
        BadBudget: A limit cannot be read.
        WalletError: The wallet given cannot be used.

    Example:
        >>> with Router(gateway="sandbox") as router:
        ...     picture = router.generate("a lighthouse at dusk", "cheapest", size="16:9")
        >>> str(picture.size)
        '1344x768'
    """

    def __init__(
        self,
        gateway: str | Iterable[str] | None = None,
        wallet: WalletLike | None = None,
        budget: Budget | Mapping[str, object] | str | None = None,
        ledger: Ledger | str | os.PathLike[str] | None = None,
        catalog: Catalog | None = None,
        policies: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | None = None,
        *,
        keys: Mapping[str, str] | None = None,
        label: str = "",
        url: str | None = None,
        rpc_url: str | None = None,
        patience: float = 600.0,
        presign: bool = False,
        hooks: Sequence[Hook] = (),
        http: Http | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # Before anything can be raised: a traceback that shows local variables would show the keys.
        wallet, keys = conceal(wallet), hidden(keys)
        gateways = None if gateway is None else gateway_names(gateway)
        if url is not None and (gateways is None or len(gateways) != 1):
            raise BadRequest("url is where one gateway runs: give its name with it, as gateway='sandbox'")
        if isinstance(patience, bool) or not isinstance(patience, int | float) or not 0 <= patience <= _LONGEST:
            raise BadRequest(f"patience is seconds from 0 to {_LONGEST}, not {patience!r}")
        means = Means(wallet, keys, gateways, clock, presign=presign)
        folders = (policies,) if isinstance(policies, str | os.PathLike) else policies or ()
        self._preparation = Preparation(
            gateways=gateways, catalog=catalog, policies=tuple(Path(folder) for folder in folders),
            url=None if url is None else base_url(url), means=means,
            sandboxes=Sandboxes(pays="x402" if means.practises else "none", network=SANDBOX_NETWORK),
        )  # fmt: skip
        self._means = means
        self._budget = Budget.find(budget)
        self._ledger_given = ledger
        self._label = label
        self._rpc_url = os.environ.get("PIXELFARE_RPC_URL", "") if rpc_url is None else rpc_url
        if self._rpc_url:
            base_url(self._rpc_url.partition("?")[0], what="the RPC URL")
        self._patience = float(patience)
        self._hooks = tuple(hooks)
        self._http = http
        self._clock = clock
        self._rests = Rests()
        self._lock = threading.Lock()
        self._known_clients: Clients | None = None
        self._known_desk: Desk | None = None
        self._tidied = False

    def __repr__(self) -> str:
        if not hasattr(self, "_preparation"):
            return "<Router, unfinished>"
        gateways = self._preparation.gateways
        return f"<Router at {'blockrun' if gateways is None else ', '.join(gateways) or 'any gateway'}>"

    @property
    def ledger(self) -> Ledger:
        """Where its orders are written."""
        return self._desk().ledger

    @property
    def budget(self) -> Budget:
        """The limits that hold for what it buys."""
        return self._budget

    @property
    def catalog(self) -> Catalog:
        """What it chooses from; today's where none was given."""
        return self._preparation.catalog or default_catalog(None)

    def route(self, prompt: str, intent: str = "auto", **as_route: Unpack[AsRoute]) -> Decision:
        """Choose, and call nobody: `pixelfare.route` with this router's gateway, catalog and policies."""
        return self._preparation.route(prompt, intent, as_route)

    def quote(self, prompt: str, intent: str = "auto", **as_route: Unpack[AsRoute]) -> Quote:
        """The exact price of what `route` would choose."""
        return self.route(prompt, intent, **as_route).quote

    def dry_run(
        self, prompt: str, intent: str = "auto", *, key: str | None = None, label: str | None = None,
        **as_route: Unpack[AsRoute],
    ) -> Rehearsal:  # fmt: skip
        """What `generate` would do, as far as that can be told without calling anybody or reserving anything.

        Returns:
            The decision, who would pay, what the budget leaves, and what would stop it.
        """
        return rehearse(self._preparation, self._desk(), prompt, intent, key, self._label_of(label), as_route)

    def generate(
        self,
        prompt: str,
        intent: str = "auto",
        *,
        key: str | None = None,
        label: str | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsRoute],
    ) -> Picture:
        """Make a picture, pay for it, and store it.

        Args:
            prompt: What the picture shows.
            intent: A wish by name.
            key: An idempotency key: the same key never buys twice, in any process, and gives the same picture again.
            label: Whose spending it is; it may have limits of its own.
            out: A file that is not there yet, or a folder; nothing: the folder `pictures` in the user's data folder,
                or `PIXELFARE_PICTURES`.
            as_route: As for `route`; with `images` (bytes, paths, https URLs or pictures) it is an edit.

        Returns:
            The picture with its receipt; with n > 1 the first, whose `.pictures` are all.

        Raises:
            BadRequest: The request makes no sense, an input picture is missing or broken, or `out` cannot be written.
            NoOffer: Nothing that is sold fits.
            CannotPay: No wallet, a limit, or terms that broke a rule. Nothing was signed.
            GatewayError: It was called and no picture came back; `.money` says what became of the money.

        Example:
            >>> with Router(gateway="sandbox") as router:
            ...     router.generate("a red bicycle", n=2).pictures[1].media_type
            'image/png'
        """
        return self._run(self._buying(prompt, intent, key, label, out, as_route))

    async def agenerate(
        self,
        prompt: str,
        intent: str = "auto",
        *,
        key: str | None = None,
        label: str | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsRoute],
    ) -> Picture:
        """`generate` for asyncio. Cancelled, it leaves an order that `recover` goes on with."""
        return await self._arun(self._buying(prompt, intent, key, label, out, as_route))

    def edit(
        self,
        prompt: str,
        images: Sequence[Image] | Image,
        intent: str = "auto",
        *,
        mask: Image | None = None,
        key: str | None = None,
        label: str | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsEdit],
    ) -> Picture:
        """Change one picture, or make a new one from several.

        Args:
            prompt: What to change.
            images: Input pictures: bytes, paths, https URLs, or pictures from a router.
            intent: A wish by name.
            mask: Which part to change: transparent and white there, opaque and black elsewhere, which is safe under
                both conventions in use. For a single input picture.
            key: As for `generate`.
            label: As for `generate`.
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
        return self.generate(
            prompt, intent, key=key, label=label, out=out, images=some(images), mask=mask, **as_route
        )  # fmt: skip

    async def aedit(
        self,
        prompt: str,
        images: Sequence[Image] | Image,
        intent: str = "auto",
        *,
        mask: Image | None = None,
        key: str | None = None,
        label: str | None = None,
        out: str | os.PathLike[str] | None = None,
        **as_route: Unpack[AsEdit],
    ) -> Picture:
        """`edit` for asyncio."""
        return await self.agenerate(
            prompt, intent, key=key, label=label, out=out, images=some(images), mask=mask, **as_route
        )  # fmt: skip

    def generate_many(self, wishes: Iterable[Wish], *, at_once: int = 4) -> Iterator[Outcome]:
        """Make many pictures, a few at a time; each outcome comes as it is known.

        Args:
            wishes: Prompts, or mappings of what `generate` takes.
            at_once: How many calls at the same time, 1 to 64.

        Example:
            >>> with Router(gateway="sandbox") as router:
            ...     sorted(done.number for done in router.generate_many(["a cat", "a dog"]))
            [0, 1]
        """
        return each(self.generate, wishes, at_once)

    def agenerate_many(self, wishes: Iterable[Wish], *, at_once: int = 4) -> AsyncIterator[Outcome]:
        """`generate_many` for asyncio."""
        return each_async(self.agenerate, wishes, at_once)

    def recover(self, order: str | None = None) -> list[Recovered]:
        """Go on with orders that a crash, a stop or impatience left behind. Never signs.

        Args:
            order: One order's id; nothing: all that are open.

        Returns:
            What became of each: delivered, proved unpaid, or still unknown, with the evidence.
        """
        return self._run(self._recovering(order))

    async def arecover(self, order: str | None = None) -> list[Recovered]:
        """`recover` for asyncio."""
        return await self._arun(self._recovering(order))

    def write_off(self, order: str) -> Recovered:
        """Declare an open order unpaid, on the caller's own word: what it holds of the budget is free again.

        Raises:
            BadRequest: No such order, or it is closed, paid, or worked on.
        """
        return write_off(self._desk(), order)

    def close(self) -> None:
        """Close connections, the ledger where it was opened here, and the sandbox that was started."""
        with self._lock:
            desk, self._known_desk = self._known_desk, None
        if self._known_clients is not None:
            self._known_clients.close()
        self._preparation.sandboxes.close()
        if desk is not None and not isinstance(self._ledger_given, Ledger):
            desk.ledger.close()

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

    def _buying(
        self, prompt: str, intent: str, key: str | None, label: str | None, out: str | os.PathLike[str] | None,
        as_route: AsRoute,
    ) -> Flow[Picture]:  # fmt: skip
        with self._lock:
            first, self._tidied = not self._tidied, True
        return buy_flow(
            self._preparation, self._desk, prompt, intent, key=key, label=self._label_of(label), out=out,
            as_route=as_route, tidy=first,
        )  # fmt: skip

    def _recovering(self, order: str | None) -> Flow[list[Recovered]]:
        desk = self._desk()
        orders = (desk.ledger.order(order),) if order else tuple(reversed(desk.ledger.orders(states=OPEN)))
        return recover_flow(desk, orders)

    def _label_of(self, label: str | None) -> str:
        return self._label if label is None else label

    def _desk(self) -> Desk:
        with self._lock:
            if self._known_desk is None:
                self._known_desk = Desk(
                    ledger=Ledger.open(self._ledger_given), budget=self._budget, means=self._means, rests=self._rests,
                    hooks=self._hooks, patience=self._patience, rpc_url=self._rpc_url, clock=self._clock,
                )  # fmt: skip
            return self._known_desk

    def _run(self, flow: Flow[_T]) -> _T:
        from pixelfare.transport.shells import run  # noqa: PLC0415  httpx is loaded when somebody is called

        return run(flow, self._clients().sync())

    async def _arun(self, flow: Flow[_T]) -> _T:
        from pixelfare.transport.shells import arun  # noqa: PLC0415  httpx is loaded when somebody is called

        async with self._clients().asynchronous() as client:
            return await arun(flow, client)

    def _clients(self) -> Clients:
        from pixelfare.transport.clients import Clients  # noqa: PLC0415  httpx is loaded when somebody is called

        with self._lock:
            if self._known_clients is None:
                self._known_clients = Clients(self._http)
            return self._known_clients
