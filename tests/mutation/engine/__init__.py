"""Breaks of the engine that are kept, and what asks its tests about them."""

from __future__ import annotations

from . import (
    activations,
    cards,
    lessons,
    losses,
    networks,
    optimizers,
    running,
    telling,
    windows,
)
from .mutant import Mutant

MUTANTS: tuple[Mutant, ...] = tuple(
    mutant
    for module in (
        activations,
        windows,
        losses,
        optimizers,
        cards,
        networks,
        lessons,
        running,
        telling,
    )
    for mutant in module.MUTANTS
)
"""Every break that is kept."""
