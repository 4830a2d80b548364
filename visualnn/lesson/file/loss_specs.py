"""What a lesson file trains for: the losses of outputs, penalties, and the clipping of gradients.

The kinds and what their settings mean are in `visualnn.losses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from ...limits import Positive, Share
from ...losses import GROUPS, ClassWeights, Reduction
from .fields import LayerName, Spec
from .kinds import Form, Kinds, Setting

Library = Literal["pytorch", "keras"]

_SETTINGS: Mapping[str, Setting] = {
    "delta": (Positive, 1.0),
    "label_smoothing": (Share, 0.0),
    "class_weights": (ClassWeights | None, None),
    "zero_one": (bool, False),
    "reduction": (Reduction, "mean"),
}


def _forms() -> Iterator[Form]:
    for group in GROUPS:
        convention = {"convention": (Library, "pytorch")} if group.conventions else {}
        yield Form(
            title=f"{group.title}Spec",
            meaning=group.meaning,
            words=group.kinds,
            base=LossBase,
            declared=convention | {name: _SETTINGS[name] for name in group.notes},
            sentences=group.notes,
        )


class LossBase(Spec):
    """What every loss has."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    if TYPE_CHECKING:
        kind: str

    output: LayerName | None = None
    """In `[[losses]]`: the layer whose output is compared. `[loss]` is that of the last layer."""
    weight: Positive | None = None
    """In `[[losses]]`: how much it counts beside the others; 1 if it is left out."""

    @property
    def settings(self) -> dict[str, Any]:
        """What makes the loss, by name."""
        return self.model_dump(exclude={"output", "weight"}, exclude_none=True)


LossSpec = Annotated[LossBase, LossBase.kinds]

Metric = Literal[
    "accuracy",
    "top_2_accuracy",
    "top_3_accuracy",
    "top_5_accuracy",
    "confusion_matrix",
    "precision",
    "recall",
    "f1",
    "macro_precision",
    "macro_recall",
    "macro_f1",
    "mean_absolute_error",
]


class RegularizationSpec(Spec):
    """What large weights cost; biases cost nothing."""

    l1: Positive | None = None
    """How much the absolute weights are counted."""
    l2: Positive | None = None
    """How much the squared weights are counted; as `weight_decay` in PyTorch, half of it."""
    layers: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=1_000)] | None = None
    """The layers whose weights cost; without it, all."""


class ClipSpec(Spec):
    """How gradients are kept short between backpropagation and update."""

    kind: Literal["value", "norm", "global_norm"]
    """Each number, the gradient of each parameter, or all gradients as one."""
    limit: Positive
    """The largest number, or the greatest length."""
    convention: Library = "pytorch"
    """PyTorch divides by a length that is a hair longer; `norm` is Keras' only."""
