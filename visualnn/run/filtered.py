"""The next instruction that a filter of steps lets through."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ..ops import Array
from ..program import Instruction, Phase
from ..step_filter import CHANGED_SHARE, StepFilter
from .history import History

__all__ = ["MAX_SOUGHT_ITERATION_COUNT", "filtered_tick", "has_changed"]

MAX_SOUGHT_ITERATION_COUNT = 50
"""In so many iterations a step is looked for at most."""


def filtered_tick(
    history: History,
    tick: int,
    direction: int,
    step_filter: StepFilter,
    layer: str,
    last_tick: int,
    until: Callable[[], bool] = lambda: False,
) -> int | None:
    """The next tick (+1), or the one before (−1), whose instruction is let through: for
    `StepFilter.LAYER` one of a `layer`. None where there is none in so many iterations, by the end
    of the lesson, or before `until` says so, which is asked after every iteration."""
    program = history.program
    first = program.locate(tick).iteration
    for count in range(MAX_SOUGHT_ITERATION_COUNT):
        iteration = first + count * direction
        if iteration < 0 or program.start_of(iteration) >= last_tick or (count and until()):
            return None
        for there in _in_order(range(1, len(program.instructions(iteration)) + 1), direction):
            now = program.start_of(iteration) + there
            if not 0 < now <= last_tick or (now - tick) * direction <= 0:
                continue
            instruction = program.instructions(iteration)[there - 1]
            if _is_let_through(history, instruction, iteration, step_filter, layer):
                return now
    return None


def _in_order(places: range, direction: int) -> Iterator[int]:
    return iter(places) if direction > 0 else reversed(places)


def _is_let_through(
    history: History,
    instruction: Instruction,
    iteration: int,
    step_filter: StepFilter,
    layer: str,
) -> bool:
    if step_filter is StepFilter.LAYER:
        return instruction.layer == layer
    if step_filter is StepFilter.UPDATES:
        return instruction.phase is Phase.UPDATE
    if step_filter is StepFilter.CHANGED:
        return _changes(history, instruction.writes, iteration)
    return True


def _changes(history: History, name: str, iteration: int) -> bool:
    """Whether a value differs from the one an iteration before; in the first one everything
    does."""
    if iteration == 0:
        return True
    program = history.program
    before = history.at(program.end_of(iteration - 1)).values.get(name)
    after = history.at(program.end_of(iteration)).values.get(name)
    return before is None or after is None or has_changed(before, after)


def has_changed(before: Array, after: Array) -> bool:
    """Whether ‖after − before‖ > 0.01 · ‖before‖; NaN is another number than any."""
    if before.shape != after.shape:
        return True
    with np.errstate(all="ignore"):
        apart = np.linalg.norm(np.ravel(np.subtract(after, before, dtype=np.float64)))
        length = np.linalg.norm(np.ravel(before).astype(np.float64))
    return not bool(apart <= CHANGED_SHARE * length)
