"""What came of a piece of the faults, as it is written down and printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """So many trials, what went wrong, and the worst that was measured: a figure in its unit, and
    with which trial."""

    tried: int
    faults: tuple[str, ...] = ()
    worst: float = 0.0
    unit: str = "s"
    worst_trial: str = ""
    seconds: float = 0.0

    def line(self, title: str) -> str:
        """One line of the summary."""
        worst = f"; worst {self.worst:.2f} {self.unit} ({self.worst_trial})" if self.worst else ""
        return (
            f"{title:<12} {self.tried:>6} tried, {len(self.faults)} faults, "
            f"{self.seconds:.0f} s{worst}"
        )


def summed(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcomes of the pieces of one part as one."""
    each = list(outcomes)
    worst = max(each, key=lambda outcome: outcome.worst)
    return Outcome(
        tried=sum(outcome.tried for outcome in each),
        faults=tuple(fault for outcome in each for fault in outcome.faults),
        worst=worst.worst,
        unit=worst.unit,
        worst_trial=worst.worst_trial,
        seconds=sum(outcome.seconds for outcome in each),
    )


class Progress:
    """The outcomes of the pieces that are done, in a file that is as it should be after each."""

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self._path = path
        self._settings = dict(settings)
        self.done: dict[str, Outcome] = {}

    def resume(self) -> bool:
        """Take what is there, if it was made with the same settings; whether it was."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        if kept["settings"] != self._settings:
            return False
        self.done = {
            name: Outcome(**{**told, "faults": tuple(told["faults"])})
            for name, told in kept["done"].items()
        }
        return True

    def add(self, name: str, outcome: Outcome) -> None:
        """A piece is done."""
        self.done[name] = outcome
        self._path.parent.mkdir(parents=True, exist_ok=True)
        done = {name: asdict(outcome) for name, outcome in self.done.items()}
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"settings": self._settings, "done": done}), encoding="utf-8")
        new.replace(self._path)
