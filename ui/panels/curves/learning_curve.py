"""A learning curve: the numbers of one measure of one run over the iterations, and how they are
drawn."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QImage

from ui.kit.curve_image import curve_image
from ui.kit.geometry.axis import ValueAxis, axis_between, spans_decades
from ui.kit.geometry.envelope import Array, Envelope, plain
from ui.kit.geometry.stretch import Stretch
from ui.kit.marks import RunMark, mark_of
from ui.kit.theme import Series, Theme
from ui.panels.curves.geometry import nearest_point
from visualnn.dataclass import dataclass
from visualnn.program import STOPPED
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun, RunKind, runs_named

__all__ = ["LearningCurve", "Plot", "axis_of", "extent_of", "groups_of", "told_iteration"]

THIN_PIXELS, THICK_PIXELS = 1.25, 2.0
"""The thickness of a line; that of the validation, among the noise of the batches, and that of the
run in front are thick."""


@dataclass(frozen=True, eq=False)
class LearningCurve:
    """One line: its numbers, and the iterations they belong to (offset + i · step)."""

    name: str
    values: Array
    offset: int
    step: int
    series: Series
    run: CompanionRun
    mark: RunMark | None
    """The mark of its run; None where there is only one run."""
    is_leading: bool
    """Whether it is of the run that leads."""
    updates_ahead: int | None = 0
    """How many updates more its numbers are of than their iterations count: 1 for what is measured
    behind the update; None for a setting."""
    is_named: bool = False
    """Whether the lesson's text speaks of its run here."""
    is_pointed: bool = False
    """Whether the pointer is on a curve or a name of its run."""

    def point(self, iteration: int) -> int | None:
        """The number of the point at an iteration, or of the last one before it."""
        nth = nearest_point(iteration, self.offset, self.step, self.values.size)
        return None if nth is None or self.iteration(nth) > iteration else nth

    def iteration(self, nth: int) -> int:
        return self.offset + nth * self.step

    def updates(self, nth: int) -> int | None:
        """After how many updates a number of it was found; None for a setting."""
        return None if self.updates_ahead is None else self.iteration(nth) + self.updates_ahead

    def last(self, stretch: Stretch) -> float:
        """The last finite number on screen, or before it; NaN if there is none."""
        nth = nearest_point(stretch.end, self.offset, self.step, self.values.size)
        if nth is None:
            return math.nan
        finite = np.flatnonzero(np.isfinite(self.values[: nth + 1]))
        return float(self.values[finite[-1]]) if finite.size else math.nan

    @property
    def is_in_front(self) -> bool:
        """Whether the learner brought its run to the front of several."""
        return self.mark is not None and self.run.is_in_front

    @property
    def key(self) -> str:
        return f"{self.run.id}:{self.name}"

    @property
    def state(self) -> tuple[object, ...]:
        """What its numbers depend on: equal for equal numbers."""
        return (*self.run_state, self.values.size)

    @property
    def run_state(self) -> tuple[object, ...]:
        """What its first numbers depend on, however many there are."""
        return (self.run.id, self.run.opened, self.run.edits)

    @property
    def thickness(self) -> float:
        """How thick the line is, in logical pixels at size factor 1."""
        return THICK_PIXELS if self.step > 1 or self.is_raised or self.is_pointed else THIN_PIXELS

    @property
    def is_raised(self) -> bool:
        """Whether the learner brought another run than the leading one to the front, and it is this
        one."""
        return self.is_in_front and not self.is_leading

    def image(
        self, reach: Envelope, axis: ValueAxis, height: int, ratio: float, factor: float
    ) -> QImage:
        """The line as a picture, as thick as the size `factor` of the type makes it."""
        thickness = self.thickness * factor
        return curve_image(reach, axis, height, self.series, ratio=ratio, thickness=thickness)


@dataclass(frozen=True, eq=False)
class Plot:
    """The curves that share an axis."""

    name: str
    curves: tuple[LearningCurve, ...]
    axis: ValueAxis | None


