"""Every block of `docs/frameworks.md` runs, with a model that follows a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frameworks.loops import DONE, MODELS

PAGE = Path(__file__).parents[2] / "docs" / "frameworks.md"
BLOCKS = (
    re.findall(
        r"run by scripts/frameworks.py -->\n```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    if PAGE.exists()
    else []
)


def test_there_is_a_block_for_each_framework() -> None:
    assert len(BLOCKS) == len(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_the_block_runs(name: str, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (block,) = (block for block in BLOCKS if f"pixelfare.tools.{name} " in block)
    script = [("generate_image", {"prompt": "a lighthouse", "key": "lighthouse-1"})]
    exec(compile(block, PAGE.name, "exec"), {"__name__": "docs", "model": MODELS[name](script)})  # noqa: S102  our own docs
    assert DONE in capsys.readouterr().out
    assert list(home.rglob("*.png"))
