"""Whether the inputs of a lesson are numbers of rows where an embedding looks them up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..datasets import Dataset
from ..errors import LessonError
from ..layers import Layer
from ..layers.sequence import Embedding
from ..network import INPUT, Network
from ..ops import Array
from ..text import N_
from .file import LessonSpec, TableData

_PASSING = frozenset({"flatten", "reshape", "permute"})
"""Kinds of layers that hand on the same numbers."""


def refuse_indices(spec: LessonSpec, network: Network, data: Dataset) -> None:
    """Raise LessonError for the first input that is no row of an embedding that reads it."""
    for n, layer in _looked_up(network):
        if spec.data.standardise:
            raise LessonError(
                N_("the embedding {layer} reads whole numbers; leave {key} out"),
                place=spec.where("data", "standardise"),
                layer=layer.name,
                key="standardise",
            )
        for x, name in ((data.x, "x"), (data.val_x, "val.x")):
            _refuse_stray(spec, n, layer, x / (spec.data.scale or 1), name)


def _looked_up(network: Network) -> Iterator[tuple[int, Embedding]]:
    """The embeddings that read the inputs themselves, and their places among the layers."""
    layers = {layer.name: layer for layer in network.layers}
    for n, layer in enumerate(network.layers):
        if not isinstance(layer, Embedding):
            continue
        read = layer.inputs[0]
        while read in layers and layers[read].kind in _PASSING and _is_plain(layers[read]):
            read = layers[read].inputs[0]
        if read == INPUT:
            yield n, layer


def _is_plain(layer: Layer) -> bool:
    return layer.activation == "none"


def _refuse_stray(spec: LessonSpec, n: int, layer: Embedding, x: Array, name: str) -> None:
    stray = ~((x >= 0) & (x < layer.rows) & (x == np.floor(x)))
    if not stray.any():
        return
    index = np.unravel_index(int(np.argmax(stray)), x.shape)
    place = spec.where("layers", n)
    if (
        isinstance(spec.data, TableData)
        and name == "x"
        and x.ndim == 2
        and not spec.data.validation
    ):
        place = spec.where("data", "inputs", int(index[0]), int(index[1]))
    raise LessonError(
        N_("the input {index} is {value}, and the embedding {layer} has the rows 0 … {last}"),
        place=place,
        index=f"{name}{[int(i) for i in index]}",
        value=f"{float(x[index]):g}",
        layer=layer.name,
        last=layer.rows - 1,
    )
