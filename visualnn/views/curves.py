"""The learning curves: loss and metrics over the iterations."""

from __future__ import annotations

from ..run.curves import iterations_of_number
from ..text import N_
from .base import Moment, View, ViewTable

__all__ = ["CurvesView"]


class CurvesView(View):
    """Part ``curves``: for each iteration in which it is found by the tick, the loss of its batch
    and each metric, by name: iteration n is what was found after n updates. What is measured on
    validation data once an epoch stands in the epoch's last iteration."""

    name = "curves"
    title = N_("Learning curves")
    parts = ("curves",)

    def table(self, moment: Moment, part: str) -> ViewTable:
        program = moment.lesson.program
        rows: list[tuple[int, int, str, float]] = []
        for name, curve in moment.curves.items():
            length = iterations_of_number(program, name)
            for n, value in enumerate(curve):
                iteration = (n + 1) * length - 1
                rows.append((iteration, iteration // program.iterations, name, float(value)))
        return ViewTable(("iteration", "epoch", "name", "value"), tuple(rows))
