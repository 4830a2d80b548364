"""The slope: the loss as a curve over one number, and what an update of it promised and brought."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Source
from ..machine.machine import frozen
from ..names import whole_gradient
from ..network import INPUT
from ..ops import Array
from ..program import Phase, Program
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .forward_again import LOSS, ForwardAgain, differentiable_names, with_loss, with_update
from .forward_along import ForwardAlong

__all__ = ["LossSlope", "SlopeView", "pass_size", "place_of", "slope_of", "slope_steps"]

HALF = 20
"""Points of the curve on each side of the number."""
SHOWN_STEPS = 4
"""The curve goes at least so many steps of the update to both sides."""
USUAL_REACH = 0.5
"""How far it goes where no update moves the number, as a share of the number, or of 1 for a smaller
one."""
MOST_DOUBLINGS = 4
"""How often the reach is doubled to get to the next kink."""
KINK_STEP_SHARE = 1e-6
"""How far beside the number its two slopes are taken at a kink, as a share of the reach."""
INSTRUCTION_SIZE = 200
"""How many numbers are computed in the time that it takes to begin an instruction."""
KINK_SHARE = 1e-3
"""From so far apart on, as a share of the larger, two slopes are two; closer ones are of a bend."""


@dataclass(frozen=True)
class LossSlope:
    """The loss over one number, everything else of the iteration as it is."""

    place: Source
    numbers: Array
    """``(2 · HALF + 1,)``: evenly spaced, what the number is in the middle."""
    losses: Array
    value: float
    loss: float | None
    """Of the trace; None before it is computed."""
    gradient: float | None
    """∂L/∂value of the trace."""
    next_value: float | None
    """What the update of this iteration makes of it, once it is done."""
    got_alone: float | None
    """The loss with this number updated and no other."""
    got: float | None
    """The loss of the same batch with every parameter updated."""
    kink: tuple[float, float] | None = None
    """Where the loss has a kink at this very number: its slopes to the left and to the right, by
    differences over a millionth of the curve's reach."""

    @property
    def promised(self) -> float | None:
        """Where the tangent is at the next value."""
        if self.loss is None or self.gradient is None or self.next_value is None:
            return None
        return self.loss + self.gradient * (self.next_value - self.value)


def slope_of(moment: Moment) -> LossSlope:
    """The slope of the number in focus, or of the first of all parameters.

    Raises UnsuitedError for a number that the loss is not computed from by rules with a gradient,
    ShapeError for an index outside.
    """
    return next(found for found in slope_steps(moment) if found is not None)


def slope_steps(moment: Moment) -> Iterator[LossSlope | None]:
    """The slope in steps of one forward pass each, for who has little time: None until the last
    step, which is what `slope_of` gives. Raises as that does, in the first step."""
    program = moment.lesson.program
    place = place_of(moment)
    iteration = program.locate(moment.tick).iteration
    computed = moment.computed
    if moment.before_update is None:
        computed = with_loss(program, moment.tick, computed)
    value = float(computed[place.name][place.index])
    yield None
    again = ForwardAlong(program, iteration, computed, place)
    yield None
    reach = yield from _reach(moment, again, place, value)
    numbers = value + reach * np.arange(-HALF, HALF + 1) / HALF
    losses = np.empty_like(numbers)
    for n, number in enumerate(numbers.tolist()):
        losses[n] = again.loss_at(place, number)
        yield None
    sides = _one_sided(again, place, value, reach)
    yield None
    after = _next_value(moment, place)
    yield LossSlope(
        place,
        frozen(numbers),
        frozen(losses),
        value,
        _trace_number(moment, Source(LOSS)),
        _trace_number(moment, Source(f"d.{place.name}", place.index)),
        after,
        None if after is None else again.loss_at(place, after),
        None if after is None else _loss_of_all(moment, computed),
        sides,
    )


