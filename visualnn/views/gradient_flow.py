"""The flow of the gradient: layer by layer how long it is, and what makes it longer or shorter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..dataclass import dataclass
from ..layers import Application, Layer
from ..lesson import Lesson
from ..lesson.histogram import BINS, Bin, counts_of
from ..lesson.measures import SATURATED_SHARE
from ..network import INPUT, Network
from ..ops import Array
from ..ops.activations import LeakyReLU, PReLU
from ..text import N_
from .activation import largest_slope, slopes_of
from .base import CellValue, Moment, View, ViewTable
from .flow_flags import FlowFlag, flag_of_lengths
from .lengths import length_in_pieces, length_of
from .silence import SilenceProbe
from .suiting import has_activation, refuse_gradient_flow

__all__ = [
    "GradientFlowView",
    "LayerFlow",
    "LayerNames",
    "flow_in_pieces",
    "layer_flows",
    "layer_names",
    "names_counted",
    "not_known",
]

MOST_SHARE = 0.5
"""More than this share of rows, or of units, is most of them."""
_STRAIGHT = (LeakyReLU, PReLU)
"""Functions with a small slope that does not fade: they do not saturate."""


@dataclass(frozen=True)
class LayerNames:
    """The names of a layer's numbers in the program."""

    layer: str
    output: str
    """Of its output."""
    reads: str
    """Of what its activation reads; without one that of its output."""
    before: str
    """Of the output of the layer that it reads, the first of several."""
    weights: tuple[str, ...]
    """Of its weights: its parameters of two axes or more; if it has none of those, all."""
    unit_count: int
    """The numbers of an example's output."""
    activation: Application | None
    """Its activation in the network, if it ends with one."""
    largest_slope: float
    """The largest |f′(z)| that the activation has; infinite where it does not saturate."""

    @property
    def saturates(self) -> bool:
        """Whether it has an activation that can saturate."""
        return self.largest_slope < math.inf


def layer_names(network: Network) -> tuple[LayerNames, ...]:
    """The names of every layer, from the input to the output."""
    return tuple(_names_of(network, layer) for layer in network.layers)


def _names_of(network: Network, layer: Layer) -> LayerNames:
    output = network.outputs[layer.name]
    use = next(use for use in network.applications if use.writes == output)
    active = has_activation(use) and use.layer == layer.name
    return LayerNames(
        layer.name,
        output,
        use.reads[0] if active else output,
        network.outputs[layer.inputs[0]],
        _weights(network, layer),
        int(np.prod(network.shapes[output][1:])),
        use if active else None,
        largest_slope(use.op) if active and not isinstance(use.op, _STRAIGHT) else math.inf,
    )


@dataclass(frozen=True)
class LayerFlow:
    """One layer at a moment. Lengths are Euclidean, over all numbers of a value; what is not
    computed, and what would be divided by 0, is None."""

    names: LayerNames
    a: Array | None
    """Its output."""
    da: Array | None
    W: Array | None
    """All its weights in one row, as they are at the tick."""
    dW: Array | None
    norm_dW: float | None
    norm_da: float | None
    norm_dz: float | None
    """Of the gradient of what its activation reads; without one the same as norm_da."""
    norm_before: float | None
    """Of the gradient of the output of the layer that it reads, the first of several; None if
    that is the input."""
    update_ratio: float | None
    """‖ΔW‖ / ‖W‖, W before the update."""
    slope: Array | None
    """f′(z) of each unit by its own z, of the shape of a; None for a layer without an activation,
    and before it is computed."""
    dead: int | None
    """How many units of an activation have a = 0 on every row of an epoch, with the parameters of
    now; None before a is computed, and for a layer without an activation."""

    @property
    def through_f(self) -> float | None:
        return _ratio(self.norm_dz, self.norm_da)

    @property
    def through_W(self) -> float | None:
        return _ratio(self.norm_before, self.norm_dz)

    @property
    def factor(self) -> float | None:
        return _ratio(self.norm_before, self.norm_da)

    @property
    def mean_slope(self) -> float | None:
        """The mean of f′(z) over rows and units."""
        with np.errstate(all="ignore"):
            return None if self.slope is None else float(self.slope.mean())

    @property
    def weight_norm(self) -> float | None:
        return length_of(self.W)

    @property
    def layer(self) -> str:
        """The name of the layer."""
        return self.names.layer

    @property
    def unit_count(self) -> int:
        """The numbers of an example's output."""
        return self.names.unit_count

    @property
    def silent(self) -> int | None:
        """How many units have a = 0 on every row now."""
        return None if self.a is None else int((self.a == 0).all(axis=0).sum())

    @property
    def saturates(self) -> bool:
        """Whether most units are saturated on most rows. Where a = 0 a unit is silent, which is
        another thing."""
        if self.slope is None or self.a is None or not self.names.saturates:
            return False
        flat = (np.abs(self.slope) < SATURATED_SHARE * self.names.largest_slope) & (self.a != 0)
        return bool(((flat.mean(axis=0) > MOST_SHARE).mean()) > MOST_SHARE)


