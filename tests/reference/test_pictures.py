"""Turned and enlarged pictures, and orthogonal first values, against PyTorch's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from visualnn.initializers.orthogonal import Orthogonal
from visualnn.ops import Op
from visualnn.ops.augment import (
    RotatedColumns,
    RotatedRows,
    SampleBilinear,
    SampleNearest,
    ScaledColumns,
    ScaledRows,
)

with np.load(Path(__file__).parent / "pictures.npz", allow_pickle=False) as file:
    STORED = dict(file)

SIZE = STORED["pictures"].shape[2:]
EXACT = 1e-12


@pytest.mark.parametrize(
    ("name", "amount", "cards"),
    [
        ("turned", "angles", (RotatedRows(*SIZE), RotatedColumns(*SIZE))),
        ("scaled", "factors", (ScaledRows(*SIZE), ScaledColumns(*SIZE))),
    ],
)
@pytest.mark.parametrize(
    ("mode", "sample"), [("nearest", SampleNearest()), ("bilinear", SampleBilinear())]
)
def test_pictures_are_read_where_pytorch_reads_them(
    name: str, amount: str, cards: tuple[Op, Op], mode: str, sample: Op
) -> None:
    places = [card.compute("forward", STORED[amount]) for card in cards]
    for place, word in zip(places, ("rows", "columns"), strict=True):
        np.testing.assert_allclose(place, STORED[f"{name}.{word}"], atol=EXACT)
    read = sample.compute("forward", STORED["pictures"], *places)
    np.testing.assert_allclose(read, STORED[f"{name}.{mode}"], atol=EXACT)


class Given(np.random.Generator):
    """A generator that hands out normal numbers which were written down."""

    def __init__(self, numbers: np.ndarray) -> None:
        super().__init__(np.random.PCG64(0))
        self.numbers = numbers

    def normal(self, *_where: object, size: object = None) -> np.ndarray:  # type: ignore[override]
        assert size == self.numbers.shape
        return self.numbers


@pytest.mark.parametrize("name", ["tall", "wide"])
def test_orthogonal_values_are_made_of_normal_ones_as_in_pytorch(name: str) -> None:
    expected = STORED[f"{name}.orthogonal"]
    made = Orthogonal().draw(Given(STORED[f"{name}.normal"]), expected.shape, 1, 1)
    np.testing.assert_allclose(made, expected, atol=EXACT)
