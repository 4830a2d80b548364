"""What the hidden space shows of a frame: the numbers of its view, asked again when they change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.panels.hidden_space.geometry import AxisEnds, axis_ends
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.names import ASKED
from visualnn.tell.frame import Frame
from visualnn.views.base import Moment
from visualnn.views.examples import row_in_focus
from visualnn.views.focus import layer_in_focus
from visualnn.views.hidden_space import UPRIGHT, HiddenSpace, SpaceStage, hidden_space
from visualnn.views.judging import JudgedExample
from visualnn.views.leaning import leads, leanings
from visualnn.views.moments import moment_of

__all__ = ["HiddenSpaceScene"]

Array = NDArray[Any]
DATA = ("data.x", "data.t")


class HiddenSpaceScene:
    """The numbers of one lesson's hidden space at the frame that was shown last."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.frame: Frame
        self.moment: Moment
        self.space: HiddenSpace
        self.ends: tuple[AxisEnds, ...] = ()
        """The ends of the axes at each stage."""
        self.row: int | None = None
        """The training example in focus."""
        self.pointed: int | None = None
        """The training example that is pointed at, here or in another panel."""
        self.finite = True
        """Whether every place of the layer's output, and the axes it is seen along, are finite
        numbers."""
        self.lean: Array | None = None
        """For each cell of the mesh how far it leans, −1 to 1, or the lead of its class, 0 to 1."""
        self.cell_classes: Array | None = None
        """For each cell the class, where several outputs tell them apart."""
        self.asked: tuple[Array, ...] = ()
        """At each stage the place ``(1, 2)`` of the point that the network is asked about."""
        self.version = 0
        """Another number whenever something else is shown."""
        self._seen: tuple[object, ...] = ()
        self._reads = (*lesson.program.carried, *DATA)

    def show(self, frame: Frame, units: tuple[int, int] | None = None) -> None:
        """Take a frame, seen along two units of the layer if any are named; the network is asked
        only if its parameters or the examples changed."""
        self.frame, self.moment = frame, replace(moment_of(frame), units=units)
        values = frame.values
        now = (self._layer(), units, *(values.get(name) for name in self._reads))
        if len(now) != len(self._seen) or any(
            a is not b for a, b in zip(now, self._seen, strict=True)
        ):
            self._seen = now
            self._ask()
        self.row = self._row(values, self.moment.focus)
        self.pointed = self._row(values, frame.pointed)
        self.asked = tuple(self._places_of_asked())

    def _layer(self) -> str | None:
        """The layer in focus, as the network's layers have its name: the same text each time."""
        focus = self.moment.focus
        name = None if focus is None else layer_in_focus(self.lesson.network, focus.name)
        names = [layer.name for layer in self.lesson.network.layers[:-1]]
        return names[names.index(name)] if name in names else None

    def _row(self, values: Mapping[str, Array], place: Source | None) -> int | None:
        found = row_in_focus(self.lesson, values, place)
        if found is None or found[0] != "train" or found[1] >= len(self.space.examples):
            return None  # another run may have fewer examples
        return found[1]

    def _places_of_asked(self) -> Iterator[Array]:
        asked = self.frame.asked
        if asked is None:
            return
        for stage in self.space.stages:
            yield stage.projection.of(asked.values[ASKED + stage.name].astype(np.float64))

    def _ask(self) -> None:
        space = self.space = hidden_space(self.moment)
        places = [
            [stage.points] if stage.mesh is None else [stage.points, stage.mesh]
            for stage in space.stages
        ]
        self.ends = tuple(axis_ends(each) for each in places)
        told = [*places[-1], space.projection.weights, space.projection.constants]
        self.finite = all(bool(np.isfinite(each).all()) for each in told)
        self._tint()
        self.version += 1

    def _tint(self) -> None:
        """A cell is tinted by the mean of what the network says at its four corners."""
        self.lean = self.cell_classes = None
        mesh = self.space.mesh
        if mesh is None:
            return
        side, outputs = mesh.side, mesh.outputs
        grid = outputs.reshape(side, side, -1)
        with np.errstate(all="ignore"):
            cells = (grid[:-1, :-1] + grid[:-1, 1:] + grid[1:, :-1] + grid[1:, 1:]) / 4
            cells = cells.reshape(-1, outputs.shape[1])
            if self.two_sided:
                self.lean = leanings(self.lesson, cells)
            else:
                self.lean, self.cell_classes = leads(self.lesson, cells), cells.argmax(axis=1)

    # -- what is asked of it

    @property
    def unit_count(self) -> int:
        """The units of the layer."""
        return int(self.space.projection.weights.shape[1])

    @property
    def units(self) -> tuple[int, int] | None:
        """The units that are the axes in place of directions; None while none are, and in a layer
        that has no others."""
        return self.space.units

    @property
    def last(self) -> SpaceStage:
        """The layer's output."""
        return self.space.stages[-1]

    @property
    def decides(self) -> bool:
        """Whether examples are told apart into classes."""
        return any(each.right is not None or each.is_on_line for each in self.space.examples)

    @property
    def classes(self) -> int:
        """How many classes are told apart; 0 where nothing is decided."""
        if not self.decides:
            return 0
        return max(2, self._outputs)

    @property
    def _outputs(self) -> int:
        network = self.lesson.network
        return network.shapes[network.output][-1]

    @property
    def two_sided(self) -> bool:
        """Whether one number leans to one of two sides; else it is one of several classes."""
        return not self.decides or self._outputs == 1

    @property
    def reader_count(self) -> int:
        """How many units read the layer."""
        return self.lesson.network.shapes[f"{self.space.following}.z"][-1]

    @property
    def upright(self) -> bool:
        """Whether u is the distance to the next layer's cut."""
        return self.space.line == UPRIGHT

    @property
    def cuts(self) -> bool:
        """Whether the next layer is the last, so that its cut is where the class changes."""
        return (
            self.space.line is not None
            and self.space.following == self.lesson.network.layers[-1].name
            and self.classes == 2
        )

    def side_of(self, row: int) -> float:
        """Positive on the side of the cut where the next layer's z is above 0, 0 on it."""
        a, b, c = self.space.line or (0.0, 0.0, 0.0)
        u, v = self.last.points[row]
        return float(a * u + b * v + c)

    def wrong_side_count(self) -> int:
        """The examples that lie on the other class's side of the cut; one on the cut is on neither
        side."""
        return sum(
            not each.is_on_line and (self.side_of(n) > 0.0) != (each.target > 0)
            for n, each in enumerate(self.space.examples)
        )

    def on_line_count(self) -> int:
        """The examples that lie on the cut."""
        return sum(each.is_on_line for each in self.space.examples)

    def example(self, row: int) -> JudgedExample:
        """A training example."""
        return self.space.examples[row]
