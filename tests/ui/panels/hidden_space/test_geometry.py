"""Where the hidden space draws what: round ends, mixtures, the slider."""

from __future__ import annotations

import numpy as np
import pytest

from ui.panels.hidden_space.geometry import (
    AxisEnds,
    StagePlace,
    Track,
    axis_ends,
    between,
    ends_between,
    layout,
    stepped,
)


@pytest.mark.parametrize("size", [(240, 110), (620, 300), (1280, 640), (3840, 2160)])
def test_parts_lie_one_under_the_other(size: tuple[int, int]) -> None:
    found = layout(*size, 1.0)
    assert found.title.bottom <= found.plot.top
    assert found.plot.bottom <= found.caption.top
    assert found.caption.bottom <= found.track.top
    assert found.plot.right <= size[0]
    if size[1] > 140:
        assert found.track.bottom <= size[1]


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        ((0, 0), (1, 1), ((-0.06, -0.06), (1.2, 1.2))),
        ((-0.2, -3), (1.2, 0), ((-0.3, -4), (1.5, 0.2))),
        ((0, 0), (0, 0), ((-1, -1), (1, 1))),
        ((-1e-3, 0), (97, 2e-7), ((-6, -1.2e-8), (120, 2.5e-7))),
    ],
)
def test_axes_end_at_round_numbers_around_all(
    low: tuple[float, float],
    high: tuple[float, float],
    ends: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    found = axis_ends([np.array([low, high], dtype=float)])
    np.testing.assert_allclose(np.array([found.least, found.largest]), np.array(ends), rtol=1e-12)


def test_while_numbers_grow_a_little_an_axis_stays() -> None:
    seen = {axis_ends([np.array([[0.0, 0.0], [1 + n / 1000, 1.0]])]) for n in range(150)}
    assert len(seen) == 1
    grown = {axis_ends([np.array([[0.0, 0.0], [1 + n / 1000, 1.0]])]) for n in range(9000)}
    assert len(grown) < 16  # round ends on either side, no more


def test_what_is_not_finite_or_beyond_all_drawing_moves_no_axis() -> None:
    some = np.array([[0.0, 0.0], [1.0, 1.0]])
    wild = np.array([[np.nan, 2.0], [np.inf, 0.0], [1e300, 1.0], [3.0, -np.inf]])
    assert axis_ends([some, wild]) == axis_ends([some])
    assert axis_ends([wild]) == AxisEnds((-1, -1), (1, 1))


def test_between_two_stops_lies_the_mixture_and_its_axes_hold_it() -> None:
    stages = [np.array([[0.0, 0.0]]), np.array([[4.0, 8.0]]), np.array([[4.0, 0.0]])]
    assert between(stages, StagePlace.at(1.0, 3)) is stages[1]
    np.testing.assert_array_equal(between(stages, StagePlace.at(0.25, 3)), [[1.0, 2.0]])
    np.testing.assert_array_equal(between(stages, StagePlace.at(1.5, 3)), [[4.0, 4.0]])
    ends = [axis_ends([each]) for each in stages]
    mixed = ends_between(ends, StagePlace.at(0.25, 3))
    assert mixed.least <= (1.0, 2.0) <= mixed.largest
    assert StagePlace.at(9.0, 3) == StagePlace(2, 0.0)
    assert StagePlace.at(-1.0, 3) == StagePlace(0, 0.0)


def test_the_slider_holds_at_its_stops() -> None:
    track = Track(100, 400, 4)
    assert [track.x(n) for n in range(4)] == [100, 200, 300, 400]
    assert track.place(204, 5) == 1.0
    assert track.place(250, 5) == 1.5
    assert track.place(-50, 5) == 0.0
    assert track.place(900, 5) == 3.0


def test_keys_go_by_parts_and_by_stops() -> None:
    assert stepped(3.0, 4, -1, stops=False) == 2.75
    assert stepped(2.75, 4, -1, stops=True) == 2.0
    assert stepped(2.75, 4, +1, stops=True) == 3.0
    assert stepped(3.0, 4, +1, stops=False) == 3.0
    assert stepped(0.1, 4, -1, stops=False) == 0.0
    place = 0.0
    for _n in range(4):
        place = stepped(place, 4, +1, stops=False)
    assert place == 1.0
