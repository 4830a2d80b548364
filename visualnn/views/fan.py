"""The fan of a cell: which places of every earlier layer it is made from, along each axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..expr import Index
from ..layers import Application
from ..network import INPUT, Network
from ..ops.convolution.conv import Sliding
from ..ops.convolution.transposed import Painting
from ..ops.padding import ZeroPad
from ..ops.pooling import Pool
from ..ops.sliding import SlidingAxis

__all__ = ["Span", "fan_of"]


@dataclass(frozen=True)
class Span:
    """Neighbouring places along one axis, first and last of them; some may lie in the padding."""

    first: int
    last: int
    length: int
    """Of the axis."""

    @property
    def padded(self) -> int:
        """How many of them are outside of the axis."""
        inside = min(self.last, self.length - 1) - max(self.first, 0) + 1
        return self.last - self.first + 1 - max(0, inside)

    @property
    def inside(self) -> Span | None:
        """Those of them that are numbers of the trace; None if there is none."""
        first, last = max(self.first, 0), min(self.last, self.length - 1)
        return Span(first, last, self.length) if first <= last else None

    def joined(self, other: Span) -> Span:
        """The shortest span with both in it."""
        return Span(min(self.first, other.first), max(self.last, other.last), self.length)


_Spans = tuple[Span, ...]


def fan_of(network: Network, name: str, place: Index) -> Mapping[str, _Spans]:
    """For the value `name` and all that it is made from, back to the input: the places behind
    batch and channel that a cell is made from. What has no such places ends the fan."""
    lengths = network.shapes[name][2:]
    spans: dict[str, _Spans] = {
        name: tuple(Span(at, at, length) for at, length in zip(place, lengths, strict=True))
    }
    for use in reversed(network.applications):
        if use.writes not in spans:
            continue
        for read in _batched(network, use):
            seen = _spans_read(network, use, read, spans[use.writes])
            if not seen:
                continue
            known = spans.get(read)
            joined = zip(known, seen, strict=True) if known else ()
            spans[read] = tuple(one.joined(other) for one, other in joined) or seen
    return spans


def _batched(network: Network, use: Application) -> tuple[str, ...]:
    """What a card reads of the batch."""
    made = {each.writes for each in network.applications} | {INPUT}
    return tuple(name for name in use.reads if name in made)


def _spans_read(network: Network, use: Application, read: str, spans: _Spans) -> _Spans:
    """The places of one value that a card reads for these places of what it writes."""
    shapes = [network.shapes[name] for name in use.reads]
    lengths = network.shapes[read][2:]
    if use.op.whole:
        return tuple(Span(0, length - 1, length) for length in lengths)
    inside = [span.inside for span in spans]
    if len(lengths) != len(spans) or None in inside:
        return ()
    known = [span for span in inside if span is not None]
    match use.op:
        case Sliding():
            axes = use.op.axes(shapes[0], shapes[1])
            return tuple(map(_window_span, axes, known))
        case Pool():
            return tuple(map(_window_span, use.op.axes(shapes[0]), known))
        case Painting():
            axes = use.op.axes(shapes[0], shapes[1])
            return tuple(map(_painting_span, axes, known, lengths))
        case ZeroPad():
            return tuple(
                Span(span.first - before, span.last - before, length)
                for span, (before, _), length in zip(known, use.op.ends, lengths, strict=True)
            )
    if tuple(span.length for span in spans) != lengths:
        return ()
    return tuple(known)


def _window_span(axis: SlidingAxis, windows: Span) -> Span:
    """From the first tap of the first window to the last tap of the last."""
    first = windows.first * axis.stride - axis.before
    last = windows.last * axis.stride - axis.before + axis.extent - 1
    return Span(first, last, axis.length)


def _painting_span(axis: SlidingAxis, places: Span, count: int) -> Span:
    """From the first window that paints one of these places to the last."""
    first = -(-(places.first + axis.before - axis.extent + 1) // axis.stride)
    last = (places.last + axis.before) // axis.stride
    return Span(max(first, 0), min(last, count - 1), count)
