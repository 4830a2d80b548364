"""VGG: nothing but 3×3 convolutions, in stages that halve the picture and double the channels.

Source: Simonyan & Zisserman 2015, Very Deep Convolutional Networks for Large-Scale Image
Recognition, table 1, columns A (11), D (16) and E (19).
"""

from __future__ import annotations

from .common import Table, conv, dense, described, dropout, flat, pool

STAGES = {11: (1, 1, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}
"""Layers with weights → convolutions in each of the five stages."""
CHANNELS = (64, 128, 256, 512, 512)


def vgg(depth: int) -> Table:
    """132,863,336, 138,357,544 and 143,667,240 parameters with 11, 16 and 19 layers."""
    stage = {
        "name": "convolution",
        "layers": [conv("conv", "{channels}", 3, padding=1, activation="relu")],
    }
    layers: list[Table] = []
    for n, (count, channels) in enumerate(zip(STAGES[depth], CHANNELS, strict=True), 1):
        use = {"name": f"stage{n}", "kind": "block", "block": "convolution", "repeat": count}
        layers += [{**use, "settings": {"channels": channels}}, pool(f"pool{n}")]
    layers += [
        flat(),
        dense("fc6", 4096),
        dropout("drop6"),
        dense("fc7", 4096),
        dropout("drop7"),
        dense("fc8", 1000, "softmax"),
    ]
    return described(f"vgg{depth}", f"VGG-{depth}", (3, 224, 224), 1000, layers, [stage])
