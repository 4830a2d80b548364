"""One layer of each kind that has parameters, as a lesson describes it, with the shape it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ROWS = 3


@dataclass(frozen=True)
class Case:
    """A layer's settings and the shape of one example."""

    settings: Mapping[str, object]
    shape: tuple[int, ...]

    @property
    def kind(self) -> str:
        return str(self.settings["kind"])


_STEPS = (4, 5)
CASES: Mapping[str, Case] = {
    "dense": Case({"kind": "dense", "units": 3}, (5,)),
    "dense_steps": Case({"kind": "dense_steps", "units": 3}, _STEPS),
    "conv1d": Case({"kind": "conv1d", "filters": 6, "size": 3}, (4, 9)),
    "conv1d in groups": Case({"kind": "conv1d", "filters": 6, "size": 3, "groups": 2}, (4, 9)),
    "conv2d": Case({"kind": "conv2d", "filters": 6, "size": [2, 3]}, (4, 5, 7)),
    "conv2d in groups": Case(
        {"kind": "conv2d", "filters": 6, "size": [2, 3], "groups": 2}, (4, 5, 7)
    ),
    "conv_transpose1d": Case(
        {"kind": "conv_transpose1d", "filters": 6, "size": 3, "stride": 2}, (4, 5)
    ),
    "conv_transpose2d": Case(
        {"kind": "conv_transpose2d", "filters": 6, "size": [2, 3], "stride": 2}, (4, 3, 5)
    ),
    "batch_norm": Case({"kind": "batch_norm"}, (4, 3, 5)),
    "layer_norm": Case({"kind": "layer_norm"}, _STEPS),
    "embedding": Case({"kind": "embedding", "rows": 9, "units": 3}, (4,)),
    "rnn": Case({"kind": "rnn", "units": 3}, _STEPS),
    "lstm": Case({"kind": "lstm", "units": 3}, _STEPS),
    "gru": Case({"kind": "gru", "units": 3}, _STEPS),
    "prelu": Case({"kind": "prelu", "per_channel": True}, (4,)),
}
CONVENTIONAL = {"batch_norm", "layer_norm", "rnn", "lstm", "gru"}
"""The kinds that compute differently in Keras' convention."""
PYTORCH_ONLY = {"conv_transpose1d"}
"""What Keras is not asked for."""


def described(case: Case, library: str) -> dict[str, object]:
    """The layer in the convention of a library."""
    settings = {"name": "l", **case.settings}
    return {**settings, "convention": library} if case.kind in CONVENTIONAL else settings
