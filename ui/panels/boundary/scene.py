"""What the boundary shows of a frame: the numbers of its view, asked again when they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.views.base import Moment
from visualnn.views.boundary import Boundary, PlaneProbe, answer_at
from visualnn.views.examples import row_in_focus
from visualnn.views.focus import layer_in_focus
from visualnn.views.judging import JudgedExample, judged_examples
from visualnn.views.leaning import leads, leanings, reach_of, shares, unit_leanings
from visualnn.views.moments import moment_of
from visualnn.views.plane import rounded_range
from visualnn.views.regions import Region

__all__ = ["Answer", "BoundaryScene", "BoundaryWishes"]

SIDE_POINT_COUNT, LINE_POINT_COUNT = 101, 401
"""Points along each axis of the plane, and along the one of a network with one input."""
SHARE_RANGE = (-0.15, 1.15)
"""The upright axis where shares from 0 to 1 are drawn."""

Array = NDArray[Any]
Unit = tuple[str, int]


@dataclass(frozen=True)
class BoundaryWishes:
    """What is shown on wish."""

    lines: bool = False
    regions: bool = False
    validation: bool = False


@dataclass(frozen=True)
class Answer:
    """What the network says of one point."""

    point: tuple[float, ...]
    outputs: Array
    decided: int | None
    region: Region | None


class BoundaryScene:
    """The numbers of one lesson's boundary at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.inputs = int(lesson.data.x.shape[1])
        side, dtype = (
            (SIDE_POINT_COUNT, "float32") if self.inputs == 2 else (LINE_POINT_COUNT, None)
        )
        self.reach = reach_of(lesson)
        """Of a regression, the number whose tint is full."""
        self._probe = PlaneProbe(lesson, side, dtype)
        self._seen: tuple[object, ...] = ()
        self._lined: tuple[Unit | None, int] | None = None
        self.wanted = BoundaryWishes()
        self.frame: Frame
        self.moment: Moment
        self.answer: Boundary
        self.examples: tuple[JudgedExample, ...] = ()
        self.row: tuple[str, int] | None = None
        """The split and the row of the example in focus."""
        self.pointed: tuple[str, int] | None = None
        """The split and the row of the example that is pointed at, here or in another panel."""
        self.asked: tuple[float, ...] | None = None
        """The point that the network is asked about."""
        self.unit: Unit | None = None
        """The hidden unit that is pointed at in another panel, else the one in focus."""
        self.lean: Array
        """How far each point of the grid leanings, −1 to 1; or the lead of its class, 0 to 1."""
        self.square: Unit | None = None
        """The hidden unit whose square is drawn in place of the network's answers: the one that is
        pointed at in another panel, else the pinned one."""
        self.finite = True
        """Whether every answer on the plane is a finite number."""
        self.flips: tuple[Array, ...] = ()
        """The lines at which another class is decided."""
        self.zero_lines: Mapping[Unit, tuple[Array, ...]] = {}
        """The lines on which z is 0: of the unit in focus; on wish of every hidden unit, exact
        where the network is piecewise linear."""
        self.version = 0
        """Another number whenever the network says something else."""

    def show(self, frame: Frame, wanted: BoundaryWishes) -> None:
        """Take a frame; the network is asked only if its parameters or the examples changed."""
        names = (*self._probe.reads, "data.x", "data.t", "val.data.x", "val.data.t")
        now = (wanted, *(frame.values.get(name) for name in names))
        self.frame, self.wanted, self.moment = frame, wanted, moment_of(frame)
        known = dict(enumerate(self._seen))
        if now[0] != known.get(0) or any(a is not known.get(n) for n, a in enumerate(now) if n):
            self._seen = now
            self._ask()
        self.row = row_in_focus(self.lesson, frame.values, self.moment.focus)
        self.pointed = row_in_focus(self.lesson, frame.values, frame.pointed)
        self.asked = None if frame.asked is None else frame.asked.point
        self.square = self._hidden_unit(frame.pointed) or self._hidden_unit(frame.pinned)
        unit = self.square or self._hidden_unit(self.moment.focus)
        if (unit, self.version) != self._lined:
            self.unit, self._lined = unit, (unit, self.version)
            self.zero_lines = self._lines_of_units()

    def _ask(self) -> None:
        wanted = self.wanted
        cells = wanted.lines or wanted.regions
        self.answer = self._probe.ask(self.moment.values, cells=cells)
        splits = ("train", "validation") if wanted.validation else ("train",)
        self.examples = judged_examples(self.moment, splits)
        outputs = self.answer.outputs
        self.finite = bool(np.isfinite(outputs).all())
        self.flips = self.answer.flips()
        with np.errstate(all="ignore"):
            told = leanings if self.two_sided else leads
            self.lean = told(self.lesson, outputs)
        self.version += 1

    @property
    def classes(self) -> int:
        """How many classes are told apart; 0 where nothing is decided."""
        if self.answer.classes is None:
            return 0
        return max(2, self.answer.outputs.shape[1])

    @property
    def two_sided(self) -> bool:
        """Whether one number leanings to one of two sides; else it is one of several classes."""
        return self.answer.classes is None or self.answer.outputs.shape[1] == 1

    @property
    def tint(self) -> tuple[Array, Array | None]:
        """What the grid is tinted by: how far each point leans, and where classes have hues of
        their own, its class."""
        if self.square is not None:
            return unit_leanings(self.answer.sums[self.square]), None
        return self.lean, None if self.two_sided else self.answer.classes

    @property
    def tinted(self) -> bool:
        """Whether the tint says something; where numbers are drawn over one input, the curve says
        all of it."""
        return self.inputs == 2 or self.answer.classes is not None

    # -- places

    def map(self, box: Box) -> PlaneMap:
        """The plane in a box; of one input, upright is what the network says."""
        plane = self.answer.plane
        if self.inputs == 2:
            return PlaneMap(
                box, (plane.least[0], plane.least[1]), (plane.largest[0], plane.largest[1])
            )
        low, high = self._heights
        return PlaneMap(box, (plane.least[0], low), (plane.largest[0], high))

    @property
    def _heights(self) -> tuple[float, float]:
        if self.answer.classes is not None and not self._signs:
            return SHARE_RANGE
        t = self.lesson.data.t
        return rounded_range(float(t.min()), float(t.max()))

    @property
    def _signs(self) -> bool:
        return self.lesson.data.t.ndim == 2 and float(self.lesson.data.t.min()) < 0.0

    def curves(self) -> Array:
        """Of one input, what is drawn over it: the outputs, or the shares they stand for,
        ``(points, outputs)``."""
        return self.heights_of(self.answer.outputs)

    def heights_of(self, outputs: Array) -> Array:
        """How high outputs ``(rows, outputs)`` are drawn over one input."""
        if self.answer.classes is None or self._signs:
            return outputs
        return shares(self.lesson, outputs)

    def place_of(self, example: JudgedExample) -> tuple[float, float]:
        """The point at which an example is drawn: its inputs, or its input and its target."""
        if self.inputs == 2:
            return example.x[0], example.x[1]
        if self.answer.classes is None:
            return example.x[0], example.target
        if self.answer.outputs.shape[1] > 1:
            return example.x[0], 1.0
        low = -1.0 if self._signs else 0.0
        return example.x[0], 1.0 if example.target > 0 else low

    def place_of_asked(self, point: tuple[float, ...]) -> tuple[float, float]:
        """Where a point that is asked about is drawn: of one input, on the curve."""
        if self.inputs == 2:
            return point[0], point[1]
        outputs, _decided = answer_at(self.moment, point)
        return point[0], float(self.heights_of(outputs[None])[0, 0])

    # -- what is asked of a place

    def answer_to(self, point: Sequence[float]) -> Answer:
        """What the network says of a point, and the region that it lies in."""
        at = tuple(point[: self.inputs])
        outputs, found = answer_at(self.moment, at)
        return Answer(at, outputs, found, self._region(at))

    def _region(self, point: tuple[float, ...]) -> Region | None:
        cells = self.answer.cells
        if cells is None or not self.wanted.regions:
            return None
        return next((each for each in cells.regions if _inside(each.corners, point)), None)

    def _hidden_unit(self, place: Source | None) -> Unit | None:
        """The hidden unit that a number belongs to."""
        if place is None or not place.index:
            return None
        layer = layer_in_focus(self.lesson.network, place.name)
        last = self.lesson.network.layers[-1].name
        if layer is None or layer == last:
            return None  # where the output is nothing, the boundary itself is drawn
        unit = (layer, place.index[-1])
        return unit if unit in self.answer.sums else None

    @property
    def hidden_units(self) -> tuple[Unit, ...]:
        """The units of the layers before the last whose lines can be drawn."""
        last = self.lesson.network.layers[-1].name
        return tuple(unit for unit in self.answer.sums if unit[0] != last)

    def _lines_of_units(self) -> Mapping[Unit, tuple[Array, ...]]:
        if not self.wanted.lines:
            return {} if self.unit is None else {self.unit: self.answer.zero_lines(*self.unit)}
        last = self.lesson.network.layers[-1].name
        if self.inputs == 1:
            units = [unit for unit in self.answer.sums if unit[0] != last]
            return {unit: self.answer.zero_lines(*unit) for unit in units}
        found: dict[Unit, list[Array]] = {}
        for fold in self.answer.folds():
            if fold.layer != last:
                found.setdefault((fold.layer, fold.unit), []).append(fold.ends)
        return {unit: tuple(pieces) for unit, pieces in found.items()}


def _inside(corners: Array, point: tuple[float, ...]) -> bool:
    """Whether a point lies in a convex polygon."""
    edges = np.roll(corners, -1, axis=0) - corners
    away = np.asarray(point) - corners
    turns = edges[:, 0] * away[:, 1] - edges[:, 1] * away[:, 0]
    return bool((turns >= 0).all() or (turns <= 0).all())
