"""A layer that is given the arrays of PyTorch's or Keras' layer computes what that one does, so the
table of layouts is true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.reference.layouts import CASES, PYTORCH_ONLY, described
from visualnn import api
from visualnn.layers.layouts import LAYOUTS

NAMES = [(name, library) for name in CASES for library in ("pytorch", "keras")
         if library == "pytorch" or name not in PYTORCH_ONLY]  # fmt: skip


def stored(name: str, library: str) -> dict[str, NDArray[np.float64]]:
    head = f"{library} {name}: "
    with np.load(Path(__file__).parent / "layouts.npz", allow_pickle=False) as file:
        return {key.removeprefix(head): file[key] for key in file if key.startswith(head)}


@pytest.mark.parametrize(("name", "library"), NAMES)
def test_a_layer_with_the_librarys_arrays_is_the_librarys_layer(name: str, library: str) -> None:
    known = stored(name, library)
    arrays = {
        key.removeprefix("arrays."): array
        for key, array in known.items()
        if key.startswith("arrays.")
    }
    rows = len(known["x"])
    model = api.network(
        {
            "layers": [described(CASES[name], library), {"name": "flat", "kind": "flatten"}],
            "loss": {"kind": "mean_squared_error"},
        },
        known["x"],
        np.zeros((rows, known["y"].size // rows)),
    )
    model.set_layer("l", arrays, library)
    found = model.predict(known["x"])
    # Keras has computed in 32 bits
    tolerance = 1e-11 if library == "pytorch" else 3e-6
    np.testing.assert_allclose(found, known["y"].reshape(rows, -1), rtol=tolerance, atol=tolerance)


def test_every_layout_is_compared() -> None:
    assert {case.kind for case in CASES.values()} == set(LAYOUTS)
