"""A network: a directed acyclic graph of named layers, opened into the ops that each layer
applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from .dataclass import dataclass
from .errors import SettingError, ShapeError, UnknownNameError
from .layers import Application, Axes, Buffer, Layer, Parameter, activation_of
from .ops import Shape
from .ops.shape import Permute

INPUT = "x"
"""The name of the batch that the network reads."""
RAW_INPUT = "batch.x"
"""The name of the batch as the data have it, where something is done to it before."""

GIVEN = frozenset({"seed", "k"})
"""Scalars of the program that a layer may read: its random numbers are drawn from them."""

RESERVED = frozenset({"d", "m", "v", "mhat", "vhat", "data", "val"})
"""First words of names that mean something else: ``d.W`` is a gradient, ``val.x`` validation
data."""


@dataclass(frozen=True)
class Network:
    """Layers, what they compute in order, their parameters, and every shape for a batch of one."""

    layers: tuple[Layer, ...]
    applications: tuple[Application, ...]
    """The ops of training, in the order in which they are computed."""
    evaluation: tuple[Application, ...]
    """The ops of evaluation, which write the same names."""
    parameters: tuple[Parameter, ...]
    buffers: tuple[Buffer, ...]
    outputs: Mapping[str, str]
    """Layer name → the name of its output; ``x`` stands for itself."""
    shapes: Mapping[str, Shape]
    axes: Mapping[str, Axes] = field(default_factory=dict)
    """Layer name → what the two axes of its output mean."""

    @property
    def output(self) -> str:
        """The name of the last layer's output: the prediction."""
        return self.outputs[self.layers[-1].name]

    @property
    def writes_loss(self) -> bool:
        """Whether the output is itself the loss to be minimised, without data and targets."""
        return "L" in self.outputs.values()

    @property
    def trained(self) -> tuple[Parameter, ...]:
        """The parameters that are not frozen."""
        return tuple(parameter for parameter in self.parameters if parameter.trainable)

    @property
    def kept(self) -> frozenset[str]:
        """The names carried from one iteration to the next: parameters and running statistics."""
        names = [parameter.name for parameter in self.parameters]
        return frozenset(names + [buffer.name for buffer in self.buffers])

    @property
    def counts(self) -> bool:
        """Whether a layer reads the number of the iteration."""
        return any("k" in use.reads for use in self.applications)

    def layer_parameters(self, layer: str) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.layer == layer)


def build(layers: Iterable[Layer], input_shape: Shape) -> Network:
    """Open the layers into ops and check every shape.

    `input_shape` is that of one example, without the batch. Raises ShapeError where a layer does
    not fit its input, UnknownNameError where an input does not exist, SettingError for an unknown
    activation, a wrong number of inputs and a name that is taken.
    """
    builder = Builder(input_shape)
    for layer in layers:
        builder.add(layer)
    return builder.network()


