"""The listing's rows, and the scrolling that keeps a line in sight."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.spelling import spelling
from ui.panels.listing.geometry import (
    StepFold,
    folds_of,
    furthest_top,
    in_sight,
    page_top,
    rows_of,
)
from visualnn.lesson import find, load
from visualnn.views.unrolled import steps_of_program

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


@given(st.integers(0, 2000), st.integers(60, 900), st.integers(1, 2200))
def test_every_line_is_in_sight_on_its_page_below_the_pinned_heading(
    row: int, height: int, count: int
) -> None:
    assume(row < count)
    top = page_top(row, height, 20, count)
    assert 0 <= top <= furthest_top(height, 20, count)
    assert (row + 1) * 20 <= top + height
    assert row * 20 >= top + 20 or top == 0


@pytest.mark.parametrize("height", [200, 390, 400, 415, 800])
def test_a_page_has_as_many_rows_around_it_above_as_below(height: int) -> None:
    pages: dict[int, list[int]] = {}
    for row in range(100, 300):
        pages.setdefault(page_top(row, height, 20, 500), []).append(row)
    for top, rows in list(pages.items())[1:-1]:
        above = rows[0] - (top // 20 + 1)  # the pinned heading lies over the first
        below = (top + height) // 20 - 1 - rows[-1]
        assert 0 <= below - above <= 1


def test_a_page_turns_seldom() -> None:
    tops = [page_top(row, 400, 20, 200) for row in range(100)]
    turns = [b - a for a, b in pairwise(tops) if a != b]
    assert len(turns) <= 12
    assert max(turns) <= 10 * 20


SPELLING = spelling("lstm")
LINES = SPELLING.program.closing
FOLDS = folds_of(LINES, steps_of_program(SPELLING.network, LINES))


def test_the_lines_of_a_time_step_are_folded_into_its_heading() -> None:
    rows = rows_of(LINES, FOLDS)
    headings = [row.fold for row in rows.rows if row.fold is not None]
    assert [fold.step for fold in headings] == [0, 1, 2, 3, 4, 4, 3, 2, 1]
    folded = {line for fold in headings for line in fold.lines}
    assert {row.line for row in rows.rows if row.line is not None} == set(
        range(len(LINES))
    ) - folded
    assert len(folded) == 2 + 4 * 17 + 27 + 32 + 32 + 30
    for fold in headings:
        row = rows.of_line[fold.first]
        assert rows.rows[row].fold == fold
        assert not rows.rows[row].is_open
        assert {rows.of_line[line] for line in fold.lines} == {row}
    assert len(rows.rows) < 100


def test_an_unfolded_step_has_a_row_for_each_line_and_the_others_stay() -> None:
    second = next(fold for fold in FOLDS if fold is not None and fold.step == 2)
    assert second == StepFold(2, 23, 17)
    rows = rows_of(LINES, FOLDS, {second.first})
    shown = [row.line for row in rows.rows if row.line in second.lines]
    assert shown == list(second.lines)
    for line in second.lines:
        row = rows.of_line[line]
        assert rows.rows[row].line == line
        assert rows.heading(row).fold == second
        assert rows.heading(row).is_open
    others = [row.fold for row in rows.rows if row.fold is not None and not row.is_open]
    assert len(others) == 8


def test_without_recurrent_layers_nothing_is_folded() -> None:
    steps = steps_of_program(load(find("digits")).network, PROGRAM.closing)
    folds = folds_of(PROGRAM.closing, steps)
    assert set(folds) == {None}
    assert rows_of(PROGRAM.closing, folds) == ROWS
