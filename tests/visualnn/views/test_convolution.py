"""The convolution view: every sum that it opens is a number of the trace, there and back."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError, ViewTable
from visualnn.views.convolution import cell_in_focus
from visualnn.views.moments import moment_at

TOLERANCE = 1e-9
"""The largest difference of a sum from the trace's number; both are about 1."""
PICTURE, SEQUENCE = (4, 7, 6), (4, 9)
LAYERS: Mapping[str, tuple[tuple[int, ...], Mapping[str, object]]] = {
    "plain": (PICTURE, {"kind": "conv2d", "filters": 3, "size": 3}),
    "padded": (PICTURE, {"kind": "conv2d", "filters": 2, "size": 3, "padding": [1, 2, 0, 1]}),
    "strided": (PICTURE, {"kind": "conv2d", "filters": 2, "size": 3, "stride": 2, "padding": 1}),
    "dilated": (PICTURE, {"kind": "conv2d", "filters": 2, "size": [3, 2], "dilation": [2, 3]}),
    "groups": (PICTURE, {"kind": "conv2d", "filters": 6, "size": 2, "groups": 2}),
    "oblong": (
        PICTURE,
        {"kind": "conv2d", "filters": 4, "size": [2, 3], "stride": [3, 2], "padding": "same",
         "groups": 4, "biased": False},
    ),
    "one place": (PICTURE, {"kind": "conv2d", "filters": 3, "size": 1}),
    "sequence": (
        SEQUENCE,
        {"kind": "conv1d", "filters": 4, "size": 3, "stride": 2, "padding": 1, "dilation": 2,
         "groups": 2},
    ),
    "transposed": (
        PICTURE,
        {"kind": "conv_transpose2d", "filters": 4, "size": [3, 2], "stride": [2, 3],
         "padding": [1, 0, 0, 1], "output_padding": [1, 0], "dilation": [2, 1], "groups": 2},
    ),
    "transposed sequence": (
        SEQUENCE,
        {"kind": "conv_transpose1d", "filters": 2, "size": 4, "stride": 2, "padding": 1},
    ),
    "max pool": (PICTURE, {"kind": "max_pool", "size": 3, "stride": 2, "padding": 1}),
    "max pool rounded up": (
        PICTURE, {"kind": "max_pool", "size": [2, 4], "rounding": "up"}
    ),
    "average pool": (PICTURE, {"kind": "average_pool", "size": 3, "stride": 2, "padding": 1}),
    "average pool inside": (
        PICTURE,
        {"kind": "average_pool", "size": 3, "stride": 2, "padding": 1, "count_padding": False},
    ),
    "max pool of a sequence": (SEQUENCE, {"kind": "max_pool", "size": 2}),
    "average of everything": (PICTURE, {"kind": "global_average_pool"}),
    "largest of everything": (PICTURE, {"kind": "global_max_pool"}),
}  # fmt: skip
VIEW = VIEWS["convolution"]


