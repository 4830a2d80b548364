"""Who reads a number: later instructions, and the element that each of them makes from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index, Source
from ..names import label
from ..ops import Array, Named, Shape
from ..program import Instruction, Program
from ..run.history import History

SEARCHED_NUMBER_COUNT = 20_000
"""Leaves of expression trees that are read in search of one element, at most."""


@dataclass(frozen=True)
class Use:
    """A later instruction that reads the number's name, and the tick at which it is done."""

    instruction: Instruction
    tick: int


def uses_of(program: Program, name: str, since: int) -> tuple[Use, ...]:
    """The instructions after tick `since` that read the name before it is written again, within
    the next iteration."""
    uses: dict[str, Use] = {}
    iteration = program.locate(since).iteration
    done = since - program.start_of(iteration)
    for number in (iteration, iteration + 1) if name in program.carried else (iteration,):
        begin = program.start_of(number)
        instructions = program.instructions(number)
        for place in range(done if number == iteration else 0, len(instructions)):
            instruction = instructions[place]
            if name in instruction.reads:
                uses.setdefault(instruction.writes, Use(instruction, begin + place + 1))
            if instruction.writes == name:
                return tuple(uses.values())
    return tuple(uses.values())


def tree_of(instruction: Instruction, values: Mapping[str, Array], index: Index) -> Expr:
    """The expression of one element that an instruction makes from these values."""
    named = [
        Named(name, values[name], label(name, instruction.layer)) for name in instruction.reads
    ]
    return instruction.op.explain(instruction.rule, index, named)


def element_using(history: History, use: Use, place: Source) -> Source:
    """The first element that `use` makes from the number at `place`; its first element if none is
    found soon.

    The rule itself is asked: the number is changed, and what is different then was made from it.
    """
    instruction, earlier = use.instruction, history.before(use.tick).values
    made = history.at(use.tick).values[instruction.writes]
    if instruction.op.opaque:  # to ask the rule is to find all at once, which may take long
        row = place.index[:1] if place.index and made.shape[:1] > place.index[:1] else ()
        return Source(instruction.writes, (*row, *(0,) * made.ndim)[: made.ndim])
    read = 0
    for index in _likely(instruction, earlier, made, place):
        leaves = [leaf.source for leaf in tree_of(instruction, earlier, index).leaves()]
        if place in leaves:
            return Source(instruction.writes, index)
        read += 1 + len(leaves)
        if read > SEARCHED_NUMBER_COUNT:
            break
    return Source(instruction.writes, (0,) * made.ndim)


def _likely(
    instruction: Instruction, earlier: Mapping[str, Array], made: Array, place: Source
) -> Iterator[Index]:
    """Indices of what was made: the number's own, if it is one; those at which the rule gives
    something else for another number; then all in order."""
    if _inside(place.index, made.shape):
        yield place.index
    for other in (np.nan, np.inf, -np.inf):
        index = _first_changed(instruction, earlier, made, place, other)
        if index is not None:
            yield index
    yield from product(*map(range, made.shape))


def _inside(index: Index, shape: Shape) -> bool:
    return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))


def _first_changed(
    instruction: Instruction, earlier: Mapping[str, Array], made: Array, place: Source, other: float
) -> Index | None:
    """The first element that is different if one number is another; None if there is none, or if
    the rule cannot do with that number."""
    changed = earlier[place.name].copy()
    changed[place.index] = other
    reads = [changed if name == place.name else earlier[name] for name in instruction.reads]
    try:
        result = instruction.compute(reads, made.shape, made.dtype)
    except (ValueError, IndexError, OverflowError):
        return None
    different = np.flatnonzero((result != made) & ~(np.isnan(result) & np.isnan(made)))
    if not len(different):
        return None
    return tuple(int(i) for i in np.unravel_index(int(different[0]), made.shape))
