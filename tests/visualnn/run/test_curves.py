"""The n-th number of a curve is what was found after n updates, wherever it is told."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from visualnn import api
from visualnn.company.company import company_of
from visualnn.export.logbook import table, table_of_runs
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.changes import changed, parse_change
from visualnn.run.curves import closed_curves, curves_at
from visualnn.run.history import History
from visualnn.tell.frame import frame_at
from visualnn.tell.report import ending_data
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at, moment_of

UPDATES = 12


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    """XOR in batches of two with validation and metrics, so that an epoch has two iterations."""
    texts = ("epochs=6", "batch.size=2", 'metrics=["accuracy"]')
    return changed(open_named("xor"), map(parse_change, texts))


@pytest.fixture
def history(lesson: Lesson) -> History:
    made = History(lesson.program, lesson.start)
    made.run_to(lesson.iterations)
    return made


def losses_by_hand(lesson: Lesson, updates: int) -> list[float]:
    """The loss of each iteration, read where the forward pass has found it."""
    model = api.Model(lesson)
    found = []
    for _iteration in range(updates + 1):
        found.append(model.forward())
        model.update()
    return found


def test_everything_counts_alike(lesson: Lesson, history: History) -> None:
    assert lesson.iterations == UPDATES
    losses = losses_by_hand(lesson, UPDATES)
    assert closed_curves(history)["L"].tolist() == losses
    rows = list(csv.DictReader(io.StringIO(table(history))))
    assert [float(row["L"]) for row in rows] == losses
    assert [int(row["iteration"]) for row in rows] == list(range(UPDATES + 1))
    both = list(csv.DictReader(io.StringIO(table_of_runs({"a": history, "b": history}))))
    assert [float(row["L"]) for row in both] == losses * 2
    end = lesson.last_tick
    frame = frame_at(lesson, history, end)
    assert frame.curves["L"].tolist() == losses
    assert frame.leader.curves["L"].tolist() == losses
    view = VIEWS["curves"]
    for moment in (moment_at(lesson, history, end, view), moment_of(frame)):
        told = [row[3] for row in view.table(moment, "curves").rows if row[2] == "L"]
        assert told == losses
    assert ending_data(lesson, history)["L"] == losses[-1]
    assert float(frame.values["L"]) == losses[-1]


def test_a_number_is_there_once_it_is_written(lesson: Lesson, history: History) -> None:
    losses, program = losses_by_hand(lesson, UPDATES), lesson.program
    for iteration in (0, 5):
        written = program.start_of(iteration) + (program.done_after("L", iteration) or 0)
        for tick, count in ((written - 1, iteration), (written, iteration + 1)):
            found = curves_at(program, history.curves, tick, history.at(tick).values)
            assert found["L"].tolist() == losses[:count]


def test_a_model_knows_its_losses_after_every_update(lesson: Lesson) -> None:
    losses = losses_by_hand(lesson, UPDATES)
    model = api.Model(lesson)
    assert model.curves()["L"].tolist() == []
    model.run(5)
    tick = model.tick
    assert model.curves()["L"].tolist() == losses[:6]
    assert model.tick == tick
    model.forward()
    assert model.curves()["L"].tolist() == losses[:6]
    assert float(model.value("L")) == losses[5]


def test_a_run_beside_closes_as_the_leading_one_does() -> None:
    lesson = changed(open_named("two-units"), [parse_change("epochs=9")])
    history = History(lesson.program, lesson.start)
    history.run_to(lesson.iterations)
    company = company_of(lesson)
    assert company.stand(lesson.program, lesson.last_tick, lambda: False)
    for run in company.runs.values():
        assert run.opened is not None
        assert run.values is not None
        assert len(run.curves["L"]) == run.opened.iterations + 1
        assert run.curves["L"][-1] == float(run.values["L"])
        assert np.array_equal(run.curves["L"], losses_by_hand(run.opened, 9))