class Builder:
    """A network in the making: layer by layer, so that whoever adds knows which one did not fit.

    It begins with the input alone, of the shape of one example.
    """

    def __init__(self, input_shape: Shape, input_axes: Axes = "") -> None:
        self.layers: list[Layer] = []
        self._axes: dict[str, Axes] = {INPUT: input_axes}
        self._outputs = {INPUT: INPUT}
        self._shapes: dict[str, Shape] = {INPUT: (1, *input_shape), **dict.fromkeys(GIVEN, ())}
        self._training: list[Application] = []
        self._evaluation: list[Application] = []
        self._parameters: dict[str, Parameter] = {}
        self._buffers: dict[str, Buffer] = {}

    def add(self, layer: Layer) -> None:
        """Open one more layer; raises what :func:`build` raises."""
        _check(layer, self._outputs)
        reads = tuple(_output_of(name, self._outputs, layer) for name in layer.inputs)
        meant = tuple(self._axes[name] for name in layer.inputs)
        _check_axes(layer, meant)
        moved: tuple[Application, ...] = ()
        if layer.reads_axes and meant[0] not in {"", layer.reads_axes}:
            moved = (layer.applied(Permute((2, 1)), reads, "moved"),)
            self._shapes[moved[0].writes] = moved[0].op.shape(self._shapes[reads[0]])
            reads = (moved[0].writes,)
        read = tuple(self._shapes[name] for name in reads)
        for parameter in layer.parameters(read):
            _own(layer, parameter, self._parameters)
            self._shapes[parameter.name] = parameter.shape
        for buffer in layer.buffers(read):
            self._buffers.setdefault(buffer.name, buffer)
            self._shapes[buffer.name] = buffer.shape
        uses = (*moved, *_activated(layer, layer.open(reads, read)))
        self._evaluation += (*moved, *_activated(layer, layer.evaluated(reads, read)))
        for use in uses:
            self._shapes[use.writes] = use.op.shape(*(self._shapes[name] for name in use.reads))
        self._training += uses
        self._outputs[layer.name] = uses[-1].writes
        self._axes[layer.name] = layer.axes_given(meant, self._shapes[uses[-1].writes])
        self.layers.append(layer)

    def network(self) -> Network:
        """The network of all layers that were added."""
        return Network(
            tuple(self.layers),
            tuple(self._training),
            tuple(self._evaluation),
            tuple(self._parameters.values()),
            tuple(self._buffers.values()),
            dict(self._outputs),
            dict(self._shapes),
            dict(self._axes),
        )


def _check(layer: Layer, outputs: Mapping[str, str]) -> None:
    if layer.name in outputs or layer.name in RESERVED:
        raise SettingError("the name {layer} is taken; call the layer otherwise", layer=layer.name)
    if not layer.least_inputs <= len(layer.inputs) <= layer.most_inputs:
        raise SettingError(
            "the layer {name} reads {count} inputs; its kind, {kind}, needs {needed}",
            name=layer.name,
            count=len(layer.inputs),
            kind=layer.kind,
            needed=layer.needed_inputs(),
        )
    if layer.shares and layer.shares not in outputs:
        raise UnknownNameError(
            "layer {layer} shares the parameters of {name}, which is no earlier layer; earlier "
            "are {known}",
            layer=layer.name,
            name=layer.shares,
            known=", ".join(outputs),
        )


def _check_axes(layer: Layer, meant: tuple[Axes, ...]) -> None:
    """Refuse inputs that have their time in different axes."""
    if len({axes for axes in meant if axes}) > 1:
        raise ShapeError(
            "layer {layer} reads (time, feature) and (channel, time); put a permute layer with "
            "order = [2, 1] before it",
            layer=layer.name,
        )


def _own(layer: Layer, parameter: Parameter, parameters: dict[str, Parameter]) -> None:
    """Take a parameter in, or see that a shared one is there already and fits."""
    if not layer.shares:
        parameters[parameter.name] = parameter
        return
    shared = parameters.get(parameter.name)
    if shared is None or shared.shape != parameter.shape:
        raise ShapeError(
            "layer {layer} needs {name} of shape {shape}; {owner} has {theirs}",
            layer=layer.name,
            name=parameter.name,
            shape=parameter.shape,
            owner=layer.shares,
            theirs=shared.shape if shared else "–",
        )


def _output_of(name: str, outputs: Mapping[str, str], layer: Layer) -> str:
    if name not in outputs:
        raise UnknownNameError(
            "layer {layer} reads {name}, which is no earlier layer; earlier are {known}",
            layer=layer.name,
            name=name,
            known=", ".join(outputs),
        )
    return outputs[name]


def _activated(layer: Layer, uses: tuple[Application, ...]) -> tuple[Application, ...]:
    """The ops of a layer with its activation behind them."""
    if layer.activation == "none" and layer.alpha is None:
        return uses
    op = activation_of(layer.name, layer.activation, layer.alpha)
    return (*uses, layer.applied(op, (uses[-1].writes,), "a"))
