"""Learning-rate schedules: the rate as a function of a counter, one card for each formula.

The counter n is the epoch (as PyTorch's schedulers are usually stepped) or the update k (as Keras
steps them), both counted from 1. All of a schedule's settings are numbers of the state. A schedule
that would not fit one line is opened into several: a cosine whose waves grow says first which wave
it is in, then how far into it.
"""

from __future__ import annotations

from .cosine import (
    CosineRate,
    CosineRateThatStays,
    CosineRestartsRate,
    OneCycleRate,
)
from .restarts import (
    GrowingRestarts,
    GrownPeriod,
    Restarts,
    ShrinkingWaveRate,
    SinceGrowingRestart,
    SinceRestart,
    WaveRate,
)
from .steps import (
    ConstantRate,
    ExponentialRate,
    MultiStepRate,
    PiecewiseRate,
    PolynomialRate,
    SlowExponentialRate,
    StepRate,
)
from .warm_up import (
    AfterWarmUp,
    WarmedRate,
    WarmUpRate,
)

__all__ = [
    "AfterWarmUp",
    "ConstantRate",
    "CosineRate",
    "CosineRateThatStays",
    "CosineRestartsRate",
    "ExponentialRate",
    "GrowingRestarts",
    "GrownPeriod",
    "MultiStepRate",
    "OneCycleRate",
    "PiecewiseRate",
    "PolynomialRate",
    "Restarts",
    "ShrinkingWaveRate",
    "SinceGrowingRestart",
    "SinceRestart",
    "SlowExponentialRate",
    "StepRate",
    "WarmUpRate",
    "WarmedRate",
    "WaveRate",
]
