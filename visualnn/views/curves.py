"""The learning curves: loss and metrics over the iterations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..ops import Array
from ..program import Program
from ..text import N_
from .base import Moment, View, ViewTable

__all__ = ["CurvesView", "curves_until"]


def curves_until(
    program: Program, curves: Mapping[str, Array], iterations: int
) -> Mapping[str, Array]:
    """The curves as they were after so many iterations."""
    return MappingProxyType(
        {name: curve[: iterations // _length(program, name)] for name, curve in curves.items()}
    )


def _length(program: Program, name: str) -> int:
    """How many iterations one number of a curve stands for: those of an epoch, for what is
    measured at its end, else one."""
    closing = program.done_after(name, 0) is None and program.iterations > 1
    return program.iterations if closing else 1


class CurvesView(View):
    """Part ``curves``: for each iteration that is done at the tick, the loss of its batch and each
    metric, by name. What is measured on validation data once an epoch stands in the epoch's last
    iteration."""

    name = "curves"
    title = N_("Learning curves")
    parts = ("curves",)

    def table(self, moment: Moment, part: str) -> ViewTable:
        program = moment.lesson.program
        rows: list[tuple[int, int, str, float]] = []
        for name, curve in moment.curves.items():
            length = _length(program, name)
            for n, value in enumerate(curve):
                iteration = (n + 1) * length - 1
                rows.append((iteration, iteration // program.iterations, name, float(value)))
        return ViewTable(("iteration", "epoch", "name", "value"), tuple(rows))
