"""Fair timing: what is compared takes turns, and the middle of many rounds counts.

Everything runs on one thread, so the processor's time of this process is taken: what else the
machine does in the meantime does not count.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A line of the report: what was measured, what it came to, what it should be, and whether it
    is."""

    what: str
    value: str
    goal: str
    reached: bool | None
    """None where it could not be measured."""

    def __str__(self) -> str:
        mark = {True: "ok  ", False: "MISS", None: "—   "}[self.reached]
        return f"  {mark}  {self.what:<66} {self.value:>18}   {self.goal}"


def at_least(what: str, ratio: float, goal: float, unit: str = "×") -> Measured:
    return Measured(what, f"{ratio:.2f} {unit}", f"goal ≥ {goal:g} {unit}", ratio >= goal)


def at_most(what: str, value: float, goal: float, unit: str = "×") -> Measured:
    return Measured(what, f"{value:.2f} {unit}", f"goal ≤ {goal:g} {unit}", value <= goal)


def in_turns(
    works: Mapping[str, Callable[[], object]], rounds: int = 9, warm: int = 1
) -> dict[str, float]:
    """Seconds of each work: the median over rounds in which all of them take turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + warm):
        for name, work in works.items():
            begun = time.process_time()
            work()
            if turn >= warm:
                taken[name].append(time.process_time() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
