"""What an activation says of its output is so."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.layers.activation import ACTIVATIONS


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
