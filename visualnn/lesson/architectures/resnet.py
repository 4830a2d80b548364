"""ResNet: stages of residual blocks, each of which adds to its input what it has found.

Source: He, Zhang, Ren & Sun 2016, Deep Residual Learning for Image Recognition, table 1. As in
torchvision, and unlike the paper's first code, the 3×3 convolution of a bottleneck takes the
stride, not the 1×1 in front of it; the number of parameters is the same.
"""

from __future__ import annotations

from .common import Table, conv, dense, described, pool

DEPTHS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
"""Layers with weights → blocks in each of the four stages, which the paper numbers 2 to 5."""
BOTTLENECKS = frozenset({50, 101, 152})


def resnet(depth: int) -> Table:
    """11,689,512 / 21,797,672 / 25,557,032 / 44,549,160 / 60,192,808 parameters with 18 / 34 / 50 /
    101 / 152 layers."""
    deep = depth in BOTTLENECKS
    layers = [
        {**conv("conv1", 64, 7, stride=2, padding=3), "biased": False},
        norm("norm1", "relu"),
        pool("pool1", 3, padding=1),
    ]
    for stage, count in enumerate(DEPTHS[depth], 2):
        width = 2 ** (4 + stage)
        settings = {"channels": width, **({"out": 4 * width} if deep else {})}
        changes = stage > 2 or deep  # the first block of a stage changes the shape
        for n in range(1, count + 1):
            first = changes and n == 1
            use = {"name": f"stage{stage}_{n}", "kind": "block", "block": "plain"}
            stride = {"stride": 1 if stage == 2 else 2} if first else {}
            use |= {"block": "projected"} if first else {}
            layers.append({**use, "settings": {**settings, **stride}})
    layers += [
        {"name": "pool", "kind": "global_average_pool"},
        dense("fc", 1000, "softmax"),
    ]
    blocks = [residual("plain", deep, False), residual("projected", deep, True)]
    return described(f"resnet{depth}", f"ResNet-{depth}", (3, 224, 224), 1000, layers, blocks)


def residual(name: str, deep: bool, projected: bool) -> Table:
    """A residual block: two 3×3 convolutions, or when `deep` a 3×3 between two 1×1. When
    `projected`, a 1×1 convolution brings the input to the shape of the sum."""
    out = "{out}" if deep else "{channels}"
    step = "{stride}" if projected else 1
    if deep:
        layers = [
            *normed("1", "{channels}", 1, "relu"),
            *normed("2", "{channels}", 3, "relu", padding=1, stride=step),
            *normed("3", out, 1, "none"),
        ]
    else:
        layers = [
            *normed("1", "{channels}", 3, "relu", padding=1, stride=step),
            *normed("2", out, 3, "none", padding=1),
        ]
    last, other = layers[-1]["name"], "input"
    if projected:
        shortcut = normed("_shortcut", out, 1, "none", stride=step)
        shortcut[0]["inputs"] = ["input"]
        layers, other = [*layers, *shortcut], shortcut[-1]["name"]
    add = {"name": "sum", "kind": "add", "inputs": [last, other], "activation": "relu"}
    return {"name": name, "layers": [*layers, add]}


def normed(end: str, filters: str, size: int, activation: str, **settings: object) -> list[Table]:
    """A convolution without bias and the batch norm that shifts in its place."""
    return [
        {**conv(f"conv{end}", filters, size, **settings), "biased": False},
        norm(f"norm{end}", activation),
    ]


def norm(name: str, activation: str) -> Table:
    return {"name": name, "kind": "batch_norm", "activation": activation}
