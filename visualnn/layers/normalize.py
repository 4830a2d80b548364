"""Layers that bring numbers to mean 0 and variance 1: batch norm and layer norm."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..dataclass import dataclass
from ..errors import ShapeError
from ..initializers import FirstVector
from ..limits import Portion
from ..ops import Op, Shape
from ..ops.normalize import (
    BatchMean,
    BatchVariance,
    RowMean,
    RowVariance,
    ScaleChannels,
    ScaleFeatures,
    ShiftChannels,
    ShiftFeatures,
    Standardize,
    StandardizeRows,
    UpdateRunningKeras,
    UpdateRunningMean,
    UpdateRunningVariance,
)
from ..text import N_
from .base import Application, Buffer, Layer, Library, Parameter, refuse_convention

EPS = {"pytorch": 1e-5, "keras": 1e-3}
"""What each library adds to the variance."""
MOMENTUM = {"pytorch": 0.1, "keras": 0.99}
"""The weight of the new in PyTorch, of the old in Keras."""


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "running_mean": N_("The running mean of the batches, used after training. It starts at 0."),
        "running_var": N_(
            "The running variance of the batches, used after training. It starts at 1."
        ),
    }
)
"""Running statistic → what it is: a catalogue entry (English)."""


@dataclass(frozen=True, kw_only=True)
class _Normalization(Layer):
    """What both have: a convention, ε, a scale γ and a shift β."""

    convention: Library = "pytorch"
    """Whose formula and defaults it follows."""
    eps: Portion | None = None
    """What is added to the variance; without it, the convention's own."""
    gamma: FirstVector = "ones"
    """How the scales start: a rule, or one number for each channel."""
    beta: FirstVector = "zeros"
    """How the shifts start: a rule, or one number for each channel."""

    starts = ("gamma", "beta")

    def __post_init__(self) -> None:
        refuse_convention(self, self.convention, EPS)

    @property
    def epsilon(self) -> float:
        return EPS[self.convention] if self.eps is None else self.eps

    def _scale_and_shift(self, width: int) -> tuple[Parameter, ...]:
        return (
            self.owned("gamma", (width,), (width, width), self.gamma, "gamma"),
            self.owned("beta", (width,), (width, width), self.beta, "beta"),
        )

    def _end(self, norm: Application, scale: Op, shift: Op) -> tuple[Application, ...]:
        """The last lines: normalised, scaled, shifted."""
        scaled = self.applied(scale, (norm.writes, f"{self.owner}.gamma"), "scaled")
        return norm, scaled, self.applied(shift, (scaled.writes, f"{self.owner}.beta"), "z")


@dataclass(frozen=True, kw_only=True)
class BatchNorm(_Normalization, kind="batch_norm"):
    """Each channel gets mean 0 and variance 1 over the batch.

    ``(batch, channel)`` or ``(batch, channel, …)``, over all places.

    Training normalises with the batch's own statistics and moves the running ones, evaluation
    reads those. Layers that share γ and β have running statistics of their own; a frozen layer
    keeps γ and β, its running statistics go on.
    """

    momentum: Portion | None = None
    """How running statistics move: in PyTorch the weight of the new, in Keras of the old."""

    reads_axes = "channels"

    @property
    def counts_buffers(self) -> bool:
        return self.convention == "keras"

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        return self._scale_and_shift(self._channels(reads))

    def buffers(self, reads: tuple[Shape, ...]) -> tuple[Buffer, ...]:
        shape = (self._channels(reads),)
        return (
            Buffer(f"{self.name}.running_mean", self.name, shape, 0.0),
            Buffer(f"{self.name}.running_var", self.name, shape, 1.0),
        )

    def _channels(self, reads: tuple[Shape, ...]) -> int:
        (read,) = reads
        if len(read) < 2:
            raise ShapeError(
                "the layer {layer} normalises channels, and {shape} has none",
                layer=self.name,
                shape=read[1:],
            )
        return read[1]

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        (x,) = reads
        mean = self.applied(BatchMean(), (x,), "mean")
        var = self.applied(BatchVariance(), (x, mean.writes), "var")
        norm = self.applied(Standardize(self.epsilon), (x, mean.writes, var.writes), "norm")
        running = self._running(x, mean.writes, var.writes)
        return mean, var, *running, *self._end(norm, ScaleChannels(), ShiftChannels())

    def _running(self, x: str, mean: str, var: str) -> tuple[Application, ...]:
        momentum = MOMENTUM[self.convention] if self.momentum is None else self.momentum
        old_mean, old_var = f"{self.name}.running_mean", f"{self.name}.running_var"
        if self.convention == "keras":
            op = UpdateRunningKeras(momentum)
            return (
                self.applied(op, (old_mean, mean), "running_mean"),
                self.applied(op, (old_var, var), "running_var"),
            )
        return (
            self.applied(UpdateRunningMean(momentum), (old_mean, mean), "running_mean"),
            self.applied(UpdateRunningVariance(momentum), (x, old_var, var), "running_var"),
        )

    def evaluated(
        self, reads: tuple[str, ...], shapes: tuple[Shape, ...]
    ) -> tuple[Application, ...]:
        running = f"{self.name}.running_mean", f"{self.name}.running_var"
        norm = self.applied(Standardize(self.epsilon), (*reads, *running), "norm")
        return self._end(norm, ScaleChannels(), ShiftChannels())


class LayerNorm(_Normalization, kind="layer_norm"):
    """Each example gets mean 0 and variance 1 over its features.

    ``(batch, features)``, or ``(batch, time, features)``, where each time step has its own.
    Training and evaluation are the same.
    """

    reads_axes = "sequence"

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        (read,) = reads
        if len(read) not in {2, 3}:
            raise ShapeError(
                "the layer {layer} normalises rows of features, not {shape}; put a flatten layer "
                "before it",
                layer=self.name,
                shape=read[1:],
            )
        return self._scale_and_shift(read[-1])

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        (x,) = reads
        mean = self.applied(RowMean(), (x,), "mean")
        var = self.applied(RowVariance(), (x, mean.writes), "var")
        norm = self.applied(StandardizeRows(self.epsilon), (x, mean.writes, var.writes), "norm")
        return mean, var, *self._end(norm, ScaleFeatures(), ShiftFeatures())
