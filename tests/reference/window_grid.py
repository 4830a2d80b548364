"""What both sides of the comparison with PyTorch are given: cards with settings of every kind, and
the numbers they read."""

from __future__ import annotations

import zlib

import numpy as np

from visualnn.ops import Array, Op, Shape
from visualnn.ops.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from visualnn.ops.pooling import AveragePool, AveragePoolInside, GlobalAveragePool, MaxPool

CASES: dict[str, tuple[Op, tuple[Shape, ...]]] = {
    "conv2d": (Conv2d(), ((2, 3, 5, 6), (4, 3, 3, 2))),
    "conv2d of one place": (Conv2d(), ((3, 4, 3, 2), (2, 4, 1, 1))),
    "conv2d of one place, strided": (Conv2d((2, 2)), ((3, 4, 5, 4), (2, 4, 1, 1))),
    "conv2d of all places": (Conv2d(), ((2, 3, 4, 3), (2, 3, 4, 3))),
    "conv2d padded": (Conv2d(padding=(1, 1, 1, 1)), ((2, 2, 5, 4), (3, 2, 3, 3))),
    "conv2d one example": (Conv2d(padding=(1, 1, 1, 1)), ((1, 2, 5, 4), (3, 2, 3, 3))),
    "conv2d padded unevenly": (Conv2d(padding=(0, 2, 3, 1)), ((2, 2, 4, 3), (2, 2, 3, 2))),
    "conv2d padded more than the filter": (
        Conv2d(padding=(3, 3, 4, 3)), ((2, 2, 2, 3), (2, 2, 2, 2))),
    "conv2d strided": (Conv2d((2, 3)), ((2, 2, 6, 8), (3, 2, 3, 3))),
    "conv2d that leaves places over": (
        Conv2d((3, 2), (1, 1, 0, 0)), ((2, 2, 7, 8), (3, 2, 2, 3))),
    "conv2d with strides larger than the filter": (Conv2d((3, 4)), ((2, 2, 8, 9), (3, 2, 2, 1))),
    "conv2d dilated": (Conv2d(dilation=(2, 3)), ((2, 2, 6, 8), (3, 2, 3, 2))),
    "conv2d in groups": (Conv2d(groups=2), ((2, 4, 4, 3), (6, 2, 2, 2))),
    "conv2d depthwise": (Conv2d(padding=(1, 1, 1, 1), groups=3), ((2, 3, 4, 5), (6, 1, 3, 3))),
    "conv2d of everything": (
        Conv2d((2, 3), (2, 1, 1, 2), (2, 1), 2), ((3, 4, 7, 8), (4, 2, 3, 3))),
    "conv2d resnet's first": (Conv2d((2, 2), (3, 3, 3, 3)), ((2, 3, 10, 9), (4, 3, 7, 7))),
    "conv1d": (Conv1d(), ((2, 3, 7), (4, 3, 3))),
    "conv1d of everything": (Conv1d(2, (2, 1), 2, 2), ((3, 4, 9), (4, 2, 3))),
    "conv1d that leaves places over": (Conv1d(3, (1, 0)), ((2, 2, 9), (3, 2, 2))),
    "conv_transpose2d": (ConvTranspose2d(), ((2, 3, 3, 4), (3, 2, 3, 2))),
    "conv_transpose2d strided": (ConvTranspose2d((2, 3)), ((2, 3, 3, 2), (3, 2, 2, 3))),
    "conv_transpose2d with gaps": (ConvTranspose2d((3, 3)), ((2, 2, 3, 2), (2, 2, 2, 2))),
    "conv_transpose2d cut": (
        ConvTranspose2d((2, 2), (1, 1, 1, 1), (1, 1)), ((2, 3, 3, 4), (3, 2, 3, 3))),
    "conv_transpose2d longer than its stride": (
        ConvTranspose2d((1, 2), (0, 0, 1, 1), (2, 1), (3, 2)), ((2, 2, 3, 3), (2, 2, 2, 3))),
    "conv_transpose2d of everything": (
        ConvTranspose2d((2, 3), (2, 2, 1, 1), (1, 2), (2, 1), 2), ((3, 4, 4, 3), (4, 3, 3, 2))),
    "conv_transpose1d": (ConvTranspose1d(), ((2, 3, 4), (3, 2, 3))),
    "conv_transpose1d of everything": (
        ConvTranspose1d(3, (2, 2), 1, 2, 2), ((3, 4, 4), (4, 2, 3))),
    "max_pool": (MaxPool(), ((2, 3, 4, 6),)),
    "max_pool that overlaps": (MaxPool((3, 3), (2, 2)), ((2, 2, 7, 5),)),
    "max_pool that leaves places over": (MaxPool((2, 3)), ((2, 2, 5, 7),)),
    "max_pool rounded up": (MaxPool((3, 2), (2, 2), None, True), ((2, 2, 6, 5),)),
    "max_pool padded": (MaxPool((3, 3), (2, 2), ((1, 1), (1, 1))), ((2, 2, 6, 5),)),
    "max_pool padded and rounded up": (
        MaxPool((3, 2), (2, 3), ((1, 1), (1, 1)), True), ((2, 2, 4, 5),)),
    "max_pool with gaps": (MaxPool((2, 2), (3, 3)), ((2, 2, 8, 5),)),
    "max_pool 1d": (MaxPool((3,), (2,), ((1, 1),)), ((2, 3, 8),)),
    "average_pool": (AveragePool(), ((2, 3, 4, 6),)),
    "average_pool that overlaps": (AveragePool((3, 2), (1, 2)), ((2, 2, 5, 5),)),
    "average_pool padded": (AveragePool((3, 2), (2, 2), ((1, 1), (1, 1))), ((2, 2, 6, 5),)),
    "average_pool padded and rounded up": (
        AveragePool((3, 2), (2, 3), ((1, 1), (1, 1)), True), ((2, 2, 4, 5),)),
    "average_pool rounded up": (AveragePool((3, 3), (2, 2), None, True), ((2, 2, 6, 4),)),
    "average_pool 1d": (AveragePool((3,), (2,), ((1, 1),)), ((2, 3, 8),)),
    "average_pool_inside padded": (
        AveragePoolInside((3, 2), (2, 2), ((1, 1), (1, 1))), ((2, 2, 6, 5),)),
    "average_pool_inside padded and rounded up": (
        AveragePoolInside((3, 2), (2, 3), ((1, 1), (1, 1)), True), ((2, 2, 4, 5),)),
    "average_pool_inside 1d": (AveragePoolInside((3,), (2,), ((1, 1),)), ((2, 3, 8),)),
    "global_average_pool": (GlobalAveragePool(), ((2, 3, 4, 5),)),
    "global_average_pool 1d": (GlobalAveragePool(), ((2, 3, 4),)),
}  # fmt: skip
"""Cards with their settings, and the shapes that they read."""


def inputs(case: str) -> dict[str, Array]:
    """What the card of this case reads, and `g`, the gradient of its output.

    Pools read whole numbers of few values: ties in nearly every window.
    """
    op, shapes = CASES[case]
    random = np.random.default_rng(zlib.crc32(case.encode()))
    ties = isinstance(op, MaxPool)
    reads = {
        name: random.integers(-2, 3, shape).astype(np.float64)
        if ties
        else random.normal(size=shape)
        for name, shape in zip(op.inputs, shapes, strict=True)
    }
    return {**reads, "g": random.normal(size=op.shape(*shapes))}
