"""Products written into given memory, whichever form the sizes ask for."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn.ops.products import MATMUL_RESULT_COUNT as LARGE
from visualnn.ops.products import MAX_TRANSPOSED_ROW_COUNT as FLAT
from visualnn.ops.products import product

WIDE = 1 + LARGE // FLAT


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("rows", "inner", "columns"),
    [
        (3, 4, 5), (1, 40, WIDE), (2, WIDE, WIDE), (FLAT, 40, WIDE), (FLAT + 1, 40, WIDE),
        (WIDE, 40, FLAT), (WIDE, 2, WIDE), (FLAT, WIDE, FLAT), (5, LARGE, 1), (1, 1, LARGE),
    ],
)  # fmt: skip
def test_every_form_is_the_product(rows: int, inner: int, columns: int, dtype: str) -> None:
    random = drawn(1)
    left = random.normal(size=(rows, inner)).astype(dtype)
    right = random.normal(size=(inner, columns)).astype(dtype)
    exact = left.astype("f8") @ right.astype("f8")
    room = 1e-12 if dtype == "float64" else 1e-4
    for a in (left, np.asfortranarray(left)):
        for b in (right, np.asfortranarray(right)):
            out = np.full((rows, columns), np.nan, dtype)
            for _ in range(2):
                for call in product(a, b, out):
                    call()
                np.testing.assert_allclose(out, exact, rtol=room, atol=room * inner**0.5)
