"""A state, and the two ways to move it forward: `step`, which says what happens, and `Machine`,
which is fast.

Both run the same bound calls of the same cards, so they agree to the last bit. `step` takes a
state and gives the next
one. `Machine` does the same on one flat *arena*: what is carried from iteration to iteration comes
first, then every
quantity of the iteration, each a named view; it allocates nothing while it runs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from .ops import Array, Call, Shape
from .program import Instruction, Program


@dataclass(frozen=True)
class State:
    """Everything that is known at a tick: name → read-only array."""

    tick: int
    values: Mapping[str, Array]


def frozen(array: Array) -> Array:
    """The array itself, read-only from now on."""
    array.setflags(write=False)
    return array


def execute(instruction: Instruction, reads: list[Array], shape: Shape, dtype: np.dtype) -> Array:
    """One instruction on given arrays: a new read-only array."""
    out = np.empty(shape, dtype)
    with np.errstate(all="ignore"):
        for call in instruction.op.bind(instruction.rule, out, reads):
            call()
    return frozen(out)


def step(program: Program, start: Mapping[str, Array], state: State) -> State:
    """The state one instruction later. An iteration begins with what it carries over and forgets
    the rest."""
    place = program.locate(state.tick + 1)
    instruction = program.instructions(place.iteration)[place.done - 1]
    values = state.values
    if place.done == 1:
        values = {name: values[name] for name in start}
    shape = program.shapes[program.is_closing(place.iteration)][instruction.writes]
    reads = [values[name] for name in instruction.reads]
    result = execute(instruction, reads, shape, dtype_of(start))
    return State(state.tick + 1, MappingProxyType({**values, instruction.writes: result}))


def dtype_of(start: Mapping[str, Array]) -> np.dtype:
    """The type that a lesson's numbers have, all of them."""
    return next(iter(start.values())).dtype


_NOTHING = frozen(np.zeros(()))


class Machine:
    """A program bound to one arena; stands `done` instructions into `iteration`."""

    def __init__(self, program: Program, start: Mapping[str, Array]) -> None:
        self.program = program
        self.dtype = dtype_of(start)
        self.iteration = 0
        self.done = 0
        self._constants = {name: a for name, a in start.items() if name not in program.carried}
        sizes = [sum(math.prod(s) for s in shapes.values()) for shapes in program.shapes.values()]
        self._memory = np.zeros(max(sizes), self.dtype)
        self._arena: dict[bool, dict[str, Array]] = {}
        self._calls: dict[bool, tuple[tuple[Call, ...], ...]] = {}
        self.fast: dict[bool, tuple[Call, ...]] = {}
        """Is it a closing iteration? → all its calls in order, for a loop that has no time to
        lose."""
        for closing in (False, True):
            self._bind(closing)
        self.carried = self._memory[: sum(start[name].size for name in program.carried)]
        """The part of the arena that an iteration hands to the next."""
        self.pulse: dict[bool, Callable[[], Any]] = {}
        """Is it a closing iteration? → nothing times everything, added up: 0, or NaN as soon as one
        number is not finite."""
        for closing, views in self._arena.items():
            used = self._memory[: sum(view.size for view in views.values())]
            self.pulse[closing] = partial(used.dot, np.zeros_like(used))
        for name in program.carried:
            self._arena[True][name][...] = start[name]

    def _bind(self, closing: bool) -> None:
        program = self.program
        instructions = program.closing if closing else program.usual
        shapes = program.shapes[closing]
        made = dict.fromkeys(ins.writes for ins in instructions)
        names = [
            *program.carried,
            *_side_by_side(program, [n for n in made if n not in program.carried]),
        ]
        views, at = {}, 0
        for name in names:
            size = math.prod(shapes[name])
            views[name] = self._memory[at : at + size].reshape(shapes[name])
            at += size
        self._arena[closing] = views
        values = {**self._constants, **views}
        self._calls[closing] = tuple(
            ins.op.bind(ins.rule, values[ins.writes], [values[name] for name in ins.reads])
            for ins in instructions
        )
        self.fast[closing] = tuple(_merged(instructions, values, self._calls[closing]))

    def view(self, name: str, closing: bool | None = None) -> Array:
        """The live array of a name, in the current kind of iteration or the one asked for. It
        changes: copy it."""
        kind = self.program.is_closing(self.iteration) if closing is None else closing
        return self._arena[kind].get(name, _NOTHING)

    def step(self) -> None:
        """Do the next instruction."""
        closing = self.program.is_closing(self.iteration)
        if self.done == len(self._calls[closing]):
            self.iteration += 1
            self.done = 0
            closing = self.program.is_closing(self.iteration)
        with np.errstate(all="ignore"):
            for call in self._calls[closing][self.done]:
                call()
        self.done += 1


