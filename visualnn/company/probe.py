"""A probe: the network at a tick, asked about inputs that are not in the batch.

It is bound once for a number of points and asked again at every tick; asking allocates nothing. It
runs the cards of the network as it is used after training, on raw inputs, to which it does what the
lesson does to every example first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from ..compiler.batch import prepared
from ..dataclass import dataclass
from ..errors import ShapeError
from ..fast.joining import Job, in_pieces
from ..lesson import Lesson
from ..network import INPUT, RAW_INPUT
from ..ops import Array, Call, Op
from ..ops.memory import Notebook

__all__ = ["Probe", "ProbeLine"]

"""The name of inputs as the data have them."""


@dataclass(frozen=True)
class ProbeLine:
    """An op that a probe runs forward, and the layer it belongs to, if any."""

    op: Op
    reads: tuple[str, ...]
    writes: str
    layer: str = ""


class Probe:
    """The network of a lesson bound to `points` inputs of its own, in numbers of `dtype`, the
    lesson's own if none is given. float32 is quicker and agrees to about 1e-6.

    With `values`, the state of a tick, it is bound to the parameters of that tick where they lie,
    and copies none: for one question to a large network.

    Raises ShapeError for less than one point.
    """

    def __init__(
        self,
        lesson: Lesson,
        points: int,
        dtype: str | None = None,
        values: Mapping[str, Array] | None = None,
    ) -> None:
        if points < 1:
            raise ShapeError("a probe needs at least one point, not {points}", points=points)
        self.points = points
        self.dtype = np.dtype(dtype or lesson.spec.dtype)
        self._shape = (points, *lesson.data.x.shape[1:])
        self.lines: tuple[ProbeLine, ...] = (*_preparing(lesson), *_evaluating(lesson))
        """What is done, in order: to the raw inputs, then by the network in evaluation."""
        self.inputs = self.lines[0].reads[0] if self.lines else INPUT
        """The name of the raw inputs."""
        arrays: dict[str, Array] = {self.inputs: np.zeros(self._shape, self.dtype)}
        self._taken: list[str] = []
        jobs = []
        for line in self.lines:
            for name in line.reads:
                if name in arrays:
                    continue
                if values is not None and values[name].dtype == self.dtype:
                    arrays[name] = values[name]
                    continue
                arrays[name] = lesson.start[name].astype(self.dtype)
                if name in lesson.program.carried:
                    self._taken.append(name)
            reads = tuple(arrays[name] for name in line.reads)
            shape = line.op.shape(*(array.shape for array in reads))
            arrays[line.writes] = np.zeros(shape, self.dtype)
            jobs.append(Job(line.op, "forward", arrays[line.writes], reads))
        self.reads = tuple(dict.fromkeys(self._taken))
        """The names of the parameters and running statistics that an answer depends on."""
        self._arrays = arrays
        self._notebook = Notebook()
        self._calls: tuple[Call, ...] = tuple(
            call for work in in_pieces(tuple(jobs), self._notebook) for call in work.calls
        )
        self.values: Mapping[str, Array] = MappingProxyType(
            {name: _seen(array) for name, array in arrays.items()}
        )
        """Everything the network computes of the points, by name, read-only; good until the next
        time it is asked."""

    def ask(self, values: Mapping[str, Array], inputs: Array) -> Mapping[str, Array]:
        """The network with the parameters and running statistics in `values`, asked about raw
        inputs ``(points, …)``.

        Returns `values` of this probe. Raises ShapeError for inputs of another shape.
        """
        with np.errstate(all="ignore"):  # a number too large for float32 is infinite there
            self._take(values, inputs)
            for call in self._calls:
                call()
        return self.values

    def asking(self, values: Mapping[str, Array], inputs: Array) -> Iterator[float]:
        """The same call by call, for a network that takes long: yields before each call which share
        of them is done. Raises what `ask` raises."""
        with np.errstate(all="ignore"):
            self._take(values, inputs)
        for n, call in enumerate(self._calls):
            yield n / len(self._calls)
            with np.errstate(all="ignore"):
                call()

    def _take(self, values: Mapping[str, Array], inputs: Array) -> None:
        """Take over raw inputs and the numbers that an answer depends on."""
        if inputs.shape != self._shape:
            raise ShapeError(
                "the probe was made for inputs of the shape {shape}, not {given}",
                shape=self._shape,
                given=inputs.shape,
            )
        np.copyto(self._arrays[self.inputs], inputs, casting="same_kind")
        for name in self._taken:
            np.copyto(self._arrays[name], values[name], casting="same_kind")


def _preparing(lesson: Lesson) -> Iterator[ProbeLine]:
    """What is done to every input before the network reads it."""
    for op, reads, writes in prepared(lesson.plan, "", INPUT):
        if reads[0].startswith(RAW_INPUT) and not writes.endswith("t"):
            yield ProbeLine(op, reads, writes)


def _evaluating(lesson: Lesson) -> Iterator[ProbeLine]:
    """The network in evaluation."""
    for use in lesson.network.evaluation:
        yield ProbeLine(use.op, use.reads, use.writes, use.layer)


def _seen(array: Array) -> Array:
    view = array.view()
    view.setflags(write=False)
    return view
