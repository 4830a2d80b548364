"""Let PyTorch's schedulers set rates and store them: ``python -m tests.reference.make_schedules``.

Stored per schedule: the rate of each of the first counts. Needs PyTorch 2.13 (CPU) and NumPy.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler as schedulers

from tests.reference.schedules import CASES, COUNTS

MAKERS: dict[str, Callable[..., Any]] = {
    "step": lambda o, gamma, period: schedulers.StepLR(o, int(period), gamma),
    "multi_step": lambda o, gamma, milestones: schedulers.MultiStepLR(
        o, [int(m) for m in milestones], gamma
    ),
    "exponential": schedulers.ExponentialLR,
    "polynomial": lambda o, end_lr, power, period: schedulers.PolynomialLR(o, int(period), power),
    "cosine": lambda o, end_lr, period: schedulers.CosineAnnealingLR(o, int(period), end_lr),
    "cosine_restarts": lambda o, end_lr, period: schedulers.CosineAnnealingWarmRestarts(
        o, int(period), eta_min=end_lr
    ),
    "warm_up": lambda o, first_share, period: schedulers.LinearLR(
        o, first_share, total_iters=int(period)
    ),
    "one_cycle": lambda o, peak_lr, end_lr, turn, last: schedulers.OneCycleLR(
        o, peak_lr, total_steps=int(last) + 1
    ),
}


def rates(kind: str, settings: dict[str, Any]) -> list[float]:
    w = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=settings.pop("lr0"))
    scheduler = MAKERS[kind](optimizer, **settings)
    found = []
    for _ in range(COUNTS):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return found


def main() -> None:
    warnings.simplefilter("error")
    stored: dict[str, Any] = {kind: rates(kind, dict(given)) for kind, given in CASES.items()}
    np.savez_compressed(Path(__file__).parent / "schedules.npz", **stored)
    print(f"{len(stored)} schedules written with PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
