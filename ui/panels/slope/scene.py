"""What the slope panel shows of a frame. The curve takes some forward passes, so it is computed in
turns; what the trace has is there at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ui.kit.geometry.axis import round_step
from visualnn.errors import VisualnnError
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.text import N_
from visualnn.views.base import Moment, UnsuitedError
from visualnn.views.forward_again import LOSS
from visualnn.views.moments import moment_of
from visualnn.views.slope import LossSlope, pass_size, place_of, slope_steps

__all__ = ["SlopeScene"]

TURN_SIZE = 1_000_000
"""How many numbers are computed in one turn (`pass_size`); it takes some 8 ms."""
MAX_PASS_SIZE = 2_000_000
"""A network with more has no curve: one pass alone would hold the window up."""
LEVEL_SHARE, LEVEL_ROOM_SHARE = 1e-9, 0.05
"""A loss that changes by so small a share is level; and how much above and below it is in sight."""
ROUND_PARTS = 4
"""An axis ends at round numbers that are about so many from end to end."""


class SlopeScene:
    """The loss over the number in focus, at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.moment: Moment
        self.place: Source | None = None
        """The number; None where there is no slope along what is in focus."""
        self.found: LossSlope | None = None
        """The slope, once it is computed."""
        self.error: VisualnnError | None = None
        """Why there is no slope along what is in focus."""
        self._steps: Iterator[LossSlope | None] | None = None
        self._steps_per_turn = 1
        self._last: tuple[object, ...] = ()

    def show(self, frame: Frame) -> bool:
        """Take a frame, and go on for one turn; whether it is about another number than before."""
        moment = _of_parameter(moment_of(frame))
        now = moment.tick, moment.focus, frame.edits
        if now == self._last and self.place is not None:
            return False
        before = self.place
        self._last, self.moment = now, moment
        self._begin(moment)
        return self.place != before

    def _begin(self, moment: Moment) -> None:
        """Compute for the first turn."""
        self.place, self.found, self.error, self._steps = None, None, None, None
        try:
            place = place_of(moment)
            if place.name == LOSS:
                raise UnsuitedError(
                    N_("the loss is not drawn over itself; look at a number that it is made from")
                )
        except VisualnnError as error:
            self.error = error
            return
        self.place = place
        size = pass_size(self.lesson.program, place)
        if size > MAX_PASS_SIZE:
            return
        self._steps_per_turn = max(1, TURN_SIZE // max(size, 1))
        self._steps = slope_steps(moment)
        self.go_on()

    @property
    def is_too_large(self) -> bool:
        """Whether the network is too large for a curve."""
        return self.place is not None and self.found is None and self._steps is None

    @property
    def is_going_on(self) -> bool:
        """Whether another turn has something to do."""
        return self._steps is not None

    def go_on(self) -> bool:
        """Compute for one turn; whether another one has something to do."""
        for _step in range(self._steps_per_turn):
            found = None if self._steps is None else next(self._steps)
            if found is not None:
                self.found, self._steps = found, None
            if self._steps is None:
                return False
        return True

    @property
    def is_closing(self) -> bool:
        """Whether this is the pass that closes the run, after the last update."""
        return self.lesson.program.locate(self.moment.tick).iteration >= self.lesson.iterations

    @property
    def is_drawn(self) -> bool:
        """Whether there is a curve, and not only numbers that are no longer finite."""
        return self.found is not None and bool(np.isfinite(self.found.losses).any())

    # -- axes

    @property
    def across(self) -> tuple[float, float]:
        """The ends of the axis of the number: round, so that they stand still for a while."""
        if self.found is None:
            return 0.0, 1.0
        numbers = self.found.numbers
        return _rounded(float(numbers[0]), float(numbers[-1]))

    @property
    def up(self) -> tuple[float, float]:
        """The ends of the axis of the loss: those of the curve. What all numbers together brought
        may lie far outside; then its place is only pointed at."""
        found = self.found
        if found is None:
            return 0.0, 1.0
        more = [each for each in (found.loss, found.got_alone) if each is not None]
        losses = np.array([*found.losses.tolist(), *more])
        losses = losses[np.isfinite(losses)]
        if not losses.size:
            return 0.0, 1.0
        return _rounded(float(losses.min()), float(losses.max()))

    # -- neighbours

    def beside(self, step: int) -> Source | None:
        """The number before or behind this one in its array."""
        place = self.place
        if place is None or place.name not in self.moment.values:
            return None
        shape = self.moment.values[place.name].shape
        if not shape:
            return None
        at = int(np.ravel_multi_index(place.index, shape)) + step
        count = int(np.prod(shape))
        return Source(place.name, tuple(int(n) for n in np.unravel_index(at % count, shape)))

    def gradient_place(self) -> Source | None:
        """The gradient's own name, once it is computed."""
        if self.place is None or self.found is None or self.found.gradient is None:
            return None
        return Source(f"d.{self.place.name}", self.place.index)


def _of_parameter(moment: Moment) -> Moment:
    """Of a parameter's memory, such as ``m.hidden.W``, the parameter is meant."""
    focus = moment.focus
    if focus is None:
        return moment
    for name in moment.lesson.program.parameters:
        if focus.name.endswith(f".{name}") and not focus.name.startswith("val."):
            return replace(moment, focus=Source(name, focus.index))
    return moment


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Round ends around two numbers; what does not change lies in the middle of an axis of its
    own size."""
    size = max(abs(low), abs(high))
    if high - low <= LEVEL_SHARE * size:
        low, high = low - LEVEL_ROOM_SHARE * size, high + LEVEL_ROOM_SHARE * size
    step = round_step(max(high - low, 1e-12 * max(abs(low), abs(high)), 1e-300) / ROUND_PARTS)
    if not 0.0 < step < np.inf:
        return low, high
    return float(np.floor(low / step) * step), float(np.ceil(high / step) * step)
