"""What both sides of the comparison with PyTorch are given: cards, and the numbers they read."""

from __future__ import annotations

import numpy as np

from visualnn.ops import Array, Op
from visualnn.ops.activations import (
    CELU,
    ELU,
    GELU,
    SELU,
    GELUTanh,
    HardSigmoid,
    HardSwish,
    HardTanh,
    Identity,
    LeakyReLU,
    LogSoftmax,
    Maxout,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
)

CARDS: dict[str, Op] = {
    "identity": Identity(),
    "relu": ReLU(),
    "leaky_relu": LeakyReLU(),
    "leaky_relu_keras": LeakyReLU("keras"),
    "leaky_relu_falling": LeakyReLU(negative_slope=-0.5),
    "relu6": ReLU6(),
    "elu": ELU(),
    "elu_low": ELU(2.5),
    "selu": SELU(),
    "celu": CELU(),
    "celu_low": CELU(2.5),
    "softplus": Softplus(),
    "softsign": Softsign(),
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "gelu": GELU(),
    "gelu_tanh": GELUTanh(),
    "silu": SiLU(),
    "mish": Mish(),
    "hard_sigmoid": HardSigmoid(),
    "hard_swish": HardSwish(),
    "hard_tanh": HardTanh(),
    "hard_tanh_shifted": HardTanh(-3.0, 2.0),
    "softmax": Softmax(),
    "log_softmax": LogSoftmax(),
    "prelu_shared": PReLU(),
    "prelu": PReLU(),
    "maxout": Maxout(),
    "maxout_3": Maxout(3),
}
"""Every activation, with PyTorch's settings and with others."""

NOT_IN_PYTORCH: frozenset[str] = frozenset()
"""Activations of lessons that PyTorch does not have; their contract tests have to do."""

KINKS = (0.0, -0.0, 1.0, -1.0, 2.0, 3.0, -3.0, 6.0)
"""Where some derivative jumps; the others' values there are of interest too."""
FAR = (1e-8, -1e-8, 1e-300, -1e-300, 50.0, -50.0, 1e3, -1e3)
NEAR = (0.5, -0.5, 0.75, -1.25, 1.5, -1.75, 2.5, -2.5, 2.999, -2.999, 3.5, 4.0, 18.0, 19.75)
TAIL = (-4.0, -5.0, -6.0, -7.0, -8.0, -10.0, -12.5, -20.0, 8.0, 12.5)
"""Where 1 + erf, 1 + tanh and 1 − tanh² lose digits, in PyTorch and here."""

_COUNT = len(KINKS) + len(FAR) + len(NEAR)


def _gradients(count: int) -> Array:
    """Gradients of the output that differ from 1 and from each other."""
    return 1 + np.arange(count) % 7 / 4 - 2.0 * (np.arange(count) % 3 == 1)


def inputs(case: str) -> dict[str, Array]:
    """What the card of this case reads, and `g`, the gradient of its output."""
    if case in {"softmax", "log_softmax"}:
        rows = [[1, 2, 3], [0, 0, -0.0], [1e3, 0, -1e3], [50, -50, 49.5], [1e-8, -1e-8, 0.25]]
        z = np.array(rows, dtype=np.float64)
        return {"z": z, "g": _gradients(z.size).reshape(z.shape)}
    if case == "maxout":
        return {"z": _columns(6), "g": _gradients(15).reshape(5, 3)}
    if case == "maxout_3":
        return {"z": _columns(6), "g": _gradients(10).reshape(5, 2)}
    if case in {"prelu", "prelu_shared"}:
        z = _columns(6)
        alpha = np.array([0.25, -0.5, 0.0, 1.5, 0.01, 0.3] if case == "prelu" else [0.25])
        return {"z": z, "alpha": alpha, "g": _gradients(z.size).reshape(z.shape)}
    return {"z": np.array([*KINKS, *FAR, *NEAR]), "g": _gradients(_COUNT)}


def _columns(width: int) -> Array:
    """The grid in rows, ties between neighbours among them."""
    z = np.array([*KINKS, *FAR, *NEAR])[: 5 * width].reshape(5, width)
    z[0, :3] = 0.0, -0.0, 0.0
    z[1, 3:] = 2.0, 2.0, 2.0
    z[2, :3] = -1.0, 2.0, 2.0
    return z
