"""Let PyTorch's optimizers walk where the lesson's do: ``python -m
tests.reference.make_trajectories``.

PyTorch is given the start, the rate and the height; the gradient is its own, the other settings are
its defaults (momentum 0.9). Stored per function and optimizer: the place before each update, and
the last. Needs PyTorch 2.13 (CPU) and NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.make_optimizers import MAKERS
from tests.reference.trajectories import GROUNDS, OPTIMIZERS, STEP_COUNT, Ground


def walk(kind: str, ground: Ground) -> np.ndarray[Any, Any]:
    w = torch.tensor(ground.start, dtype=torch.float64, requires_grad=True)
    optimizer = MAKERS[kind]([w], lr=ground.lr)
    places = [w.detach().numpy().copy()]
    for _ in range(STEP_COUNT):
        optimizer.zero_grad()
        ground.height(w, torch.exp).backward()
        optimizer.step()
        places.append(w.detach().numpy().copy())
    return np.array(places)


def main() -> None:
    torch.set_num_threads(1)
    # NAdam keeps its product of momenta, and others their counters, in the default type
    torch.set_default_dtype(torch.float64)
    stored: dict[str, Any] = {
        f"{name}: {kind}": walk(kind, ground)
        for name, ground in GROUNDS.items()
        for kind in OPTIMIZERS
    }
    np.savez_compressed(Path(__file__).parent / "trajectories.npz", **stored)
    print(f"{len(stored)} walks written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