def lesson_of(shape: tuple[int, ...], *layers: Mapping[str, object]) -> Lesson:
    """Two examples through some layers; a layer called ``c`` is the one that is looked at."""
    rng = np.random.default_rng(3)
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 2,
            "gradients": ["x"],
            "data": {
                "source": "table",
                "inputs": rng.normal(size=(2, math.prod(shape))).round(3).tolist(),
                "targets": [[0.3], [-0.8]],
                "shape": list(shape),
            },
            "layers": [
                *layers,
                {"name": "flat", "kind": "flatten"},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


def with_bias(settings: Mapping[str, object]) -> Mapping[str, object]:
    """The layer, its biases other than 0."""
    if "filters" not in settings or settings.get("biased") is False:
        return settings
    count = settings["filters"]
    assert isinstance(count, int)
    return {**settings, "bias": [0.5 - 0.25 * n for n in range(count)]}


@lru_cache
def run(kind: str) -> tuple[Lesson, History]:
    shape, settings = LAYERS[kind]
    bent = {"activation": "tanh"} if "filters" in settings else {}
    lesson = lesson_of(shape, {"name": "c", **with_bias(settings), **bent})
    return lesson, History(lesson.program, lesson.start)


def column(table: ViewTable, name: str) -> list[float]:
    n = table.columns.index(name)
    return [float(row[n]) for row in table.rows if row[n] is not None]  # type: ignore[arg-type]


@lru_cache
def base(kind: str) -> Moment:
    """When every gradient is computed and no parameter is updated yet."""
    lesson, history = run(kind)
    program = lesson.program
    tick = max(
        n for n, ins in enumerate(program.instructions(0), 1) if ins.phase.value == "backward"
    )
    return moment_at(lesson, history, tick, VIEW)


def at_gradients(kind: str, focus: Source | None = None) -> Moment:
    """The same with another number in focus."""
    now = base(kind)
    return now if focus is None else Moment(now.lesson, now.tick, now.values, focus)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_cells_products_sum_with_the_bias_to_its_number(kind: str) -> None:
    z = at_gradients(kind).values["c.z"]
    assert np.ptp(z) > 0.1
    for index in np.ndindex(*z.shape):
        now = at_gradients(kind, Source("c.z", index))
        table = VIEW.table(now, "cell")
        told = math.fsum(column(table, "product")) + (cell_in_focus(now).bias or 0)
        assert told == pytest.approx(float(z[index]), abs=TOLERANCE)


def test_after_the_update_the_sums_are_still_those_of_the_trace() -> None:
    lesson, history = run("padded")
    tick = lesson.program.end_of(0)
    for part, name, index in (
        ("cell", "c.z", (1, 1, 2, 3)),
        ("backward", "d.x", (1, 2, 3, 3)),
        ("backward", "d.c.W", (1, 3, 2, 0)),
    ):
        now = moment_at(lesson, history, tick, VIEW, Source(name, index))
        told = math.fsum(column(VIEW.table(now, part), "product"))
        told += (cell_in_focus(now).bias or 0) if part == "cell" else 0
        assert told == pytest.approx(float(now.values[name][index]), abs=TOLERANCE)
    now = moment_at(lesson, history, tick, VIEW)
    assert now.values["c.W"].tolist() != now.computed["c.W"].tolist()


@pytest.mark.parametrize("kind", LAYERS)
def test_an_input_cells_products_sum_to_its_gradient(kind: str) -> None:
    gradient = at_gradients(kind).values["d.x"]
    assert np.ptp(gradient) > 1e-3
    for index in np.ndindex(*gradient.shape):
        table = VIEW.table(at_gradients(kind, Source("d.x", index)), "backward")
        told = math.fsum(column(table, "product"))
        assert told == pytest.approx(float(gradient[index]), abs=TOLERANCE)


@pytest.mark.parametrize("kind", [kind for kind in LAYERS if "filters" in LAYERS[kind][1]])
def test_a_weights_products_sum_to_its_gradient(kind: str) -> None:
    values = at_gradients(kind).values
    for name in ("c.W", "c.b"):
        gradient = values.get(f"d.{name}", np.empty(0))
        for index in np.ndindex(*gradient.shape):
            for focus in (name, f"d.{name}"):
                table = VIEW.table(at_gradients(kind, Source(focus, index)), "backward")
                told = math.fsum(column(table, "product"))
                assert told == pytest.approx(float(gradient[index]), abs=TOLERANCE)


@pytest.mark.parametrize("kind", LAYERS)
def test_the_grids_are_the_arrays_of_the_trace(kind: str) -> None:
    values = at_gradients(kind).values
    shape = values["c.z"].shape
    last = tuple(length - 1 for length in shape)
    now = at_gradients(kind, Source("c.z", last))
    forward = VIEW.table(now, "forward")
    assert column(forward, "value") == values["c.z"][last[:2]].ravel().tolist()
    assert {row[3] for row in forward.rows} == {True}
    gradient = VIEW.table(now, "gradient")
    found = cell_in_focus(now)
    wanted = {
        "d.c.z": values["d.c.z"][last[:2]],
        "d.x": values["d.x"][found.source[:2]],
    }
    if "d.c.W" in values:
        near, far = last[1], found.source[1]
        pair = (far, near % values["d.c.W"].shape[1])
        if "transposed" not in kind:
            pair = (near, far % values["d.c.W"].shape[1])
        wanted["d.c.W"] = values["d.c.W"][pair]
    for name, array in wanted.items():
        rows = [row[3] for row in gradient.rows if row[0] == name]
        assert rows == array.ravel().tolist()
    assert len(gradient.rows) == sum(array.size for array in wanted.values())


@pytest.mark.parametrize("kind", ["padded", "groups", "sequence", "transposed"])
def test_a_weight_in_focus_shows_the_channels_that_it_joins(kind: str) -> None:
    values = at_gradients(kind).values
    for index in itertools.product(*map(range, values["c.W"].shape[:2])):
        weight = (*index, *(0 for _ in values["c.W"].shape[2:]))
        now = at_gradients(kind, Source("c.W", weight))
        found = cell_in_focus(now)
        backward = VIEW.table(now, "backward")
        assert set(column(backward, "weight")) <= set(values["x"][:, found.source[1]].ravel())
        assert set(column(backward, "gradient")) <= set(values["d.c.z"][:, found.cell[1]].ravel())
        told = VIEW.table(now, "gradient").rows
        wanted = {
            "d.c.z": values["d.c.z"][0, found.cell[1]],
            "d.x": values["d.x"][0, found.source[1]],
            "d.c.W": values["d.c.W"][index],
        }
        for name, array in wanted.items():
            assert [row[3] for row in told if row[0] == name] == array.ravel().tolist()


def test_a_cell_is_hollow_until_it_is_computed() -> None:
    lesson, history = run("padded")
    now = moment_at(lesson, history, 0, VIEW)
    for row in VIEW.table(now, "forward").rows:
        assert row[2:] == (None, False)
    cells = VIEW.table(now, "cell").rows
    assert {row[6] for row in cells if not row[5]} == {None}
    assert all(row[7] is not None for row in cells)
    assert {row[8] for row in cells if row[5]} == {0.0}


def test_padding_is_told_apart_from_numbers() -> None:
    rows = VIEW.table(at_gradients("padded", Source("c.z", (0, 0, 0, 0))), "cell").rows
    padded = {row[3:5] for row in rows if row[5]}
    assert padded == {(-1, 0), (-1, 1), (-1, 2)}
    assert {row[6] for row in rows if row[5]} == {0.0}
    pooled = VIEW.table(at_gradients("max pool", Source("c.z", (0, 0, 0, 0))), "cell").rows
    assert {row[6:] for row in pooled if row[5]} == {(None, None, 0.0)}


def test_the_winner_alone_is_in_a_max_pool_and_the_first_of_equal_ones() -> None:
    now = at_gradients("max pool", Source("c.z", (1, 2, 1, 1)))
    rows = VIEW.table(now, "cell").rows
    won = [row for row in rows if row[7] == 1.0]
    assert [row[6] for row in won] == [max(float(row[6] or -9) for row in rows)]
    assert {row[7] for row in rows if row[6] is not None} == {0.0, 1.0}
    level = np.ones_like(now.values["x"])
    equal = Moment(now.lesson, now.tick, {**now.values, "x": level}, now.focus)
    rows = VIEW.table(equal, "cell").rows
    assert [row[7] for row in rows] == [1.0] + [0.0] * 8


def test_a_sequence_has_no_rows() -> None:
    now = at_gradients("sequence", Source("c.z", (0, 0, 1)))
    assert {row[0] for row in VIEW.table(now, "forward").rows} == {None}
    cells = VIEW.table(now, "cell").rows
    assert {row[1] for row in cells} == {None}
    assert {row[3] for row in cells} == {None}
    assert [row[2] for row in cells] == [0, 1, 2] * 2
    assert [row[4] for row in cells] == [1, 3, 5] * 2


def counted(length: int, size: int, stride: int, dilation: int, ends: tuple[int, int]) -> set[int]:
    """Every place that some window covers, by trying; the begins of windows are the keys."""
    whole = range(-ends[0], length + ends[1])
    return {
        start
        for start in range(-ends[0], length + ends[1], stride)
        if all(start + k * dilation in whole for k in range(size))
    }


def test_sizes_are_those_of_a_brute_force_count() -> None:
    tried = 0
    numbers = itertools.product((5, 8), (1, 2, 3), (1, 2, 3), (1, 2), (0, 1), (0, 2))
    for length, size, stride, dilation, before, after in numbers:
        begins = counted(length, size, stride, dilation, (before, after))
        if not begins:
            continue
        layer = {"name": "c", "kind": "conv1d", "filters": 1, "size": size, "stride": stride,
                 "dilation": dilation, "padding": [before, after]}  # fmt: skip
        lesson = lesson_of((1, length), layer)
        ((*told, exact, output, left),) = VIEW.table(Moment(lesson, 0, lesson.start), "size").rows
        assert told == ["width", length, before, after, size, dilation, stride]
        assert output == len(begins)
        assert isinstance(exact, float)
        assert math.floor(exact) == output
        last = max(begins) + (size - 1) * dilation
        assert left == length + after - 1 - last
        tried += 1
    assert tried > 100


def test_sizes_of_transposed_convolutions_are_those_of_painting_on_a_line() -> None:
    numbers = itertools.product((3, 5), (1, 2, 4), (1, 2, 3), (1, 2), (0, 1), (0, 2), (0, 1))
    tried = 0
    for length, size, stride, dilation, before, after, extra in numbers:
        painted = {q * stride + k * dilation for q in range(length) for k in range(size)}
        kept = range(before, max(painted) + 1 - after + extra)
        if not kept or extra >= max(stride, dilation):
            continue
        layer = {"name": "c", "kind": "conv_transpose1d", "filters": 1, "size": size,
                 "stride": stride, "dilation": dilation, "padding": [before, after],
                 "output_padding": extra}  # fmt: skip
        lesson = lesson_of((1, length), layer)
        (row,) = VIEW.table(Moment(lesson, 0, lesson.start), "size").rows
        assert row[:7] == ("width", length, before, after, size, dilation, stride)
        assert row[7:] == (float(len(kept)), len(kept), 0)
        tried += 1
    assert tried > 100


def test_sizes_rounded_up_count_windows_that_begin_before_the_end() -> None:
    for length, size, stride, pad in itertools.product(range(3, 9), (2, 3), (1, 2, 3), (0, 1)):
        layer = {"name": "c", "kind": "max_pool", "size": size, "stride": stride,
                 "padding": [pad, pad], "rounding": "up"}  # fmt: skip
        lesson = lesson_of((1, length), layer)
        ((*_, output, left),) = VIEW.table(Moment(lesson, 0, lesson.start), "size").rows
        windows, start = 1, -pad
        while start + size < length + pad and start + stride < length:
            windows, start = windows + 1, start + stride
        assert (output, left) == (windows, max(0, length + pad - start - size))


@pytest.mark.parametrize("kind", LAYERS)
def test_sizes_are_those_of_the_trace(kind: str) -> None:
    z, x = (at_gradients(kind).values[name] for name in ("c.z", "x"))
    table = VIEW.table(at_gradients(kind), "size")
    assert column(table, "input") == list(x.shape[2:])
    assert column(table, "output") == (list(z.shape[2:]) or [1.0, 1.0])
    assert [row[0] for row in table.rows] == ["height", "width"][-len(x.shape[2:]) :]


CHAINS: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "pooled": (
        {"name": "c0", "kind": "conv2d", "filters": 2, "size": 3, "padding": 1,
         "activation": "tanh"},
        {"name": "p", "kind": "average_pool", "size": 2},
        {"name": "c", "kind": "conv2d", "filters": 2, "size": [3, 2], "stride": [2, 1],
         "dilation": [1, 2], "padding": [1, 1, 0, 0]},
    ),
    "painted": (
        {"name": "up", "kind": "conv_transpose2d", "filters": 2, "size": [2, 3], "stride": [3, 2],
         "dilation": [1, 3], "padding": [1, 0, 0, 2]},
        {"name": "frame", "kind": "zero_padding", "padding": [2, 0, 1, 1]},
        {"name": "c", "kind": "conv2d", "filters": 2, "size": 3, "dilation": 2, "stride": 3},
    ),
    "two ways": (
        {"name": "a", "kind": "conv2d", "filters": 1, "size": [5, 1], "padding": "same"},
        {"name": "b", "kind": "conv2d", "filters": 1, "size": [1, 3], "padding": "same",
         "inputs": ["x"]},
        {"name": "sum", "kind": "add", "inputs": ["a", "b"]},
        {"name": "c", "kind": "average_pool", "size": 2, "stride": 4},
    ),
}  # fmt: skip


