"""The forward pass along one number: only what it reaches is computed again.

A weight changes the channel of one filter, by itself times what it weighs; everything else in that
channel is a constant of the curve. The channel stays alone through its bias, its activation and its
pool. Where channels meet in a sum, all the others together are a constant too, computed once with
a 0 in the place of what changes. From there on everything is computed. The numbers are those of the
whole pass but for the rounding of these two additions in float64.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from ..expr import Source
from ..ops import Array, Call, Op
from ..ops.convolution.conv import Sliding
from ..ops.dense import MatMul
from ..program import Instruction, Program
from .forward_again import ForwardAgain

__all__ = ["ForwardAlong"]

Channel = int | None
"""The channel, or the unit, in which alone an array may differ from the start; None for all."""


class ForwardAlong(ForwardAgain):
    """An iteration's loss as a function of one number, everything else as it is."""

    def __init__(
        self, program: Program, iteration: int, values: Mapping[str, Array], place: Source
    ) -> None:
        super().__init__(program, iteration, values, (place.name,))
        self._place = place
        self._moved: dict[str, Channel] = {place.name: _own_channel(self.arrays, place)}
        """Name → where it may differ, of all names that do."""
        if self._held:
            return  # what was changed by hand is laid over the whole pass
        calls: list[Call] = []
        with np.errstate(all="ignore"):
            for ins in self.instructions:
                calls += self._narrowed(ins) or self._widened(ins)
        self._calls = calls

    def _widened(self, ins: Instruction) -> Sequence[Call]:
        self._moved[ins.writes] = None
        return self._bound(ins)

    def _narrowed(self, ins: Instruction) -> Sequence[Call] | None:
        """The calls of an instruction on the channel that is reached alone; None where all are, or
        where it is not known."""
        moved = [name for name in ins.reads if name in self._moved]
        if ins.rule != "forward" or len(moved) != 1 or len(set(ins.reads)) < len(ins.reads):
            return None
        (name,) = moved
        if _sums_up(ins.op):
            return self._weighed(ins) if name == ins.reads[1] else self._added(ins, name)
        channel = self._moved[name]
        if not ins.op.channelwise or channel is None:
            return None
        self._moved[ins.writes] = channel
        reads = [_channel_of(self.arrays[read], channel) for read in ins.reads]
        return _in_order(ins, _channel_of(self.arrays[ins.writes], channel), reads)

    def _weighed(self, ins: Instruction) -> Sequence[Call] | None:
        """Where one weight of a unit or a filter changed: in its output alone, what it weighs times
        the weight, and what the others bring."""
        if ins.reads[1] != self._place.name:
            return None
        x, W = (self.arrays[name] for name in ins.reads)
        unit = self._place.index[_unit_axis(ins.op)]
        flat = int(np.ravel_multi_index(self._place.index, W.shape))
        weight = W.reshape(-1)[flat : flat + 1].reshape(())  # a view, which follows the number
        one, rest = np.zeros_like(W), W.copy()
        one[self._place.index], rest[self._place.index] = 1, 0
        seen, others = (_channel_of(self._result(ins, (x, by)), unit).copy() for by in (one, rest))
        if not np.isfinite(others).all():
            return None
        out = _channel_of(self.arrays[ins.writes], unit)
        brought = np.empty_like(seen)
        self._moved[ins.writes] = unit
        return partial(np.multiply, weight, seen, brought), partial(np.add, others, brought, out)

    def _result(self, ins: Instruction, reads: Sequence[Array]) -> Array:
        """What an instruction makes of other arrays."""
        made = np.empty_like(self.arrays[ins.writes])
        for call in ins.op.bind(ins.rule, made, reads):
            call()
        return made

    def _added(self, ins: Instruction, name: str) -> Sequence[Call] | None:
        """Where one channel of the input changed: what it brings, and what the others do."""
        channel = self._moved[name]
        if channel is None:
            return None
        x, W = (self.arrays[read] for read in ins.reads)
        out = self.arrays[ins.writes]
        own = (
            W[channel : channel + 1] if isinstance(ins.op, MatMul) else W[:, channel : channel + 1]
        )
        brought = np.empty_like(out)
        calls = _in_order(ins, brought, (_channel_of(x, channel), own))
        rest = x.copy()
        _channel_of(rest, channel)[...] = 0
        others = self._result(ins, (rest, W))
        if not np.isfinite(others).all():
            return None
        self._moved[ins.writes] = None
        return (*calls, partial(np.add, others, brought, out))


def _own_channel(arrays: Mapping[str, Array], place: Source) -> Channel:
    """The channel of a number of a value, or of a bias."""
    array = arrays[place.name]
    if not array.ndim:
        return None
    return place.index[min(1, array.ndim - 1)]


def _channel_of(array: Array, channel: int) -> Array:
    """The part of an array that belongs to a channel, with all its axes."""
    at = slice(channel, channel + 1)
    return array[at] if array.ndim == 1 else array[:, at]


def _in_order(ins: Instruction, out: Array, reads: Sequence[Array]) -> tuple[Call, ...]:
    """The calls of an instruction on parts of arrays, with copies of those that do not lie in order
    in memory, as bound rules need them."""
    before: list[Call] = []
    held = []
    for array in reads:
        if not array.flags.c_contiguous:
            copy = array.copy()
            before.append(partial(np.copyto, copy, array))
            array = copy
        held.append(array)
    if out.flags.c_contiguous:
        return (*before, *ins.op.bind(ins.rule, out, held))
    result = np.empty_like(out, order="C")
    return (*before, *ins.op.bind(ins.rule, result, held), partial(np.copyto, out, result))


def _sums_up(op: Op) -> bool:
    """Whether all channels of the first input are weighed by the second and added up."""
    return isinstance(op, MatMul) or (isinstance(op, Sliding) and op.groups == 1)


def _unit_axis(op: Op) -> int:
    """The axis of the weights that counts the units, or the filters."""
    return 1 if isinstance(op, MatMul) else 0
