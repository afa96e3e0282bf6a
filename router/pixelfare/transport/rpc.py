"""Questions to a node of the chain, as JSON-RPC over HTTP: plain reading, nothing is ever sent to the chain."""

from __future__ import annotations

import json
from collections.abc import Generator
from http import HTTPStatus
from typing import Any, TypeVar

from pixelfare.errors import BadAnswer
from pixelfare.transport.messages import Flow, HttpRequest, ask
from pixelfare.transport.places import base_url

__all__ = ["ask_node", "rpc_flow"]

T = TypeVar("T")
SECONDS = 20.0
MOST_BYTES = 1024 * 1024
_HEADERS = (("content-type", "application/json"), ("accept-encoding", "identity"), ("user-agent", "pixelfare"))


def rpc_flow(url: str, questions: Generator[dict[str, Any], Any, T]) -> Flow[T]:
    """Ask a node what a generator wants to know.

    Args:
        url: The node, https or on this machine; a key in its query is never shown.
        questions: Yields JSON-RPC requests, is sent the decoded answers, and returns what they mean.

    Raises:
        GatewayUnreachable: The node does not answer.
        BadAnswer: It answers with something else than JSON.
    """
    base_url(url.partition("?")[0])
    answer: Any = None
    while True:
        try:
            question = questions.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        request = HttpRequest(
            method="POST", url=url, headers=_HEADERS, body=json.dumps(question).encode(), timeout=SECONDS,
            max_bytes=MOST_BYTES,
        )  # fmt: skip
        response = yield from ask(request)
        try:
            answer = json.loads(response.body)
        except (ValueError, RecursionError):
            raise BadAnswer(f"{request.place} answered {response.status} with no JSON") from None
        if response.status != HTTPStatus.OK and not isinstance(answer, dict):
            raise BadAnswer(f"{request.place} answered {response.status}")


def ask_node(url: str, questions: Generator[dict[str, Any], Any, T]) -> T:
    """`rpc_flow`, carried out at once with a connection of its own."""
    from pixelfare.transport.shells import new_client, run  # noqa: PLC0415  httpx is loaded when somebody is called

    with new_client() as client:
        return run(rpc_flow(url, questions), client)
