"""The optimizers of a lesson file: one table for each kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field

from .fields import Spec

Share = Annotated[float, Field(ge=0, lt=1)]
Library = Literal["pytorch", "keras"]
Positive = Annotated[float, Field(ge=0, le=1e308)]


class OptimizerBase(Spec):
    """What every optimizer has. What is left out is as the convention has it."""

    lr: Annotated[float, Field(ge=0, le=1e308)]
    """The learning rate."""
    convention: Literal["pytorch", "keras", "paper"] = "pytorch"
    """Whose formulas and defaults: they differ where ε stands, in what a memory starts from, and
    in how weights decay."""
    weight_decay: Share | None = None
    """How strongly weights are pulled towards zero; without it there is no such line."""

    @property
    def given(self) -> dict[str, float]:
        """The settings that the lesson gives, by name."""
        words = self.model_dump(exclude={"kind", "convention"}, exclude_none=True)
        return {name: float(value) for name, value in words.items()}


class SGDSpec(OptimizerBase):
    """Gradient descent."""

    kind: Literal["sgd"]
    convention: Library = "pytorch"


class MomentumSpec(OptimizerBase):
    """Gradient descent with a velocity."""

    kind: Literal["momentum"]
    convention: Library = "pytorch"
    momentum: Share | None = None


class NesterovSpec(OptimizerBase):
    """Gradient descent with a velocity and a look ahead."""

    kind: Literal["nesterov"]
    convention: Library = "pytorch"
    momentum: Share | None = None


class AdagradSpec(OptimizerBase):
    """Steps divided by the root of all squared gradients."""

    kind: Literal["adagrad"]
    convention: Library = "pytorch"
    eps: Positive | None = None
    lr_decay: Positive | None = None
    """How fast the rate fades; PyTorch only."""


class RMSpropSpec(OptimizerBase):
    """Steps divided by the root of recent squared gradients."""

    kind: Literal["rmsprop"]
    convention: Library = "pytorch"
    rho: Share | None = None
    eps: Positive | None = None
    momentum: Share | None = None
    """With it, a velocity of scaled gradients."""


class CenteredRMSpropSpec(OptimizerBase):
    """Steps divided by the root of the gradient's recent variance."""

    kind: Literal["centered_rmsprop"]
    convention: Library = "pytorch"
    rho: Share | None = None
    eps: Positive | None = None
    momentum: Share | None = None
    """With it, a velocity of scaled gradients."""


class AdadeltaSpec(OptimizerBase):
    """Steps of the size of recent steps."""

    kind: Literal["adadelta"]
    rho: Share | None = None
    eps: Positive | None = None


class MomentsSpec(OptimizerBase):
    """What Adam and its relatives have."""

    beta1: Share | None = None
    beta2: Share | None = None


class AdamSpec(MomentsSpec):
    """Adam."""

    kind: Literal["adam"]
    convention: Library = "pytorch"
    eps: Positive | None = None


class AMSGradSpec(MomentsSpec):
    """Adam over the largest second moment so far."""

    kind: Literal["amsgrad"]
    convention: Library = "pytorch"
    eps: Positive | None = None


class AdamWSpec(MomentsSpec):
    """Adam with a weight decay beside the gradient."""

    kind: Literal["adamw"]
    eps: Positive | None = None


class AdamaxSpec(MomentsSpec):
    """Adam over the largest recent gradient."""

    kind: Literal["adamax"]
    eps: Positive | None = None
    """Not in the paper."""


class NAdamSpec(MomentsSpec):
    """Adam with Nesterov's look ahead."""

    kind: Literal["nadam"]
    convention: Library = "pytorch"
    eps: Positive | None = None
    momentum_decay: Positive | None = None
    """How fast the momentum warms up; PyTorch only."""


class RAdamSpec(MomentsSpec):
    """Adam that trusts its second moment only after a while."""

    kind: Literal["radam"]
    convention: Literal["pytorch", "paper"] = "pytorch"
    eps: Positive | None = None
    threshold: Annotated[float, Field(ge=4, le=1e308)] | None = None
    """How many gradients the second moment must have seen."""


OptimizerSpec = Annotated[
    SGDSpec
    | MomentumSpec
    | NesterovSpec
    | AdagradSpec
    | RMSpropSpec
    | CenteredRMSpropSpec
    | AdadeltaSpec
    | AdamSpec
    | AMSGradSpec
    | AdamWSpec
    | AdamaxSpec
    | NAdamSpec
    | RAdamSpec,
    Discriminator("kind"),
]
