"""A chain of layers from the side: where places lie, what is left over, and what each pixel counts
against differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.cell import cell_in_focus
from visualnn.views.chain import chain_of, count_share_in_the_middle, counts_of
from visualnn.views.moments import moment_at

VIEW = VIEWS["convolution"]
STEP = 1e-5
"""Of the differences; their own error is below TOLERANCE on these smooth chains."""
TOLERANCE = 1e-7
Layers = Sequence[Mapping[str, Any]]
CHAINS: Mapping[str, Layers] = {
    "pooled": [
        {"name": "a", "kind": "conv2d", "filters": 2, "size": 3, "padding": 1, "stride": 2,
         "activation": "tanh"},
        {"name": "p", "kind": "average_pool", "size": 2},
        {"name": "c", "kind": "conv2d", "filters": 2, "size": [2, 1]},
    ],
    "enlarged": [
        {"name": "up", "kind": "upsampling2d", "size": 2},
        {"name": "frame", "kind": "zero_padding", "padding": 1},
        {"name": "a", "kind": "conv2d", "filters": 2, "size": 3, "activation": "sigmoid"},
        {"name": "c", "kind": "conv_transpose2d", "filters": 1, "size": 3, "stride": 2},
    ],
    "two ways": [
        {"name": "a", "kind": "conv2d", "filters": 1, "size": 3, "padding": "same",
         "activation": "tanh"},
        {"name": "b", "kind": "conv2d", "filters": 1, "size": 5, "padding": "same",
         "inputs": ["x"]},
        {"name": "sum", "kind": "multiply", "inputs": ["a", "b"]},
        {"name": "c", "kind": "conv2d", "filters": 1, "size": 3},
    ],
}  # fmt: skip


def lesson_of(layers: Layers) -> Lesson:
    random = np.random.default_rng(2)
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 1,
            "data": {
                "source": "table",
                "inputs": random.normal(size=(2, 2 * 10 * 9)).round(3).tolist(),
                "targets": [[0.3], [0.1]],
                "shape": [2, 10, 9],
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


@pytest.mark.parametrize("name", CHAINS)
def test_what_counts_is_the_slope_of_the_cell_along_each_pixel(name: str) -> None:
    lesson = lesson_of(CHAINS[name])
    history = History(lesson.program, lesson.start)
    done = lesson.program.done_after("c.z", 0)
    assert done is not None
    rows, columns = lesson.network.shapes["c.z"][2:]
    cell = (1, 0, min(1, rows - 1), min(2, columns - 1))
    now = moment_at(lesson, history, done, VIEW, Source("c.z", cell))
    counts = counts_of(lesson.network, cell_in_focus(now))
    assert counts is not None
    assert counts.shape == (2, 10, 9)

    def value(x: np.ndarray) -> float:
        known = {**lesson.start, "x": x}
        for use in lesson.network.applications:
            known[use.writes] = use.op.compute("forward", *(known[n] for n in use.reads))
            if use.writes == "c.z":
                break
        return float(known["c.z"][cell])

    for place in np.ndindex(2, 10, 9):
        sides = []
        for step in (+STEP, -STEP):
            x = np.array(now.values["x"])
            x[(1, *place)] += step
            sides.append(value(x))
        slope = (sides[0] - sides[1]) / (2 * STEP)
        assert counts[place] == pytest.approx(slope, abs=TOLERANCE)
    table = VIEW.table(now, "counts").rows
    assert [row[3] for row in table] == counts.reshape(-1).tolist()


def test_places_lie_over_the_middle_of_what_they_are_made_from() -> None:
    lesson = lesson_of(CHAINS["pooled"])
    history = History(lesson.program, lesson.start)
    done = lesson.program.done_after("c.z", 0) or 0
    found = cell_in_focus(moment_at(lesson, history, done, VIEW, Source("c.z", (0, 0, 0, 1))))
    rows = {row.layer: row for row in chain_of(lesson.network, found, 0)}
    assert list(rows) == ["c", "p", "a", "x"]
    # a: windows of 3 with a stride of 2 from −1 on; p: two of them; c: two of those
    assert [(row.first, row.step) for row in rows.values()] == [(3, 4), (1, 4), (0, 2), (0, 1)]
    assert (rows["x"].before, rows["x"].after) == (1, 1)
    assert rows["x"].over(3) == 3.0
    assert rows["a"].left_over == (4,)  # 5 rows, pooled by 2
    seen = rows["x"].seen
    assert seen is not None
    assert (seen.first, seen.last) == (-1, 7)


def test_what_was_enlarged_lies_in_groups_over_its_own_place() -> None:
    lesson = open_named("lenet")
    found = cell_in_focus(moment_at(lesson, History(lesson.program, lesson.start), 0, VIEW, None))
    rows = {row.layer: row for row in chain_of(lesson.network, found, 1)}
    larger = rows["larger"]
    assert [round(larger.over(n), 9) for n in range(3, 6)] == [round(1 + d / 3, 9)
                                                              for d in (-1, 0, 1)]  # fmt: skip


def test_the_middle_holds_its_share() -> None:
    counts = np.zeros((1, 8, 8))
    counts[0, 2:6, 2:6] = -1.0
    counts[0, 0, 0] = 4.0
    assert count_share_in_the_middle(counts, [(0, 7), (0, 7)]) == 16 / 20
    assert np.isnan(count_share_in_the_middle(np.zeros((1, 8, 8)), [(0, 7), (0, 7)]))


def test_before_the_cell_is_computed_nothing_counts() -> None:
    lesson = lesson_of(CHAINS["pooled"])
    now = moment_at(lesson, History(lesson.program, lesson.start), 1, VIEW, None)
    assert {row[3] for row in VIEW.table(now, "counts").rows} == {None}
