"""Tables whose settings depend on their kind: what is made for them, and how they are refused."""

from __future__ import annotations

import subprocess
import sys
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


def test_a_table_that_was_checked_can_be_given_again() -> None:
    spec = from_dict(LESSON)
    assert from_dict(LESSON | {"optimizer": spec.optimizer}).optimizer == spec.optimizer
    with pytest.raises(LessonFaults, match="loss: this must be a table"):
        from_dict(LESSON | {"loss": spec.optimizer})


def test_only_the_kinds_of_the_lesson_are_made_ready() -> None:
    script = (
        "from visualnn.lesson.file import read;"
        "from visualnn.lesson import find;"
        "from visualnn.lesson.file.layer_specs import LayerBase;"
        "read(find('xor'));"
        "print([word for word, form in LayerBase.kinds.forms.items() if 'model' in vars(form)])"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(  # noqa: S603  our own words
        command, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "['dense']"
