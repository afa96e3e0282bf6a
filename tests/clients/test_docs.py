"""The blocks of docs/server.md that need a client or a server, as they stand but for address and token."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from clients.serving import Served

CLIENT = "curl"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "server.md"
BLOCKS = dict(
    re.findall(
        r"^<!-- run by scripts/clients.py -->\n```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
)


def placed(language: str, served: Served) -> str:
    return BLOCKS[language].replace("http://127.0.0.1:8403", served.url).replace("pf-local-...", served.token)


def test_page_python(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """The example for OpenAI's client."""
    space: dict[str, Any] = {}
    exec(compile(placed("python", served), "docs/server.md", "exec"), space)  # noqa: S102  our own docs
    assert space["answer"].data[0].url.startswith(served.url)
    assert capsys.readouterr().out.count(" ") == 2


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_page_curl(served: Served, png: Path, tmp_path: Path) -> None:
    """The examples for curl."""
    shutil.copy(png, tmp_path / "bicycle.png")
    script = placed("sh", served).replace("curl http", "curl -sSf http")
    env = {**os.environ, "TOKEN": served.token}
    ran = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)  # noqa: S607  any sh
    assert ran.stdout.count('"order"') == 2
