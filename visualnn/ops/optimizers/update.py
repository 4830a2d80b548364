"""What the lines of all updates have in common."""

from __future__ import annotations

import numpy as np

from ..base import Array, Op


class Update(Op, card=False):
    """A line of an update: elementwise over one parameter, plus scalars of the state."""

    elementwise = True


class Shared(Op, card=False):
    """A line that is done once for all parameters: a scalar made of scalars of the state."""

    batched = False


def example_numbers(rng: np.random.Generator) -> Array:
    """Numbers of either sign, for the example of a card."""
    return rng.normal(size=(3, 2))


def sizes(rng: np.random.Generator) -> Array:
    """Numbers well above 0, for the example of a card."""
    return abs(rng.normal(size=(3, 2))) + 0.1
