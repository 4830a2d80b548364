"""Train small nets with PyTorch and store where their units stand on their activations.

``python -m tests.reference.make_activation_runs`` (with PyTorch 2.13) writes activation_runs.npz
beside this file: for each iteration that is compared z, a and da/dz of the hidden layer and of the
softmax, and once the function and its slope along the z-axis. The slopes are autograd's.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from tests.reference.activation_runs import AXIS, ITERATIONS, RATE, WORDS, activation_run

HERE = Path(__file__).parent
FUNCTIONS = {
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "hard_tanh": functional.hardtanh,
}


def own_slopes(outputs: torch.Tensor, scores: torch.Tensor) -> np.ndarray:
    """∂outputs[n,j] / ∂scores[n,j] of every n and j."""
    found = torch.empty_like(scores)
    for j in range(scores.shape[1]):
        (slope,) = torch.autograd.grad(outputs[:, j].sum(), scores, retain_graph=True)
        found[:, j] = slope[:, j]
    return found.numpy()


def train(word: str) -> dict[str, np.ndarray]:
    lesson, function = activation_run(word), FUNCTIONS[word]
    start = {name: torch.tensor(np.array(lesson.start[name])) for name in lesson.start}
    parameters = [start[name].requires_grad_() for name in ("h.W", "h.b", "o.W", "o.b")]
    W, b, V, c = parameters
    x, labels = start["data.x"], start["data.t"][:, 0].long()
    optimizer = torch.optim.SGD(parameters, lr=RATE)
    stored: dict[str, np.ndarray] = {}
    for iteration in range(max(ITERATIONS) + 1):
        z = x @ W + b
        a = function(z)
        scores = a @ V + c
        shares = torch.softmax(scores, dim=1)
        if iteration in ITERATIONS:
            for layer, before, after in (("h", z, a), ("o", scores, shares)):
                numbers = before.detach().numpy(), after.detach().numpy(), own_slopes(after, before)
                stored[f"{word}:{iteration}:{layer}"] = np.stack(numbers)
        loss = functional.cross_entropy(scores, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    axis = torch.tensor(AXIS)[:, None].requires_grad_()
    curve = function(axis)
    slope = own_slopes(curve, axis)
    points = axis.detach().numpy(), curve.detach().numpy(), slope
    stored[f"{word}:curve"] = np.stack(points)[..., 0]
    return stored


def main() -> None:
    stored: dict[str, np.ndarray] = {}
    for word in WORDS:
        stored |= train(word)
    np.savez_compressed(HERE / "activation_runs.npz", **stored)  # type: ignore[arg-type]
    print(f"{len(stored)} arrays")


if __name__ == "__main__":
    main()
