"""Pools: what a window sees, told in one number."""

from .average import AveragePool, AveragePoolInside, GlobalAveragePool
from .base import Pool
from .largest import GlobalMaxPool, MaxPool

__all__ = [
    "AveragePool",
    "AveragePoolInside",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "MaxPool",
    "Pool",
]