def extent_of(frame: Frame) -> int:
    """The iterations that the learner has computed, in this run or in one that was left behind. A
    lesson beside this one goes ahead by itself and does not count."""
    ours = (frame.leader.id, RunKind.KEPT, RunKind.GHOST)
    return max(run.furthest for run in frame.runs if run.id == ours[0] or run.kind in ours[1:])


def told_iteration(frame: Frame) -> int:
    """The iteration whose numbers stand beside the curves: the current one once its loss is found,
    and until then the one before, for all runs alike; in the pass that closes a run that pass."""
    program, at = frame.lesson.program, frame.place.iteration
    done = program.last_writing("L", at)
    is_found = done is None or done <= frame.place.done
    is_closed = at == frame.furthest and len(frame.curves.get("L", ())) > at
    return at if is_found or is_closed or at == 0 else at - 1


def groups_of(
    frame: Frame, theme: Theme, *, with_measures: bool = False, pointed: str | None = None
) -> dict[str, tuple[LearningCurve, ...]]:
    """The curves by what they measure: the loss first, then every metric. Of the runs beside the
    leading one the training's loss, the rate, and each metric once are drawn, all of them
    `with_measures`. Of the run of the id `pointed` all are pointed at."""
    found: dict[str, list[LearningCurve]] = {"L": []}
    runs = [run for run in frame.runs if run.failure is None]
    named = runs_named(frame)
    leading_first = sorted(runs, key=lambda run: run.id != frame.leader.id)
    for run in leading_first:
        is_leading = run.id == frame.leader.id
        mark = mark_of(run.mark, theme) if len(runs) > 1 else None
        for name, values in run.curves.items():
            if name == STOPPED or not (is_leading or values.size):
                continue
            measure = name.removeprefix("val.")
            if not is_leading and not _is_compared(name, run, with_measures=with_measures):
                continue
            offset, step = _spacing(frame, run, name)
            series = theme.series[measure != name] if mark is None else mark.series
            curve = LearningCurve(
                name,
                plain(values),
                offset,
                step,
                series,
                run,
                mark,
                is_leading,
                _updates_ahead(frame, run, name, offset),
                is_named=run.id in named,
                is_pointed=mark is not None and run.id == pointed,
            )
            found.setdefault(measure, []).append(curve)
    # parts of the loss and the learning rate behind what a person asks for first
    ordered = sorted(found, key=lambda name: name == "lr" or name.endswith(".L"))
    return {measure: tuple(found[measure]) for measure in ordered if found[measure]}


def _is_compared(name: str, run: CompanionRun, *, with_measures: bool) -> bool:
    """Whether a curve of a run beside the leading one is drawn: the loss and the rate of the
    training, and of a metric that of the validation, where there is one."""
    if name == "L" or run.opened is None:
        return name == "L"
    is_part = name.endswith(".L")
    return with_measures or (not is_part and f"val.{name}" not in run.curves)


def _spacing(frame: Frame, run: CompanionRun, name: str) -> tuple[int, int]:
    """The iteration of a curve's first number, and the iterations from one number to the next."""
    program = (run.opened or frame.lesson).program
    closing = name.startswith("val.") or program.done_after(name, 0) is None
    if name == "L" or not closing:
        return 0, 1
    return program.iterations - 1, program.iterations


def _updates_ahead(frame: Frame, run: CompanionRun, name: str, first: int) -> int | None:
    """How many updates more a curve's numbers are of than their iterations count, the first of
    which is `first`; None for what is carried, like the learning rate."""
    program = (run.opened or frame.lesson).program
    return None if name in program.carried else program.updates_before(name, first) - first


def axis_of(name: str, reaches: list[Envelope]) -> ValueAxis | None:
    """An axis for all curves of a plot; shares of one are drawn from 0 to 1, rates
    from 0 on."""
    extents = [extent for reach in reaches if (extent := reach.extent) is not None]
    if not extents:
        return None
    low, high = min(low for low, _high in extents), max(high for _low, high in extents)
    if name == "lr":
        return axis_between(min(low, 0.0), high, log=False)  # a schedule is seen by its shape
    if name != "L" and low >= 0.0 and high <= 1.0:
        return ValueAxis(-0.06, 1.06, False)
    return axis_between(low, high, log=spans_decades(low, high))
