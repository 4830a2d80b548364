"""The listing's geometry: instructions as rows with a heading above each layer, and what of them is
in sight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from visualnn.program import Instruction


@dataclass(frozen=True)
class Row:
    """A row of the listing: a line of the program, or the heading of a layer in a phase."""

    phase: str
    layer: str
    line: int | None
    """Counted from 0; None for a heading."""
    begins_phase: bool = False


@dataclass(frozen=True)
class Rows:
    """All rows of an iteration, and the row of each line."""

    rows: tuple[Row, ...]
    of_line: tuple[int, ...]

    def heading(self, row: int) -> Row:
        """The heading that a row stands under; a heading stands under itself."""
        return next(self.rows[n] for n in range(row, -1, -1) if self.rows[n].line is None)


def rows_of(instructions: Sequence[Instruction]) -> Rows:
    """The rows of an iteration's instructions: a heading where the phase or the layer changes."""
    rows: list[Row] = []
    of_line: list[int] = []
    before: Instruction | None = None
    for line, instruction in enumerate(instructions):
        phase, layer = str(instruction.phase), instruction.layer
        begins = before is None or before.phase != instruction.phase
        if before is None or begins or before.layer != layer:
            rows.append(Row(phase, layer, None, begins))
        of_line.append(len(rows))
        rows.append(Row(phase, layer, line))
        before = instruction
    return Rows(tuple(rows), tuple(of_line))


def in_sight(top: float, height: float, each: float, count: int) -> range:
    """The rows that can be seen, at least in part, when `top` pixels are scrolled away."""
    first = max(0, math.floor(top / each))
    return range(min(first, count), min(count, math.ceil((top + height) / each)))


def furthest_top(height: float, each: float, count: int) -> int:
    """How many pixels can be scrolled away at most."""
    return max(0, math.ceil(count * each - height))


def kept_in_sight(
    row: int, top: float, height: float, each: float, count: int, context: int = 3
) -> int:
    """The scroll position that shows a row with some rows around it: the same one if it already
    does, a little further if that is enough, else with the row in the upper third."""
    context = min(context, max(0, math.floor(height / each / 2) - 1))
    # one row more above: the pinned heading lies there
    least = (row + context + 1) * each - height
    most = (row - context - 1) * each
    if least <= top <= most:
        wanted = top
    elif abs(top - least) <= height / 2 and top < least:
        wanted = least
    elif abs(top - most) <= height / 2 and top > most:
        wanted = most
    else:
        wanted = row * each - height / 3
    return max(0, min(math.ceil(wanted), furthest_top(height, each, count)))
