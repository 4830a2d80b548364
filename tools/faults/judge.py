"""The judge: one input is tried and must be opened, or refused in a sentence, soon and in little
memory."""

from __future__ import annotations

import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from visualnn.errors import VisualnnError

MOST_SECONDS = 2.0
HANG_SECONDS = 20
"""After so long an input is given up as a hang."""
UNTIMED_HANG_SECONDS = 120
"""The same where time does not count: each input is a process of its own, on whatever machine."""
MOST_BYTES = 200 << 20
RETRY_COUNT = 2
"""What was slow is tried so often again, and its shortest time counts: another process may have had
the processor."""
_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Trial:
    """One input: what it is called, and what tries it."""

    name: str
    act: Callable[[], object]


@dataclass
class Verdicts:
    """How often inputs were opened and refused, and what went wrong."""

    opened: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_name: str = ""

    @property
    def count(self) -> int:
        """The inputs that were tried."""
        return self.opened + self.refused + len(self.faults)


class HangError(BaseException):
    """An input took too long. It is no Exception: nobody is to catch it on the way."""


@contextmanager
def _within(seconds: int) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT_BYTES


def judged(trials: Iterable[Trial], *, is_timed: bool = True) -> Verdicts:
    """Try each input. What takes longer than `MOST_SECONDS` is a fault where time counts."""
    found = Verdicts()
    for trial in trials:
        peak, began = _peak_bytes(), time.monotonic()
        fault = _tried(trial, found, HANG_SECONDS if is_timed else UNTIMED_HANG_SECONDS)
        took, grown = time.monotonic() - began, _peak_bytes() - peak
        if fault is None and is_timed and took > MOST_SECONDS:
            took = min(took, *(_seconds(trial) for _again in range(RETRY_COUNT)))
        if took > found.slowest:
            found.slowest, found.slowest_name = took, trial.name
        if fault is None and is_timed and took > MOST_SECONDS:
            fault = f"took {took:.1f} s"
        if fault is None and grown > MOST_BYTES:
            fault = f"took {grown >> 20} MB"
        if fault is not None:
            found.faults.append(f"{trial.name}: {fault}")
    return found


def _seconds(trial: Trial) -> float:
    """How long one input takes, by the clock."""
    began = time.monotonic()
    _tried(trial, Verdicts())
    return time.monotonic() - began


def _tried(trial: Trial, found: Verdicts, seconds: int = HANG_SECONDS) -> str | None:
    """Try one input and count it; what is wrong, if anything."""
    try:
        with _within(seconds):
            trial.act()
    except VisualnnError as error:
        said = str(error)
        if not said.strip() or "Traceback" in said:
            return f"refused without a sentence: {said!r}"
        found.refused += 1
        return None
    except HangError:
        return "hangs"
    except BaseException as error:  # noqa: BLE001  whatever comes is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({where.filename}:{where.lineno})"
    found.opened += 1
    return None
