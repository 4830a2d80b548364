"""Run all measurements and print one line each; the exit code is 1 if a goal was missed."""

from __future__ import annotations

import os
import sys

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# the thread count counts before NumPy
from .engine import playing, seeking  # noqa: E402
from .window import first_paint, keys  # noqa: E402

PARTS = (playing, seeking, keys, first_paint)


def main() -> int:
    missed = 0
    print("visualnn, measured in one run")
    for part in PARTS:
        for measured in part():
            missed += measured.reached is False
            print(measured, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
