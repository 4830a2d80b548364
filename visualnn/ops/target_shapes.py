"""Which targets fit which predictions: the shape rules that losses and metrics share."""

from __future__ import annotations

from ..errors import ShapeError
from .base import Op, Shape

__all__ = ["numbered_rows"]


def numbered_rows(op: Op, a: Shape, t: Shape) -> Shape:
    """The shape of the rows of classes ``a``, ``(batch, …, classes)``, each of which has a class
    number in ``t``, ``(batch, …)`` or ``(batch, …, 1)``.

    Raises:
        ShapeError: the numbers do not go with the rows.
    """
    if len(a) < 2 or t not in (a[:-1], (*a[:-1], 1)):
        raise ShapeError(
            "{op} needs one class number for each row of {a}, not the shape {t}",
            op=op.title,
            a=a,
            t=t,
        )
    return a[:-1]
