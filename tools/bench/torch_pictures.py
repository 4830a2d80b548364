"""A network for pictures, described as a lesson, in plain PyTorch: an iteration of plain gradient
descent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from visualnn.lesson import Lesson
from visualnn.network import INPUT


def torch_step(lesson: Lesson) -> Callable[[], object] | None:
    """One iteration on the lesson's data from the lesson's first weights, which returns the loss;
    None without PyTorch, or if a layer is of a kind that is not known here."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    turned = {f"{layer.name}.W" for layer in lesson.network.layers if layer.kind == "dense"}
    tensors: dict[str, Any] = {}
    for name in lesson.network.kept:
        array = np.array(lesson.start[name])
        tensors[name] = torch.tensor(np.ascontiguousarray(array.T) if name in turned else array)
    trained = [tensors[parameter.name].requires_grad_() for parameter in lesson.network.trained]
    x = torch.tensor(np.array(lesson.start["data.x"]))
    t = torch.tensor(lesson.start["data.t"][:, 0].astype(np.int64))
    optimizer = torch.optim.SGD(trained, lr=float(lesson.start["lr"]), foreach=False)

    def run() -> float:
        values = {INPUT: x}
        for layer in lesson.network.layers:
            reads = [values[name] for name in layer.inputs]
            values[layer.name] = _applied(torch, layer, reads, tensors)
        loss = torch.nn.functional.cross_entropy(values[lesson.network.layers[-1].name], t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return run


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