def chain(name: str = "pooled") -> Lesson:
    return lesson_of((1, 12, 11), *CHAINS[name])


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("cell", [(0, 0), (1, 1), (2, 2), (2, 0)])
def test_the_fan_holds_every_place_that_moves_the_cell_and_no_other(
    name: str, cell: tuple[int, int]
) -> None:
    lesson = chain(name)
    history = History(lesson.program, lesson.start)
    done = lesson.program.done_after("c.z", 0)
    assert done is not None
    at = (0, lesson.network.shapes["c.z"][1] - 1, *cell)
    now = moment_at(lesson, history, done, VIEW, Source("c.z", at))
    rows = VIEW.table(now, "fan").rows
    layers = [str(layer["name"]) for layer in reversed(CHAINS[name])]
    assert [row[0] for row in rows] == [each for layer in (*layers, "x") for each in (layer, layer)]
    assert [row[1:] for row in rows[:2]] == [(at, at, 0) for at in cell]
    moved = moved_by(lesson, now, at)
    for axis, row in enumerate(rows[-2:]):
        seen = np.flatnonzero(moved.any(axis=1 - axis))
        first, last, padded = row[1:]
        assert isinstance(first, int)
        assert isinstance(last, int)
        length = moved.shape[axis]
        assert (max(first, 0), min(last, length - 1)) == (seen[0], seen[-1])
        assert padded == max(0, -first) + max(0, last - length + 1)


