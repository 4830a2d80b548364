"""Metrics mean what the loss needs, and are refused where they mean nothing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from visualnn import api
from visualnn.errors import LessonError

ANSWERS = np.array([[1, 1], [0, 0], [1, 1.0]])
ROWS = np.eye(3)[[0, 1, 2, 2]]
NUMBERS = np.array([[0], [1], [2], [2.0]])
SCORES = np.array([[3, 1, 2], [3, 1, 2], [1, 2, 3], [2, 3, 1.0]])


def values(x: np.ndarray, t: np.ndarray, loss: str, *metrics: str) -> api.Model:
    """The scores `x` themselves, measured against `t`."""
    width = x.shape[1]
    layer = {"name": "out", "kind": "dense", "units": width, "weights": np.eye(width)}
    told = {"layers": [layer], "loss": {"kind": loss}, "metrics": list(metrics)}
    if loss == "hinge":
        told["loss"] = {"kind": loss, "zero_one": True}
    model = api.network(told, x, t)
    model.forward()
    return model


def test_every_answer_counts_for_itself() -> None:
    x = np.array([[1, 2], [-2, -1], [1, -1.0]])
    for loss in ("binary_cross_entropy_with_logits", "hinge"):
        model = values(x, ANSWERS, loss, "accuracy", "precision", "recall", "macro_f1")
        assert model.value("accuracy") == pytest.approx(5 / 6)
        assert model.value("precision").tolist() == [1, 1]
        assert model.value("recall").tolist() == [1, 0.5]
        assert model.value("macro_f1") == pytest.approx((1 + 2 / 3) / 2)


def test_one_answer_has_two_classes() -> None:
    x, t = np.array([[2.0], [-1], [0.3], [-0.2]]), np.array([[1.0], [0], [0], [1]])
    loss = "binary_cross_entropy_with_logits"
    model = values(x, t, loss, "accuracy", "precision", "recall", "f1", "macro_precision")
    assert model.value("accuracy") == 0.5
    assert model.value("precision").tolist() == [0.5, 0.5]
    assert model.value("recall").tolist() == [0.5, 0.5]
    assert model.value("macro_precision") == 0.5


@pytest.mark.parametrize("numbers", [True, False])
def test_classes_have_precision_recall_and_f1(numbers: bool) -> None:
    loss, t = "categorical_cross_entropy_with_logits", ROWS
    if numbers:
        loss, t = f"sparse_{loss}", NUMBERS
    model = values(SCORES, t, loss, "f1", "macro_f1", "macro_recall", "precision",
                   "confusion_matrix", "top_2_accuracy")  # fmt: skip
    # chosen: 0 0 2 1, right: 0 1 2 2
    assert model.value("confusion_matrix").tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 1]]
    assert model.value("precision").tolist() == [0.5, 0, 1]
    assert model.value("recall").tolist() == [1, 0, 0.5]
    assert model.value("f1").tolist() == pytest.approx([2 / 3, 0, 2 / 3])
    assert model.value("macro_f1") == pytest.approx(4 / 9)
    assert model.value("macro_recall") == 0.5
    assert model.value("top_2_accuracy") == 0.5


@pytest.mark.parametrize("metric", ["accuracy", "macro_f1", "confusion_matrix", "top_2_accuracy"])
@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error", "huber"])
def test_a_regression_has_no_classes(metric: str, loss: str) -> None:
    with pytest.raises(LessonError, match=re.escape(f"{metric} is about classes, and {loss}")):
        values(SCORES, SCORES / 2, loss, metric)


def test_numbers_0_and_1_are_classes_under_a_squared_error() -> None:
    assert values(SCORES, ROWS, "mean_squared_error", "accuracy").value("accuracy") == 0.5
    x, t = np.array([[0.7], [0.2]]), np.array([[1.0], [1]])
    assert values(x, t, "mean_squared_error", "accuracy").value("accuracy") == 0.5
    with pytest.raises(LessonError, match="is about classes"):
        values(SCORES[:3, :2], ANSWERS, "mean_squared_error", "accuracy")


@pytest.mark.parametrize("metric", ["confusion_matrix", "top_2_accuracy"])
def test_several_questions_have_no_order_of_classes(metric: str) -> None:
    with pytest.raises(LessonError, match="a question of its own"):
        values(SCORES[:3, :2], ANSWERS, "binary_cross_entropy_with_logits", metric)


def test_a_metric_of_steps_counts_every_step() -> None:
    x, t = np.array([[[1.0], [-1]], [[2], [3]]]), np.array([[[1.0], [1]], [[0], [1]]])
    layer = {"name": "out", "kind": "dense_steps", "units": 1, "weights": [[1.0]]}
    told = {"layers": [layer], "loss": {"kind": "binary_cross_entropy_with_logits"}}
    model = api.network({**told, "metrics": ["accuracy", "recall"]}, x, t)
    model.forward()
    assert model.value("accuracy") == 0.5
    assert model.value("recall").tolist() == pytest.approx([0, 2 / 3])
