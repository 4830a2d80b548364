"""How large a convolution's or a pool's output is, with the sum written out: one axis at a time.

The rule is that of `visualnn.ops.sliding` and `visualnn.ops.sizes`; here it is put into words.
Sources: Dumoulin & Visin 2016, A guide to convolution arithmetic for deep learning, relationships
6, 14 and 15; PyTorch 2.13 nn.Conv2d, nn.ConvTranspose2d, nn.MaxPool2d (ceil_mode).
"""

from __future__ import annotations

import math
from fractions import Fraction

from .. import figures
from ..dataclass import dataclass
from ..errors import ShapeError
from ..ops.sizes import count_along
from ..ops.sliding import SlidingAxis, counts
from ..text import N_

__all__ = ["AxisSize", "direct", "same_padding", "transposed"]


@dataclass(frozen=True)
class AxisSize:
    """The size of an output along one axis. Lengths are in places (pixels)."""

    input: int
    filter: int
    stride: int
    dilation: int
    before: int
    after: int
    """Padding at the two ends."""
    exact: Fraction
    """What the sum gives before it is rounded."""
    output: int
    left_over: int
    """Places at the end, padding included, that no window covers."""
    sum: str
    """The sum with numbers, without its result."""

    @property
    def is_rounded(self) -> bool:
        """Whether the sum does not come out even."""
        return self.exact.denominator != 1

    @property
    def lines(self) -> tuple[str, ...]:
        """The sum and what it gives; where that does not come out even, the rounding as a line of
        its own, and one more where a last window that was rounded up would see nothing."""
        if not self.is_rounded:
            return (f"{self.sum} = {self.output}",)
        left, right = "⌈⌉" if "⌈" in self.sum else "⌊⌋"
        exact = figures.line(float(self.exact))
        bare = self.sum.replace(left, "").replace(right, "")
        rounded = math.ceil(self.exact) if left == "⌈" else math.floor(self.exact)
        lines = (f"{bare} = {exact}", f"{left}{exact}{right} = {rounded}")
        return lines if rounded == self.output else (*lines, f"{rounded} − 1 = {self.output}")

    @property
    def padding(self) -> str:
        """The padding as a term: ``2·1`` where both ends have the same, else ``0 + 1``."""
        return _padding(self.before, self.after)


def direct(
    length: int,
    size: int,
    *,
    before: int = 0,
    after: int = 0,
    stride: int = 1,
    dilation: int = 1,
    ceil: bool = False,
) -> AxisSize:
    """The output of a convolution or a pool: ``⌊(input − extent + padding) / stride⌋ + 1``, where
    the extent of a filter of `size` taps is ``dilation · (size − 1) + 1``; with `ceil` rounded up.

    Raises ShapeError, with the sum written out, where the filter does not fit.
    """
    axis = SlidingAxis(length, size, stride, dilation, before, after, ceil)
    (output,) = counts([axis])
    exact = Fraction(axis.room, stride) + 1
    covered = (output - 1) * stride + axis.extent
    moved = f"({length} − {_extent(size, dilation)} + {_padding(before, after)}) / {stride}"
    sign = ("⌈", "⌉") if ceil else ("⌊", "⌋")
    whole = moved if axis.divides else f"{sign[0]}{moved}{sign[1]}"
    assert count_along(axis).value == output  # noqa: S101  one rule in two forms
    return AxisSize(
        length,
        size,
        stride,
        dilation,
        before,
        after,
        exact,
        output,
        max(0, length + before + after - covered),
        f"{whole} + 1",
    )


def transposed(
    length: int,
    size: int,
    *,
    before: int = 0,
    after: int = 0,
    stride: int = 1,
    dilation: int = 1,
    extra: int = 0,
) -> AxisSize:
    """The output of a transposed convolution: ``(input − 1) · stride − padding + extent``, and
    `extra` places more at the end (PyTorch's output_padding).

    Raises ShapeError where nothing is left of it.
    """
    extent = dilation * (size - 1) + 1
    output = (length - 1) * stride - before - after + extent + extra
    ending = f" + {extra}" if extra else ""
    taken = _padding(before, after)
    taken = f"({taken})" if before != after else taken
    words = f"({length} − 1)·{stride} − {taken} + {_extent(size, dilation)}{ending}"
    if output < 1:
        raise ShapeError(
            N_("{sum} = {output}: the padding takes away all of the output; {most} is the most"),
            sum=words,
            output=figures.line(output),
            most=((length - 1) * stride + extent + extra - 1) // 2,
        )
    return AxisSize(
        length, size, stride, dilation, before, after, Fraction(output), output, 0, words
    )


def same_padding(length: int, size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """The padding of ``same``, before and after: so much that the output is ``⌈input / stride⌉``
    long, an odd place at the end (Keras 3.15, layers.Conv2D)."""
    extent = dilation * (size - 1) + 1
    output = -(-length // stride)
    whole = max(0, (output - 1) * stride + extent - length)
    return whole // 2, whole - whole // 2


def _extent(size: int, dilation: int) -> str:
    return str(size) if dilation == 1 else f"({dilation}·({size} − 1) + 1)"


def _padding(before: int, after: int) -> str:
    return f"2·{before}" if before == after else f"{before} + {after}"
