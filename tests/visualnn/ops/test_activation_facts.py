"""What an activation says of its output is so."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.layers.activation import ACTIVATIONS
from visualnn.ops.activations.base import Activation


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_what_an_activation_says_that_it_gives_it_gives(word: str) -> None:
    op = ACTIVATIONS[word]
    z = np.array([[-30.0, -3.0, 0.0, 0.5], [4.0, 0.25, -1.0, 9.0]])
    a = op.compute("forward", z)
    shares = np.exp(a) if op.gives == "logs" else a
    between = bool(((shares > 0) & (shares < 1)).all())
    assert between == (op.gives != "numbers")
    single = np.unique(op.compute("forward", np.array([[-2.0], [0.5], [3.0]])))
    assert (single.tolist() == [op.alone]) == (op.alone is not None)


@pytest.mark.parametrize("word", ACTIVATIONS)
def test_one_number_of_one_number_is_an_activation(word: str) -> None:
    """Pictures of activations and boundaries know them by their base."""
    op = ACTIVATIONS[word]
    z = np.array([[0.5, -0.25, 0.6]])
    moved = z + np.array([[0.0, 0.0, 0.25]])
    changed = op.compute("forward", z) != op.compute("forward", moved)
    alone = changed.tolist() == [[False, False, True]]
    assert isinstance(op, Activation) == alone
