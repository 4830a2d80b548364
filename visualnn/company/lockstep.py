"""Lockstep: where a run stands while another one leads."""

from __future__ import annotations

from collections.abc import Sequence

from ..program import Instruction, Phase, Program

__all__ = ["tick_beside"]

_ORDER = {phase: nth for nth, phase in enumerate(Phase)}


def tick_beside(leading: Program, tick: int, other: Program, last_tick: int) -> tuple[int, bool]:
    """The tick of another program that corresponds to one of the leading program, at most
    `last_tick`; and whether the same instruction was done last there.

    Both stand in the same iteration. If the leading program has written a name for the n-th time
    in its iteration, the other one stands where it has done so; where it never does, it stands at
    the end of the same phase, or of the last phase before it that the other program has.
    """
    instruction = leading.at(tick)
    if instruction is None:
        return 0, True
    place = leading.locate(tick)
    iteration = place.iteration
    start = other.start_of(iteration)
    if start >= last_tick:
        return last_tick, False
    nth = sum(n <= place.done for n in leading.writings(instruction.writes, iteration))
    alike = other.writings(instruction.writes, iteration)
    if nth <= len(alike):
        return min(start + alike[nth - 1], last_tick), start + alike[nth - 1] <= last_tick
    return start + _done_by_end(other.instructions(iteration), instruction.phase), False


def _done_by_end(instructions: Sequence[Instruction], phase: Phase) -> int:
    """How many instructions are done at the end of a phase; one at least, so that the place belongs
    to their iteration."""
    done = sum(_ORDER[each.phase] <= _ORDER[phase] for each in instructions)
    return max(done, 1)