def place_of(moment: Moment) -> Source:
    """The number whose slope is asked for: of a gradient, the number that it is the gradient of.

    Raises UnsuitedError for a number that the loss is not computed from by rules with a gradient,
    ShapeError for an index outside.
    """
    place = _number_in_focus(moment)
    program = moment.lesson.program
    shapes = program.shapes[program.is_closing(program.locate(moment.tick).iteration)]
    array = moment.computed.get(place.name)
    shape = shapes[place.name] if array is None else array.shape
    if len(place.index) != len(shape) or not all(
        0 <= at < length for at, length in zip(place.index, shape, strict=True)
    ):
        raise ShapeError(
            "{place} does not exist: {name} has the shape {shape}",
            place=place,
            name=place.name,
            shape=shape,
        )
    return place


def pass_size(program: Program, place: Source) -> int:
    """How many numbers one forward pass reads and writes from this one to the loss, and
    `INSTRUCTION_SIZE` for each instruction: a measure of the time of a step."""
    moved, shapes = {place.name}, program.shapes[True]
    count = 0
    for ins in program.closing:
        if ins.phase in (Phase.FORWARD, Phase.LOSS) and moved.intersection(ins.reads):
            moved.add(ins.writes)
            count += sum(math.prod(shapes[name]) for name in (ins.writes, *ins.reads))
            count += INSTRUCTION_SIZE
    return count


def _number_in_focus(moment: Moment) -> Source:
    """The number whose slope is asked for: of a gradient, and of a part of one that came by one of
    several ways, the number that it is the gradient of."""
    place = moment.focus
    if place is None:
        first = next(iter(moment.lesson.network.trained), None)
        if first is None:  # nothing is trained: the first number of the input
            return Source(INPUT, (0,) * len(moment.lesson.network.shapes[INPUT]))
        return Source(first.name, (0,) * len(first.shape))
    place = Source(whole_gradient(place.name).removeprefix("d."), place.index)
    if place.name not in differentiable_names(moment.lesson.program):
        raise UnsuitedError(
            N_(
                "there is no slope along {name}: it is no weight, input or value that the loss is "
                "computed from"
            ),
            name=place.name,
        )
    return place


def _trace_number(moment: Moment, place: Source) -> float | None:
    """A number of the iteration's trace, if it is written by the tick."""
    program = moment.lesson.program
    at = program.locate(moment.tick)
    done = program.done_after(place.name, at.iteration)
    if done is None or done > at.done:
        return None
    return float(moment.computed[place.name][place.index])


def _is_updated(moment: Moment, name: str) -> bool:
    """Whether the update of the iteration has written a parameter by now."""
    program = moment.lesson.program
    at = program.locate(moment.tick)
    done = program.done_after(name, at.iteration)
    return name in program.parameters and done is not None and done <= at.done


def _next_value(moment: Moment, place: Source) -> float | None:
    if not _is_updated(moment, place.name):
        return None
    return float(moment.values[place.name][place.index])


def _loss_of_all(moment: Moment, computed: Mapping[str, Array]) -> float | None:
    """The loss of the batch with all parameters as the update leaves them."""
    program = moment.lesson.program
    written = {ins.writes for ins in program.closing if ins.phase is Phase.UPDATE}
    names = [name for name in program.parameters if name in written]
    if not all(_is_updated(moment, name) for name in names):
        return None
    iteration = program.locate(moment.tick).iteration
    again = ForwardAgain(program, iteration, computed, names)
    for name in names:
        again.arrays[name][...] = moment.values[name]
    return again.loss()


