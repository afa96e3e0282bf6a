"""Running the command: inside this process, which is quick, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pixelfare
from pixelfare.cli import main

SOURCES = Path(pixelfare.__file__).parents[1]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def errors(self) -> list[Any]:
        return [json.loads(line) for line in self.err.splitlines()]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`cli("route", "a cat", stdin=b"...")` in this process."""

    def run(*argv: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        monkeypatch.setenv("COLUMNS", "200")
        capsys.readouterr()
        code = main([str(part) for part in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(code, out, err)

    return run


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """`process("route", "a cat", input=b"...")` as a process of its own."""

    def run(*argv: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
        options.setdefault("capture_output", "stdout" not in options)
        return subprocess.run(
            [sys.executable, "-m", "pixelfare", *argv],
            env=environment(env), timeout=60, check=False, **options,
        )  # fmt: skip

    return run


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    # Test runners that share out the work set COLUMNS; a shell does not export it.
    own = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return {**own, "PYTHONPATH": str(SOURCES), **(more or {})}


@pytest.fixture
def env() -> Callable[..., dict[str, str]]:
    return environment
