"""How a lesson file says where weights start: by a name, by a table, or by the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualnn import lesson
from visualnn.errors import LessonError
from visualnn.initializers import INITIALIZERS, KINDS, first_values, initializer_of
from visualnn.lesson.file.initializer_specs import RuleBase


def described(weights: object, bias: object = "zeros") -> dict[str, Any]:
    return {
        "format": 1,
        "name": "start",
        "title": {"en": "Start", "ko": "시작"},
        "epochs": 1,
        "data": {"source": "table", "inputs": [[0, 1]], "targets": [[0, 1, 2]]},
        "layers": [
            {"name": "n", "kind": "dense", "units": 3, "weights": weights, "bias": bias},
        ],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    }


@pytest.mark.parametrize("name", sorted(INITIALIZERS))
def test_a_name_is_enough_but_for_the_constant(name: str) -> None:
    start = lesson.from_dict(described(name)).start["n.W"]
    table = lesson.from_dict(described({"kind": name})).start["n.W"]
    expected = first_values(name, seed=0, place="n.W", shape=(2, 3), fan_in=2, fan_out=3)
    assert start.tobytes() == table.tobytes() == expected.tobytes()
    assert set(KINDS) - set(INITIALIZERS) == {"constant"}


@pytest.mark.parametrize(
    "table",
    [
        {"kind": "constant", "value": -0.25},
        {"kind": "uniform", "low": -2.0, "high": 2},
        {"kind": "normal", "std": 0.01},
        {"kind": "normal", "convention": "keras"},
        {"kind": "truncated_normal", "std": 2.0, "low": -1.0, "high": 1.0},
        {"kind": "truncated_normal", "convention": "keras", "mean": 1.0},
        {"kind": "lecun_normal", "convention": "keras"},
        {"kind": "glorot_normal", "gain": 1.5},
        {"kind": "he_uniform", "slope": 0.1, "fan": "out"},
        {"kind": "orthogonal", "gain": 2.0},
    ],
)
def test_a_table_gives_the_settings_of_a_rule(table: dict[str, Any]) -> None:
    made = lesson.from_dict(described(table))
    rule = initializer_of(**table)
    (weights, _) = made.network.parameters
    assert weights.first == rule
    expected = first_values(rule, seed=0, place="n.W", shape=(2, 3), fan_in=2, fan_out=3)
    assert made.start["n.W"].tobytes() == expected.tobytes()


def test_a_bias_has_rules_too() -> None:
    made = lesson.from_dict(described("zeros", {"kind": "constant", "value": 0.1}))
    np.testing.assert_array_equal(made.start["n.b"], [0.1, 0.1, 0.1])


def test_every_setting_of_every_rule_can_be_written() -> None:
    written = {
        kind: set(form.model.model_fields) - {"kind", "convention"}
        for kind, form in RuleBase.kinds.forms.items()
    }
    settings = {
        kind: {name for maker in makers.values() for name in maker.settings}
        for kind, makers in KINDS.items()
    }
    assert written == settings


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("norml", "layers[0].weights: “norml” is not known here; did you mean normal?"),
        ("constant", "layers[0].weights: “constant” is not known here"),
        ({"kind": "norml"}, "layers[0].weights: “norml” is not known here; did you mean normal?"),
        ({"std": 0.1}, "layers[0].weights: kind is missing"),
        ({"kind": "constant"}, "layers[0].weights.value: value is missing"),
        ({"kind": "normal", "sd": 1.0}, "weights.sd: unknown key sd; did you mean std?"),
        ({"kind": "normal", "std": "a"}, "weights.std: this must be a number, not “a”"),
        ({"kind": "normal", "std": -1.0}, "weights.std: -1.0 is too small; the least is 0.0"),
        ({"kind": "normal", "std": float("nan")}, "weights.std: this must be a finite number"),
        ({"kind": "uniform", "low": 2.0}, "layers[0].weights: low must be less than high"),
        (
            {"kind": "he_normal", "convention": "keras", "slope": 0.1},
            "layers[0].weights: he_normal has no setting slope; it has —",
        ),
        ({"kind": "pytorch", "convention": "keras"}, "weights.convention: “keras” is not known"),
        (3, "layers[0].weights: this must be a list in square brackets, not 3"),
        ([[1.0, "a", 2.0]], "layers[0].weights[0][1]: this must be a number, not “a”"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(weights: object, sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        lesson.from_dict(described(weights))
    assert sentence in str(caught.value)


def test_a_bias_cannot_be_a_rotation() -> None:
    with pytest.raises(LessonError, match=r"layers\[0\].bias: orthogonal first values need two"):
        lesson.from_dict(described("zeros", "orthogonal"))
