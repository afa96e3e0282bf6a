"""`python -m pixelfare` is the command `pixelfare`."""

from __future__ import annotations

import sys

from pixelfare.cli import main

if __name__ == "__main__":
    sys.exit(main())
