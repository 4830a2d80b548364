"""The evaluation: the network as it is used, and the loss, on data that it is not trained on."""

from __future__ import annotations

from ..network import GIVEN, Network
from ..ops.data import TakeAll
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
    for use in (
        *network.evaluation,
        *loss_applications(network, plan),
        *metric_applications(network, plan),
    ):
        reads = tuple(name if name in fixed else f"val.{name}" for name in use.reads)
        lines.append((use.op, reads, f"val.{use.writes}"))
    layers = {f"val.{use.writes}": use.layer for use in network.evaluation}
    return [
        Instruction(op, "forward", reads, out, Phase.EVALUATE, layers.get(out, "validation"))
        for op, reads, out in lines
    ]
