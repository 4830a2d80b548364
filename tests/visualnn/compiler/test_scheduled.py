"""Schedules in lessons: what they bring into a program, what is counted, and how a rate is
changed."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pytest

from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict
from visualnn.program import Phase
from visualnn.run.history import Edit, History
from visualnn.tell.explain import explain


def lesson(schedule: Mapping[str, object] | None, batch: int | str = "all") -> Lesson:
    description: dict[str, object] = {
        "format": 1,
        "name": "scheduled",
        "title": {"en": "Scheduled", "ko": "계획"},
        "epochs": 10,
        "data": {"source": "xor"},
        "batch": {"size": batch},
        "layers": [{"name": "n", "kind": "dense", "units": 1, "activation": "sigmoid"}],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.5},
    }
    return from_dict(description if schedule is None else {**description, "schedule": schedule})


def rates_of(history: History, iterations: int) -> list[float]:
    ends = map(history.program.end_of, range(iterations))
    return [float(history.at(end).values["lr"]) for end in ends]


def test_a_rate_is_written_before_the_first_weight_is_updated() -> None:
    program = lesson({"kind": "exponential", "gamma": 0.5, "warm_up": 2.0}).program
    update = [ins.writes for ins in program.closing if ins.phase is Phase.UPDATE]
    assert update == ["n_after", "planned_lr", "lr", "n.W", "n.b"]
    assert [ins.writes for ins in program.closing][:2] == ["k", "epoch"]
    assert {ins.layer for ins in program.closing if ins.writes == "lr"} == {"optimizer"}
    assert "lr" not in {ins.writes for ins in lesson(None).program.closing}


def test_the_first_rate_is_the_optimizers_and_the_update_follows_the_schedule() -> None:
    scheduled = lesson({"kind": "exponential", "gamma": 0.5})
    history = History(scheduled.program, scheduled.start)
    assert rates_of(history, 3) == [0.5, 0.25, 0.125]
    before = history.at(scheduled.program.end_of(1)).values
    after = history.at(scheduled.program.end_of(2)).values
    np.testing.assert_allclose(after["n.W"], before["n.W"] - 0.125 * after["d.n.W"], rtol=1e-14)
    assert explain(history, scheduled.program.end_of(2), Source("lr")).formula.startswith("η = η₀")


@pytest.mark.parametrize(
    ("settings", "rates"),
    [
        ({}, [0.5, 0.5, 0.25, 0.25, 0.125]),
        ({"every": "update"}, [0.5, 0.25, 0.125, 0.0625, 0.03125]),
        ({"convention": "keras", "period": 1}, [0.5, 0.25, 0.125, 0.0625, 0.03125]),
        ({"convention": "keras", "period": 1, "every": "epoch"}, [0.5, 0.5, 0.25, 0.25, 0.125]),
    ],
)
def test_epochs_are_counted_or_updates(settings: Mapping[str, object], rates: list[float]) -> None:
    scheduled = lesson({"kind": "exponential", "gamma": 0.5, **settings}, batch=2)
    assert scheduled.program.iterations == 2
    assert rates_of(History(scheduled.program, scheduled.start), 5) == rates


def test_another_first_rate_from_a_tick_on_is_scheduled_from_there() -> None:
    scheduled = lesson({"kind": "exponential", "gamma": 0.5})
    history = History(scheduled.program, scheduled.start)
    history.edit(Edit(scheduled.program.end_of(1), Source("lr0"), 4.0))
    assert rates_of(history, 4) == [0.5, 0.25, 1.0, 0.5]
    history.edit(Edit(scheduled.program.end_of(2), Source("gamma"), 1.0))
    assert rates_of(history, 5) == [0.5, 0.25, 1.0, 4.0, 4.0]
    history.undo()
    history.undo()
    assert rates_of(history, 4) == [0.5, 0.25, 0.125, 0.0625]


@pytest.mark.parametrize(
    ("schedule", "sentence"),
    [
        ({"kind": "exponential", "gamma": 0.5, "period": 3}, "exponential has no period"),
        ({"kind": "cosine", "period": 5, "alpha": 0.1}, "cosine has no alpha"),
        ({"kind": "step", "period": 5, "first_share": 0.1}, "step has no first_share"),
        (
            {"kind": "multi_step", "convention": "keras", "milestones": [1, 2], "rates": [0.1]},
            re.escape("each milestone needs a rate: (2,) and (1,) do not fit"),
        ),
        ({"kind": "step", "period": 0}, "must be more than 0"),
        ({"kind": "warm_up", "period": 5, "warm_up": 2}, "warm_up"),
        ({"kind": "cosine"}, "period"),
    ],
)
def test_what_does_not_fit_a_schedule_is_told_at_its_key(
    schedule: Mapping[str, object], sentence: str
) -> None:
    with pytest.raises(LessonError, match=f"schedule.*{sentence}"):
        lesson(schedule)
