"""Layers whose output is made window by window: which places of the input make a cell of the
output, and which cells a place of the input reaches. Convolutions, transposed ones, and pools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from ..dataclass import dataclass
from ..expr import Index
from ..layers import Application
from ..network import Network
from ..ops import Array, Op, Shape
from ..ops.convolution import AddChannelBias
from ..ops.convolution.conv import Sliding
from ..ops.convolution.transposed import ConvTranspose1d, ConvTranspose2d, Painting
from ..ops.pooling import GlobalAveragePool, GlobalMaxPool, MaxPool, Pool
from ..ops.sliding import AXES, SlidingAxis, taps, touching
from ..program import Program
from ..tell.sizes import AxisSize, direct, same_padding, transposed
from .suiting import has_windows

__all__ = ["Tap", "WindowedLayer", "windowed_layers"]


@dataclass(frozen=True)
class Tap:
    """One place that a sum goes over, on the other side of the layer."""

    channel: int
    tap: Index
    """Which place of the filter or window."""
    place: Index
    """Where it lies; outside of the array where it is padding."""
    padded: bool
    weight: Index | None
    """Which number of W it is multiplied by; None for a pool."""


@dataclass(frozen=True)
class WeightUse:
    """One product of a weight's gradient."""

    row: int
    """Of the batch."""
    input: Index
    """Channel and place in the input."""
    output: Index
    """Channel and place in the output."""


