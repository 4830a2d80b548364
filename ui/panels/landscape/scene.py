"""What the landscape panel shows of a frame: ways, the update of the leading run, standings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.race.fairness import Fairness, fairness_of
from visualnn.race.standings import Standing, placed, standing_of
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun
from visualnn.views.base import Moment, UnsuitedError
from visualnn.views.contours import Relief, relief_of
from visualnn.views.landscape import (
    WalkerWay,
    landscape_of,
    plane_of_places,
    update_of,
    walker_ways,
)
from visualnn.views.moments import moments_of_runs
from visualnn.views.plane import Plane
from visualnn.views.update_pieces import Scaling, UpdatePiece

__all__ = ["LandscapeScene", "OpenedUpdate", "RunOnLandscape"]

Array = NDArray[np.float64]
RELIEF_SIDE = 161
"""Points along the longer side of the grid that contours are drawn from."""
PLACE = "w"


@dataclass(frozen=True)
class RunOnLandscape:
    """A run and the ways of its walkers."""

    run: CompanionRun
    ways: tuple[WalkerWay, ...]


@dataclass(frozen=True)
class OpenedUpdate:
    """The update of one walker of the leading run, opened into arrows that are laid tip to tail."""

    walker: int
    start: tuple[float, float]
    pieces: tuple[tuple[UpdatePiece, tuple[float, float] | None], ...]
    """Each piece and its own two numbers; None as long as it is not computed."""
    step: tuple[float, float] | None
    """The whole update, once it is done."""
    unscaled: tuple[float, float] | None
    """The step that would be taken without dividing."""
    value: tuple[float, float] | None
    """What is divided, along both axes, by `size`."""
    size: tuple[float, float] | None

    @property
    def arrows(self) -> tuple[tuple[UpdatePiece, tuple[float, float], tuple[float, float]], ...]:
        """The pieces that are computed, each with its tail and its tip."""
        found = []
        x, y = self.start
        for piece, part in self.pieces:
            if part is not None:
                tip = x + part[0], y + part[1]
                found.append((piece, (x, y), tip))
                x, y = tip
        return tuple(found)

    @property
    def landing(self) -> tuple[float, float] | None:
        """Where the walker will be, once all pieces are computed; None before that, and when it is
        there."""
        if self.step is not None or any(part is None for _piece, part in self.pieces):
            return None
        return self.arrows[-1][2] if self.arrows else None

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Every place that an arrow begins or ends at."""
        places = [self.start, *(tip for _piece, _tail, tip in self.arrows)]
        if self.step is not None:
            places.append((self.start[0] + self.step[0], self.start[1] + self.step[1]))
        return tuple(place for place in places if np.isfinite(place).all())


