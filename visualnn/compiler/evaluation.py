"""The evaluation: the network as it is used, and the loss, on data that it is not trained on."""

from __future__ import annotations

from collections.abc import Iterator

from ..layers import Application
from ..network import GIVEN, INPUT, Network
from ..ops.data import TakeAll
from ..ops.in_parts import NetworkInParts
from ..program import Instruction, Phase
from .augmentation import Line
from .batch import prepared
from .objective import loss_applications, metric_applications, settings
from .plan import Plan


def evaluation(network: Network, plan: Plan) -> list[Instruction]:
    """Forward pass, loss and metrics of the validation data, under names that begin with
    ``val.``."""
    if not plan.validation_rows:
        return []
    fixed = network.kept | GIVEN | {"scale", *settings(plan)}
    x = "val.batch.x" if plan.scale or plan.standardise or plan.features else "val.x"
    lines: list[Line] = [(TakeAll(), ("val.data.x",), x)]
    if not plan.reconstruct:
        t = "val.batch.t" if plan.classes else "val.t"
        lines.append((TakeAll(), ("val.data.t",), t))
    lines += prepared(plan, "val.", "val.x")
    judged = judging(network, plan)
    uses = evaluated_in_parts(network, judged, plan.part) if plan.part else network.evaluation
    for use in (*uses, *judged):
        reads = tuple(name if name in fixed else f"val.{name}" for name in use.reads)
        lines.append((use.op, reads, f"val.{use.writes}"))
    layers = {f"val.{use.writes}": use.layer for use in network.evaluation}
    return [
        Instruction(op, "forward", reads, out, Phase.EVALUATE, layers.get(out, "validation"))
        for op, reads, out in lines
    ]


def judging(network: Network, plan: Plan) -> tuple[Application, ...]:
    """The lines of loss and metrics."""
    return (*loss_applications(network, plan), *metric_applications(network, plan))


def judged_outputs(network: Network, judged: tuple[Application, ...]) -> tuple[Application, ...]:
    """The network's lines in evaluation that write what loss and metrics read."""
    read = {name for use in judged for name in use.reads}
    return tuple(use for use in network.evaluation if use.writes in read)


def evaluated_in_parts(
    network: Network, judged: tuple[Application, ...], size: int
) -> Iterator[Application]:
    """The network in evaluation, `size` examples at a time: a line for each output that loss or
    metrics read. What is made from such outputs alone is a line as usual."""
    kept = network.kept | GIVEN
    known: set[str] = set()
    for use in judged_outputs(network, judged):
        if all(name in known or name in kept for name in use.reads):
            yield use
        else:
            lines = _leading_to(use, network.evaluation)
            made = {line.writes for line in lines}
            names = {name: None for line in lines for name in line.reads if name not in made}
            reads = (INPUT, *(name for name in names if name != INPUT))
            op = NetworkInParts(tuple((e.op, e.reads, e.writes) for e in lines), reads, size)
            yield Application(op, reads, use.writes, use.layer)
        known.add(use.writes)


def _leading_to(use: Application, uses: tuple[Application, ...]) -> tuple[Application, ...]:
    """The lines on which one of them depends, itself the last."""
    found = [use]
    needed = set(use.reads)
    for other in reversed(uses[: uses.index(use)]):
        if other.writes in needed:
            found.append(other)
            needed |= set(other.reads)
    return tuple(reversed(found))
