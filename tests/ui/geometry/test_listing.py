"""The listing's rows, and the scrolling that keeps a line in sight."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from ui.geometry.listing import furthest_top, in_sight, kept_in_sight, rows_of
from visualnn.lesson import find, load

PROGRAM = load(find("digits")).program
ROWS = rows_of(PROGRAM.closing)


def test_every_line_has_a_row_under_its_own_heading() -> None:
    for line, instruction in enumerate(PROGRAM.closing):
        row = ROWS.of_line[line]
        assert ROWS.rows[row].line == line
        heading = ROWS.heading(row)
        assert (heading.phase, heading.layer) == (instruction.phase, instruction.layer)
    assert [row.line for row in ROWS.rows if row.line is not None] == list(
        range(len(PROGRAM.closing))
    )


def test_a_phase_begins_once() -> None:
    begun = [row.phase for row in ROWS.rows if row.begins_phase]
    assert begun == ["batch", "forward", "loss", "backward", "update", "evaluate"]


def test_the_usual_iteration_stands_where_the_closing_one_does() -> None:
    usual = rows_of(PROGRAM.usual)
    assert ROWS.rows[: len(usual.rows)] == usual.rows


@given(st.integers(0, 2000), st.integers(20, 900), st.integers(1, 2200))
def test_rows_in_sight_are_those_that_touch_the_view(top: int, height: int, count: int) -> None:
    top = min(top, furthest_top(height, 20, count))
    seen = in_sight(top, height, 20, count)
    for row in range(count):
        touches = row * 20 < top + height and (row + 1) * 20 > top
        assert (row in seen) is touches


@given(st.integers(0, 2000), st.integers(0, 40_000), st.integers(60, 900), st.integers(1, 2200))
def test_the_line_comes_into_sight_below_the_pinned_heading(
    row: int, top: int, height: int, count: int
) -> None:
    assume(row < count)
    found = kept_in_sight(row, top, height, 20, count)
    assert 0 <= found <= furthest_top(height, 20, count)
    assert (row + 1) * 20 <= found + height
    assert row * 20 >= found + 20 or found == 0


def test_what_is_well_in_sight_does_not_scroll() -> None:
    assert kept_in_sight(20, 200, 400, 20, 100) == 200


def test_one_line_on_scrolls_one_line() -> None:
    tops, top = [], 0
    for row in range(5, 60):
        top = kept_in_sight(row, top, 400, 20, 100)
        tops.append(top)
    steps = {b - a for a, b in pairwise(tops)}
    assert steps == {0, 20}


def test_far_away_is_shown_in_the_upper_third() -> None:
    assert kept_in_sight(80, 0, 600, 20, 200) == 80 * 20 - 200
