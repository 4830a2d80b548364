"""The node tests that ONNX brings with its wheel, asked of our cards: ``python -m
tests.reference.onnx_nodes`` prints how many apply, and how many pass.

ONNX describes what a node computes by one example each: a model of one node, its inputs, its
outputs. Where a card computes the same, the example is run on it and compared at ONNX's own
tolerance. An example does not apply where it needs what no card has: an option, a type that is no
floating-point number, an axis that is fixed here.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from visualnn import api

Array = NDArray[Any]
Attributes = Mapping[str, Any]
Inputs = list[Array]
Asked = Callable[[Attributes, Inputs], list[Array]]

FOLDER = Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
RTOL, ATOL = 1e-3, 1e-7
"""The tolerances of ONNX's own backend tests."""


class NotHere(Exception):  # noqa: N818  nothing is wrong: the example is not for us
    """The example needs something that no card has."""


def need(holds: bool) -> None:
    """Raise NotHere unless it holds."""
    if not holds:
        raise NotHere


@dataclass(frozen=True)
class Example:
    """One node with its inputs and outputs; an input that is left out is an empty array."""

    name: str
    kind: str
    attributes: Attributes
    inputs: Inputs
    outputs: list[Array]
    wanted: tuple[bool, ...]
    """Which outputs the node is asked for."""


def examples() -> Iterator[Example]:
    """Every example of a kind that is answered here, over floating-point numbers."""
    for folder in sorted(FOLDER.iterdir()):
        graph = onnx.load(str(folder / "model.onnx")).graph
        if len(graph.node) != 1 or graph.node[0].op_type not in KINDS:
            continue
        node = graph.node[0]
        if not all(each.type.HasField("tensor_type") for each in graph.input):
            continue
        data = folder / "test_data_set_0"
        given = [_tensor(data / f"input_{n}.pb") for n in range(len(graph.input))]
        by_name = dict(zip((each.name for each in graph.input), given, strict=True))
        inputs = [by_name.get(name, np.empty(0)) for name in node.input]
        outputs = [_tensor(data / f"output_{n}.pb") for n in range(len(graph.output))]
        attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
        wanted = tuple(bool(name) for name in node.output)
        yield Example(folder.name, node.op_type, attributes, inputs, outputs, wanted)


def _tensor(path: Path) -> Array:
    tensor = onnx.TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return np.asarray(numpy_helper.to_array(tensor))


def _floats(inputs: Inputs) -> Inputs:
    need(all(each.dtype in (np.float32, np.float64) for each in inputs))
    return inputs


def answer(example: Example) -> list[Array]:
    """What our cards compute for it; raises NotHere."""
    return KINDS[example.kind](example.attributes, example.inputs)


def agrees(example: Example) -> bool:
    """Whether every output that was computed is ONNX's."""
    asked = [one for one, wanted in zip(answer(example), example.wanted, strict=False) if wanted]
    pairs = list(zip(asked, example.outputs, strict=False))
    return bool(pairs) and all(
        one.shape == other.shape and np.allclose(one, other, RTOL, ATOL, equal_nan=True)
        for one, other in pairs
    )


# -- elementwise -----------------------------------------------------------------------------------


def _card(card: str, **defaults: float) -> Asked:
    """A card of one input; ONNX's attributes and their defaults are its settings."""

    def asked(attributes: Attributes, inputs: Inputs) -> list[Array]:
        settings = {words[name]: attributes.get(name, value) for name, value in defaults.items()}
        return [np.asarray(api.op(card, **settings).forward(*_floats(inputs)))]

    words = {name: "negative_slope" if card == "LeakyReLU" else name for name in defaults}
    return asked


def _selu(attributes: Attributes, inputs: Inputs) -> list[Array]:
    need(abs(attributes.get("alpha", 1.67326) - 1.67326) < 1e-4)
    need(abs(attributes.get("gamma", 1.0507) - 1.0507) < 1e-4)
    return _card("SELU")({}, inputs)


