"""Which URLs may be called: https, or this machine; and never another place than the one that was meant."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from pixelfare.errors import BadAnswer, BadRequest
from pixelfare.transport.addresses import address_of, is_public
from pixelfare.x402.origins import is_loopback_host, same_origin

__all__ = ["base_url", "is_loopback", "poll_place", "public_place", "result_place"]

_LONGEST = 8_192
_PORTS = {"http": 80, "https": 443}


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    return is_loopback_host(urlsplit(url).hostname or "")


def base_url(url: str, *, what: str = "the gateway's URL") -> str:
    """Check a gateway's base URL.

    Returns:
        The URL without a slash at its end.

    Raises:
        BadRequest: Not https, nor http on this machine; or it carries a name, a password, a query or a fragment.
    """
    problem = _problem(url)
    if not problem and (urlsplit(url).query or urlsplit(url).fragment):
        problem = "has a query or a fragment"
    if problem:
        raise BadRequest(f"{what} {problem}; it is an https URL, or an http one on this machine")
    return url.rstrip("/")


def poll_place(asked: str, poll_url: object) -> str:
    """Where a slow job is asked for.

    Args:
        asked: The URL that answered with the job.
        poll_url: What the answer says: a path, or an absolute URL of the same origin.

    Raises:
        BadAnswer: Another origin, or no URL at all.
    """
    if not isinstance(poll_url, str) or not poll_url:
        raise BadAnswer("the gateway answered with a job but did not say where to ask for it")
    try:
        place = urljoin(asked, poll_url)
        problem = _problem(place)
    except ValueError:
        problem = "is no URL"
    if problem:
        raise BadAnswer(f"the job's poll_url {problem}; it was not called")
    if not same_origin(asked, place):
        raise BadAnswer("the job's poll_url leads to another place than the gateway; it was not called")
    return place


def result_place(gateway: str, url: str) -> str:
    """Check where a finished picture is to be fetched.

    Args:
        gateway: The gateway's base URL.
        url: What the answer says.

    Raises:
        BadAnswer: Not https, or an address inside a private network that is not the gateway's own.
    """
    problem = _problem(url)
    if not problem and not same_origin(gateway, url):
        host = urlsplit(url).hostname or ""
        address = address_of(host)
        if is_loopback(url) or f".{host}".rstrip(".").endswith(".localhost"):
            problem = "" if is_loopback(gateway) else "leads to this machine"
        elif address is not None and not is_public(address):
            problem = "leads into a private network"
    if problem:
        raise BadAnswer(f"a picture's URL {problem}; it was not called")
    return url


def public_place(url: str) -> str:
    """What speaks against fetching a URL that somebody else names; empty where nothing does."""
    problem = _problem(url)
    if problem:
        return problem
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = address_of(host)
    if parts.scheme != "https":
        return "is not https"
    if f".{host}".rstrip(".").endswith((".localhost", ".local", ".internal")):
        return "leads into a private network"
    return "leads into a private network" if address is not None and not is_public(address) else ""


def _problem(url: str) -> str:
    if not isinstance(url, str) or len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return "is no URL"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  it is checked when it is read
    except ValueError:
        return "is no URL"
    if not parts.hostname or parts.scheme not in _PORTS or "\\" in url or _odd_number(parts.hostname):
        return "is no URL"
    if parts.username is not None or parts.password is not None:
        return "carries a name or a password"
    if parts.scheme == "http" and not is_loopback(url):
        return "is not https"
    return ""


def _odd_number(host: str) -> bool:
    """Whether a host is a number in a form that resolvers take for an address and we do not: `127.1`, `0x7f000001`."""
    last = host.rstrip(".").rpartition(".")[2]
    return address_of(host) is None and (last.isdigit() or last.startswith("0x"))
