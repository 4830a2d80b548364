"""Every loss and its gradient equal PyTorch's; Keras' differences equal plain formulas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.losses import CASES, WEIGHTS, drawn
from visualnn.errors import SettingError, ShapeError
from visualnn.losses import KINDS, Loss, measure
from visualnn.ops import Array, Named

TOLERANCE = 1e-12
DRAWN = {name: (case, a, t) for name, case, a, t in drawn(CASES)}
Floats = NDArray[np.float64]


@pytest.mark.parametrize("name", CASES)
def test_a_loss_and_its_gradient_equal_pytorch(name: str) -> None:
    case, _, _ = DRAWN[name]
    with np.load(Path(__file__).parent / "losses.npz", allow_pickle=False) as stored:
        found = measure(case.loss, stored[f"{name}: a"], stored[f"{name}: t"])
        assert found.mean == pytest.approx(float(stored[f"{name}: L"]), rel=TOLERANCE)
        np.testing.assert_allclose(
            found.gradient, stored[f"{name}: gradient"], rtol=TOLERANCE, atol=TOLERANCE
        )


@pytest.mark.parametrize("name", CASES)
def test_single_precision_stays_single_and_agrees(name: str) -> None:
    case, a, t = DRAWN[name]
    exact, single = (measure(case.loss, a.astype(d), t.astype(d)) for d in ("f8", "f4"))
    assert single.losses.dtype == single.gradient.dtype == np.float32
    assert single.mean == pytest.approx(exact.mean, rel=1e-4)
    np.testing.assert_allclose(single.gradient, exact.gradient, rtol=1e-4, atol=1e-5)


def test_the_stored_losses_are_those_of_the_cases() -> None:
    with np.load(Path(__file__).parent / "losses.npz", allow_pickle=False) as stored:
        for name, (_, a, t) in DRAWN.items():
            np.testing.assert_array_equal(stored[f"{name}: a"], a)
            np.testing.assert_array_equal(stored[f"{name}: t"], t)
        assert len(stored.files) == 4 * len(CASES)
    compared = {case.loss.kind for case in CASES.values()}
    assert compared == {kind for kind in KINDS if "hinge" not in kind}


# -- Keras' conventions, and what PyTorch has not, by formulas written down here -----------------


def _binary(a: Floats, t: Floats) -> Floats:
    p = np.clip(a, 1e-7, 1 - 1e-7)
    return np.asarray(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean(axis=-1))


def _smooth_binary(a: Floats, t: Floats) -> Floats:
    return _binary(a, t * 0.8 + 0.1)


def _categorical(a: Floats, t: Floats) -> Floats:
    p = np.clip(a / a.sum(axis=-1, keepdims=True), 1e-7, 1 - 1e-7)
    return np.asarray(-(t * np.log(p)).sum(axis=-1))


def _sparse(a: Floats, t: Floats) -> Floats:
    return _categorical(a, np.eye(a.shape[-1])[t[:, 0].astype(int)])


def _weighed(a: Floats, t: Floats) -> Floats:
    smooth = t * 0.9 + 0.1 / t.shape[-1]
    return _categorical(a, smooth) * (t @ np.array(WEIGHTS))


def _divergence(a: Floats, t: Floats) -> Floats:
    s, p = np.clip(t, 1e-7, 1), np.clip(a, 1e-7, 1)
    return np.asarray((s * np.log(s / p)).sum(axis=-1))


def _hinge(a: Floats, t: Floats) -> Floats:
    return np.asarray(np.maximum(1 - (2 * t - 1) * a, 0).mean(axis=-1))


def _squared_hinge(a: Floats, t: Floats) -> Floats:
    return np.asarray((np.maximum(1 - (2 * t - 1) * a, 0) ** 2).mean(axis=-1))


def _sparse_weighed(z: Floats, t: Floats) -> Floats:
    logs = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    label = t[:, 0].astype(int)
    return np.asarray(-logs[np.arange(len(z)), label] * np.array(WEIGHTS)[label])


def _rows_weighed(z: Floats, t: Floats) -> Floats:
    """PyTorch's nn.CrossEntropyLoss on class probabilities: each class has its weight, and the mean
    is that over the examples."""
    logs = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    smooth = t * 0.9 + 0.1 / t.shape[-1]
    return np.asarray(-(smooth * np.array(WEIGHTS) * logs).sum(axis=-1))


def _numbers_smoothed(a: Floats, t: Floats) -> Floats:
    rows = np.eye(a.shape[-1])[t[:, 0].astype(int)]
    return _categorical(a, rows * 0.9 + 0.1 / a.shape[-1])


def _multi_margin(z: Floats, t: Floats) -> Floats:
    """PyTorch's nn.MultiMarginLoss: x is the score of the right class."""
    found = []
    for row, (y,) in zip(z, t.astype(int), strict=True):
        lacks = [max(0.0, 1 - row[y] + x) for j, x in enumerate(row) if j != y]
        found.append(sum(lacks) / len(row))
    return np.array(found)


