"""What is found out about the data once, before the first tick: which rows are set aside, what
words become, and the mean and deviation of each input."""

from __future__ import annotations

from collections.abc import Mapping

from ..ops.preparation import InputDeviation, InputMean, InputVariance, OneHotWords, Split
from ..program import Instruction, Phase
from .augmentation import Line
from .plan import Plan


def preparation(plan: Plan) -> Mapping[str, Instruction]:
    """Name → the instruction that makes it from the data, in order."""
    lines: list[Line] = []
    if plan.split:
        rows, aside = plan.rows + plan.validation_rows, plan.validation_rows
        lines += [
            (Split(rows, aside), ("seed",), "data.rows"),
            (Split(rows, aside, kept=True), ("seed",), "val.data.rows"),
        ]
    if plan.onehot:
        lines.append((OneHotWords(plan.onehot), ("data.columns",), "data.x"))
        if plan.validation_rows:
            lines.append((OneHotWords(plan.onehot), ("val.data.columns",), "val.data.x"))
    if plan.standardise:
        lines += [
            (InputMean(), ("data.x",), "data.mean"),
            (InputVariance(), ("data.x", "data.mean"), "data.variance"),
            (InputDeviation(), ("data.variance",), "data.deviation"),
        ]
    return {
        out: Instruction(op, "forward", reads, out, Phase.BATCH, "data") for op, reads, out in lines
    }
