"""A convolution or a pool, cell by cell: what a number of the output is made from, and the way back
of its gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..expr import Index, Source
from ..lesson import Lesson
from ..network import INPUT
from ..text import N_
from .base import CellValue, Moment, View, ViewTable
from .cell import CellInFocus, cell_in_focus, number_at
from .chain import chain_of, counts_of
from .fan import fan_of
from .size_curves import size_curves
from .suiting import refuse_convolution
from .windowed_layer import WindowedLayer

__all__ = ["ConvolutionView", "cell_in_focus", "has_same_padding"]


class ConvolutionView(View):
    """A convolution, a transposed convolution or a pool, over pictures or sequences; of sequences
    ``row`` and ``ky`` are empty, of the average of everything every place of the output.

    It is the layer in focus, or the first that is computed at the tick. A value of the layer with
    the cells of its output names the cell; a gradient of what the layer reads, or a value of
    another kind of layer that it reads, names a cell of the input; a weight or bias names itself.
    Else the cell is the first, and the input's cell the first that the window sees.

    Weights and biases are those that the numbers were computed with, also after their update.

    Part ``forward``: the output's channel of the cell: z, with the bias, before an activation;
    ``filled`` says whether it is computed. Part ``cell``: what the cell is made from, each
    ``product`` = input × weight; they sum, with the bias, to its z. A convolution has a row for
    each place of its filter and each channel of the group, in the padding (``padded``) with a
    product of 0; a transposed one has a row for each number of the input that paints there. In a
    pool ``weight`` is ∂a/∂x, the card's own: 1 for the winner and 0 for the others, or one over
    how many are counted; it is empty in the padding.

    Part ``backward``: why a gradient is what it is, each ``product`` = gradient × weight, where
    ``gradient`` is ∂L/∂z at ``row``, ``column`` of the output, and ``ky``, ``kx`` the place of the
    filter. For a cell of the input a row for each number of the output that it reaches, channel by
    channel; they sum to what this layer hands back. For a weight in focus a row for each place that
    it touched, example by example, and ``weight`` holds the number of the input that it met; they
    sum to ∂L/∂W. For a bias ``weight`` is 1, ``ky`` and ``kx`` are empty.

    Part ``gradient``: what is handed back, ``of`` being its name: ∂L/∂z of the cell's channel,
    ∂L/∂x of the input cell's, ∂L/∂W of the filter between both (``row``, ``column`` are then ky,
    kx). What training does not ask for is left out.

    Part ``fan``: the places of each earlier layer's output, and of the input ``x``, that the cell
    is made from, first and last; ``padded`` counts those that lie outside. For pictures a row for
    the height and one for the width. Part ``size``: the size rule, ``exact`` before it is
    rounded. Part ``curve``: the size rule at each ``value`` of each setting, all others as they
    are; ``output`` is empty where there could be none. Part ``chain``: the rows of the layers from
    the cell down to the input along each axis: where place 0 lies over the input (``first``), how
    far neighbours are apart (``step``), what the cell is made from, and how many places no window
    reaches. Part ``counts``: how much each number of the example counts in the cell, ∂cell/∂x.
    """

    name = "convolution"
    title = N_("Convolution")
    parts = ("forward", "gradient", "fan", "cell", "size", "curve", "chain", "counts", "backward")

    def refuse(self, lesson: Lesson) -> None:
        refuse_convolution(lesson)

    def pick(self, moment: Moment) -> Source | None:
        if moment.focus is not None:
            return moment.focus
        found = cell_in_focus(moment)
        return None if found.z is None else Source(found.at.z, (0,) * found.z.ndim)

    def table(self, moment: Moment, part: str) -> ViewTable:
        columns, rows = _PARTS[part]
        return ViewTable(columns, tuple(rows(moment, cell_in_focus(moment))))


def has_same_padding(lesson: Lesson, at: WindowedLayer) -> bool:
    """Whether the lesson asks for padding of the layer by the word ``same``."""
    return any(
        layer.name == at.layer and getattr(layer, "padding", None) == "same"
        for layer in lesson.network.layers
    )


_Row = tuple[CellValue, ...]


def _two(place: Index) -> tuple[int | None, int | None]:
    """Row and column; what there is not is empty."""
    empty: tuple[int | None, ...] = (None, None)
    row, column = (*empty, *place)[-2:]
    return row, column


def _forward(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    row, channel = found.cell[:2]
    for place in np.ndindex(*found.at.lengths):
        cell = found.at.cell(place)
        value = number_at(found.z, (row, channel, *cell))
        yield *_two(cell), value, value is not None


def _cell(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    for each in found.products():
        tap = each.tap
        yield (
            tap.channel,
            *_two(tap.tap),
            *_two(tap.place),
            tap.padded,
            each.number,
            each.weight,
            each.value,
        )


def _backward(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    if found.weight is not None:
        yield from _weight_rows(found, *found.weight)
        return
    for each in found.returned_products():
        if not each.tap.padded:
            cell = found.at.cell(each.tap.place)
            yield *_two(cell), *_two(each.tap.tap), each.number, each.weight, each.value


def _weight_rows(found: CellInFocus, word: str, index: Index) -> Iterator[_Row]:
    """Every product of a weight's gradient; of a bias every gradient of its channel."""
    x, g = found.x, found.gradient
    if x is None:
        return
    if word == "b":
        for row in range(len(x)):
            for place in np.ndindex(*found.at.lengths):
                g_here = number_at(g, (row, index[0], *place))
                yield *_two(place), None, None, g_here, 1.0, g_here
        return
    for use in found.at.uses_of_weight(index, len(x)):
        number = float(x[(use.row, *use.input)])
        g_here = number_at(g, (use.row, *use.output))
        product = None if g_here is None else g_here * number
        yield *_two(use.output[1:]), *_two(index[2:]), g_here, number, product


