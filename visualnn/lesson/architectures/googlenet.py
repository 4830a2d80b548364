"""GoogLeNet: inception blocks, in each of which four branches look at the same input.

Source: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke & Rabinovich 2015, Going
Deeper with Convolutions, table 1: the third branch is 5×5, convolutions have biases and there is no
batch norm. Local response normalisation, which has no parameters, is left out.
"""

from __future__ import annotations

from .common import Table, conv, dense, described, dropout, flat, pool

INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
"""Channels of the columns #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj of table 1."""
COLUMNS = ("one", "reduce3", "three", "reduce5", "five", "project")


def googlenet() -> Table:
    """6,998,552 parameters."""
    layers, blocks = _trunk(), [inception()]
    return described("googlenet", "GoogLeNet", (3, 224, 224), 1000, layers, blocks)


def googlenet_auxiliary() -> Table:
    """The same as it was trained: two more classifiers half-way up give the lower layers a gradient
    of their own. Each counts 0.3 beside the last; with them there are 13,378,280 parameters."""
    *layers, pooled, drop, last = _trunk()
    taps = {"aux1": "inception4a", "aux2": "inception4d"}
    layers += [{**_use(name, "auxiliary"), "inputs": [tap]} for name, tap in taps.items()]
    layers += [{**pooled, "inputs": ["inception5b"]}, drop, last]
    title, korean = "GoogLeNet with auxiliary classifiers", "보조 분류기가 있는 GoogLeNet"
    blocks = [inception(), auxiliary()]
    lesson = described("googlenet-auxiliary", title, (3, 224, 224), 1000, layers, blocks, korean)
    weighed = {**lesson["loss"], "weight": 0.3}
    return {**lesson, "losses": [{**weighed, "output": name} for name in taps]}


def _trunk() -> list[Table]:
    """From the picture to the classifier at the end."""
    half: Table = {"rounding": "up"}  # of sizes that do not divide, as in the paper's own code
    layers = [
        conv("conv1", 64, 7, stride=2, padding=3, activation="relu"),
        pool("pool1", 3, **half),
        conv("reduce2", 64, 1, activation="relu"),
        conv("conv2", 192, 3, padding=1, activation="relu"),
        pool("pool2", 3, **half),
    ]
    for name, channels in INCEPTIONS.items():
        settings = dict(zip(COLUMNS, channels, strict=True))
        layers.append({**_use(f"inception{name}", "inception"), "settings": settings})
        if name in ("3b", "4e"):
            layers.append(pool(f"pool{name[0]}", 3, **half))
    return [
        *layers,
        {"name": "pool", "kind": "global_average_pool"},
        dropout("drop", 0.4),
        dense("fc", 1000, "softmax"),
    ]


def _use(name: str, block: str) -> Table:
    return {"name": name, "kind": "block", "block": block}


def auxiliary(
    filters: int = 128, units: int = 1024, classes: int = 1000, drop: float = 0.7
) -> Table:
    """A classifier on a value half-way up: section 5 of the paper."""
    layers = [
        {"name": "pool", "kind": "average_pool", "size": 5, "stride": 3},
        conv("reduce", filters, 1, activation="relu"),
        flat(),
        dense("hidden", units),
        dropout("drop", drop),
        dense("fc", classes, "softmax"),
    ]
    return {"name": "auxiliary", "layers": layers}


def inception() -> Table:
    """Four branches, all of the input's height and width, one behind the other as channels."""

    def branch(name: str, channels: str, size: int, **more: object) -> Table:
        padding: Table = {"padding": size // 2} if size > 1 else {}
        return conv(name, f"{{{channels}}}", size, activation="relu", **padding, **more)

    layers = [
        branch("one", "one", 1, inputs=["input"]),
        branch("reduce3", "reduce3", 1, inputs=["input"]),
        branch("three", "three", 3),
        branch("reduce5", "reduce5", 1, inputs=["input"]),
        branch("five", "five", 5),
        pool("pool", 3, 1, padding=1, inputs=["input"]),
        branch("project", "project", 1),
        {
            "name": "join",
            "kind": "concatenate",
            "inputs": ["one", "three", "five", "project"],
        },
    ]
    return {"name": "inception", "layers": layers}
