"""What a server allows: where it listens, who may call, and how much at once."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from ipaddress import ip_address

from pixelfare.errors import BadRequest

__all__ = ["PORT", "ServerSettings", "is_local"]

PORT = 8403
"""Next to 8402, where a local proxy listens that may itself be one of the gateways."""
_MOST_AT_ONCE = 10_000
_MOST_PORT = 65_535
_NAME = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
_OWN = ("127.0.0.1", "localhost", "[::1]")


def is_local(host: str) -> bool:
    """Whether an address is of this machine only."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Limits and names of one server.

    Args:
        host: The address to listen on. On one that is not of this machine only, callers need keys.
        port: 0 for any free port.
        hosts: Further names that requests may be addressed to, such as the one a proxy in front is known by.
        public_url: How callers reach it, where that is not its own address; links to pictures begin with it.
        at_once: How many purchases may be under way; more are refused with 429.
        most_json: Bytes of a JSON body; input pictures in it are base64.
        most_upload: Bytes of a form with files.
        most_held: Bytes of input pictures that purchases under way may hold in memory; more are refused with 429.
        body_seconds: How long a body may take to arrive.
        link_seconds: How long a link to a picture works.
        stop_seconds: How long a stop waits for purchases under way; after that the ledger has them.

    Raises:
        BadRequest: A number out of range, a name that is none, or a public URL that is none.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    public_url: str = ""
    at_once: int = 256
    most_json: int = 80_000_000
    most_upload: int = 64_000_000
    most_held: int = 512_000_000
    body_seconds: float = 60.0
    link_seconds: int = 86_400
    stop_seconds: float = 30.0
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= _MOST_PORT:
            raise BadRequest(f"a port is from 0 to {_MOST_PORT}, not {self.port}")
        if not 1 <= self.at_once <= _MOST_AT_ONCE:
            raise BadRequest(f"at_once is from 1 to {_MOST_AT_ONCE}, not {self.at_once}")
        if self.public_url and not self.public_url.startswith(("https://", "http://")):
            raise BadRequest(f"a public URL begins with https:// or http://, not {self.public_url[:60]!r}")
        if not (math.isfinite(self.stop_seconds) and self.stop_seconds >= 0):
            raise BadRequest(f"stop_seconds is 0 or more, not {self.stop_seconds}")
        for name in self.hosts:
            if not _NAME.fullmatch(name):
                raise BadRequest(f"a name is as in pictures.example.com, without scheme and port, not {name[:60]!r}")
        # Names of this machine do not rebind, and whoever looks after the server from beside it uses them.
        names = (*_OWN, _bracketed(self.host), *self.hosts)
        object.__setattr__(self, "names", frozenset(name.lower() for name in names))

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_local(self.host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
