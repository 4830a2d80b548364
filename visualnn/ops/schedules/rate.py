"""What the lines of all schedules have in common."""

from __future__ import annotations

import math

from ...expr import Call, Expr, Number
from ..optimizers.update import Shared

PI = Number("π", math.pi)


def cosine(x: Expr) -> Expr:
    return Call("cos", (x,))


class ScheduleOp(Shared, card=False):
    """A line that writes the learning rate, or a number on the way to it."""

    output = "lr"
