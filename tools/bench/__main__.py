"""Run all measurements and print one line each; the exit code is 1 if a goal was missed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import visualnn  # noqa: F401  first: its number of threads counts before NumPy

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from .convolution import block, lenet
from .drawing import drawing
from .engine import library, playing
from .flow import gradient_flow
from .furnishing import furnishing
from .heard import heard
from .journal import journal
from .landscape import walkers
from .large import agreement, iterations, openings, stepping, summaries
from .live import playing_live
from .picture_panels import panels_of_pictures
from .runs import runs_together
from .seeking import seeking
from .start import lessons_listed
from .studies import studies
from .touching import touching
from .turns import longest_turns
from .watching import watching
from .wide import products, steps
from .window import keys

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
    watching,
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
    if kernels := os.environ.get("OPENBLAS_CORETYPE"):
        print(f"  OpenBLAS is held to its kernels for {kernels}, PyTorch is not")
    for part in PARTS:
        if words and not any(word in part.__name__ for word in words):
            continue
        for measured in part():
            missed += measured.reached is False
            print(measured, flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
