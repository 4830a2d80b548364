"""The strip's geometry: every tick has a place, and the place leads back to it."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.stretch import Stretch
from ui.panels.timeline.geometry import (
    clusters,
    has_lane,
    is_fine,
    least_length,
    next_of,
    place_in_run,
    place_of,
    segments,
    strip,
    tick_at,
    tick_in_run,
)
from visualnn.lesson import find, load

DIGITS = load(find("digits"))
PROGRAM = DIGITS.program


@given(st.integers(0, PROGRAM.end_of(DIGITS.iterations - 1)))
def test_the_place_of_a_tick_leads_back_to_it(tick: int) -> None:
    place = place_of(PROGRAM, tick)
    assert tick_at(PROGRAM, place, DIGITS.iterations, fine=True) == tick


def test_the_pass_that_closes_a_run_stands_at_the_end_of_the_axis() -> None:
    end = PROGRAM.end_of(DIGITS.iterations - 1)
    assert DIGITS.last_tick > end
    for tick in (end, end + 1, DIGITS.last_tick):
        assert place_in_run(DIGITS, tick) == DIGITS.iterations
    for fine in (False, True):
        assert tick_in_run(DIGITS, DIGITS.iterations + 1, fine=fine) == DIGITS.last_tick
        assert tick_in_run(DIGITS, 3.0, fine=fine) == PROGRAM.end_of(2)


@given(st.integers(0, DIGITS.last_tick - 1))
def test_later_ticks_stand_further_right(tick: int) -> None:
    assert place_of(PROGRAM, tick) < place_of(PROGRAM, tick + 1)


@given(st.floats(-10, DIGITS.iterations + 10), st.booleans())
def test_every_place_is_a_tick(place: float, fine: bool) -> None:
    tick = tick_at(PROGRAM, place, DIGITS.iterations, fine=fine)
    assert 0 <= tick <= DIGITS.last_tick
    inside = min(max(place, 0.0), float(DIGITS.iterations))
    assert abs(place_of(PROGRAM, tick) - inside) <= 0.5


def test_from_afar_iterations_are_hit_at_their_ends() -> None:
    assert tick_at(PROGRAM, 0.3, DIGITS.iterations, fine=False) == 0
    assert tick_at(PROGRAM, 44.9, DIGITS.iterations, fine=False) == PROGRAM.end_of(44)
    assert tick_at(PROGRAM, math.nan, DIGITS.iterations, fine=False) == 0


def test_zooming_in_comes_to_single_instructions() -> None:
    least = Stretch(0.0, least_length(PROGRAM, 1248.0))
    assert least.length == 1.0
    assert is_fine(PROGRAM, least, 1248.0)
    assert has_lane(least, 1248.0)
    assert not is_fine(PROGRAM, Stretch(0.0, 900.0), 1248.0)
    assert is_fine(PROGRAM, Stretch(0.0, least_length(PROGRAM, 100.0)), 100.0)


def test_the_phases_fill_their_iterations() -> None:
    found = list(segments(PROGRAM, Stretch(43.5, 1.2), DIGITS.iterations))
    assert found[0].begin == 43.0
    assert found[-1].end == 45.0
    assert all(a.end == pytest.approx(b.begin) for a, b in pairwise(found))
    assert [each.phase for each in found] == [
        *("batch", "forward", "loss", "backward", "update"),
        *("batch", "forward", "loss", "backward", "update", "evaluate"),
    ]
    assert sum(each.count for each in found) == len(PROGRAM.usual) + len(PROGRAM.closing)


def test_a_stretch_past_the_end_shows_no_phases_there() -> None:
    found = list(segments(PROGRAM, Stretch(899.0, 5.0), DIGITS.iterations))
    assert found[-1].end == 900.0


@pytest.mark.parametrize("lane", [False, True])
@pytest.mark.parametrize("factor", [0.75, 1.0, 2.0])
def test_the_parts_of_the_strip_stand_one_below_the_other(lane: bool, factor: float) -> None:
    parts = strip(1280.0, 96.0 * factor, factor, lane=lane)
    order = [parts.readout, parts.track, parts.lane, parts.marks, parts.numbers]
    assert all(a.bottom <= b.top + 1e-9 for a, b in pairwise(order))
    assert parts.numbers.bottom <= 96.0 * factor
    assert parts.track.height >= 20 * factor
    assert (parts.lane.height > 0) is lane


def test_marks_that_touch_are_one() -> None:
    assert clusters([0.0, 4.0, 8.0, 30.0], 9.0) == ((0, 1, 2), (3,))
    assert clusters([], 9.0) == ()


def test_a_mark_leads_to_its_next_tick_and_round_again() -> None:
    assert next_of((2, 5, 9), 2) == 5
    assert next_of((2, 5, 9), 9) == 2