class LandscapeScene:
    """Everything that is painted at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.landscape = landscape_of(lesson)
        self.frame: Frame
        self.moment: Moment
        self.runs: tuple[RunOnLandscape, ...] = ()
        """In the order of their marks."""
        self.standings: tuple[Standing, ...] = ()
        """In the order of the race; empty for a single run or several starts."""
        self.fairness: Fairness | None = None
        self.updates: tuple[OpenedUpdate, ...] = ()
        self.relief: Relief | None = None
        """What is in sight, once it was told (`look_over`)."""
        self._plane: Plane | None = None
        self._left: Mapping[str, int | None] = {}

    def show(self, frame: Frame) -> None:
        """Take a frame."""
        moments = moments_of_runs(frame)
        self.frame, self.moment = frame, moments[frame.leader.id]
        self.runs = tuple(self._on_landscape(frame, moments))
        self._place()
        self._left = {each.id: each.diverged for each in self.standings}
        self.updates = tuple(self._updates())
        places = [self.drawn_places(each, way) for each in self.runs for way in each.ways]
        lowest = np.array(self.landscape.lowest).reshape(-1, 2)
        self._plane = plane_of_places(self.lesson.start[PLACE], lowest, places)

    def _on_landscape(self, frame: Frame, moments: Mapping[str, Moment]) -> list[RunOnLandscape]:
        found = []
        for run in frame.runs:
            moment = moments.get(run.id)
            if moment is None:
                continue
            try:
                if landscape_of(moment.lesson) is self.landscape:
                    found.append(RunOnLandscape(run, walker_ways(moment)))
            except UnsuitedError:
                continue
        return found

    def _place(self) -> None:
        self.standings, self.fairness = (), None
        if len(self.runs) < 2 or any(len(each.ways) > 1 for each in self.runs):
            return
        lowest = self.landscape.lowest_height
        rates = {each.run.id: _rate(each.run) for each in self.runs}
        self.fairness = fairness_of(rates)
        self.standings = placed(
            standing_of(each.run.id, rates[each.run.id], each.ways[0], lowest) for each in self.runs
        )

    def _updates(self) -> list[OpenedUpdate]:
        """The update of each walker of the leading run, as far as it is computed."""
        update = update_of(self.moment)
        pieces, step, scaling = update.opened(), update.step, update.scaling
        if all(piece.part is None for piece in pieces):
            return []
        starts = update.before[PLACE].reshape(-1, 2)
        return [
            OpenedUpdate(
                walker,
                _pair(starts, walker) or (0.0, 0.0),
                tuple((piece, _pair(piece.part, walker)) for piece in pieces),
                _pair(step, walker),
                *_scaled(scaling, walker),
            )
            for walker in range(len(starts))
        ]

    def drawn_places(self, each: RunOnLandscape, way: WalkerWay) -> Array:
        """The places of a way that are drawn, ``(n, 2)``: of a run beside the leading one that has
        left, those until it did. It may cross the plane ever again, from far to far."""
        left = self._left.get(each.run.id)
        if left is None or each.run.id == self.frame.leader.id:
            return way.places
        return way.places[: left + 1]

    # -- the plane

    @property
    def plane(self) -> Plane:
        """The rectangle that is in sight where nobody has zoomed in."""
        return Plane((0.0, 0.0), (1.0, 1.0)) if self._plane is None else self._plane

    def look_over(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Compute the relief of what is in sight; the same as before is kept."""
        plane = Plane((x[0], y[0]), (x[1], y[1]))
        if self.relief is not None and self.relief.plane == plane:
            return
        across, up = x[1] - x[0], y[1] - y[0]
        longer = max(across, up)
        columns, rows = (max(2, round(RELIEF_SIDE * side / longer)) for side in (across, up))
        self.relief = relief_of(self.landscape, plane, columns, rows)

    def height_at(self, x: float, y: float) -> float:
        """The function at a place."""
        with np.errstate(all="ignore"):
            return float(self.landscape.compute("forward", np.array([x, y])))

    # -- runs

    @property
    def leading(self) -> RunOnLandscape | None:
        """The run that leads."""
        return self.run_of(self.frame.leader.id)

    def run_of(self, name: str) -> RunOnLandscape | None:
        """The run of an id, if it is on the landscape."""
        return next((each for each in self.runs if each.run.id == name), None)

    def number(self, walker: int, axis: int = 0) -> Source:
        """The name of one of the two numbers of a walker of the leading run."""
        single = self.lesson.start[PLACE].ndim == 1
        return Source(PLACE, (axis,) if single else (walker, axis))

    def source(self, name: str, walker: int, axis: int = 0) -> Source | None:
        """The name of one of the two numbers of a value that has the shape of the place; None
        where it has no value."""
        if name not in self.moment.values:
            return None
        return Source(name, self.number(walker, axis).index)


def _rate(run: CompanionRun) -> float:
    """The learning rate that a run began with."""
    return float("nan") if run.opened is None else float(run.opened.start["lr"])


def _pair(part: np.ndarray | None, walker: int) -> tuple[float, float] | None:
    if part is None:
        return None
    one, other = np.asarray(part).reshape(-1, 2)[walker].tolist()
    return one, other


def _scaled(
    scaling: Scaling | None, walker: int
) -> tuple[tuple[float, float] | None, tuple[float, float] | None, tuple[float, float] | None]:
    if scaling is None:
        return None, None, None
    return (
        _pair(scaling.unscaled, walker),
        _pair(scaling.value, walker),
        _pair(scaling.size, walker),
    )
