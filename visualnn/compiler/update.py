"""The update: the schedule's lines and the optimizer's scalars once, then its lines for each
parameter."""

from __future__ import annotations

from collections.abc import Set

from ..network import Network
from ..program import Instruction, Phase
from .plan import Plan


def update(network: Network, plan: Plan, gradients: Set[str]) -> list[Instruction]:
    """The lines of all parameters that are trained and have a gradient; the loss may not depend
    on some."""
    rule = plan.rule
    scheduled = plan.schedule.lines if plan.schedule else ()
    shared = [
        Instruction(
            op, "forward", reads, writes, Phase.UPDATE, "optimizer", renews=writes == "lr"
        )
        for op, reads, writes in (*scheduled, *rule.shared)
    ]  # fmt: skip
    return shared + [
        Instruction(
            op, "forward", reads, writes, Phase.UPDATE, parameter.layer,
            renews=writes == parameter.name,
        )
        for parameter in network.trained
        if f"d.{parameter.name}" in gradients
        for op, reads, writes in rule.lines(parameter.name)
    ]  # fmt: skip
