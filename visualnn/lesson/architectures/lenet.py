"""LeNet-5: convolution, subsampling, convolution, subsampling, and three dense layers."""

from __future__ import annotations

from .common import Table, conv, dense, described, flat


def lenet5() -> Table:
    """61,706 parameters.

    Source: LeCun, Bottou, Bengio & Haffner 1998, Gradient-Based Learning Applied to Document
    Recognition, section II.B. As is usual today, subsampling is plain average pooling, every map of
    C3 reads all maps of S2, and the output is a softmax instead of distances to drawn digits.
    """

    def average(name: str) -> Table:
        return {"name": name, "kind": "average_pool", "size": 2}

    tanh = {"activation": "tanh", "weights": "glorot_uniform"}
    layers = [
        conv("c1", 6, 5, **tanh),
        average("s2"),
        conv("c3", 16, 5, **tanh),
        average("s4"),
        flat(),
        dense("c5", 120, "tanh"),
        dense("f6", 84, "tanh"),
        dense("output", 10, "softmax"),
    ]
    return described("lenet5", "LeNet-5", (1, 32, 32), 10, layers)
