"""What every view promises of its tables, asked of each view in every lesson that it suits."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache

import numpy as np
import pytest

from visualnn.lesson import Lesson, from_dict, open_named, shipped
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError, View, ViewTable
from visualnn.views.moments import moment_at
from visualnn.views.writing import as_csv, as_json, as_text, join_tables

LESSONS = tuple(shipped())
WALK = {
    "format": 1,
    "name": "walk",
    "title": {"en": "A walk", "ko": "걷기"},
    "epochs": 3,
    "function": {"kind": "bowl", "start": [1.0, 2.0]},
    "optimizer": {"kind": "sgd", "lr": 0.1},
}
SUITED = [
    (view.name, name) for view in VIEWS.values() for name in LESSONS if view.suits(open_named(name))
]


@pytest.fixture(autouse=True)
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coarse plane of losses is soon computed."""
    monkeypatch.setattr("visualnn.views.loss_plane.PLANE_NUMBER_COUNT", 1e6)


@lru_cache
def opened(name: str) -> tuple[Lesson, History]:
    lesson = open_named(name)
    return lesson, History(lesson.program, lesson.start)


def moment(name: str, view: View, tick: int) -> Moment:
    lesson, history = opened(name)
    return moment_at(lesson, history, tick, view)


@pytest.mark.parametrize(("view", "name"), SUITED)
def test_a_table_is_a_rectangle_at_any_tick_and_the_same_each_time(view: str, name: str) -> None:
    found = VIEWS[view]
    lesson, _history = opened(name)
    ticks = (
        0,
        1,
        lesson.program.end_of(0) // 2,
        lesson.program.end_of(0),
        lesson.program.end_of(1),
    )
    for part in found.parts:
        tables = [found.table(moment(name, found, tick), part) for tick in ticks]
        assert len({table.columns for table in tables}) == 1
        assert len(set(tables[0].columns)) == len(tables[0].columns)
        assert found.table(moment(name, found, ticks[3]), part) == tables[3]


@pytest.mark.parametrize(("view", "name"), SUITED)
def test_what_is_written_can_be_read_again(view: str, name: str) -> None:
    found = VIEWS[view]
    lesson, _history = opened(name)
    table = found.table(moment(name, found, lesson.program.end_of(0)), found.parts[0])
    read = list(csv.reader(io.StringIO(as_csv(table), newline="")))
    assert tuple(read[0]) == table.columns
    for written, cells in zip(read[1:], table.rows, strict=True):
        for text, cell in zip(written, cells, strict=True):
            if isinstance(cell, float):
                assert float(text) == cell
            elif cell is None:
                assert text == ""
    plain = json.loads(as_json(table))
    assert plain["columns"] == list(table.columns)
    assert len(plain["rows"]) == len(table.rows)
    assert len(as_text(table).splitlines()) == len(table.rows) + 2


def test_words_that_a_spreadsheet_would_run_are_quoted_and_numbers_are_not() -> None:
    table = ViewTable(("word", "number"), (("=1+1", -1.5), ("plain", None)))
    assert as_csv(table) == "word,number\r\n'=1+1,-1.5\r\nplain,\r\n"


def test_tables_of_several_runs_are_one() -> None:
    table = ViewTable(("a",), ((1,), (2,)))
    both = join_tables({"one": table, "two": table})
    assert both == ViewTable(("variant", "a"), (("one", 1), ("one", 2), ("two", 1), ("two", 2)))
    wider = join_tables({"one": ViewTable(("a",), ((1,),)), "two": ViewTable(("b",), ((2,),))})
    assert wider.columns == ("variant", "a", "b")
    assert wider.rows == (("one", 1, None), ("two", None, 2))


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="every row has 2 cells"):
        ViewTable(("a", "b"), ((1,),))


def test_a_view_that_does_not_suit_says_why() -> None:
    with pytest.raises(UnsuitedError, match="there is no network"):
        VIEWS["network"].refuse(from_dict(WALK))
    with pytest.raises(UnsuitedError, match="no classes"):
        VIEWS["confusion"].refuse(from_dict(WALK))
    assert VIEWS["curves"].suits(from_dict(WALK))


def test_the_curves_are_those_of_the_run() -> None:
    view = VIEWS["curves"]
    lesson, history = opened("digits")
    end = lesson.program.end_of(lesson.program.iterations - 1)
    history.run_to(lesson.program.iterations)
    rows = view.table(moment("digits", view, end), "curves").rows
    for name, value in (("L", "L"), ("val.accuracy", "val.accuracy")):
        last = [row for row in rows if row[2] == name and row[0] == lesson.program.iterations - 1]
        assert [row[3] for row in last] == [float(history.at(end).values[value])]


def test_curves_end_at_the_tick_however_far_the_run_has_come() -> None:
    view = VIEWS["curves"]
    lesson, history = opened("digits")
    for count in (0, 1, lesson.program.iterations - 1, lesson.program.iterations):
        tick = lesson.program.end_of(count - 1) if count else 0
        fresh = History(lesson.program, lesson.start)
        alone = view.table(moment_at(lesson, fresh, tick, view), "curves")
        history.run_to(lesson.program.iterations + 2)
        assert view.table(moment_at(lesson, history, tick, view), "curves") == alone
        known = {name: [row[0] for row in alone.rows if row[2] == name] for name in ("L", "val.L")}
        closing = [count - 1] if count == lesson.program.iterations else []
        assert known == {"L": list(range(count)), "val.L": closing}


def test_a_confusion_matrix_counts_every_example_once() -> None:
    view = VIEWS["confusion"]
    lesson, history = opened("digits")
    end = lesson.program.end_of(lesson.program.iterations - 1)
    rows = view.table(moment("digits", view, end), "confusion").rows
    values = history.at(end).values
    assert sum(int(row[2] or 0) for row in rows) == len(values["val.t"])
    right = sum(int(row[2] or 0) for row in rows if row[0] == row[1])
    assert right / len(values["val.t"]) == pytest.approx(float(values["val.accuracy"]), abs=1e-12)
    chosen, meant = values["val.output.a"].argmax(1), values["val.t"].argmax(1)
    both = np.count_nonzero((chosen == 3) & (meant == 8))
    assert [row[2] for row in rows if row[:2] == (8, 3)] == [both]


def test_shapes_are_those_of_the_summary() -> None:
    lesson, _history = opened("digits")
    table = VIEWS["shapes"].table(Moment(lesson, 0, lesson.start), "shapes")
    held = {row[0]: row[3] for row in table.rows}
    assert held == {"x": 0, "hidden": 64 * 32 + 32, "output": 32 * 10 + 10}
