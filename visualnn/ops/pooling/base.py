"""What pools share: a window of its own size on each axis, and what it may be set to."""

from __future__ import annotations

import numpy as np

from ...dataclass import dataclass
from ...errors import SettingError, ShapeError
from ...expr import Expr
from ..base import Array, Op, Shape
from ..measure import Reach
from ..sizes import count_along
from ..sliding import SlidingAxis, counts, refuse_below, tap_formula


@dataclass(frozen=True)
class Pool(Op, card=False):
    """A window over pictures, ``(batch, channel, height, width)``, or over sequences, ``(batch,
    channel, width)``; each setting has a number for each of these axes.

    In formulas p is a place of the output, q one of the window, S the stride, P the padding at top
    or left, given in numbers where they are the same on both axes.
    """

    size: tuple[int, ...] = (2, 2)
    stride: tuple[int, ...] | None = None
    """Without it, the size: windows that do not overlap."""
    padding: tuple[tuple[int, int], ...] | None = None
    """For each axis how far windows reach over its begin and its end; none without it."""
    ceil: bool = False
    """Whether sizes that do not divide are rounded up: a last window is then cut off at the end."""

    output = "a"
    channelwise = True

    def __post_init__(self) -> None:
        refuse_below(self, 1, size=self.size, stride=self.steps)
        for size, ends in zip(self.size, self.ends, strict=True):
            refuse_below(self, 0, padding=ends)
            if max(ends) > size // 2:
                raise SettingError(
                    "{op} cannot have padding {ends} with a window of {size}: a window would see "
                    "more padding than input",
                    op=self.title,
                    ends=ends,
                    size=size,
                )

    @property
    def steps(self) -> tuple[int, ...]:
        """The stride on each axis."""
        return self.size if self.stride is None else self.stride

    @property
    def ends(self) -> tuple[tuple[int, int], ...]:
        """The padding on each axis."""
        return ((0, 0),) * len(self.size) if self.padding is None else self.padding

    def axes(self, x: Shape) -> tuple[SlidingAxis, ...]:
        """The axes as this card slides over them."""
        return tuple(
            SlidingAxis(length, size, stride, 1, *ends, self.ceil)
            for length, size, stride, ends in zip(
                x[2:], self.size, self.steps, self.ends, strict=True
            )
        )

    def formula(self, rule: str = "forward") -> str:
        text = super().formula(rule)
        numbers = {(step, before) for step, (before, _) in zip(self.steps, self.ends, strict=True)}
        if len(numbers) > 1:
            return text.replace("q·D", "q")
        ((step, before),) = numbers
        return tap_formula(text, "p", "q", step, 1, before)

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != 2 + len(self.size):
            raise ShapeError(
                "{op} over windows {size} needs an input with {n} axes, not {x}",
                op=self.title,
                size=self.size,
                n=2 + len(self.size),
                x=x,
            )
        return (*x[:2], *counts(self.axes(x)))

    def reach(self, *shapes: Shape) -> tuple[Reach, ...]:
        return tuple(axis.seen for axis in self.axes(shapes[0]))

    def lengths(self, *shapes: Shape) -> tuple[Expr, ...]:
        return tuple(map(count_along, self.axes(shapes[0])))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(2, 2, 4, 5)),)
