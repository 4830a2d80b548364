"""What is trained for: losses of one and several outputs, penalties, clipped gradients, metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn import lesson
from visualnn.errors import LessonError, LessonFaults
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.losses import KINDS
from visualnn.ops import Array
from visualnn.run.history import Edit, History
from visualnn.tell.explain import explain

CLASSES = (0, 2, 1, 2, 0, 1)
TARGETS: Mapping[str, list[list[float]]] = {
    "numbers": np.round(drawn(2).normal(size=(6, 3)), 3).tolist(),
    "answers": drawn(3).integers(0, 2, (6, 3)).astype(float).tolist(),
    "signs": drawn(4).choice([-1.0, 1.0], (6, 3)).tolist(),
    "rows": np.eye(3)[list(CLASSES)].tolist(),
    "class": [[float(n)] for n in CLASSES],
}
ENDS = {"numbers": "none", "scores": "none", "shares": "softmax", "logs": "log_softmax"}
FORMS = [(kind, convention) for kind, found in KINDS.items() for convention in found.forms]
PLAIN = {"mean_squared_error", "mean_absolute_error", "huber", "hinge", "squared_hinge"}
"""The kinds that are the same in both conventions and have no such key."""


def described(**parts: Any) -> dict[str, Any]:
    inputs = np.round(drawn(1).normal(size=(6, 4)), 3).tolist()
    return {
        "format": 1,
        "name": "objective",
        "title": {"en": "What is trained for", "ko": "무엇을 위해 학습하는가"},
        "epochs": 3,
        "data": {"source": "table", "inputs": inputs, "targets": TARGETS["numbers"]},
        "layers": [
            {"name": "hidden", "kind": "dense", "units": 5, "activation": "tanh"},
            {"name": "out", "kind": "dense", "units": 3},
        ],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "sgd", "lr": 0.1},
    } | parts


def of_kind(kind: str, convention: str, **settings: Any) -> dict[str, Any]:
    """A training for one loss, its last layer and targets as the loss needs them."""
    found = KINDS[kind]
    whole = described(loss={"kind": kind, **settings})
    if kind not in PLAIN:
        whole["loss"]["convention"] = convention
    end = ENDS[found.forms[convention].reads]
    if kind == "binary_cross_entropy":
        end = "sigmoid"
    whole["layers"][-1]["activation"] = end
    whole["data"]["targets"] = TARGETS[found.targets]
    return whole


AUXILIARY = {
    "layers": [
        {"name": "hidden", "kind": "dense", "units": 5, "activation": "tanh"},
        {"name": "aux", "kind": "dense", "units": 3, "activation": "softmax"},
        {"name": "deep", "kind": "dense", "units": 4, "activation": "tanh", "inputs": ["hidden"]},
        {"name": "out", "kind": "dense", "units": 3},
    ],
    "loss": {
        "kind": "categorical_cross_entropy_with_logits",
        "class_weights": [0.5, 1.0, 2.0],
        "label_smoothing": 0.1,
    },
    "losses": [
        {"kind": "categorical_cross_entropy", "output": "aux", "weight": 0.3,
         "class_weights": [1.0, 2.0, 1.0], "convention": "keras"},
    ],
    "regularization": {"l1": 0.01, "l2": 0.02},
}  # fmt: skip


def auxiliary(**parts: Any) -> dict[str, Any]:
    whole = described(**AUXILIARY, **parts)
    whole["data"]["targets"] = TARGETS["rows"]
    return whole


def history_of(whole: Mapping[str, Any]) -> tuple[Lesson, History]:
    taught = lesson.from_dict(whole)
    return taught, History(taught.program, taught.start)


def check_gradients(taught: Lesson) -> None:
    """Every gradient of the first iteration against central differences of L, all numbers."""
    program = taught.program
    values = History(program, taught.start).at(program.end_of(0)).values

    def loss(place: Source, by: float) -> float:
        moved = History(program, taught.start)
        moved.edit(Edit(0, place, float(taught.start[place.name][place.index]) + by))
        return float(moved.at(program.end_of(0)).values["L"])

    for parameter in taught.network.trained:
        told = values[f"d.{parameter.name}"]
        for index in np.ndindex(parameter.shape):
            place = Source(parameter.name, index)
            slope = (loss(place, 1e-5) - loss(place, -1e-5)) / 2e-5
            assert told[index] == pytest.approx(slope, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(("kind", "convention"), FORMS)
def test_the_gradient_of_a_network_is_the_slope_of_its_loss(kind: str, convention: str) -> None:
    check_gradients(lesson.from_dict(of_kind(kind, convention)))


def test_the_gradient_of_several_outputs_and_penalties_is_the_slope_of_their_sum() -> None:
    check_gradients(lesson.from_dict(auxiliary()))


def test_several_terms_add_up_to_the_loss_line_by_line() -> None:
    taught, history = history_of(auxiliary())
    end = history.at(taught.program.end_of(0)).values
    weights = ("hidden.W", "aux.W", "deep.W", "out.W")
    penalties = [float(end[f"{word}.{w}"]) for w in weights for word in ("l1", "l2")]
    assert float(end["aux.weighed_L"]) == pytest.approx(0.3 * float(end["aux.L"]))
    total = float(end["out.L"]) + float(end["aux.weighed_L"]) + sum(penalties)
    assert float(end["L"]) == pytest.approx(total, rel=1e-12)
    for place in ("L", "out.L", "aux.L", "aux.weighed_L", "l1.deep.W", "l2.out.W"):
        told = explain(history, taught.program.end_of(0), Source(place))
        assert told.value == pytest.approx(float(end[place]), rel=1e-9)
    assert "l2.hidden.b" not in end
    assert set(history.curves) == {"L", "out.L", "aux.L"}


def test_a_single_loss_keeps_its_short_names() -> None:
    taught, history = history_of(described())
    written = [ins.writes for ins in taught.program.closing if ins.layer == "loss"]
    assert written[:3] == ["losses", "L", "d.L"]
    taught, history = history_of(described(regularization={"l2": 0.1, "layers": ["out"]}))
    end = history.at(taught.program.end_of(0)).values
    assert float(end["L"]) == pytest.approx(float(end["out.L"]) + float(end["l2.out.W"]))
    assert "l2.hidden.W" not in end
    assert float(end["l2.out.W"]) == pytest.approx(0.1 * (taught.start["out.W"] ** 2).sum())


def test_the_validation_loss_has_the_same_terms() -> None:
    whole = auxiliary()
    whole["data"]["validation"] = 0.34
    taught, history = history_of(whole)
    end = history.at(taught.program.end_of(0)).values
    parts = [name for name in end if name.startswith(("val.l1.", "val.l2."))]
    assert len(parts) == 8
    total = float(end["val.out.L"]) + 0.3 * float(end["val.aux.L"])
    total += sum(float(end[name]) for name in parts)
    assert float(end["val.L"]) == pytest.approx(total, rel=1e-12)


def _gradients(end: Mapping[str, Array], word: str) -> Array:
    return np.concatenate(
        [end[f"{word}.{p}"].ravel() for p in ("hidden.W", "hidden.b", "out.W", "out.b")]
    )


@pytest.mark.parametrize(
    ("clip", "least"),
    [
        ({"kind": "value", "limit": 0.05}, 0.0),
        ({"kind": "norm", "limit": 0.1, "convention": "keras"}, 0.0),
        ({"kind": "global_norm", "limit": 0.2}, 1e-6),
        ({"kind": "global_norm", "limit": 0.2, "convention": "keras"}, 0.0),
        ({"kind": "global_norm", "limit": 1e6, "convention": "keras"}, 0.0),
    ],
)
def test_what_the_optimizer_reads_is_clipped(clip: dict[str, Any], least: float) -> None:
    taught, history = history_of(described(clip=clip))
    end, limit = history.at(taught.program.end_of(0)).values, clip["limit"]
    raw, clipped = _gradients(end, "d"), _gradients(end, "clipped")
    if clip["kind"] == "value":
        np.testing.assert_array_equal(clipped, np.clip(raw, -limit, limit))
        assert (clipped != raw).any()
    elif clip["kind"] == "norm":
        for name in ("hidden.W", "hidden.b", "out.W", "out.b"):
            g = end[f"d.{name}"]
            expected = g * limit / max(np.linalg.norm(g), limit)
            np.testing.assert_allclose(end[f"clipped.{name}"], expected, rtol=1e-12)
    else:
        length = np.linalg.norm(raw)
        assert float(end["norm"]) == pytest.approx(length, rel=1e-12)
        np.testing.assert_allclose(clipped, raw * min(1, limit / (length + least)), rtol=1e-12)
    start = taught.start
    np.testing.assert_allclose(end["out.W"], start["out.W"] - 0.1 * end["clipped.out.W"])


def test_the_limit_is_a_number_that_can_be_changed() -> None:
    taught, history = history_of(described(clip={"kind": "value", "limit": 0.05}))
    history.edit(Edit(0, Source("clip"), 0.01))
    end = history.at(taught.program.end_of(0)).values
    assert np.abs(_gradients(end, "clipped")).max() == 0.01


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_batches_of_any_size_and_both_types_run(dtype: str) -> None:
    for size in (1, 2, 4):
        whole = auxiliary(dtype=dtype, batch={"size": size}, metrics=["accuracy"])
        taught, history = history_of(whole)
        end = history.at(taught.last_tick).values
        assert all(value.dtype == np.dtype(dtype) for value in end.values())
        assert history.trouble is None


# -- metrics --------------------------------------------------------------------------------------


def test_metrics_count_what_they_say() -> None:
    whole = of_kind("categorical_cross_entropy", "pytorch")
    whole["metrics"] = ["accuracy", "top_2_accuracy", "confusion_matrix", "mean_absolute_error"]
    taught, history = history_of(whole)
    end = history.at(taught.program.end_of(0)).values
    a, right = end["out.a"], np.array(CLASSES)
    order = np.argsort(-a, axis=1)
    assert float(end["accuracy"]) == pytest.approx((order[:, 0] == right).mean())
    among = (order[:, :2] == right[:, None]).any(axis=1)
    assert float(end["top_2_accuracy"]) == pytest.approx(among.mean())
    counted = np.zeros((3, 3))
    for i, j in zip(right, order[:, 0], strict=True):
        counted[i, j] += 1
    np.testing.assert_array_equal(end["confusion_matrix"], counted)
    assert float(end["mean_absolute_error"]) == pytest.approx(np.abs(a - end["t"]).mean())


def test_accuracy_goes_by_what_the_loss_reads() -> None:
    whole = of_kind("sparse_categorical_cross_entropy_with_logits", "pytorch")
    whole["metrics"] = ["accuracy", "confusion_matrix"]
    taught, history = history_of(whole)
    end = history.at(taught.program.end_of(0)).values
    right = end["out.z"].argmax(axis=1) == np.array(CLASSES)
    assert float(end["accuracy"]) == pytest.approx(right.mean())
    assert end["confusion_matrix"].trace() == right.sum()
    whole = described(
        loss={"kind": "hinge", "zero_one": True}, metrics=["accuracy", "confusion_matrix"]
    )
    whole["data"] = {"source": "xor"}
    whole["layers"][-1]["units"] = 1
    taught, history = history_of(whole)
    end = history.at(taught.program.end_of(0)).values
    right = (end["out.z"][:, 0] > 0) == (end["t"][:, 0] > 0)
    assert float(end["accuracy"]) == right.mean()
    assert end["confusion_matrix"].trace() == right.sum()


# -- what does not fit ----------------------------------------------------------------------------


def refused(whole: dict[str, Any]) -> str:
    with pytest.raises((LessonError, LessonFaults)) as caught:
        lesson.from_dict(whole)
    return caught.value.report(str)


def changed(**parts: Any) -> dict[str, Any]:
    return described(**parts)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"loss": {"kind": "binary_cross_entropy"}}, "end with sigmoid or softmax, not none"),
        ({"loss": {"kind": "negative_log_likelihood"}}, "end with log_softmax, not none"),
        ({"loss": {"kind": "kl_divergence", "convention": "keras"}}, "end with sigmoid or softmax"),
        ({"loss": {"kind": "hinge"}}, "hinge compares with −1 / 1"),
        ({"loss": {"kind": "huber", "output": "out"}}, "output belongs to [[losses]]"),
        ({"losses": [{"kind": "huber"}]}, "output is missing"),
        ({"losses": [{"kind": "huber", "output": "side"}]}, "no layer side; there are hidden, out"),
        ({"losses": [{"kind": "huber", "output": "out"}]}, "the output of out has a loss already"),
        (
            {"losses": [{"kind": "huber", "output": "hidden"}] * 2},
            "the output of hidden has a loss already",
        ),
        (
            {"loss": {"kind": "sparse_categorical_cross_entropy", "convention": "paper"}},
            "“paper” is not known here",
        ),
        (
            {"loss": {"kind": "categorical_cross_entropy_with_logits", "class_weights": [1, 2.0]}},
            "one weight for each of the 3 classes, not 2",
        ),
        ({"loss": {"kind": "huber", "delta": 0.0}}, "delta"),
        ({"regularization": {"l2": 0.1, "layers": ["out", "far"]}}, "there is no layer far"),
        ({"clip": {"kind": "norm", "limit": 1.0}}, "take global_norm, or the convention keras"),
    ],
)
def test_what_does_not_fit_is_refused(parts: dict[str, Any], sentence: str) -> None:
    assert sentence in refused(changed(**parts))


def test_a_loss_of_scores_does_not_end_with_shares() -> None:
    whole = of_kind("categorical_cross_entropy_with_logits", "pytorch")
    whole["layers"][-1]["activation"] = "softmax"
    assert "end without softmax, which is a part of the loss" in refused(whole)


def test_targets_that_no_loss_can_read_are_refused() -> None:
    whole = of_kind("sparse_categorical_cross_entropy", "pytorch")
    whole["data"]["targets"] = [*TARGETS["class"][:-1], [3.0]]
    assert "compares with 0 … 2" in refused(whole)
    whole = of_kind("binary_cross_entropy_with_logits", "pytorch")
    whole["data"]["targets"] = [*TARGETS["answers"][:-1], [0.0, 2.0, 1.0]]
    assert "compares with 0 … 1" in refused(whole)
    whole = described(loss={"kind": "hinge"}, data={"source": "xor"})
    assert "set zero_one = true" in refused(whole)
    whole = of_kind("sparse_negative_log_likelihood", "pytorch")
    whole["data"]["classes"] = 3
    assert "leave classes out" in refused(whole)
    whole = of_kind("sparse_negative_log_likelihood", "pytorch")
    whole["metrics"] = ["mean_absolute_error"]
    assert "has class numbers as targets" in refused(whole)
