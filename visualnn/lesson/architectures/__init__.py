"""Networks that made history, at full size, each described as a lesson is.

A description is a function without arguments that returns a dictionary of the form of
``lesson.toml``; nothing is built or allocated by it. The learning data are one picture made up from
the seed, so that an iteration can be stepped without any download.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from .alexnet import alexnet, alexnet_groups
from .googlenet import googlenet, googlenet_auxiliary
from .lenet import lenet5
from .resnet import DEPTHS, resnet
from .vgg import STAGES, vgg

__all__ = ["ARCHITECTURES", "Description"]

Description = Mapping[str, Any]

ARCHITECTURES: Mapping[str, Callable[[], Description]] = MappingProxyType(
    {
        "lenet5": lenet5,
        "alexnet": alexnet,
        "alexnet-groups": alexnet_groups,
        **{f"vgg{depth}": partial(vgg, depth) for depth in STAGES},
        "googlenet": googlenet,
        "googlenet-auxiliary": googlenet_auxiliary,
        **{f"resnet{depth}": partial(resnet, depth) for depth in DEPTHS},
    }
)
"""Name → description."""
