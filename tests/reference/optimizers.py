"""What both sides of the comparison of optimizers start from: landscapes, starts and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 100


@dataclass(frozen=True)
class Landscape:
    """A function of two numbers, its gradient derived by hand, and where the walk starts."""

    height: Callable[[Any, Any], Any]
    slopes: Callable[[float, float], tuple[float, float]]
    start: tuple[float, float]
    small: float
    """A rate for optimizers whose steps grow with the gradient."""

    def gradient(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array(self.slopes(float(at[0]), float(at[1])))


def _beale_slopes(x: float, y: float) -> tuple[float, float]:
    errors = 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3
    by_x = (y - 1, y**2 - 1, y**3 - 1)
    by_y = (x, 2 * x * y, 3 * x * y**2)
    return (
        sum(2 * e * d for e, d in zip(errors, by_x, strict=True)),
        sum(2 * e * d for e, d in zip(errors, by_y, strict=True)),
    )


LANDSCAPES: Mapping[str, Landscape] = {
    "bowl": Landscape(lambda x, y: x * x + y * y, lambda x, y: (2 * x, 2 * y), (1.5, -2.0), 0.05),
    "ravine": Landscape(
        lambda x, y: 0.5 * x * x + 10 * y * y, lambda x, y: (x, 20 * y), (-3.0, 1.0), 0.01
    ),
    "rosenbrock": Landscape(
        lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
        (-1.2, 1.0),
        2e-4,
    ),
    "beale": Landscape(
        lambda x, y: (
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
        ),
        _beale_slopes,
        (1.0, 1.2),
        1e-3,
    ),
}


@dataclass(frozen=True)
class Case:
    """An optimizer with settings by our names; a rate of None is the landscape's small one."""

    kind: str
    lr: float | None
    settings: Mapping[str, float]

    def settings_on(self, landscape: Landscape) -> dict[str, float]:
        return {"lr": landscape.small if self.lr is None else self.lr, **self.settings}


def _cases() -> dict[str, Case]:
    cases = {
        "rmsprop with momentum": Case("rmsprop", 0.01, {"rho": 0.95, "momentum": 0.8}),
        "centered rmsprop with momentum": Case(
            "centered_rmsprop", 0.01, {"rho": 0.95, "momentum": 0.8}
        ),
        "adagrad with a fading rate": Case("adagrad", 0.2, {"lr_decay": 0.05}),
    }
    rates: Mapping[str, float | None] = {
        "sgd": None, "momentum": None, "nesterov": None, "adagrad": 0.2, "rmsprop": 0.02,
        "centered_rmsprop": 0.02, "adadelta": 1.0, "adam": 0.05, "amsgrad": 0.05, "adamw": 0.05,
        "adamax": 0.05, "nadam": 0.05, "radam": None,
    }  # fmt: skip
    for kind, lr in rates.items():
        cases[kind] = Case(kind, lr, {})
        cases[f"{kind} with decay"] = Case(kind, lr, {"weight_decay": 0.1})
    # defaults of the betas hide what a short memory shows: AMSGrad's maximum, RAdam's trust
    for kind in ("adam", "amsgrad", "adamax", "nadam", "radam"):
        short = {"beta1": 0.8, "beta2": 0.9, "eps": 1e-3}
        cases[f"{kind} with a short memory"] = Case(kind, rates[kind], short)
    return cases


CASES: Mapping[str, Case] = _cases()
