"""What an optimizer is: the numbers it brings into the state, its memory, and the lines of its
update."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import Enum
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..ops import Array, Op, Shape
from ..ops.optimizers import DecoupledDecay, OutrightDecay, WeightPenalty
from ..text import N_

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

Update = Callable[[str, str, str], tuple[Line, ...]]
"""(name of the parameter, of its gradient, of the parameter that the step starts from) → lines;
the last one writes the parameter."""


MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "lr": N_("The learning rate, a setting of the lesson: how far one update goes."),
        "momentum": N_("A setting of the lesson: how much of its velocity a weight keeps."),
        "dampening": N_("A setting of the lesson: the share of a gradient that is left out."),
        "beta1": N_("A setting of the lesson: how much of itself the first moment keeps."),
        "beta2": N_("A setting of the lesson: how much of itself the second moment keeps."),
        "eps": N_("A setting of the lesson: keeps the step from dividing by zero."),
        "rho": N_("A setting of the lesson: how much of itself a running mean keeps."),
        "weight_decay": N_(
            "A setting of the lesson: how strongly weights are pulled towards zero."
        ),
        "lr_decay": N_("A setting of the lesson: how fast the learning rate fades."),
        "momentum_decay": N_("A setting of the lesson: how fast the momentum warms up."),
        "threshold": N_(
            "A setting of the lesson: from how many gradients on RAdam adapts its step."
        ),
        "mu_product": N_("The optimizer's memory: all momenta so far, multiplied. It starts at 1."),
    }
)
"""Setting or shared memory → what it does: a catalogue entry (English)."""


class Decay(Enum):
    """The way a weight is pulled towards zero."""

    NONE = "none"
    PENALTY = "penalty"
    """As a part of the gradient."""
    DECOUPLED = "decoupled"
    """Before the step, by η · λ of itself."""
    OUTRIGHT = "outright"
    """Before the step, by λ of itself."""


@dataclass(frozen=True)
class OptimizerRule:
    """One kind of optimizer in one convention: default settings, memory, and its update as
    lines."""

    settings: Mapping[str, float]
    update: Update
    memory: Mapping[str, float] = field(default_factory=dict)
    """Prefix of a memory that each parameter has → the number it starts from."""
    shared: tuple[Line, ...] = ()
    """What is done once, before the lines of the parameters: scalars."""
    shared_memory: Mapping[str, float] = field(default_factory=dict)
    """Name of a scalar that lives on → the number it starts from."""
    decay: Decay = Decay.NONE

    def lines(self, w: str, gradient: str | None = None) -> tuple[Line, ...]:
        """The update of one parameter, weight decay first. The gradient is called ``d.w`` unless
        another one is given: a clipped one."""
        raw = gradient or f"d.{w}"
        g, start = raw, w
        first: tuple[Line, ...] = ()
        if self.decay is Decay.PENALTY:
            g = f"penalized.{w}"
            first = ((WeightPenalty(), (raw, w, "weight_decay"), g),)
        elif self.decay is Decay.DECOUPLED:
            start = f"shrunk.{w}"
            first = ((DecoupledDecay(), (w, "lr", "weight_decay"), start),)
        elif self.decay is Decay.OUTRIGHT:
            start = f"shrunk.{w}"
            first = ((OutrightDecay(), (w, "weight_decay"), start),)
        return (*first, *self.update(w, g, start))

    @property
    def counts(self) -> bool:
        """Whether an update reads the number of the iteration, k."""
        return any("k" in reads for _, reads, _ in (*self.shared, *self.lines("w")))

    @property
    def arrays(self) -> int:
        """The count of arrays of a parameter's shape that a run holds for it: itself, its gradient,
        its memory, and what the lines make on the way."""
        return len({"w", "d.w", *(writes for _, _, writes in self.lines("w"))})

    def first_memory(self, parameters: Mapping[str, Shape]) -> dict[str, Array]:
        """All memory before the first update: scalars, then one kind for all parameters after the
        other."""
        first: dict[str, Array] = {n: np.array(value) for n, value in self.shared_memory.items()}
        for prefix, value in self.memory.items():
            for name, shape in parameters.items():
                first[f"{prefix}.{name}"] = np.full(shape, value)
        return first
