"""From a network and a plan to a program: one file for each phase of an iteration.

In reading order: `plan` (what is asked for), `preparation` (done once, before all else), `batch`
with `augmentation`, `objective` (loss and metrics), `backward`, `clipping`, `update`, `evaluation`,
`callbacks`. The forward phase is the network's own list of applications.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..network import Network
from ..ops import Shape
from ..program import Instruction, Phase, Program
from .augmentation import AUGMENTATIONS, Augmentation, augmentation_of
from .backward import backward
from .batch import batch
from .callbacks import Callbacks, Checkpoint, EarlyStopping, Line, ReduceOnPlateau, Watch
from .clipping import LIMIT, Clip
from .evaluation import evaluated_in_parts, evaluation, judged_outputs, judging
from .objective import METRICS, objective
from .objective import settings as objective_settings
from .plan import Plan
from .preparation import preparation
from .update import update

__all__ = [
    "AUGMENTATIONS",
    "CONSTANTS",
    "METRICS",
    "Augmentation",
    "Callbacks",
    "Checkpoint",
    "Clip",
    "EarlyStopping",
    "Plan",
    "ReduceOnPlateau",
    "Watch",
    "augmentation_of",
    "compile_program",
    "evaluated_in_parts",
    "judged_outputs",
    "judging",
    "preparation",
    "settings",
]

CONSTANTS = frozenset(
    [
        "data.x",
        "data.t",
        "data.columns",
        "data.rows",
        "data.labels",
        "data.mean",
        "data.variance",
        "data.deviation",
        "val.data.x",
        "val.data.t",
        "val.data.columns",
        "val.data.rows",
        "seed",
        "scale",
    ]
)
"""The names that nothing ever writes."""


def compile_program(network: Network, plan: Plan, given: Mapping[str, Shape]) -> Program:
    """Batch, forward, loss, backward in reverse, then the optimizer's lines per parameter; at the
    end of an epoch the evaluation, and callbacks last.

    `given` holds the shapes of all that exists before the first tick: data, settings, parameters,
    running statistics, memory.
    """
    counts = (
        plan.rule.counts
        or network.counts
        or not plan.whole
        or plan.schedule is not None
        or bool(plan.augment)
    )
    shape = given.get("data.x", ())[1:]
    back = backward(network, plan)
    steps = update(network, plan, {instruction.writes for instruction in back})
    common = (*forward(network), *objective(network, plan), *back, *steps)
    watched = watching(network, plan)
    usual = (*batch(plan, plan.batch, counts, shape), *common) if plan.iterations > 1 else ()
    closing = (*batch(plan, plan.last, counts, shape), *common, *evaluation(network, plan))
    usual, closing = (*usual, *watched[False]) if usual else (), (*closing, *watched[True])
    carried = tuple(name for name in given if name not in CONSTANTS)
    shapes = {False: _shapes(usual, given), True: _shapes(closing, given)}
    parameters = tuple(parameter.name for parameter in network.trained)
    return Program(
        usual,
        closing,
        plan.iterations,
        MappingProxyType(shapes),
        carried,
        parameters,
        MappingProxyType(dict(preparation(plan))),
    )


def settings(plan: Plan) -> dict[str, float | tuple[float, ...]]:
    """The numbers that loss, penalties, clipping and callbacks bring into the state, by name."""
    found = objective_settings(plan) | plan.callbacks.settings
    return found | {LIMIT: plan.clip.limit} if plan.clip else found


def watching(network: Network, plan: Plan) -> dict[bool, tuple[Instruction, ...]]:
    """Is it a closing iteration? → the lines of the callbacks."""
    callbacks, each, validated = plan.callbacks, plan.iterations, plan.validation_rows > 0
    usual = callbacks.every(plan.batch, each, validated)
    last = callbacks.every(plan.last, each, validated)
    closing = (*last, *callbacks.closing(network, plan.rows, each, validated))
    return {False: _callbacks(network, tuple(usual)), True: _callbacks(network, closing)}


def _callbacks(network: Network, lines: tuple[Line, ...]) -> tuple[Instruction, ...]:
    layers = {name: layer for layer, name in _kept_of(network)}
    return tuple(
        Instruction(
            op, "forward", reads, writes, Phase.CALLBACKS,
            layers.get(writes.partition(".")[2], layers.get(writes, "callbacks")),
        )
        for op, reads, writes in lines
    )  # fmt: skip


def _kept_of(network: Network) -> list[tuple[str, str]]:
    """(layer, name) of every parameter and running statistic."""
    found = [(parameter.layer, parameter.name) for parameter in network.parameters]
    return found + [(buffer.layer, buffer.name) for buffer in network.buffers]


def forward(network: Network) -> list[Instruction]:
    """The network's own computation."""
    return [
        Instruction(use.op, "forward", use.reads, use.writes, Phase.FORWARD, use.layer)
        for use in network.applications
    ]


def _shapes(instructions: Sequence[Instruction], given: Mapping[str, Shape]) -> Mapping[str, Shape]:
    shapes = dict(given)
    for ins in instructions:
        if ins.like:
            shapes[ins.writes] = shapes[ins.like]
        else:
            read = [shapes[name] for name in ins.reads]
            ins.op.refuse_batch(*read)
            shapes[ins.writes] = ins.op.shape(*read)
    return MappingProxyType(shapes)
