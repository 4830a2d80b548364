"""The kinds of layers that have parameters, each with settings and the shape of one example."""

from __future__ import annotations

from collections.abc import Mapping

READS: Mapping[str, tuple[int, ...]] = {
    "dense": (5,),
    "dense_steps": (6, 5),
    "conv1d": (4, 9),
    "conv2d": (4, 7, 7),
    "conv_transpose1d": (4, 9),
    "conv_transpose2d": (4, 7, 7),
    "batch_norm": (4, 7, 7),
    "layer_norm": (3, 5),
    "embedding": (6,),
    "rnn": (6, 5),
    "lstm": (6, 5),
    "gru": (6, 5),
    "prelu": (5,),
}
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "dense": {"units": 3},
    "dense_steps": {"units": 3},
    "conv1d": {"filters": 6, "size": 3, "groups": 2},
    "conv2d": {"filters": 6, "size": (2, 3), "groups": 2},
    "conv_transpose1d": {"filters": 6, "size": 3, "groups": 2},
    "conv_transpose2d": {"filters": 6, "size": (2, 3), "groups": 2},
    "embedding": {"rows": 9, "units": 3},
    "rnn": {"units": 3},
    "lstm": {"units": 3},
    "gru": {"units": 3},
    "prelu": {"per_channel": True},
}
