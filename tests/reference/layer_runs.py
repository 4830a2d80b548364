"""What both sides of the comparison of layers start from, and what of a run is compared.

The networks are those of `tests/visualnn/layer_nets`: eight rows to train on, all in every update,
three to evaluate after it, plain gradient descent. Chance is given to the other side: the masks
and the noise of each update are read from our run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.visualnn.layer_nets import CASES, net
from tests.visualnn.nets import Net
from visualnn.layers import BatchNorm, LayerNorm
from visualnn.layers.recurrent import Recurrent
from visualnn.ops import Array

UPDATES, ROWS, VALIDATION, RATE = 4, 8, 3, 0.1
STORED = Path(__file__).parent / "layers.npz"
LOOKED_AT = (0, UPDATES - 1)
"""The updates whose gradients are compared."""
CHANCE = ("mask", "noise")


def in_keras(case: str) -> bool:
    """Whether a layer of the case follows Keras; the paper's GRU is one of Keras', too."""
    return any(
        isinstance(layer, BatchNorm | LayerNorm | Recurrent) and layer.convention != "pytorch"
        for layer in CASES[case][1]
    )


def ours(case: str) -> Net:
    return net(case, ROWS, validation=VALIDATION)


def updates(made: Net) -> Iterator[Mapping[str, Array]]:
    """Everything at the end of each update."""
    history = made.history()
    for update in range(UPDATES):
        yield history.at(made.program.end_of(update)).values


def chance(made: Net) -> list[dict[str, Array]]:
    """The masks and the noise of each update, by name."""
    return [
        {name: value for name, value in values.items() if name.rpartition(".")[2] in CHANCE}
        for values in updates(made)
    ]
