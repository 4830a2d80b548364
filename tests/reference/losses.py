"""The losses that are compared with PyTorch's: predictions, targets, settings, drawn once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visualnn.losses import Loss

Draw = Callable[[np.random.Generator], NDArray[np.float64]]


@dataclass(frozen=True)
class Case:
    """A loss on predictions and targets of certain shapes."""

    loss: Loss
    prediction: Draw
    target: Draw


def _scores(*shape: int) -> Draw:
    return lambda rng: 2 * rng.normal(size=shape)


def _chances(*shape: int) -> Draw:
    return lambda rng: rng.uniform(0.01, 0.99, shape)


def _shares(*shape: int) -> Draw:
    def draw(rng: np.random.Generator) -> NDArray[np.float64]:
        rows = rng.uniform(0.05, 1, shape)
        return np.asarray(rows / rows.sum(axis=-1, keepdims=True))

    return draw


def _logs(*shape: int) -> Draw:
    return lambda rng: np.log(_shares(*shape)(rng))


def _answers(*shape: int) -> Draw:
    return lambda rng: rng.integers(0, 2, shape).astype(float)


def _classes(*shape: int, of: int = 4) -> Draw:
    return lambda rng: rng.integers(0, of, (*shape, 1)).astype(float)


def _one_hot(*shape: int) -> Draw:
    return lambda rng: np.eye(shape[-1])[rng.integers(0, shape[-1], shape[:-1])]


def _sparse_row(*shape: int) -> Draw:
    """Shares of which some are 0."""

    def draw(rng: np.random.Generator) -> NDArray[np.float64]:
        rows = _shares(*shape)(rng) * (rng.uniform(size=shape) > 0.3)
        rows[..., 0] += 0.1
        return np.asarray(rows / rows.sum(axis=-1, keepdims=True))

    return draw


WEIGHTS = (0.5, 2.0, 1.0, 3.0)

CASES = {
    "squared": Case(Loss("mean_squared_error"), _scores(5, 3), _scores(5, 3)),
    "squared, pictures": Case(Loss("mean_squared_error"), _scores(3, 2, 4, 4), _scores(3, 2, 4, 4)),
    "absolute": Case(Loss("mean_absolute_error"), _scores(5, 3), _scores(5, 3)),
    "huber": Case(Loss("huber"), _scores(5, 3), _scores(5, 3)),
    "huber, narrow": Case(Loss("huber", delta=0.4), _scores(4, 6, 3), _scores(4, 6, 3)),
    "binary": Case(Loss("binary_cross_entropy"), _chances(5, 3), _answers(5, 3)),
    "binary, pictures": Case(
        Loss("binary_cross_entropy"), _chances(3, 1, 4, 4), _chances(3, 1, 4, 4)
    ),
    "binary of scores": Case(
        Loss("binary_cross_entropy_with_logits"), _scores(6, 2), _answers(6, 2)
    ),
    "binary of scores, smoothed": Case(
        Loss("binary_cross_entropy_with_logits", label_smoothing=0.2), _scores(6, 2), _answers(6, 2)
    ),
    "classes": Case(Loss("categorical_cross_entropy"), _shares(6, 4), _one_hot(6, 4)),
    "classes of scores": Case(
        Loss("categorical_cross_entropy_with_logits"), _scores(6, 4), _one_hot(6, 4)
    ),
    "classes of scores, soft": Case(
        Loss("categorical_cross_entropy_with_logits"), _scores(6, 4), _shares(6, 4)
    ),
    "classes of scores, smoothed": Case(
        Loss("categorical_cross_entropy_with_logits", label_smoothing=0.1),
        _scores(6, 4),
        _one_hot(6, 4),
    ),
    "classes of scores, weighed": Case(
        Loss("sparse_categorical_cross_entropy_with_logits", class_weights=WEIGHTS),
        _scores(7, 4),
        _classes(7),
    ),
    "classes of scores, weighed and smoothed": Case(
        Loss(
            "sparse_categorical_cross_entropy_with_logits",
            class_weights=WEIGHTS,
            label_smoothing=0.15,
        ),
        _scores(7, 4),
        _classes(7),
    ),
    "numbers": Case(Loss("sparse_categorical_cross_entropy"), _shares(6, 4), _classes(6)),
    "numbers of scores": Case(
        Loss("sparse_categorical_cross_entropy_with_logits"), _scores(6, 4), _classes(6)
    ),
    "numbers of scores, weighed": Case(
        Loss("sparse_categorical_cross_entropy_with_logits", class_weights=WEIGHTS),
        _scores(7, 4),
        _classes(7),
    ),
    "logs": Case(Loss("negative_log_likelihood"), _logs(6, 4), _one_hot(6, 4)),
    "logs, steps": Case(Loss("negative_log_likelihood"), _logs(3, 5, 4), _one_hot(3, 5, 4)),
    "numbers of logs, steps": Case(
        Loss("sparse_negative_log_likelihood"), _logs(3, 5, 4), _classes(3, 5)
    ),
    "numbers of logs, weighed": Case(
        Loss("sparse_negative_log_likelihood", class_weights=WEIGHTS), _logs(7, 4), _classes(7)
    ),
    "divergence": Case(Loss("kl_divergence"), _logs(6, 4), _shares(6, 4)),
    "divergence, some 0": Case(Loss("kl_divergence"), _logs(6, 4), _sparse_row(6, 4)),
}
"""What PyTorch has too."""


def drawn(cases: dict[str, Case]) -> Iterator[tuple[str, Case, Any, Any]]:
    """Each case with its predictions and targets; the same every time."""
    for place, (name, case) in enumerate(cases.items()):
        rng = np.random.default_rng([2026, place])
        yield name, case, case.prediction(rng), case.target(rng)
