"""How clearly an answer is given, by each convention in which a loss reads it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualnn.lesson import Lesson, from_dict
from visualnn.views.leaning import leads, leanings, reach_of, shares


def net(loss: str, units: int, activation: str, targets: list[list[float]], **data: Any) -> Lesson:
    inputs = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "epochs": 1,
            "data": {"source": "table", "inputs": inputs, "targets": targets, **data},
            "layers": [{"name": "o", "kind": "dense", "units": units, "activation": activation}],
            "loss": {"kind": loss},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )


YES = [[0.0], [1.0], [1.0]]


def test_a_share_leans_by_its_distance_from_a_half() -> None:
    lesson = net("binary_cross_entropy", 1, "sigmoid", YES)
    outputs = np.array([[0.0], [0.5], [0.75], [1.0]])
    np.testing.assert_array_equal(shares(lesson, outputs), outputs)
    np.testing.assert_array_equal(leanings(lesson, outputs), [-1.0, 0.0, 0.5, 1.0])


def test_a_score_leans_as_the_share_that_it_stands_for() -> None:
    lesson = net("binary_cross_entropy_with_logits", 1, "none", YES)
    scores = np.array([[0.0], [np.log(3.0)], [-800.0], [800.0]])
    np.testing.assert_allclose(shares(lesson, scores)[:, 0], [0.5, 0.75, 0, 1], atol=1e-15)
    np.testing.assert_allclose(leanings(lesson, scores), [0, 0.5, -1, 1], atol=1e-15)


def test_a_score_of_signs_and_a_number_lean_by_themselves() -> None:
    signs = net("hinge", 1, "none", [[-1.0], [1.0], [1.0]])
    np.testing.assert_array_equal(leanings(signs, np.array([[-2.0], [0.25]])), [-2.0, 0.25])
    numbers = net("mean_squared_error", 1, "none", [[-4.0], [1.0], [2.0]])
    assert reach_of(numbers) == 4.0
    np.testing.assert_array_equal(leanings(numbers, np.array([[-4.0], [2.0]])), [-1.0, 0.5])
    assert reach_of(net("mean_squared_error", 1, "none", [[0.0], [0.0], [0.0]])) == 1.0


@pytest.mark.parametrize(
    ("loss", "activation", "written"),
    [
        ("categorical_cross_entropy", "softmax", lambda p: p),
        ("categorical_cross_entropy_with_logits", "none", lambda p: np.log(p) + 7),
        ("negative_log_likelihood", "log_softmax", np.log),
    ],
)
def test_of_several_classes_the_largest_leads_the_second(
    loss: str, activation: str, written: Any
) -> None:
    lesson = net(loss, 3, activation, [[0], [1], [2]], classes=3)
    rows = np.array([[0.2, 0.7, 0.1], [0.4, 0.2, 0.4], [0.05, 0.05, 0.9]])
    np.testing.assert_allclose(shares(lesson, written(rows)), rows, atol=1e-14)
    np.testing.assert_allclose(leads(lesson, written(rows)), [0.5, 0.0, 0.85], atol=1e-14)
