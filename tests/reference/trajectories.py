"""What both sides of the comparison of trajectories start from: the eleven optimizers of the lesson
and, for each function, where the walk starts and at which rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.reference.functions import height_at

__all__ = ["GROUNDS", "OPTIMIZERS", "STEP_COUNT", "Ground"]

STEP_COUNT = 100
OPTIMIZERS = (
    "sgd",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "adadelta",
    "adam",
    "adamw",
    "adamax",
    "nadam",
    "radam",
)


@dataclass(frozen=True)
class Ground:
    """A start on a function, and the rate of all optimizers there."""

    start: tuple[float, ...]
    lr: float
    function: str

    def height(self, place: Any, exp: Callable[[Any], Any]) -> Any:
        """The function at a place; `exp` is the exponential of its type."""
        return height_at(self.function, place, exp)


GROUNDS: Mapping[str, Ground] = {
    name: Ground(start, lr, name)
    for name, start, lr in (
        ("bowl", (-4.0, 1.5), 0.09),
        ("ravine", (-4.0, 1.5), 0.09),
        ("rosenbrock", (-1.2, 1.0), 5e-4),
        ("beale", (1.0, 1.2), 2e-3),
        ("himmelblau", (0.5, -0.5), 5e-3),
        ("saddle", (-1.5, 0.01), 0.005),
        ("plateau", (2.0, 1.0), 0.1),
        ("parabola", (-3.0,), 0.09),
        ("double_well", (1.6,), 0.02),
    )
}
