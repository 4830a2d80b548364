"""The cell that is looked at in a layer with windows, and what its number and gradients are made
of."""

from __future__ import annotations

from collections.abc import Mapping

from ..dataclass import dataclass
from ..expr import Index, Source
from ..lesson import Lesson
from ..names import ASKED
from ..ops import Array
from ..ops.pooling import MaxPool
from ..ops.pooling.average import AveragePoolInside
from .base import Moment
from .focus import layer_in_focus, parted
from .suiting import refuse_convolution
from .windowed_layer import Tap, WindowedLayer, windowed_layers

__all__ = ["CellInFocus", "TapProduct", "cell_in_focus", "layers_with_windows", "number_at"]


@dataclass(frozen=True)
class TapProduct:
    """One product of a sum; what is not computed is None."""

    tap: Tap
    number: float | None
    """Of the input, or of the output's gradient."""
    weight: float | None

    @property
    def value(self) -> float | None:
        """In the padding 0."""
        if self.tap.padded:
            return 0.0
        if self.number is None or self.weight is None:
            return None
        # what a pool leaves out is not in it, be it NaN or infinite
        return self.number * self.weight if self.weight or self.tap.weight else 0.0


@dataclass(frozen=True)
class CellInFocus:
    """A layer with windows, one cell of its output, and one number of what its gradient goes to."""

    at: WindowedLayer
    prefix: str
    """What the names of its values begin with: ``val.`` in the evaluation."""
    values: Mapping[str, Array]
    cell: Index
    """Row of the batch, channel and place in the output."""
    source: Index
    """The same row, channel and place in the input."""
    weight: tuple[str, Index] | None = None
    """``W`` or ``b`` and the index of the number whose gradient is looked at, instead of the
    input's."""

    @property
    def x(self) -> Array | None:
        return self.values.get(self.prefix + self.at.x)

    @property
    def z(self) -> Array | None:
        return self.values.get(self.prefix + self.at.z)

    @property
    def gradient(self) -> Array | None:
        """∂L/∂z, which is that of the sums without the bias as well; the evaluation has none."""
        return None if self.prefix else self.values.get(f"d.{self.at.z}")

    @property
    def bias(self) -> float | None:
        """What is added to the products of the cell; None for a layer without biases."""
        return None if self.at.b is None else float(self.values[self.at.b][self.cell[1]])

    @property
    def value(self) -> float | None:
        """The cell's number."""
        row, channel, *place = self.cell
        return number_at(self.z, (row, channel, *self.at.cell(tuple(place))))

    def products(self) -> tuple[TapProduct, ...]:
        """What the cell is made of: with the bias they sum to its number."""
        row, channel, *place = self.cell
        shares = self._shares(channel, tuple(place))
        return tuple(
            TapProduct(tap, self._read(row, tap), self._weight(tap, shares))
            for tap in self.at.made_from(channel, tuple(place))
        )

    def returned_products(self) -> tuple[TapProduct, ...]:
        """What an input cell's gradient is made of: with every gradient of the output that reaches
        it, they sum to what this layer hands back."""
        row, channel, *place = self.source
        found = []
        for tap in self.at.reaches(channel, tuple(place)):
            weight: float | None
            if tap.weight is None:
                shares = self._shares(channel, tap.place)
                weight = None if shares is None else float(shares[(0, 0, *place)])
            else:
                weight = self._weight(tap, None)
            g = self._gradient(row, tap)
            found.append(TapProduct(tap, g, weight))
        return tuple(found)

    def _gradient(self, row: int, tap: Tap) -> float | None:
        if tap.padded:
            return 0.0
        return number_at(self.gradient, (row, tap.channel, *self.at.cell(tap.place)))

    def _read(self, row: int, tap: Tap) -> float | None:
        if tap.padded:
            empty = isinstance(self.at.op, (MaxPool, AveragePoolInside))
            return None if empty else 0.0
        return number_at(self.x, (row, tap.channel, *tap.place))

    def _weight(self, tap: Tap, shares: Array | None) -> float | None:
        if tap.weight is not None:
            assert self.at.W is not None  # noqa: S101  its taps have weights
            return number_at(self.values.get(self.at.W), tap.weight)
        if tap.padded or shares is None:
            return None
        return float(shares[(0, 0, *tap.place)])

    def _shares(self, channel: int, place: Index) -> Array | None:
        """∂a/∂x of a pool's cell."""
        row = self.cell[0]
        if self.x is None or self.at.filters:
            return None
        return self.at.shares(self.x[row : row + 1, channel : channel + 1], place)


