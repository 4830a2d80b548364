"""Changed examples: against NumPy's own turns and rolls, and the statistics of what is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn.errors import SettingError, ShapeError
from visualnn.ops import Array, Op
from visualnn.ops.augment import (
    Brighten,
    DrawnAmount,
    DrawnFlip,
    DrawnHoles,
    DrawnShift,
    FlipLeftRight,
    FlipUpDown,
    RemovePixels,
    RotatedColumns,
    RotatedRows,
    SampleBilinear,
    SampleNearest,
    ScaledColumns,
    ScaledRows,
    Shift,
)
from visualnn.ops.preparation import InputDeviation, InputMean, InputVariance, Standardise

SAMPLES: list[Op] = [SampleNearest(), SampleBilinear()]


def pictures(height: int, width: int, count: int = 2) -> Array:
    return drawn(height * 10 + width).normal(size=(count, 3, height, width))


def turned(x: Array, angle: float, sample: Op) -> Array:
    size = x.shape[2:]
    angles = np.full(len(x), float(angle))
    rows = RotatedRows(*size).compute("forward", angles)
    return sample.compute("forward", x, rows, RotatedColumns(*size).compute("forward", angles))


def scaled(x: Array, factor: float, sample: Op) -> Array:
    size = x.shape[2:]
    factors = np.full(len(x), float(factor))
    rows = ScaledRows(*size).compute("forward", factors)
    return sample.compute("forward", x, rows, ScaledColumns(*size).compute("forward", factors))


@pytest.mark.parametrize("sample", SAMPLES, ids=["nearest", "bilinear"])
@pytest.mark.parametrize("size", [(5, 5), (6, 6), (1, 1)])
@pytest.mark.parametrize("quarters", range(-2, 3))
def test_a_quarter_turn_is_numpys(sample: Op, size: tuple[int, int], quarters: int) -> None:
    """Against the clock, as np.rot90 turns."""
    x = pictures(*size)
    expected = np.rot90(x, quarters, axes=(2, 3))
    np.testing.assert_allclose(turned(x, 90 * quarters, sample), expected, atol=1e-12)


@pytest.mark.parametrize("sample", SAMPLES, ids=["nearest", "bilinear"])
def test_what_is_neither_turned_nor_scaled_stays(sample: Op) -> None:
    x = pictures(4, 7)
    np.testing.assert_array_equal(turned(x, 0, sample), x)
    np.testing.assert_array_equal(scaled(x, 1, sample), x)


def test_half_a_turn_of_any_picture_flips_both_ways() -> None:
    x = pictures(4, 7)
    np.testing.assert_allclose(turned(x, 180, SampleBilinear()), x[:, :, ::-1, ::-1], atol=1e-12)


def test_enlarging_three_times_repeats_each_pixel() -> None:
    """The middle pixel of three by three fills the whole picture."""
    x = pictures(3, 3)
    middle = x[:, :, 1:2, 1:2]
    np.testing.assert_array_equal(scaled(x, 3, SampleNearest()), np.tile(middle, (1, 1, 3, 3)))
    halved = scaled(x, 0.5, SampleNearest())
    assert np.count_nonzero(halved) == x.shape[0] * 3
    np.testing.assert_array_equal(halved[:, :, 1:2, 1:2], middle)


def test_between_pixels_bilinear_is_a_straight_line() -> None:
    ramp = np.arange(12.0).reshape(1, 1, 3, 4)
    rows = drawn(1).uniform(0, 2, size=(1, 5, 5))
    columns = drawn(2).uniform(0, 3, size=(1, 5, 5))
    read = SampleBilinear().compute("forward", ramp, rows, columns)
    np.testing.assert_allclose(read[0, 0], 4 * rows[0] + columns[0], rtol=1e-12)


def test_places_at_the_border() -> None:
    x = np.full((1, 1, 2, 2), 8.0)
    rows = np.array([[[-1.0, -0.5, -0.51, 0.0, 1.49, 1.5, 2.0, 99.0]]])
    columns = np.zeros_like(rows)
    nearest = SampleNearest().compute("forward", x, rows, columns)
    assert nearest.ravel().tolist() == [0, 8, 0, 8, 8, 0, 0, 0]
    mixed = SampleBilinear().compute("forward", x, rows, columns)
    np.testing.assert_allclose(mixed.ravel(), [0, 4, 3.92, 8, 4.08, 4, 0, 0], rtol=1e-12)


def test_flips_and_shifts_are_numpys() -> None:
    x = pictures(4, 5, 4)
    flip = np.array([0.0, 1.0, 1.0, 0.0])
    across = FlipLeftRight().compute("forward", x, flip)
    down = FlipUpDown().compute("forward", x, flip)
    for n, chosen in enumerate(flip):
        np.testing.assert_array_equal(across[n], np.flip(x[n], 2) if chosen else x[n])
        np.testing.assert_array_equal(down[n], np.flip(x[n], 1) if chosen else x[n])
    moved = Shift().compute(
        "forward", x, np.array([1.0, -3.0, 0.0, 9.0]), np.array([2.0, 0, -5, 0])
    )
    np.testing.assert_array_equal(moved[0, :, 1:, 2:], x[0, :, :-1, :-2])
    assert not moved[0, :, 0].any()
    assert not moved[0, :, :, :2].any()
    np.testing.assert_array_equal(moved[1, :, :1], x[1, :, 3:])
    assert not moved[1, :, 1:].any()
    assert not moved[2:].any()


def test_a_removed_pixel_is_black_in_all_channels() -> None:
    x = pictures(4, 5)
    mask = DrawnHoles(p=0.4).compute("forward", x, np.array(1.0), np.array(2.0))
    assert mask.shape == (2, 1, 4, 5)
    np.testing.assert_array_equal(
        RemovePixels().compute("forward", x, mask) == 0, (mask == 0) | (x == 0)
    )
    rows = x.reshape(2, -1)
    mask = DrawnHoles(p=0.4).compute("forward", rows, np.array(1.0), np.array(2.0))
    assert mask.shape == rows.shape


MANY = np.zeros((20_000, 1))


def draws(op: Op, seed: float = 1, k: float = 1, x: Array = MANY) -> Array:
    return op.compute("forward", x, np.array(seed), np.array(k))


def test_what_is_drawn_is_spread_as_its_formula_says() -> None:
    """Shares stray by 0.0035, means by 0.006 of the range; the tolerances are four times that."""
    flips = draws(DrawnFlip(p=0.3))
    assert sorted(set(flips.tolist())) == [0, 1]
    assert flips.mean() == pytest.approx(0.3, abs=0.014)
    amounts = draws(DrawnAmount(low=-15.0, high=5.0))
    assert (amounts.min() >= -15, amounts.max() < 5) == (True, True)
    assert amounts.mean() == pytest.approx(-5, abs=0.2)
    assert amounts.var() == pytest.approx(400 / 12, rel=0.03)
    counts = np.bincount(draws(DrawnShift(most=2)).astype(int) + 2)
    np.testing.assert_allclose(counts / len(MANY), [0.2] * 5, atol=0.012)
    assert draws(DrawnHoles(p=0.1)).mean() == pytest.approx(0.9, abs=0.01)
    assert not draws(DrawnShift(most=0)).any()
    assert draws(DrawnFlip(p=1.0)).all()


@pytest.mark.parametrize("kind", [DrawnFlip, DrawnAmount, DrawnShift, DrawnHoles])
def test_what_is_drawn_depends_on_seed_iteration_and_place(kind: type[Op]) -> None:
    x = np.zeros((40, 1))
    first = draws(kind(), x=x)
    assert first.tobytes() == draws(kind(), x=x).tobytes()
    others = [
        draws(kind(), seed=2, x=x),
        draws(kind(), k=2, x=x),
        draws(kind(place="batch.other"), x=x),  # type: ignore[call-arg]
    ]
    assert all(first.tobytes() != other.tobytes() for other in others)


@pytest.mark.parametrize("op", [DrawnFlip(), DrawnAmount(), DrawnShift(), DrawnHoles()])
def test_both_number_types_see_the_same_chance(op: Op) -> None:
    wide, narrow = (draws(op, x=np.zeros((50, 1), kind)) for kind in (np.float64, np.float32))
    assert narrow.dtype == np.float32
    np.testing.assert_array_equal(wide.astype(np.float32), narrow)


@pytest.mark.parametrize(
    "op",
    [FlipLeftRight(), FlipUpDown(), Shift(), Brighten(), RemovePixels(), RotatedRows(),
     RotatedColumns(), ScaledRows(), ScaledColumns(), SampleNearest(), SampleBilinear(),
     Standardise(), InputMean(), InputVariance(), InputDeviation()],
    ids=lambda op: type(op).__name__,
)  # fmt: skip
def test_single_numbers_stay_single(op: Op) -> None:
    arrays = op.example(drawn(1))
    wide = op.compute("forward", *arrays)
    narrow = op.compute("forward", *(array.astype(np.float32) for array in arrays))
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, wide, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: DrawnFlip(p=1.5), "a share of flips is from 0 to 1, not 1.5"),
        (lambda: DrawnAmount(low=2.0, high=1.0), "low must not be more than high"),
        (lambda: DrawnAmount(low=-np.inf), "low must not be more than high"),
        (lambda: DrawnShift(most=-1), "at least, not -1"),
        (lambda: DrawnHoles(p=1.0), "drops a share p"),
        (lambda: RotatedRows(height=0), "at least one row and column, not 0 × 4"),
    ],
)
def test_settings_that_cannot_be_are_refused(make: object, sentence: str) -> None:
    assert callable(make)
    with pytest.raises(SettingError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("op", "shapes", "sentence"),
    [
        (FlipLeftRight(), [(3, 64), (3,)], r"pictures, channel × height × width, not \(64,\)"),
        (FlipUpDown(), [(3, 1, 8, 8), (2,)], r"each of the 3 examples, not \(2,\)"),
        (Shift(), [(3, 1, 8, 8), (3,), (3, 1)], r"each of the 3 examples, not \(3, 1\)"),
        (Brighten(), [(3, 4), (4,)], "each of the 3 examples"),
        (RemovePixels(), [(3, 2, 4, 4), (3, 3, 4, 4)], "needs a mask of the shape"),
        (ScaledRows(), [(3, 2)], "one number for each example"),
        (SampleNearest(), [(3, 1, 4, 4), (3, 4, 4), (3, 4, 5)], "a row and a column for each"),
        (SampleBilinear(), [(3, 1, 4, 4), (2, 4, 4), (2, 4, 4)], "a row and a column for each"),
        (Standardise(), [(3, 4), (4,), (3,)], "a number for each of the inputs"),
        (InputVariance(), [(3, 4), (3,)], "a number for each of the inputs"),
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit_are_refused(
    op: Op, shapes: list[tuple[int, ...]], sentence: str
) -> None:
    with pytest.raises(ShapeError, match=sentence):
        op.shape(*shapes)


def test_standardised_inputs_have_mean_0_and_deviation_1() -> None:
    x = drawn(3).normal(2, 5, size=(200, 6))
    x[:, 2] = 7
    mean = InputMean().compute("forward", x)
    variance = InputVariance().compute("forward", x, mean)
    deviation = InputDeviation().compute("forward", variance)
    assert deviation[2] == 1
    z = Standardise().compute("forward", x, mean, deviation)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), [1, 1, 0, 1, 1, 1], rtol=1e-12)
    assert not z[:, 2].any()
