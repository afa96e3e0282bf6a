"""Schemathesis against our server, in an environment of its own: what it describes is what it does, whatever is sent.

`make fuzz` runs all phases; `--smoke` a few examples for each operation. It buys with test money at a sandbox, under a
budget. It ends with 1 where an answer is not as described, the server does not live, or the books are not in order.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any

from environments import ROOT, python_of

PEERS = ("schemathesis==4.32.5",)
BUDGET_USD = "5"
WALLET = "0x" + "00" * 31 + "01"
"""A public throw-away key; never fund it."""
SMOKE, WHOLE = 5, 60
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"


def started(command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """A process, and the first line of JSON that it says."""
    made = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    if made.stdout is None:
        raise RuntimeError("it says nothing")
    return made, json.loads(made.stdout.readline())


def main() -> int:
    """Serve, attack, and look at the books."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="only a few examples")
    parser.add_argument("--seed", type=int, default=1, help="the same seed sends the same")
    asked = parser.parse_args()
    interpreter = str(python_of(".venv-fuzz", (*PEERS, f"{ROOT}[cli,server,images]")))
    with tempfile.TemporaryDirectory() as home:
        places = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_DATA_HOME": f"{home}/data"}
        environment = {**os.environ, **places, "PYTHONPATH": str(ROOT / "router"), "PYTHONUNBUFFERED": "1"}
        wallet = Path(home) / "key"
        wallet.write_text(WALLET, "utf-8")
        wallet.chmod(0o600)
        ours = [interpreter, "-m", "pixelfare"]
        sandbox, box = started([*ours, "sandbox", "--port", "0", "--pays", "x402", "--json"], environment)
        serve = ["serve", "--port", "0", "--gateway", "sandbox", "--url", box["url"], "--wallet", str(wallet), "--json"]
        server, said = started([*ours, *serve, "--budget", f"call=0.2,total={BUDGET_USD}", "--quiet"], environment)
        try:
            failed = attack(interpreter, said["url"], said["token"], smoke=asked.smoke, seed=asked.seed)
            alive = server.poll() is None and get(said["url"] + "/healthz") == {"status": "ok"}
        finally:
            server.terminate()
            server.wait(60)
            sandbox.terminate()
            sandbox.wait(60)
        spent = books(ours, environment)
    print(
        f"  alive: {alive}; orders {spent['orders']}, paid ${spent['paid']}, open {spent['open']}, most ${BUDGET_USD}"
    )
    return 1 if failed or not alive or spent["over"] or spent["open"] else 0


def attack(interpreter: str, url: str, token: str, *, smoke: bool, seed: int) -> bool:
    """Whether anything was not as described."""
    document = Path(tempfile.mkdtemp()) / "openapi.json"
    document.write_text(json.dumps(get(f"{url}/openapi.json", token)), "utf-8")
    command = [
        interpreter, "-m", "schemathesis.cli", "run", str(document), "--url", url,
        "--header", f"Authorization: Bearer {token}",
        "--checks", CHECKS, "--max-examples", str(SMOKE if smoke else WHOLE), "--seed", str(seed),
        "--request-timeout", "30", "--no-color", *(["--phases", "examples,fuzzing"] if smoke else []),
    ]  # fmt: skip
    began = time.monotonic()
    ran = subprocess.run(command, check=False, cwd=document.parent)
    print(f"  schemathesis: {time.monotonic() - began:.0f} s")
    return ran.returncode != 0


def books(ours: list[str], environment: dict[str, str]) -> dict[str, Any]:
    """What the ledger says when all is over."""
    listed = subprocess.run(
        [*ours, "orders", "--limit", "100000", "--json"], env=environment, capture_output=True, text=True, check=True
    )
    orders = [json.loads(line) for line in listed.stdout.splitlines()]
    paid = sum((Decimal(order.get("paid_usd") or 0) for order in orders), Decimal(0))
    left = [order["order"] for order in orders if order["money"] == "unknown"]
    return {"orders": len(orders), "paid": f"{paid:.6f}", "open": len(left), "over": paid > Decimal(BUDGET_USD)}


def get(url: str, token: str = "") -> Any:
    """JSON from our own server."""
    asked = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"} if token else {})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310  it is on this machine
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
