"""Studies: many runs in processes, by the clock on the wall, the start of the processes apart."""

from __future__ import annotations

import time
from collections.abc import Iterator

from visualnn.study.plan import Study
from visualnn.study.workers import outcomes

from .timing import Measured, at_most

JOBS = 2
"""Processes at once: as many as the machine has cores that the goals are for."""
WARM_COUNT = 2 * JOBS
"""Runs at the beginning that are not timed: by then every process has started."""


def studies() -> Iterator[Measured]:
    """Forty runs of XOR, and twenty of the digits against one after the other."""
    count = 40
    begin_seconds, seconds = _wall("xor", 1000, count, JOBS)
    what = f"{count} runs of XOR: wall × {JOBS} / {count} (start {begin_seconds:.1f} s apart)"
    yield at_most(what, 1e3 * seconds * JOBS / count, 65.0, "ms")
    yield at_most("    of which the processor's time, one run alone", _alone_ms("xor"), 65.0, "ms")

    count = 20
    begin_seconds, together = _wall("digits", None, count, JOBS)
    _, alone = _wall("digits", None, count, 1)
    what = f"{count} runs of digits in {JOBS} processes (start {begin_seconds:.1f} s apart)"
    yield at_most(f"{what}: of the time alone", together / alone, 0.6)


def _wall(lesson: str, iterations: int | None, count: int, jobs: int) -> tuple[float, float]:
    """Seconds until all processes have done some runs, and seconds that so many further runs
    take."""
    study = Study(lesson, seeds=tuple(range(WARM_COUNT + count)), iterations=iterations)
    begun = time.perf_counter()
    ended = [time.perf_counter() for _ in outcomes(study, study.runs, jobs)]
    return ended[WARM_COUNT - 1] - begun, ended[-1] - ended[WARM_COUNT - 1]


def _alone_ms(lesson: str) -> float:
    """Milliseconds of the processor that a run takes in this process."""
    count = 10
    study = Study(lesson, seeds=tuple(range(1 + count)), iterations=1000)
    ended = [time.process_time() for _ in outcomes(study, study.runs, 1)]
    return 1e3 * (ended[-1] - ended[0]) / count
