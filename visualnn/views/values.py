"""The values of the current instruction, and the network's numbers for one example, as tables."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..expr import Source
from ..lesson import Lesson
from ..ops import Array
from ..text import N_
from .base import CellValue, Moment, UnsuitedError, View, ViewTable
from .unrolled import INPUT_WORD, unrolled_layers

__all__ = ["NetworkView", "ValuesView"]


class ValuesView(View):
    """Part ``values``: every number of the value in focus, or of what was written last.

    ``index`` is written as on the screen, ``0,3``; it is empty for a single number.
    """

    name = "values"
    title = N_("Values")
    parts = ("values",)

    def pick(self, moment: Moment) -> Source | None:
        if moment.focus is not None:
            return moment.focus
        done = moment.lesson.program.at(moment.tick)
        if done is None:
            return None
        return Source(done.writes, (0,) * moment.values[done.writes].ndim)

    def table(self, moment: Moment, part: str) -> ViewTable:
        place = self.pick(moment)
        rows = () if place is None else tuple(_numbers(place.name, moment.values[place.name]))
        return ViewTable(("name", "index", "value"), rows)


class NetworkView(View):
    """Part ``units``: for one row of the batch, the output of every unit of every layer, and its
    gradient where it is known. Part ``weights``: every parameter. Part ``steps``: for the same row
    every cell of every time step of recurrent layers, as ``views.unrolled`` names them, and its
    gradient; of other layers nothing.

    The row is that of the number in focus, else 0. ``unit`` is the index behind the row.
    """

    name = "network"
    title = N_("Network")
    parts = ("units", "weights", "steps")

    def refuse(self, lesson: Lesson) -> None:
        if lesson.network.writes_loss:
            raise UnsuitedError(N_("this lesson walks on a function; there is no network"))

    def parts_in(self, lesson: Lesson) -> tuple[str, ...]:
        return self.parts if unrolled_layers(lesson.network) else self.parts[:2]

    def table(self, moment: Moment, part: str) -> ViewTable:
        if part == "weights":
            return self._weights(moment)
        if part == "steps":
            return self._steps(moment)
        rows: list[tuple[CellValue, ...]] = []
        row = _row_of(moment)
        for layer, name in moment.lesson.network.outputs.items():
            value, gradient = moment.values.get(name), moment.values.get(f"d.{name}")
            shape = moment.lesson.network.shapes[name][1:]
            rows += [
                (layer, row, _index(unit), _at(value, row, unit), _at(gradient, row, unit))
                for unit in np.ndindex(*shape)
            ]
        return ViewTable(("layer", "row", "unit", "value", "gradient"), tuple(rows))

    def _steps(self, moment: Moment) -> ViewTable:
        row = _row_of(moment)
        rows: list[tuple[CellValue, ...]] = []
        for layer in unrolled_layers(moment.lesson.network).values():
            for step, word in layer.cells:
                name = layer.name(step, word)
                value, gradient = moment.values.get(name), moment.values.get(f"d.{name}")
                for unit in range(layer.features if word == INPUT_WORD else layer.units):
                    number = _at(value, row, (unit,)), _at(gradient, row, (unit,))
                    rows.append((layer.layer, row, step, word, unit, *number))
        columns = ("layer", "row", "step", "cell", "unit", "value", "gradient")
        return ViewTable(columns, tuple(rows))

    def _weights(self, moment: Moment) -> ViewTable:
        rows = [
            cells
            for parameter in moment.lesson.network.parameters
            for cells in _numbers(parameter.name, moment.values[parameter.name])
        ]
        return ViewTable(("name", "index", "value"), tuple(rows))


def _numbers(name: str, array: Array) -> Iterable[tuple[CellValue, ...]]:
    for index in np.ndindex(*array.shape):
        yield name, _index(index), float(array[index])


def _row_of(moment: Moment) -> int:
    """The row of the batch that the learner looks at."""
    place = moment.focus
    if place is None or not place.index or place.name not in moment.values:
        return 0
    known = moment.values.get("x")
    array = moment.values[place.name]
    batched = known is not None and array.ndim > 0 and len(array) == len(known)
    return place.index[0] if batched else 0


def _at(array: Array | None, row: int, unit: tuple[int, ...]) -> float | None:
    if array is None:
        return None
    return float(array[(min(row, len(array) - 1), *unit)])


def _index(index: tuple[int, ...]) -> str:
    return ",".join(map(str, index))
