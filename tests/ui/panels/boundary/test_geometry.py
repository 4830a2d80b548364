"""Where the parts of the boundary stand, and which pixel is which point."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap, nearest, ticks
from ui.panels.boundary.geometry import layout, tick_ends

PLANE = PlaneMap(Box(40, 26, 200, 100), (-1.0, 2.0), (3.0, 4.0))


@pytest.mark.parametrize(
    ("point", "place"),
    [((-1, 2), (40, 126)), ((3, 4), (240, 26)), ((1, 3), (140, 76)), ((-1, 4), (40, 26))],
)
def test_the_first_number_runs_to_the_right_and_the_second_upward(
    point: tuple[float, float], place: tuple[float, float]
) -> None:
    assert PLANE.place(*point) == pytest.approx(place)
    assert PLANE.point(*place) == pytest.approx(point)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_the_way_to_a_pixel_leads_back(x: float, y: float) -> None:
    assert PLANE.point(*PLANE.place(x, y)) == pytest.approx((x, y), abs=1e-9)
    kept = PLANE.nearest_inside(x, y)
    assert PLANE.holds(*kept)
    assert (kept == (x, y)) == PLANE.holds(x, y)


def test_the_middle_of_each_pixel_of_the_picture_lies_on_its_point_of_the_grid() -> None:
    columns, rows = 5, 3
    box = PLANE.image_box(columns, rows)
    for n in range(columns):
        middle = box.left + (n + 0.5) * box.width / columns
        assert PLANE.point(middle, 0)[0] == pytest.approx(-1 + n * 4 / (columns - 1))
    for n in range(rows):
        middle = box.top + (n + 0.5) * box.height / rows
        assert PLANE.point(0, middle)[1] == pytest.approx(4 - n * 2 / (rows - 1))
    line = PLANE.image_box(columns, 1)
    assert (line.top, line.height) == (26, 100)


@given(
    st.floats(120, 3000),
    st.floats(90, 2000),
    st.sampled_from([0.75, 1.0, 2.0]),
    st.booleans(),
    st.sampled_from([1, 2]),
)
def test_the_parts_lie_inside_and_not_on_each_other(
    width: float, height: float, factor: float, square: bool, lines: int
) -> None:
    found = layout(width, height, factor, square=square, lines=lines)
    plane = found.plane
    assert plane.width >= 1
    assert plane.height >= 1
    assert not square or plane.width == plane.height
    for edge in (plane.left, plane.top, plane.width, plane.height):
        assert edge == round(edge)
    if plane.width > 1 and plane.height > 1:
        assert plane.right <= width
        assert found.caption.bottom <= height + 1
        assert found.title.bottom <= plane.top
        assert found.caption.top >= plane.bottom
        if found.beside:
            assert found.side.left > plane.right
        else:
            assert found.side.bottom <= plane.top
            assert found.side.top >= found.title.bottom


def test_the_switches_stand_beside_where_that_leaves_a_plane_as_large() -> None:
    wide = layout(640, 268, 1.0, square=True)
    assert wide.beside
    assert wide.plane.height == 268 - 26 - 20 - 18
    tall = layout(240, 500, 1.0, square=True)
    assert not tall.beside
    assert tall.plane.width == 240 - 38 - 16


@pytest.mark.parametrize(
    ("least", "largest", "most", "told"),
    [
        (-0.2, 1.2, 3, (0.0, 0.5, 1.0)),
        (-0.2, 1.2, 1, (0.0,)),
        (0.0, 1.0, 5, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (-3.0, 3.0, 3, (-2.0, 0.0, 2.0)),
    ],
)
def test_axes_have_a_few_round_numbers(
    least: float, largest: float, most: int, told: tuple[float, ...]
) -> None:
    assert ticks(least, largest, most) == pytest.approx(told)


def test_the_nearest_of_places() -> None:
    assert nearest([(0, 0), (3, 4), (10, 0)], 3, 3) == (1, 1.0)
    assert nearest([], 3, 3) is None


@given(st.floats(-3.1, 3.1), st.floats(-3.1, 3.1), st.floats(0.1, 0.9))
def test_a_tick_stands_upright_on_its_line_on_the_side_that_rises(
    turn: float, uphill: float, share: float
) -> None:
    line = [(0.0, 0.0), (10 * math.cos(turn), 10 * math.sin(turn))]
    up = math.cos(uphill), math.sin(uphill)
    ends = tick_ends(line, share, up, 5.0)
    assert ends is not None
    (x, y), (a, b) = ends
    assert (x, y) == pytest.approx((10 * share * math.cos(turn), 10 * share * math.sin(turn)))
    stroke = a - x, b - y
    assert math.hypot(*stroke) == pytest.approx(5.0)
    assert stroke[0] * math.cos(turn) + stroke[1] * math.sin(turn) == pytest.approx(0, abs=1e-9)
    assert stroke[0] * up[0] + stroke[1] * up[1] >= -1e-9


def test_a_line_without_a_length_has_no_tick() -> None:
    assert tick_ends([(1.0, 1.0)], 0.5, (0, 1), 5.0) is None
    assert tick_ends([(1.0, 1.0), (1.0, 1.0)], 0.5, (0, 1), 5.0) is None