@dataclass(frozen=True)
class WindowedLayer:
    """A convolution, a transposed convolution or a pool in a network."""

    use: Application
    """The card that slides or paints."""
    x: str
    z: str
    """The name of its output, with the bias."""
    W: str | None
    b: str | None
    read: Shape
    """The shape of x for a batch of one."""
    filters: Shape
    """The shape of W; empty for a pool."""

    @property
    def op(self) -> Op:
        return self.use.op

    @property
    def layer(self) -> str:
        return self.use.layer

    @property
    def is_transposed(self) -> bool:
        """Whether input and output have changed roles: windows lie on the output."""
        return isinstance(self.op, Painting)

    @property
    def takes_largest(self) -> bool:
        """Whether a cell is the largest number under its window."""
        return isinstance(self.op, MaxPool | GlobalMaxPool)

    @property
    def is_global(self) -> bool:
        """Whether it makes one number of all places."""
        return isinstance(self.op, GlobalAveragePool | GlobalMaxPool)

    @cached_property
    def axes(self) -> tuple[SlidingAxis, ...]:
        """What the windows slide on: the input, of a transposed convolution the output."""
        match self.op:
            case Sliding() | Painting():
                return self.op.axes(self.read, self.filters)
            case Pool():
                return self.op.axes(self.read)
        return tuple(SlidingAxis(length, length) for length in self.read[2:])

    @cached_property
    def counts(self) -> Shape:
        """How many windows there are: the lengths of the output, of a transposed convolution those
        of the input."""
        return self.read[2:] if self.is_transposed else tuple(axis.count for axis in self.axes)

    @property
    def lengths(self) -> Shape:
        """The lengths of the output; the average of everything has one place, (0, …)."""
        return tuple(axis.length for axis in self.axes) if self.is_transposed else self.counts

    @property
    def groups(self) -> int:
        return self.op.groups if isinstance(self.op, (Sliding, Painting)) else self.read[1]

    def cell(self, place: Index) -> Index:
        """The index of a place of the output behind row and channel."""
        return () if self.is_global else place

    def made_from(self, channel: int, place: Index) -> Iterator[Tap]:
        """What a cell of the output is made from: places of the input."""
        return (
            self._spread_over(channel, place) if self.is_transposed else self._slide(channel, place)
        )

    def reaches(self, channel: int, place: Index) -> Iterator[Tap]:
        """What a place of the input is used for: cells of the output."""
        return (
            self._slide(channel, place) if self.is_transposed else self._spread_over(channel, place)
        )

    def channels(self, weight: Index) -> tuple[int, int]:
        """The channels that a weight leads to and comes from, in the output and in the input."""
        near, c = weight[:2]
        far = near // (self.filters[0] // self.groups) * self.filters[1] + c
        return (far, near) if self.is_transposed else (near, far)

    def uses_of_weight(self, weight: Index, rows: int) -> Iterator[WeightUse]:
        """Every product that a weight is in, over a batch of so many rows; none with padding."""
        near, _, *tap = weight
        far = self.channels(weight)[0 if self.is_transposed else 1]
        for row in range(rows):
            for window in np.ndindex(*self.counts):
                seen = _places(self.axes, window, tuple(tap))
                if self._inside(seen):
                    ends = (far, *seen), (near, *window)
                    yield WeightUse(row, *(reversed(ends) if self.is_transposed else ends))

    def shares(self, x: Array, place: Index) -> Array:
        """How much of each number of one channel ``(1, 1, …)`` is in a cell of a pool: ∂a/∂x, by
        the card's gradient rule with g = 1 there and 0 elsewhere."""
        a = self.op.compute("forward", x)
        g = np.zeros_like(a)
        g[(0, 0, *self.cell(place))] = 1
        known = {"g": g, "x": x, self.op.output: a}
        return self.op.compute("grad_x", *(known[word] for word in self.op.rule_inputs["grad_x"]))

    def sizes(self) -> tuple[tuple[str, AxisSize], ...]:
        """The size rule with this layer's numbers, for each axis."""
        words = AXES[-len(self.axes) :]
        found = map(self.size_along, range(len(self.axes)))
        return tuple(zip(words, found, strict=True))

    def gradient(self, program: Program, word: str) -> str | None:
        """The name of what this card hands back to one of its inputs, ``x``, ``W`` or ``b``; where
        several uses of a value meet, its own part. None if training does not ask for it."""
        output = f"d.{self.z if word == 'b' else self.use.writes}"
        found = (
            ins.writes
            for ins in program.closing
            if ins.rule == f"grad_{word}" and ins.reads[0] == output
        )
        return next(found, None)

    def size_along(self, n: int, same: bool = False, **changes: int) -> AxisSize:
        """The size rule along axis number n with this layer's numbers, or with other ones for
        ``input``, ``filter``, ``stride``, ``dilation``, ``before`` and ``after``; `same` finds the
        padding of that name anew.

        Raises ShapeError, with the sum written out, where there would be no output, SettingError
        for what the layer cannot be told.
        """
        axis, extra = self.axes[n], 0
        length = self.counts[n] if self.is_transposed else axis.length
        if isinstance(self.op, (ConvTranspose1d, ConvTranspose2d)):
            more = self.op.output_padding
            extra = more if isinstance(more, int) else more[n]
        known = {
            "input": length,
            "filter": axis.size,
            "stride": axis.stride,
            "dilation": axis.dilation,
            "before": axis.before,
            "after": axis.after + extra,
        } | changes
        length, size = known.pop("input"), known.pop("filter")
        if self.is_transposed:
            return transposed(length, size, **known, extra=extra)
        if same:
            ends = same_padding(length, size, known["stride"], known["dilation"])
            known["before"], known["after"] = ends
        if isinstance(self.op, Pool):  # it says which padding it cannot have
            ends = known["before"], known["after"]
            replace(self.op, size=(size,), stride=(known["stride"],), padding=(ends,))
        return direct(length, size, **known, ceil=axis.ceil)

    def _slide(self, channel: int, window: Index) -> Iterator[Tap]:
        """The places that a window covers, in every channel of its group."""
        if not self.filters:
            for tap in taps(self.axes):
                place = _places(self.axes, window, tap)
                yield Tap(channel, tap, place, not self._inside(place), None)
            return
        first = channel // (self.filters[0] // self.groups) * self.filters[1]
        for c in range(self.filters[1]):
            for tap in taps(self.axes):
                place = _places(self.axes, window, tap)
                yield Tap(first + c, tap, place, not self._inside(place), (channel, c, *tap))

    def _spread_over(self, channel: int, place: Index) -> Iterator[Tap]:
        """The windows that cover a place, in every channel of its group."""
        if not self.filters:
            for window, tap in touching(self.axes, place):
                yield Tap(channel, tap, window, False, None)
            return
        group, c = divmod(channel, self.filters[1])
        share = self.filters[0] // self.groups
        for near in range(group * share, (group + 1) * share):
            for window, tap in touching(self.axes, place):
                yield Tap(near, tap, window, False, (near, c, *tap))

    def _inside(self, place: Index) -> bool:
        return all(0 <= at < axis.length for at, axis in zip(place, self.axes, strict=True))


def _places(axes: Sequence[SlidingAxis], window: Index, tap: Index) -> Index:
    """Where a window has a tap, be it in the padding."""
    return tuple(
        q * axis.stride + k * axis.dilation - axis.before
        for axis, q, k in zip(axes, window, tap, strict=True)
    )


def windowed_layers(network: Network) -> Iterator[WindowedLayer]:
    """Every such layer of a network, in the order of computing."""
    biases = {
        use.reads[0]: use for use in network.applications if isinstance(use.op, AddChannelBias)
    }
    for use in network.applications:
        if not has_windows(use):
            continue
        weighed = isinstance(use.op, (Sliding, Painting))
        bias = biases.get(use.writes) if weighed else None
        W = use.reads[1] if weighed else None
        yield WindowedLayer(
            use,
            use.reads[0],
            bias.writes if bias else use.writes,
            W,
            bias.reads[1] if bias else None,
            network.shapes[use.reads[0]],
            network.shapes[W] if W else (),
        )