def flag_of(layer: LayerFlow, layers: Sequence[LayerFlow]) -> FlowFlag:
    """What is wrong with a layer among all. One word, the first that holds: all units dead,
    saturated, vanishing or exploding."""
    last = layers[-1]
    if layer.dead and layer.dead == layer.unit_count:
        return FlowFlag.DEAD
    if layer.saturates and layer is not last:
        return FlowFlag.SATURATED
    weighed = [each.norm_dW for each in layers if each.W is not None]
    # the output's own ∂L/∂a says how far off it is, and may be as large as it likes
    own = layer.norm_da if layer is not last else None
    return flag_of_lengths(layer.norm_dW, weighed[-1] if weighed else None, own, last.norm_dz)


def _ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def layer_flows(
    moment: Moment,
    silences: SilenceProbe | None = None,
    names: Sequence[LayerNames] | None = None,
) -> tuple[LayerFlow, ...]:
    """Every layer at a moment, from the input to the output. Who asks often keeps `silences`, which
    tells dead units, and the `names` of the layers.

    Raises UnsuitedError in a lesson without a network.
    """
    refuse_gradient_flow(moment.lesson)
    silences = silences or SilenceProbe(moment.lesson)
    names = layer_names(moment.lesson.network) if names is None else names
    return tuple(each for own in names for each in flow_in_pieces(moment, own, silences) if each)


def not_known(own: LayerNames) -> LayerFlow:
    """A layer of which nothing is computed."""
    return LayerFlow(own, *[None] * 11)


def flow_in_pieces(
    moment: Moment, own: LayerNames, silences: SilenceProbe
) -> Iterator[LayerFlow | None]:
    """One layer at a moment, the last thing that the iterator gives; None before it, after each
    piece of the work."""
    known, output, names = moment.computed, own.output, own.weights
    weights = _present([moment.values[name] for name in names])
    changed = weights if _is_updated(moment, names) else None
    da = known.get(f"d.{output}")
    gradients = _present([known.get(f"d.{name}") for name in names])
    start = _present([known.get(name) for name in names])
    slope = dead = None
    if own.activation is not None:
        with np.errstate(all="ignore"):
            dead = silences.dead_count(moment, output)
            z, a = known.get(own.reads), known.get(output)
            if z is not None and a is not None:
                others = tuple(known[name] for name in own.activation.reads[1:])
                slope = slopes_of(own.activation.op, z, a, others)
        yield None
    lengths: list[float | None] = []
    for arrays, less in (
        (gradients, None),
        (_present([da]), None),
        (_present([known.get(f"d.{own.reads}")]), None),
        (None if own.before == INPUT else _present([known.get(f"d.{own.before}")]), None),
        (changed if start is not None else None, start),
        (start, None),
    ):
        if arrays is None:
            lengths.append(None)
            continue
        with np.errstate(all="ignore"):
            work = length_in_pieces(arrays, less)
            while True:
                try:
                    next(work)
                except StopIteration as end:
                    lengths.append(end.value)
                    break
                yield None
    dW, norm_da, dz, before, moved, whole = lengths
    yield LayerFlow(
        own,
        known.get(output),
        da,
        _joined(weights),
        _joined(gradients),
        dW,
        norm_da,
        dz,
        before,
        _ratio(moved, whole),
        slope,
        dead,
    )


def _weights(network: Network, layer: Layer) -> tuple[str, ...]:
    """The layer's weights: its parameters of two axes or more; if it has none of those, all."""
    own = network.layer_parameters(layer.owner)
    found = [parameter for parameter in own if len(parameter.shape) > 1] or own
    return tuple(parameter.name for parameter in found)


def _is_updated(moment: Moment, names: Sequence[str]) -> bool:
    """Whether all of these weights have been updated at the tick."""
    place = moment.lesson.program.locate(moment.tick)
    done = (moment.lesson.program.done_after(name, place.iteration) for name in names)
    return all(each is not None and each <= place.done for each in done)


def _present(arrays: Sequence[Array | None]) -> list[Array] | None:
    """The arrays, if there are any and none of them is missing."""
    known = [array for array in arrays if array is not None]
    return known if known and len(known) == len(arrays) else None


def _joined(arrays: Sequence[Array] | None) -> Array | None:
    """All numbers of some arrays in one row; one alone is not copied."""
    if arrays is None or len(arrays) == 1:
        return None if arrays is None else arrays[0].reshape(-1)
    return np.concatenate([array.ravel() for array in arrays])


