"""The fan of a cell: which places of every earlier layer it is made from, along each axis."""

from __future__ import annotations

from collections.abc import Mapping

from ..dataclass import dataclass
from ..expr import Index
from ..layers import Application
from ..network import INPUT, Network
from ..ops.convolution.conv import Sliding
from ..ops.convolution.transposed import Painting
from ..ops.padding import ZeroPad
from ..ops.pooling import Pool
from ..ops.sliding import SlidingAxis
from ..ops.upsampling import Upsample

__all__ = ["Span", "fan_of"]


@dataclass(frozen=True)
class Span:
    """Places along one axis that a cell is made from; some may lie in the padding."""

    places: frozenset[int]
    length: int
    """Of the axis."""

    @property
    def first(self) -> int:
        return min(self.places)

    @property
    def last(self) -> int:
        return max(self.places)

    @property
    def padded(self) -> int:
        """How many places from the first to the last are outside of the axis."""
        return sum(not 0 <= place < self.length for place in range(self.first, self.last + 1))

    @property
    def inside(self) -> frozenset[int]:
        """Those of them that are numbers of the trace."""
        return frozenset(place for place in self.places if 0 <= place < self.length)

    def joined(self, other: Span) -> Span:
        """Both of them."""
        return Span(self.places | other.places, self.length)


_Spans = tuple[Span, ...]


def fan_of(network: Network, name: str, place: Index) -> Mapping[str, _Spans]:
    """For the value `name` and all that it is made from, back to the input: the places behind
    batch and channel that a cell is made from. What has no such places ends the fan."""
    lengths = network.shapes[name][2:]
    spans: dict[str, _Spans] = {
        name: tuple(
            Span(frozenset([at]), length) for at, length in zip(place, lengths, strict=True)
        )
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
        return tuple(Span(frozenset(range(length)), length) for length in lengths)
    known = [span.inside for span in spans]
    if len(lengths) != len(spans):
        return ()
    match use.op:
        case Sliding():
            read_places = map(_covered_by, use.op.axes(shapes[0], shapes[1]), known)
        case Pool():
            read_places = map(_covered_by, use.op.axes(shapes[0]), known)
        case Painting():
            read_places = map(_windows_over, use.op.axes(shapes[0], shapes[1]), known)
        case Upsample():
            read_places = map(_copied, known, use.op.factors)
        case ZeroPad():
            read_places = map(_moved, known, use.op.ends)
        case _:
            if tuple(span.length for span in spans) != lengths:
                return ()
            read_places = map(frozenset, known)
    found = tuple(map(Span, read_places, lengths))
    return found if all(span.places for span in found) else ()


def _covered_by(axis: SlidingAxis, windows: frozenset[int]) -> frozenset[int]:
    """Every place at which one of these windows has a tap."""
    taps = range(0, axis.extent, axis.dilation)
    return frozenset(window * axis.stride + tap - axis.before for window in windows for tap in taps)


def _windows_over(axis: SlidingAxis, places: frozenset[int]) -> frozenset[int]:
    """Every window that has a tap at one of these places."""
    return frozenset(window for place in places for window, _ in axis.touching(place))


def _copied(places: frozenset[int], factor: int) -> frozenset[int]:
    """What these places are copies of."""
    return frozenset(place // factor for place in places)


def _moved(places: frozenset[int], ends: tuple[int, int]) -> frozenset[int]:
    """Places of a padded axis, counted without the padding."""
    return frozenset(place - ends[0] for place in places)
