"""What the landscape panel shows of a frame: ways, the update of the leading run, standings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.race.fairness import Fairness, fairness_of
from visualnn.race.standings import Standing, placed, standing_of
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun
from visualnn.views.base import Moment, UnsuitedError
from visualnn.views.contours import Relief, relief_of
from visualnn.views.energy import VELOCITY_RULES, WalkerEnergy
from visualnn.views.landscape import (
    WalkerWay,
    at_first_rate,
    landmarks_of,
    landscape_of,
    lowest_places,
    numbers_of,
    plane_of_places,
    update_of,
    valleys_of,
    walker_ways,
)
from visualnn.views.moments import moments_of_runs
from visualnn.views.plane import Plane, rounded_range
from visualnn.views.update_pieces import Scaling, UpdatePiece, UpdatePieces

__all__ = ["LandscapeScene", "OpenedUpdate", "Profile", "RunOnLandscape", "WalkerTangent", "moved"]

Array = NDArray[np.float64]
Numbers = tuple[float, ...]
"""As many as the function is of."""
RELIEF_SIDE = 161
"""Points along the longer side of the grid that contours are drawn from."""
PROFILE_POINT_COUNT = 801
"""Points of the curve of a function of one number."""
WORDS_SHARE = 0.12
"""Of the heights in sight, what stays free under a curve for the words of its minima."""
PLACE = "w"


@dataclass(frozen=True)
class RunOnLandscape:
    """A run and the ways of its walkers."""

    run: CompanionRun
    ways: tuple[WalkerWay, ...]
    past: Array | None = None
    """Where the walker was as far before the last change of all runs, ``(n, 2)``."""


@dataclass(frozen=True)
class Profile:
    """A function of one number over the stretch that is in sight."""

    places: Array
    heights: Array
    lowest: tuple[tuple[float, float], ...]
    """The minima with their heights."""
    local_minima: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class WalkerTangent:
    """The ground at a walker as its gradient says it is: of a function of one number."""

    walker: int
    place: float
    height: float
    slope: float


@dataclass(frozen=True)
class OpenedUpdate:
    """The update of one walker of the leading run, opened into arrows that are laid tip to tail."""

    walker: int
    start: tuple[float, float]
    """Where the walker stands in the picture; of one number, on the curve."""
    pieces: tuple[tuple[UpdatePiece, Numbers | None], ...]
    """Each piece and its own numbers; None as long as it is not computed."""
    step: Numbers | None
    """The whole update, once it is done."""
    unscaled: Numbers | None
    """The step that would be taken without dividing."""
    value: Numbers | None
    """What is divided, along each axis, by `size`."""
    size: Numbers | None
    at_first_rate: Numbers | None = None
    """Where a schedule writes the rate: the update at the rate that the run began with."""

    @property
    def hollow(self) -> Numbers | None:
        """The step that is drawn hollow beside the one that is taken: without dividing, or at the
        first rate."""
        return self.unscaled if self.unscaled is not None else self.at_first_rate

    @property
    def is_on_curve(self) -> bool:
        """Whether it moves along one number alone."""
        return any(part is not None and len(part) == 1 for _piece, part in self.pieces)

    @property
    def arrows(self) -> tuple[tuple[UpdatePiece, tuple[float, float], tuple[float, float]], ...]:
        """The pieces that are computed, each with its tail and its tip."""
        found = []
        x, y = self.start
        for piece, part in self.pieces:
            if part is not None:
                tip = moved((x, y), part)
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
            places.append(moved(self.start, self.step))
        return tuple(place for place in places if np.isfinite(place).all())


def moved(place: tuple[float, float], part: Numbers) -> tuple[float, float]:
    """A place after a part of a step; of one number it moves across alone."""
    return place[0] + part[0], place[1] + (part[1] if len(part) > 1 else 0.0)


class LandscapeScene:
    """Everything that is painted at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.landscape = landscape_of(lesson)
        self.frame: Frame
        self.ahead: Mapping[str, Array] = {}
        """While the start is pulled: run → the places of its walker from there."""
        self.moment: Moment
        self.runs: tuple[RunOnLandscape, ...] = ()
        """In the order of their marks."""
        self.standings: tuple[Standing, ...] = ()
        """In the order of the race; empty for a single run or several starts."""
        self.fairness: Fairness | None = None
        self.is_searched = False
        """Whether each run of the race has its best one of the rates of one search."""
        self.updates: tuple[OpenedUpdate, ...] = ()
        self.tangents: tuple[WalkerTangent, ...] = ()
        """Of a function of one number, one a walker of the leading run once its gradient is
        computed."""
        self.relief: Relief | None = None
        """What is in sight of a function of two numbers, once it was told (`look_over`)."""
        self.profile: Profile | None = None
        """The same of a function of one."""
        self._plane: Plane | None = None
        self._around: list[tuple[Array, int]] = []
        """The places that the rectangle was found around, and how many of each are drawn."""
        self._left: Mapping[str, int | None] = {}

    def show(self, frame: Frame) -> None:
        """Take a frame."""
        moments = moments_of_runs(frame)
        self.frame, self.moment = frame, moments[frame.leader.id]
        self.ahead = frame.ahead
        self.runs = tuple(self._on_landscape(frame, moments))
        self._place()
        self._left = {each.id: each.diverged for each in self.standings}
        update = update_of(self.moment)
        self.updates = () if self.ahead else tuple(self._updates(update))
        self.tangents = () if self.ahead else tuple(self._tangents(update))
        if not self.ahead or self._plane is None:  # axes stand still under the hand
            self._look_around()

    def _look_around(self) -> None:
        """Find the rectangle around all ways; where nobody moved it is the one of before."""
        ways = [(each, way) for each in self.runs for way in each.ways]
        drawn = [(way.places, self._drawn_count(each, way)) for each, way in ways]
        is_known = len(drawn) == len(self._around) and all(
            places is before and count == known
            for (places, count), (before, known) in zip(drawn, self._around, strict=True)
        )
        if self._plane is None or not is_known:
            landmarks = landmarks_of(self.landscape)
            places = [places[:count] for places, count in drawn]
            self._plane = plane_of_places(self.lesson.start[PLACE], landmarks, places)
            self._around = drawn

    def _on_landscape(self, frame: Frame, moments: Mapping[str, Moment]) -> list[RunOnLandscape]:
        found = []
        for run in frame.runs:
            moment = moments.get(run.id)
            if moment is None:
                continue
            try:
                if landscape_of(moment.lesson) is self.landscape:
                    ways = self._ways(run, moment)
                    found.append(RunOnLandscape(run, ways, self._past(run, ways)))
            except UnsuitedError:
                continue
        return found

    def _ways(self, run: CompanionRun, moment: Moment) -> tuple[WalkerWay, ...]:
        """The ways of a run; of one whose start is pulled the one from there."""
        places = self.ahead.get(run.id)
        if places is None:
            known = self.run_of(run.id)
            ways = walker_ways(moment, () if known is None else known.ways)
            # a run that has nothing more to do in this phase may be an update ahead of the leading
            return tuple(way.until(self.frame.updates) for way in ways)
        return (WalkerWay.along(self.landscape, places, np.full(len(places), np.nan)),)

    def _past(self, run: CompanionRun, ways: tuple[WalkerWay, ...]) -> Array | None:
        """The way of a run before the last change of all, no longer than the one of now; none while
        the start is pulled."""
        trail = None if run.past is None or self.ahead else run.past.trails.get(PLACE)
        if trail is None or trail.ndim != 2 or len(ways) != 1:
            return None
        return self._on_ground(trail[: len(ways[0].places)])

    def _place(self) -> None:
        self.standings, self.fairness, self.is_searched = (), None, False
        racing = self._racing()
        if len(racing) < 2:
            return
        lowest = self.landscape.lowest_height
        rates = {each.run.id: _rate(each) for each in racing}
        changing = [each.run.id for each in racing if _is_changing(each)]
        searched = {each.run.searched for each in racing}
        self.is_searched = len(searched) == 1 and all(searched)
        if self.is_searched:
            self.fairness = fairness_of(rates, rates, next(iter(searched)), changing)
        else:
            self.fairness = fairness_of(rates, changing=changing)
        self.standings = placed(
            standing_of(each.run.id, rates[each.run.id], each.ways[0], lowest) for each in racing
        )

    def _racing(self) -> list[RunOnLandscape]:
        """The runs that go from the same start as the leading one."""
        leading = self.leading
        if leading is None or any(len(each.ways) > 1 for each in self.runs):
            return []
        start = leading.ways[0].places[0]
        return [each for each in self.runs if (each.ways[0].places[0] == start).all()]

    @property
    def is_curve(self) -> bool:
        """Whether the function is one of one number: a curve and no plane."""
        return self.landscape.dimension == 1

    @property
    def minima(self) -> Array:
        """The known minima as they stand in the picture, ``(minima, 2)``."""
        return self._on_ground(lowest_places(self.landscape))

    def _updates(self, update: UpdatePieces) -> list[OpenedUpdate]:
        """The update of each walker of the leading run, as far as it is computed."""
        pieces, step, scaling = update.opened(), update.step, update.scaling
        at_first = at_first_rate(self.moment)
        if all(piece.part is None for piece in pieces):
            return []
        starts = self._on_ground(update.before[PLACE])
        return [
            OpenedUpdate(
                walker,
                (x, y),
                tuple((piece, self._numbers(piece.part, walker)) for piece in pieces),
                self._numbers(step, walker),
                *self._scaled(scaling, walker),
                self._numbers(at_first, walker) if scaling is None else None,
            )
            for walker, (x, y) in enumerate(starts.tolist())
        ]

    def _tangents(self, update: UpdatePieces) -> Iterator[WalkerTangent]:
        if not self.is_curve or not update.known(f"d.{PLACE}"):
            return
        slopes = update.values[f"d.{PLACE}"].reshape(-1)
        starts = self._on_ground(update.before[PLACE])
        for walker, ((place, height), slope) in enumerate(zip(starts, slopes, strict=True)):
            if np.isfinite([place, height, slope]).all():
                yield WalkerTangent(walker, float(place), float(height), float(slope))

    def _on_ground(self, places: Array) -> Array:
        """Places as they stand in the picture, ``(walkers, 2)``."""
        rows = places.reshape(-1, self.landscape.dimension)
        if not self.is_curve:
            return rows
        with np.errstate(all="ignore"):
            heights = self.landscape.compute("forward", rows)
        return np.concatenate([rows, heights[:, None]], axis=1)

    def _numbers(self, part: Array | None, walker: int) -> Numbers | None:
        found = numbers_of(self.lesson, part, walker)
        return None if part is None else tuple(map(float, found))  # type: ignore[arg-type]

    def _scaled(
        self, scaling: Scaling | None, walker: int
    ) -> tuple[Numbers | None, Numbers | None, Numbers | None]:
        if scaling is None:
            return None, None, None
        return (
            self._numbers(scaling.unscaled, walker),
            self._numbers(scaling.value, walker),
            self._numbers(scaling.size, walker),
        )

    def landing_of(self, update: OpenedUpdate) -> tuple[float, float] | None:
        """Where the walker will stand once its update is written; of one number, on the curve."""
        landing = update.landing
        if landing is None or not self.is_curve:
            return landing
        return landing[0], self.height_at(*landing)

    def drawn_places(self, each: RunOnLandscape, way: WalkerWay) -> Array:
        """The places of a way that are drawn, ``(n, 2)``: of a run beside the leading one that has
        left, those until it did. It may cross the plane ever again, from far to far."""
        return way.drawn[: self._drawn_count(each, way)]

    def _drawn_count(self, each: RunOnLandscape, way: WalkerWay) -> int:
        left = self._left.get(each.run.id)
        is_whole = left is None or each.run.id == self.frame.leader.id
        return len(way.places) if is_whole or left is None else left + 1

    # -- the plane

    @property
    def plane(self) -> Plane:
        """The rectangle that is in sight where nobody has zoomed in."""
        return Plane((0.0, 0.0), (1.0, 1.0)) if self._plane is None else self._plane

    @property
    def start(self) -> tuple[float, float] | None:
        """Where the walker of the leading run begins, as it stands in the picture; None where
        there are several, which have starts of their own."""
        leading = self.leading
        if leading is None or self.lesson.start[PLACE].ndim != 1:
            return None
        x, y = leading.ways[0].drawn[0].tolist()
        return (x, y) if np.isfinite([x, y]).all() else None

    @property
    def sight(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes with all in sight: of a plane those of the rectangle, of a curve
        those of the stretch and of the heights between starts and minima."""
        plane = self.plane
        if not self.is_curve:
            (left, low), (right, high) = plane.least, plane.largest
            return (left, right), (low, high)
        fixed = np.concatenate(
            [self.lesson.start[PLACE].reshape(-1), valleys_of(self.landscape).reshape(-1)]
        )
        between = np.linspace(fixed.min(), fixed.max(), PROFILE_POINT_COUNT)
        heights = self.landscape.compute("forward", between[:, None])
        low, high = float(heights.min()), float(heights.max())
        ends = rounded_range(low - WORDS_SHARE * (high - low), high)
        return (plane.least[0], plane.largest[0]), ends

    def look_over(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Compute the ground of what is in sight; the same as before is kept."""
        if self.is_curve:
            self._look_along(*x)
            return
        plane = Plane((x[0], y[0]), (x[1], y[1]))
        if self.relief is not None and self.relief.plane == plane:
            return
        across, up = x[1] - x[0], y[1] - y[0]
        longer = max(across, up)
        columns, rows = (max(2, round(RELIEF_SIDE * side / longer)) for side in (across, up))
        self.relief = relief_of(self.landscape, plane, columns, rows)

    def _look_along(self, low: float, high: float) -> None:
        known = self.profile
        if known is not None and (known.places[0], known.places[-1]) == (low, high):
            return
        places = np.linspace(low, high, PROFILE_POINT_COUNT)
        with np.errstate(all="ignore"):
            heights = self.landscape.compute("forward", places[:, None])
        lowest, others = (
            tuple((float(at[0]), self.height_at(float(at[0]), 0.0)) for at in places)
            for places in (self.landscape.lowest, self.landscape.local_minima)
        )
        self.profile = Profile(places, heights, lowest, others)

    def height_at(self, x: float, y: float) -> float:
        """The function at a place; one of one number has no `y`."""
        with np.errstate(all="ignore"):
            place = np.array([x, y][: self.landscape.dimension])
            return float(self.landscape.compute("forward", place))

    # -- runs

    def energy_of(self, each: RunOnLandscape, walker: int, update: int) -> WalkerEnergy | None:
        """The energy of a walker after so many updates; None for a rule without a velocity."""
        lesson = each.run.opened or self.lesson
        if lesson.spec.optimizer.kind not in VELOCITY_RULES:
            return None
        return each.ways[walker].energy_at(update)

    @property
    def energy(self) -> WalkerEnergy | None:
        """That of the only walker of the leading run where it stands."""
        leading = self.leading
        if leading is None or len(leading.ways) != 1 or self.ahead:
            return None
        return self.energy_of(leading, 0, len(leading.ways[0].places) - 1)

    @property
    def leading_place(self) -> tuple[float, float]:
        """Where the walker of the leading run stands in the picture."""
        leading = self.leading
        assert leading is not None  # noqa: S101  asked by who paints
        x, y = leading.ways[0].drawn[-1].tolist()
        return x, y

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


def _rate(each: RunOnLandscape) -> float:
    """The learning rate of the first update of a run, or, where no way says it, that it began
    with."""
    known = each.ways[0].rates[:1]
    if len(known) and np.isfinite(known[0]):
        return float(known[0])
    return float("nan") if each.run.opened is None else float(each.run.opened.start["lr"])


def _is_changing(each: RunOnLandscape) -> bool:
    """Whether the rate of a run does not stay: by a schedule, a callback, or by hand."""
    plan = None if each.run.opened is None else each.run.opened.plan
    if plan is not None and (plan.schedule is not None or plan.callbacks):
        return True
    rates = each.ways[0].rates
    known = rates[np.isfinite(rates)]
    return bool(known.size and (known != known[0]).any())
