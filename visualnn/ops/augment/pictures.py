"""What the cards that change pictures refuse."""

from __future__ import annotations

from ...errors import ShapeError
from ..base import Op, Shape


def check_pictures(op: Op, shape: Shape) -> None:
    """Raise ShapeError for what are no pictures ``(batch, channel, height, width)``."""
    if len(shape) != 4:
        raise ShapeError(
            "{op} needs pictures, channel × height × width, not {shape}; give the data a shape",
            op=op.title,
            shape=shape[1:],
        )


def refuse_amounts(op: Op, x: Shape, *amounts: Shape) -> None:
    """Raise ShapeError unless there is one number for each example."""
    for amount in amounts:
        if amount != x[:1]:
            raise ShapeError(
                "{op} needs one number for each of the {count} examples, not {amount}",
                op=op.title,
                count=x[0] if x else 0,
                amount=amount,
            )
