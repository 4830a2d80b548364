"""Tables whose settings depend on their kind: what is made for them, and how they are refused."""

from __future__ import annotations

from typing import Any

import pytest

from visualnn.errors import LessonFaults
from visualnn.lesson.file import from_dict

LESSON: dict[str, Any] = {
    "format": 1,
    "name": "some",
    "title": {"en": "Some", "ko": "아무"},
    "epochs": 1,
    "data": {"source": "xor"},
    "layers": ({"name": "out", "kind": "dense", "units": 1},),
    "loss": {"kind": "mean_squared_error"},
    "optimizer": {"kind": "sgd", "lr": 0.1},
}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            {"optimizer": {"kind": "momentum", "lr": 0.1, "momentum": 0.9, "convention": "paper"}},
            "optimizer.convention: “paper” is not known here; there are pytorch, keras",
        ),
        (
            {"schedule": {"kind": "step", "period": 2, "gama": 0.5}},
            "schedule.gama: unknown key gama; did you mean gamma?",
        ),
        (
            {"schedule": {"kind": "constant", "pace": 2}},
            "schedule.pace: unknown key pace; there are convention, every, kind",
        ),
        (
            {"callbacks": {"checkpoint": {"after": 2}}},
            "callbacks.checkpoint.after: unknown key after; there are monitor",
        ),
        (
            {"layers": ({"name": "out", "kind": "gru", "units": 1, "convention": "x"},)},
            "layers[0].convention: “x” is not known here; there are pytorch, keras, paper",
        ),
        ({"optimizer": {"lr": 0.1}}, "optimizer: kind is missing"),
        ({"optimizer": 0.1}, "optimizer: this must be a table, not 0.1"),
    ],
)
def test_a_fault_in_a_table_is_told_at_its_key(table: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LessonFaults) as refused:
        from_dict(LESSON | table)
    assert str(refused.value) == sentence