class GradientFlowView(View):
    """How the gradient comes through the layers, from the input to the output; ‖·‖ is the Euclidean
    length over all numbers of a value.

    Part ``layers``: ``norm_dW`` = ‖∂L/∂W‖ and ``weight_norm`` = ‖W‖ over the layer's weights, which
    are its parameters of two axes or more, or all where there are none; ``norm_da`` = ‖∂L/∂a‖ of
    its output; ``update_ratio`` = ‖ΔW‖ / ‖W‖ of the tick's update once it is done, W before it.

    ``factor`` = ‖∂L/∂a‖ of the layer before ÷ that of this layer, empty where the layer before is
    the input; ``through_f`` = ‖∂L/∂z‖ / ‖∂L/∂a‖, z being what its activation reads (1 without
    one); ``through_W`` = ‖∂L/∂a‖ of the layer before / ‖∂L/∂z‖. Their product is ``factor``, and
    along a chain of layers the factors multiply to the ratio of the first to the last. The layer
    before is the first that it reads.

    ``mean_slope``: the mean of f′(z) over rows and units, beside the weights' length a typical
    number and no factor. ``silent``: units (numbers of an example's output) with a = 0 on every row
    now, of ``units``. ``flag`` (`flow_flags`), the first that holds: *dead* where every unit of an
    activation has a = 0 on every row of an epoch (every training example, with the parameters of
    now, as after training); *saturated* where most units of a layer before the last are on most
    rows where |f′(z)| < 0.05 · max |f′| and a ≠ 0; *vanishing* or *exploding* where ‖∂L/∂W‖ is
    below 10⁻³ or above 10³ times that of the last layer with weights, or ‖∂L/∂a‖ as many times
    ‖∂L/∂z‖ of the last layer: where values grow forwards as gradients do backwards, ∂L/∂W, their
    product, does not tell. The output is meant to saturate once it is right.

    Part ``histograms``: for each layer and each of ``a``, ``da``, ``dW`` and ``W`` that is known,
    the count of numbers from ``from`` (counted, if positive) to ``to`` (counted, if negative).
    The bins are the same for all layers and ticks: for a and W steps of 0.25 up to 5, for gradients
    half decades from 10⁻¹² to 10⁴; what is beyond is in the last ones, to ±∞; exactly 0 has
    a bin of its own, 0 to 0. NaN is in none.

    Part ``moving``: the same counts through time, a row for each iteration that is complete before
    the tick, or for every second, third … of a long run (`company.histogram_watch`), and each bin
    that is not empty. For weights it is what the iteration starts from.
    """

    name = "gradient-flow"
    title = N_("Gradient flow")
    parts = ("layers", "histograms", "moving")

    def refuse(self, lesson: Lesson) -> None:
        refuse_gradient_flow(lesson)

    def table(self, moment: Moment, part: str) -> ViewTable:
        layers = layer_flows(moment)
        if part == "layers":
            return ViewTable(_LAYERS, tuple(_layer_rows(layers)))
        if part == "moving":
            columns: tuple[str, ...] = ("iteration", "layer", "what", "from", "to", "count")
            return ViewTable(columns, tuple(_moving_rows(moment, layers)))
        columns = ("layer", "what", "from", "to", "count")
        return ViewTable(columns, tuple(_histogram_rows(layers)))


_LAYERS = (
    "layer",
    "norm_dW",
    "norm_da",
    "update_ratio",
    "factor",
    "through_f",
    "through_W",
    "mean_slope",
    "weight_norm",
    "silent",
    "units",
    "flag",
)


def _layer_rows(layers: Sequence[LayerFlow]) -> Iterator[tuple[CellValue, ...]]:
    for each in layers:
        yield (
            each.layer,
            each.norm_dW,
            each.norm_da,
            each.update_ratio,
            each.factor,
            each.through_f,
            each.through_W,
            each.mean_slope,
            each.weight_norm,
            each.silent,
            each.unit_count,
            str(flag_of(each, layers)),
        )


def names_counted(own: LayerNames, what: str) -> tuple[str, ...]:
    """The names of a layer whose numbers make one histogram: of ``a``, ``da``, ``dW`` or ``W``."""
    return {
        "a": (own.output,),
        "da": (f"d.{own.output}",),
        "W": own.weights,
        "dW": tuple(f"d.{name}" for name in own.weights),
    }[what]


def _moving_rows(moment: Moment, layers: Sequence[LayerFlow]) -> Iterator[tuple[CellValue, ...]]:
    if moment.histograms is None:
        return
    program = moment.lesson.program
    written = {ins.writes for ins in (*program.usual, *program.closing)} | set(program.carried)
    wanted = [(each, what, names_counted(each.names, what)) for each in layers for what in BINS]
    known = [(each, what, names) for each, what, names in wanted if set(names) <= written and names]
    trails = moment.histograms(tuple(name for _each, _what, names in known for name in names))
    place = program.locate(moment.tick)
    complete = place.iteration + (moment.tick >= program.end_of(place.iteration))
    for each, what, names in known:
        if not set(names) <= set(trails.counts):
            continue
        counts = sum(trails.counts[name] for name in names)
        for row, numbers in enumerate(np.asarray(counts)):
            if row * trails.every >= complete:
                break
            for one, count in zip(BINS[what], numbers.tolist(), strict=True):
                if count:
                    yield row * trails.every, each.layer, what, one.low, one.high, count


def _histogram_rows(layers: Sequence[LayerFlow]) -> Iterator[tuple[CellValue, ...]]:
    for each in layers:
        known = {"a": each.a, "da": each.da, "dW": each.dW, "W": each.W}
        for what, values in known.items():
            if values is None:
                continue
            bins: Sequence[Bin] = BINS[what]
            for one, count in zip(bins, counts_of(values, bins), strict=True):
                yield each.layer, what, one.low, one.high, count
