"""What a lesson file may let happen between two epochs.

The meaning of a key is in `visualnn.compiler.callbacks`; here is what may be written.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .fields import Spec
from .references import NAME

Patience = Annotated[int, Field(ge=1, le=1_000_000)]
Margin = Annotated[float, Field(ge=0, le=1e308)]
Watched = Annotated[str, Field(pattern=f"^({NAME})?$")]


class WatchSpec(Spec):
    """What every callback watches."""

    monitor: Watched = ""
    """The number that should get better: `val.L`, `L`, `val.accuracy` …; without it the loss of the
    validation data, or of the epoch where there are none."""


class EarlyStoppingSpec(WatchSpec):
    """Ends the training when nothing gets better any more, as Keras does."""

    patience: Patience
    """After so many epochs in a row that were not better."""
    min_delta: Margin = 0.0
    """By how much, at least, better must be better."""
    restore: bool = True
    """Whether the parameters of the best epoch are put back at the end."""


class CheckpointSpec(WatchSpec):
    """Keeps the parameters of the best epoch."""


class PlateauSpec(WatchSpec):
    """Lowers the learning rate when nothing gets better any more."""

    convention: Literal["pytorch", "keras"] = "pytorch"
    """PyTorch waits one epoch longer, and asks for a share of the best instead of a difference."""
    patience: Annotated[int, Field(ge=0, le=1_000_000)] = 10
    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """What the rate is multiplied by."""
    margin: Margin = 1e-4
    """By how much, at least, better must be better: PyTorch's threshold, Keras' min_delta."""
    min_lr: Margin = 0.0
    """The lowest rate."""
    cooldown: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """So many epochs behind a lower rate do not count against the patience."""


class FunctionCallbacksSpec(Spec):
    """What happens between two iterations on a bare function."""

    reduce_on_plateau: PlateauSpec | None = None


class CallbacksSpec(Spec):
    """What happens between two epochs, in the order of these keys."""

    checkpoint: CheckpointSpec | None = None
    reduce_on_plateau: PlateauSpec | None = None
    early_stopping: EarlyStoppingSpec | None = None