def _reach(
    moment: Moment, again: ForwardAgain, place: Source, value: float
) -> Generator[None, None, float]:
    """How far the curve goes to each side, in steps: some steps of the update, and on to the next
    kink if it is near, rounded up to 1, 2 or 5 times a power of ten."""
    step = _step(moment, place, value)
    reach = SHOWN_STEPS * step if step else USUAL_REACH * max(1.0, abs(value))
    if not math.isfinite(reach):
        reach = USUAL_REACH
    again.loss_at(place, value)
    here = _sides(again)
    for doubling in range(MOST_DOUBLINGS + 1):
        sides = []
        for number in (value - reach * 2**doubling, value + reach * 2**doubling):
            again.loss_at(place, number)
            sides.append(_sides(again))
        if any(other != here for other in sides):
            return _rounded_up(reach * 2**doubling)
        yield None
    return _rounded_up(reach)


def _one_sided(
    again: ForwardAgain, place: Source, value: float, reach: float
) -> tuple[float, float] | None:
    """At a kink the slopes to the left and to the right; None where there is one slope."""
    small = KINK_STEP_SHARE * reach
    if value - small == value or value + small == value:
        return None
    below, left = again.loss_at(place, value - small), _sides(again)
    above, right = again.loss_at(place, value + small), _sides(again)
    if left == right:
        return None
    here = again.loss_at(place, value)
    slopes = (here - below) / small, (above - here) / small
    if not all(math.isfinite(each) for each in slopes):
        return None
    apart = abs(slopes[1] - slopes[0])
    return slopes if apart > KINK_SHARE * max(abs(slopes[0]), abs(slopes[1])) else None


def _step(moment: Moment, place: Source, value: float) -> float:
    """How far the update of the iteration moves the number, also before it is done; 0 if it does
    not."""
    program = moment.lesson.program
    if place.name not in program.parameters:
        return 0.0
    if _is_updated(moment, place.name):
        after = moment.values
    else:
        after = with_update(program, moment.tick, moment.values)
    return abs(float(after[place.name][place.index]) - value)


def _sides(again: ForwardAgain) -> tuple[bytes, ...]:
    """On which side of its kinks every activation is."""
    return tuple(
        (again.arrays[ins.reads[0]] > kink).tobytes()
        for ins in again.instructions
        for kink in getattr(ins.op, "kinks", ())
    )


def _rounded_up(reach: float) -> float:
    power = 10.0 ** math.floor(math.log10(reach))
    return next(power * times for times in (1, 2, 5, 10, 20) if power * times >= reach)


class SlopeView(View):
    """The loss of the iteration's batch as a function of one number: a weight, a bias, an input, or
    any value between them and L; of a gradient in focus, the number that it belongs to.

    Part ``curve``: ``L`` at 41 evenly spaced ``value``\\ s, the number's own in the middle, by
    the program's own instructions in float64, everything else as the iteration has it: the same
    batch, the same random draws, the parameters before their update. It reaches four steps of the
    update to each side, or half the number (or 0.5) where no update moves it, up to sixteen times
    as far if the next kink of an activation is there, rounded up to 1, 2 or 5 times a power of ten.

    Part ``here``, one row: the number, ``L`` and ``gradient`` = ∂L/∂value of the trace;
    ``next_value`` after the update of the iteration; ``promised_L`` = L + gradient · (next_value −
    value), the tangent there; ``got_alone_L``, L with this number updated alone; ``got_L``, L of
    the same batch with all parameters updated. What is not known at the tick, or is no parameter's,
    is empty.
    """

    name = "slope"
    title = N_("Slope")
    parts = ("curve", "here")

    def pick(self, moment: Moment) -> Source | None:
        return moment.focus if moment.focus is not None else place_of(moment)

    def table(self, moment: Moment, part: str) -> ViewTable:
        found = slope_of(moment)
        if part == "curve":
            points = zip(found.numbers.tolist(), found.losses.tolist(), strict=True)
            return ViewTable(("value", "L"), tuple(points))
        row: tuple[CellValue, ...] = (
            found.value,
            found.loss,
            found.gradient,
            found.next_value,
            found.promised,
            found.got_alone,
            found.got,
        )
        columns = ("value", "L", "gradient", "next_value", "promised_L", "got_alone_L", "got_L")
        return ViewTable(columns, (row,))
