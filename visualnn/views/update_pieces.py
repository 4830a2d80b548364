"""An update opened into its pieces: what of a step comes from this iteration's gradient, what from
the memory of earlier ones, what from weight decay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from ..dataclass import dataclass
from ..ops import Array
from ..ops.functions import Tilted
from ..ops.optimizers import (
    AdadeltaChange,
    AdamaxStep,
    AdamaxStepOver,
    AdamStep,
    AddVelocity,
    ChangeStep,
    DecoupledDecay,
    Descend,
    EpsilonHatStep,
    FollowVelocity,
    NesterovStep,
    NesterovStepRateInside,
    OutrightDecay,
    RectifiedStep,
    ScaledStep,
    ScaledStepInside,
    ScaledStepVelocity,
    ScaledVelocity,
    StepVelocity,
    SubtractVelocity,
    Velocity,
    WeightPenalty,
)
from ..program import Instruction, Phase, Program

__all__ = [
    "DECAY",
    "GRADIENT",
    "LOOK_AHEAD",
    "MOMENTUM",
    "NOISE",
    "SCALED",
    "Scaling",
    "UpdatePiece",
    "UpdatePieces",
]

GRADIENT = "gradient"
"""−η times the gradient, clipped where the lesson clips it."""
LOOK_AHEAD = "look_ahead"
"""What Nesterov's step adds of the gradient because it goes where the velocity will be."""
MOMENTUM = "momentum"
"""What earlier gradients left in the velocity."""
DECAY = "weight_decay"
NOISE = "noise"
"""What noise adds to the gradient, times −η."""
SCALED = "scaled_gradient"
"""The step of a rule that divides by the gradient's usual size: as a whole, because a part of it is
no step of its own."""


DIVIDED_BY_ROOT = (
    ScaledStep,
    ScaledStepInside,
    ScaledVelocity,
    ScaledStepVelocity,
    AdamStep,
    EpsilonHatStep,
)
"""Rules that divide the second value they read by the root of the third."""


@dataclass(frozen=True)
class UpdatePiece:
    """One part of a step."""

    name: str
    source: str
    """The name of the value that it is made from."""
    part: Array | None
    """Its numbers, of the parameter's shape; None as long as one that it is made from is not
    computed."""


@dataclass(frozen=True)
class Scaling:
    """What a rule divides, axis by axis, and by what."""

    source: str
    """The name of what is divided: the gradient, or a running mean of it."""
    size_source: str
    """The name of what is divided by, or of its square."""
    value: Array
    size: Array
    """The gradient's usual size: √v̂, √v, the root of all squares, or the largest gradient; without
    ε."""
    unscaled: Array
    """−η · value: the step that would be taken without dividing."""


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
        return {each.name: each.part for each in self.opened()}

    def opened(self) -> tuple[UpdatePiece, ...]:
        """The pieces in the order in which they are laid one behind the other."""
        found: dict[str, UpdatePiece] = {}
        for piece in (*self._decayed(), *self._moved()):
            known = found.get(piece.name)
            if known is not None:
                both = known.part is not None and piece.part is not None
                piece = replace(known, part=known.part + piece.part if both else None)  # type: ignore[operator]
            found[piece.name] = piece
        return tuple(found.values())

    @property
    def scaling(self) -> Scaling | None:
        """What is divided by what, once both are computed; None in a rule that divides by
        nothing, and where RAdam does not yet."""
        line: Instruction | None = self.last
        if line is not None and isinstance(line.op, (FollowVelocity, SubtractVelocity, ChangeStep)):
            line = self._maker(line.reads[1])
        if line is None:
            return None
        match line.op:
            case AdadeltaChange():
                value, size = line.reads[0], line.reads[1]
            case AdamaxStep() | AdamaxStepOver() | RectifiedStep():
                value, size = line.reads[1], line.reads[2]
            case op if isinstance(op, DIVIDED_BY_ROOT):
                value, size = line.reads[1], line.reads[2]
            case _:
                return None
        divided, by, lr = self._value(value), self._value(size), self._value("lr")
        if divided is None or by is None or lr is None:
            return None
        with np.errstate(all="ignore"):
            match line.op:
                case RectifiedStep():
                    rect = self._value("rect")
                    if rect is None or rect <= 0:
                        return None
                    usual = 1.0 / by
                case AdamaxStep() | AdamaxStepOver():
                    usual = by
                case _:
                    usual = np.sqrt(by)
            return Scaling(value, size, divided, usual, -lr * divided)

    @property
    def is_proportional(self) -> bool:
        """Whether the whole step is proportional to the rate of this iteration: no memory holds
        steps of earlier rates, and no rule finds a rate of its own."""
        ops = [line.op for line in self.lines]
        kinds = (StepVelocity, ScaledStepVelocity, AdadeltaChange, AddVelocity, OutrightDecay)
        return not any(isinstance(op, kinds) for op in ops)

    def _decayed(self) -> Iterator[UpdatePiece]:
        """What a line before the step takes off the parameter."""
        line = self._maker(self.last.reads[0])
        if line is not None and isinstance(line.op, (DecoupledDecay, OutrightDecay)):
            shrunk = self._value(line.writes)
            part = None if shrunk is None else shrunk - self.before[self.parameter]
            yield UpdatePiece(DECAY, line.writes, part)

    def _moved(self) -> Iterator[UpdatePiece]:
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
                yield UpdatePiece(SCALED, line.reads[1], self._from_nothing(line, 0))

    def _times(self, factor: Array | None, name: str, piece: str) -> Iterator[UpdatePiece]:
        """A value times a factor, opened as far as it is a sum itself; what is left of it is called
        `piece`."""
        line = self._maker(name)
        match line.op if line is not None else None:
            case WeightPenalty() if line is not None:
                yield from self._times(factor, line.reads[0], piece)
                pull = _product(self._value("weight_decay"), self.before[self.parameter])
                yield UpdatePiece(DECAY, line.writes, _product(factor, pull))
            case Velocity() if line is not None:
                yield from self._times(factor, line.reads[1], piece)
                yield UpdatePiece(MOMENTUM, name, self._remembered(factor, name))
            case StepVelocity() if line is not None:
                inside = _product(factor, _negative(self._value("lr")))
                yield from self._times(inside, line.reads[1], piece)
                yield UpdatePiece(MOMENTUM, name, self._remembered(factor, name))
            case ScaledVelocity() | ScaledStepVelocity() if line is not None:
                scaled = _product(factor, self._from_nothing(line, 0))
                yield UpdatePiece(SCALED, line.reads[1], scaled)
                yield UpdatePiece(MOMENTUM, name, self._remembered(factor, name))
            case _:
                whole, noise = self._value(name), self._noise()
                if noise is None or name != f"d.{self.parameter}":
                    yield UpdatePiece(piece, name, _product(factor, whole))
                    return
                shaken = self._value(noise)
                known = whole is not None and shaken is not None
                plain = whole - shaken if known else None  # type: ignore[operator]
                yield UpdatePiece(piece, name, _product(factor, plain))
                yield UpdatePiece(NOISE, noise, _product(factor, shaken if known else None))

    def _noise(self) -> str | None:
        """The name of the part of the gradient that noise makes, if any does."""
        iteration = self.program.locate(self.tick).iteration
        found = (
            ins.writes
            for ins in self.program.instructions(iteration)
            if isinstance(ins.op, Tilted) and ins.rule == "grad_w"
        )
        return next(found, None)

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


def _product(one: Array | None, other: Array | None) -> Array | None:
    return None if one is None or other is None else np.asarray(one * other)


def _negative(one: Array | None) -> Array | None:
    return None if one is None else np.asarray(-one)
