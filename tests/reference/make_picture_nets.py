"""Train nets of convolutions with PyTorch and store what it computes.

``python -m tests.reference.make_picture_nets`` (with PyTorch 2.13) writes picture_nets.npz beside
this file: the gradients of the first update, and loss and parameters of all updates.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.reference.picture_nets import NETS, UPDATES

HERE = Path(__file__).parent

MODULES: dict[str, tuple[tuple[str, nn.Module], ...]] = {
    "lenet": (
        ("c1", nn.Conv2d(1, 3, 5, padding=2)), ("", nn.ReLU()), ("", nn.MaxPool2d(2)),
        ("c3", nn.Conv2d(3, 5, 3)), ("", nn.Tanh()), ("", nn.AvgPool2d(2)), ("", nn.Flatten()),
        ("f5", nn.Linear(20, 12)), ("", nn.ReLU()), ("out", nn.Linear(12, 4)),
    ),
    "encoder": (
        ("down", nn.Conv2d(2, 4, 3, 2, 1)), ("", nn.ReLU()),
        ("wide", nn.Conv2d(4, 6, (2, 3), padding=1, dilation=(2, 1), groups=2)), ("", nn.Tanh()),
        ("", nn.MaxPool2d(3, 1, 1)),
        ("up", nn.ConvTranspose2d(6, 2, 4, 2, 1)), ("", nn.Sigmoid()), ("", nn.Flatten()),
    ),
    "sequence": (
        ("a", nn.Conv1d(2, 4, 3, padding=1)), ("", nn.ReLU()), ("", nn.MaxPool1d(2)),
        ("b", nn.Conv1d(4, 6, 3, dilation=2, groups=2, bias=False)), ("", nn.Tanh()),
        ("", nn.AdaptiveAvgPool1d(1)), ("", nn.Flatten()), ("out", nn.Linear(6, 2)),
    ),
}  # fmt: skip


def train(name: str) -> dict[str, np.ndarray]:
    net = NETS[name]()
    named = MODULES[name]
    model = nn.Sequential(*(module for _, module in named)).double()
    parameters: dict[str, tuple[torch.nn.Parameter, bool]] = {}
    for layer, module in named:
        for word, parameter in module.named_parameters():
            turned = isinstance(module, nn.Linear) and word == "weight"
            parameters[f"{layer}.{'W' if word == 'weight' else 'b'}"] = parameter, turned
    assert parameters.keys() == set(net.program.parameters)
    with torch.no_grad():
        for key, (parameter, turned) in parameters.items():
            first = torch.tensor(np.array(net.start[key]))
            parameter.copy_(first.T if turned else first)
    x, t = (torch.tensor(np.array(net.start[f"data.{word}"])) for word in "xt")
    loss_of = nn.CrossEntropyLoss() if name == "lenet" else nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    stored: dict[str, np.ndarray] = {}
    losses = []
    for update in range(1, UPDATES + 1):
        loss = loss_of(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        if update == 1:
            for key, (parameter, turned) in parameters.items():
                assert parameter.grad is not None
                grad = parameter.grad.numpy()
                stored[f"{name}:d.{key}"] = (grad.T if turned else grad).copy()
        optimizer.step()
        losses.append(loss.item())
    for key, (parameter, turned) in parameters.items():
        last = parameter.detach().numpy()
        stored[f"{name}:{key}"] = (last.T if turned else last).copy()
    return {**stored, f"{name}:L": np.array(losses)}


def main() -> None:
    torch.set_num_threads(1)
    stored = {key: values for name in NETS for key, values in train(name).items()}
    np.savez_compressed(HERE / "picture_nets.npz", **stored)  # type: ignore[arg-type]
    print(f"picture_nets.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
