"""The server under load: beside a bare forwarder and LiteLLM's proxy on the same gateway, slow jobs, a budget, memory.

Everything runs on this machine's own address, in processes of their own, and stops by itself. The gateway answers at
once, which no real one does: a picture takes seconds to minutes, so what is measured is all that is added.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rows import Row
from serving_load import Load, ask, post

__all__ = ["serving"]

HERE = Path(__file__).parent
ROUTER = HERE.parent / "router"
LITELLM = HERE.parent / ".venv-litellm"
PIN = "litellm[proxy]==1.106.2"
"""The newest whose extra `proxy` can be installed."""
REPEATS = 3
CONCURRENT = {1: 60, 16: 240, 64: 480}
"""How many requests for each number of connections."""
SLOW_JOBS = 1_000
BUDGET, ASKED, PRICE = 37, 200, 16_750
REQUESTS, PICTURES = 100_000, 10_000
"""In the test of memory: how many requests, and how many of them buy a picture."""
START_SECONDS = 120
MASTER = f"sk-{secrets.token_hex(32)}"
"""LiteLLM's proxy does not start without."""
KEY = "0x" + "00" * 31 + "01"
GENERATIONS = "/v1/images/generations"


def order(prompt: str, **more: object) -> str:
    """The body of an order."""
    return json.dumps({"model": "zai/cogview-4", "prompt": prompt, "size": "512x512", **more})


