"""The command line: what a short answer costs, against the shortest."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator

from .timing import Measured, at_most

ROUNDS = 9


def lessons_listed() -> Iterator[Measured]:
    """Listing the lessons against telling the version, taking turns."""
    listed, version = [], []
    for _ in range(ROUNDS):
        version.append(_seconds("--version"))
        listed.append(_seconds("lessons"))
    base = statistics.median(version)
    yield at_most(
        f"visualnn lessons, against visualnn --version ({base * 1e3:.0f} ms)",
        statistics.median(listed) / base,
        3,
    )


def _seconds(word: str) -> float:
    """The processor's time of the process that does this."""
    begun = _used()
    command = [sys.executable, "-m", "visualnn", word]
    subprocess.run(command, capture_output=True, check=True, timeout=60)  # noqa: S603  our own words
    return _used() - begun


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
