"""Small nets, one for each activation, whose activation view is compared with PyTorch's numbers."""

from __future__ import annotations

from functools import cache

import numpy as np

from visualnn.lesson import Lesson, from_dict

WORDS = ("relu", "leaky_relu", "tanh", "sigmoid", "elu", "gelu", "silu", "softplus", "hard_tanh")
ITERATIONS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)
"""The ten iterations at which the view is compared."""
RATE = 0.3
AXIS = np.arange(-100, 101) * 5 / 100
"""The z-axis, as long as no sum is larger."""


@cache
def activation_run(word: str) -> Lesson:
    """Three classes of points, and one hidden layer with this activation."""
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 3,
            "epochs": max(ITERATIONS) + 1,
            "data": {"source": "blobs", "n": 18, "classes": 3},
            "layers": [
                {"name": "h", "kind": "dense", "units": 5, "activation": word},
                {"name": "o", "kind": "dense", "units": 3, "activation": "softmax"},
            ],
            "loss": {"kind": "categorical_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": RATE},
        }
    )
