"""What a lesson file trains for: the losses of outputs, penalties, and the clipping of gradients.

The meaning of a kind is in `visualnn.losses`; here is what may be written.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from .fields import LayerName, Spec

Library = Literal["pytorch", "keras"]
Weights = Annotated[
    tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=2, max_length=10_000)
]
Smoothing = Annotated[float, Field(ge=0, lt=1)]
Amount = Annotated[float, Field(gt=0, le=1e308)]


class LossBase(Spec):
    """What every loss has."""

    output: LayerName | None = None
    """In `[[losses]]`: the layer whose output is compared. `[loss]` is that of the last layer."""
    weight: Amount | None = None
    """In `[[losses]]`: how much it counts beside the others; 1 if it is left out."""

    @property
    def settings(self) -> dict[str, Any]:
        """What makes the loss, by name."""
        return self.model_dump(exclude={"output", "weight"}, exclude_none=True)


class ErrorSpec(LossBase):
    """How far numbers are off, squared or absolute."""

    kind: Literal["mean_squared_error", "mean_absolute_error"]


class HuberSpec(LossBase):
    """How far numbers are off: squared when near, absolute when far."""

    kind: Literal["huber"]
    delta: Amount = 1.0
    """Where near ends."""


class BinarySpec(LossBase):
    """Cross-entropy of yes or no, on probabilities or on the scores before a sigmoid."""

    kind: Literal["binary_cross_entropy", "binary_cross_entropy_with_logits"]
    convention: Library = "pytorch"
    label_smoothing: Smoothing = 0.0
    """How far the targets 0 and 1 are moved to the middle."""


class CategoricalSpec(LossBase):
    """Cross-entropy of one class out of many, on shares, on the scores before a softmax, or on the
    logarithms that log-softmax gives."""

    kind: Literal[
        "categorical_cross_entropy",
        "categorical_cross_entropy_with_logits",
        "negative_log_likelihood",
    ]
    convention: Library = "pytorch"
    label_smoothing: Smoothing = 0.0
    """The share of the target that is spread over all classes."""
    class_weights: Weights | None = None
    """How much each class counts."""


class SparseSpec(LossBase):
    """The same where the target is the number of the class."""

    kind: Literal[
        "sparse_categorical_cross_entropy",
        "sparse_categorical_cross_entropy_with_logits",
        "sparse_negative_log_likelihood",
    ]
    convention: Library = "pytorch"
    class_weights: Weights | None = None
    """How much each class counts."""


class HingeSpec(LossBase):
    """Content once a score is on the right side by a margin."""

    kind: Literal["hinge", "squared_hinge"]
    zero_one: bool = False
    """Whether the targets are 0 and 1; an instruction writes them as −1 and 1."""


class DivergenceSpec(LossBase):
    """How far expected shares are from true ones: on logarithms of shares in PyTorch, on shares in
    Keras."""

    kind: Literal["kl_divergence"]
    convention: Library = "pytorch"


LossSpec = Annotated[
    ErrorSpec | HuberSpec | BinarySpec | CategoricalSpec | SparseSpec | HingeSpec | DivergenceSpec,
    Discriminator("kind"),
]

Metric = Literal[
    "accuracy",
    "top_2_accuracy",
    "top_3_accuracy",
    "top_5_accuracy",
    "confusion_matrix",
    "mean_absolute_error",
]


class RegularizationSpec(Spec):
    """What large weights cost; biases cost nothing."""

    l1: Amount | None = None
    """How much the absolute weights are counted."""
    l2: Amount | None = None
    """How much the squared weights are counted; as `weight_decay` in PyTorch, half of it."""
    layers: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=1_000)] | None = None
    """The layers whose weights cost; without it, all."""


class ClipSpec(Spec):
    """How gradients are kept short between backpropagation and update."""

    kind: Literal["value", "norm", "global_norm"]
    """Each number, the gradient of each parameter, or all gradients as one."""
    limit: Amount
    """The largest number, or the greatest length."""
    convention: Library = "pytorch"
    """PyTorch divides by a length that is a hair longer; `norm` is Keras' only."""
