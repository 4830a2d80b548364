"""Read a printed line of arithmetic the way a person does: by the precedence of its signs.

The text is translated into Python's own notation and evaluated over Python's own syntax tree, so
a bracket that the printer forgot changes the number.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable

from visualnn.expr import FUNCTIONS

_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER_OF_TEN = re.compile(r"(\d(?:[\d.]*))×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_BARS = re.compile(r"\|([^|]*)\|")

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
}


def reread(text: str) -> float:
    """The number that a printed line stands for; raises SyntaxError for what is no arithmetic."""
    # a raised 2 behind a raised exponent reads as part of it, as it does on the screen
    text = _POWER_OF_TEN.sub(lambda m: f"{m[1]}e{m[2].translate(_SUPERSCRIPTS)}", text)
    text = _BARS.sub(r"abs(\1)", text)
    for printed, python in (
        ("−", "-"),
        (" · ", " * "),
        ("²", "**2"),
        ("^", "**"),
        ("√(", "sqrt("),
        ("⌊", "floor("),
        ("⌋", ")"),
        ("⌈", "ceil("),
        ("⌉", ")"),
        ("[", "holds("),
        ("]", ")"),
        (" = ", " == "),
        ("≥", ">="),
        ("≤", "<="),
        ("∞", "infinity"),
    ):
        text = text.replace(printed, python)
    return _number(ast.parse(text, mode="eval").body)


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Name(id="infinity"):
            return math.inf
        case ast.Name(id="NaN"):
            return math.nan
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case ast.BinOp(left=left, op=sign, right=right):
            return _BINARY[type(sign)](_number(left), _number(right))
        case ast.Compare(left=left, ops=[relation], comparators=[right]):
            return float(_COMPARE[type(relation)](_number(left), _number(right)))
        case ast.Call(func=ast.Name(id="holds"), args=[inner]):
            return _number(inner)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return FUNCTIONS[function](*map(_number, arguments))
    raise SyntaxError(f"no arithmetic: {ast.dump(node)}")
