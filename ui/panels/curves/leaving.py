"""Curves that leave the others: a run that diverges does not set the axis of those that stay."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress

from ui.kit.geometry.axis import ValueAxis
from ui.kit.geometry.envelope import Envelope
from ui.panels.curves.learning_curve import LearningCurve
from visualnn.text import _

__all__ = ["leaving_words", "staying"]

LEAVING_RATIO, LEAVING_LOG_RATIO = 10.0, 1000.0
"""A curve leaves whose largest number is so many times that of the curves that stay; the second on
an axis of powers of ten."""


def staying(reaches: Sequence[Envelope], leading: Sequence[bool]) -> tuple[bool, ...]:
    """Which curves set the axis: those of the leading run, and of the others, the smallest first,
    all that do not reach LEAVING_RATIO times as far as those before them."""
    sizes = [_size(reach) for reach in reaches]
    least = [reach.extent[0] for reach in reaches if reach.extent is not None]
    ratio = LEAVING_LOG_RATIO if least and min(least) > 0.0 else LEAVING_RATIO
    reached = max(compress(sizes, leading), default=0.0)
    stays = list(leading)
    for n in sorted(range(len(sizes)), key=sizes.__getitem__):
        if not stays[n] and (reached == 0.0 or sizes[n] <= ratio * reached):
            stays[n] = True
            reached = max(reached, sizes[n])
    return tuple(stays)


def _size(reach: Envelope) -> float:
    """The largest number of a curve without its sign; 0 where it has none."""
    return max(map(abs, reach.extent)) if reach.extent is not None else 0.0


def leaving_words(
    curves: Sequence[LearningCurve], reaches: Sequence[Envelope], axis: ValueAxis
) -> tuple[str, str]:
    """Which runs leave the axis at its upper end, and which at its lower; empty for none."""
    up, down = [], []
    for curve, reach in zip(curves, reaches, strict=True):
        if reach.extent is None or curve.mark is None or curve.is_leading:
            continue
        low, high = reach.extent
        if high > axis.high:
            up.append(curve.mark.label)
        if low < axis.low and not axis.log:
            down.append(curve.mark.label)
    upward, downward = ", ".join(dict.fromkeys(up)), ", ".join(dict.fromkeys(down))
    return (
        _("{runs} leaves upward ↑").format(runs=upward) if upward else "",
        _("{runs} leaves downward ↓").format(runs=downward) if downward else "",
    )
