"""Heights of the landscapes as their authors wrote them, for numbers or for PyTorch's tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

PLACES = 24
WIDEST = 3.0

HEIGHTS: Mapping[str, Callable[[Any, Any, Any], Any]] = {
    "bowl": lambda x, y, exp: x * x + y * y,
    "ravine": lambda x, y, exp: 0.5 * x * x + 10 * y * y,
    "rosenbrock": lambda x, y, exp: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    "beale": lambda x, y, exp: (
        (1.5 - x * (1 - y)) ** 2 + (2.25 - x * (1 - y * y)) ** 2 + (2.625 - x * (1 - y**3)) ** 2
    ),
    "himmelblau": lambda x, y, exp: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    "saddle": lambda x, y, exp: (x + y) * (x - y),
    "plateau": lambda x, y, exp: 1 - exp(-0.5 * (x * x + y * y)),
}
"""Function of two numbers → (x, y, the exponential function) → height."""

HEIGHTS_OF_ONE: Mapping[str, Callable[[Any], Any]] = {
    "parabola": lambda x: x * x,
    "double_well": lambda x: x**4 - 2 * x * x + x / 4 + 1,
}
"""Function of one number → height."""

LOWEST: Mapping[str, tuple[tuple[float, float], ...]] = {
    "bowl": ((0.0, 0.0),),
    "ravine": ((0.0, 0.0),),
    "rosenbrock": ((1.0, 1.0),),
    "beale": ((3.0, 0.5),),
    "himmelblau": (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
    "plateau": ((0.0, 0.0),),
}
"""The places where a function is 0 and level."""


def height_at(name: str, place: Any, exp: Callable[[Any], Any]) -> Any:
    """The height of a function of one or two numbers at a place; `exp` is the exponential of their
    type."""
    if name in HEIGHTS_OF_ONE:
        return HEIGHTS_OF_ONE[name](place[0])
    return HEIGHTS[name](place[0], place[1], exp)
