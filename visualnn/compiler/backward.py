"""Backpropagation: reverse-mode differentiation of whatever was applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..errors import UnknownNameError
from ..layers import Application
from ..network import Network
from ..ops.combine import Add
from ..ops.losses import One
from ..program import Instruction, Phase
from .objective import loss_applications
from .plan import Plan


def backward(network: Network, plan: Plan) -> list[Instruction]:
    """One instruction per gradient, and one more where gradients of two uses meet.

    Raises UnknownNameError for a further gradient that is asked for and that the loss does not
    have.
    """
    uses = (*network.applications, *loss_applications(network, plan))
    counted = _leading_to("L", uses)
    for name in plan.gradients:
        if name not in counted:
            raise UnknownNameError(
                "the loss has no gradient by {name}; it has those by {known}",
                name=name,
                known=", ".join(sorted(counted)),
            )
    roots = {parameter.name for parameter in network.trained} | {*plan.gradients}
    wanted = roots | _made_from(roots, uses)
    slots = [
        (use, word, name)
        for use in reversed(uses)
        if use.writes in counted
        for word, name in zip(use.op.inputs, use.reads, strict=True)
        if name in wanted and f"grad_{word}" in use.op.rules
    ]
    times = Counter(name for _, _, name in slots)
    met: Counter[str] = Counter()
    program = [Instruction(One(), "forward", ("L",), "d.L", Phase.BACKWARD, "loss")]
    for use, word, name in slots:
        met[name] += 1
        gradient = f"d.{name}"
        writes = gradient if times[name] == 1 else f"{gradient}.use{met[name]}"
        program.append(_gradient(use, word, writes, name))
        if met[name] > 1:
            before = f"{gradient}.use1" if met[name] == 2 else f"{gradient}.sum{met[name] - 1}"
            meets = gradient if met[name] == times[name] else f"{gradient}.sum{met[name]}"
            program.append(
                Instruction(Add(), "forward", (before, writes), meets, Phase.BACKWARD, use.layer)
            )
    return program


def _gradient(use: Application, word: str, writes: str, like: str) -> Instruction:
    rule = f"grad_{word}"
    arrays = {"g": f"d.{use.writes}", use.op.output: use.writes}
    arrays |= dict(zip(use.op.inputs, use.reads, strict=True))
    reads = tuple(arrays[name] for name in use.op.rule_inputs[rule])
    return Instruction(use.op, rule, reads, writes, Phase.BACKWARD, use.layer, like)


def _made_from(names: set[str], uses: Sequence[Application]) -> set[str]:
    """What is computed from any of these names, by differentiable rules."""
    found = set(names)
    for use in uses:
        words = zip(use.op.inputs, use.reads, strict=True)
        if any(name in found and f"grad_{word}" in use.op.rules for word, name in words):
            found.add(use.writes)
    return found


def _leading_to(name: str, uses: Sequence[Application]) -> set[str]:
    """What a name is computed from, by differentiable rules, and the name itself."""
    found = {name}
    for use in reversed(uses):
        if use.writes in found:
            words = zip(use.op.inputs, use.reads, strict=True)
            found |= {name for word, name in words if f"grad_{word}" in use.op.rules}
    return found