def _categorical_hinge(z: Floats, t: Floats) -> Floats:
    """Keras' losses.CategoricalHinge."""
    return np.asarray(np.maximum(((1 - t) * z).max(axis=-1) - (t * z).sum(axis=-1) + 1, 0))


ONE_HOT = np.eye(4)[[0, 2, 1, 3, 3]]
UNEVEN = np.random.default_rng(3).uniform(0.05, 0.9, (5, 4))
ANSWERS = np.random.default_rng(4).integers(0, 2, (5, 4)).astype(float)
FORMULAS: dict[str, tuple[Loss, Floats, Floats, Callable[[Floats, Floats], Floats]]] = {
    "binary": (Loss("binary_cross_entropy", "keras"), UNEVEN, ANSWERS, _binary),
    "binary, smoothed": (
        Loss("binary_cross_entropy", "keras", label_smoothing=0.2), UNEVEN, ANSWERS, _smooth_binary,
    ),
    "classes": (Loss("categorical_cross_entropy", "keras"), UNEVEN, ONE_HOT, _categorical),
    "classes, weighed and smoothed": (
        Loss("categorical_cross_entropy", "keras", class_weights=WEIGHTS, label_smoothing=0.1),
        UNEVEN, ONE_HOT, _weighed,
    ),
    "class numbers": (
        Loss("sparse_categorical_cross_entropy", "keras"), UNEVEN,
        ONE_HOT.argmax(axis=1)[:, None].astype(float), _sparse,
    ),
    "numbers of scores, weighed": (
        Loss("sparse_categorical_cross_entropy_with_logits", "keras", class_weights=WEIGHTS),
        UNEVEN, ONE_HOT.argmax(axis=1)[:, None].astype(float), _sparse_weighed,
    ),
    "rows of scores, weighed and smoothed": (
        Loss("categorical_cross_entropy_with_logits", class_weights=WEIGHTS, label_smoothing=0.1),
        UNEVEN, ONE_HOT, _rows_weighed,
    ),
    "class numbers, smoothed": (
        Loss("sparse_categorical_cross_entropy", "keras", label_smoothing=0.1), UNEVEN,
        ONE_HOT.argmax(axis=1)[:, None].astype(float), _numbers_smoothed,
    ),
    "hinge of classes": (
        Loss("sparse_categorical_hinge"), 3 * UNEVEN,
        ONE_HOT.argmax(axis=1)[:, None].astype(float), _multi_margin,
    ),
    "hinge of the nearest class": (
        Loss("categorical_hinge", "keras"), 3 * UNEVEN, ONE_HOT, _categorical_hinge,
    ),
    "divergence": (Loss("kl_divergence", "keras"), UNEVEN, ONE_HOT, _divergence),
    "hinge": (Loss("hinge", zero_one=True), 3 * UNEVEN - 1.2, ANSWERS, _hinge),
    "squared hinge": (
        Loss("squared_hinge", zero_one=True), 3 * UNEVEN - 1.2, ANSWERS, _squared_hinge,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_a_loss_equals_its_formula_and_its_gradient_the_slope(name: str) -> None:
    loss, a, t, formula = FORMULAS[name]
    found = measure(loss, a, t)
    np.testing.assert_allclose(found.losses, formula(a, t), rtol=1e-12)
    assert found.mean == pytest.approx(formula(a, t).mean(), rel=1e-12)
    for place in np.ndindex(a.shape):
        nudge = np.zeros_like(a)
        nudge[place] = 1e-6
        slope = (formula(a + nudge, t).mean() - formula(a - nudge, t).mean()) / 2e-6
        assert found.gradient[place] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "cost"), [("binary_cross_entropy", 16.11809), ("categorical_cross_entropy", 16.11809)]
)
def test_a_sure_mistake_costs_sixteen_in_keras_and_has_no_slope(kind: str, cost: float) -> None:
    sure, right = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]])
    found = measure(Loss(kind, "keras"), sure, right)
    assert found.mean == pytest.approx(cost, rel=1e-5)
    assert not found.gradient.any()


