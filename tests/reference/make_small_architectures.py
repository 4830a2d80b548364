"""Train small residual and inception networks and LeNet-5 with PyTorch and store what it computes.

``python -m tests.reference.make_small_architectures`` (with PyTorch 2.13) writes
small_architectures.npz beside this file: every gradient of the first update, the loss of each, the
parameters and running statistics at the end. The modules are written as PyTorch's users write them;
of ours they are given the first weights and the pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from tests.reference.small_architectures import MOMENTUM, RATE, UPDATES, lesson, short

HERE = Path(__file__).parent


class Residual(nn.Module):
    """A basic block or a bottleneck, as in torchvision."""

    def __init__(self, read: int, width: int, out: int, stride: int, deep: bool) -> None:
        super().__init__()
        sizes = ((1, 1), (3, stride), (1, 1)) if deep else ((3, stride), (3, 1))
        widths = (read, width, width, out) if deep else (read, width, out)
        self.depth = len(sizes)
        for n, (size, step) in enumerate(sizes, 1):
            layer = nn.Conv2d(widths[n - 1], widths[n], size, step, size // 2, bias=False)
            self.add_module(f"conv{n}", layer)
            self.add_module(f"norm{n}", nn.BatchNorm2d(widths[n]))
        self.projects = stride > 1 or read != out
        if self.projects:
            self.conv_shortcut = nn.Conv2d(read, out, 1, stride, bias=False)
            self.norm_shortcut = nn.BatchNorm2d(out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = x
        for n in range(1, self.depth + 1):
            y = getattr(self, f"norm{n}")(getattr(self, f"conv{n}")(y))
            if n < self.depth:
                y = torch.relu(y)
        shortcut = self.norm_shortcut(self.conv_shortcut(x)) if self.projects else x
        return torch.relu(y + shortcut)


class ResNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(4)
        self.stage2_1 = Residual(4, 4, 4, 1, False)
        self.stage2_2 = Residual(4, 4, 4, 1, False)
        self.stage3_1 = Residual(4, 6, 6, 2, False)
        self.stage4_1 = Residual(6, 3, 8, 2, True)
        self.stage4_2 = Residual(8, 3, 8, 1, True)
        self.fc = nn.Linear(8, 4)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x = torch.relu(self.norm1(self.conv1(x)))
        x = self.stage3_1(self.stage2_2(self.stage2_1(x)))
        x = self.stage4_2(self.stage4_1(x))
        return (self.fc(x.mean(dim=(2, 3))),)


class Inception(nn.Module):
    def __init__(self, read: int, *channels: int) -> None:
        super().__init__()
        one, reduce3, three, reduce5, five, project = channels
        self.one = nn.Conv2d(read, one, 1)
        self.reduce3 = nn.Conv2d(read, reduce3, 1)
        self.three = nn.Conv2d(reduce3, three, 3, padding=1)
        self.reduce5 = nn.Conv2d(read, reduce5, 1)
        self.five = nn.Conv2d(reduce5, five, 5, padding=2)
        self.project = nn.Conv2d(read, project, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        relu = torch.relu
        pooled = nn.functional.max_pool2d(x, 3, 1, 1)
        branches = (
            relu(self.one(x)),
            relu(self.three(relu(self.reduce3(x)))),
            relu(self.five(relu(self.reduce5(x)))),
            relu(self.project(pooled)),
        )
        return torch.cat(branches, 1)


class Auxiliary(nn.Module):
    def __init__(self, read: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(read, 3, 1)
        self.hidden = nn.Linear(12, 5)
        self.fc = nn.Linear(5, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.reduce(nn.functional.avg_pool2d(x, 5, 3)))
        return self.fc(torch.relu(self.hidden(x.flatten(1))))


class GoogLeNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(2, 3, 3, padding=1)
        self.first = Inception(3, 2, 3, 4, 1, 2, 3)
        self.second = Inception(11, 3, 2, 2, 2, 3, 1)
        self.aux = Auxiliary(11)
        self.fc = nn.Linear(9, 4)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 3, 2, ceil_mode=True)
        x = self.first(x)
        return self.fc(self.second(x).mean(dim=(2, 3))), self.aux(x)


class LeNet5(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)
        self.c3 = nn.Conv2d(6, 16, 5)
        self.c5 = nn.Linear(400, 120)
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        x = nn.functional.avg_pool2d(torch.tanh(self.c1(x)), 2)
        x = nn.functional.avg_pool2d(torch.tanh(self.c3(x)), 2)
        x = torch.tanh(self.f6(torch.tanh(self.c5(x.flatten(1)))))
        return (self.output(x),)


MODELS: dict[str, type[Any]] = {"resnet": ResNet, "googlenet": GoogLeNet, "lenet5": LeNet5}
WEIGHTS = (1.0, 0.3)
"""Of the outputs' losses."""


def named(model: nn.Module) -> Iterator[tuple[str, torch.Tensor, bool]]:
    """Our name of every parameter and running statistic, the tensor, whether ours is turned."""
    words = {
        nn.Linear: {"weight": "W", "bias": "b"},
        nn.Conv2d: {"weight": "W", "bias": "b"},
        nn.BatchNorm2d: {
            "weight": "gamma",
            "bias": "beta",
            "running_mean": "running_mean",
            "running_var": "running_var",
        },
    }
    for path, module in model.named_modules():
        if type(module) not in words:
            continue
        for word, ours in words[type(module)].items():
            tensor = getattr(module, word)
            if tensor is not None:
                turned = isinstance(module, nn.Linear) and word == "weight"
                yield f"{path.replace('.', '_')}.{ours}", tensor, turned


def array(tensor: torch.Tensor, turned: bool) -> np.ndarray:
    found = tensor.detach().numpy()
    return (found.T if turned else found).copy()


def train(name: str) -> dict[str, np.ndarray]:
    start = lesson(name).start
    model = MODELS[name]().double().train()
    assert {ours for ours, *_ in named(model)} == set(lesson(name).network.kept)
    with torch.no_grad():
        for ours, tensor, turned in named(model):
            first = torch.tensor(np.array(start[ours]))
            tensor.copy_(first.T if turned else first)
    x = torch.tensor(np.array(start["data.x"]))
    t = torch.tensor(start["data.t"][:, 0].astype(np.int64))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    stored: dict[str, np.ndarray] = {}
    losses = []
    for update in range(UPDATES):
        outputs = zip(WEIGHTS, model(x), strict=False)
        loss = sum(weight * nn.functional.cross_entropy(out, t) for weight, out in outputs)
        optimizer.zero_grad()
        loss.backward()
        if update == 0:
            for ours, tensor, turned in named(model):
                if tensor.grad is not None:
                    stored[f"{name}:d.{ours}"] = short(array(tensor.grad, turned))
        optimizer.step()
        losses.append(loss.item())
    last = {f"{name}:{ours}": short(array(t, turned)) for ours, t, turned in named(model)}
    return {**stored, **last, f"{name}:L": np.array(losses)}


def main() -> None:
    torch.set_num_threads(1)
    stored = {key: values for name in MODELS for key, values in train(name).items()}
    np.savez_compressed(HERE / "small_architectures.npz", **stored)  # type: ignore[arg-type]
    print(f"small_architectures.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
