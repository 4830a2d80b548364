"""Plots above each other, and labels beside each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.envelope import Envelope, envelope
from ui.kit.geometry.stretch import Stretch
from ui.panels.curves.geometry import (
    fitting,
    label_rows,
    layout,
    nearest_point,
    round_extent,
    spread,
)
from ui.panels.curves.learning_curve import axis_of
from ui.panels.curves.leaving import staying


def test_plots_share_the_room() -> None:
    places = layout(320.0, 300.0, 1.0, (2.0, 1.0))
    loss, metric = places.plots
    assert loss.height == 2 * metric.height
    assert loss.bottom <= places.captions[1].top
    assert metric.bottom <= places.numbers.top
    assert loss.right <= places.labels[0].left
    assert places.labels[0].right <= 320.0


def test_plots_that_have_no_room_are_left_out_and_leave_a_line() -> None:
    assert [fitting(300.0, 1.0, count) for count in (1, 2, 5)] == [1, 2, 2]
    assert fitting(900.0, 1.0, 5) == 5
    assert [fitting(tall, 1.0, 4) for tall in (140.0, 350.0, 600.0)] == [2, 3, 4]
    without, free = (
        layout(320.0, 400.0, 1.0, (2.0, 1.0, 1.0)),
        layout(320.0, 400.0, 1.0, (2.0, 1.0, 1.0), 18.0),
    )
    assert free.numbers.bottom == without.numbers.bottom - 18
    assert free.plots[-1].bottom <= free.numbers.top
    assert free.plots[-1].height >= 60


@given(st.lists(st.floats(-50, 350), max_size=8))
def test_labels_do_not_overlap_and_keep_their_order(wanted: list[float]) -> None:
    found = spread(wanted, 30.0, 0.0, 300.0)
    placed = sorted(zip(wanted, found, strict=True), key=lambda pair: pair[1])
    middles = [middle for _want, middle in placed]
    assert all(b - a >= 30.0 - 1e-9 for a, b in pairwise(middles))
    assert all(15.0 - 1e-9 <= middle <= 285.0 + 1e-9 for middle in middles)
    assert [want for want, _middle in placed] == sorted(wanted)


def test_labels_with_room_stay_where_they_are_wanted() -> None:
    assert spread((200.0, 50.0), 30.0, 0.0, 300.0) == (200.0, 50.0)


def test_too_many_labels_begin_at_the_top() -> None:
    assert spread((90.0, 10.0), 60.0, 0.0, 100.0) == (90.0, 30.0)


def test_extents_are_round() -> None:
    assert [round_extent(n, 900) for n in (1, 11, 51, 450, 700)] == [10, 20, 100, 500, 900]


def test_points_are_found_from_places() -> None:
    assert nearest_point(12.0, 0.0, 1.0, 5) == 4
    assert nearest_point(88.0, 44.0, 45.0, 3) == 0
    assert nearest_point(89.0, 44.0, 45.0, 3) == 1
    assert nearest_point(3.0, 0.0, 1.0, 0) is None


def test_a_run_that_leaves_does_not_set_the_axis_of_those_that_stay() -> None:
    def reach(*numbers: float) -> Envelope:
        return envelope(np.array(numbers), Stretch(0.0, len(numbers) - 1.0), 50)

    stays = reach(30.0, 4.0, -0.5)
    leaves, follows = reach(30.0, 900.0, 1e30), reach(30.0, 120.0, 0.5)
    falls = reach(1.0, -400.0, -1e18)
    assert staying([stays, leaves, follows, falls], [True, False, False, False]) == (
        True,
        False,
        True,
        False,
    )
    # the leading run is always on the axis, whatever it does
    assert staying([stays, leaves], [False, True]) == (True, True)
    # on an axis of powers of ten three powers more have room, and no more
    small, larger, gone = reach(2.0, 1e-3), reach(1500.0, 1e-2), reach(2.0, 1e12)
    assert staying([small, larger, gone], [True, False, False]) == (True, True, False)


def test_a_rate_is_drawn_from_zero_on_by_its_own_numbers() -> None:
    axis = axis_of("lr", [envelope(np.array([0.01, 0.09, 1e-4]), Stretch(0.0, 2.0), 50)])
    assert axis is not None
    assert not axis.log
    assert axis.low <= 0.0 < 0.09 < axis.high < 0.12


def test_labels_stand_in_rows_and_what_has_no_room_leaves_room_to_say_so() -> None:
    assert label_rows([40, 40, 40], 100, 8, 3, 20) == ((0, 1), (2,))
    assert label_rows([40, 40, 40], 200, 8, 3, 20) == ((0, 1, 2),)
    assert label_rows([40] * 9, 100, 8, 2, 20) == ((0, 1), (2,))
    assert label_rows([300, 40], 100, 8, 2, 20) == ((0,), (1,))
    assert label_rows([], 100, 8, 2, 20) == ()