def number_at(array: Array | None, index: Index) -> float | None:
    return None if array is None else float(array[index])


def cell_in_focus(moment: Moment) -> CellInFocus:
    """The layer, the cell and the input or weight that are looked at at a moment.

    Raises UnsuitedError in a lesson without such layers.
    """
    layers = layers_with_windows(moment.lesson)
    place = moment.focus
    prefix = ""
    if place is not None:
        prefix, plain = parted(place.name)
        found = _in_focus(moment, layers, place, prefix, plain)
        if found is not None:
            return found
    if prefix != ASKED:
        prefix = ""
    done = [at for at in layers if prefix + at.z in moment.values]
    return _first(moment, (done or layers)[0], prefix)


def layers_with_windows(lesson: Lesson) -> tuple[WindowedLayer, ...]:
    refuse_convolution(lesson)
    return tuple(windowed_layers(lesson.network))


def _in_focus(
    moment: Moment, layers: tuple[WindowedLayer, ...], place: Source, prefix: str, plain: str
) -> CellInFocus | None:
    reading = [at for at in layers if at.x == plain]
    if reading and place.name.removeprefix(prefix).startswith("d."):
        return _of_input(moment, reading[0], prefix, place.index)
    layer = layer_in_focus(moment.lesson.network, plain)
    own = [at for at in layers if at.layer == layer]
    for at in own:
        if _has_cells_of(moment.lesson, at, plain):
            return _of_cell(moment, at, prefix, _whole(place.index, len(at.read)))
    for at in layers:
        for word, name in (("W", at.W), ("b", at.b)):
            if name is not None and f".{plain}".endswith(f".{name}"):
                return _of_weight(moment, at, word, place.index)
    if reading:
        return _of_input(moment, reading[0], prefix, place.index)
    return _first(moment, own[0], prefix) if own else None


def _has_cells_of(lesson: Lesson, at: WindowedLayer, name: str) -> bool:
    """Whether a value of the layer has the cells of its output: the sums, with the bias, after the
    activation."""
    shapes = lesson.network.shapes
    made = {use.writes for use in lesson.network.applications}
    return name in made and shapes[name] == shapes[at.z] and name != at.x


def _whole(index: Index, length: int) -> Index:
    """An index of so many numbers; those that are not given are 0."""
    return (*index, *(0 for _ in range(length - len(index))))[:length]


def _of_cell(moment: Moment, at: WindowedLayer, prefix: str, cell: Index) -> CellInFocus:
    row, channel, *place = cell
    taps = at.made_from(channel, tuple(place))
    seen = next((tap for tap in taps if not tap.padded), None)
    source = (row, seen.channel, *seen.place) if seen else (row, *(0 for _ in at.read[1:]))
    return CellInFocus(at, prefix, _values(moment, prefix), cell, source)


def _values(moment: Moment, prefix: str) -> Mapping[str, Array]:
    """The evaluation reads the parameters of the tick, training those before their update."""
    return moment.values if prefix else moment.computed


def _of_input(moment: Moment, at: WindowedLayer, prefix: str, source: Index) -> CellInFocus:
    row, channel, *place = source = _whole(source, len(at.read))
    reached = next((tap for tap in at.reaches(channel, tuple(place)) if not tap.padded), None)
    cell = (row, reached.channel, *reached.place) if reached else (row, *(0 for _ in at.read[1:]))
    return CellInFocus(at, prefix, _values(moment, prefix), cell, source)


def _of_weight(moment: Moment, at: WindowedLayer, word: str, index: Index) -> CellInFocus:
    index = _whole(index, 1 if word == "b" else len(at.filters))
    near, far = at.channels(index) if word == "W" else (index[0], 0)
    first = (0,) * len(at.axes)
    found = _of_cell(moment, at, "", (0, near, *first))
    source = (0, far, *found.source[2:]) if word == "W" else found.source
    return CellInFocus(at, "", found.values, found.cell, source, (word, index))


def _first(moment: Moment, at: WindowedLayer, prefix: str) -> CellInFocus:
    return _of_cell(moment, at, prefix, (0, 0, *(0 for _ in at.axes)))
