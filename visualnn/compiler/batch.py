"""The batch: counting, dealing out the examples, and what is done to them before the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from ..network import INPUT, RAW_INPUT
from ..ops import Op, Shape
from ..ops.data import Count, Epoch, InOrder, OneHot, Scale, Shuffle, Slice, Take, TakeAll
from ..ops.features import Features
from ..ops.preparation import InputAsTarget, LabelOneHot, Standardise
from ..program import Instruction, Phase
from ..text import N_
from .augmentation import Line
from .plan import Plan

Stage = tuple[Op, tuple[str, ...], str]
"""Something done to the inputs: an op, what it reads besides them, what the result is called."""


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "seed": N_("A setting of the lesson: everything random is a function of this number."),
        "scale": N_("A setting of the lesson: inputs are divided by it."),
        "data.labels": N_("The labels of the classes, in the order of the outputs."),
        "k": N_("The counter of iterations. It starts at 0."),
    }
)
"""What the batch is made with → what it is: a catalogue entry (English)."""


def batch(plan: Plan, size: int, counts: bool, shape: Shape) -> list[Instruction]:
    """The instructions that make ``x`` and ``t`` of `size` examples of a shape."""
    lines: list[Line] = []
    if counts:
        lines.append((Count(), ("k",), "k"))
    if plan.epochs_counted:
        lines.append((Epoch(plan.iterations), ("k",), "epoch"))
    if plan.rows:
        lines += dealt(plan, size, shape)
    return [
        Instruction(op, "forward", reads, out, Phase.BATCH, "batch") for op, reads, out in lines
    ]


def dealt(plan: Plan, size: int, shape: Shape) -> list[Line]:
    """The lines from all data to ``x`` and ``t`` of `size` examples of a shape."""
    lines: list[Line] = []
    if not plan.whole:
        if plan.shuffle:
            lines.append((Shuffle(plan.rows), ("seed", "epoch"), "order"))
        else:
            lines.append((InOrder(plan.rows), ("epoch",), "order"))
        lines.append((Slice(size, plan.batch, plan.iterations), ("order", "k"), "rows"))
    rows = () if plan.whole else ("rows",)
    clean = "batch.clean" if plan.augment else INPUT
    raw = RAW_INPUT if _stages(plan) else clean
    lines.append((TakeAll() if plan.whole else Take(), ("data.x", *rows), raw))
    if not plan.reconstruct:
        t = "batch.t" if plan.classes else "t"
        lines.append((TakeAll() if plan.whole else Take(), ("data.t", *rows), t))
    return [*lines, *prepared(plan, "", clean), *_augmented(plan, clean, shape)]


def prepared(plan: Plan, prefix: str, x: str) -> list[Line]:
    """What is done to inputs and targets alike in training and evaluation, from ``batch.x`` to
    `x`."""
    lines: list[Line] = []
    stages = _stages(plan)
    names = [f"{prefix}batch.x", *(f"{prefix}batch.{word}" for _, _, word in stages[:-1]), x]
    for (op, reads, _), before, after in zip(stages, names, names[1:], strict=False):
        lines.append((op, (before, *reads), after))
    if plan.reconstruct:
        lines.append((InputAsTarget(), (x,), f"{prefix}t"))
    elif plan.classes and plan.labelled:
        lines.append((LabelOneHot(), (f"{prefix}batch.t", "data.labels"), f"{prefix}t"))
    elif plan.classes:
        lines.append((OneHot(plan.classes), (f"{prefix}batch.t",), f"{prefix}t"))
    return lines


def _stages(plan: Plan) -> list[Stage]:
    stages: list[Stage] = []
    if plan.scale:
        stages.append((Scale(), ("scale",), "scaled"))
    if plan.standardise:
        stages.append((Standardise(), ("data.mean", "data.deviation"), "standardised"))
    if plan.features:
        stages.append((Features(plan.features), (), "features"))
    return stages


def _augmented(plan: Plan, clean: str, shape: Shape) -> list[Line]:
    """The changes of the training, one after the other, the last of which writes ``x``."""
    lines: list[Line] = []
    before, met = clean, Counter[str]()
    for n, change in enumerate(plan.augment, 1):
        met[change.word] += 1
        times = str(met[change.word]) if met[change.word] > 1 else ""
        name = f"batch.{change.word}{times}"
        out = INPUT if n == len(plan.augment) else name
        lines += change.lines(before, out, name, shape)
        before = out
    return lines
