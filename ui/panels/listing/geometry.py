"""The listing's geometry: instructions as rows with a heading above each layer and above each time
step of a recurrent one, and what of them is in sight."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import groupby

from visualnn.dataclass import dataclass
from visualnn.program import Instruction, Phase


@dataclass(frozen=True)
class StepFold:
    """The lines of one time step that follow each other: they can be folded into their heading."""

    step: int
    first: int
    """The first line, counted from 0."""
    count: int

    @property
    def lines(self) -> range:
        return range(self.first, self.first + self.count)


@dataclass(frozen=True)
class ListingRow:
    """A row of the listing: a line of the program, or the heading of a layer in a phase, or of a
    time step in it."""

    phase: Phase
    layer: str
    line: int | None
    """Counted from 0; None for a heading."""
    begins_phase: bool = False
    fold: StepFold | None = None
    """Of the heading of a time step its lines."""
    is_open: bool = True


@dataclass(frozen=True)
class Rows:
    """All rows of an iteration, and the row of each line: its own, or that of the heading into
    which it is folded."""

    rows: tuple[ListingRow, ...]
    of_line: tuple[int, ...]

    def heading(self, row: int) -> ListingRow:
        """The heading that a row stands under; a heading stands under itself."""
        return next(self.rows[n] for n in range(row, -1, -1) if self.rows[n].line is None)


def rows_of(
    instructions: Sequence[Instruction],
    folds: Sequence[StepFold | None] = (),
    unfolded: Collection[int] = frozenset(),
) -> Rows:
    """The rows of an iteration's instructions: a heading where the phase or the layer changes, and
    one for each time step. `folds` has the step of each line; `unfolded` are the first lines of
    those whose lines are rows."""
    rows: list[ListingRow] = []
    of_line: list[int] = []
    before: Instruction | None = None
    for line, instruction in enumerate(instructions):
        phase, layer = instruction.phase, instruction.layer
        begins = before is None or before.phase != instruction.phase
        fold = folds[line] if folds else None
        if before is None or begins or before.layer != layer:
            rows.append(ListingRow(phase, layer, None, begins))
        is_open = fold is None or fold.first in unfolded
        if fold is not None and fold.first == line:
            rows.append(ListingRow(phase, layer, None, fold=fold, is_open=is_open))
        of_line.append(len(rows) if is_open else len(rows) - 1)
        if is_open:
            rows.append(ListingRow(phase, layer, line))
        before = instruction
    return Rows(tuple(rows), tuple(of_line))


def folds_of(
    instructions: Sequence[Instruction], steps: Sequence[int | None]
) -> tuple[StepFold | None, ...]:
    """For each line the time step that it is folded into: `steps` has the number of each, None for
    a line of none."""

    def belongs(line: int) -> tuple[Phase, str, int | None]:
        return instructions[line].phase, instructions[line].layer, steps[line]

    found: list[StepFold | None] = []
    for (_phase, _layer, step), lines in groupby(range(len(instructions)), belongs):
        run = list(lines)
        found += [None if step is None else StepFold(step, run[0], len(run))] * len(run)
    return tuple(found)


def in_sight(top: float, height: float, each: float, count: int) -> range:
    """The rows that can be seen, at least in part, when `top` pixels are scrolled away."""
    first = max(0, math.floor(top / each))
    return range(min(first, count), min(count, math.ceil((top + height) / each)))


def furthest_top(height: float, each: float, count: int) -> int:
    """The largest scroll offset in pixels."""
    return max(0, math.ceil(count * each - height))


def page_top(row: int, height: float, each: float, count: int) -> int:
    """The scroll position for the page that a row is on. Pages overlap, so that a row has others
    around it, and depend on the row alone: the same row is always found in the same place."""
    seen = max(1, math.floor(height / each) - 1)  # the pinned heading lies over one row
    stride = max(1, seen // 2)
    first = row // stride * stride - (seen - stride) // 2 - 1
    return max(0, min(math.floor(first * each), furthest_top(height, each, count)))
