"""An update opened into its pieces: what of a step comes from this iteration's gradient, what from
the memory of earlier ones, what from weight decay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ..ops import Array
from ..ops.optimizers import (
    AddVelocity,
    DecoupledDecay,
    Descend,
    FollowVelocity,
    NesterovStep,
    NesterovStepRateInside,
    OutrightDecay,
    ScaledStepVelocity,
    ScaledVelocity,
    StepVelocity,
    SubtractVelocity,
    Velocity,
    WeightPenalty,
)
from ..program import Instruction, Phase, Program

__all__ = ["DECAY", "GRADIENT", "LOOK_AHEAD", "MOMENTUM", "SCALED", "UpdatePieces"]

GRADIENT = "gradient"
"""−η times the gradient, clipped where the lesson clips it."""
LOOK_AHEAD = "look_ahead"
"""What Nesterov's step adds of the gradient because it goes where the velocity will be."""
MOMENTUM = "momentum"
"""What earlier gradients left in the velocity."""
DECAY = "weight_decay"
SCALED = "scaled_gradient"
"""The step of a rule that divides by the gradient's usual size: as a whole, because a part of it is
no step of its own."""


@dataclass(frozen=True)
class UpdatePieces:
    """The lines that update one parameter, read at a tick of their iteration."""

    program: Program
    tick: int
    parameter: str
    values: Mapping[str, Array]
    """What is known at the tick."""
    before: Mapping[str, Array]
    """What was known before the update."""

    @property
    def lines(self) -> tuple[Instruction, ...]:
        """The instructions of the iteration's update."""
        iteration = self.program.locate(self.tick).iteration
        return tuple(
            ins for ins in self.program.instructions(iteration) if ins.phase is Phase.UPDATE
        )

    @property
    def last(self) -> Instruction:
        """The one that writes the parameter."""
        return next(ins for ins in self.lines if ins.writes == self.parameter)

    def known(self, name: str) -> bool:
        """Whether a value is what this update reads, or wrote, at the tick."""
        place = self.program.locate(self.tick)
        if any(ins.writes == name for ins in self.program.instructions(place.iteration)):
            done = self.program.done_after(name, place.iteration)
            return done is not None and done <= place.done
        return name in self.values

    @property
    def step(self) -> Array | None:
        """The parameter after the update less the parameter before it; None before it is done."""
        if not self.known(self.parameter):
            return None
        with np.errstate(all="ignore"):
            return self.values[self.parameter] - self.before[self.parameter]

    def pieces(self) -> dict[str, Array | None]:
        """Piece → its part of the step, None as long as one of its numbers is not computed. They
        sum to the step, but for rounding."""
        found: dict[str, Array | None] = {}
        for piece, part in (*self._decayed(), *self._moved()):
            known = found.get(piece, part)
            alone = piece not in found
            found[piece] = (
                part if alone else None if known is None or part is None else known + part
            )
        return found

    def _decayed(self) -> Iterator[tuple[str, Array | None]]:
        """What a line before the step takes off the parameter."""
        line = self._maker(self.last.reads[0])
        if line is not None and isinstance(line.op, (DecoupledDecay, OutrightDecay)):
            shrunk = self._value(line.writes)
            yield DECAY, None if shrunk is None else shrunk - self.before[self.parameter]

    def _moved(self) -> Iterator[tuple[str, Array | None]]:
        """What the last line adds to the parameter."""
        line, one = self.last, np.ones(())
        lr, momentum = self._value("lr"), self._value("momentum")
        match line.op:
            case Descend() | FollowVelocity():
                yield from self._times(_negative(lr), line.reads[1], GRADIENT)
            case NesterovStep():
                yield from self._times(_negative(lr), line.reads[2], GRADIENT)
                yield from self._times(_product(_negative(lr), momentum), line.reads[1], LOOK_AHEAD)
            case NesterovStepRateInside():
                yield from self._times(_negative(lr), line.reads[2], GRADIENT)
                yield from self._times(momentum, line.reads[1], LOOK_AHEAD)
            case AddVelocity():
                yield from self._times(one, line.reads[1], GRADIENT)
            case SubtractVelocity():
                yield from self._times(-one, line.reads[1], GRADIENT)
            case _:
                yield SCALED, self._from_nothing(line, 0)

    def _times(
        self, factor: Array | None, name: str, piece: str
    ) -> Iterator[tuple[str, Array | None]]:
        """A value times a factor, opened as far as it is a sum itself; what is left of it is called
        `piece`."""
        line = self._maker(name)
        match line.op if line is not None else None:
            case WeightPenalty() if line is not None:
                yield from self._times(factor, line.reads[0], piece)
                pull = _product(self._value("weight_decay"), self.before[self.parameter])
                yield DECAY, _product(factor, pull)
            case Velocity() if line is not None:
                yield from self._times(factor, line.reads[1], piece)
                yield MOMENTUM, self._remembered(factor, name)
            case StepVelocity() if line is not None:
                inside = _product(factor, _negative(self._value("lr")))
                yield from self._times(inside, line.reads[1], piece)
                yield MOMENTUM, self._remembered(factor, name)
            case ScaledVelocity() | ScaledStepVelocity() if line is not None:
                yield SCALED, _product(factor, self._from_nothing(line, 0))
                yield MOMENTUM, self._remembered(factor, name)
            case _:
                yield piece, _product(factor, self._value(name))

    def _remembered(self, factor: Array | None, velocity: str) -> Array | None:
        share = _product(factor, self._value("momentum"))
        # drawn once the line that takes it is done, like every other piece
        return _product(share, self.before[velocity]) if self.known(velocity) else None

    def _from_nothing(self, line: Instruction, place: int) -> Array | None:
        """What a line adds to one of the values it reads: what it would write if that were 0."""
        reads = [
            self._value(name) if n != place else np.zeros_like(self.before[self.parameter])
            for n, name in enumerate(line.reads)
        ]
        known = [read for read in reads if read is not None]
        return line.op.compute(line.rule, *known) if len(known) == len(reads) else None

    def _maker(self, name: str) -> Instruction | None:
        """The line of the update that writes a value."""
        found = (ins for ins in self.lines if ins.writes == name and name != self.parameter)
        return next(found, None)

    def _value(self, name: str) -> Array | None:
        return self.values[name] if self.known(name) else None


def _sum(one: Array | None, other: Array | None) -> Array | None:
    return None if one is None or other is None else np.asarray(one + other)


def _product(one: Array | None, other: Array | None) -> Array | None:
    return None if one is None or other is None else np.asarray(one * other)


def _negative(one: Array | None) -> Array | None:
    return None if one is None else np.asarray(-one)
