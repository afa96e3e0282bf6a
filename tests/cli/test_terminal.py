"""On a real terminal, of 80 and of 120 columns: nothing is too wide, and colours can be turned off."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

pytest.importorskip("pty", reason="no pseudo-terminals here")

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
REPAINT = re.compile(r"\r|\x1b\[2K")  # where a slow command's spinner is painted over
COLOUR = re.compile(r"\x1b\[[0-9;]*(?:3[0-7]|9[0-7]|38)[0-9;]*m")
DEMO = Path(__file__).parents[2] / "scripts" / "demo.py"
IN_TERMINAL = """
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, int(sys.argv[1]), 0, 0))
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    sys.stdout.buffer.write(data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
COMMANDS = [
    ["route", "霓虹招牌上写着“欢迎光临”", "--explain"],
    ["route", "a cat", "--size", "4K", "--max-usd", "0.01"],
    ["read", "turn this photo into a watercolour that says “欢迎光临” and 'OPEN', 16:9"],
    ["models"],
    ["models", "gpt-image-2"],
    ["models", "--gateway", "any"],
    ["quote", "nano-banana-pro", "--size", "4096x4096"],
    ["policies"],
    ["policies", "quality"],
    ["catalog", "show"],
    ["catalog", "check"],
    ["catalog", "diff", "2026-05-01", "2026-11-22", "--all"],
    ["generate", "a cat", "--dry-run"],
    ["route", "--help"],
]


def in_terminal(env: dict[str, str], width: int, *argv: str) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in env.items() if k not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"} or v == "1"}
    return subprocess.run(
        [sys.executable, "-c", IN_TERMINAL, str(width), *argv],
        env={**clean, "TERM": "xterm-256color"}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def shown(ran: subprocess.CompletedProcess[bytes]) -> list[str]:
    """What stood on each line, one after the other where it was painted over."""
    return [ANSI.sub("", painted) for line in ran.stdout.decode().split("\n") for painted in REPAINT.split(line)]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("argv", COMMANDS, ids=lambda argv: " ".join(argv)[:30])
def test_nothing_is_wider_than_the_terminal(env: Any, argv: list[str], width: int) -> None:
    ran = in_terminal(env(), width, "-m", "pixelfare", *argv)
    assert ran.returncode in {0, 3}, ran.stdout.decode()
    lines = shown(ran)
    examples = lines.index(" Examples") if " Examples" in lines else len(lines)
    assert len(lines) > 1
    assert [line for line in lines[:examples] if cell_len(line) > width] == []


def test_colours_on_a_terminal_and_none_where_they_are_not_wanted(env: Any, process: Any) -> None:
    command = ("-m", "pixelfare", "route", "a cat")
    assert COLOUR.search(in_terminal(env(), 80, *command).stdout.decode())
    assert not COLOUR.search(in_terminal(env({"NO_COLOR": "1"}), 80, *command).stdout.decode())
    assert b"\x1b" not in process("route", "a cat").stdout


def test_piped_output_keeps_rows_on_their_lines_without_fill(process: Any) -> None:
    ran = process("models")
    rows = ran.stdout.decode().splitlines()
    assert all(row == row.rstrip() for row in rows)
    (row,) = (row for row in rows if row.startswith("zai/cogview-4"))
    assert "1344x768" in row


@pytest.mark.skipif(not DEMO.exists(), reason="only in a checkout")
@pytest.mark.parametrize("width", [80, 120])
def test_the_demo_fits_and_saves_a_picture(env: Any, tmp_path: Path, width: int) -> None:
    ran = in_terminal(env({"TMPDIR": str(tmp_path)}), width, str(DEMO))
    lines = shown(ran)
    assert ran.returncode == 0, lines
    assert [line for line in lines if cell_len(line) > width and not line.startswith("saved ")] == []
    assert any("12 prompts for $" in line for line in lines)
    (saved,) = (line.removeprefix("saved ") for line in lines if line.startswith("saved "))
    assert Path(saved).stat().st_size > 1_000
