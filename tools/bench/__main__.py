"""Run all measurements and print one line each; the exit code is 1 if a goal was missed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# the thread count counts before NumPy
from .convolution import block, lenet  # noqa: E402
from .drawing import drawing  # noqa: E402
from .engine import library, playing  # noqa: E402
from .flow import gradient_flow  # noqa: E402
from .furnishing import furnishing  # noqa: E402
from .heard import heard  # noqa: E402
from .journal import journal  # noqa: E402
from .landscape import walkers  # noqa: E402
from .large import agreement, iterations, openings, stepping, summaries  # noqa: E402
from .live import playing_live  # noqa: E402
from .picture_panels import panels_of_pictures  # noqa: E402
from .runs import runs_together  # noqa: E402
from .seeking import seeking  # noqa: E402
from .start import lessons_listed  # noqa: E402
from .studies import studies  # noqa: E402
from .touching import touching  # noqa: E402
from .turns import longest_turns  # noqa: E402
from .wide import products, steps  # noqa: E402
from .window import keys  # noqa: E402

PARTS = (
    playing,
    library,
    steps,
    products,
    lenet,
    block,
    seeking,
    keys,
    playing_live,
    panels_of_pictures,
    drawing,
    touching,
    runs_together,
    gradient_flow,
    walkers,
    furnishing,
    lessons_listed,
    heard,
    studies,
    summaries,
    openings,
    stepping,
    iterations,
    agreement,
    longest_turns,
    journal,  # its application has no screen, so it comes last
)


def main(words: Sequence[str]) -> int:
    """All parts, or those whose names contain one of the words."""
    missed = 0
    print("visualnn, measured in one run")
    for part in PARTS:
        if words and not any(word in part.__name__ for word in words):
            continue
        for measured in part():
            missed += measured.reached is False
            print(measured, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
