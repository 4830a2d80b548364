"""Where windows lie along an axis: their places, what no window reaches, and what a tap meets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ..dataclass import dataclass
from ..expr import Index
from ..ops.sliding import SlidingAxis
from .windowed_layer import WindowedLayer

__all__ = ["NOWHERE", "AxisWindows", "met_by_taps", "windows_along"]


@dataclass(frozen=True)
class AxisWindows:
    """The windows along one axis. Places are counted from the first of the axis; those in the
    padding are negative, or not below its length."""

    axis: SlidingAxis

    @property
    def first(self) -> int:
        """The first place, padding included."""
        return -self.axis.before

    @property
    def end(self) -> int:
        """The place behind the last one, padding included; a last window that was rounded up may
        reach further than the padding."""
        return self.axis.length + max(self.axis.after, self.axis.reach)

    @property
    def starts(self) -> tuple[int, ...]:
        """The place of each window's first tap."""
        return tuple(q * self.axis.stride - self.axis.before for q in range(self.axis.count))

    def taps(self, window: int) -> tuple[int, ...]:
        """The places of a window's taps."""
        start = window * self.axis.stride - self.axis.before
        return tuple(start + k * self.axis.dilation for k in range(self.axis.size))

    @cached_property
    def unreached(self) -> tuple[int, ...]:
        """The places, padding included, at which no window has a tap."""
        reached = {place for q in range(self.axis.count) for place in self.taps(q)}
        return tuple(place for place in range(self.first, self.end) if place not in reached)

    @property
    def left_over(self) -> tuple[int, ...]:
        """The unreached places behind the last window."""
        last = self.taps(self.axis.count - 1)[-1]
        return tuple(place for place in self.unreached if place > last)


def windows_along(at: WindowedLayer) -> tuple[AxisWindows, ...]:
    """The windows along each axis that they lie on: the input's, of a transposed convolution the
    output's."""
    return tuple(map(AxisWindows, at.axes))


def met_by_taps(at: WindowedLayer, place: Index, *, backward: bool) -> tuple[Index, ...]:
    """For each axis and each tap of the filter the place on the layer's other side that it joins
    with `place`; it may lie in the padding. NOWHERE stands for none at all.

    Forward `place` is one of the output, and the other side is the input; `backward` it is one of
    the input. From the side on which the windows lie every tap leads somewhere or nowhere: to the
    one window that has it at this place, if there is such a window.
    """
    slides = at.is_transposed is backward
    found = _covered if slides else _covering
    return tuple(tuple(found(axis, one)) for axis, one in zip(at.axes, place, strict=True))


NOWHERE = -(10**9)
"""Stands for a tap that no window has at a place."""


def _covered(axis: SlidingAxis, window: int) -> Iterator[int]:
    yield from AxisWindows(axis).taps(window)


def _covering(axis: SlidingAxis, place: int) -> Iterator[int]:
    for tap in range(axis.size):
        window, left = divmod(place + axis.before - tap * axis.dilation, axis.stride)
        yield window if not left and 0 <= window < axis.count else NOWHERE
