"""Let PyTorch's optimizers walk over landscapes and store where they were: ``python -m
tests.reference.make_optimizers``.

PyTorch is given the start, the settings and the landscape's height; the gradient is its own. Stored
per optimizer and landscape: all places of the walk. Needs PyTorch 2.13 (CPU) and NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.optimizers import CASES, LANDSCAPES, STEPS, Landscape

MAKERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": lambda w, **kw: torch.optim.SGD(w, **{"momentum": 0.9, **kw}),
    "nesterov": lambda w, **kw: torch.optim.SGD(w, nesterov=True, **{"momentum": 0.9, **kw}),
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "centered_rmsprop": lambda w, **kw: torch.optim.RMSprop(w, centered=True, **kw),
    "adadelta": torch.optim.Adadelta,
    "adam": torch.optim.Adam,
    "amsgrad": lambda w, **kw: torch.optim.Adam(w, amsgrad=True, **kw),
    "adamw": torch.optim.AdamW,
    "adamax": torch.optim.Adamax,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
}


def words(kind: str, settings: dict[str, float]) -> dict[str, Any]:
    """Our settings in PyTorch's words."""
    told: dict[str, Any] = {n: v for n, v in settings.items() if n not in {"beta1", "beta2"}}
    if "beta1" in settings:
        told["betas"] = settings["beta1"], settings["beta2"]
    if kind.endswith("rmsprop") and "rho" in told:
        told["alpha"] = told.pop("rho")
    return told


def walk(kind: str, settings: dict[str, float], landscape: Landscape) -> np.ndarray[Any, Any]:
    w = torch.tensor(landscape.start, dtype=torch.float64, requires_grad=True)
    optimizer = MAKERS[kind]([w], **words(kind, settings))
    places = [w.detach().numpy().copy()]
    for _ in range(STEPS):
        optimizer.zero_grad()
        landscape.height(w[0], w[1]).backward()
        optimizer.step()
        places.append(w.detach().numpy().copy())
    return np.array(places)


def main() -> None:
    torch.set_num_threads(1)
    # NAdam keeps its product of momenta, and others their counters, in the default type
    torch.set_default_dtype(torch.float64)
    stored: dict[str, Any] = {
        f"{name}: {where}": walk(case.kind, case.settings_on(landscape), landscape)
        for name, case in CASES.items()
        for where, landscape in LANDSCAPES.items()
    }
    assert all(np.isfinite(places).all() for places in stored.values())
    np.savez_compressed(Path(__file__).parent / "optimizers.npz", **stored)
    print(f"{len(stored)} walks written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
