"""A state, and the two executors that move it forward: `step`, which says what happens, and
`Machine`, which is fast.

Both run the same bound calls of the same cards, so they agree to the last bit. `step` takes a
state and gives the next one: it is what a run *is*, and what everything else is tested against.
`Machine` does the same on one flat *arena*: what is carried from iteration to iteration comes
first, then every quantity of the iteration, each a named view; it allocates nothing while it runs.
Whoever trains uses a machine, by way of :class:`visualnn.run.history.History`. There is no third
executor; one instruction alone is :meth:`visualnn.program.Instruction.compute`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..fast.joining import in_pieces, job, join
from ..fast.pulse import Pulse
from ..ops import Array, Call
from ..ops.memory import Notebook, one_iteration
from ..program import Instruction, Program


@dataclass(frozen=True)
class State:
    """Everything that is known at a tick: name → read-only array."""

    tick: int
    values: Mapping[str, Array]


def frozen(array: Array) -> Array:
    """The array itself, read-only from now on."""
    array.setflags(write=False)
    return array


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
    result = instruction.compute(reads, shape, dtype_of(start))
    return State(state.tick + 1, MappingProxyType({**values, instruction.writes: result}))


def dtype_of(start: Mapping[str, Array]) -> np.dtype:
    """The type that a lesson's numbers have, all of them."""
    return next(iter(start.values())).dtype


_NOTHING = frozen(np.zeros(()))


@dataclass(frozen=True)
class Loop:
    """The calls of iterations that are done in a row, for a loop that has no time to lose."""

    lead: tuple[Call, ...]
    """To be made once, before the first: they would write the same again each time."""
    calls: tuple[Call, ...]
    """To be made for each iteration."""
    beat: Array | None = None
    """Written by the last of the calls, if they feel: finite only if every number was."""

    def __iter__(self) -> Iterator[Call]:
        """A single iteration."""
        yield from self.lead
        yield from self.calls


