"""Train the lesson on activations and its variants with PyTorch and store what it computes.

``python -m tests.reference.make_variants`` (with PyTorch 2.13) writes variants.npz beside this
file: the losses of all updates, and the parameters after each.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from tests.reference.variants import UPDATES, activation_of, activation_runs
from visualnn.lesson import Lesson

HERE = Path(__file__).parent

ACTIVATIONS: dict[object, nn.Module] = {
    "relu": nn.ReLU(),
    "leaky_relu": nn.LeakyReLU(0.01),
    "elu": nn.ELU(),
    "selu": nn.SELU(),
    "softplus": nn.Softplus(threshold=1e9),  # without the straight line that it turns into
    "gelu": nn.GELU(),
    "silu": nn.SiLU(),
    "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(),
    "identity": nn.Identity(),
}


def train(run: Lesson) -> dict[str, np.ndarray]:
    start, units = run.start, run.start["hidden.W"].shape[1]
    layers = {"hidden": nn.Linear(2, units).double(), "output": nn.Linear(units, 1).double()}
    with torch.no_grad():
        for name, module in layers.items():
            module.weight.copy_(torch.tensor(np.array(start[f"{name}.W"])).T)
            module.bias.copy_(torch.tensor(np.array(start[f"{name}.b"])))
    activation = ACTIVATIONS[activation_of(run)]
    model = nn.Sequential(layers["hidden"], activation, layers["output"], nn.Sigmoid())
    x, t = (torch.tensor(np.array(start[f"data.{word}"])) for word in "xt")
    optimizer = torch.optim.Adam(model.parameters(), lr=float(start["lr"]))
    stored: dict[str, list[np.ndarray]] = {"L": []}
    for _ in range(UPDATES):
        loss = nn.functional.binary_cross_entropy(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        stored["L"].append(np.array(loss.item()))
        for name, module in layers.items():
            weight, bias = (each.detach().numpy() for each in (module.weight, module.bias))
            stored.setdefault(f"{name}.W", []).append(weight.T.copy())
            stored.setdefault(f"{name}.b", []).append(bias.copy())
    return {key: np.stack(values) for key, values in stored.items()}


def main() -> None:
    torch.set_num_threads(1)
    stored = {
        f"{name}:{key}": values
        for name, run in activation_runs().items()
        for key, values in train(run).items()
    }
    np.savez_compressed(HERE / "variants.npz", **stored)  # type: ignore[arg-type]
    print(f"variants.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
