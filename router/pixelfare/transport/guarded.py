"""Transports for places that somebody else named: they look a name up, check what they find, and call just that.

The address that was checked is the address that is called, so a name that answers differently the second time gains
nothing. TLS still asks for the name, and verifies it. Behind a proxy it is the proxy that looks the name up: then what
this machine finds is checked, if it finds anything, and a name can evade that which looks different from over there.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from urllib.request import getproxies, proxy_bypass

import httpx

from pixelfare.transport.addresses import address_of, is_public
from pixelfare.transport.deadline import limited

__all__ = ["AsyncGuarded", "Guarded", "NotPublic", "proxy_for"]

Resolver = Callable[[str, int], Iterable[str]]
AsyncResolver = Callable[[str, int], Awaitable[Iterable[str]]]
MOST_ADDRESSES = 4
"""Addresses of one name that are tried, one after the other."""
_ONCE = httpx.Limits(max_keepalive_connections=0)
"""No connection is kept for another request: it is known by its address, while TLS verified a name."""
_UNREACHED = (httpx.ConnectError, httpx.ConnectTimeout)
_NO_ANSWER = (OSError, UnicodeError)
"""What a look-up raises: there is no such host, or no host can be called that."""


class NotPublic(httpx.ConnectError):
    """A name leads to an address that is not of the public internet; nobody was called."""


class Guarded(httpx.BaseTransport):
    """Calls public addresses only.

    Args:
        verify: How certificates are verified.
        proxy: The proxy that the calls go through, if any.
        resolve: The addresses of a host and port.
        inner: What carries out a checked request, for tests.
    """

    def __init__(
        self,
        verify: ssl.SSLContext,
        *,
        proxy: str | None = None,
        resolve: Resolver | None = None,
        inner: httpx.BaseTransport | None = None,
    ) -> None:
        self._proxied = proxy is not None
        self._resolve = _look_up if resolve is None else resolve
        made = httpx.HTTPTransport(verify=verify, proxy=proxy, limits=_ONCE, trust_env=False)
        self._inner = inner or limited(made)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Look up, check, call.

        Raises:
            NotPublic: One of the addresses is not public.
        """
        host, port = _host(request), _port(request)
        try:
            found = [host] if address_of(host) else self._resolve(host, port)
        except _NO_ANSWER as failure:
            found = _unknown(failure, proxied=self._proxied)
        addresses = _checked(found)
        if self._proxied:
            return self._inner.handle_request(request)
        failed: Exception | None = None
        for address in addresses:
            try:
                return self._inner.handle_request(_at(address, request))
            except _UNREACHED as failure:
                failed = failure
        raise failed or httpx.ConnectError("the name has no address")

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()


class AsyncGuarded(httpx.AsyncBaseTransport):
    """The same for async calls.

    Args:
        verify: As for `Guarded`.
        proxy: As for `Guarded`.
        resolve: The addresses of a host and port.
        inner: What carries out a checked request, for tests.
    """

    def __init__(
        self,
        verify: ssl.SSLContext,
        *,
        proxy: str | None = None,
        resolve: AsyncResolver | None = None,
        inner: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._proxied = proxy is not None
        self._resolve = _alook_up if resolve is None else resolve
        self._inner = inner or httpx.AsyncHTTPTransport(verify=verify, proxy=proxy, limits=_ONCE, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Look up, check, call.

        Raises:
            NotPublic: One of the addresses is not public.
        """
        host, port = _host(request), _port(request)
        limit = request.extensions.get("timeout", {}).get("connect")
        try:
            found = [host] if address_of(host) else await asyncio.wait_for(self._resolve(host, port), limit)
        except TimeoutError:
            raise httpx.ConnectTimeout("the look-up took too long") from None
        except _NO_ANSWER as failure:
            found = _unknown(failure, proxied=self._proxied)
        addresses = _checked(found)
        if self._proxied:
            return await self._inner.handle_async_request(request)
        failed: Exception | None = None
        for address in addresses:
            try:
                return await self._inner.handle_async_request(_at(address, request))
            except _UNREACHED as failure:
                failed = failure
        raise failed or httpx.ConnectError("the name has no address")

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an https URL."""
    proxies = getproxies()
    proxy = proxies.get("https") or proxies.get("all")
    if not proxy or proxy_bypass(httpx.URL(url).host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _look_up(host: str, port: int) -> Iterable[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


async def _alook_up(host: str, port: int) -> Iterable[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def _unknown(failure: Exception, *, proxied: bool) -> list[str]:
    if proxied:
        return []
    raise httpx.ConnectError("the look-up failed") from failure


def _checked(found: Iterable[str]) -> list[str]:
    """The addresses to call: all those found must be public, for one that is not betrays what the name is for."""
    addresses = list(dict.fromkeys(found))
    if not all(is_public(address) for address in addresses):
        raise NotPublic("leads into a private network")
    return addresses[:MOST_ADDRESSES]


def _at(address: str, request: httpx.Request) -> httpx.Request:
    """The same request to an address; its `Host` header, and the name that TLS verifies, stay."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": _host(request)},
    )


def _host(request: httpx.Request) -> str:
    return request.url.raw_host.decode("ascii")


def _port(request: httpx.Request) -> int:
    return request.url.port or (80 if request.url.scheme == "http" else 443)