class Machine:
    """A program bound to one arena; stands `done` instructions into `iteration`."""

    def __init__(
        self, program: Program, start: Mapping[str, Array], *, is_filled: bool = True
    ) -> None:
        """One that is not filled holds nothing of the start yet; whoever wants it copies what is
        carried in pieces."""
        self.program = program
        self.dtype = dtype_of(start)
        self.iteration = 0
        self.done = 0
        self._notebook = Notebook()
        sizes = [sum(math.prod(s) for s in shapes.values()) for shapes in program.shapes.values()]
        self._memory = np.zeros(max(sizes), self.dtype)
        self.carried = self._memory[: sum(start[name].size for name in program.carried)]
        """The part of the arena that an iteration hands to the next."""
        self._arena: dict[bool, dict[str, Array]] = {}
        self._values: dict[bool, dict[str, Array]] = {}
        self._used: dict[bool, int] = {}
        self.given: dict[str, Array] = {}
        """Name → the array that replaces the constant of that name, as the caller gave it."""
        self._replaced: dict[str, Array] = {}
        self._singles: dict[bool, list[tuple[Call, ...]]] = {}
        self._loops: dict[tuple[bool, str], Loop] = {}
        constants = {name: a for name, a in start.items() if name not in program.carried}
        for closing in (False, True):
            self._bind(closing, constants)
        for name in program.carried if is_filled else ():
            self._arena[True][name][...] = start[name]

    def _bind(self, closing: bool, constants: Mapping[str, Array]) -> None:
        program = self.program
        instructions = program.instructions_of(closing)
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
        self._arena[closing], self._values[closing] = views, {**constants, **views}
        self._singles[closing] = [() for _ in instructions]
        self._used[closing] = at

    def playing(self, closing: bool) -> Loop:
        """Every instruction of an iteration of this kind."""
        return self._loop(closing, "playing", self.program.instructions_of(closing))

    def feeling(self, closing: bool) -> Loop:
        """Every instruction of an iteration of this kind, and a check that every number written is
        finite."""
        return self._loop(closing, "feeling", self.program.instructions_of(closing))

    def replaying(self, closing: bool) -> Loop:
        """Only what leads to the values that are carried into the next iteration."""
        return self._loop(closing, "replaying", self.program.leading_on(closing))

    def _loop(self, closing: bool, aim: str, instructions: Sequence[Instruction]) -> Loop:
        """The calls of these instructions, bound once."""
        if (closing, aim) not in self._loops:
            once = self.program.repeated
            parts = [
                [ins for ins in instructions if (ins.writes in once) is first]
                for first in (True, False)
            ]
            values, feel = self._values[closing], aim == "feeling"
            with one_iteration():
                lead, rest = (
                    tuple(in_pieces(tuple(join(part, values)), self._notebook)) for part in parts
                )
            pulse = Pulse(self._memory, self._used[closing]) if feel else None
            calls = pulse.within(rest) if pulse else tuple(c for work in rest for c in work.calls)
            first = tuple(call for work in lead for call in work.calls)
            self._loops[closing, aim] = Loop(first, calls, pulse.beat if pulse else None)
        return self._loops[closing, aim]

    def give(self, name: str, array: Array) -> bool:
        """Let another array of the same shape stand for one that is given and never written, from
        the next instruction on; whether the calls had to be bound anew."""
        if self.given.get(name) is array:
            return False
        self.given[name] = array
        if name in self._replaced:
            np.copyto(self._replaced[name], array)
            return False
        self._replaced[name] = np.array(array, self.dtype)
        for closing, values in self._values.items():
            values[name] = self._replaced[name]
            self._singles[closing] = [() for _ in self._singles[closing]]
        self._loops.clear()
        return True

    def view(self, name: str, closing: bool | None = None) -> Array:
        """The live array of a name, in the current kind of iteration or the one asked for. It
        changes: copy it."""
        kind = self.program.is_closing(self.iteration) if closing is None else closing
        return self._arena[kind].get(name, _NOTHING)

    def copied(self, closing: bool) -> dict[str, Array]:
        """Name → what stands in the arena under it, after an iteration of this kind: read-only
        copies, made as one."""
        memory = frozen(self._memory[: self._used[closing]].copy())
        found, at = {}, 0
        for name, live in self._arena[closing].items():
            found[name] = memory[at : at + live.size].reshape(live.shape)
            at += live.size
        return found

    @property
    def nbytes(self) -> int:
        """The bytes of the arena."""
        return self._memory.nbytes

    def calls(self, closing: bool, place: int) -> tuple[Call, ...]:
        """The calls of a single instruction, the one at this place of the iteration."""
        singles = self._singles[closing]
        if not singles[place]:
            alone = job(self.program.instructions_of(closing)[place], self._values[closing])
            works = in_pieces((alone,), self._notebook)
            singles[place] = tuple(call for work in works for call in work.calls)
        return singles[place]

    def step(self) -> None:
        """Do the next instruction."""
        for _ in self.stepping():
            pass

    def stepping(self) -> Iterator[None]:
        """Do the next instruction, and rest between its calls. Given up at a rest it is not done,
        and what it writes is unfinished."""
        closing = self.program.is_closing(self.iteration)
        if self.done == len(self._singles[closing]):
            self.iteration += 1
            self.done = 0
            closing = self.program.is_closing(self.iteration)
        for place, call in enumerate(self.calls(closing, self.done)):
            if place:
                yield
            with np.errstate(all="ignore"):
                call()
        self.done += 1


def _side_by_side(program: Program, names: Iterable[str]) -> Iterator[str]:
    """The names in an order in which one quantity of all parameters lies together, in the
    parameters' order."""
    places = {parameter: n for n, parameter in enumerate(program.parameters)}
    families: dict[str, list[tuple[int, str]]] = {}
    alone: list[str] = []
    for name in names:
        words = name.split(".")
        endings = (".".join(words[n:]) for n in range(1, len(words)))
        parameter = next((ending for ending in endings if ending in places), None)
        if parameter is None:
            alone.append(name)
        else:
            family = families.setdefault(name.removesuffix(parameter), [])
            family.append((places[parameter], name))
    for family in families.values():
        yield from (name for _, name in sorted(family))
    yield from alone
