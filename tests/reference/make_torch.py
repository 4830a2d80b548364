"""Train the lessons with PyTorch and store what it computes: ``python -m
tests.reference.make_torch``.

PyTorch is given the first weights, the order of the examples and the settings, and nothing else of
ours: the network,
the loss, its gradient and the optimizer are its own. Stored per lesson: the loss of each of the
first updates, and the
parameters after some of them (after all of them where they are few). Needs PyTorch 2.13 (CPU).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.lessons import LESSONS, UPDATES, Batch, batches, first_parameters, kept
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.file import LessonSpec
from visualnn.optimizers import OPTIMIZERS

HERE = Path(__file__).parent


def network(lesson: Lesson) -> torch.nn.Sequential:
    """The lesson's dense layers as PyTorch modules, softmax left to the loss."""
    modules: list[torch.nn.Module] = []
    known = {"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}
    first = first_parameters(lesson)
    for layer in lesson.network.layers:
        weights, bias = first[f"{layer.name}.W"], first[f"{layer.name}.b"]
        linear = torch.nn.Linear(*weights.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(weights.T))
            linear.bias.copy_(torch.tensor(bias))
        modules.append(linear)
        if layer.activation in known:
            modules.append(known[layer.activation]())
    return torch.nn.Sequential(*modules)


def loss_of(lesson: Lesson, out: torch.Tensor, batch: Batch) -> torch.Tensor:
    assert isinstance(lesson.spec, LessonSpec)
    if lesson.spec.loss.kind == "categorical_cross_entropy":
        labels = torch.tensor(batch.t[:, 0].astype(np.int64))
        return torch.nn.functional.cross_entropy(out, labels)
    return torch.nn.functional.binary_cross_entropy(out, torch.tensor(batch.t))


def optimizer_of(lesson: Lesson, model: torch.nn.Module) -> torch.optim.Optimizer:
    settings = {
        name: float(lesson.start[name]) for name in OPTIMIZERS[lesson.plan.optimizer].settings
    }
    if lesson.plan.optimizer == "adam":
        betas = settings["beta1"], settings["beta2"]
        return torch.optim.Adam(
            model.parameters(), lr=settings["lr"], betas=betas, eps=settings["eps"]
        )
    momentum = settings.get("momentum", 0.0)
    return torch.optim.SGD(model.parameters(), lr=settings["lr"], momentum=momentum)


def train(lesson: Lesson) -> dict[str, Any]:
    """Loss of every update, and the parameters after the updates in `kept`."""
    model = network(lesson)
    optimizer = optimizer_of(lesson, model)
    linears = [module for module in model if isinstance(module, torch.nn.Linear)]
    stored: dict[str, Any] = {}
    losses = []
    for update, batch in enumerate(batches(lesson), 1):
        loss = loss_of(lesson, model(torch.tensor(batch.x)), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if update in kept(lesson):
            for layer, linear in zip(lesson.network.layers, linears, strict=True):
                stored[f"{update}:{layer.name}.W"] = linear.weight.detach().numpy().T.copy()
                stored[f"{update}:{layer.name}.b"] = linear.bias.detach().numpy().copy()
    stored["losses"] = np.array(losses)
    assert len(losses) == UPDATES
    return stored


def main() -> None:
    torch.set_num_threads(1)
    for name in LESSONS:
        np.savez_compressed(HERE / f"{name}.npz", **train(load(find(name))))
        print(f"{name}.npz written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
