"""The batch: counting, dealing out the examples, and what is done to them before the network."""

from __future__ import annotations

from ..network import INPUT
from ..ops import Op
from ..ops.data import Count, Epoch, InOrder, OneHot, Scale, Shuffle, Slice, Take, TakeAll
from ..program import Instruction, Phase
from .plan import Plan

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""


def batch(plan: Plan, size: int, counts: bool) -> list[Instruction]:
    """The instructions that make ``x`` and ``t`` of `size` examples."""
    lines: list[Line] = []
    if counts:
        lines.append((Count(), ("k",), "k"))
    if plan.epochs_counted:
        lines.append((Epoch(plan.iterations), ("k",), "epoch"))
    if plan.rows:
        lines += dealt(plan, size)
    return [
        Instruction(op, "forward", reads, out, Phase.BATCH, "batch") for op, reads, out in lines
    ]


def dealt(plan: Plan, size: int) -> list[Line]:
    """The lines from all data to ``x`` and ``t`` of `size` examples."""
    lines: list[Line] = []
    x, t = ("batch.x" if plan.scale else INPUT), ("batch.t" if plan.classes else "t")
    if plan.whole:
        lines += [(TakeAll(), ("data.x",), x), (TakeAll(), ("data.t",), t)]
    else:
        if plan.shuffle:
            lines.append((Shuffle(plan.rows), ("seed", "epoch"), "order"))
        else:
            lines.append((InOrder(plan.rows), ("epoch",), "order"))
        lines.append((Slice(size, plan.batch, plan.iterations), ("order", "k"), "rows"))
        lines += [(Take(), ("data.x", "rows"), x), (Take(), ("data.t", "rows"), t)]
    return [*lines, *prepared(plan, "", x, t)]


def prepared(plan: Plan, prefix: str, x: str, t: str) -> list[Line]:
    """What is done to inputs and targets alike in training and evaluation."""
    lines: list[Line] = []
    if plan.scale:
        lines.append((Scale(), (x, "scale"), f"{prefix}{INPUT}"))
    if plan.classes:
        lines.append((OneHot(plan.classes), (t,), f"{prefix}t"))
    return lines
