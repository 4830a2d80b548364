"""Small lessons with recurrent layers: a word is spelled letter by letter, a wave is continued."""

from __future__ import annotations

from functools import cache
from typing import Any

from visualnn.lesson import Lesson, from_dict

WORD = {"source": "characters", "word": "hello", "steps": 4, "classes": 4}


@cache
def spelling(kind: str, convention: str = "pytorch") -> Lesson:
    """Four letters in, the next letter out: five units, and an output of four classes."""
    layers: list[dict[str, Any]] = [
        {"name": "r", "kind": kind, "units": 5, "convention": convention},
        {"name": "o", "kind": "dense", "units": 4, "activation": "softmax"},
    ]
    return _lesson(kind, WORD, layers, "categorical_cross_entropy")


@cache
def stacked() -> Lesson:
    """Two recurrent layers, of which the first hands on the states of all steps."""
    layers: list[dict[str, Any]] = [
        {"name": "low", "kind": "rnn", "units": 3, "returns": "all"},
        {"name": "high", "kind": "gru", "units": 2},
        {"name": "o", "kind": "dense", "units": 4, "activation": "softmax"},
    ]
    return _lesson("stacked", WORD, layers, "categorical_cross_entropy")


@cache
def long(steps: int, kind: str = "rnn") -> Lesson:
    """A wave of so many steps."""
    layers: list[dict[str, Any]] = [
        {"name": "r", "kind": kind, "units": 3},
        {"name": "o", "kind": "dense", "units": 1},
    ]
    wave = {"source": "wave", "n": 4, "steps": steps}
    return _lesson("long", wave, layers, "mean_squared_error")


def _lesson(name: str, data: dict[str, Any], layers: list[dict[str, Any]], loss: str) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": name,
            "title": {"en": name, "ko": name},
            "epochs": 3,
            "data": data,
            "layers": layers,
            "loss": {"kind": loss},
            "optimizer": {"kind": "adam", "lr": 0.05},
        }
    )
