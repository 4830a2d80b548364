"""AlexNet, once in a single column and once in the paper's two groups.

Source: Krizhevsky, Sutskever & Hinton 2012, ImageNet Classification with Deep Convolutional Neural
Networks. The single column is Krizhevsky 2014, One weird trick for parallelizing convolutional
neural networks, as in torchvision. Local response normalisation, which later networks dropped
again and which has no parameters, is left out, as there.
"""

from __future__ import annotations

from collections.abc import Sequence

from .common import Table, conv, dense, described, dropout, flat, pool


def alexnet() -> Table:
    """61,100,840 parameters: a picture of 224 padded by 2, one column."""
    layers = _layers(64, 192, 384, 256, groups=1, padding=2)
    return described("alexnet", "AlexNet", (3, 224, 224), 1000, layers)


def alexnet_groups() -> Table:
    """60,965,224 parameters: a picture of 227, and two halves that meet at the third convolution
    and behind the last, as on the paper's two graphics cards."""
    layers = _layers(96, 256, 384, 384, groups=2, padding=0)
    title, korean = "AlexNet in two groups", "두 그룹으로 나눈 AlexNet"
    return described("alexnet-groups", title, (3, 227, 227), 1000, layers, korean=korean)


def _layers(
    first: int, second: int, third: int, fourth: int, groups: int, padding: int
) -> Sequence[Table]:
    relu = {"activation": "relu"}
    return [
        conv("conv1", first, 11, stride=4, padding=padding, **relu),
        pool("pool1", 3),
        conv("conv2", second, 5, padding=2, groups=groups, **relu),
        pool("pool2", 3),
        conv("conv3", third, 3, padding=1, **relu),
        conv("conv4", fourth, 3, padding=1, groups=groups, **relu),
        conv("conv5", 256, 3, padding=1, groups=groups, **relu),
        pool("pool5", 3),
        flat(),
        dropout("drop6"),
        dense("fc6", 4096),
        dropout("drop7"),
        dense("fc7", 4096),
        dense("fc8", 1000, "softmax"),
    ]
