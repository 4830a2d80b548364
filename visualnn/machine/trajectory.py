"""One optimizer on its own: where its lines take one parameter, for given gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from ..ops import Array
from ..ops.data import Count
from ..optimizers import optimizer_of, settings_of
from ..program import Instruction, Phase
from .machine import frozen

PARAMETER = "w"
"""The name of the parameter in the states; its gradient is ``d.w``, its memory ``m.w``."""


def states(
    kind: str,
    settings: Mapping[str, float],
    start: Array,
    gradient: Callable[[Array], Array],
    convention: str = "pytorch",
) -> Iterator[Mapping[str, Array]]:
    """Every number of the optimizer after each update, without end; the first is the start.

    The same cards are executed in the same order as in a program's update. `gradient` gets the
    parameter and gives an array of its shape. Raises SettingError for an unknown kind, convention
    or setting.
    """
    rule = optimizer_of(kind, convention, settings)
    w = np.array(start, np.float64)
    values: dict[str, Array] = {
        name: frozen(np.array(value))
        for name, value in {
            **settings_of(kind, settings, convention),
            "k": 0.0,
            PARAMETER: w,
            **rule.first_memory({PARAMETER: w.shape}),
        }.items()
    }
    lines = ((Count(), ("k",), "k"), *rule.shared, *rule.lines(PARAMETER))
    yield MappingProxyType(dict(values))
    while True:
        values[f"d.{PARAMETER}"] = frozen(np.array(gradient(values[PARAMETER]), np.float64))
        for op, reads, writes in lines:
            arrays = [values[name] for name in reads]
            shape = op.shape(*(array.shape for array in arrays))
            line = Instruction(op, "forward", reads, writes, Phase.UPDATE, "optimizer")
            values[writes] = line.compute(arrays, shape, w.dtype)
        yield MappingProxyType(dict(values))


def trajectory(
    kind: str,
    settings: Mapping[str, float],
    start: Array,
    gradient: Callable[[Array], Array],
    steps: int,
    convention: str = "pytorch",
) -> Array:
    """The parameter at the start and after each of `steps` updates: ``(steps + 1, *shape)``."""
    walk = states(kind, settings, start, gradient, convention)
    return np.stack([next(walk)[PARAMETER] for _ in range(steps + 1)])
