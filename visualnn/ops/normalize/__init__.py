"""Normalisation: numbers brought to mean 0 and variance 1, then scaled and shifted by parameters.

Batch norm does it for each channel over the batch (`channels`) and remembers running statistics
for evaluation (`running`); layer norm does it for each example over its own numbers (`rows`).
"""

from .channels import BatchMean, BatchVariance, ScaleChannels, ShiftChannels, Standardize
from .rows import RowMean, RowVariance, ScaleFeatures, ShiftFeatures, StandardizeRows
from .running import UpdateRunningKeras, UpdateRunningMean, UpdateRunningVariance

__all__ = [
    "BatchMean",
    "BatchVariance",
    "RowMean",
    "RowVariance",
    "ScaleChannels",
    "ScaleFeatures",
    "ShiftChannels",
    "ShiftFeatures",
    "Standardize",
    "StandardizeRows",
    "UpdateRunningKeras",
    "UpdateRunningMean",
    "UpdateRunningVariance",
]
