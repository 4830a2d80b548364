"""Every schedule sets the rates that PyTorch's and Keras' set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.schedules import CASES, COUNTS, LR
from visualnn.lesson import from_dict
from visualnn.run.history import History
from visualnn.schedules import SCHEDULES, rates


def stored(name: str) -> NDArray[np.float64]:
    with np.load(Path(__file__).parent / "schedules.npz", allow_pickle=False) as file:
        rates: NDArray[np.float64] = file[name]
    return rates


@pytest.mark.parametrize("name", CASES)
def test_rates_equal_the_library(name: str) -> None:
    case = CASES[name]
    found = rates(case.kind, {"lr0": LR, **case.settings}, COUNTS, case.convention)
    # a cosine of Keras 3.15 is one of 32 bits, whatever it is given; the formula itself is
    # compared in the tests of the schedules
    waves = case.convention == "keras" and "cosine" in case.kind
    tolerance = 3e-6 if waves else 1e-11
    np.testing.assert_allclose(found, stored(name), rtol=tolerance, atol=1e-15)


def test_every_schedule_is_compared() -> None:
    compared = {(case.kind, case.convention) for case in CASES.values()}
    assert compared == {(kind, where) for kind, known in SCHEDULES.items() for where in known}
    assert len(CASES) >= 30


@pytest.mark.parametrize("name", CASES)
def test_a_lesson_follows_the_library(name: str) -> None:
    case = CASES[name]
    schedule = {"kind": case.kind, "convention": case.convention, **case.settings}
    lesson = from_dict(
        {
            "format": 1,
            "name": "scheduled",
            "title": {"en": "Scheduled", "ko": "계획"},
            "epochs": COUNTS,
            "data": {"source": "xor"},
            "layers": [{"name": "n", "kind": "dense", "units": 1}],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": LR},
            "schedule": schedule,
        }
    )
    history = History(lesson.program, lesson.start)
    ends = map(lesson.program.end_of, range(COUNTS))
    found = [float(history.at(end).values["lr"]) for end in ends]
    np.testing.assert_array_equal(
        found, rates(case.kind, {"lr0": LR, **case.settings}, COUNTS, case.convention)
    )
    tolerance = 3e-6 if case.convention == "keras" and "cosine" in case.kind else 1e-11
    np.testing.assert_allclose(found, stored(name), rtol=tolerance, atol=1e-15)
