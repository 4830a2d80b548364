"""The plateaus on which the learning rate is compared with PyTorch's: numbers of epochs, drawn
once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visualnn.compiler import ReduceOnPlateau

EPOCHS = 120


@dataclass(frozen=True)
class Case:
    """What is watched in each epoch, whether it should become large, and the settings."""

    numbers: NDArray[np.float64]
    larger: bool
    plateau: ReduceOnPlateau


def _walk(seed: int, step: float, drift: float, start: float = 3.0) -> NDArray[np.float64]:
    """A noisy way down that flattens out."""
    rng = np.random.default_rng([77, seed])
    falling = start * np.exp(drift * np.arange(EPOCHS))
    return np.asarray(falling + step * rng.normal(size=EPOCHS))


def _broken() -> NDArray[np.float64]:
    numbers = _walk(5, 0.05, -0.03)
    numbers[[3, 4, 5, 40, 41, 90]] = np.nan
    return numbers


def _thin() -> NDArray[np.float64]:
    """Better by a hair more, and by a hair less, than PyTorch's threshold asks for."""
    shares = np.where(np.arange(EPOCHS) // 6 % 2, 1 - 2e-4, 1 - 0.2e-4)
    return np.asarray(2.0 * np.cumprod(shares))


CASES = {
    "defaults": Case(_walk(1, 0.02, -0.05), False, ReduceOnPlateau()),
    "patience 3": Case(_walk(2, 0.1, -0.02), False, ReduceOnPlateau(3, 0.5)),
    "no patience": Case(_walk(3, 0.2, -0.01), False, ReduceOnPlateau(0, 0.7)),
    "a lowest rate": Case(_walk(4, 0.2, -0.01), False, ReduceOnPlateau(2, 0.3, min_lr=1e-3)),
    "not a number": Case(_broken(), False, ReduceOnPlateau(2, 0.5)),
    "better by a hair": Case(_thin(), False, ReduceOnPlateau(2, 0.5)),
    "a wide margin": Case(_walk(6, 0.02, -0.02), False, ReduceOnPlateau(3, 0.5, margin=0.1)),
    "larger is better": Case(1 - _walk(7, 0.05, -0.04, 0.8), True, ReduceOnPlateau(3, 0.5)),
    "steps that hardly count": Case(np.full(EPOCHS, 1.0), False, ReduceOnPlateau(1, 0.1)),
}

FIRST = 0.1
"""The learning rate before the first epoch."""
