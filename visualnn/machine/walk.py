"""Where a step leads: the four verbs at every grain, as arithmetic on ticks."""

from __future__ import annotations

from collections.abc import Iterator

from ..grain import Grain
from ..program import Instruction, Program

__all__ = ["Grain", "out", "unit_end", "unit_start", "units"]


def unit_end(program: Program, tick: int, grain: Grain) -> int:
    """The first tick > `tick` at which a unit of this grain is complete."""
    now = tick + 1
    while not _ends(program, now, grain):
        now = _hop(program, now, grain)
    return now


def unit_start(program: Program, tick: int, grain: Grain) -> int:
    """The last tick < `tick` at which a unit of this grain is complete; 0 at the beginning."""
    now = tick - 1
    while now > 0 and not _ends(program, now, grain):
        now = _hop_back(program, now, grain)
    return max(now, 0)


def out(program: Program, tick: int, grain: Grain) -> int:
    """The end of the unit, one grain coarser, that the next step would begin."""
    return unit_end(program, tick, Grain(min(grain + 1, Grain.EPOCH)))


def units(program: Program, iteration: int, grain: Grain) -> Iterator[tuple[int, int]]:
    """The units of one iteration as (tick before, tick after), for layers and phases."""
    begin, end = program.start_of(iteration), program.end_of(iteration)
    while begin < end:
        stop = min(unit_end(program, begin, grain), end)
        yield begin, stop
        begin = stop


def _ends(program: Program, tick: int, grain: Grain) -> bool:
    """Whether a unit of this grain ends at this tick."""
    place = program.locate(tick)
    instructions = program.instructions(place.iteration)
    last = place.done == len(instructions)
    match grain:
        case Grain.TERM | Grain.INSTRUCTION:
            return True
        case Grain.LAYER:
            return last or _layer(instructions[place.done - 1]) != _layer(instructions[place.done])
        case Grain.PHASE:
            return last or instructions[place.done - 1].phase != instructions[place.done].phase
        case Grain.ITERATION:
            return last
        case Grain.EPOCH:
            return last and program.is_closing(place.iteration)


def _layer(instruction: Instruction) -> tuple[str, str]:
    return instruction.phase, instruction.layer


def _hop(program: Program, tick: int, grain: Grain) -> int:
    """A later tick no further away than the next end of a unit of this grain."""
    if grain is Grain.EPOCH:
        place = program.locate(tick)
        return (place.epoch + 1) * program.epoch_ticks
    if grain is Grain.ITERATION:
        return program.end_of(program.locate(tick).iteration)
    return tick + 1


def _hop_back(program: Program, tick: int, grain: Grain) -> int:
    """An earlier tick no further away than the last end of a unit of this grain."""
    if grain is Grain.EPOCH:
        return program.locate(tick).epoch * program.epoch_ticks
    if grain is Grain.ITERATION:
        return program.start_of(program.locate(tick).iteration)
    return tick - 1
