"""What layers with a window are told, and what it comes to: a number for each axis, padding at both
ends, and the rounding where sizes do not divide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from annotated_types import Interval, Len

from ..errors import SettingError, ShapeError
from ..ops import Op, Shape
from ..ops.sizes import CeiledCount, FlooredCount
from ..ops.sliding import AXES, SlidingAxis

_Places = Annotated[int, Interval(ge=1, le=10_000)]
_Zeros = Annotated[int, Interval(ge=0, le=10_000)]
PerAxis = _Places | Annotated[tuple[_Places, ...], Len(1, 2)]
"""A number for every axis, or one for each: height, width."""
ZerosPerAxis = _Zeros | Annotated[tuple[_Zeros, ...], Len(1, 2)]
Frame = _Zeros | Annotated[tuple[_Zeros, ...], Len(2, 4)]
"""A number for every end, or one for each: top, bottom, left, right."""
Padding = Literal["valid", "same"] | _Zeros | Annotated[tuple[_Zeros, ...], Len(2, 4)]
"""``valid`` is none; ``same`` as much as keeps the size (divided by the stride, rounded up), an odd
place at the end, as in Keras; a number for every end; or top, bottom, left, right."""


def each(layer: str, setting: str, value: PerAxis, count: int, least: int = 1) -> tuple[int, ...]:
    """A setting as so many numbers; raises SettingError for another number of them and for one that
    is too small."""
    numbers = (value,) * count if isinstance(value, int) else value
    if len(numbers) != count:
        raise SettingError(
            "layer {layer} needs {needed} numbers as its {setting}, not {count}",
            layer=layer,
            needed=count,
            setting=setting,
            count=len(numbers),
        )
    if min(numbers) < least:
        raise SettingError(
            "layer {layer} cannot have {setting} = {value}; the least is {least}",
            layer=layer,
            setting=setting,
            value=value,
            least=least,
        )
    return numbers


def padded(layer: str, padding: Padding, axes: Sequence[SlidingAxis]) -> tuple[SlidingAxis, ...]:
    """The axes with the padding at their ends."""
    if padding == "valid":
        return tuple(axes)
    if padding == "same":
        return tuple(map(_same, axes))
    numbers = each(layer, "padding", padding, 2 * len(axes), least=0)
    ends = zip(axes, numbers[::2], numbers[1::2], strict=True)
    return tuple(replace(axis, before=before, after=after) for axis, before, after in ends)


def _same(axis: SlidingAxis) -> SlidingAxis:
    windows = -(-axis.length // axis.stride)
    total = max(0, (windows - 1) * axis.stride + axis.extent - axis.length)
    return replace(axis, before=total // 2, after=total - total // 2)


def roundings(axes: Sequence[SlidingAxis]) -> dict[str, Op]:
    """The axes on which windows do not end where the input ends, by their word, with the card that
    counts the windows."""
    found: dict[str, Op] = {}
    for n, (word, axis) in enumerate(zip(AXES[-len(axes) :], axes, strict=True), -len(axes)):
        if not axis.divides:
            card = CeiledCount if axis.ceil else FlooredCount
            ends = axis.before, axis.after
            found[word] = card(axis.size, axis.stride, axis.dilation, *ends, axis=n)
    return found


def lengths_of(layer: str, kind: str, read: Shape, *axes: int) -> Shape:
    """The lengths of the axes that windows slide on; raises ShapeError where there are not as many
    as the layer can do with."""
    if len(read) - 2 not in axes:
        raise ShapeError(
            "{kind} layer {layer} reads {wanted} of each example, not {shape}; a reshape layer "
            "makes that of a row",
            kind=kind,
            layer=layer,
            wanted="(channel, width)" if axes == (1,) else "(channel, height, width)",
            shape=read[1:],
        )
    return read[2:]
