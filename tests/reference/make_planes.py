"""Train networks over the plane with PyTorch and store what their pictures show.

``python -m tests.reference.make_planes`` (with PyTorch 2.13) writes planes.npz beside this file:
for ten ticks of each network its outputs on the grid of the boundary, each hidden unit's sum there,
the outputs for the examples, and where the hidden space puts the examples and the mesh. PyTorch is
given the first weights, the examples and the grids; the training, the forward passes and the
directions of spread (by singular values) are its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.lessons import Batch
from tests.reference.make_torch import loss_of, network, optimizer_of
from tests.reference.plane_nets import GRID_STRIDE_COUNT, NETS, UPDATES
from visualnn.lesson import Lesson
from visualnn.views.boundary import SIDE_POINT_COUNT
from visualnn.views.hidden_space import SIDE_POINT_COUNT as MESH_SIDE
from visualnn.views.plane import plane_of

HERE = Path(__file__).parent


def walked(model: torch.nn.Sequential, x: torch.Tensor) -> list[torch.Tensor]:
    """What every module makes of inputs, one after the other, first the inputs."""
    found = [x]
    for module in model:
        found.append(module(found[-1]))
    return found


def across(
    a: torch.Tensor, basis: torch.Tensor, first: torch.Tensor | None, count: int
) -> torch.Tensor:
    """The directions within a basis in which rows spread most; they point as the rows lay first,
    else so that the largest weight is positive."""
    centred = a - a.mean(dim=0)
    right = torch.linalg.svd(centred @ basis).Vh
    directions = (basis @ right.T).T[:count]
    largest = directions.abs().argmax(dim=1)
    signs = directions[torch.arange(len(directions)), largest].sign()
    if first is not None:
        there = first - first.mean(dim=0)
        signs = ((centred @ directions.T) * there).sum(dim=0).sign()
    return directions * signs[:, None]


def space(
    model: torch.nn.Sequential, x: torch.Tensor, first: torch.Tensor | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """The weights ``(2, units)`` and constants of the axes of the first hidden layer's space."""
    a, following = walked(model, x)[2], model[2]
    assert isinstance(following, torch.nn.Linear)
    W, b = following.weight, following.bias
    units = W.shape[1]
    if units == 2:
        return torch.eye(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    if len(W) > 1:
        eye = torch.eye(units, dtype=torch.float64)
        return across(a, eye, first, 2), torch.zeros(2, dtype=torch.float64)
    length = W.norm()
    away = W[0] / length
    # the null space of the weights, from their singular vectors
    basis = torch.linalg.svd(W, full_matrices=True).Vh[1:].T
    v = across(a, basis, None if first is None else first[:, 1:], 1)
    return torch.stack([away, v[0]]), torch.stack([b[0] / length, torch.tensor(0.0).double()])


def looked_at(
    lesson: Lesson, model: torch.nn.Sequential, first: torch.Tensor | None
) -> tuple[dict[str, Any], torch.Tensor]:
    """What the pictures show of a model, and where the hidden space puts the examples."""
    plane, x = plane_of(lesson), torch.tensor(lesson.data.x)
    softmax = lesson.network.layers[-1].activation == "softmax"
    with torch.no_grad():
        grid = walked(model, torch.tensor(plane.points(SIDE_POINT_COUNT)[::GRID_STRIDE_COUNT]))
        said = model(x)
        outputs = grid[-1].softmax(dim=1) if softmax else grid[-1]
        weights, constants = space(model, x, first)
        mesh = walked(model, torch.tensor(plane.points(MESH_SIDE)[::GRID_STRIDE_COUNT]))[2]
        points = walked(model, x)[2] @ weights.T + constants
        found = {
            "outputs": outputs,
            "fires": (walked(model, torch.tensor(plane.points(SIDE_POINT_COUNT)))[1] > 0)
            .double()
            .mean(dim=0),
            "said": said.argmax(dim=1) if softmax else said[:, 0],
            "points": points,
            "mesh": mesh @ weights.T + constants,
            "axes": weights,
        }
    return {name: tensor.numpy().copy() for name, tensor in found.items()}, points


def train(name: str) -> dict[str, Any]:
    """The pictures of a network after some updates."""
    lesson = NETS[name]()
    assert lesson.plan.batch == len(lesson.data.x)
    model = network(lesson)
    optimizer = optimizer_of(lesson, model)
    batch = Batch(lesson.data.x, lesson.data.t)
    stored: dict[str, Any] = {}
    first: torch.Tensor | None = None
    for update in range(max(UPDATES[name]) + 1):
        if update in UPDATES[name]:
            shown, points = looked_at(lesson, model, first)
            first = points if first is None else first
            stored |= {f"{name}:{update}:{key}": array for key, array in shown.items()}
        loss = loss_of(lesson, model(torch.tensor(batch.x)), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return stored


def main() -> None:
    torch.set_num_threads(1)
    stored = {key: np.asarray(array) for name in NETS for key, array in train(name).items()}
    np.savez_compressed(HERE / "planes.npz", **stored)  # type: ignore[arg-type]
    print(f"planes.npz: {len(stored)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
