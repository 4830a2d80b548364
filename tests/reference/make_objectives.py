"""Let PyTorch train with several losses, penalties and clipped gradients and store what came of it:
``python -m tests.reference.make_objectives``.

PyTorch is given the data, the first weights and the settings; losses and gradients are its own.
Stored per training: the loss before each update, and the parameters after the last. Needs PyTorch
2.13 (CPU) and NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.reference.objectives import DESCRIBED, UPDATES
from tests.visualnn.nets import of_network
from visualnn import lesson
from visualnn.lesson import Lesson


def outputs(taught: Lesson, w: dict[str, torch.Tensor], x: torch.Tensor) -> dict[str, torch.Tensor]:
    found = {"x": x}
    before = "x"
    for layer in taught.network.layers:
        z = found[(layer.inputs or (before,))[0]] @ w[f"{layer.name}.W"] + w[f"{layer.name}.b"]
        found[layer.name] = torch.tanh(z) if layer.activation == "tanh" else z
        before = layer.name
    return found


def compared(a: torch.Tensor, t: torch.Tensor, settings: dict[str, Any]) -> torch.Tensor:
    if settings["kind"] == "mean_squared_error":
        return functional.mse_loss(a, t)
    weights = settings.get("class_weights")
    return functional.cross_entropy(
        a,
        t[:, 0].long() if t.shape[1] == 1 else t.argmax(dim=1),
        torch.tensor(weights) if weights else None,
        label_smoothing=settings.get("label_smoothing", 0.0),
    )


def whole(
    taught: Lesson, w: dict[str, torch.Tensor], x: torch.Tensor, t: torch.Tensor
) -> torch.Tensor:
    spec = of_network(taught.spec)
    found = outputs(taught, w, x)
    L = compared(found[spec.layers[-1].name], t, spec.loss.settings)
    for loss in spec.losses:
        L = L + (loss.weight or 1.0) * compared(found[loss.output or ""], t, loss.settings)
    penalties = spec.regularization
    for name, weight in w.items():
        if name.endswith(".W") and name[:-2] in (penalties.layers or found):
            L = L + (penalties.l1 or 0.0) * weight.abs().sum()
            L = L + (penalties.l2 or 0.0) * weight.square().sum()
    return L


def train(taught: Lesson) -> dict[str, Any]:
    start = {p.name: np.array(taught.start[p.name]) for p in taught.network.parameters}
    w = {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}
    x, t = torch.tensor(taught.start["data.x"].copy()), torch.tensor(taught.start["data.t"].copy())
    settings = taught.spec.optimizer.given
    lr, decay = settings["lr"], settings.get("weight_decay", 0.0)
    made = torch.optim.Adam if taught.spec.optimizer.kind == "adam" else torch.optim.SGD
    optimizer = made(w.values(), lr=lr, weight_decay=decay)
    losses, clip = [], taught.spec.clip
    for _ in range(UPDATES):
        optimizer.zero_grad()
        L = whole(taught, w, x, t)
        L.backward()
        if clip is not None and clip.kind == "value":
            torch.nn.utils.clip_grad_value_(w.values(), clip.limit)
        elif clip is not None:
            torch.nn.utils.clip_grad_norm_(w.values(), clip.limit)
        optimizer.step()
        losses.append(L.item())
    return {"L": np.array(losses), **{name: one.detach().numpy() for name, one in w.items()}}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    stored: dict[str, Any] = {}
    for name, described in DESCRIBED.items():
        for word, value in train(lesson.from_dict(described)).items():
            stored[f"{name}: {word}"] = value
    np.savez_compressed(Path(__file__).parent / "objectives.npz", **stored)
    print(f"{len(DESCRIBED)} trainings written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
