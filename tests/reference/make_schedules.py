"""Let PyTorch's schedulers or Keras' schedules set rates and store them: ``python -m
tests.reference.make_schedules`` in an environment that has PyTorch 2.13 (CPU) or Keras 3.15, the
latter with KERAS_BACKEND=jax and JAX_ENABLE_X64=1.

Stored per case: the rate of each of the first counts. What the library at hand has no part in stays
as it is stored.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.schedules import CASES, COUNTS, LR

STORE = Path(__file__).parent / "schedules.npz"


def pytorch() -> Iterator[tuple[str, list[float]]]:
    import torch
    from torch.optim import lr_scheduler as schedulers

    print("PyTorch", torch.__version__)
    makers: dict[str, Callable[..., Any]] = {
        "constant": lambda o: schedulers.ConstantLR(o, factor=1.0),
        "step": lambda o, gamma, period: schedulers.StepLR(o, int(period), gamma),
        "multi_step": lambda o, gamma, milestones: schedulers.MultiStepLR(
            o, [int(m) for m in milestones], gamma
        ),
        "exponential": schedulers.ExponentialLR,
        "polynomial": lambda o, end_lr, power, period: schedulers.PolynomialLR(
            o, int(period), power
        ),
        "cosine": lambda o, end_lr, period: schedulers.CosineAnnealingLR(o, int(period), end_lr),
        "cosine_restarts": lambda o, end_lr, period: schedulers.CosineAnnealingWarmRestarts(
            o, int(period), eta_min=end_lr
        ),
        "growing_cosine_restarts": (
            lambda o, end_lr, period, growth: schedulers.CosineAnnealingWarmRestarts(
                o, int(period), int(growth), end_lr
            )
        ),
        "warm_up": lambda o, first_share, period: schedulers.LinearLR(
            o, first_share, total_iters=int(period)
        ),
        "one_cycle": lambda o, peak_lr, end_lr, turn, last: schedulers.OneCycleLR(
            o,
            peak_lr,
            total_steps=int(last) + 1,
            pct_start=(turn + 1) / (last + 1),
            div_factor=peak_lr / LR,
            final_div_factor=LR / end_lr,
        ),
    }
    for name, case in CASES.items():
        if case.convention != "pytorch":
            continue
        w = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=LR)
        settings: dict[str, Any] = dict(case.settings)
        if "warm_up" in settings:
            share, warm = settings.pop("first_share"), int(settings.pop("warm_up"))
            first = schedulers.LinearLR(optimizer, share, total_iters=warm)
            then = makers[case.kind](optimizer, **settings)
            scheduler: Any = schedulers.SequentialLR(optimizer, [first, then], [warm])
        else:
            scheduler = makers[case.kind](optimizer, **settings)
        found = []
        for _ in range(COUNTS):
            found.append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            scheduler.step()
        yield name, found


def keras() -> Iterator[tuple[str, list[float]]]:
    library: Any = import_module("keras")

    library.config.set_floatx("float64")
    print("Keras", library.__version__)
    given = library.optimizers.schedules
    makers: dict[str, Callable[..., Any]] = {
        "constant": lambda: lambda step: LR,
        "step": lambda gamma, period: given.ExponentialDecay(LR, period, gamma, staircase=True),
        "multi_step": lambda milestones, rates: given.PiecewiseConstantDecay(
            list(milestones), [LR, *rates]
        ),
        "exponential": lambda gamma, period: given.ExponentialDecay(LR, period, gamma),
        "polynomial": lambda end_lr, power, period: given.PolynomialDecay(
            LR, period, end_lr, power
        ),
        "cosine": lambda alpha, period, warm_up=0, first_share=1.0: given.CosineDecay(
            LR * first_share,
            period,
            alpha,
            warmup_target=LR if warm_up else None,
            warmup_steps=warm_up,
        ),
        "cosine_restarts": lambda alpha, shrink, period: given.CosineDecayRestarts(
            LR, period, 1.0, shrink, alpha
        ),
        "growing_cosine_restarts": (
            lambda alpha, shrink, period, growth: given.CosineDecayRestarts(
                LR, period, growth, shrink, alpha
            )
        ),
    }
    for name, case in CASES.items():
        if case.convention == "keras":
            schedule = makers[case.kind](**case.settings)
            yield name, [float(schedule(float(step))) for step in range(COUNTS)]


def main() -> None:
    warnings.simplefilter("error")
    stored: dict[str, Any] = {}
    with np.load(STORE, allow_pickle=False) as before:
        stored |= {name: before[name] for name in before if name in CASES}
    if find_spec("torch") is not None:
        stored |= dict(pytorch())
    if find_spec("keras") is not None:
        stored |= dict(keras())
    np.savez_compressed(STORE, **stored)
    print(f"{len(stored)} of {len(CASES)} schedules stored")


if __name__ == "__main__":
    main()
