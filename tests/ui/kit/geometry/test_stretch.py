"""Zooming and moving along an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.stretch import Stretch

WHOLE = 1000.0


def test_pixels_and_places_are_each_others_inverse() -> None:
    stretch = Stretch(100.0, 50.0)
    assert stretch.x_of(100.0, 16.0, 500.0) == 16.0
    assert stretch.x_of(150.0, 16.0, 500.0) == 516.0
    assert stretch.place_of(stretch.x_of(123.0, 16.0, 500.0), 16.0, 500.0) == pytest.approx(123.0)


def test_zooming_keeps_the_place_under_the_pointer() -> None:
    stretch = Stretch(200.0, 400.0)
    closer = stretch.zoomed(300.0, 0.5, 1.0, WHOLE)
    assert closer == Stretch(250.0, 200.0)
    assert closer.x_of(300.0, 0.0, 800.0) == stretch.x_of(300.0, 0.0, 800.0)


@given(
    st.floats(0, WHOLE), st.lists(st.tuples(st.floats(0, WHOLE), st.floats(1e-6, 1e6)), max_size=20)
)
def test_no_zoom_leaves_the_whole(first: float, steps: list[tuple[float, float]]) -> None:
    stretch = Stretch(0.0, WHOLE).moved(first, WHOLE)
    for at, factor in steps:
        stretch = stretch.zoomed(at, factor, 1.0, WHOLE)
        assert stretch.first >= 0.0
        assert stretch.end <= WHOLE * (1 + 1e-12)
        assert 1.0 <= stretch.length <= WHOLE


def test_a_whole_shorter_than_the_least_is_shown_whole() -> None:
    assert Stretch(0.0, 3.0).zoomed(1.0, 0.1, 5.0, 3.0) == Stretch(0.0, 3.0)


@pytest.mark.parametrize(("place", "first"), [(600.0, 580.0), (50.0, -30.0), (150.0, 100.0)])
def test_following_shows_the_place_and_moves_no_further(place: float, first: float) -> None:
    stretch = Stretch(100.0, 100.0).following(place, WHOLE)
    assert stretch.first == max(first, 0.0)
    assert stretch.length == 100.0
    assert stretch.shows(place)


def test_following_what_is_shown_changes_nothing() -> None:
    stretch = Stretch(100.0, 100.0)
    assert stretch.following(200.0, WHOLE) is stretch
