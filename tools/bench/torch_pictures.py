"""A network for pictures, described as a lesson, in plain PyTorch: an iteration of plain gradient
descent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from visualnn.lesson import Lesson
from visualnn.network import INPUT
from visualnn.ops import Array


class TorchNetwork:
    """The layers of a lesson over its first weights; raises ImportError without PyTorch."""

    def __init__(self, lesson: Lesson) -> None:
        import torch

        torch.set_num_threads(1)
        self._torch: Any = torch
        self._lesson = lesson
        self._turned = {
            f"{layer.name}.W" for layer in lesson.network.layers if layer.kind == "dense"
        }
        self._tensors = {
            name: torch.tensor(self._ours(name, np.array(lesson.start[name])))
            for name in lesson.network.kept
        }
        self._trained = {
            parameter.name: self._tensors[parameter.name].requires_grad_()
            for parameter in lesson.network.trained
        }
        self._x = torch.tensor(np.array(lesson.start["data.x"]))
        self._t = torch.tensor(lesson.start["data.t"][:, 0].astype(np.int64))
        self._optimizer = torch.optim.SGD(
            list(self._trained.values()), lr=float(lesson.start["lr"]), foreach=False
        )

    def step(self) -> float:
        """One iteration on the lesson's data; returns the loss before it."""
        values = {INPUT: self._x}
        layers = self._lesson.network.layers
        for layer in layers:
            reads = [values[name] for name in layer.inputs]
            values[layer.name] = _applied(self._torch, layer, reads, self._tensors)
        loss = self._torch.nn.functional.cross_entropy(values[layers[-1].name], self._t)
        self._optimizer.zero_grad()
        loss.backward()
        self._optimizer.step()
        return float(loss.detach())

    def gradients(self) -> Iterator[tuple[str, Array]]:
        """The gradients of the last step by our names, in our layout."""
        for name, tensor in self._trained.items():
            yield name, self._ours(name, tensor.grad.numpy())

    def _ours(self, name: str, array: Array) -> Array:
        """From our layout of a weight to PyTorch's, or back."""
        return np.ascontiguousarray(array.T) if name in self._turned else array


def torch_step(lesson: Lesson) -> Callable[[], object] | None:
    """One iteration of the lesson; None without PyTorch."""
    try:
        return TorchNetwork(lesson).step
    except ImportError:
        return None


def _applied(torch: Any, layer: Any, reads: list[Any], tensors: dict[str, Any]) -> Any:
    """The output of a layer; a softmax is left to the loss."""
    F, x, name = torch.nn.functional, reads[0], layer.name

    def own(word: str) -> Any:
        return tensors.get(f"{name}.{word}")

    match layer.kind:
        case "conv2d":
            padding = 0 if layer.padding == "valid" else layer.padding
            y = F.conv2d(x, own("W"), own("b"), layer.stride, padding, layer.dilation, layer.groups)
        case "batch_norm":
            mean, var = own("running_mean"), own("running_var")
            y = F.batch_norm(x, mean, var, own("gamma"), own("beta"), True, 0.1, layer.epsilon)
        case "max_pool":
            padding = 0 if layer.padding == "valid" else layer.padding
            y = F.max_pool2d(x, layer.size, layer.stride, padding, ceil_mode=layer.rounding == "up")
        case "average_pool":
            y = F.avg_pool2d(x, layer.size, layer.stride)
        case "global_average_pool":
            y = x.mean(dim=(2, 3))
        case "dense":
            y = F.linear(x, own("W"), own("b"))
        case "add":
            y = reads[0] + reads[1]
        case "concatenate":
            y = torch.cat(reads, 1)
        case "flatten":
            y = x.flatten(1)
        case "dropout":
            y = F.dropout(x, layer.p)
        case _:
            raise ValueError(f"no {layer.kind} here")
    return y if layer.activation in {"none", "softmax"} else getattr(torch, layer.activation)(y)
