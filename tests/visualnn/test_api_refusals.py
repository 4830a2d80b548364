"""What other programs give to the engine is taken or refused in a sentence, never a bare error."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from visualnn import api
from visualnn.errors import SettingError, ShapeError

DESCRIPTION = {
    "layers": [{"name": "out", "kind": "dense", "units": 1}],
    "loss": {"kind": "mean_squared_error"},
}
X, T = np.ones((4, 2)), np.zeros((4, 1))


@pytest.mark.parametrize("iterations", ["a", 1.5, None, [1]])
def test_a_count_of_iterations_is_a_whole_number(iterations: Any) -> None:
    model = api.network(DESCRIPTION, X, T)
    with pytest.raises(SettingError, match="is no count of iterations"):
        model.run(iterations)
    assert model.run(np.int64(2)) == 2


@pytest.mark.parametrize("weight", [1.0, np.zeros(2), np.zeros((1, 2, 1))])
def test_a_parameter_with_other_axes_is_refused(weight: Any) -> None:
    model = api.network(DESCRIPTION, X, T)
    with pytest.raises(ShapeError, match="weight has 2 axes"):
        model.set_layer("out", {"weight": weight, "bias": np.zeros(1)})


@pytest.mark.parametrize(("x", "t"), [(X[:0], T[:0]), (X[:, :0], T), (X, T[:, :0])])
def test_arrays_that_hold_nothing_are_refused(x: Any, t: Any) -> None:
    with pytest.raises(ShapeError, match="holds no number"):
        api.network(DESCRIPTION, x, t)
