"""What algebra makes of two gradients in a row: of softmax after cross-entropy (a − t) / batch.

The long form is what the program computes, instruction by instruction; the short form is read off
the same numbers, and only where it is equal: no logarithm is cut off, and the targets of a row add
up to 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from ..dataclass import dataclass
from ..expr import Expr, Index, Token, exp, indicator, lift
from ..names import label
from ..ops import Array, Named
from ..ops.activations import LogSoftmax, Sigmoid, Softmax
from ..ops.losses import (
    MIN_LOGARITHM,
    MIN_SLOPE,
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    Mean,
    NegativeLogLikelihood,
    SparseCategoricalCrossEntropy,
    SparseNegativeLogLikelihood,
)
from ..program import Instruction, Program
from .written import adds_up, number_line, symbol_line

TARGET_SUM_TOLERANCE = 1e-6
"""How far the targets of a row may be from 1 in sum."""


@dataclass(frozen=True)
class ShortForm:
    """The short form of a gradient, with its numbers."""

    tree: Expr
    symbols: tuple[Token, ...]
    numbers: tuple[Token, ...]
    value: float
    exact: bool
    """Whether the printed numbers give the printed value."""


@dataclass(frozen=True)
class _Pair:
    """A gradient of scores whose incoming gradient is that of a loss: the arrays of both."""

    a: Named
    """What the activation gave."""
    t: Named
    g: Named
    """∂L/∂l, one number per row."""
    at: Index

    @property
    def target(self) -> Expr:
        """What the output at the place should be: its target, or whether it is the class."""
        if self.t.shape == self.a.shape:
            return self.t[self.at]
        row = self.at[:-1]
        place = row if len(self.t.shape) == len(row) else (*row, 0)
        return indicator(self.t[place], "=", lift(self.at[-1]))


def short_form_of(
    program: Program, instruction: Instruction, values: Mapping[str, Array], at: Index
) -> ShortForm | None:
    """The short form of the element `at` of what `instruction` makes from `values`; None where
    there is none."""
    made = _FORMS.get(type(instruction.op))
    if made is None or instruction.rule != "grad_z":
        return None
    named = dict(zip(instruction.op.rule_inputs["grad_z"], instruction.reads, strict=True))
    loss = _writer(program, named["g"])
    if loss is None or loss.rule != "grad_a" or type(loss.op) not in made:
        return None
    read = dict(zip(loss.op.rule_inputs["grad_a"], loss.reads, strict=True))
    arrays = (named["a"], read["t"], read["g"])
    a, t, g = (Named(name, values[name], label(name, instruction.layer)) for name in arrays)
    pair = _Pair(a, t, g, at)
    tree = made[type(loss.op)](pair)
    if tree is None:
        return None
    tree = _weighed(program, pair, tree)
    return ShortForm(tree, symbol_line(tree), number_line(tree), tree.value, adds_up(tree))


def _writer(program: Program, name: str) -> Instruction | None:
    """The one instruction that writes a name; None if there are several or none."""
    found = [ins for ins in program.closing if ins.writes == name]
    return found[0] if len(found) == 1 else None


def _weighed(program: Program, pair: _Pair, tree: Expr) -> Expr:
    """The difference times ∂L/∂l, which of a mean over the batch is 1 / batch."""
    mean = _writer(program, pair.g.name)
    plain = mean is not None and isinstance(mean.op, Mean)
    count = pair.g.data.size
    weight = pair.g[pair.at[: len(pair.g.shape)]]
    if plain and weight.number == float(pair.g.data.dtype.type(1) / pair.g.data.dtype.type(count)):
        return tree / count
    return weight * tree


def _of_shares(pair: _Pair) -> Expr | None:
    row = pair.a.data[pair.at[:-1]]
    target = pair.t.data[pair.at[:-1]]
    if pair.t.shape == pair.a.shape:
        if not math.isclose(float(target.sum()), 1.0, abs_tol=TARGET_SUM_TOLERANCE):
            return None
        asked = row[target != 0]
    else:
        asked = row[int(target.flat[0])]
    if not (asked > math.exp(MIN_LOGARITHM)).all():
        return None
    return pair.a[pair.at] - pair.target


def _of_logarithms(pair: _Pair) -> Expr | None:
    if pair.t.shape == pair.a.shape:
        whole = float(pair.t.data[pair.at[:-1]].sum())
        if not math.isclose(whole, 1.0, abs_tol=TARGET_SUM_TOLERANCE):
            return None
    return exp(pair.a[pair.at]) - pair.target


def _of_yes_and_no(pair: _Pair) -> Expr | None:
    a = float(pair.a.data[pair.at])
    if a * (1 - a) <= MIN_SLOPE:
        return None
    outputs = math.prod(pair.a.shape[1:])
    difference = pair.a[pair.at] - pair.t[pair.at]
    return difference if outputs == 1 else difference / outputs


_Form = Callable[[_Pair], Expr | None]
_FORMS: Mapping[type, Mapping[type, _Form]] = {
    Softmax: {
        CategoricalCrossEntropy: _of_shares,
        SparseCategoricalCrossEntropy: _of_shares,
    },
    LogSoftmax: {
        NegativeLogLikelihood: _of_logarithms,
        SparseNegativeLogLikelihood: _of_logarithms,
    },
    Sigmoid: {BinaryCrossEntropy: _of_yes_and_no},
}
"""Activation → loss → the short form of the gradient of the scores, without ∂L/∂l."""