def _hard_sigmoid(attributes: Attributes, inputs: Inputs) -> list[Array]:
    need(abs(attributes.get("alpha", 0.2) - 1 / 6) < 1e-6 and attributes.get("beta", 0.5) == 0.5)
    return _card("HardSigmoid")({}, inputs)


def _gelu(attributes: Attributes, inputs: Inputs) -> list[Array]:
    card = "GELUTanh" if attributes.get("approximate") == b"tanh" else "GELU"
    return _card(card)({}, inputs)


def _swish(attributes: Attributes, inputs: Inputs) -> list[Array]:
    need(attributes.get("alpha", 1.0) == 1.0)
    return _card("SiLU")({}, inputs)


def _prelu(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    x, slope = _floats(inputs)
    need(slope.shape == x.shape[-1:])
    rows = api.op("PReLU").forward(x.reshape(-1, x.shape[-1]), slope)
    return [rows.reshape(x.shape)]


def _clip(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    x, *bounds = inputs
    need(len(bounds) == 2 and all(bound.size == 1 for bound in bounds))
    _floats(inputs)
    low, high = map(float, bounds)
    need(low < high)
    return [api.op("HardTanh", low=low, high=high).forward(x)]


def _along_rows(card: str) -> Asked:
    def asked(attributes: Attributes, inputs: Inputs) -> list[Array]:
        (x,) = _floats(inputs)
        axis = attributes.get("axis", -1) % x.ndim
        moved = np.moveaxis(x, axis, -1)
        rows = api.op(card).forward(moved.reshape(-1, moved.shape[-1]))
        return [np.moveaxis(rows.reshape(moved.shape), -1, axis)]

    return asked


def _pairwise(card: str) -> Asked:
    def asked(_attributes: Attributes, inputs: Inputs) -> list[Array]:
        need(len(inputs) > 1 and len({each.shape for each in inputs}) == 1)
        first, *others = _floats(inputs)
        for other in others:
            first = api.op(card).forward(first, other)
        return [first]

    return asked


# -- shapes and products ---------------------------------------------------------------------------


def _matmul(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    need(all(each.ndim == 2 for each in _floats(inputs)))
    return [api.op("MatMul").forward(*inputs)]


def _gemm(attributes: Attributes, inputs: Inputs) -> list[Array]:
    a, b, *c = _floats(inputs)
    need(attributes.get("alpha", 1.0) == attributes.get("beta", 1.0) == 1.0)
    a = a.T if attributes.get("transA") else a
    b = b.T if attributes.get("transB") else b
    product = api.op("MatMul").forward(a, b)
    if not c:
        return [product]
    need(c[0].size == product.shape[1])
    return [api.op("AddBias").forward(product, c[0].reshape(-1))]


def _concat(attributes: Attributes, inputs: Inputs) -> list[Array]:
    axis = attributes["axis"] % inputs[0].ndim
    need(axis == 1)
    widths = tuple(each.shape[1] for each in _floats(inputs))
    return [api.op("Concatenate", widths=widths).forward(*inputs)]


def _flatten(attributes: Attributes, inputs: Inputs) -> list[Array]:
    need(attributes.get("axis", 1) % inputs[0].ndim == 1)
    return [api.op("Flatten").forward(*_floats(inputs))]


def _gather(attributes: Attributes, inputs: Inputs) -> list[Array]:
    table, rows = inputs
    need(attributes.get("axis", 0) == 0 and table.ndim == 2 and rows.min() >= 0)
    return [api.op("Embed").forward(rows.astype(table.dtype), table)]


def _pad(attributes: Attributes, inputs: Inputs) -> list[Array]:
    x, pads, *value = inputs
    need(attributes.get("mode", b"constant") == b"constant" and len(inputs) < 4)
    need(x.ndim == 4 and not any(float(each) for each in value if each.size))
    before, after = pads[: x.ndim], pads[x.ndim :]
    need(not (before[:2].any() or after[:2].any()) and bool((pads >= 0).all()))
    _floats([x])
    ends = (int(before[2]), int(after[2]), int(before[3]), int(after[3]))
    return [api.op("ZeroPad", padding=ends).forward(x)]


def _identity(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    return [api.op("Identity").forward(*_floats(inputs))]


def _dropout(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    x, *others = _floats(inputs[:1]) + inputs[1:]
    if len(others) < 2 or not bool(others[1]):
        return [api.op("Unchanged").forward(x)]
    need(not others[0].any())  # what is dropped is drawn
    mask = api.op("DropoutMask", p=0.0).forward(x, np.zeros(()), np.zeros(()))
    return [api.op("Dropout", p=0.0).forward(x, mask), mask]


# -- convolutions and pools ------------------------------------------------------------------------


def _ends(attributes: Attributes, x: Array, size: list[int]) -> list[tuple[int, int]]:
    """The padding of each axis before and after."""
    axes = len(size)
    auto = attributes.get("auto_pad", b"NOTSET")
    strides = attributes.get("strides", [1] * axes)
    dilations = attributes.get("dilations", [1] * axes)
    if auto == b"VALID":
        return [(0, 0)] * axes
    if auto == b"NOTSET":
        pads = attributes.get("pads", [0] * 2 * axes)
        return [(pads[n], pads[n + axes]) for n in range(axes)]
    found = []
    for length, window, stride, dilation in zip(x.shape[2:], size, strides, dilations, strict=True):
        extent = dilation * (window - 1) + 1
        lacking = max((-(-length // stride) - 1) * stride + extent - length, 0)
        less, more = lacking // 2, lacking - lacking // 2
        found.append((less, more) if auto == b"SAME_UPPER" else (more, less))
    return found


def _conv(card: str) -> Asked:
    def asked(attributes: Attributes, inputs: Inputs) -> list[Array]:
        x, W, *b = _floats(inputs)
        axes = x.ndim - 2
        need(axes in (1, 2))
        settings: dict[str, object] = {"groups": attributes.get("group", 1)}
        for theirs, mine in (("strides", "stride"), ("dilations", "dilation")):
            numbers = attributes.get(theirs, [1] * axes)
            settings[mine] = tuple(numbers) if axes == 2 else numbers[0]
        if card == "ConvTranspose":
            settings |= _painted(attributes, x, W)
        else:
            ends = _ends(attributes, x, list(W.shape[2:]))
            settings["padding"] = tuple(n for pair in ends for n in pair)
        out = api.op(f"{card}{axes}d", **settings).forward(x, W)
        return [api.op("AddChannelBias").forward(out, b[0]) if b else out]

    return asked


def _painted(attributes: Attributes, x: Array, W: Array) -> dict[str, object]:
    axes = x.ndim - 2
    need(attributes.get("auto_pad", b"NOTSET") == b"NOTSET" and "output_shape" not in attributes)
    pads = attributes.get("pads", [0] * 2 * axes)
    more = attributes.get("output_padding", [0] * axes)
    return {
        "padding": tuple(pads[n + k * axes] for n in range(axes) for k in (0, 1)),
        "output_padding": tuple(more) if axes == 2 else more[0],
    }


def _pool(largest: bool) -> Asked:
    def asked(attributes: Attributes, inputs: Inputs) -> list[Array]:
        (x,) = _floats(inputs)
        size = attributes["kernel_shape"]
        need(len(size) in (1, 2) and set(attributes.get("dilations", [1])) == {1})
        need(attributes.get("storage_order", 0) == 0)
        ends = tuple(_ends(attributes, x, size))
        need(all(max(pair) <= window // 2 for pair, window in zip(ends, size, strict=True)))
        inside = not attributes.get("count_include_pad", 0)
        card = "MaxPool" if largest else "AveragePoolInside" if inside else "AveragePool"
        pool = api.op(
            card,
            size=tuple(size),
            stride=tuple(attributes.get("strides", [1] * len(size))),
            padding=ends,
            ceil=bool(attributes.get("ceil_mode", 0)),
        )
        return [pool.forward(x)]

    return asked


def _global_average(_attributes: Attributes, inputs: Inputs) -> list[Array]:
    (x,) = _floats(inputs)
    return [api.op("GlobalAveragePool").forward(x).reshape(*x.shape[:2], *([1] * (x.ndim - 2)))]


# -- normalisation, losses, optimizers -------------------------------------------------------------


def _batch_norm(attributes: Attributes, inputs: Inputs) -> list[Array]:
    x, gamma, beta, mean, variance = _floats(inputs)
    training = bool(attributes.get("training_mode", 0))
    momentum, eps = attributes.get("momentum", 0.9), attributes.get("epsilon", 1e-5)
    if training:
        batch_mean = api.op("BatchMean").forward(x)
        batch_variance = api.op("BatchVariance").forward(x, batch_mean)
    else:
        batch_mean, batch_variance = mean, variance
    out = api.op("Standardize", eps=eps).forward(x, batch_mean, batch_variance)
    out = api.op("ShiftChannels").forward(api.op("ScaleChannels").forward(out, gamma), beta)
    if not training:
        return [out]
    running = api.op("UpdateRunningKeras", momentum=momentum)
    return [out, running.forward(mean, batch_mean), running.forward(variance, batch_variance)]


def _layer_norm(attributes: Attributes, inputs: Inputs) -> list[Array]:
    given, *parameters = _floats(inputs)
    # everything from the axis on is one row
    x = given.reshape(-1, int(np.prod(given.shape[attributes.get("axis", -1) % given.ndim :])))
    gamma, *beta = (parameter.reshape(-1) for parameter in parameters)
    mean = api.op("RowMean").forward(x)
    variance = api.op("RowVariance").forward(x, mean)
    eps = attributes.get("epsilon", 1e-5)
    out = api.op("StandardizeRows", eps=eps).forward(x, mean, variance)
    out = api.op("ScaleFeatures").forward(out, gamma)
    out = api.op("ShiftFeatures").forward(out, beta[0]) if beta else out
    return [out.reshape(given.shape)]


def _reduced(attributes: Attributes, losses: Array, weights: Array | None) -> Array:
    kind = attributes.get("reduction", b"mean")
    need(kind in {b"mean", b"none"})
    if weights is not None:
        losses = api.op("WeighExamples").forward(losses, weights)
        if kind == b"mean":
            return np.asarray(api.op("MeanByWeight").forward(losses, weights))
    return losses if kind == b"none" else np.asarray(api.op("Mean").forward(losses))


def _likelihood(attributes: Attributes, inputs: Inputs, logs: Array) -> list[Array]:
    _x, target, *weight = inputs
    ignored = attributes.get("ignore_index")
    need(ignored is None or not bool((target == ignored).any()))
    need(bool((target >= 0).all()))
    last = np.moveaxis(logs, 1, -1)
    numbers = target[..., None].astype(logs.dtype)
    losses = api.op("SparseNegativeLogLikelihood").forward(last, numbers)
    weights = None
    if weight:
        weights = api.op("WeightOfClassNumber").forward(numbers, weight[0])
    return [_reduced(attributes, losses, weights)]


def _negative_log_likelihood(attributes: Attributes, inputs: Inputs) -> list[Array]:
    return _likelihood(attributes, inputs, *_floats(inputs[:1]))


def _softmax_cross_entropy(attributes: Attributes, inputs: Inputs) -> list[Array]:
    (logs,) = _along_rows("LogSoftmax")({"axis": 1}, inputs[:1])
    return [*_likelihood(attributes, inputs, logs), logs]


# -- recurrent cells -------------------------------------------------------------------------------


def _recurrent(kind: str, theirs: str, mine: str) -> Asked:
    """`theirs` and `mine` are the gates in ONNX's order and in PyTorch's, by ONNX's letters."""

    def asked(attributes: Attributes, inputs: Inputs) -> list[Array]:
        x, W, R, *more = _floats(inputs)
        need(W.shape[0] == 1)
        batchwise = bool(attributes.get("layout", 0))
        rows = x if batchwise else np.moveaxis(x, 0, 1)
        need(not any(each.any() for each in more[1:]))  # lengths, first states, peepholes
        first = kind == "gru" and not attributes.get("linear_before_reset", 0)
        need("clip" not in attributes and "activations" not in attributes)
        units = R.shape[2]
        order = np.concatenate([np.arange(units) + theirs.index(gate) * units for gate in mine])
        bias = more[0][0] if more and more[0].size else np.zeros(2 * len(mine) * units)
        layer = {"name": "r", "kind": kind, "units": units, "returns": "all"}
        if first:  # the reset gate acts before the product, as in the paper, with z before r
            layer["convention"] = "paper"
            order = np.arange(len(mine) * units)
        model = api.network(
            {
                "layers": [layer],
                "loss": {"kind": "mean_squared_error"},
                "optimizer": {"kind": "sgd", "lr": 0.0},
            },
            x=rows,
            t=np.zeros((*rows.shape[:2], units)),
        )
        model.set("r.W_ih", W[0][order].T)
        model.set("r.W_hh", R[0][order].T)
        inner, outer = bias[: len(bias) // 2][order], bias[len(bias) // 2 :][order]
        for name, value in (("b", inner + outer),) if first else (("b_ih", inner), ("b_hh", outer)):
            model.set(f"r.{name}", value)
        model.forward()
        found = model.value("r.h")
        if batchwise:
            return [found[:, :, None], found[:, -1:]]
        states = np.moveaxis(found, 0, 1)[:, None]
        return [states, states[-1]]

    return asked


KINDS: Mapping[str, Asked] = {
    "Add": _pairwise("Add"),
    "AveragePool": _pool(largest=False),
    "BatchNormalization": _batch_norm,
    "Celu": _card("CELU", alpha=1.0),
    "Clip": _clip,
    "Concat": _concat,
    "Conv": _conv("Conv"),
    "ConvTranspose": _conv("ConvTranspose"),
    "Dropout": _dropout,
    "Elu": _card("ELU", alpha=1.0),
    "Flatten": _flatten,
    "GRU": _recurrent("gru", "zrh", "rzh"),
    "Gather": _gather,
    "Gelu": _gelu,
    "Gemm": _gemm,
    "GlobalAveragePool": _global_average,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _card("HardSwish"),
    "Identity": _identity,
    "LSTM": _recurrent("lstm", "iofc", "ifco"),
    "LayerNormalization": _layer_norm,
    "LeakyRelu": _card("LeakyReLU", alpha=0.01),
    "LogSoftmax": _along_rows("LogSoftmax"),
    "MatMul": _matmul,
    "MaxPool": _pool(largest=True),
    "Mish": _card("Mish"),
    "Mul": _pairwise("Multiply"),
    "NegativeLogLikelihoodLoss": _negative_log_likelihood,
    "PRelu": _prelu,
    "Pad": _pad,
    "RNN": _recurrent("rnn", "h", "h"),
    "Relu": _card("ReLU"),
    "Selu": _selu,
    "Sigmoid": _card("Sigmoid"),
    "Softmax": _along_rows("Softmax"),
    "SoftmaxCrossEntropyLoss": _softmax_cross_entropy,
    "Softplus": _card("Softplus"),
    "Softsign": _card("Softsign"),
    "Sum": _pairwise("Add"),
    "Swish": _swish,
    "Tanh": _card("Tanh"),
}
"""ONNX's kind of node → how our cards answer it."""


def main() -> int:
    """Ask every example; 0 if all that apply agree."""
    passed: Counter[str] = Counter()
    failed: list[str] = []
    elsewhere: list[str] = []
    for example in examples():
        try:
            if agrees(example):
                passed[example.kind] += 1
            else:
                failed.append(example.name)
        except NotHere:
            elsewhere.append(example.name)
    say = sys.stdout.write
    for name in failed:
        say(f"FAILED {name}\n")
    say(", ".join(f"{kind} {count}" for kind, count in sorted(passed.items())) + "\n")
    say(f"{passed.total()} ONNX node tests pass, {len(failed)} fail, of {len(passed)} kinds; ")
    say(f"{len(elsewhere)} need what no card has\n")
    if "--all" in sys.argv:
        say("\n".join(elsewhere) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
