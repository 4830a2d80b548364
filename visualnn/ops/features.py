"""Features: inputs made of the inputs before the network sees them: x0², x0·x1, sin x0."""

from __future__ import annotations

import re

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..expr import Expr, Index, sin
from ..text import N_
from .base import Array, Named, Op, Shape

__all__ = ["FEATURE", "Features", "columns_of"]

FEATURE = r"x[0-9]{1,4}(\^2|\*x[0-9]{1,4})?|sin\(x[0-9]{1,4}\)"
"""How a feature is written: ``x0``, ``x0^2``, ``x0*x1`` or ``sin(x0)``."""
_FORM = re.compile(FEATURE)


def columns_of(word: str) -> tuple[int, ...]:
    """The columns of the inputs that a feature is made from, one for each factor. Raises
    SettingError for what is no feature."""
    if _FORM.fullmatch(word) is None:
        raise SettingError(
            N_("{word} is no input; write x0, x0^2, x0*x1 or sin(x0)"), word=f"“{word}”"
        )
    first, *second = (int(number) for number in re.findall(r"x([0-9]+)", word))
    return (first, first) if word.endswith("^2") else (first, *second)


@dataclass(frozen=True)
class Features(Op):
    """The inputs that a lesson asks for, made of those of the data: ``(batch, inputs) →
    (batch, features)``."""

    words: tuple[str, ...] = ("x0", "x1", "x0^2", "x0*x1", "sin(x1)")

    title = N_("Inputs made of inputs")
    about = N_("Each column is an input, its square, a product of two inputs, or its sine.")
    output = "x"

    def shape(self, *shapes: Shape) -> Shape:
        (raw,) = shapes
        if len(raw) != 2:
            raise ShapeError(
                "inputs are made of one row of numbers per example, not of the shape {shape}",
                shape=raw,
            )
        for word in self.words:
            if max(columns_of(word)) >= raw[1]:
                raise ShapeError(
                    "{word} asks for an input that is not there; there are {count}, from x0 on",
                    word=word,
                    count=raw[1],
                )
        return (raw[0], len(self.words))

    def forward(self, raw: Array) -> Array:
        """x[n,j] = φⱼ(raw[n])"""
        return np.stack([_column(word, raw) for word in self.words], axis=1)

    def forward_at(self, at: Index, raw: Named) -> Expr:
        row, j = at
        word = self.words[j]
        first, *second = (raw[row, column] for column in columns_of(word))
        if word.startswith("sin"):
            return sin(first)
        return first * second[0] if second else first

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2)),)


def _column(word: str, raw: Array) -> Array:
    first, *second = (raw[:, column] for column in columns_of(word))
    if word.startswith("sin"):
        made: Array = np.sin(first)
        return made
    return first * second[0] if second else first
