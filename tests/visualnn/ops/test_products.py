"""Products written into given memory, whichever form the sizes ask for."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn.ops import products
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


@pytest.mark.parametrize("shape", [(40, 9, 7), (7, 9, 40), (1, 30, 50), (50, 1, 30), (3, 400, 2)])
@pytest.mark.parametrize(
    "limit", ["PIECE_MULTIPLICATION_COUNT", "PIECE_RESULT_COUNT", "PIECE_READ_COUNT"]
)
def test_a_large_product_is_done_in_pieces(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int, int], limit: str
) -> None:
    rows, inner, columns = shape
    monkeypatch.setattr(products, limit, 20)
    random = drawn(1)
    left, right = random.normal(size=(rows, inner)), random.normal(size=(inner, columns))
    out = np.full((rows, columns), np.nan)
    calls = product(left, right, out)
    wished = {
        "PIECE_MULTIPLICATION_COUNT": rows * inner * columns,
        "PIECE_RESULT_COUNT": rows * columns,
        "PIECE_READ_COUNT": max(left.size, right.size),
    }[limit]
    if wished > 20:
        assert len(calls) > 1
    for call in calls:
        call()
    np.testing.assert_allclose(out, left @ right, rtol=1e-12, atol=1e-12)


def test_no_piece_is_larger_than_the_limits() -> None:
    for rows, inner, columns in ((1, 25088, 4096), (25088, 2, 4096), (2, 4096, 25088)):
        left, right, out = (
            np.lib.stride_tricks.as_strided(np.zeros(1), shape, (0, 0))
            for shape in ((rows, inner), (inner, columns), (rows, columns))
        )
        pieces = products._piece_count(left, right, out)
        assert rows * inner * columns / pieces <= products.PIECE_MULTIPLICATION_COUNT
        assert rows * columns / pieces <= products.PIECE_RESULT_COUNT
        assert max(left.size, right.size) / pieces <= products.PIECE_READ_COUNT
