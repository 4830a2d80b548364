"""How an expression is written: by its names, and with its numbers put in."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .. import figures
from ..expr import Expr, Number, Token, map_numbers

__all__ = ["adds_up", "number_line", "symbol_line"]


def symbol_line(tree: Expr) -> tuple[Token, ...]:
    """The expression by its names."""
    return tuple(tree.tokens(_name))


def number_line(tree: Expr) -> tuple[Token, ...]:
    """The expression with its numbers put in."""
    return _opened(tree.tokens(_figure))


def adds_up(shown: Expr, value: float | None = None) -> bool:
    """Whether a reader who computes with the printed numbers gets the printed result; without
    `value` the tree's own."""
    value = shown.value if value is None else value
    printed = map_numbers(shown, figures.rounded_line).value
    mine, theirs = figures.rounded_result(printed), figures.rounded_result(value)
    return bool(mine == theirs or (np.isnan(mine) and np.isnan(theirs)))


def _name(leaf: Number) -> str:
    return leaf.label


def _figure(leaf: Number) -> str:
    text = figures.line(leaf.number)
    return f"({text})" if leaf.number < 0 else text


def _opened(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The same line without brackets around negative numbers that begin a line, a bracket or an
    argument."""
    line = list(tokens)
    for n, token in enumerate(line):
        begins = n == 0 or line[n - 1].text.endswith(("(", "[", "|", ", "))
        raised = n + 1 < len(line) and line[n + 1].text in "²^"
        if token.text.startswith("(−") and begins and not raised:
            line[n] = Token(token.text[1:-1], token.source)
    return tuple(line)
