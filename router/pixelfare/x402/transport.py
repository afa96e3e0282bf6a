"""httpx transports that pay for any x402 API: the guard and the signer, between a client and its network.

An `httpx.Auth` would not do: a client that follows redirects copies the headers of the request it knows, the payment's
included, to the next host. Here the header is only on a copy that the client never sees, and no redirect is paid for.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from decimal import Decimal
from typing import cast

import httpx

from pixelfare.errors import BadRequest
from pixelfare.x402.purse import HEADERS, Attempt, Purse, fingerprint, refuse_elsewhere
from pixelfare.x402.values import SignedPayment, Signer
from pixelfare.x402.wallet import Wallet, conceal

__all__ = ["AsyncX402Transport", "X402Transport"]

MOST_BODY = 128 * 1024 * 1024
MOST_TERMS = 1024 * 1024
_MARK = "pixelfare.x402.asked"
_PAYMENT_REQUIRED = 402


class _Paying:
    """What both transports share: everything but the waiting."""

    def __init__(
        self,
        wallet: Wallet | Signer | str | bytes | int,
        cap: str | int | Decimal,
        *,
        total: str | int | Decimal | None = None,
        network: str = "base",
        pay_to: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        signer = Wallet.find(wallet)
        if signer is None:
            raise BadRequest("wallet is a wallet, anything that signs, or a key")
        self.purse = Purse(signer, cap, total=total, network=network, pay_to=pay_to, clock=clock)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} with {getattr(self, 'purse', 'no purse yet')!r}>"

    @staticmethod
    def _begin(request: httpx.Request, body: bytes) -> str:
        """Check a request, and mark it; a request that httpx makes of it for a redirect carries the mark along."""
        if any(name in request.headers for name in HEADERS):
            raise BadRequest("the request has a payment header already; this transport makes its own")
        if len(body) > MOST_BODY:
            raise BadRequest(f"a request that may have to be paid has at most {MOST_BODY:,} bytes")
        request.extensions.setdefault(_MARK, str(request.url))
        return fingerprint(request.method, str(request.url), body)

    def _pay(self, request: httpx.Request, key: str, response: httpx.Response, terms: bytes) -> Attempt:
        url = str(request.url)
        refuse_elsewhere(request.extensions[_MARK], url)
        return self.purse.pay(key, url, response.headers.multi_items(), terms)

    @staticmethod
    def _copy(request: httpx.Request, body: bytes, payment: SignedPayment | None) -> httpx.Request:
        """A request that the client does not know, and so cannot forward."""
        headers = [(k, v) for k, v in request.headers.raw if k.lower() != b"transfer-encoding"]
        copied = httpx.Request(
            request.method, request.url, headers=headers, content=body, extensions=dict(request.extensions)
        )
        if payment is not None:
            copied.headers[payment.header] = payment.secret
        return copied

    @staticmethod
    def _without_location(response: httpx.Response) -> httpx.Response:
        """The answer to a paid request, without a place to go on to: whoever is there was not asked to be paid."""
        if response.is_redirect:
            del response.headers["location"]
        return response


class _Body(httpx.SyncByteStream):
    """A body that tells when it has come to its end, or that it has not."""

    def __init__(self, inner: httpx.SyncByteStream, attempt: Attempt, status: int) -> None:
        self._inner, self._attempt, self._status, self._broke = inner, attempt, status, False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._inner
        except BaseException:
            self._broke = True
            raise

    def close(self) -> None:
        self._attempt.ended(None if self._broke else self._status)
        self._inner.close()


class _AsyncBody(httpx.AsyncByteStream):
    """The same for async calls."""

    def __init__(self, inner: httpx.AsyncByteStream, attempt: Attempt, status: int) -> None:
        self._inner, self._attempt, self._status, self._broke = inner, attempt, status, False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._inner:
                yield chunk
        except BaseException:
            self._broke = True
            raise

    async def aclose(self) -> None:
        self._attempt.ended(None if self._broke else self._status)
        await self._inner.aclose()


class X402Transport(_Paying, httpx.BaseTransport):
    """A transport that answers 402 with a payment, within limits.

    Nothing is signed that the guard does not approve; a lost answer is asked for again with the same payment when the
    same request is made again; a redirect is never paid for, and never gets the payment.

    Args:
        wallet: A wallet, anything that signs, or a key.
        cap: USD that one payment may be.
        total: USD in all, for the life of this transport; ten times the cap where nothing is said.
        network: `base`, `base-sepolia`, or a CAIP-2 name.
        pay_to: Who may be paid; where nothing is said, whoever is first paid at an origin.
        inner: What makes the requests; an `httpx.HTTPTransport` where nothing is said.
        clock: Unix seconds.

    Raises:
        BadRequest, WalletError: An argument makes no sense.

    Example:
        >>> client = httpx.Client(transport=X402Transport(1, cap="0.10"))
        >>> client.close()
    """

    def __init__(
        self,
        wallet: Wallet | Signer | str | bytes | int,
        cap: str | int | Decimal,
        *,
        total: str | int | Decimal | None = None,
        network: str = "base",
        pay_to: str | None = None,
        inner: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        wallet = conceal(wallet)  # before anything is raised: a traceback may show local variables
        super().__init__(wallet, cap, total=total, network=network, pay_to=pay_to, clock=clock)
        self._inner = httpx.HTTPTransport() if inner is None else inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and pay for it where that is asked for.

        Raises:
            TermsRefused, OverBudget: The payment asked for is refused; nothing was signed.
        """
        body = request.read()
        key = self._begin(request, body)
        attempt = self.purse.lost(key)
        if attempt is None:
            response = self._inner.handle_request(self._copy(request, body, None))
            if response.status_code != _PAYMENT_REQUIRED:
                return response
            try:
                attempt = self._pay(request, key, response, _read(response))
            finally:
                response.close()
        try:
            answer = self._inner.handle_request(self._copy(request, body, attempt.payment))
        except BaseException:
            attempt.ended(None)
            raise
        if answer.is_closed:  # its body was there at once
            attempt.ended(answer.status_code)
        else:
            answer.stream = _Body(cast("httpx.SyncByteStream", answer.stream), attempt, answer.status_code)
        return self._without_location(answer)

    def close(self) -> None:
        """Close what makes the requests."""
        self._inner.close()