def test_a_score_far_out_keeps_a_finite_loss_and_slope() -> None:
    z = np.array([[800.0], [-800.0]])
    found = measure(Loss("binary_cross_entropy_with_logits"), z, np.array([[0.0], [1.0]]))
    assert found.losses.tolist() == [800, 800]
    assert found.gradient.tolist() == [[0.5], [-0.5]]


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"kind": "mean_square"}, "unknown loss mean_square; known are mean_squared_error"),
        (
            {"kind": "hinge", "convention": "paper"},
            "has no convention paper; it has pytorch, keras",
        ),
        ({"kind": "mean_squared_error", "delta": 2.0}, "has no delta"),
        ({"kind": "mean_squared_error", "label_smoothing": 0.1}, "has no label_smoothing"),
        ({"kind": "hinge", "class_weights": (1.0, 2.0)}, "has no class_weights"),
        ({"kind": "categorical_hinge", "class_weights": (1.0, 2.0)}, "has no class_weights"),
        ({"kind": "huber", "zero_one": True}, "has no zero_one"),
    ],
)
def test_a_setting_that_a_loss_does_not_have_is_refused(
    settings: dict[str, object], complaint: str
) -> None:
    with pytest.raises(SettingError, match=complaint):
        Loss(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("loss", "shapes"),
    [
        (Loss("huber"), [(3, 2), (3, 1)]),
        (Loss("sparse_negative_log_likelihood"), [(3, 4), (3, 4)]),
    ],
)
def test_targets_that_do_not_fit_are_refused(loss: Loss, shapes: list[tuple[int, ...]]) -> None:
    a, t = (np.ones(shape) for shape in shapes)
    with pytest.raises(ShapeError):
        measure(loss, a, t)


@pytest.mark.parametrize("name", CASES)
def test_what_runs_fast_and_what_explains_say_the_same_on_every_shape(name: str) -> None:
    """Pictures and sequences too, which no example of a card is."""
    case, a, t = DRAWN[name]
    values: dict[str, Array] = {"a": a, "t": t, "class_weights": np.array(WEIGHTS)}
    for op, reads, writes in case.loss.lines("a", "t"):
        arrays = [np.array(values[word]) for word in reads]
        values[writes] = op.compute("forward", *arrays)
        known = dict(zip(op.inputs, arrays, strict=True))
        known |= {op.output: values[writes], "g": np.cos(np.arange(values[writes].size))}
        known["g"] = known["g"].reshape(values[writes].shape)
        for rule in op.rules:
            read = [np.array(known[word]) for word in op.rule_inputs[rule]]
            told = op.compute(rule, *read)
            out = np.full(told.shape, np.nan)
            with np.errstate(all="ignore"):
                for call in op.bind(rule, out, read):
                    call()
            np.testing.assert_allclose(out, told, rtol=1e-12, atol=1e-14)
            named = [Named(word, one) for word, one in zip(op.rule_inputs[rule], read, strict=True)]
            for place in list(np.ndindex(told.shape))[:12]:
                tree = op.explain(rule, place, named)
                assert tree.value == pytest.approx(told[place], rel=1e-9, abs=1e-12)


def test_weights_of_classes_count_as_in_pytorch_for_rows_and_for_numbers() -> None:
    scores = np.array([[1, 2, 0.5], [0, -1, 2]])
    rows, numbers = np.eye(3)[[0, 2]], np.array([[0.0], [2.0]])
    weights = (1.0, 2.0, 4.0)
    of_rows = Loss("categorical_cross_entropy_with_logits", class_weights=weights)
    of_numbers = Loss("sparse_categorical_cross_entropy_with_logits", class_weights=weights)
    assert measure(of_rows, scores, rows).mean == pytest.approx(1.0719, abs=5e-5)
    assert measure(of_numbers, scores, numbers).mean == pytest.approx(0.4288, abs=5e-5)


@pytest.mark.parametrize(
    ("loss", "target"),
    [
        *((Loss("sparse_categorical_cross_entropy_with_logits"), [[t]]) for t in (-1.0, 0.5, 5.0)),
        (Loss("categorical_cross_entropy_with_logits"), [[0.0, 2.0, 0.0]]),
        (Loss("hinge"), [[0.0, 1.0, 1.0]]),
        (Loss("binary_cross_entropy"), [[0.0, float("nan"), 1.0]]),
    ],
)
def test_targets_that_a_loss_cannot_compare_with_are_refused(
    loss: Loss, target: list[list[float]]
) -> None:
    with pytest.raises(SettingError, match="compares with"):
        measure(loss, np.full((1, 3), 0.5), np.array(target))
    with pytest.raises(ShapeError, match="at least one example"):
        measure(loss, np.zeros((0, 3)), np.zeros((0, 3)))


def test_as_many_weights_as_classes_are_asked_for() -> None:
    loss = Loss("sparse_negative_log_likelihood", class_weights=(1.0, 2.0))
    with pytest.raises(SettingError, match="each of the 4 classes, not 2"):
        measure(loss, np.ones((3, 4)), np.ones((3, 1)))
