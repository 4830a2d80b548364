"""What is decided between two epochs, as instructions: watched, kept, put back, and stepped back
to."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pytest

from tests.visualnn.nets import same_bits
from visualnn import lesson
from visualnn.company.company import Companion, CompanionRun, Company
from visualnn.export.logbook import table
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.machine.machine import State, step
from visualnn.program import Phase
from visualnn.run.history import Edit, History
from visualnn.tell.explain import Origin, explain
from visualnn.tell.report import ending_text

from .test_objective import described, refused


def taught(validation: float = 0.34, size: int | str = 2, **callbacks: Any) -> Lesson:
    whole = described(
        epochs=60, batch={"size": size}, optimizer={"kind": "adam", "lr": 0.05}, callbacks=callbacks
    )
    whole["data"]["validation"] = validation
    return lesson.from_dict(whole)


STOPPING: dict[str, Any] = {"early_stopping": {"patience": 3}}


def run(one: Lesson) -> History:
    history = History(one.program, one.start)
    history.run_to(one.iterations, halting=True)
    return history


def test_a_training_ends_after_patience_and_has_its_best_again() -> None:
    one = taught(**STOPPING)
    history = run(one)
    losses = history.curves["val.L"]
    assert history.stopped == history.furthest < one.iterations
    assert len(losses) - 1 - losses.argmin() == 3
    end = history.at(one.program.end_of(history.furthest - 1)).values
    assert float(end["stop.best"]) == losses.min()
    best = history.at(one.program.end_of((int(losses.argmin()) + 1) * one.program.iterations - 1))
    for parameter in one.network.parameters:
        np.testing.assert_array_equal(end[parameter.name], best.values[parameter.name])
    assert "ended by itself" in ending_text(one, history)


def test_without_restore_the_last_parameters_stay() -> None:
    one = taught(early_stopping={"patience": 3, "restore": False})
    history = run(one)
    assert history.stopped == history.furthest
    assert "stop.out.W" not in one.program.carried
    written = [ins.writes for ins in one.program.closing if ins.phase is Phase.CALLBACKS]
    assert "out.W" not in written


def test_what_is_put_back_says_so_and_the_update_still_explains_itself() -> None:
    one = taught(**STOPPING)
    history = run(one)
    last = history.furthest - 1
    program, end = one.program, one.program.end_of(last)
    place = Source("hidden.W", (0, 1))
    back = explain(history, end, place)
    assert back.instruction is not None
    assert back.instruction.phase is Phase.CALLBACKS
    assert back.made_from[0].source == Source("stop.hidden.W", (0, 1))
    done = program.done_after("hidden.W", last)
    assert done is not None
    tick = program.start_of(last) + done
    updated = history.at(tick).values["hidden.W"][0, 1]
    for now in (tick, back.tick - 1):
        told = explain(history, now, place)
        assert told.instruction is not None
        assert told.instruction.phase is Phase.UPDATE
        assert told.tick == tick
        assert told.value == updated
    assert back.before == updated != back.value


def test_steps_and_runs_agree_to_the_bit_forth_and_back() -> None:
    one = taught(checkpoint={"monitor": "L"}, reduce_on_plateau={"patience": 0}, **STOPPING)
    run_through = run(one)
    ticks = one.program.end_of(run_through.furthest - 1)
    state = State(0, one.start)
    history = History(one.program, one.start)
    for tick in range(1, ticks + 1):
        state = step(one.program, one.start, state)
        assert same_bits(state.values, history.at(tick).values)
    assert same_bits(state.values, run_through.at(ticks).values)
    for tick in (ticks - 1, ticks - 9, ticks // 2, 5):
        history.at(tick)
    assert same_bits(state.values, history.at(ticks).values)


def test_every_number_of_a_callback_can_be_explained() -> None:
    one = taught(
        checkpoint={"monitor": "L"}, reduce_on_plateau={"monitor": "L", "patience": 0}, **STOPPING
    )
    history = History(one.program, one.start)
    for iteration in (0, 1, 3, 5):
        start = one.program.start_of(iteration)
        for n, ins in enumerate(one.program.instructions(iteration), 1):
            if ins.phase is Phase.CALLBACKS:
                value = history.at(start + n).values[ins.writes]
                told = explain(history, start + n, Source(ins.writes, (0,) * value.ndim))
                assert told.value == float(value.flat[0])
                assert told.origin is Origin.COMPUTED


def test_without_validation_the_mean_over_the_epoch_is_watched() -> None:
    one = taught(validation=0.0, size=4, **STOPPING)
    history = History(one.program, one.start)
    for epoch in range(3):
        end = history.at(one.program.end_of(2 * epoch + 1)).values
        first, second = history.curves["L"][2 * epoch :][:2]
        assert float(end["epoch.L"]) == pytest.approx((4 * first + 2 * second) / 6, rel=1e-12)
    whole = taught(validation=0.0, size="all", **STOPPING)
    watched = [i for i in whole.program.closing if i.writes == "stop.better"]
    assert watched[0].reads[0] == "L"
    assert "epoch.total.L" not in whole.start


def test_an_epoch_that_is_no_number_does_not_spoil_the_next() -> None:
    one = taught(validation=0.0, **STOPPING)
    history = History(one.program, one.start)
    history.edit(Edit(one.program.start_of(1), Source("epoch.total.L"), float("nan")))
    ends = [history.at(one.program.end_of(last)).values["epoch.L"] for last in (2, 5)]
    assert [bool(np.isfinite(end)) for end in ends] == [False, True]


def test_accuracy_should_become_large() -> None:
    whole = described(
        epochs=40, metrics=["accuracy"], callbacks={
            "checkpoint": {"monitor": "accuracy"},
            "early_stopping": {"patience": 4, "monitor": "accuracy"},
        },
    )  # fmt: skip
    whole["data"] = {"source": "xor"}
    whole["layers"][-1] |= {"units": 1, "activation": "sigmoid"}
    whole["loss"] = {"kind": "binary_cross_entropy"}
    one = lesson.from_dict(whole)
    history = run(one)
    accuracy = history.curves["accuracy"]
    end = history.at(one.program.end_of(history.furthest - 1)).values
    assert float(end["keep.best"]) == accuracy.max()
    assert history.furthest - 1 - int(accuracy.argmax()) == 4


def test_a_rate_on_a_plateau_is_the_one_that_updates_read() -> None:
    one = taught(reduce_on_plateau={"patience": 0, "factor": 0.5, "monitor": "val.L"})
    history = run(one)
    rates = history.curves["lr"]
    assert len(rates) == one.spec.epochs
    assert rates[-1] < 0.05
    np.testing.assert_array_equal(np.unique(np.diff(np.log2(rates)).round(9)), [-1.0, 0.0])


def test_patience_can_be_changed_on_the_way_and_undone() -> None:
    one = taught(**STOPPING)
    history = run(one)
    stopped = history.stopped
    history.edit(Edit(0, Source("stop.patience"), 8.0))
    assert history.stopped is None
    history.run_to(one.iterations, halting=True)
    assert stopped is not None
    assert history.furthest > stopped
    history.undo()
    history.run_to(one.iterations, halting=True)
    assert history.stopped == stopped


def test_a_lesson_ends_where_its_training_does() -> None:
    one = taught(**STOPPING)
    history = run(one)
    end = history.at(one.closing_tick(history.furthest))
    beside = Company([Companion(CompanionRun("one", one.name), lambda: one)])
    beside.finish()
    values, curves = beside.runs["one"].ending, beside.runs["one"].curves
    assert values is not None
    assert same_bits(values, end.values)
    assert len(curves["val.L"]) == len(history.curves["val.L"])


def test_one_can_go_on_behind_the_end() -> None:
    one = taught(**STOPPING)
    history = run(one)
    assert history.run_to(one.iterations) == one.iterations
    assert history.trouble is None


def test_the_table_has_a_row_for_each_iteration() -> None:
    one = taught(reduce_on_plateau={"patience": 1}, **STOPPING)
    history = run(one)
    rows = list(csv.DictReader(io.StringIO(table(history))))
    assert len(rows) == history.furthest + 1
    assert list(rows[0]) == ["iteration", "epoch", "L", "val.L", "lr", "stopped"]
    closing_loss = history.at(one.closing_tick(history.furthest)).values["L"]
    losses = [*history.curves["L"].tolist(), float(closing_loss)]
    assert [float(row["L"]) for row in rows] == losses
    closing = [row for row in rows if row["val.L"]]
    assert [float(row["val.L"]) for row in closing] == history.curves["val.L"].tolist()
    assert [int(row["iteration"]) % one.program.iterations for row in closing] == [
        one.program.iterations - 1
    ] * len(closing)
    assert closing[-1]["stopped"] == "1.0"


@pytest.mark.parametrize(
    ("callbacks", "sentence"),
    [
        ({"early_stopping": {}}, "patience is missing"),
        ({"early_stopping": {"patience": 0}}, "patience"),
        ({"checkpoint": {"monitor": "val.L"}}, "val.L is no number to watch; there are L"),
        ({"reduce_on_plateau": {"factor": 1.0}}, "factor"),
    ],
)
def test_callbacks_that_do_not_fit_are_refused(callbacks: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(described(callbacks=callbacks))


def test_a_rate_has_one_writer() -> None:
    whole = described(
        callbacks={"reduce_on_plateau": {}}, schedule={"kind": "exponential", "gamma": 0.9}
    )
    assert "the learning rate is written by the schedule already" in refused(whole)
