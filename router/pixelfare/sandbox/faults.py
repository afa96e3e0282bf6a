"""What can go wrong, on purpose: scripted, or drawn from a seed."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pixelfare.errors import BadRequest

__all__ = ["ATTACKS", "KINDS", "RANDOM", "ConnectionLost", "Fault", "Faults"]

STAGES = ("ask", "paid", "poll", "file")
"""An order without a payment, with one (or one that wants none), a question after a job, a finished picture."""

ATTACKS = {
    "asks-500": "asks for $500",
    "asks-more": "asks for a micro-dollar more than the price",
    "asks-99": "asks for $0.99",
    "dear-first": "lists a dear offer before the true one",
    "other-token": "asks for another token",
    "other-chain": "asks for USDC on Ethereum",
    "wrong-domain-name": "gives another EIP-712 name",
    "long-timeout": "gives a billion seconds to pay",
    "pay-to-swapped": "names another payee",
    "pay-to-zero": "names nobody as payee",
    "foreign-resource": "says the terms are for another origin",
    "hex-amount": "writes the amount in hex",
    "negative-amount": "asks for a negative amount",
    "float-amount": "writes the amount with a point",
    "duplicate-keys": "writes a key twice",
    "huge-terms": "sends terms of 100,000 characters",
    "many-offers": "lists a hundred offers",
    "permit2": "asks for a Permit2 transfer",
    "upfront": "asks for the money before the work",
    "upto-only": "offers the scheme upto only",
    "clock-skew": "dates its answer an hour ahead",
    "no-terms": "asks to be paid, and does not say how",
}
"""Kinds that change what a 402 asks for."""

KINDS: dict[str, str] = {
    **dict.fromkeys(ATTACKS, "ask"),
    "redirect-unpaid": "ask", "redirect-paid": "paid", "foreign-poll-url": "paid", "foreign-result-url": "paid",
    "delay": "paid", "reset-before": "paid", "reset-after": "paid", "truncated": "paid", "402-after-paying": "paid",
    "402-after-settling": "paid", "400": "paid", "403": "paid", "429": "paid", "500": "paid", "502": "paid",
    "503": "paid", "504": "paid", "524": "paid", "html": "paid", "empty": "paid", "not-json": "paid",
    "not-an-image": "paid", "wrong-size": "paid", "zip-bomb": "paid", "huge-headers": "paid", "no-data": "paid",
    "slow": "paid", "job-failed": "poll", "job-failed-unclear": "poll", "poll-404": "poll", "poll-402": "poll",
    "poll-504": "poll", "poll-reset": "poll", "lost-job": "poll", "settlement-failed": "poll",
    "reset-after-poll": "poll", "result-404": "file", "result-reset": "file", "result-500": "file",
}  # fmt: skip
"""Every kind, with the stage it happens at where nothing else is said."""

RANDOM = (
    "reset-before", "reset-after", "truncated", "402-after-paying", "402-after-settling", "400", "403", "429", "500",
    "502", "503", "504", "524", "html", "empty", "not-an-image", "slow", "job-failed", "job-failed-unclear", "poll-504",
    "poll-402", "poll-reset", "reset-after-poll", "settlement-failed", "result-reset", "asks-more", "asks-500",
    "result-404",
)  # fmt: skip
"""Kinds that a seed draws from."""


class ConnectionLost(Exception):
    """The connection breaks here. A server closes it; somebody without sockets makes an error of their own of it.

    Args:
        sent: What was already written of the answer: status, headers, the first part of the body; `None` for nothing.
    """

    def __init__(self, sent: tuple[int, dict[str, str], bytes] | None = None) -> None:
        self.sent = sent
        super().__init__("the sandbox hangs up")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong.

    Args:
        kind: One of `KINDS`.
        at: The stage; that of its kind where nothing is said.
        times: How often.
        seconds: For `delay` and for `Retry-After`.
    """

    kind: str
    at: str = ""
    times: int = 1
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadRequest(f"no fault is called {self.kind!r}; there are {', '.join(sorted(KINDS))}")
        if self.at and self.at not in STAGES:
            raise BadRequest(f"a fault is at {', '.join(STAGES)}, not at {self.at!r}")
        if type(self.times) is not int or self.times < 1:
            raise BadRequest(f"times is a whole number from 1, not {self.times!r}")

    @property
    def stage(self) -> str:
        """Where it happens."""
        return self.at or KINDS[self.kind]

    @classmethod
    def parse(cls, text: str) -> Fault:
        """A fault as the command line writes it: `500`, `500:3`, `500@ask:2`.

        Raises:
            BadRequest: It is none.
        """
        rest, _, times = text.partition(":")
        kind, _, at = rest.partition("@")
        if times and not (times.isascii() and times.isdigit()):
            raise BadRequest(f"{text!r} is no fault such as 500 or 500:3")
        return cls(kind=kind, at=at, times=int(times) if times else 1)


class Faults:
    """Which fault comes next; threads may share it.

    Args:
        script: Faults, each used up in its order at its stage.
        seed: Draw more of them from this seed.
        rate: How likely a fault is at each request, 0 to 1.
        kinds: What is drawn from.
    """

    def __init__(
        self, script: Iterable[Fault | str] = (), *, seed: int | None = None, rate: float = 0.0,
        kinds: Sequence[str] = RANDOM,
    ) -> None:  # fmt: skip
        self._script = [fault if isinstance(fault, Fault) else Fault.parse(fault) for fault in script]
        if not 0 <= rate <= 1:
            raise BadRequest(f"a rate is from 0 to 1, not {rate!r}")
        self._drawn = [Fault(kind=kind) for kind in kinds]
        self._rate = rate
        self._random = random.Random(seed)  # noqa: S311  to repeat a run, not to keep a secret
        self._lock = threading.Lock()
        self.happened: list[str] = []
        """Kinds, in the order in which they happened."""

    def add(self, *faults: Fault | str) -> None:
        """Let more go wrong."""
        with self._lock:
            self._script += [fault if isinstance(fault, Fault) else Fault.parse(fault) for fault in faults]

    def take(self, stage: str) -> Fault | None:
        """The fault that happens now, if any."""
        with self._lock:
            found = self._scripted(stage) or self._at_random(stage)
            if found is not None:
                self.happened.append(found.kind)
            return found

    def _scripted(self, stage: str) -> Fault | None:
        for index, fault in enumerate(self._script):
            if fault.stage == stage:
                if fault.times > 1:
                    self._script[index] = replace(fault, times=fault.times - 1)
                else:
                    del self._script[index]
                return fault
        return None

    def _at_random(self, stage: str) -> Fault | None:
        if not self._rate or self._random.random() >= self._rate:
            return None
        fit = [fault for fault in self._drawn if fault.stage == stage]
        return self._random.choice(fit) if fit else None
