"""Histograms followed through the iterations of a run: how that is written, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..dataclass import dataclass
from ..ops import Array

__all__ = ["HistogramTrails", "histogram_of", "named_in"]

_MEASURE = "histogram"


def histogram_of(name: str) -> str:
    """How it is written that the histograms of a name are followed: ``histogram(h1.a)``."""
    return f"{_MEASURE}({name})"


def named_in(text: str) -> str | None:
    """The name whose histograms a text follows; None if it follows something else."""
    inner = text.removeprefix(f"{_MEASURE}(")
    return inner.removesuffix(")") if inner != text and text.endswith(")") else None


@dataclass(frozen=True, eq=False)
class HistogramTrails:
    """The histograms of some names."""

    every: int = 1
    """From one histogram to the next so many iterations pass."""
    counts: Mapping[str, Array] = field(default_factory=lambda: MappingProxyType({}))
    """Name → ``(histograms, bins)``, read-only, of iteration 0, `every`, 2 · `every` …; all 0 where
    an iteration does not write the name."""
