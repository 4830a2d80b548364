"""What the gradient flow shows of a frame: every layer of every run, and the axes they share."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.kit.colours import limit_of
from ui.kit.geometry.axis import ValueAxis, round_step
from ui.kit.run_scales import RunScales
from ui.panels.gradient_flow.geometry import length_axis
from ui.panels.gradient_flow.reading import LayerReading
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.histogram import BINS
from visualnn.lesson.histogram_trails import HistogramTrails, histogram_of
from visualnn.names import gradient_of
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun
from visualnn.text import N_
from visualnn.views.base import Moment
from visualnn.views.flow_flags import FlowFlag
from visualnn.views.flow_history import FlowHistory
from visualnn.views.gradient_flow import (
    GradientFlowView,
    LayerFlow,
    flag_of,
    layer_names,
    names_counted,
    not_known,
)
from visualnn.views.moments import moment_of
from visualnn.views.silence import SilenceProbe

__all__ = ["LENGTHS", "SIDES", "FlowRun", "FlowScene"]

LENGTHS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "da": ("‖∂L/∂a‖", N_("the length of ∂L/∂a")),
        "dW": ("‖∂L/∂W‖", N_("the length of ∂L/∂W")),
        "update": ("‖ΔW‖ / ‖W‖", N_("update ÷ weights")),
    }
)
"""What is measured along the axis: how it is written, and a catalogue entry."""
SIDES: Mapping[str, str] = MappingProxyType({"da": "∂L/∂a", "a": "a", "dW": "∂L/∂W", "W": "W"})
"""What is counted or drawn beside the rows, and how it is written."""
MAX_PICTURE_SIZE = 20_000
"""Numbers of an array that is drawn as a picture, at most; a larger one is drawn in part."""
SLICED_PARAMETER_COUNT = 1_000_000
"""A network of so many parameters is read in slices of the event loop."""
_MEASURES: Mapping[str, Callable[[LayerFlow], float | None]] = MappingProxyType(
    {
        "da": lambda layer: layer.norm_da,
        "dW": lambda layer: layer.norm_dW,
        "update": lambda layer: layer.update_ratio,
    }
)


Array = NDArray[Any]


@dataclass(frozen=True)
class FlowRun:
    """The layers of one run."""

    run: CompanionRun
    layers: tuple[LayerFlow, ...]


class FlowScene:
    """The layers of all runs at the frame that was shown last."""

    def __init__(self, lesson: Lesson, scales: RunScales) -> None:
        self.lesson = lesson
        self._scales = scales
        self.frame: Frame
        self.measured = "da"
        """What is measured along the axis: a key of `LENGTHS`."""
        self.chosen_side: str | None = None
        """What the learner wants counted and drawn beside the rows; None for what there is."""
        self.is_over_time = False
        """Whether it is counted through time in place of now."""
        self.histograms = HistogramTrails()
        """What was counted through time so far."""
        self.layers: tuple[LayerFlow, ...] = ()
        """Those of the leading run."""
        self.beside: tuple[FlowRun, ...] = ()
        """The other runs that have values here and the same layers."""
        self.flags: tuple[FlowFlag, ...] = ()
        self.in_focus: int | None = None
        """The layer of the number in focus."""
        self.history: FlowHistory
        """What is known of the other iterations."""
        self._largest: tuple[Frame, str, tuple[LayerFlow, ...], float] | None = None
        """Of which frame, side and layers the largest number drawn beside them is known."""
        self._names = layer_names(lesson.network)
        self._reading = LayerReading(self._names, SilenceProbe(lesson))
        self._of_runs: dict[str, tuple[Lesson, LayerReading]] = {}
        shapes = lesson.program.shapes[True]
        count = sum(math.prod(shapes[name]) for name in lesson.program.parameters)
        self.is_sliced = count >= SLICED_PARAMETER_COUNT
        """Whether the numbers of the layers are so many that they are read in slices."""
        self._work: Iterator[None] = iter(())
        self.read_count = 0
        """The layers that were read of the frame."""
        self.is_read = False
        """Whether everything that is known at the frame was read."""

    def show(self, frame: Frame) -> None:
        """Take a frame. Of one that is read in slices, what has to be read is not known yet."""
        self.frame = frame
        moment = moment_of(frame)
        known = [self._reading.known(moment, n) for n in range(len(self._names))]
        self.read_count = sum(each is not None for each in known)
        self.layers = tuple(
            each or not_known(own) for each, own in zip(known, self._names, strict=True)
        )
        self.flags = (FlowFlag.NONE,) * len(self.layers)
        self.in_focus = self._focused(frame)
        watched = frame.watched
        self.histograms = watched.histograms
        self.history = FlowHistory(self._names, watched.numbers, watched.every)
        self.beside, self.is_read = (), False
        self._work = self._read(frame, moment)
        if not self.is_sliced:
            self.advance(lambda: False)

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on reading until asked to stop; whether all is read."""
        for _ in self._work:
            if until():
                return False
        self.is_read = True
        return True

    def _read(self, frame: Frame, moment: Moment) -> Iterator[None]:
        layers = list(self.layers)
        for found in self._reading.flows(moment):
            if found is not None:
                layers[found[0]] = found[1]
                self.layers = tuple(layers)
                self.read_count += 1
            yield
        self.flags = tuple(flag_of(each, self.layers) for each in self.layers)
        yield
        if self.is_sliced:
            yield from self._count()
        self.beside = tuple(self._beside(frame))

    def _count(self) -> Iterator[None]:
        """Count the numbers of every layer in pieces."""
        for number, layer in enumerate(self.layers):
            array = self.side_array(layer)
            if array is not None and self._reading.counts(number, array, self.side) is None:
                yield from self._reading.counting(number, array, self.side)

    def _beside(self, frame: Frame) -> Iterator[FlowRun]:
        """The runs that stand here and have a layer of the same name for each of this one's."""
        names = [layer.name for layer in self.lesson.network.layers]
        for run in frame.runs:
            lesson = run.opened
            if run.id == frame.leader.id or run.values is None or lesson is None:
                continue
            if run.tick is None or not GradientFlowView().suits(lesson):
                continue
            known = self._of_runs.get(run.id)
            if known is None or known[0] is not lesson:
                own = LayerReading(layer_names(lesson.network), SilenceProbe(lesson))
                known = self._of_runs[run.id] = (lesson, own)
            layers = known[1].layers(Moment(lesson, run.tick, run.values))
            found = {each.layer: each for each in layers}
            if all(name in found for name in names):
                yield FlowRun(run, tuple(found[name] for name in names))

    @property
    def names(self) -> tuple[str, ...]:
        """The layers from the input to the output."""
        return tuple(layer.name for layer in self.lesson.network.layers)

    @property
    def side(self) -> str:
        """What is counted and drawn beside the rows, a key of `SIDES`: what was chosen, else the
        gradients, and the activations as long as no gradient is computed."""
        if self.chosen_side is not None:
            return self.chosen_side
        return "da" if any(layer.da is not None for layer in self.layers) else "a"

    # -- lengths

    def length(self, layer: LayerFlow) -> float | None:
        """What is measured of a layer; None before it is computed."""
        return _MEASURES[self.measured](layer)

    @property
    def shown_runs(self) -> tuple[FlowRun, ...]:
        """The runs that are drawn beside the leading one. What their update was is not known
        here."""
        return () if self.measured == "update" else self.beside

    @property
    def axis(self) -> ValueAxis | None:
        """The axis of what is measured, the same for all layers and runs; None while nothing is
        known."""
        every = [*self.layers, *(layer for run in self.shown_runs for layer in run.layers)]
        return length_axis([found for each in every if (found := self.length(each)) is not None])

    @property
    def has_zero(self) -> bool:
        """Whether a length of a layer of some run is exactly 0."""
        every = [*self.layers, *(layer for run in self.shown_runs for layer in run.layers)]
        return any(self.length(each) == 0.0 for each in every)

    @property
    def is_known(self) -> bool:
        """Whether anything that is measured is computed."""
        return any(self.length(layer) is not None for layer in self.layers)

    @property
    def ratio(self) -> float | None:
        """∂L/∂a of the first layer by that of the last: what the factors multiply to."""
        first, last = self.layers[0].norm_da, self.layers[-1].norm_da
        return None if first is None or not last else first / last

    # -- through time

    @property
    def through_time(self) -> Array | None:
        """What is measured of every layer at every iteration so far, ``(layers, iterations)``; None
        while nothing is known."""
        return self.history.lengths(self.measured)

    def since(self, number: int) -> int | None:
        """The iteration since which a layer has had its flag, or so many silent units; None
        without either, and while that is not known."""
        at = self.frame.place.iteration
        return self.history.since(number, self.layers[number], self.flags[number], at)

    # -- beside the rows

    def side_array(self, layer: LayerFlow) -> Array | None:
        """What is counted and drawn of a layer."""
        return {"a": layer.a, "da": layer.da, "dW": layer.dW, "W": layer.W}[self.side]

    def counts(self, number: int) -> tuple[int, ...] | None:
        """How many numbers of a layer are in each bin; None before they are computed or counted."""
        array = self.side_array(self.layers[number])
        if array is None:
            return None
        known = self._reading.counts(number, array, self.side)
        if known is None and not self.is_sliced:
            for _ in self._reading.counting(number, array, self.side):
                pass
            known = self._reading.counts(number, array, self.side)
        return known

    def turn_side(self, side: str, *, is_over_time: bool = False) -> None:
        """Count and draw something else beside the rows."""
        self.chosen_side, self.is_over_time = side, is_over_time
        if self.is_sliced:
            self.is_read = False
            self._work = itertools.chain(self._work, self._count())

    @property
    def followed(self) -> tuple[str, ...]:
        """What has to be counted of every iteration for what is drawn; nothing of what the program
        does not have."""
        if not self.is_over_time:
            return ()
        program = self.lesson.program
        known = {ins.writes for ins in (*program.usual, *program.closing)} | set(program.carried)
        names = (name for own in self._names for name in names_counted(own, self.side))
        return tuple(histogram_of(name) for name in names if name in known)

    def counts_through_time(self, number: int) -> Array | None:
        """How many numbers of a layer are in each bin, ``(histograms, bins)``; None before it is
        counted."""
        names, trails = names_counted(self._names[number], self.side), self.histograms.counts
        if not names or not set(names) <= set(trails):
            return None
        return np.asarray(sum(trails[name] for name in names))

    def counts_of_iteration(self, number: int, iteration: int) -> tuple[int, ...] | None:
        """The histogram of a layer that is nearest before an iteration; None before it is counted,
        and where there is none."""
        counts = self.counts_through_time(number)
        row = iteration // self.histograms.every
        if counts is None or not row < len(counts) or not counts[row].any():
            return None
        return tuple(counts[row].tolist())

    def shares_through_time(self, number: int) -> Array | None:
        """The share of a layer's numbers that is in each bin."""
        counts = self.counts_through_time(number)
        if counts is None:
            return None
        return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1))

    @property
    def middle_bin(self) -> int:
        """The bin of exactly 0."""
        return len(BINS[self.side]) // 2

    @property
    def bins_in_use(self) -> tuple[int, int]:
        """The lowest and the highest bin that was not empty in some layer, 0 among them."""
        low = high = self.middle_bin
        for number in range(len(self._names)):
            counts = self.counts_through_time(number)
            found = np.flatnonzero(counts.any(axis=0)) if counts is not None else np.zeros(0, int)
            if found.size:
                low, high = min(low, int(found[0])), max(high, int(found[-1]))
        return low, high

    @property
    def full_share(self) -> float:
        """The share at which a bin through time is darkest: a round one that none of all layers,
        but those of exactly 0, is above."""
        shares = [0.02]
        for number in range(len(self._names)):
            found = self.shares_through_time(number)
            if found is not None and found.size:
                middle = found.shape[1] // 2
                shares.append(float(np.delete(found, middle, axis=1).max()))
        return min(1.0, round_step(max(shares)))

    @property
    def largest_share(self) -> float:
        """The share of a layer's numbers at which bars are full: a round one that no bin beside
        that of 0 is above."""
        shares = [0.02]
        for number in range(len(self.layers)):
            counts = self.counts(number)
            if counts is not None and any(counts):
                middle = len(counts) // 2
                rest = [*counts[:middle], *counts[middle + 1 :]]
                shares.append(max(rest) / sum(counts))
        return min(1.0, round_step(max(shares)))

    def picture_array(self, number: int) -> Array | None:
        """What is drawn of a layer as ``(rows, columns)``: rows of the batch or of the weights."""
        layer, values = self.layers[number], self.frame.values
        name = {
            "a": layer.names.output,
            "da": f"d.{layer.names.output}",
            "W": next(iter(layer.names.weights), ""),
            "dW": f"d.{next(iter(layer.names.weights), '')}",
        }[self.side]
        array = values.get(name)
        if array is None or not array.size:
            return None
        table = array.reshape(1, -1) if array.ndim < 2 else array.reshape(len(array), -1)
        rows = max(1, MAX_PICTURE_SIZE // table.shape[1])
        return table[:rows, :MAX_PICTURE_SIZE]

    @property
    def picture_limit(self) -> float:
        """The size at which colours are full in the whole run, one for all layers: a round
        number."""
        largest = self.measure()
        return round_step(largest) if 1e-299 < largest < 1e299 else largest or 1.0

    def measure(self) -> float:
        """Have the colours reach as far as what is drawn beside the rows does; how far they do."""
        known = self._largest
        of = (self.frame, self.side, self.layers)
        if known is None or any(a is not b for a, b in zip(known, of, strict=False)):
            found = [
                limit_of(array)
                for n in range(len(self.layers))
                if (array := self.picture_array(n)) is not None
            ]
            largest = max(found, default=0.0)
            known = self._largest = (*of, largest)
        return self._scales.reach(self.side, known[3])

    # -- numbers

    def door(self, number: int) -> Source | None:
        """A number of the gradient of a layer: its largest, the first of them; None before there
        is one."""
        layer = self.layers[number]
        array, name = layer.da, f"d.{layer.names.output}"
        if self.measured != "da" and layer.names.weights:
            name = f"d.{layer.names.weights[0]}"
            array = self.frame.values.get(name)
        return None if array is None else _largest(name, array)

    def half(self, number: int, *, through_f: bool) -> Source | None:
        """A number behind one of the two halves of a layer's factor: of ∂L/∂z behind the one
        through f′, of ∂L/∂a of the layer before behind the one through Wᵀ."""
        layer = self.layers[number]
        name = f"d.{layer.names.reads if through_f else layer.names.before}"
        array = self.frame.values.get(name)
        return None if array is None else _largest(name, array)

    def _focused(self, frame: Frame) -> int | None:
        focus = frame.focus
        if focus is None:
            return None
        name = gradient_of(focus.place.name) or focus.place.name
        for number, layer in enumerate(self.layers):
            own = {layer.names.output, layer.names.reads, *layer.names.weights}
            if name in own or name.startswith(f"{layer.layer}."):
                return number
        return None


def _largest(name: str, array: Array) -> Source:
    sizes = np.abs(np.nan_to_num(array, nan=np.inf))
    place = np.unravel_index(int(sizes.argmax()), array.shape)
    return Source(name, tuple(int(i) for i in place))
