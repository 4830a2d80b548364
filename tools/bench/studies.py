"""Studies: many runs in processes, by the clock on the wall, the start of the processes apart."""

from __future__ import annotations

import time
from collections.abc import Iterator

from visualnn.study.plan import Study
from visualnn.study.workers import outcomes

from .timing import Measured, at_most

JOBS = 2
"""Processes at once: as many as the machine has cores that the goals are for."""


def studies() -> Iterator[Measured]:
    """Forty runs of XOR, and twenty of the digits against one after the other."""
    xor = Study("xor", seeds=tuple(range(40)), iterations=1000)
    begun = time.perf_counter()
    _wall(Study("xor", seeds=tuple(range(2 * JOBS)), iterations=1), JOBS)
    begin_seconds = time.perf_counter() - begun
    each = 1e3 * _wall(xor, JOBS) * JOBS / len(xor.runs)
    what = f"40 runs of XOR: wall × {JOBS} / 40 (workers' start {begin_seconds:.1f} s apart)"
    yield at_most(what, each, 65.0, "ms")

    digits = Study("digits", seeds=tuple(range(20)))
    together = _wall(digits, JOBS)
    alone = _wall(digits, 1)
    yield at_most(
        f"20 runs of digits in {JOBS} processes: of the time alone", together / alone, 0.6
    )


def _wall(study: Study, jobs: int) -> float:
    """Seconds that all runs of a study take."""
    begun = time.perf_counter()
    for _run, _outcome in outcomes(study, study.runs, jobs):
        pass
    return time.perf_counter() - begun
