"""Activations by hand: slopes at the kinks, settings, shared slopes, ties, single precision."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from tests.visualnn.nets import dense, drawn
from visualnn.errors import SettingError
from visualnn.layers import ACTIVATIONS
from visualnn.network import build
from visualnn.ops import REGISTRY, Array, Named, Op
from visualnn.ops.activations import (
    CELU,
    ELU,
    GELU,
    SELU,
    Activation,
    GELUTanh,
    HardSigmoid,
    HardSwish,
    HardTanh,
    Identity,
    LeakyReLU,
    LogSoftmax,
    Maxout,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softplus,
    Softsign,
    Tanh,
)


def slopes(op: Op, *z: float) -> list[float]:
    """The derivative at each z."""
    at = np.array(z)
    reads = {"g": np.ones_like(at), "z": at, "a": op.compute("forward", at)}
    names = op.rule_inputs["grad_z"]
    return [float(slope) for slope in op.compute("grad_z", *(reads[name] for name in names))]


def symbols(op: Op, rule: str, *arrays: tuple[str, Array], at: tuple[int, ...] = (0,)) -> str:
    tree = op.explain(rule, at, [Named(name, array) for name, array in arrays])
    return "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))


@pytest.mark.parametrize(
    ("op", "at", "expected"),
    [
        (Identity(), (0.0,), [1]),
        (ReLU(), (0.0, -0.0), [0, 0]),
        (LeakyReLU(), (0.0, -0.0), [0.01, 0.01]),
        (LeakyReLU("keras"), (0.0, -0.0), [0.3, 0.3]),
        (ReLU6(), (0.0, -0.0, 6.0), [0, 0, 0]),
        (ELU(), (0.0, -0.0), [1, 1]),
        (ELU(0.5), (0.0, -0.0), [0.5, 0.5]),
        (SELU(), (0.0, -0.0), [1.0507009873554805 * 1.6732632423543772] * 2),
        (CELU(0.5), (0.0, -0.0), [1, 1]),
        (Softplus(), (0.0,), [0.5]),
        (Softsign(), (0.0, -0.0, 1.0, -1.0), [1, 1, 0.25, 0.25]),
        (Sigmoid(), (0.0,), [0.25]),
        (Tanh(), (0.0,), [1]),
        (GELU(), (0.0,), [0.5]),
        (GELUTanh(), (0.0,), [0.5]),
        (SiLU(), (0.0,), [0.5]),
        (Mish(), (0.0,), [0.6]),
        (HardSigmoid(), (-3.0, 0.0, 3.0), [0, 1 / 6, 0]),
        (HardSwish(), (-3.0, 0.0, 3.0), [0, 0.5, 1]),
        (HardTanh(), (-1.0, 0.0, 1.0), [0, 1, 0]),
        (HardTanh(-2.0, 0.0), (-2.0, -1.0, 0.0), [0, 1, 0]),
    ],
)
def test_the_slope_at_the_kink(op: Op, at: tuple[float, ...], expected: list[float]) -> None:
    assert slopes(op, *at) == pytest.approx(expected, rel=1e-15, abs=0)


@pytest.mark.parametrize(
    ("op", "z", "a"),
    [
        (SELU(), -1e3, -1.7580993408473766),
        (ELU(2.0), -1e3, -2.0),
        (CELU(2.0), -1e3, -2.0),
        (ELU(), -1e-18, -1e-18),
        (Softplus(), 1e3, 1e3),
        (Softplus(), 0.0, math.log(2)),
        (Softplus(), -50.0, math.exp(-50)),
        (Mish(), -50.0, -50 * math.exp(-50)),
        (Mish(), 1e3, 1e3),
        (SiLU(), -1e3, 0.0),
        (GELU(), 1.0, 0.8413447460685429),
        (GELUTanh(), 1.0, 0.8411919906082768),
        (HardTanh(-2.0, 0.5), 7.0, 0.5),
        (LeakyReLU(negative_slope=-1.0), -3.0, 3.0),
    ],
)
def test_values_that_are_known(op: Op, z: float, a: float) -> None:
    assert op.compute("forward", np.array([z])) == pytest.approx([a], rel=1e-14, abs=0)
    assert op.explain("forward", (0,), [Named("z", np.array([z]))]).value == pytest.approx(
        a, rel=1e-14, abs=0
    )


def test_settings_stand_in_the_symbols_and_in_the_numbers() -> None:
    z = ("z", np.array([-0.5]))
    assert symbols(LeakyReLU(), "forward", z) == "max(0, z[0]) + α · min(0, z[0])"
    assert symbols(CELU(2.0), "forward", z) == "max(0, z[0]) + α · (exp(min(0, z[0]) / α) − 1)"
    assert symbols(Softplus(), "forward", z) == "max(0, z[0]) + ln(1 + exp(−|z[0]|))"
    assert symbols(HardTanh(), "forward", z) == "min(max(low, z[0]), high)"
    slopes_shown = {
        leaf.number
        for op in (LeakyReLU(), LeakyReLU("keras"), LeakyReLU("keras", 0.2))
        for leaf in op.explain("forward", (0,), [Named(*z)]).leaves()
        if leaf.label == "α"
    }
    assert slopes_shown == {0.01, 0.3, 0.2}


@pytest.mark.parametrize(
    "op", [LeakyReLU("keras"), LeakyReLU("pytorch", -0.7), ELU(2.5), CELU(2.5), HardTanh(-0.5, 3.0)]
)
def test_rule_twin_and_slope_agree_for_other_settings(op: Op) -> None:
    z = np.array([-2.0, -1.2, -0.3, 0.4, 1.7, 3.5])
    g = np.array([1.0, -2.0, 0.5, 3.0, -0.25, 1.5])
    a, step = op.compute("forward", z), 1e-6
    slope = op.compute("grad_z", g, z)
    differences = op.compute("forward", z + step) - op.compute("forward", z - step)
    assert slope == pytest.approx(g * differences / (2 * step), rel=1e-7)
    named = [Named("g", g), Named("z", z)]
    for n in range(len(z)):
        assert op.explain("forward", (n,), named[1:]).value == pytest.approx(a[n], rel=1e-14)
        assert op.explain("grad_z", (n,), named).value == pytest.approx(slope[n], rel=1e-14)


def test_settings_without_meaning_are_refused() -> None:
    for make in (
        lambda: LeakyReLU(negative_slope=math.nan),
        lambda: ELU(math.inf),
        lambda: CELU(0.0),
        lambda: CELU(-1.0),
        lambda: HardTanh(1.0, 1.0),
        lambda: HardTanh(-math.inf, 1.0),
        lambda: Maxout(0),
    ):
        with pytest.raises(SettingError, match="cannot have"):
            make()


def test_log_softmax_is_finite_where_the_share_is_not() -> None:
    z = np.array([[0.0, -1000.0]])
    assert LogSoftmax().compute("forward", z).tolist() == [[0.0, -1000.0]]


def test_one_slope_may_serve_all_units() -> None:
    op, random = PReLU(), drawn(2)
    z, alpha, g = random.normal(size=(4, 3)), np.array([0.2]), random.normal(size=(4, 3))
    each = np.full(3, 0.2)
    assert op.shape(z.shape, alpha.shape) == (4, 3)
    for rule, reads in (("forward", ()), ("grad_z", (g,))):
        shared = op.compute(rule, *reads, z, alpha)
        np.testing.assert_array_equal(shared, op.compute(rule, *reads, z, each))
        named = [Named("g", g)] * len(reads) + [Named("z", z), Named("alpha", alpha)]
        for at in np.ndindex(z.shape):
            tree = op.explain(rule, at, named)
            assert tree.value == pytest.approx(shared[at], rel=1e-14)
            assert "alpha[0]" in {leaf.label for leaf in tree.leaves()}
    total = op.compute("grad_alpha", g, z, alpha)
    assert total.shape == (1,)
    assert total == pytest.approx(op.compute("grad_alpha", g, z, each).sum(), rel=1e-14)
    tree = op.explain("grad_alpha", (0,), [Named("g", g), Named("z", z), Named("alpha", alpha)])
    assert tree.value == pytest.approx(total[0], rel=1e-14)


@pytest.mark.parametrize("pieces", [1, 2, 3])
def test_of_equal_pieces_the_first_has_the_gradient(pieces: int) -> None:
    op, z = Maxout(pieces), np.array([[1.0, 1.0, 1.0, -1.0, 0.0, -0.0]])
    g = np.arange(1.0, 1 + 6 // pieces)[None]
    firsts = {1: [1, 2, 3, 4, 5, 6], 2: [1, 0, 2, 0, 3, 0], 3: [1, 0, 0, 0, 2, 0]}[pieces]
    assert op.compute("grad_z", g, z).tolist() == [firsts]
    named = [Named("g", g), Named("z", z)]
    assert [op.explain("grad_z", (0, i), named).value for i in range(6)] == firsts
    maxima = {1: z[0].tolist(), 2: [1, 1, 0], 3: [1, 0]}[pieces]
    assert op.compute("forward", z).tolist() == [maxima]


ALONE = sorted(name for name, card in REGISTRY.items() if issubclass(card, Activation))


@pytest.mark.parametrize("card", [*ALONE, "Maxout", "PReLU", "Softmax", "LogSoftmax"])
def test_single_precision_stays_single(card: str) -> None:
    op = REGISTRY[card]()
    arrays = [array.astype(np.float32) for array in op.example(drawn(0))]
    out = op.compute("forward", *arrays)
    reads = {**dict(zip(op.inputs, arrays, strict=True)), op.output: out, "g": np.ones_like(out)}
    for rule in op.rules:
        assert op.compute(rule, *(reads[n] for n in op.rule_inputs[rule])).dtype == np.float32


@pytest.mark.parametrize("card", ALONE)
def test_examples_stay_clear_of_the_kinks_and_reach_both_sides(card: str) -> None:
    op = REGISTRY[card]()
    assert isinstance(op, Activation)
    drawn_numbers = np.concatenate([op.example(drawn(seed))[0].ravel() for seed in range(20)])
    for kink in op.kinks:
        assert np.abs(drawn_numbers - kink).min() > 0.05
    edges = [-math.inf, *op.kinks, math.inf]
    for low, high in pairwise(edges):
        assert ((low < drawn_numbers) & (drawn_numbers < high)).any()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_layer_can_have_each(name: str) -> None:
    network = build((dense("out", 3, name),), (2,))
    assert network.output == "out.a"
    assert network.shapes["out.a"] == (1, 3)