def _gradient(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    at, program = found.at, moment.lesson.program
    names = [(f"d.{at.z}", found.cell[:2], at.cell(at.lengths))]
    names.append((at.gradient(program, "x") or "", found.source[:2], at.read[2:]))
    if at.filters:
        names.append((at.gradient(program, "W") or "", _filter(found), at.filters[2:]))
    for name, first, lengths in names:
        if found.prefix or name not in program.shapes[True]:
            continue
        for place in np.ndindex(*lengths):
            value = number_at(found.values.get(name), (*first, *place))
            yield name, *_two(place), value


def _filter(found: CellInFocus) -> Index:
    """The first two indices of the filter between the cell's channel and the input cell's."""
    if found.weight is not None and found.weight[0] == "W":
        return found.weight[1][:2]
    at = found.at
    near, far = found.cell[1], found.source[1]
    if at.is_transposed:
        near, far = far, near
    return near, far % at.filters[1]


def _fan(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    network = moment.lesson.network
    spans = fan_of(network, found.at.z, found.at.cell(found.cell[2:]))
    names = {layer.name: network.outputs[layer.name] for layer in network.layers}
    names[found.at.layer] = found.at.z
    for layer, name in [*reversed(names.items()), (INPUT, INPUT)]:
        for span in spans.get(name, ()):
            yield layer, span.first, span.last, span.padded


def _size(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    for word, size in found.at.sizes():
        yield (
            word,
            size.input,
            size.before,
            size.after,
            size.filter,
            size.dilation,
            size.stride,
            float(size.exact),
            size.output,
            size.left_over,
        )


def _curve(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    same = has_same_padding(moment.lesson, found.at)
    for n, (word, _now) in enumerate(found.at.sizes()):
        for curve in size_curves(found.at, n, same=same):
            for step in curve.steps:
                yield word, curve.setting, step.value, step.output, step.left_over


def _chain(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    for n, (word, _size_now) in enumerate(found.at.sizes()):
        for row in chain_of(moment.lesson.network, found, n):
            seen = (None, None) if row.seen is None else (row.seen.first, row.seen.last)
            yield word, row.layer, row.length, row.first, row.step, *seen, len(row.left_over)


def _counts(moment: Moment, found: CellInFocus) -> Iterator[_Row]:
    counts = counts_of(moment.lesson.network, found)
    for place in np.ndindex(*moment.lesson.network.shapes[INPUT][1:]):
        yield place[0], *_two(place[1:]), None if counts is None else float(counts[place])


_PARTS = {
    "forward": (("row", "column", "value", "filled"), _forward),
    "gradient": (("of", "row", "column", "value"), _gradient),
    "fan": (("layer", "from", "to", "padded"), _fan),
    "cell": (
        ("channel", "ky", "kx", "row", "column", "padded", "input", "weight", "product"),
        _cell,
    ),
    "size": (
        (
            "axis",
            "input",
            "before",
            "after",
            "filter",
            "dilation",
            "stride",
            "exact",
            "output",
            "left_over",
        ),
        _size,
    ),
    "curve": (("axis", "setting", "value", "output", "left_over"), _curve),
    "chain": (("axis", "layer", "length", "first", "step", "from", "to", "left_over"), _chain),
    "counts": (("channel", "row", "column", "value"), _counts),
    "backward": (("row", "column", "ky", "kx", "gradient", "weight", "product"), _backward),
}
