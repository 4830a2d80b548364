"""Ahead: how far playing may go at once, and what it halts at."""

from __future__ import annotations

import time

from visualnn import figures
from visualnn.machine.walk import Grain, unit_end
from visualnn.program import STOPPED
from visualnn.run.filtered import filtered_tick
from visualnn.step_filter import StepFilter
from visualnn.text import _

from .position import Position

__all__ = [
    "after_steps",
    "condition_before",
    "end_before",
    "fast_goal",
    "halt_before",
    "is_filtered",
    "next_filtered",
]

REPLAY_PICTURES = 200
"""Pictures in which a whole run that is known already passes at the highest speed."""
SOUGHT_SECONDS = 0.1
"""Seconds in which a step is looked for that a filter lets through."""
LOOK_AHEAD_EPOCHS = 2
"""Epochs in which a breakpoint is looked for."""


def after_steps(
    position: Position, grain: Grain, steps: int, step_filter: StepFilter = StepFilter.ALL
) -> int:
    """The tick after some steps of a grain; where a filter lets none through soon, every step is
    made."""
    tick = position.tick
    for _step in range(steps):
        found = None
        if is_filtered(grain, step_filter):
            found = next_filtered(position, tick, +1, step_filter)
        tick = unit_end(position.history.program, tick, grain) if found is None else found
    return tick


def is_filtered(grain: Grain, step_filter: StepFilter) -> bool:
    """Whether some steps are passed over; larger ones than of an instruction never are."""
    return grain is Grain.INSTRUCTION and step_filter is not StepFilter.ALL


def next_filtered(
    position: Position, tick: int, direction: int, step_filter: StepFilter
) -> int | None:
    """The next tick that a filter lets through; None where none is found in a short time."""
    late = time.perf_counter() + SOUGHT_SECONDS
    return filtered_tick(
        position.history,
        tick,
        direction,
        step_filter,
        _layer_in_focus(position),
        position.lesson.last_tick,
        lambda: time.perf_counter() > late,
    )


def _layer_in_focus(position: Position) -> str:
    """The layer of the number in focus, else of what was done last."""
    program = position.history.program
    name = position.focus.place.name if position.focus is not None else ""
    written = next((ins for ins in program.closing if ins.writes == name), None)
    written = written or program.at(position.tick)
    if written is not None and written.layer:
        return written.layer
    return position.lesson.network.layers[0].name if position.lesson.network.layers else ""


def fast_goal(position: Position, begun: float, seconds: float) -> int:
    """The end of the last iteration that the next picture shows: what is known already passes in
    some seconds, what is new as fast as it can be computed, with the runs beside it, in so many
    `seconds` from when it was `begun`, by `time.perf_counter`."""
    deadline = begun + seconds
    history, planned = position.history, position.lesson.iterations
    program = history.program
    place = program.locate(position.tick)
    todo = place.iteration + (position.tick == program.end_of(place.iteration))
    if todo < history.furthest:
        goal = min(history.furthest, todo + max(1, planned // REPLAY_PICTURES))
    else:
        # one more is computed where it is looked at, so that none is computed twice
        goal = 1 + position.company.run_to(
            history,
            planned,
            until=lambda: time.perf_counter() > deadline,
            halting=True,
            seconds=seconds,
            ahead=1,
        )
    goal = min(max(goal, todo + 1), planned)
    return position.lesson.last_tick if goal == planned else program.end_of(goal - 1)


def end_before(position: Position, tick: int) -> int | None:
    """The tick on the way to another at which the training itself says that it is over."""
    history = position.history
    program = history.program
    if STOPPED not in program.carried:
        return None
    place = program.locate(tick)
    history.run_to(place.iteration + (tick == program.end_of(place.iteration)), halting=True)
    over = position.over
    return over if over is not None and position.tick < over <= tick else None


def condition_before(position: Position, tick: int) -> tuple[int, str] | None:
    """The first tick on the way to another at which a condition comes true, and a sentence that
    says so."""
    if not position.conditions:
        return None
    history, program, here = position.history, position.history.program, position.tick
    first, last = program.locate(here).iteration, program.locate(tick).iteration
    history.run_to(min(last + 1, position.lesson.iterations), halting=True)
    position.watching.advance(lambda: False)
    known = position.watching.known
    found: list[tuple[int, str]] = []
    for condition in position.conditions:
        numbers = known.numbers.get(str(condition.number))
        if numbers is None:
            continue
        hits = condition.hits(numbers)
        for place in hits[hits * known.every >= first].tolist():
            there = condition.tick_of(program, place * known.every)
            if here < there <= tick:
                text = _("Halted at {condition}: in iteration {iteration}, {name} is {value}.")
                value = figures.table(float(numbers[place]))
                name = str(condition.number)
                words = text.format(
                    condition=condition, iteration=place * known.every, name=name, value=value
                )
                found.append((there, words))
                break
    return min(found, default=None)


def halt_before(position: Position, tick: int) -> int | None:
    """The first tick on the way to another at which a stop or a breakpoint lies."""
    program, here = position.history.program, position.tick
    halts = [stop.tick for stop in position.lesson.stops if here < stop.tick <= tick]
    if position.breakpoints:
        for now in range(here + 1, min(tick, here + LOOK_AHEAD_EPOCHS * program.epoch_ticks) + 1):
            instruction = program.at(now)
            if instruction is not None and instruction.writes in position.breakpoints:
                halts.append(now)
                break
    return min(halts, default=None)
