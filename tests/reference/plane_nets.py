"""Networks over the plane that both sides of the comparison with PyTorch train, and the ticks at
which their boundary and their hidden space are looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.visualnn.views.nets import three
from tests.visualnn.views.test_hidden_space import chain
from visualnn.lesson import Lesson, open_named

NETS: Mapping[str, Callable[[], Lesson]] = {
    "2-8-1": lambda: open_named("xor"),
    "2-2-1": lambda: chain(2, 1),
    "2-6-3": three,
}
"""All of them read every example in every update."""
UPDATES: Mapping[str, tuple[int, ...]] = {
    "2-8-1": (0, 1, 2, 5, 10, 20, 50, 100, 300, 900),
    "2-2-1": (0, 1, 2, 5, 10, 20, 50, 100, 200, 299),
    "2-6-3": (0, 1, 2, 3, 5, 10, 15, 20, 30, 39),
}
"""After so many updates."""
GRID_STRIDE_COUNT = 13
"""Of the grids of the pictures, one point in so many is stored."""
