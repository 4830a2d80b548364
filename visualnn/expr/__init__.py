"""An expression that carries its numbers: symbols, substituted numbers and result are three
readings of one tree.

The leaves are named numbers of the state (:class:`Number`), so a tree can be drawn with names,
drawn with
values, evaluated, and asked which numbers it was made from. Nothing here knows where the numbers
live.
"""

from .arithmetic import FUNCTIONS
from .calls import (
    Call,
    Indicator,
    absolute,
    ceil,
    cos,
    erf,
    exp,
    expm1,
    floor,
    indicator,
    ln,
    log1p,
    maximum,
    minimum,
    mod,
    sin,
    sqrt,
    tanh,
)
from .chosen import Opaque, Picked
from .long_sums import Subtotal, Unmade, beginning_only, total
from .readings import abridge, begun, map_numbers, whole
from .tree import (
    Binding,
    Expr,
    Index,
    Negative,
    Number,
    Operand,
    Power,
    Product,
    Quotient,
    Reading,
    Source,
    Sum,
    Token,
    lift,
)

__all__ = [
    "FUNCTIONS",
    "Binding",
    "Call",
    "Expr",
    "Index",
    "Indicator",
    "Negative",
    "Number",
    "Opaque",
    "Operand",
    "Picked",
    "Power",
    "Product",
    "Quotient",
    "Reading",
    "Source",
    "Subtotal",
    "Sum",
    "Token",
    "Unmade",
    "abridge",
    "absolute",
    "beginning_only",
    "begun",
    "ceil",
    "cos",
    "erf",
    "exp",
    "expm1",
    "floor",
    "indicator",
    "lift",
    "ln",
    "log1p",
    "map_numbers",
    "maximum",
    "minimum",
    "mod",
    "sin",
    "sqrt",
    "tanh",
    "total",
    "whole",
]
