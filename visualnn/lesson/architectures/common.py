"""What the descriptions have in common: the frame of a lesson, and layers in few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Table = dict[str, Any]
"""A table of the lesson file."""

COLOUR_COUNT = 3


def described(
    name: str,
    title: str,
    picture: tuple[int, int, int],
    classes: int,
    layers: Sequence[Table],
    blocks: Sequence[Table] = (),
    korean: str = "",
) -> Table:
    """A lesson that trains these layers on one picture ``(channel, height, width)``: in colours a
    photograph, else a made-up one. Its title in Korean is the same if none is given."""
    source = "photographs" if picture[0] == COLOUR_COUNT else "synthetic"
    return {
        "format": 1,
        "name": name,
        "title": {"en": title, "ko": korean or title},
        "dtype": "float32",
        "epochs": 10,
        "data": {"source": source, "shape": list(picture), "classes": classes},
        **({"blocks": list(blocks)} if blocks else {}),
        "layers": list(layers),
        "loss": {"kind": "categorical_cross_entropy"},
        "optimizer": {"kind": "sgd", "lr": 0.01},
    }


def conv(name: str, filters: int | str, size: int, **settings: object) -> Table:
    """A convolution whose weights start for the ReLU that follows."""
    sized = {"name": name, "kind": "conv2d", "filters": filters, "size": size}
    return {**sized, "weights": "he_normal", **settings}


def dense(name: str, units: int, activation: str = "relu", **settings: object) -> Table:
    """A dense layer."""
    first = "he_normal" if activation == "relu" else "glorot_uniform"
    layer = {"name": name, "kind": "dense", "units": units, "activation": activation}
    return {**layer, "weights": first, **settings}


def pool(name: str, size: int = 2, stride: int = 2, **settings: object) -> Table:
    """The largest number of every window."""
    return {"name": name, "kind": "max_pool", "size": size, "stride": stride, **settings}


def dropout(name: str, p: float = 0.5) -> Table:
    return {"name": name, "kind": "dropout", "p": p}


def flat(name: str = "flat") -> Table:
    """One row of numbers for each example."""
    return {"name": name, "kind": "flatten"}
