"""What the lessons on layers claim without quoting it, computed here from the lessons themselves."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

from tests.visualnn.lesson.test_claims import Run, run, variant
from visualnn.expr import Source
from visualnn.run.history import Edit, History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at


def parameter_count(of: Run) -> int:
    return sum(prod(parameter.shape) for parameter in of.lesson.network.parameters)


# -- convolution

BARS = 6


def test_convolution_the_pictures_are_bars_and_four_are_kept_aside() -> None:
    lesson = run("convolution").lesson
    held = lesson.start["val.data.rows"].astype(int).tolist()
    learned = lesson.start["data.rows"].astype(int).tolist()
    assert sorted(held + learned) == list(range(2 * BARS))
    assert held == [2, 4, 9, 10]
    assert learned[1] == 1  # upright, in column 1
    assert (learned[3], learned[7]) == (5, 6 + 5)  # the last column, the last row
    assert learned[5] >= BARS  # lying
    for data, rows in (("data.x", learned), ("val.data.x", held)):
        for picture, row in zip(lesson.start[data][:, 0], rows, strict=True):
            bar = np.zeros((BARS, BARS))
            if row < BARS:
                bar[:, row] = 1
            else:
                bar[row - BARS] = 1
            assert (picture == bar).all()


def test_convolution_two_upright_bars_share_no_pixel_and_a_lying_one_shares_one_with_each() -> None:
    values = run("convolution").after(0)
    pictures = np.concatenate([values["data.x"], values["val.data.x"]]).reshape(12, -1)
    upright = np.concatenate([values["data.t"], values["val.data.t"]]).ravel() == 1
    shared = pictures @ pictures.T
    same = upright[:, None] == upright
    assert set(shared[~same].tolist()) == {1.0}
    assert set(shared[same & ~np.eye(12, dtype=bool)].tolist()) == {0.0}


@pytest.mark.parametrize(
    ("name", "places", "left_over"),
    [("lesson", 6, 0), ("no-padding", 4, 0), ("stride-2", 2, 1), ("dilation-2", 4, 0)],
)
def test_convolution_the_places_of_the_filter(name: str, places: int, left_over: int) -> None:
    found = run("convolution") if name == "lesson" else variant("convolution", name)
    moment = moment_at(found.lesson, found.history, 0, VIEWS["convolution"])
    for row in VIEWS["convolution"].table(moment, "size").records:
        assert (row["output"], row["left_over"]) == (places, left_over)
    assert found.after(0)["filters.z"].shape == (8, 2, places, places)


def test_convolution_has_20_weights_before_the_output_and_its_pool_makes_3_by_3() -> None:
    convolution = run("convolution")
    assert parameter_count(convolution) == 20 + 3
    assert convolution.after(0)["pool.z"].shape == (8, 2, 3, 3)
    start = convolution.lesson.start["filters.W"]
    assert (start[1, 0] == start[0, 0].T).all()  # the first one, lying
    assert (start[0, 0][:, [0, 2]] < 0).all()


def test_convolution_the_first_weight_has_200_products_most_of_them_0() -> None:
    found = run("convolution")
    at = Source("d.filters.W", (0, 0, 0, 0))
    moment = moment_at(
        found.lesson, found.history, found.tick("all-places"), VIEWS["convolution"], at
    )
    products = [row["product"] for row in VIEWS["convolution"].table(moment, "backward").records]
    assert len(products) == 8 * 25 == 200
    assert sum(product == 0 for product in products) > 100


def test_convolution_the_output_cannot_tell_at_first() -> None:
    z = run("convolution").after(0)["output.z"].ravel()
    assert z[1] == z[5]


@pytest.mark.parametrize("seed", range(1, 13))
def test_convolution_new_places_are_right_with_filters_and_wrong_with_pixels(seed: int) -> None:
    filters = run("convolution", f"seed={seed}")
    pixels = variant("convolution", "flattened") if seed == 7 else None
    assert float(filters.last["val.accuracy"]) == 1
    if pixels is not None:
        assert float(pixels.last["val.accuracy"]) == 0
        assert float(pixels.last["accuracy"]) == 1


def test_convolution_the_filter_becomes_sharper() -> None:
    convolution = run("convolution")
    before, after = convolution.lesson.start["filters.W"][0, 0], convolution.last["filters.W"][0, 0]
    assert (np.abs(after) > np.abs(before)).all()
    assert (np.sign(after) == np.sign(before)).all()


def test_convolution_stride_2_sees_two_empty_pictures() -> None:
    strided = variant("convolution", "stride-2")
    values = strided.last
    assert (values["x"][[3, 7]][:, :, :5, :5] == 0).all()
    assert values["output.a"][3] == values["output.a"][7]
    assert (run("convolution").last["output.a"][[3, 7], 0] > 0.5).tolist() == [True, False]


def test_convolution_without_its_middle_weight_two_rows_find_back() -> None:
    lesson = run("convolution").lesson
    history = History(lesson.program, lesson.start)
    history.edit(Edit(0, Source("filters.W", (0, 0, 1, 1)), -1.0))
    values = history.at(lesson.program.end_of(lesson.iterations - 1)).values
    middle = values["filters.W"][0, 0, :, 1]
    assert middle[[0, 2]].min() > 1.4
    assert abs(middle[1]) < 0.1
    assert float(values["accuracy"]) == float(values["val.accuracy"]) == 1
