"""The lines of optimizers' updates, one card for each quantity, one file for each family.

Rates and decays (η, β, ε, momentum) are numbers of the state, read like any other, so that
changing a rate and changing a weight are the same thing. A card works on one parameter of any
shape, or on scalars alone where a quantity is the same for all parameters. Where libraries compute
differently there are two cards: a formula is never chosen by a flag.
"""

from .adadelta import AdadeltaChange, ChangeStep, RunningChange
from .adagrad import FadingRate, ScaledStep, ScaledStepInside, SquareSum
from .adam import (
    AdamStep,
    Corrected,
    CorrectedRate,
    CorrectedSquare,
    EpsilonHatStep,
    FirstMoment,
    Largest,
    SecondMoment,
)
from .adamax import (
    AdamaxStep,
    AdamaxStepOver,
    FirstCorrectedRate,
    LargestGradient,
    LargestGradientAtLeast,
)
from .decay import DecoupledDecay, OutrightDecay, WeightPenalty
from .descent import (
    AddVelocity,
    DampedVelocity,
    Descend,
    FollowVelocity,
    NesterovStep,
    NesterovStepRateInside,
    StepVelocity,
    Velocity,
)
from .nadam import (
    MomentumProduct,
    NesterovMean,
    NextQuickMomentum,
    NextWarmMomentum,
    QuickMomentum,
    WarmMomentum,
)
from .radam import Adaption, LongestMemory, MemoryLength, RectifiedStep, Rectifier
from .rmsprop import (
    RunningMean,
    RunningSquare,
    RunningVariance,
    ScaledStepVelocity,
    ScaledVelocity,
    SubtractVelocity,
)
from .update import Shared, Update

__all__ = [
    "AdadeltaChange",
    "AdamStep",
    "AdamaxStep",
    "AdamaxStepOver",
    "Adaption",
    "AddVelocity",
    "ChangeStep",
    "Corrected",
    "CorrectedRate",
    "CorrectedSquare",
    "DampedVelocity",
    "DecoupledDecay",
    "Descend",
    "EpsilonHatStep",
    "FadingRate",
    "FirstCorrectedRate",
    "FirstMoment",
    "FollowVelocity",
    "Largest",
    "LargestGradient",
    "LargestGradientAtLeast",
    "LongestMemory",
    "MemoryLength",
    "MomentumProduct",
    "NesterovMean",
    "NesterovStep",
    "NesterovStepRateInside",
    "NextQuickMomentum",
    "NextWarmMomentum",
    "OutrightDecay",
    "QuickMomentum",
    "RectifiedStep",
    "Rectifier",
    "RunningChange",
    "RunningMean",
    "RunningSquare",
    "RunningVariance",
    "ScaledStep",
    "ScaledStepInside",
    "ScaledStepVelocity",
    "ScaledVelocity",
    "SecondMoment",
    "Shared",
    "SquareSum",
    "StepVelocity",
    "SubtractVelocity",
    "Update",
    "Velocity",
    "WarmMomentum",
    "WeightPenalty",
]