def _side_by_side(program: Program, names: list[str]) -> list[str]:
    """The names in an order in which one quantity of all parameters lies together, in the
    parameters' order."""
    families: dict[str, dict[str, None]] = {}
    for name in names:
        for parameter in program.parameters:
            if name.endswith(f".{parameter}"):
                families.setdefault(name.removesuffix(parameter), {})
    together = [
        f"{family}{parameter}"
        for family in families
        for parameter in program.parameters
        if f"{family}{parameter}" in names
    ]
    return [*together, *(name for name in names if name not in together)]


def _merged(
    instructions: tuple[Instruction, ...],
    values: Mapping[str, Array],
    calls: tuple[tuple[Call, ...], ...],
) -> Iterator[Call]:
    """The same calls with elementwise neighbours joined: what lies side by side in memory is
    computed in one go.

    The update of all parameters by one rule becomes a single call over the whole of them. Only
    rules whose elements do
    not depend on each other are joined, so no bit changes.
    """
    todo = dict(enumerate(instructions))
    while todo:
        first = next(iter(todo))
        run = [first]
        if instructions[first].op.elementwise and instructions[first].rule == "forward":
            run += _followers(first, todo, instructions, values)
        for n in run:
            del todo[n]
        if len(run) == 1:
            yield from calls[first]
        else:
            yield from _joined([instructions[n] for n in run], values)


def _followers(
    first: int,
    todo: Mapping[int, Instruction],
    instructions: tuple[Instruction, ...],
    values: Mapping[str, Array],
) -> Iterator[int]:
    """Later instructions that do the same to the memory right behind, and that nothing in between
    keeps from moving up."""
    last = instructions[first]
    passed: list[Instruction] = []
    for n, ins in list(todo.items())[1:]:
        if n <= first:
            continue
        if _continues(last, ins, values) and not any(_clash(ins, other) for other in passed):
            yield n
            last = ins
        else:
            passed.append(ins)


def _continues(one: Instruction, other: Instruction, values: Mapping[str, Array]) -> bool:
    if one.op != other.op or one.rule != other.rule:
        return False
    pairs = [(one.writes, other.writes), *zip(one.reads, other.reads, strict=True)]
    return all(_adjacent(values[a], values[b]) or (a == b and not values[a].ndim) for a, b in pairs)


def _adjacent(one: Array, other: Array) -> bool:
    if not one.ndim or not other.ndim or one.dtype != other.dtype:
        return False
    return _address(one) + one.nbytes == _address(other)


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])


def _clash(ins: Instruction, other: Instruction) -> bool:
    """Whether `ins` must stay behind `other`."""
    return other.writes in ins.reads or other.writes == ins.writes or ins.writes in other.reads


def _joined(run: list[Instruction], values: Mapping[str, Array]) -> tuple[Call, ...]:
    def span(names: list[str]) -> Array:
        first = values[names[0]]
        if not first.ndim:
            return first
        size = sum(values[name].size for name in names)
        return np.lib.stride_tricks.as_strided(first.reshape(-1), (size,), (first.itemsize,))

    op, rule = run[0].op, run[0].rule
    out = span([ins.writes for ins in run])
    reads = [span(list(names)) for names in zip(*(ins.reads for ins in run), strict=True)]
    return op.bind(rule, out, reads)
