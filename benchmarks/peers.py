"""What the nearest peers take for the nearest thing they do, on the same prompts and in the same run.

Neither chooses an image model from the prompt. `blockrun-llm` picks a chat model by the prompt's words; litellm's
router picks among deployments and is handed the literal word "prompt" for a picture; its calculator prices one
image call. Both are installed into an environment of their own, `.venv-peers`, never into that of pixelfare.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

from rows import Row

HERE = Path(__file__).parent
PLACE = HERE.parent / ".venv-peers"
PINS = ("blockrun-llm==1.21.1", "litellm==1.106.2")


def peers(place: Path = PLACE) -> list[Row]:
    """Install the peers if need be, and measure them."""
    python = place / "bin" / "python"
    try:
        if not python.exists():
            print(f"Installing {', '.join(PINS)} into {place.name}; this takes a minute or two.", file=sys.stderr)
            venv.create(place, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-qq", *PINS], check=True)
        quiet = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "OPENAI_API_KEY": "none"}
        done = subprocess.run(
            [python, HERE / "peers_inside.py", HERE / "image_router"],
            check=True,
            capture_output=True,
            text=True,
            env=quiet,
        )
    except (OSError, subprocess.CalledProcessError) as failure:
        return [Row(what="peers", text=f"not measured: {failure}")]
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
