"""The lesson that both sides of the comparison of variants train: two moons, one hidden layer, and
another activation in each variant."""

from __future__ import annotations

from collections.abc import Mapping

from visualnn.lesson import Lesson, from_dict
from visualnn.lesson.variants import open_variant

UPDATES = 50
ACTIVATIONS = ("sigmoid", "tanh", "leaky_relu", "elu", "gelu", "silu")
"""Those of the variants; the lesson itself has relu."""


def name_of(activation: str) -> str:
    """The id of the variant with an activation."""
    return activation.replace("_", "-")


def lesson() -> Lesson:
    """The lesson with its six variants."""
    titles = {"en": "Activations", "ko": "활성화 함수"}
    hidden = {"name": "hidden", "kind": "dense", "units": 6, "weights": "he_normal"}
    output = {"name": "output", "kind": "dense", "units": 1, "activation": "sigmoid"}
    return from_dict(
        {
            "format": 2,
            "name": "activations",
            "title": titles,
            "epochs": 60,
            "seed": 5,
            "data": {"source": "moons", "n": 100, "noise": 0.15},
            "layers": [{**hidden, "activation": "relu"}, output],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "adam", "lr": 0.05},
            "variants": [
                {
                    "id": name_of(each),
                    "title": titles,
                    "set": {"layers.hidden.activation": each},
                }
                for each in ACTIVATIONS
            ],
        }
    )


def runs() -> Mapping[str, Lesson]:
    """The lesson and its variants by their activations."""
    made = lesson()
    return {"relu": made, **{each: open_variant(made, name_of(each)) for each in ACTIVATIONS}}
