"""Scales: even, symmetric, told apart by every kind of colour vision, honest about NaN."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from ui.kit.colours import ColourScale, diverging, grey, limit_of, to_image
from ui.kit.theme import DARK, LIGHT, Theme
from ui.kit.tint import contrast

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

# Machado, Oliveira and Fernandes (2009), severity 1: how linear RGB looks without one cone.
VISIONS = {
    "all cones": np.eye(3),
    "no long": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no middle": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no short": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
seen = pytest.mark.parametrize("vision", VISIONS)


def cielab(scale: ColourScale, vision: str) -> NDArray[np.float64]:
    """The colours of a scale in CIELAB as a kind of vision has them, (256, 3)."""
    table = scale.table
    channels = np.stack([table >> 16 & 255, table >> 8 & 255, table & 255], axis=1) / 255.0
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ VISIONS[vision].T, 0.0, 1.0)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = linear @ to_xyz.T / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = f.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


@both
def test_zero_and_the_ends_have_the_colours_of_the_theme(theme: Theme) -> None:
    scale = diverging(theme)
    assert scale.colour(0.0, 2.0) == theme.zero
    assert scale.colour(-0.0, 0.0) == theme.zero
    assert scale.colour(2.0, 2.0) == scale.colour(5.0, 2.0)
    assert scale.stroke(2.0, 2.0) == theme.positive
    assert scale.stroke(-2.0, 2.0) == theme.negative
    if theme.dark:
        assert scale.colour(2.0, 2.0) == theme.positive
        assert scale.colour(-2.0, 2.0) == theme.negative
    assert scale.colour(math.nan, 2.0) == scale.colour(-math.inf, 2.0) == theme.not_finite


@both
def test_warm_is_positive(theme: Theme) -> None:
    above, below = theme.positive, theme.negative
    assert above.red() > above.blue()
    assert below.blue() > below.red()


@both
def test_steps_are_even_and_both_arms_equally_strong(theme: Theme) -> None:
    lab = cielab(diverging(theme), "all cones")[1:]
    steps = np.linalg.norm(np.diff(lab[::8], axis=0), axis=1)
    assert steps.max() / steps.min() < 2.0
    assert abs(lab[0, 0] - lab[-1, 0]) < 5.0
    assert (np.diff(lab[:128:8, 0]) * (lab[127, 0] - lab[0, 0]) > 0).all()


@both
@seen
def test_signs_are_told_apart(theme: Theme, vision: str) -> None:
    lab = cielab(diverging(theme), vision)
    for distance in (32, 64, 127):
        assert np.linalg.norm(lab[128 + distance] - lab[128 - distance]) > 0.2 * distance


@both
@seen
@pytest.mark.parametrize("make", [diverging, grey])
def test_what_is_not_finite_looks_like_nothing_else(
    make: Callable[[Theme], ColourScale], theme: Theme, vision: str
) -> None:
    lab = cielab(make(theme), vision)
    assert np.linalg.norm(lab[1:] - lab[0], axis=1).min() > 20.0


@both
@pytest.mark.parametrize("signed", [True, False])
def test_numbers_read_on_every_colour(theme: Theme, signed: bool) -> None:
    scale = diverging(theme) if signed else grey(theme)
    pairs = zip(scale.inks, scale.colours, strict=True)
    # in small print 4.5 is not enough in the middle, where ink and ground are both half-way
    least = 6.0 if signed and not theme.dark else 4.5
    assert min(contrast(ink, colour) for ink, colour in pairs) >= least


@both
def test_even_the_weakest_line_shows(theme: Theme) -> None:
    scale = diverging(theme)
    assert scale.stroke(0.0, 1.0) == theme.zero
    assert scale.stroke(1.0, 1.0) == theme.positive
    for value in (1e-9, -1e-9):
        assert contrast(scale.stroke(value, 1.0), theme.surface) > 1.25


@pytest.mark.parametrize("signed", [True, False])
@given(
    values=st.lists(st.floats(), min_size=1, max_size=8),
    limit=st.floats(min_value=0.0, allow_infinity=False, allow_nan=False),
)
def test_a_picture_and_a_single_colour_agree(
    signed: bool, values: list[float], limit: float
) -> None:
    scale = diverging(LIGHT) if signed else grey(LIGHT)
    array = np.array(values)
    image = to_image(array[None, :], limit, scale)
    assert (image.width(), image.height()) == (len(values), 1)
    assert [QColor(image.pixel(x, 0)) for x in range(len(values))] == [
        scale.colour(value, limit) for value in values
    ]


@pytest.mark.parametrize("kind", [np.float32, np.int64, np.uint8, np.bool_])
def test_every_kind_of_number_has_a_colour(kind: type[np.generic]) -> None:
    image = to_image(np.array([[0, 1]], dtype=kind), 1.0, diverging(LIGHT))
    assert QColor(image.pixel(0, 0)) == LIGHT.zero
    assert QColor(image.pixel(1, 0)) == diverging(LIGHT).colours[-1]


def test_rows_go_down_and_columns_across() -> None:
    image = to_image(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -1.0]]), 1.0, diverging(DARK))
    assert (image.width(), image.height()) == (3, 2)
    assert QColor(image.pixel(1, 0)) == DARK.positive
    assert QColor(image.pixel(2, 1)) == DARK.negative


def test_the_limit_is_the_largest_finite_distance_from_zero() -> None:
    assert limit_of(np.array([1.0, -3.0, 2.0])) == 3.0
    assert limit_of(np.array([[math.nan, -0.5], [math.inf, 0.25]])) == 0.5
    assert limit_of(np.array([math.nan])) == 0.0
    assert limit_of(np.zeros((0, 3))) == 0.0


def test_a_picture_needs_two_axes() -> None:
    for shape in ((3,), (1, 2, 3), (0, 4)):
        with pytest.raises(ValueError, match="rows and columns"):
            to_image(np.zeros(shape), 1.0, diverging(LIGHT))
