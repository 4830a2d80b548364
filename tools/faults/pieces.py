"""The pieces of `make faults`: each is a process of its own, so that none is slowed or blown up by
what another left behind, and what kills it is told as a fault."""

from __future__ import annotations

import logging
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from visualnn.lesson import find, load, shipped

from . import handmade, mutants, surroundings
from .judge import Verdicts, judged
from .outcome import Outcome

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MUTANTS_A_PIECE = 2000
LESSONS_A_PIECE = 3


@dataclass(frozen=True)
class Amounts:
    """How much of each is asked for."""

    mutants: int
    kills: int
    disks: int
    seconds: float
    """Of random clicking, over all lessons."""
    seed: int
    form: str
    """One form of mutants alone, or all."""


def pieces(amounts: Amounts) -> Mapping[str, Callable[[], Outcome]]:
    """All pieces in their order; what stands before the blank of a name is its part."""
    made: dict[str, Callable[[], Outcome]] = {"handmade": _handmade}
    for first in range(0, amounts.mutants, MUTANTS_A_PIECE):
        last = min(first + MUTANTS_A_PIECE, amounts.mutants)
        made[f"mutants {first}–{last - 1}"] = lambda a=first, b=last: _mutants(amounts, a, b)  # type: ignore[misc]
    made["surroundings"] = _surroundings
    lessons = tuple(shipped())
    for first in range(0, len(lessons), LESSONS_A_PIECE):
        some = lessons[first : first + LESSONS_A_PIECE]
        share = amounts.seconds * len(some) / len(lessons)
        made[f"clicking {' '.join(some)}"] = lambda s=some, t=share: _clicking(s, t, amounts.seed)  # type: ignore[misc]
    made |= {
        "raising": _raising,
        "memory": _memory,
        "kills": lambda: _kills(amounts),
        "disks": lambda: _disks(amounts),
        "rehearsal": lambda: _rehearsal(amounts.seed),
    }
    return made


PARTS = (
    "handmade",
    "mutants",
    "surroundings",
    "clicking",
    "raising",
    "memory",
    "kills",
    "disks",
    "rehearsal",
)


def _told(found: Verdicts) -> Outcome:
    return Outcome(
        found.count, tuple(found.faults), worst=found.slowest, worst_trial=found.slowest_name
    )


def _handmade() -> Outcome:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="visualnn-faults-") as folder:
        return _told(judged(handmade.all_of(Path(folder), find("xor"))))


def _mutants(amounts: Amounts, first: int, last: int) -> Outcome:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="visualnn-faults-") as folder:
        made = mutants.all_of(
            Path(folder), find("xor"), last, amounts.seed, amounts.form, first=first
        )
        return _told(judged(made))


def _surroundings() -> Outcome:
    with tempfile.TemporaryDirectory(prefix="visualnn-faults-") as folder:
        return _told(judged(surroundings.all_of(Path(folder)), is_timed=False))


def _clicking(lessons: tuple[str, ...], seconds: float, seed: int) -> Outcome:
    """A hand that knows nothing goes about lessons."""
    from . import clicking  # it needs a screen, or none by name

    found = clicking.click(lessons, seconds, seed)
    return Outcome(
        found.acts, tuple(found.faults), 1e3 * found.longest, "ms of an act", found.longest_act
    )


def _raising() -> Outcome:
    from . import raising

    return raising.all_raised()


def _memory() -> Outcome:
    from . import memory

    return memory.returned()


def _kills(amounts: Amounts) -> Outcome:
    from . import saving

    return _counted(saving.kills(amounts.kills, amounts.seed, load(find(saving.LESSON))))


def _disks(amounts: Amounts) -> Outcome:
    from . import saving

    return _counted(saving.disks(amounts.disks))


def _counted(found: Counter[str]) -> Outcome:
    faults = [f"{count} × {what}" for what, count in found.items() if not what.startswith("ok")]
    return Outcome(found.total(), tuple(faults))


def _rehearsal(seed: int) -> Outcome:
    from . import rehearsal

    return rehearsal.rehearsed(rehearsal.MINUTES, rehearsal.TIMES, seed)
