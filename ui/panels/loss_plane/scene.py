"""What the loss plane shows of a frame: the plane, the loss over it, and the way on it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ui.plot.axes import alike
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.views.base import Moment, UnsuitedError
from visualnn.views.contours import Relief, relief_of_losses
from visualnn.views.long_way import LongWay, long_axes_steps, long_walk_steps, long_way_of
from visualnn.views.loss_plane import (
    LossSurface,
    PlaneAxes,
    PlaneCut,
    PlaneWalk,
    axes_of_way,
    axes_of_weights,
    cut_of,
    followed_values,
    has_long_way,
    loss_at,
    numbers_next_to,
    plane_of_spots,
    surface_steps,
    walk_of,
    way_of,
)
from visualnn.views.moments import moment_of
from visualnn.views.plane import Plane

__all__ = ["LossPlaneScene", "PlaneChoice"]

RESIZED_SHARE = 0.02
"""A plot whose sides have changed so much shows another part of the plane."""
WAY_SHARE = 0.2
"""How much of the work is to find the main directions of a way of many numbers."""
TURN_SECONDS = 0.008
"""How long one turn of the computation takes."""


@dataclass(frozen=True)
class PlaneChoice:
    """What the learner wants to see."""

    across: Source
    up: Source
    is_main: bool = False
    """The two main directions of the way, and not the two weights."""
    is_kept: bool = False
    """The plane stays where it was cut."""


class LossPlaneScene:
    """Everything that is painted at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.choice = PlaneChoice(*numbers_next_to(lesson, None))
        self.is_chosen = False
        """Whether the learner chose the two weights; otherwise they are what a stop points at, and
        the one after it."""
        self.frame: Frame
        self.moment: Moment
        self.cut: PlaneCut | None = None
        """The plane; None where there is none, and `why` says why."""
        self.why = ""
        """A catalogue entry: why there is no plane."""
        self.walk: PlaneWalk | None = None
        self.surface: LossSurface | None = None
        """The loss over the plane, as it was computed last; of another plane as long as this one's
        is being computed."""
        self.relief: Relief | None = None
        self.share = 1.0
        """How much of the plane is computed."""
        self._aspect = 1.0
        """Of the plot, its width over its height."""
        self._steps: Iterator[float | LossSurface] | None = None
        """What is left to compute: the share that is done, and at last the heights."""
        self._wanted: tuple[PlaneCut, Plane] | None = None
        """What is computed, was, or was given up."""
        self._is_long = has_long_way(lesson)
        """Whether the way is one of many numbers, whose main directions take more than a moment."""
        self._long: tuple[object, ...] = ()
        """Of which way the main directions are computed, were, or were given up."""

    @property
    def is_going_on(self) -> bool:
        """Whether a plane is being computed."""
        return self._steps is not None

    @property
    def is_given_up(self) -> bool:
        """Whether the computation of this plane was stopped."""
        return self._steps is None and not self.is_true

    @property
    def is_true(self) -> bool:
        """Whether the heights are those of this plane."""
        return self.surface is not None and self.surface.cut is self.cut

    # -- what comes down

    def show(self, frame: Frame) -> None:
        """Take a frame."""
        self.frame = frame
        moment = moment_of(frame)
        watched = frame.watched
        if not self._is_long:
            followed = followed_values(moment, watched.numbers, watched.every)
            moment = replace(moment, followed=followed)
        self.moment = moment
        if not self.is_chosen:
            across, up = numbers_next_to(self.lesson, self._pointed_at())
            self.choice = replace(self.choice, across=across, up=up)
        self._look()

    def _pointed_at(self) -> Source | None:
        """The number that the stop points at which was reached last."""
        stop = self.frame.stop
        return None if stop is None else self.lesson.stops[stop].focus

    def choose(self, choice: PlaneChoice) -> None:
        """Show something else of the same frame."""
        if choice != self.choice:
            weights = choice.across, choice.up
            self.is_chosen = self.is_chosen or weights != (self.choice.across, self.choice.up)
            is_same = replace(choice, is_kept=self.choice.is_kept) == self.choice
            self.choice = choice
            if not is_same or not choice.is_kept:
                self.cut = None
            self._look()

    def _look(self) -> None:
        if self.choice.is_main and self._is_long:
            self._look_far()
            return
        self._long, known = (), self.cut
        try:
            cut = self._cut()
        except UnsuitedError as error:
            self.cut = self.walk = None
            self.why, self._steps = error.template, None
            return
        self.why = ""
        if known is None or not _is_same(known, cut):
            self.cut = known = cut
        self.walk = walk_of(known, self.moment, everywhere=False)
        spots = self.walk.spots[np.isfinite(self.walk.spots).all(axis=1)]
        if len(spots):
            self._want(known, self._filled(plane_of_spots(known, spots)))

    def _look_far(self) -> None:
        """The main directions of a way of many numbers are computed in turns; what was there before
        stays until they are."""
        watched, moment = self.frame.watched, self.moment
        if self.cut is not None and self.cut.axes.weights is not None:
            self.cut = self.walk = None
        if self.way_share < 1.0:
            self._steps = None
            return
        known = watched.way
        wanted = (
            moment.tick,
            self.frame.edits,
            None if known is None else (known.every, len(known.places)),
            self.choice.is_kept,
            self._aspect,
        )
        if wanted != self._long:
            self._long, self.share, self.why = wanted, 0.0, ""
            self._steps = self._far_steps(long_way_of(moment, known), moment)

    @property
    def way_share(self) -> float:
        """How much of the way of many numbers was gone through, where its main directions are
        wanted."""
        return self.frame.watched.share if self.choice.is_main and self._is_long else 1.0

    def _far_steps(self, way: LongWay, moment: Moment) -> Iterator[float | LossSurface]:
        """Directions, the way on their plane, and the heights of that."""
        cut = self.cut if self.choice.is_kept else None
        if cut is None:
            for axes in long_axes_steps(way):
                if isinstance(axes, PlaneAxes):
                    cut = cut_of(moment, axes)
                else:
                    yield WAY_SHARE / 2 * axes
        assert cut is not None  # noqa: S101  the last step is the directions
        for walk in long_walk_steps(cut, way, moment.curves.get("L", np.empty(0))):
            if isinstance(walk, PlaneWalk):
                self.cut, self.walk = cut, walk
            else:
                yield WAY_SHARE / 2 * (1 + walk)
        assert self.walk is not None  # noqa: S101  the last step is the walk
        spots = self.walk.spots[np.isfinite(self.walk.spots).all(axis=1)]
        plane = self._filled(plane_of_spots(cut, spots))
        self._wanted = cut, plane
        for found in surface_steps(cut, plane):
            share = found if isinstance(found, LossSurface) else WAY_SHARE + (1 - WAY_SHARE) * found
            yield share

    def fit(self, wide: float, tall: float) -> None:
        """The plot is this large in pixels: compute what fills it."""
        aspect = wide / max(tall, 1.0)
        if self.cut is not None and abs(aspect / self._aspect - 1.0) > RESIZED_SHARE:
            self._aspect = aspect
            self._look()

    def _filled(self, plane: Plane) -> Plane:
        """The part of the plane that is in sight where a unit is as long on both axes."""
        x, y = ((plane.least[n], plane.largest[n]) for n in range(2))
        x, y = alike(x, y, 1e3 * self._aspect, 1e3)
        return Plane((x[0], y[0]), (x[1], y[1]))

    def _cut(self) -> PlaneCut:
        if self.cut is not None and self.choice.is_kept:
            return self.cut
        return cut_of(self.moment, self._axes())

    def _axes(self) -> PlaneAxes:
        if self.choice.is_main:
            return axes_of_way(way_of(self.moment))
        return axes_of_weights(self.lesson, self.choice.across, self.choice.up)

    def _want(self, cut: PlaneCut, plane: Plane) -> None:
        wanted = self._wanted
        if wanted is not None and wanted[0] is cut and wanted[1] == plane:
            return
        self._wanted, self._steps, self.share = (cut, plane), surface_steps(cut, plane), 0.0

    # -- computing

    def go_on(self) -> bool:
        """Compute for one turn; whether there is more to do."""
        late = time.perf_counter() + TURN_SECONDS
        while self._steps is not None:
            try:
                found = next(self._steps)
            except UnsuitedError as error:
                self.cut = self.walk = self._steps = None
                self.why = error.template
                break
            if isinstance(found, LossSurface):
                self.surface, self._steps, self.share = found, None, 1.0
                self.relief = relief_of_losses(found.plane, found.heights)
            else:
                self.share = found
                if time.perf_counter() > late:
                    break
        return self._steps is not None

    def finish(self) -> None:
        """Compute the rest at once."""
        while self.go_on():
            pass

    def stop(self) -> None:
        """Give the computation up; the plane of before stays, and says of when it is."""
        self._steps = None

    # -- what is read

    @property
    def plane(self) -> Plane:
        """The part of the plane that is in sight where nobody has zoomed in."""
        return Plane((-1.0, -1.0), (1.0, 1.0)) if self._wanted is None else self._wanted[1]

    def loss_here(self, spot: tuple[float, float]) -> float:
        """The loss of the plane at a place."""
        return math.nan if self.cut is None else loss_at(self.cut, np.array(spot))


def _is_same(one: PlaneCut, other: PlaneCut) -> bool:
    """Whether two cuts are one plane with one loss over it."""
    return (
        one.iteration == other.iteration
        and np.array_equal(one.base, other.base)
        and np.array_equal(one.axes.directions, other.axes.directions)
        and np.array_equal(one.values["L"], other.values["L"])
    )
