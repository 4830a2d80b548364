"""The update: clipping, the schedule's lines and the optimizer's scalars once, then the lines of
each parameter."""

from __future__ import annotations

from collections.abc import Set

from ..network import Network
from ..program import Instruction, Phase
from .plan import Plan


def update(network: Network, plan: Plan, gradients: Set[str]) -> list[Instruction]:
    """The lines of all parameters that are trained and have a gradient; the loss may not depend
    on some."""
    rule, clip = plan.rule, plan.clip
    trained = [parameter for parameter in network.trained if f"d.{parameter.name}" in gradients]
    clipping = clip.shared([parameter.name for parameter in trained]) if clip else ()
    scheduled = plan.schedule.lines if plan.schedule else ()
    shared = [
        Instruction(
            op, "forward", reads, writes, Phase.UPDATE, "optimizer", renews=writes == "lr"
        )
        for op, reads, writes in (*clipping, *scheduled, *rule.shared)
    ]  # fmt: skip
    return shared + [
        Instruction(
            op, "forward", reads, writes, Phase.UPDATE, parameter.layer,
            renews=writes == parameter.name,
        )
        for parameter in trained
        for op, reads, writes in (
            *(clip.lines(parameter.name) if clip else ()),
            *rule.lines(parameter.name, clip.gradient(parameter.name) if clip else None),
        )
    ]  # fmt: skip
