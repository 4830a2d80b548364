"""Losses, each split into lines a learner can follow, one file for each family.

What is done to the targets first, one number per example, then the mean over the batch.
"""

from .base import PerClassNumber, PerExample, PerRow
from .binary import (
    MIN_LOGARITHM,
    MIN_PROBABILITY,
    MIN_SLOPE,
    BinaryCrossEntropy,
    BinaryCrossEntropyClipped,
    BinaryCrossEntropyOfScores,
)
from .categorical import (
    CategoricalCrossEntropy,
    CategoricalCrossEntropyClipped,
    NegativeLogLikelihood,
    ShareOfRow,
    SparseCategoricalCrossEntropy,
    SparseCategoricalCrossEntropyClipped,
    SparseNegativeLogLikelihood,
)
from .divergence import KLDivergence, KLDivergenceClipped
from .margin import CategoricalHinge, CategoricalHingeOfLargest, Hinge, Signs, SquaredHinge
from .regression import (
    AbsoluteError,
    Huber,
    SquaredError,
    SumOfDistances,
    SumOfSquares,
)
from .targets import (
    RowsOfClassNumbers,
    SmoothAnswers,
    SmoothLabels,
    WeighClasses,
    WeightOfClassNumber,
    WeightOfTarget,
)
from .totals import Mean, MeanByWeight, One, SumOverBatch, WeighExamples, WeighLoss

__all__ = [
    "MIN_LOGARITHM",
    "MIN_PROBABILITY",
    "MIN_SLOPE",
    "AbsoluteError",
    "BinaryCrossEntropy",
    "BinaryCrossEntropyClipped",
    "BinaryCrossEntropyOfScores",
    "CategoricalCrossEntropy",
    "CategoricalCrossEntropyClipped",
    "CategoricalHinge",
    "CategoricalHingeOfLargest",
    "Hinge",
    "Huber",
    "KLDivergence",
    "KLDivergenceClipped",
    "Mean",
    "MeanByWeight",
    "NegativeLogLikelihood",
    "One",
    "PerClassNumber",
    "PerExample",
    "PerRow",
    "RowsOfClassNumbers",
    "ShareOfRow",
    "Signs",
    "SmoothAnswers",
    "SmoothLabels",
    "SparseCategoricalCrossEntropy",
    "SparseCategoricalCrossEntropyClipped",
    "SparseNegativeLogLikelihood",
    "SquaredError",
    "SquaredHinge",
    "SumOfDistances",
    "SumOfSquares",
    "SumOverBatch",
    "WeighClasses",
    "WeighExamples",
    "WeighLoss",
    "WeightOfClassNumber",
    "WeightOfTarget",
]
