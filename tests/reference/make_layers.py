"""Let PyTorch, and Keras for its conventions, train the networks of all kinds of layers: ``python
-m tests.reference.make_layers``.

They are given the first parameters, the examples and the drawn masks; every layer, the loss and the
gradients are their own. Stored per network: after every update the loss, the running statistics and
the outputs in evaluation, the gradients of the first and the last update, and the last parameters.
Needs PyTorch 2.13 (CPU) and,
with it as the backend, Keras 3.15.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import torch
from keras.src.backend.common import dtypes
from torch.func import functional_call
from torch.nn import functional

from tests.reference.layer_runs import LOOKED_AT, RATE, STORED, UPDATES, chance, in_keras, ours
from tests.visualnn.layer_nets import CASES
from visualnn import layers as kinds
from visualnn.layers.recurrent import Recurrent
from visualnn.layers.sequence import DenseSteps

Tensors = dict[str, torch.Tensor]
ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "none": lambda z: z,
    "identity": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
}


def with_pytorch(
    layer: kinds.Layer, read: Sequence[torch.Tensor], p: Tensors, state: Tensors, training: bool
) -> torch.Tensor:
    """One layer by PyTorch; `p` are its parameters, `state` its running statistics and chance."""
    x = read[0]
    match layer:
        case kinds.Dense() | DenseSteps():
            return functional.linear(x, p["W"].T, p["b"])
        case kinds.BatchNorm():
            momentum = 0.1 if layer.momentum is None else layer.momentum
            eps = 1e-5 if layer.eps is None else layer.eps
            return functional.batch_norm(
                x, state["running_mean"], state["running_var"], p["gamma"], p["beta"], training,
                momentum, eps,
            )  # fmt: skip
        case kinds.LayerNorm():
            return functional.layer_norm(x, x.shape[-1:], p["gamma"], p["beta"])
        case kinds.PReLU():
            return functional.prelu(x, p["alpha"])
        case kinds.Embedding():
            return functional.embedding(x.long(), p["E"])
        case Recurrent():
            return _recurrent(layer, x, p)
    return without_parameters(layer, read, state, training)


def without_parameters(
    layer: kinds.Layer, read: Sequence[torch.Tensor], state: Tensors, training: bool
) -> torch.Tensor:
    """One layer that has nothing to learn."""
    x = read[0]
    match layer:
        case kinds.Dropout():
            return x * state["mask"] / (1 - layer.p) if training else x
        case kinds.GaussianNoise():
            return x + state["noise"] if training else x
        case kinds.Add():
            return torch.stack(tuple(read)).sum(dim=0)
        case kinds.Multiply():
            return torch.stack(tuple(read)).prod(dim=0)
        case kinds.Concatenate():
            return torch.cat(tuple(read), dim=1)
        case kinds.Flatten():
            return x.flatten(1)
        case kinds.Reshape():
            return x.reshape(len(x), *layer.to)
        case kinds.Permute():
            return x.permute(0, *layer.order)
        case kinds.Maxout():
            return x.reshape(len(x), -1, layer.pieces, *x.shape[2:]).max(dim=2).values
    raise NotImplementedError(layer)


def _recurrent(layer: Recurrent, x: torch.Tensor, p: Tensors) -> torch.Tensor:
    settings: dict[str, Any] = {"batch_first": True, "dtype": torch.float64}
    if isinstance(layer, kinds.RNN):
        settings["nonlinearity"] = layer.nonlinearity
    module = getattr(torch.nn, layer.kind.upper())(x.shape[2], layer.units, **settings)
    words = {"weight_ih_l0": p["W_ih"].T, "weight_hh_l0": p["W_hh"].T}
    words |= {"bias_ih_l0": p["b_ih"], "bias_hh_l0": p["b_hh"]}
    states = functional_call(module, words, (x,))[0]
    return states[:, -1] if layer.returns == "last" else states


def with_keras(
    layer: kinds.Layer, read: Sequence[torch.Tensor], p: Tensors, state: Tensors, training: bool
) -> torch.Tensor:
    """One layer by Keras, where it follows Keras; the rest by PyTorch."""
    if getattr(layer, "convention", "pytorch") == "pytorch":
        return with_pytorch(layer, read, p, state, training)
    x = read[0]
    fixed: list[torch.Tensor] = []
    match layer:
        case kinds.BatchNorm():
            theirs = keras.layers.BatchNormalization(axis=1, dtype="float64")
            free, fixed = [p["gamma"], p["beta"]], [state["running_mean"], state["running_var"]]
        case kinds.LayerNorm():
            theirs = keras.layers.LayerNormalization(dtype="float64")
            free = [p["gamma"], p["beta"]]
        case Recurrent():
            kind = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}[layer.kind]
            all_steps = layer.returns == "all"
            words = {"reset_after": False} if layer.convention == "paper" else {}
            theirs = getattr(keras.layers, kind)(
                layer.units, return_sequences=all_steps, dtype="float64", **words
            )
            bias = p["b"] if "b" in p else torch.stack((p["b_ih"], p["b_hh"]))
            free = [p["W_ih"], p["W_hh"], bias]
        case _:
            raise NotImplementedError(layer)
    theirs.build(tuple(x.shape))
    # the recurrent layers keep the state of a random generator besides
    kept = fixed or [variable.value for variable in theirs.non_trainable_variables]
    when = {} if isinstance(layer, kinds.LayerNorm) else {"training": training}
    out, moved = theirs.stateless_call(free, kept, x, **when)
    if fixed and training:
        for mine, new in zip(fixed, moved, strict=True):
            mine.copy_(new.detach())
    return out


def run(case: str) -> dict[str, np.ndarray[Any, Any]]:
    """All that is compared of one network."""
    made, rule = ours(case), with_keras if in_keras(case) else with_pytorch
    names = [parameter.name for parameter in made.network.parameters]
    parameters = {n: torch.tensor(made.start[n], requires_grad=True) for n in names}
    state = {b.name: torch.tensor(made.start[b.name]) for b in made.network.buffers}
    data = {name: torch.tensor(made.start[name]) for name in ("data.x", "data.t", "val.data.x")}
    stored = {}

    def forward(x: torch.Tensor, drawn: Tensors, training: bool) -> torch.Tensor:
        values = {"x": x}
        for layer in CASES[case][1]:
            read = [values[name] for name in layer.inputs]
            p = {n.rpartition(".")[2]: v for n, v in parameters.items() if _of(n, layer.owner)}
            own = {**state, **drawn}
            s = {n.rpartition(".")[2]: v for n, v in own.items() if _of(n, layer.name)}
            values[layer.name] = ACTIVATIONS[layer.activation](rule(layer, read, p, s, training))
        return values["out"]

    for update, drawn in enumerate(chance(made)):
        given = {name: torch.tensor(value) for name, value in drawn.items()}
        loss = functional.mse_loss(forward(data["data.x"], given, True), data["data.t"])
        slopes = torch.autograd.grad(loss, list(parameters.values()))
        stored[f"{update}:L"] = loss.detach().numpy()
        with torch.no_grad():
            for (name, value), slope in zip(parameters.items(), slopes, strict=True):
                if update in LOOKED_AT:
                    stored[f"{update}:d.{name}"] = slope.numpy()
                value -= RATE * slope
            stored[f"{update}:val.out.z"] = forward(data["val.data.x"], {}, False).numpy()
        for name, value in state.items():
            stored[f"{update}:{name}"] = value.numpy().copy()
    last = {f"{UPDATES - 1}:{name}": value.detach().numpy() for name, value in parameters.items()}
    stored |= last
    return stored


def _of(name: str, layer: str) -> bool:
    return name.partition(".")[0] == layer


def dropout() -> dict[str, np.ndarray[Any, Any]]:
    """PyTorch's own dropout, the mask read off its output."""
    torch.manual_seed(1)
    x = torch.randn(6, 5, dtype=torch.float64, requires_grad=True)
    g = torch.randn(6, 5, dtype=torch.float64)
    out = functional.dropout(x, 0.3, training=True)
    (slope,) = torch.autograd.grad(out, x, g)
    found = {"x": x, "g": g, "mask": (out != 0).double(), "a": out, "d.x": slope}
    return {f"dropout alone:{name}": value.detach().numpy() for name, value in found.items()}


def main() -> None:
    torch.set_num_threads(1)
    keras.config.set_floatx("float64")
    # outside TensorFlow, Keras computes in float32 even where float64 is asked for; this table
    # says so
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    stored: dict[str, Any] = dropout()
    for case in CASES:
        stored |= {f"{case}:{name}": value for name, value in run(case).items()}
    assert all(np.isfinite(value).all() for value in stored.values())
    np.savez_compressed(STORED, **stored)
    print(f"{len(CASES)} networks, PyTorch {torch.__version__}, Keras {keras.__version__}")


if __name__ == "__main__":
    main()