@contextmanager
def process(command: list[Any], home: Path | None = None, *, quiet: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run a server for as long as the block lasts.

    Args:
        command: It.
        home: A home of its own.
        quiet: Whether what it prints is of no interest; otherwise its first line says where it listens, and is all.
    """
    places = {} if home is None else {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIXELFARE_")}
    environment = {**kept, "PYTHONPATH": str(ROUTER), **{name: str(place) for name, place in places.items()}}
    command = [str(part) for part in command]
    out = subprocess.DEVNULL if quiet else subprocess.PIPE
    started = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.DEVNULL, text=True)
    try:
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(60)
        started.kill()
        started.wait()


def said(started: subprocess.Popen[str]) -> dict[str, Any]:
    """The JSON line that a server of ours begins with."""
    found: dict[str, Any] = json.loads(started.stdout.readline() if started.stdout else "{}")
    return found


@contextmanager
def gateway() -> Iterator[str]:
    """The gateway that answers at once."""
    with process([sys.executable, HERE / "serving_apps.py", "upstream", 0]) as started:
        yield said(started)["url"]


@contextmanager
def ours(url: str, *options: str, budget: str = "call=none,day=none") -> Iterator[tuple[str, str, int]]:
    """`pixelfare serve` in a home of its own; gives URL, token and process id."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "pixelfare", "serve", "--port", "0", "--json", "--quiet", "--at-once", "2000"]
        if "--wallet" in options:
            Path(folder, "key").write_text(KEY)
            Path(folder, "key").chmod(0o600)
            options = tuple(str(Path(folder, "key")) if part == "KEY" else part for part in options)
        whole = [*command, "--gateway", "sandbox", "--url", url, "--budget", budget, *options]
        with process(whole, Path(folder)) as started:
            about = said(started)
            yield about["url"], about["token"], started.pid


@contextmanager
def forwarder(url: str) -> Iterator[str]:
    """The least that can stand between."""
    port = free_port()
    with process([sys.executable, HERE / "serving_apps.py", "forwarder", port, url], quiet=True):
        yield listening(port)


@contextmanager
def litellm(url: str) -> Iterator[str]:
    """LiteLLM's proxy, with one worker and nothing to write into."""
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        model = {"model": "openai/cogview-4", "api_base": f"{url}/v1", "api_key": "none"}
        listed = {
            "model_list": [{"model_name": "zai/cogview-4", "litellm_params": model}],
            "general_settings": {"master_key": MASTER},
        }
        Path(folder, "config.yaml").write_text(json.dumps(listed))  # JSON is YAML
        command = [LITELLM / "bin" / "litellm", "--config", Path(folder, "config.yaml"), "--port", port]
        os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
        command += ["--host", "127.0.0.1", "--num_workers", 1]
        with process(command, Path(folder), quiet=True):
            yield listening(port)


def installed() -> bool:
    """Whether LiteLLM's proxy is there, after an attempt to install it."""
    if not (LITELLM / ".ready").exists():
        print(f"Installing {PIN} into {LITELLM.name}; this takes a minute or two.", file=sys.stderr)
        venv.create(LITELLM, with_pip=True, clear=True)
        pip = [LITELLM / "bin" / "python", "-m", "pip", "install", "-qq", "--disable-pip-version-check", PIN]
        if subprocess.run(pip, check=False).returncode:
            return False
        (LITELLM / ".ready").touch()
    return True


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def listening(port: int) -> str:
    """Wait until somebody listens; gives the URL."""
    for _ in range(START_SECONDS * 10):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return f"http://127.0.0.1:{port}"
        time.sleep(0.1)
    raise RuntimeError(f"nobody listens on port {port}")


def beside() -> list[Row]:
    """Latency and requests per second, each server in turn so that all see the same machine; medians of repeats."""
    body = order("a red bicycle", response_format="b64_json")
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(gateway())
        own, token, _ = stack.enter_context(ours(url))
        servers = {"the gateway itself": (url, ""), "bare forwarder": (stack.enter_context(forwarder(url)), "")}
        servers["pixelfare serve"] = own, token
        if installed():
            servers["LiteLLM proxy"] = stack.enter_context(litellm(url)), MASTER
        plain = order("a red bicycle")
        bodies = {name: plain if name == "LiteLLM proxy" else body for name in servers}
        requests = {name: post(GENERATIONS, bodies[name], token) for name, (_, token) in servers.items()}
        for name, (place, _) in servers.items():
            _all(_sent(place, requests[name], 20, 4), name)
        rows = []
        for at_once, count in CONCURRENT.items():
            loads: dict[str, list[Load]] = {name: [] for name in servers}
            for _ in range(REPEATS):
                for name, (place, _) in servers.items():
                    loads[name].append(_all(_sent(place, requests[name], count, at_once), name))
            base = _milliseconds(loads["the gateway itself"])
            for name in list(servers)[1:]:
                added = _milliseconds(loads[name]) - base
                rate = statistics.median(len(load.seconds) / load.whole for load in loads[name])
                rows.append(Row(what=f"{name}, {at_once} at once: added to a call (median)", value=added, unit="ms"))
                rows.append(Row(what=f"{name}, {at_once} at once", value=rate, unit="requests/s"))
        return rows


def _sent(url: str, request: bytes, count: int, at_once: int) -> Load:
    return ask(url, lambda _: request, count, at_once)


def _all(load: Load, name: str) -> Load:
    if set(load.statuses) != {200}:
        raise RuntimeError(f"{name} answered {dict(load.statuses)}")
    return load


def _milliseconds(loads: list[Load]) -> float:
    return statistics.median(statistics.median(load.seconds) for load in loads) * 1e3


def slow_jobs() -> list[Row]:
    """A thousand jobs of five seconds at the same time, each asked for until it is done."""
    with gateway() as url, ours(url) as (own, token, _):
        load = ask(own, lambda number: post(GENERATIONS, order(f"slow {number}"), token), SLOW_JOBS, SLOW_JOBS)
    done = load.statuses[200]
    return [
        Row(what=f"{SLOW_JOBS:,} slow jobs of 5 s at once: delivered", value=done, goal=SLOW_JOBS, higher=True),
        Row(what=f"{SLOW_JOBS:,} slow jobs of 5 s at once: all of them took", value=load.whole, unit="s"),
    ]


def budget() -> list[Row]:
    """Two hundred ask at the same time, and the budget is for exactly 37: what was settled is on the seller's books."""
    with tempfile.TemporaryDirectory() as folder:
        books = Path(folder, "books.jsonl")
        selling = [sys.executable, "-m", "pixelfare", "sandbox", "--pays", "x402", "--fast", "--json", "--books", books]
        with process(selling) as seller:
            limit = f"call=none,day={BUDGET * PRICE / 1_000_000:.6f}"
            with ours(said(seller)["url"], "--wallet", "KEY", budget=limit) as (own, token, _):
                load = ask(own, lambda number: post(GENERATIONS, order(f"bicycle {number}"), token), ASKED, ASKED)
        lines = [json.loads(line) for line in books.read_text("utf-8").splitlines()]
    settled = [int(line["value"]) for line in lines if "value" in line and line.get("event", "settled") == "settled"]
    over = max(0, sum(settled) - BUDGET * PRICE)
    exact = (load.statuses[200], load.statuses[403], sum(settled)) == (BUDGET, ASKED - BUDGET, BUDGET * PRICE)
    text = f"{load.statuses[200]} pictures, {load.statuses[403]} refused"
    return [
        Row(what=f"{ASKED} at once, budget for {BUDGET}", text=text, met=exact),
        Row(what="settled on the seller's books", value=sum(settled) / 1e6, unit="USD"),
        Row(what="over budget", value=over, unit="micro-USD", goal=0),
    ]


def memory() -> list[Row]:
    """A hundred thousand requests: decisions, models, and one in ten a picture; what is held after each tenth."""
    with gateway() as url, ours(url) as (own, token, pid):
        decide = post("/v1/route", json.dumps({"prompt": "a red bicycle by the sea"}), token)
        listed = post("/v1/models/auto", "", token)
        pictures: Callable[[int], bytes] = lambda number: post(GENERATIONS, order(f"picture {number}"), token)  # noqa: E731
        every, held, rates = REQUESTS // PICTURES, [], []
        step = REQUESTS // 10
        for begin in range(0, REQUESTS, step):
            load = ask(
                own, lambda number, begin=begin: (
                    pictures(begin + number) if number % every == 0 else listed if number % 2 else decide
                ), step, 8,
            )  # fmt: skip
            _all(load, "pixelfare serve")
            held.append(_resident(pid))
            rates.append(step / load.whole)
            print(f"  {begin + step:>7,} requests: {held[-1] / 1e6:.1f} MB, {rates[-1]:.0f}/s", file=sys.stderr)
    return [
        Row(what=f"memory after {step:,} requests", value=held[0] / 1e6, unit="MB"),
        Row(what=f"memory after {REQUESTS:,} requests", value=held[-1] / 1e6, unit="MB"),
        Row(what="grown over the second half", value=(held[-1] - held[4]) / 1e6, unit="MB", goal=5.0),
        Row(what=f"requests/s, {PICTURES:,} of {REQUESTS:,} a picture", value=statistics.median(rates), unit="1/s"),
    ]


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) * 1024


def serving() -> list[Row]:
    """All of it; about ten minutes."""
    return [*beside(), *slow_jobs(), *budget(), *memory()]


if __name__ == "__main__":
    from rows import print_rows

    for one in sys.argv[1:] or ["beside", "slow_jobs", "budget", "memory"]:
        print_rows(one, globals()[one]())
