"""A point that the network is asked about: an example of the learner's own, walked through the
network of a tick number by number.

Its numbers have names of their own, ``asked.hidden.z`` beside ``hidden.z``; the parameters they are
made from are those of the tick.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..lesson import Lesson
from ..lesson.remembering import remembered
from ..machine.machine import frozen
from ..names import ASKED
from ..ops import Array
from ..program import Instruction, Phase
from .probe import Probe

__all__ = ["AskedPoint", "asked_point", "asking_point"]


@dataclass(frozen=True)
class AskedPoint:
    """What the network of a tick computes of one point, in evaluation."""

    point: tuple[float, ...]
    """The raw inputs."""
    values: Mapping[str, Array]
    """Name → read-only array of one row, of everything that is computed of the point."""
    instructions: Mapping[str, Instruction]
    """Name → the instruction that writes it; the raw inputs have none."""


def asked_point(lesson: Lesson, values: Mapping[str, Array], point: Sequence[float]) -> AskedPoint:
    """A point of raw inputs, walked through the network with the parameters and running statistics
    in `values`, in the lesson's numbers.

    Raises ShapeError for a point of another size than an example, or with a number that is not
    finite.
    """
    probe, instructions = _walk(lesson)
    found = probe.ask(values, _inputs(lesson, probe, point))
    return AskedPoint(
        tuple(point),
        MappingProxyType({ASKED + name: frozen(found[name].copy()) for name in _own(probe)}),
        instructions,
    )


def asking_point(
    lesson: Lesson, values: Mapping[str, Array], point: Sequence[float]
) -> Generator[float, None, AskedPoint]:
    """The same for a large network, call by call and without a copy of its parameters: yields the
    share that is done and returns the answer. Raises what `asked_point` raises."""
    probe = Probe(lesson, 1, values=values)
    yield from probe.asking(values, _inputs(lesson, probe, point))
    found = MappingProxyType({ASKED + name: probe.values[name] for name in _own(probe)})
    return AskedPoint(tuple(point), found, _instructions(probe))


def _inputs(lesson: Lesson, probe: Probe, point: Sequence[float]) -> Array:
    shape = lesson.data.x.shape[1:]
    if len(point) != math.prod(shape) or not all(map(math.isfinite, point)):
        raise ShapeError(
            "a point that is asked about is {count} finite numbers, as an example is",
            count=math.prod(shape),
        )
    return np.array(point, probe.dtype).reshape(1, *shape)


def _own(probe: Probe) -> tuple[str, ...]:
    """The names of what a probe computes, and of its inputs."""
    return probe.inputs, *(line.writes for line in probe.lines)


@remembered(1)
def _walk(lesson: Lesson) -> tuple[Probe, Mapping[str, Instruction]]:
    """A probe for one point, bound once, and its lines as instructions."""
    probe = Probe(lesson, 1)
    return probe, _instructions(probe)


def _instructions(probe: Probe) -> Mapping[str, Instruction]:
    own = {probe.inputs, *(line.writes for line in probe.lines)}
    found = {
        ASKED + line.writes: Instruction(
            line.op,
            "forward",
            tuple(ASKED + name if name in own else name for name in line.reads),
            ASKED + line.writes,
            Phase.EVALUATE,
            line.layer,
        )
        for line in probe.lines
    }
    return MappingProxyType(found)