def moved_by(lesson: Lesson, now: Moment, at: tuple[int, ...]) -> Array:
    """Which places of the first example's picture move a cell of ``c.z``, by trying each."""
    x = now.values["x"]
    moved = np.zeros(x.shape[2:], dtype=bool)
    for place in np.ndindex(*x.shape[2:]):
        other = np.array(x)
        other[(0, 0, *place)] += 1.0
        values = {**now.values, "x": other}
        for ins in lesson.program.instructions(0):
            if ins.phase.value == "forward":
                values[ins.writes] = ins.op.compute("forward", *(values[n] for n in ins.reads))
            if ins.writes == "c.z":
                break
        moved[place] = abs(values["c.z"][at] - now.values["c.z"][at]) > TOLERANCE
    return moved


def test_a_gradient_of_what_a_layer_reads_names_a_cell_of_its_input() -> None:
    lesson = chain()
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(0)
    by_gradient = moment_at(lesson, history, tick, VIEW, Source("d.c0.a", (1, 1, 3, 4)))
    assert cell_in_focus(by_gradient).at.layer == "p"
    assert cell_in_focus(by_gradient).source == (1, 1, 3, 4)
    assert cell_in_focus(by_gradient).cell == (1, 1, 1, 2)
    by_value = moment_at(lesson, history, tick, VIEW, Source("c0.a", (1, 1, 3, 4)))
    assert cell_in_focus(by_value).at.layer == "c0"
    assert cell_in_focus(by_value).cell == (1, 1, 3, 4)
    table = VIEW.table(by_gradient, "backward")
    told = float(by_gradient.values["d.c0.a"][1, 1, 3, 4])
    assert math.fsum(column(table, "product")) == pytest.approx(told, abs=TOLERANCE)


def test_a_lesson_without_windows_is_refused() -> None:
    with pytest.raises(UnsuitedError, match="no layer of this lesson is a convolution or a pool"):
        VIEW.refuse(open_named("xor"))
