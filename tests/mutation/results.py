"""What came of the breaks of a sample, kept in a file, so that a run that was ended goes on."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .breaks import Break
from .notes import fingerprint
from .unnoticeable import UNNOTICEABLE
from .verdict import Verdict


@dataclass(frozen=True)
class Result:
    """What the tests said of one break."""

    file: str
    name: str
    verdict: Verdict
    catcher: str
    """The test that noticed it; empty if none did."""
    seconds: float
    fingerprint: str
    """The fingerprint of the file as it was without the break."""


class Results:
    """Results by the names of their breaks, and which tests are known to pass or to fail without
    any break.

    With a path both are appended to that file as they come, a line each, and what it holds already
    is taken over; of two lines on one thing the later one holds. A result is forgotten when the
    file that was broken has changed since.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.passing: dict[str, bool] = {}
        """Tests → whether they pass without any break."""
        self._of: dict[tuple[str, str], Result] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(json.loads(line))

    def _take(self, line: dict[str, Any]) -> None:
        if "test" in line:
            self.passing[str(line["test"])] = bool(line["passes"])
        else:
            result = Result(**{**line, "verdict": Verdict(line["verdict"])})
            self._of[result.file, result.name] = result

    def _append(self, line: Mapping[str, object]) -> None:
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def add(self, planting: Break, verdict: Verdict, catcher: str, seconds: float) -> None:
        """Keep what the tests said of a break."""
        whole = fingerprint([planting.file])
        result = Result(planting.file, planting.name, verdict, catcher, seconds, whole)
        self._of[planting.file, planting.name] = result
        self._append(asdict(result))

    def add_test(self, test: str, *, passes: bool) -> None:
        """Keep whether a test passes without any break."""
        self.passing[test] = passes
        self._append({"test": test, "passes": passes})

    def of(self, planting: Break) -> Result | None:
        """What the tests said of a break; None if they were not asked, if the test that noticed it
        fails without any break, or if the file is another one now."""
        found = self._of.get((planting.file, planting.name))
        if found is None or found.fingerprint != fingerprint([planting.file]):
            return None
        if not self.passing.get(found.catcher, True):
            return None
        if found.verdict is Verdict.MISSED and planting.name in UNNOTICEABLE:
            return replace(found, verdict=Verdict.UNNOTICEABLE)
        return found


def report(chosen: Sequence[Break], results: Results) -> tuple[str, bool]:
    """How many breaks of each room were noticed, those that were not by name, and the share of all
    together; whether all were that could be."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    missed = []
    seconds = 0.0
    for planting in chosen:
        found = results.of(planting)
        if found is not None:
            counts[planting.room][found.verdict] += 1
            seconds += found.seconds
            missed += [f"MISSED {planting}\n"] * (found.verdict is Verdict.MISSED)
    lines = list(missed)
    for name, count in counts.items():
        each = ", ".join(f"{number} {verdict}" for verdict, number in sorted(count.items()))
        lines.append(f"{name:12}{count.total():5} planted: {each}\n")
    together = sum(counts.values(), Counter[Verdict]())
    caught = sum(number for verdict, number in together.items() if verdict.noticed)
    real = together.total() - together[Verdict.UNNOTICEABLE]
    if real:
        lines.append(
            f"noticed {caught} of {real} ({caught / real:.1%}); {together.total()} of "
            f"{len(chosen)} planted; {seconds / together.total():.0f} s each\n"
        )
    return "".join(lines), caught == real and together.total() == len(chosen)
