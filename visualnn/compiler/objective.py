"""The loss and the metrics: what a prediction is worth."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import SettingError
from ..layers import Application
from ..network import Network
from ..ops import Op
from ..ops.losses import BinaryCrossEntropy, CategoricalCrossEntropy, Mean, SquaredError
from ..ops.metrics import Correct, Share
from ..program import Instruction, Phase
from .plan import Plan

LOSSES: Mapping[str, Op] = MappingProxyType(
    {
        "mean_squared_error": SquaredError(),
        "binary_cross_entropy": BinaryCrossEntropy(),
        "categorical_cross_entropy": CategoricalCrossEntropy(),
    }
)
METRICS: Mapping[str, Op] = MappingProxyType({"accuracy": Correct()})


def loss_applications(network: Network, plan: Plan) -> tuple[Application, ...]:
    """The loss per example, and ``L``; raises SettingError for an unknown loss."""
    if plan.loss not in LOSSES:
        raise SettingError(
            "unknown loss {kind}; known are {known}", kind=plan.loss, known=", ".join(LOSSES)
        )
    return (
        Application(LOSSES[plan.loss], (network.output, "t"), "losses", "loss"),
        Application(Mean(), ("losses",), "L", "loss"),
    )


def metric_applications(network: Network, plan: Plan) -> list[Application]:
    """The metrics of a batch; raises SettingError for an unknown one."""
    uses = []
    for metric in plan.metrics:
        if metric not in METRICS:
            raise SettingError(
                "unknown metric {kind}; known are {known}", kind=metric, known=", ".join(METRICS)
            )
        uses += [
            Application(METRICS[metric], (network.output, "t"), "correct", "loss"),
            Application(Share(), ("correct",), metric, "loss"),
        ]
    return uses


def objective(network: Network, plan: Plan) -> list[Instruction]:
    """Loss and metrics of the batch."""
    uses = (*loss_applications(network, plan), *metric_applications(network, plan))
    return [
        Instruction(use.op, "forward", use.reads, use.writes, Phase.LOSS, use.layer) for use in uses
    ]
