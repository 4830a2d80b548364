"""A window that slides: which places of an input each window covers, and how many windows there
are.

One `SlidingAxis` is the arithmetic of one axis, height or width. What convolution, pooling and
their gradients share is here: places, shapes, refusals. Nothing here multiplies.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .. import figures
from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..expr import Index
from ..text import N_
from .base import Array, Op, Shape
from .measure import Reach

AXES = (N_("height"), N_("width"))
"""What the axes behind batch and channel are called; one axis alone is the width."""

_TOO_SHORT = {
    "height": N_(
        "{sum} = {count}: a window {extent} high does not fit an input {length} high; "
        "nearest that fit: padding {padding}, or a window at most {most} high"
    ),
    "width": N_(
        "{sum} = {count}: a window {extent} wide does not fit an input {length} wide; "
        "nearest that fit: padding {padding}, or a window at most {most} wide"
    ),
}


@dataclass(frozen=True, slots=True)
class SlidingAxis:
    """An axis of `length` places on which a window with `size` taps slides.

    Window number q has its tap k at the place q · stride + k · dilation − before. `before` and
    `after` are how far windows may reach over the ends.
    """

    length: int
    size: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil: bool = False
    """Whether a last window may start inside although it does not end inside."""

    @property
    def extent(self) -> int:
        """Places from a window's first tap to its last, both counted."""
        return self.dilation * (self.size - 1) + 1

    @property
    def seen(self) -> Reach:
        """How far one window reaches, and how far the next one is."""
        taps = tuple(tap * self.dilation - self.before for tap in range(self.size))
        return Reach(self.extent, Fraction(self.stride), (taps,))

    @property
    def covering(self) -> Reach:
        """How many windows cover one place of the axis, and how far the next place is."""
        cycle = []
        for place in range(self.stride):
            tried = (divmod(place + self.before - k * self.dilation, self.stride)
                     for k in range(self.size))  # fmt: skip
            cycle.append(tuple(window for window, left in tried if not left))
        return Reach(-(-self.extent // self.stride), Fraction(1, self.stride), tuple(cycle))

    @property
    def room(self) -> int:
        """How far the first window can be moved; negative where it does not fit at all."""
        return self.length + self.before + self.after - self.extent

    @property
    def count(self) -> int:
        """How many windows there are, as PyTorch counts them; 0 or less where none fits."""
        if not self.ceil:
            return self.room // self.stride + 1
        # a window that would start behind the input has nothing to see and is left out
        return min(-(-self.room // self.stride) + 1, -(-(self.length + self.before) // self.stride))

    @property
    def divides(self) -> bool:
        """Whether the windows end where the input ends, so that nothing is rounded."""
        return self.room % self.stride == 0

    @property
    def reach(self) -> int:
        """Places behind the input that windows cover."""
        end = (self.count - 1) * self.stride + self.extent
        return max(0, end - self.length - self.before)

    def place(self, window: int, tap: int) -> int | None:
        """Where a window has a tap; None outside of the input."""
        place = window * self.stride + tap * self.dilation - self.before
        return place if 0 <= place < self.length else None

    def touching(self, place: int) -> Iterator[tuple[int, int]]:
        """The (window, tap) pairs that see a place, in the windows' order."""
        for tap in reversed(range(self.size)):
            window, left = divmod(place + self.before - tap * self.dilation, self.stride)
            if not left and 0 <= window < self.count:
                yield window, tap

    def arithmetic(self) -> str:
        """The number of windows that end inside, as a sum written out."""
        ends = f" + {self.before} + {self.after}"
        if self.before == self.after:
            ends = f" + 2·{self.before}"
        moved = f"({self.length}{ends} − {self.extent}) / {self.stride}"
        return f"{moved} + 1" if self.divides else f"⌊{moved}⌋ + 1"


def counts(axes: Sequence[SlidingAxis]) -> Shape:
    """How many windows there are along each axis.

    Raises ShapeError, with the sum written out, where no window fits.
    """
    for word, axis in zip(AXES[-len(axes) :], axes, strict=True):
        if axis.room < 0:
            raise ShapeError(
                _TOO_SHORT[word],
                sum=axis.arithmetic(),
                count=figures.line(axis.room // axis.stride + 1),
                extent=axis.extent,
                length=axis.length,
                padding=-(-(axis.extent - axis.length) // 2),
                most=axis.length + axis.before + axis.after,
            )
    return tuple(axis.count for axis in axes)


def taps(axes: Sequence[SlidingAxis]) -> list[Index]:
    """Every tap of a window, row by row."""
    return list(np.ndindex(*(axis.size for axis in axes)))


def place(axes: Sequence[SlidingAxis], window: Index, tap: Index) -> Index | None:
    """Where a window has a tap; None in the padding."""
    found = [axis.place(*at) for axis, at in zip(axes, zip(window, tap, strict=True), strict=True)]
    known = [one for one in found if one is not None]
    return tuple(known) if len(known) == len(found) else None


def touching(axes: Sequence[SlidingAxis], place: Index) -> Iterator[tuple[Index, Index]]:
    """The (window, tap) pairs that see a place, in the windows' order."""
    pairs = [axis.touching(one) for axis, one in zip(axes, place, strict=True)]
    for chosen in itertools.product(*pairs):
        yield tuple(window for window, _ in chosen), tuple(tap for _, tap in chosen)


def windows(x: Array, axes: Sequence[SlidingAxis], fill: float = 0) -> Array:
    """Every window: ``(…, *lengths) → (…, *counts, *sizes)``, with `fill` in the padding."""
    lead = x.ndim - len(axes)
    pads = [(0, 0)] * lead + [(axis.before, axis.reach) for axis in axes]
    padded = np.pad(x, pads, constant_values=fill)
    seen = np.lib.stride_tricks.sliding_window_view(
        padded, [axis.extent for axis in axes], axis=tuple(range(lead, x.ndim))
    )
    starts = [slice(0, (axis.count - 1) * axis.stride + 1, axis.stride) for axis in axes]
    steps = [slice(None, None, axis.dilation) for axis in axes]
    at: Any = (..., *starts, *steps)
    return seen[at]


def overlapped(parts: Array, axes: Sequence[SlidingAxis]) -> Array:
    """What every tap of every window brings, added up where it lies: ``(…, *counts, *sizes) → (…,
    *lengths)``; what lies in the padding is dropped."""
    lead = parts.shape[: -2 * len(axes)]
    padded = np.zeros((*lead, *(a.before + a.length + a.reach for a in axes)), parts.dtype)
    for tap in taps(axes):
        covered: Any = (..., *map(_covered, axes, tap))
        seen: Any = (..., *tap)
        padded[covered] += parts[seen]
    inside: Any = (..., *(slice(axis.before, axis.before + axis.length) for axis in axes))
    return np.ascontiguousarray(padded[inside])


def _covered(axis: SlidingAxis, tap: int) -> slice:
    """The places, counted from the padding's begin, that all windows have a tap at."""
    first = tap * axis.dilation
    return slice(first, first + (axis.count - 1) * axis.stride + 1, axis.stride)


def tap_formula(
    formula: str, window: str, tap: str, stride: int, dilation: int, before: int
) -> str:
    """A formula with the place of a window's tap in numbers: ``u·S + i·D − P`` as ``2·u + i − 1``.

    What is multiplied by 1 or lessened by 0 is left out.
    """
    place = " + ".join(
        letter if factor == 1 else f"{factor}·{letter}"
        for factor, letter in ((stride, window), (dilation, tap))
    )
    return formula.replace(f"{window}·S + {tap}·D − P", f"{place} − {before}" if before else place)


def refuse_below(op: Op, least: int, **settings: Sequence[int]) -> None:
    """Raise SettingError for a setting with a number that is too small to have a meaning."""
    for setting, numbers in settings.items():
        if min(numbers) < least:
            raise SettingError(
                "{op} cannot have {setting} = {value}",
                op=op.title,
                setting=setting,
                value=numbers[0] if len(numbers) == 1 else numbers,
            )
