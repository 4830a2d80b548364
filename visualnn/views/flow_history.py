"""The gradient flow through time: what is followed of every iteration, and since when a layer has
its flag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..dataclass import dataclass
from ..lesson import Lesson
from ..ops import Array
from ..ops.activations.base import Activation
from .flow_flags import EXPLODING_RATIO, VANISHING_RATIO, FlowFlag
from .gradient_flow import LayerFlow, LayerNames, layer_names

__all__ = ["FlowHistory", "followed_numbers"]

MAX_FOLLOWED_COUNT = 64
"""Numbers that are followed at most; of a deeper network those of the gradients alone."""
MOST_SHARE = 0.5
"""More than this share of units is most of them."""


def followed_numbers(lesson: Lesson) -> tuple[str, ...]:
    """The measures of every layer that the strip through time and the beginnings of flags are made
    of, those of ∂L/∂a first. Empty in a lesson without a network."""
    if lesson.network.writes_loss:
        return ()
    layers = layer_names(lesson.network)
    wanted = [f"norm(d.{layer.output})" for layer in layers]
    wanted += [f"norm(d.{layers[-1].reads})"]
    wanted += [f"norm(d.{name})" for layer in layers for name in layer.weights]
    for layer in layers:
        if layer.reads != layer.output:
            wanted.append(f"silent({layer.output})")
            # the output is meant to saturate; a hidden softmax is not followed
            one_by_one = layer.activation is not None and isinstance(
                layer.activation.op, Activation
            )
            if layer is not layers[-1] and layer.saturates and one_by_one:
                wanted.append(f"saturated({layer.output})")
    wanted += [f"update_ratio({name})" for layer in layers for name in layer.weights[:1]]
    program = lesson.program
    written = {ins.writes for ins in (*program.usual, *program.closing)} | set(program.carried)
    known = [each for each in wanted if each.partition("(")[2].removesuffix(")") in written]
    return tuple(dict.fromkeys(known))[:MAX_FOLLOWED_COUNT]


@dataclass(frozen=True)
class FlowHistory:
    """What is known of every iteration of one run."""

    layers: tuple[LayerNames, ...]
    numbers: Mapping[str, Array]
    """What is followed → its numbers so far."""
    every: int
    """From one number to the next so many iterations pass."""

    def lengths(self, measured: str) -> Array | None:
        """What is measured of every layer, ``(layers, iterations)``: *da*, *dW* or *update*; NaN
        where a layer has none. None while nothing is known."""
        rows = [self._length(layer, measured) for layer in self.layers]
        count = max((row.size for row in rows if row is not None), default=0)
        if not count:
            return None
        nothing = np.full(count, np.nan)
        return np.stack([nothing if row is None else row[:count] for row in rows])

    def _length(self, layer: LayerNames, measured: str) -> Array | None:
        if measured == "da":
            return self.numbers.get(f"norm(d.{layer.output})")
        if measured == "update":
            return self.numbers.get(f"update_ratio({next(iter(layer.weights), '')})")
        found = [self.numbers.get(f"norm(d.{name})") for name in layer.weights]
        known = [each for each in found if each is not None]
        if not known or len(known) < len(found):
            return None
        return np.asarray(np.sqrt(sum(np.square(each) for each in known)))

    def since(self, layer: int, found: LayerFlow, flag: FlowFlag, iteration: int) -> int | None:
        """The iteration since which a layer has had its flag; without one, since which so many of
        its units have been silent. None without either, and while it is not known."""
        if flag:
            return self.begins(layer, flag, iteration)
        if not found.silent or found.names.activation is None:
            return None
        return self.silent_since(layer, found.silent, iteration)

    def begins(self, layer: int, flag: FlowFlag, iteration: int) -> int | None:
        """The iteration since which a layer has had a flag without a break, up to this one; None
        where that is not known."""
        holds = self._holds(layer, flag)
        return None if holds is None else self._since(holds, iteration)

    def silent_since(self, layer: int, count: int, iteration: int) -> int | None:
        """The iteration since which at least so many units of a layer have been silent on every
        row; None where that is not known."""
        silent = self.numbers.get(f"silent({self.layers[layer].output})")
        return None if silent is None else self._since(silent >= count, iteration)

    def _since(self, holds: Array, iteration: int) -> int | None:
        """Up to an iteration in which it holds. One that is not computed to its end is not among
        the numbers yet."""
        now = iteration // self.every
        if now > holds.size or (now < holds.size and not holds[now]):
            return None
        before = np.flatnonzero(~holds[:now])
        return int(before[-1] + 1) * self.every if before.size else 0

    def _holds(self, layer: int, flag: FlowFlag) -> Array | None:
        """At which iterations the rule of a flag holds."""
        names = self.layers[layer]
        if flag is FlowFlag.DEAD:
            silent = self.numbers.get(f"silent({names.output})")
            return None if silent is None else silent >= names.unit_count
        if flag is FlowFlag.SATURATED:
            share = self.numbers.get(f"saturated({names.output})")
            return None if share is None else share > MOST_SHARE
        weighed = [each for each in self.layers if each.weights]
        pairs: Sequence[tuple[Array | None, Array | None]] = (
            (self._length(names, "dW"), self._length(weighed[-1], "dW") if weighed else None),
            (
                self._length(names, "da") if layer < len(self.layers) - 1 else None,
                self.numbers.get(f"norm(d.{self.layers[-1].reads})"),
            ),
        )
        found: Array | None = None
        for one, other in pairs:
            if one is None or other is None:
                continue
            with np.errstate(all="ignore"):
                ratio = one / other
            holds = (
                ratio < VANISHING_RATIO if flag is FlowFlag.VANISHING else ratio > EXPLODING_RATIO
            )
            found = holds if found is None else found | holds
        return found
