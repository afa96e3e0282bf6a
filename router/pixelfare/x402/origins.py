"""Origins: scheme, host and port, which say who is asked and who is paid."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["is_loopback_host", "origin_of", "same_origin"]

_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """A URL's origin in the one form that it is compared and remembered in.

    Raises:
        ValueError: It has no such parts.

    Example:
        >>> origin_of("https://Gateway.example:443/api/v1?x=1")
        'https://gateway.example'
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{shown}{port}"


def same_origin(one: str, other: str) -> bool:
    """Whether two URLs have scheme, host and port in common."""
    try:
        return origin_of(one) == origin_of(other)
    except ValueError:
        return False


def is_loopback_host(host: str) -> bool:
    """Whether a host name is this machine's, in one of the three ways that proxies are never asked for."""
    return host.lower() in ("localhost", "127.0.0.1", "::1")
