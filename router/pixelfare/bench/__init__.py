"""A benchmark of image routers: labelled prompts, published figures, exact prices."""

from pixelfare.bench.report import Report, run_bench

__all__ = ["Report", "run_bench"]
