"""Let PyTorch lower a learning rate on plateaus and store it: ``python -m
tests.reference.make_plateaus``.

Stored per case: the numbers watched, and the rate after each epoch. Needs PyTorch 2.13 (CPU) and
NumPy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.reference.plateaus import CASES, FIRST, Case


def lowered(case: Case) -> np.ndarray[Any, Any]:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=FIRST)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer,
        mode="max" if case.larger else "min",
        factor=case.plateau.factor,
        patience=int(case.plateau.patience),
        threshold=case.plateau.margin,
        min_lr=case.plateau.min_lr,
    )
    rates = []
    for number in case.numbers:
        plateau.step(float(number))
        rates.append(optimizer.param_groups[0]["lr"])
    return np.array(rates)


def main() -> None:
    stored: dict[str, Any] = {}
    for name, case in CASES.items():
        stored[f"{name}: watched"] = case.numbers
        stored[f"{name}: lr"] = lowered(case)
    np.savez_compressed(Path(__file__).parent / "plateaus.npz", **stored)
    print(f"{len(CASES)} plateaus written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
