"""Cards that read any number of values of one kind: all branches of a network, all time steps.

The inputs of such a card are called ``x1`` … ``xn``. One gradient rule, ``grad_part``, serves them
all: it is told which input is meant, counted from 0, and reads nothing but ``g``.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from ..dataclass import dataclass
from ..expr import Expr, Index
from .base import Array, Call, Named, Op, register

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Many(Op, card=False):
    """The base of every such card, which gives ``forward(*parts)`` and ``forward_at(at, *parts)``
    besides the rules below, and writes the input in ``grad_part``'s formula as xₖ."""

    usual_count: ClassVar[int] = 3
    """How many values the card reads with its default settings."""

    def __init_subclass__(cls, *, card: bool = True, **options: Any) -> None:
        super().__init_subclass__(card=False, **options)
        missing = [word for word in ("forward", "forward_at") if not hasattr(cls, word)]
        missing += [
            word
            for word in ("grad_part", "grad_part_at", "example", "title", "about")
            if getattr(cls, word) is getattr(Many, word)
        ]
        if missing:
            raise TypeError(f"{cls.__name__} has no {', '.join(missing)}")
        cls.inputs, cls.rules, cls.rule_inputs = _words(cls.usual_count)
        register(cls)

    @property
    def count(self) -> int:
        """How many values it reads."""
        raise NotImplementedError

    def __post_init__(self) -> None:
        inputs, rules, rule_inputs = _words(self.count)
        object.__setattr__(self, "inputs", inputs)
        object.__setattr__(self, "rules", rules)
        object.__setattr__(self, "rule_inputs", rule_inputs)

    def grad_part(self, which: int, g: Array) -> Array:
        """The gradient of one of the inputs."""
        raise NotImplementedError

    def grad_part_at(self, which: int, at: Index, g: Named) -> Expr:
        """Its twin."""
        raise NotImplementedError

    def grad_part_bound(self, which: int, out: Array, g: Array) -> tuple[Call, ...]:
        """The same as calls that write into `out`."""
        return (lambda: np.copyto(out, self.grad_part(which, g)),)

    def formula(self, rule: str = "forward") -> str:
        if rule == "forward":
            return super().formula()
        k = f"{_which(rule) + 1}".translate(_SUBSCRIPTS)
        return super().formula("grad_part").replace("ₖ", k)

    def compute(self, rule: str, *arrays: Array) -> Array:
        if rule == "forward":
            return super().compute(rule, *arrays)
        result = self.grad_part(_which(rule), *arrays).view()
        result.setflags(write=False)
        return result

    def bind(self, rule: str, out: Array, arrays: Sequence[Array]) -> tuple[Call, ...]:
        if rule == "forward":
            return super().bind(rule, out, arrays)
        return self.grad_part_bound(_which(rule), out, *arrays)

    def explain(self, rule: str, at: Index, arrays: Sequence[Named]) -> Expr:
        if rule == "forward":
            return super().explain(rule, at, arrays)
        return self.grad_part_at(_which(rule), at, *arrays)


def _words(
    count: int,
) -> tuple[tuple[str, ...], tuple[str, ...], MappingProxyType[str, tuple[str, ...]]]:
    """The names of inputs and rules, and what each rule reads."""
    inputs = tuple(f"x{k}" for k in range(1, count + 1))
    gradients = tuple(f"grad_{name}" for name in inputs)
    reads = {"forward": inputs, **dict.fromkeys(gradients, ("g",))}
    return inputs, tuple(reads), MappingProxyType(reads)


def _which(rule: str) -> int:
    """The input that ``grad_x3`` is the gradient of, counted from 0."""
    return int(rule.removeprefix("grad_x")) - 1