class AsyncX402Transport(_Paying, httpx.AsyncBaseTransport):
    """`X402Transport` for `httpx.AsyncClient`.

    Args:
        wallet: As there.
        cap: As there.
        total: As there.
        network: As there.
        pay_to: As there.
        inner: What makes the requests; an `httpx.AsyncHTTPTransport` where nothing is said.
        clock: As there.
    """

    def __init__(
        self,
        wallet: Wallet | Signer | str | bytes | int,
        cap: str | int | Decimal,
        *,
        total: str | int | Decimal | None = None,
        network: str = "base",
        pay_to: str | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        wallet = conceal(wallet)  # before anything is raised: a traceback may show local variables
        super().__init__(wallet, cap, total=total, network=network, pay_to=pay_to, clock=clock)
        self._inner = httpx.AsyncHTTPTransport() if inner is None else inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and pay for it where that is asked for."""
        body = await request.aread()
        key = self._begin(request, body)
        attempt = self.purse.lost(key)
        if attempt is None:
            response = await self._inner.handle_async_request(self._copy(request, body, None))
            if response.status_code != _PAYMENT_REQUIRED:
                return response
            try:
                attempt = self._pay(request, key, response, await _aread(response))
            finally:
                await response.aclose()
        try:
            answer = await self._inner.handle_async_request(self._copy(request, body, attempt.payment))
        except BaseException:
            attempt.ended(None)
            raise
        if answer.is_closed:
            attempt.ended(answer.status_code)
        else:
            answer.stream = _AsyncBody(cast("httpx.AsyncByteStream", answer.stream), attempt, answer.status_code)
        return self._without_location(answer)

    async def aclose(self) -> None:
        """Close what makes the requests."""
        await self._inner.aclose()


def _read(response: httpx.Response) -> bytes:
    content = b""
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > MOST_TERMS:
            break
    return content


async def _aread(response: httpx.Response) -> bytes:
    content = b""
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > MOST_TERMS:
            break
    return content
