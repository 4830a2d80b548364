"""A network: a directed acyclic graph of named layers, opened into the ops that each layer
applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .errors import SettingError, ShapeError, UnknownNameError
from .initializers import First
from .ops import Op, Shape
from .ops.activations import (
    CELU,
    ELU,
    GELU,
    SELU,
    GELUTanh,
    HardSigmoid,
    HardSwish,
    HardTanh,
    LeakyReLU,
    LogSoftmax,
    Mish,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Tanh,
)
from .ops.combine import Add
from .ops.dense import AddBias, MatMul
from .ops.shape import Flatten

INPUT = "x"
"""The name of the batch that the network reads."""

RESERVED = frozenset({"d", "m", "v", "mhat", "vhat", "data", "val"})
"""First words of names that mean something else: ``d.W`` is a gradient, ``val.x`` validation
data."""

ACTIVATIONS: Mapping[str, Op] = {
    "relu": ReLU(),
    "sigmoid": Sigmoid(),
    "tanh": Tanh(),
    "softmax": Softmax(),
    "log_softmax": LogSoftmax(),
    "leaky_relu": LeakyReLU(),
    "relu6": ReLU6(),
    "elu": ELU(),
    "selu": SELU(),
    "celu": CELU(),
    "softplus": Softplus(),
    "softsign": Softsign(),
    "gelu": GELU(),
    "gelu_tanh": GELUTanh(),
    "silu": SiLU(),
    "mish": Mish(),
    "hard_sigmoid": HardSigmoid(),
    "hard_swish": HardSwish(),
    "hard_tanh": HardTanh(),
}
"""What a layer may be told to do with its sums; PReLU and Maxout, which need more than a name, are
cards of their own."""


@dataclass(frozen=True)
class Layer:
    """One layer as a lesson names it. `inputs` are names of earlier layers, or ``x``."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    units: int = 0
    activation: str = "none"
    weights: First = "glorot_uniform"
    bias: First = "zeros"


@dataclass(frozen=True)
class Parameter:
    """An array that training changes."""

    name: str
    layer: str
    shape: Shape
    fan_in: int
    fan_out: int
    first: First


@dataclass(frozen=True)
class Application:
    """An op applied once: the names it reads, the one name it writes, the layer it belongs to."""

    op: Op
    reads: tuple[str, ...]
    writes: str
    layer: str


@dataclass(frozen=True)
class Network:
    """Layers, what they compute in order, their parameters, and every shape for a batch of one."""

    layers: tuple[Layer, ...]
    applications: tuple[Application, ...]
    parameters: tuple[Parameter, ...]
    outputs: Mapping[str, str]
    """Layer name → the name of its output; ``x`` stands for itself."""
    shapes: Mapping[str, Shape]

    @property
    def output(self) -> str:
        """The name of the last layer's output: the prediction."""
        return self.outputs[self.layers[-1].name]

    def layer_parameters(self, layer: str) -> tuple[Parameter, ...]:
        return tuple(parameter for parameter in self.parameters if parameter.layer == layer)


def build(layers: tuple[Layer, ...], input_shape: Shape) -> Network:
    """Open the layers into ops and check every shape.

    `input_shape` is that of one example, without the batch. Raises ShapeError where a layer does
    not fit its input,
    UnknownNameError where an input does not exist, SettingError for an unknown kind or activation
    and for a name
    that is taken.
    """
    outputs = {INPUT: INPUT}
    shapes: dict[str, Shape] = {INPUT: (1, *input_shape)}
    applications: list[Application] = []
    parameters: list[Parameter] = []
    for layer in layers:
        if layer.name in outputs or layer.name in RESERVED:
            raise SettingError(
                "the name {layer} is taken; call the layer otherwise", layer=layer.name
            )
        reads = tuple(_output_of(name, outputs, layer) for name in layer.inputs)
        for parameter in _parameters(layer, shapes[reads[0]]):
            parameters.append(parameter)
            shapes[parameter.name] = parameter.shape
        for application in _open(layer, reads):
            read = tuple(shapes[name] for name in application.reads)
            shapes[application.writes] = application.op.shape(*read)
            applications.append(application)
        outputs[layer.name] = applications[-1].writes
    return Network(layers, tuple(applications), tuple(parameters), outputs, shapes)


def _output_of(name: str, outputs: Mapping[str, str], layer: Layer) -> str:
    if name not in outputs:
        raise UnknownNameError(
            "layer {layer} reads {name}, which is no earlier layer; earlier are {known}",
            layer=layer.name,
            name=name,
            known=", ".join(outputs),
        )
    return outputs[name]


def _parameters(layer: Layer, read: Shape) -> tuple[Parameter, ...]:
    if layer.kind != "dense":
        return ()
    if len(read) != 2:
        raise ShapeError(
            "dense layer {layer} needs one row of numbers per example, not {shape}; put a "
            "flatten layer before it",
            layer=layer.name,
            shape=read[1:],
        )
    fan_in, units = read[1], layer.units
    return (
        Parameter(f"{layer.name}.W", layer.name, (fan_in, units), fan_in, units, layer.weights),
        Parameter(f"{layer.name}.b", layer.name, (units,), fan_in, units, layer.bias),
    )


def _open(layer: Layer, reads: tuple[str, ...]) -> tuple[Application, ...]:
    """The ops of one layer, in order."""
    name = layer.name
    match layer.kind:
        case "dense":
            ops = [
                Application(MatMul(), (reads[0], f"{name}.W"), f"{name}.xW", name),
                Application(AddBias(), (f"{name}.xW", f"{name}.b"), f"{name}.z", name),
            ]
        case "flatten":
            ops = [Application(Flatten(), reads[:1], f"{name}.z", name)]
        case "add":
            if len(reads) != 2:
                raise SettingError(
                    "layer {layer} adds two inputs, not {n}", layer=name, n=len(reads)
                )
            ops = [Application(Add(), reads, f"{name}.z", name)]
        case _:
            raise SettingError(
                "layer {layer} is of unknown kind {kind}", layer=name, kind=layer.kind
            )
    if layer.activation != "none":
        if layer.activation not in ACTIVATIONS:
            raise SettingError(
                "layer {layer} has the unknown activation {activation}; known are {known}",
                layer=name,
                activation=layer.activation,
                known=", ".join(ACTIVATIONS),
            )
        ops.append(Application(ACTIVATIONS[layer.activation], (f"{name}.z",), f"{name}.a", name))
    return tuple(ops)
