"""Runs inside the peers' own environment: measures them and prints JSON. See peers.py."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PASSES = 3


def imported(module: str) -> float:
    """Median milliseconds to import a module, in fresh processes."""
    code = f"import time; begin = time.perf_counter(); import {module}; print((time.perf_counter() - begin) * 1e3)"
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True) for _ in range(4)]
    return statistics.median(float(run.stdout.split()[-1]) for run in runs[1:])


def warm(prompts: list[str], act: Callable[[str], object]) -> tuple[float, float]:
    """Median and mean microseconds of an act; each prompt's time is its median of a few passes."""
    each = []
    for prompt in prompts:
        times = []
        for _ in range(PASSES):
            begin = time.perf_counter_ns()
            act(prompt)
            times.append(time.perf_counter_ns() - begin)
        each.append(statistics.median(times) / 1e3)
    return statistics.median(each), statistics.mean(each)


def main() -> None:
    """Measure, and print the rows as JSON."""
    folder = Path(sys.argv[1])
    sets = {
        name: [json.loads(line)["prompt"] for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("partiprompts", "community")
    }
    rows: list[dict[str, object]] = []
    rows += [{"what": f"import {m}", "value": imported(m), "unit": "ms"} for m in ("blockrun_llm", "litellm")]

    from blockrun_llm.router import route

    prices = {
        "openai/gpt-5-mini": {"input_price": 0.25, "output_price": 2.0},
        "anthropic/claude-sonnet-4.6": {"input_price": 3.0, "output_price": 15.0},
        "google/gemini-2.5-flash": {"input_price": 0.3, "output_price": 2.5},
    }
    for name, prompts in sets.items():
        p50, mean = warm(prompts, lambda prompt: route(prompt, None, 1024, prices))
        rows.append(
            {"what": f"blockrun-llm route (a chat model), {name}", "text": f"p50 {p50:.0f}, mean {mean:.0f} us"}
        )

    from litellm import Router
    from litellm.cost_calculator import default_image_cost_calculator

    names = ("openai/dall-e-3", "openai/gpt-image-1", "openai/gpt-image-2", "openai/gpt-image-1.5")
    deployments = [
        {"model_name": "img", "litellm_params": {"model": names[i % 4], "api_key": str(i)}} for i in range(12)
    ]
    router = Router(model_list=deployments, routing_strategy="simple-shuffle")
    # What its image path passes on, whatever the caller's prompt is.
    messages = [{"role": "user", "content": "prompt"}]
    p50, mean = warm(sets["partiprompts"], lambda _: router.get_available_deployment(model="img", messages=messages))
    rows.append(
        {"what": "litellm Router pick of 12 deployments, prompt unseen", "text": f"p50 {p50:.0f}, mean {mean:.0f} us"}
    )

    def price(_: str) -> float:
        return float(
            default_image_cost_calculator(
                model="gpt-image-1", size="1024x1024", quality="low", n=1, custom_llm_provider="openai"
            )
        )

    p50, mean = warm(sets["partiprompts"], price)
    rows.append({"what": "litellm price of one given image call", "text": f"p50 {p50:.1f}, mean {mean:.1f} us"})
    for model in ("gpt-image-1", "gpt-image-2", "dall-e-3"):
        try:
            quoted = (
                f"{default_image_cost_calculator(model=model, size='1024x1024', n=1, custom_llm_provider='openai')} USD"
            )
        except Exception as failure:  # noqa: BLE001  whatever it raises is the result
            quoted = type(failure).__name__
        rows.append({"what": f"litellm price of {model} at 1024x1024", "text": quoted})
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
