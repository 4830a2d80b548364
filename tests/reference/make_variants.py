"""Train a lesson and its six variants with PyTorch and store what it computes.

``python -m tests.reference.make_variants`` (with PyTorch 2.13) writes variants.npz beside this
file: the losses of all updates, and the parameters after each.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.reference.variants import UPDATES, lesson

HERE = Path(__file__).parent

ACTIVATIONS: dict[str, nn.Module] = {
    "relu": nn.ReLU(),
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "leaky_relu": nn.LeakyReLU(0.01),
    "elu": nn.ELU(),
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
}


def train(name: str, activation: nn.Module) -> dict[str, np.ndarray]:
    start = lesson().start
    hidden, output = nn.Linear(2, 6).double(), nn.Linear(6, 1).double()
    with torch.no_grad():
        for layer, module in (("hidden", hidden), ("output", output)):
            module.weight.copy_(torch.tensor(np.array(start[f"{layer}.W"])).T)
            module.bias.copy_(torch.tensor(np.array(start[f"{layer}.b"])))
    model = nn.Sequential(hidden, activation, output, nn.Sigmoid())
    x, t = (torch.tensor(np.array(start[f"data.{word}"])) for word in "xt")
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    after: dict[str, list[np.ndarray]] = {}
    for _ in range(UPDATES):
        loss = nn.functional.binary_cross_entropy(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        for layer, module in (("hidden", hidden), ("output", output)):
            after.setdefault(f"{layer}.W", []).append(module.weight.detach().numpy().T.copy())
            after.setdefault(f"{layer}.b", []).append(module.bias.detach().numpy().copy())
    stored = {f"{name}:{key}": np.stack(values) for key, values in after.items()}
    return {**stored, f"{name}:L": np.array(losses)}


def main() -> None:
    torch.set_num_threads(1)
    stored = {
        key: values
        for name, each in ACTIVATIONS.items()
        for key, values in train(name, each).items()
    }
    np.savez_compressed(HERE / "variants.npz", **stored)  # type: ignore[arg-type]
    print(f"variants.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
