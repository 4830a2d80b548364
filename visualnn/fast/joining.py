"""The same calls, fewer and closer together: what is elementwise may be joined and cut.

Where rules are *elementwise*, neighbours in memory are computed in one call (the update of all
parameters becomes a single one), and large arrays are computed piece by piece, all lines of an
update on one piece before the next, so that a piece stays in the processor's cache. No element is
computed otherwise than by its own rule, so no bit changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..dataclass import dataclass
from ..ops import Array, Call, Op
from ..ops.memory import Notebook, forget_layouts, one_rule_of
from ..program import Instruction

PIECE_NUMBER_COUNT = 1 << 15
"""Numbers in a piece."""


@dataclass(frozen=True, eq=False)
class Job:
    """One rule on given arrays, bound later."""

    op: Op
    rule: str
    out: Array
    reads: tuple[Array, ...]

    @property
    def elementwise(self) -> bool:
        """Whether an element of `out` depends on the same element of each read, and on scalars."""
        return (
            self.op.elementwise
            and self.rule == "forward"
            and all(read.shape in (self.out.shape, ()) for read in self.reads)
        )

    def piece(self, begin: int, end: int) -> Job:
        """The part of an elementwise job that makes these elements, counted flat."""
        reads = (read.reshape(-1)[begin:end] if read.ndim else read for read in self.reads)
        return Job(self.op, self.rule, self.out.reshape(-1)[begin:end], tuple(reads))

    def bound(self, notebook: Notebook) -> tuple[Call, ...]:
        """The calls that do it, taking notes in the machine's notebook."""
        with one_rule_of(notebook):
            calls = self.op.bind(self.rule, self.out, self.reads)
        forget_layouts(self.out)
        return calls


@dataclass(frozen=True, eq=False)
class Work:
    """Calls that belong together, the arrays they write, and the pieces of arrays that are in the
    cache once they are done: what they wrote is among those, or there are none."""

    calls: tuple[Call, ...]
    writes: tuple[Array, ...]
    near: tuple[Array, ...] = ()


def job(instruction: Instruction, values: Mapping[str, Array]) -> Job:
    reads = tuple(values[name] for name in instruction.reads)
    return Job(instruction.op, instruction.rule, values[instruction.writes], reads)


def in_pieces(jobs: Sequence[Job], notebook: Notebook) -> Iterator[Work]:
    """The calls of jobs in order; those of large elementwise neighbours piece by piece."""
    todo = list(jobs)
    while todo:
        block = _block(todo)
        del todo[: len(block)]
        size = block[0].out.size
        if len(block) == 1 and not (block[0].elementwise and size > PIECE_NUMBER_COUNT):
            yield Work(block[0].bound(notebook), (block[0].out,))
            continue
        for begin in range(0, size, PIECE_NUMBER_COUNT):
            pieces = [job.piece(begin, min(begin + PIECE_NUMBER_COUNT, size)) for job in block]
            calls = tuple(call for piece in pieces for call in piece.bound(notebook))
            near = {_address(a): a for p in pieces for a in (p.out, *p.reads) if a.ndim}
            yield Work(calls, tuple(piece.out for piece in pieces), tuple(near.values()))


def _block(jobs: Sequence[Job]) -> list[Job]:
    """The first job, and those right behind it that may go through the pieces together with it."""
    block = [jobs[0]]
    size = jobs[0].out.size
    if not jobs[0].elementwise or size <= PIECE_NUMBER_COUNT:
        return block
    for other in jobs[1:]:
        fits = other.elementwise and other.out.size == size
        if not fits or not all(_independent(one, other) for one in block):
            break
        block.append(other)
    return block


def _independent(one: Job, other: Job) -> bool:
    """Whether two elementwise jobs touch each other's memory at the same elements or not at all."""
    pairs = [(one.out, array) for array in (other.out, *other.reads)]
    pairs += [(other.out, array) for array in one.reads]
    return all(_same_place(a, b) or not np.may_share_memory(a, b) for a, b in pairs)


def _same_place(one: Array, other: Array) -> bool:
    return _address(one) == _address(other) and one.nbytes == other.nbytes


def join(instructions: Sequence[Instruction], values: Mapping[str, Array]) -> Iterator[Job]:
    """One job for each instruction, or for several elementwise ones that do the same to what lies
    side by side in memory."""
    todo = dict(enumerate(instructions))
    while todo:
        first = next(iter(todo))
        run = [first]
        if job(instructions[first], values).elementwise:
            run += _followers(first, todo, instructions, values)
        for n in run:
            del todo[n]
        yield _spanning([instructions[n] for n in run], values)


def _followers(
    first: int,
    todo: Mapping[int, Instruction],
    instructions: Sequence[Instruction],
    values: Mapping[str, Array],
) -> Iterator[int]:
    """Later instructions that do the same to the memory right behind, and that nothing in between
    keeps from moving up."""
    last = instructions[first]
    read: set[str] = set()
    written: set[str] = set()
    for n, ins in todo.items():
        if n <= first:
            continue
        clash = ins.writes in written or ins.writes in read or not written.isdisjoint(ins.reads)
        if not clash and _continues(last, ins, values):
            yield n
            last = ins
        else:
            read.update(ins.reads)
            written.add(ins.writes)


def _continues(one: Instruction, other: Instruction, values: Mapping[str, Array]) -> bool:
    if one.op != other.op or one.rule != other.rule or not job(other, values).elementwise:
        return False
    pairs = [(one.writes, other.writes), *zip(one.reads, other.reads, strict=True)]
    return all(_adjacent(values[a], values[b]) or (a == b and not values[a].ndim) for a, b in pairs)


def _adjacent(one: Array, other: Array) -> bool:
    if not one.ndim or not other.ndim or one.dtype != other.dtype:
        return False
    return _address(one) + one.nbytes == _address(other)


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])


def _spanning(run: Sequence[Instruction], values: Mapping[str, Array]) -> Job:
    """A run of instructions as one job over all their memory."""
    if len(run) == 1:
        return job(run[0], values)

    def span(names: tuple[str, ...]) -> Array:
        first = values[names[0]]
        if not first.ndim:
            return first
        size = sum(values[name].size for name in names)
        return np.lib.stride_tricks.as_strided(first.reshape(-1), (size,), (first.itemsize,))

    out = span(tuple(ins.writes for ins in run))
    reads = tuple(span(names) for names in zip(*(ins.reads for ins in run), strict=True))
    return Job(run[0].op, run[0].rule, out, reads)
