"""First values: spread as their formula says, from seed and place alone, refused where they must.

Statistics are those of one draw of 200,000 numbers with a fixed seed. A mean of n numbers strays by
σ/√n, a variance of normal numbers by σ²·√(2/n) = 0.3 %; the tolerances are about four times that.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualnn.errors import SettingError, ShapeError
from visualnn.initializers import (
    INITIALIZERS,
    KINDS,
    Initializer,
    first_values,
    initializer_of,
)
from visualnn.initializers.base import share_between
from visualnn.ops import Array

SHAPE = (400, 500)
MEAN_OFF = 4
VARIANCE_OFF = 0.013
FAN_IN, FAN_OUT = 20, 60
OF_TWO_SIGMA = 0.87962566103423978**2
"""The variance that is left of a standard normal distribution between −2 and 2."""


def drawn(rule: Initializer, seed: int = 5) -> Array:
    return first_values(
        rule, seed=seed, place="hidden.W", shape=SHAPE, fan_in=FAN_IN, fan_out=FAN_OUT
    )


Case = tuple[str, str, dict[str, float | str], float, float, float]
CASES: list[Case] = [
    # kind, convention, settings, mean, variance, bound on |w − mean| (inf: none)
    ("uniform", "pytorch", {}, 0.5, 1 / 12, 0.5),
    ("uniform", "keras", {}, 0, 0.1**2 / 12, 0.05),
    ("uniform", "pytorch", {"low": -3.0, "high": 1.0}, -1, 16 / 12, 2),
    ("normal", "pytorch", {}, 0, 1, math.inf),
    ("normal", "keras", {}, 0, 0.05**2, math.inf),
    ("normal", "pytorch", {"mean": 2.0, "std": 0.01}, 2, 0.01**2, math.inf),
    ("truncated_normal", "pytorch", {}, 0, OF_TWO_SIGMA, 2),
    ("truncated_normal", "pytorch", {"std": 0.02}, 0, 0.02**2, math.inf),
    ("truncated_normal", "keras", {}, 0, 0.05**2 * OF_TWO_SIGMA, 0.1),
    ("truncated_normal", "keras", {"mean": -1.0, "std": 3.0}, -1, 9 * OF_TWO_SIGMA, 6),
    ("lecun_uniform", "pytorch", {}, 0, 1 / 20, math.sqrt(3 / 20)),
    ("lecun_uniform", "keras", {}, 0, 1 / 20, math.sqrt(3 / 20)),
    ("lecun_normal", "pytorch", {}, 0, 1 / 20, math.inf),
    ("lecun_normal", "keras", {}, 0, 1 / 20, 2 * math.sqrt(1 / 20 / OF_TWO_SIGMA)),
    ("glorot_uniform", "pytorch", {}, 0, 2 / 80, math.sqrt(6 / 80)),
    ("glorot_uniform", "keras", {}, 0, 2 / 80, math.sqrt(6 / 80)),
    ("glorot_uniform", "pytorch", {"gain": 3.0}, 0, 18 / 80, 3 * math.sqrt(6 / 80)),
    ("glorot_normal", "pytorch", {}, 0, 2 / 80, math.inf),
    ("glorot_normal", "pytorch", {"gain": 0.5}, 0, 0.5 / 80, math.inf),
    ("glorot_normal", "keras", {}, 0, 2 / 80, 2 * math.sqrt(2 / 80 / OF_TWO_SIGMA)),
    ("he_uniform", "pytorch", {}, 0, 2 / 20, math.sqrt(6 / 20)),
    ("he_uniform", "keras", {}, 0, 2 / 20, math.sqrt(6 / 20)),
    ("he_uniform", "pytorch", {"slope": 5**0.5}, 0, 1 / 60, math.sqrt(1 / 20)),
    ("he_normal", "pytorch", {}, 0, 2 / 20, math.inf),
    ("he_normal", "pytorch", {"fan": "out"}, 0, 2 / 60, math.inf),
    ("he_normal", "pytorch", {"fan": "out", "slope": 1.0}, 0, 1 / 60, math.inf),
    ("he_normal", "keras", {}, 0, 2 / 20, 2 * math.sqrt(2 / 20 / OF_TWO_SIGMA)),
    ("pytorch", "pytorch", {}, 0, 1 / 60, math.sqrt(1 / 20)),
]


@pytest.mark.parametrize(("kind", "convention", "settings", "mean", "variance", "bound"), CASES)
def test_first_values_are_spread_as_their_formula_says(
    kind: str,
    convention: str,
    settings: dict[str, float | str],
    mean: float,
    variance: float,
    bound: float,
) -> None:
    values = drawn(initializer_of(kind, convention, **settings))
    std = math.sqrt(variance)
    assert values.dtype == np.float64
    assert values.shape == SHAPE
    assert abs(values.mean() - mean) < MEAN_OFF * std / math.sqrt(values.size)
    assert values.var() == pytest.approx(variance, rel=VARIANCE_OFF)
    furthest = float(abs(values - mean).max())
    if bound == math.inf:
        assert furthest > 4 * std
    else:
        assert 0.999 * bound < furthest <= bound


def test_every_random_kind_is_measured() -> None:
    """Orthogonal has tests of its own; the constant ones have nothing to measure."""
    measured = {(kind, convention) for kind, convention, *_ in CASES}
    every = {(kind, convention) for kind, makers in KINDS.items() for convention in makers}
    assert {kind for kind, _ in every - measured} == {"zeros", "ones", "constant", "orthogonal"}


def test_a_normal_shape_between_the_bounds() -> None:
    """Of a cut normal distribution the share within one σ is what theory says, not a pile at the
    bounds."""
    values = drawn(initializer_of("truncated_normal", "keras", std=1.0))
    inside = float((abs(values) <= 1).mean())
    assert inside == pytest.approx(share_between(-1, 1) / share_between(-2, 2), abs=0.004)
    assert np.unique(values).size == values.size


@pytest.mark.parametrize("kind", sorted(INITIALIZERS))
def test_first_values_depend_on_seed_and_place_and_nothing_else(kind: str) -> None:
    rule = INITIALIZERS[kind]
    values = drawn(rule)
    np.random.default_rng(0).normal(size=3)
    assert values.tobytes() == drawn(rule).tobytes()
    assert rule.random == (values.tobytes() != drawn(rule, seed=6).tobytes())
    elsewhere = first_values(
        rule, seed=5, place="out.W", shape=SHAPE, fan_in=FAN_IN, fan_out=FAN_OUT
    )
    assert rule.random == (values.tobytes() != elsewhere.tobytes())


@pytest.mark.parametrize("kind", sorted(INITIALIZERS))
def test_a_name_means_pytorchs_rule(kind: str) -> None:
    options = {"seed": 1, "place": "a.W", "shape": (4, 3), "fan_in": 4, "fan_out": 3}
    by_name = first_values(kind, **options)  # type: ignore[arg-type]
    by_rule = first_values(initializer_of(kind), **options)  # type: ignore[arg-type]
    assert by_name.tobytes() == by_rule.tobytes()


def test_what_is_not_drawn() -> None:
    assert not drawn(initializer_of("zeros")).any()
    assert (drawn(initializer_of("ones")) == 1).all()
    assert (drawn(initializer_of("constant", value=-0.1)) == -0.1).all()
    assert (drawn(initializer_of("normal", mean=2.0, std=0.0)) == 2).all()
    assert (drawn(initializer_of("truncated_normal", std=0.0)) == 0).all()


@pytest.mark.parametrize("shape", [(7, 7), (3, 8), (8, 3), (6, 2, 3, 3), (40, 2, 3, 3), (1, 5)])
@pytest.mark.parametrize("gain", [1.0, 1.5, -2.0])
def test_an_orthogonal_matrix_turns_and_does_not_stretch(
    shape: tuple[int, ...], gain: float
) -> None:
    rule = initializer_of("orthogonal", gain=gain)
    values = first_values(rule, seed=3, place="c.W", shape=shape, fan_in=1, fan_out=1)
    assert values.shape == shape
    assert values.dtype == np.float64
    matrix = values.reshape(shape[0], -1)
    short = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(short, gain**2 * np.eye(len(short)), atol=1e-12 * gain**2)


def test_every_turn_is_equally_likely() -> None:
    """Without the signs of R the first number would always be negative, as LAPACK makes it."""
    rule = initializer_of("orthogonal")
    corners = [
        first_values(rule, seed=seed, place="W", shape=(2, 2), fan_in=2, fan_out=2)[0, 0]
        for seed in range(400)
    ]
    # the cosine of a uniform angle: mean 0 and variance 1/2, straying by 0.035 and 0.018
    assert abs(np.mean(corners)) < 0.14
    assert np.var(corners) == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize(
    ("kind", "convention", "settings", "formula"),
    [
        ("zeros", "pytorch", {}, "w = 0"),
        ("ones", "pytorch", {}, "w = 1"),
        ("constant", "pytorch", {"value": 0.1}, "w = 0.1"),
        ("uniform", "keras", {}, "w ~ U(−0.05, 0.05)"),
        ("normal", "pytorch", {"std": 0.01}, "w ~ N(0, 0.01²)"),
        ("truncated_normal", "pytorch", {}, "w ~ N(0, 1²), −2 ≤ w ≤ 2"),
        ("truncated_normal", "keras", {}, "w ~ N(0, 0.05²), |w| ≤ 2 · 0.05"),
        ("truncated_normal", "keras", {"mean": 1.0}, "w ~ N(1, 0.05²), |w − 1| ≤ 2 · 0.05"),
        ("lecun_uniform", "pytorch", {}, "w ~ U(−√(3 / fan_in), √(3 / fan_in))"),
        ("lecun_normal", "pytorch", {}, "w ~ N(0, 1 / fan_in)"),
        (
            "lecun_normal",
            "keras",
            {},
            "w ~ N(0, σ²), |w| ≤ 2σ, σ = √(1 / fan_in) / 0.87962566",
        ),
        ("glorot_normal", "pytorch", {"gain": 1.5}, "w ~ N(0, 1.5² · 2 / (fan_in + fan_out))"),
        ("he_normal", "pytorch", {}, "w ~ N(0, 2 / fan_in)"),
        ("he_normal", "pytorch", {"fan": "out"}, "w ~ N(0, 2 / fan_out)"),
        ("he_normal", "pytorch", {"slope": 0.2}, "w ~ N(0, 2 / ((1 + 0.2²) · fan_in))"),
        ("he_normal", "pytorch", {"slope": -1.0}, "w ~ N(0, 2 / ((1 + (−1)²) · fan_in))"),
        ("orthogonal", "pytorch", {}, "W = Q · sign(diag R), Q · R ~ N(0, 1)"),
        ("orthogonal", "pytorch", {"gain": 2.0}, "W = 2 · Q · sign(diag R), Q · R ~ N(0, 1)"),
        ("pytorch", "pytorch", {}, "w ~ U(−1 / √fan_in, 1 / √fan_in)"),
    ],
)
def test_formulas(
    kind: str, convention: str, settings: dict[str, float | str], formula: str
) -> None:
    assert initializer_of(kind, convention, **settings).formula == formula


@pytest.mark.parametrize(
    ("kind", "convention", "settings", "sentence"),
    [
        ("he", "pytorch", {}, "unknown first values he; known are zeros, ones"),
        ("zeros", "jax", {}, "zeros has no convention jax; it has pytorch, keras"),
        ("pytorch", "keras", {}, "pytorch has no convention keras; it has pytorch"),
        ("zeros", "pytorch", {"value": 1.0}, "zeros has no setting value; it has —"),
        ("normal", "pytorch", {"sd": 1.0}, "normal has no setting sd; it has mean, std"),
        ("glorot_normal", "keras", {"gain": 1.0}, "glorot_normal has no setting gain; it has —"),
        ("constant", "pytorch", {}, "constant needs value"),
        ("constant", "pytorch", {"value": math.nan}, "value must be a finite number, not nan"),
        ("normal", "pytorch", {"std": math.inf}, "std must be a finite number, not inf"),
        ("normal", "pytorch", {"std": -0.1}, "std must not be negative, but is -0.1"),
        ("truncated_normal", "keras", {"std": -0.1}, "std must not be negative, but is -0.1"),
        ("truncated_normal", "pytorch", {"std": -1.0}, "std must not be negative"),
        ("glorot_uniform", "pytorch", {"gain": -1.0}, "gain must not be negative"),
        ("uniform", "pytorch", {"low": 1.0}, r"low must be less than high: 1.0 and 1.0"),
        ("truncated_normal", "pytorch", {"high": -3.0}, r"low must be less than high"),
        ("truncated_normal", "pytorch", {"low": 5.0, "high": 9.0}, "hardly any number around 0"),
        ("truncated_normal", "pytorch", {"low": 1.0, "std": 0.0}, "hardly any number around 0"),
        ("he_normal", "pytorch", {"fan": "both"}, "fan must be in or out, not both"),
    ],
)
def test_settings_that_cannot_be_are_refused(
    kind: str, convention: str, settings: dict[str, float | str], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence):
        initializer_of(kind, convention, **settings)


def test_a_bias_cannot_be_orthogonal() -> None:
    with pytest.raises(ShapeError, match="two axes or more"):
        first_values("orthogonal", seed=0, place="a.b", shape=(3,), fan_in=2, fan_out=3)
