"""The cards between dense layers and convolutions: what they refuse, what chance gives, both types
of numbers, and formulas that are told which input is meant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn.errors import SettingError, ShapeError
from visualnn.expr import Expr, Index
from visualnn.ops import REGISTRY, Array, Named, Op, Shape
from visualnn.ops.activations import Maxout, PReLU
from visualnn.ops.chance import Drawn, Dropout, DropoutMask, Noise
from visualnn.ops.combine import Concatenate
from visualnn.ops.many import Many
from visualnn.ops.normalize import BatchMean, BatchVariance, Standardize, UpdateRunningVariance
from visualnn.ops.recurrent import Columns
from visualnn.ops.sequence import Embed, TakeStep
from visualnn.ops.shape import Reshape

MODULES = ("normalize", "chance", "combine", "sequence", "recurrent", "shape")
CARDS = sorted(name for name, card in REGISTRY.items() if card.__module__.split(".")[2] in MODULES)


@pytest.mark.parametrize(
    ("card", "shapes"),
    [
        ("BatchMean", [(3,)]),
        ("BatchVariance", [(3, 4), (3,)]),
        ("Standardize", [(3, 4, 2), (4,), (2,)]),
        ("ScaleChannels", [(3, 4, 2), (2,)]),
        ("ShiftChannels", [(4,), (4,)]),
        ("UpdateRunningMean", [(4,), (3,)]),
        ("UpdateRunningKeras", [(4,), (3,)]),
        ("UpdateRunningVariance", [(3, 4), (3,), (4,)]),
        ("UpdateRunningVariance", [(3, 4), (4,), (3,)]),
        ("RowMean", [(3,)]),
        ("RowVariance", [(3, 4), (4,)]),
        ("StandardizeRows", [(3, 2, 4), (3, 2), (3,)]),
        ("ScaleFeatures", [(3, 2, 4), (2,)]),
        ("ShiftFeatures", [(4,), (4,)]),
        ("Multiply", [(3, 4), (3, 1)]),
        ("Concatenate", [(3, 2, 2), (3, 1, 2)]),
        ("Concatenate", [(3, 2, 2), (3, 1, 2), (3, 2, 2)]),
        ("Concatenate", [(3, 2, 2), (3, 1, 2), (4, 3, 2)]),
        ("Concatenate", [(3, 2, 2), (3, 1, 2), (3, 3, 1)]),
        ("Concatenate", [(2,), (1,), (3,)]),
        ("Reshape", [(3, 5)]),
        ("Reshape", [(3,)]),
        ("Dropout", [(3, 4), (4,)]),
        ("AddNoise", [(3, 4), (4,)]),
        ("Embed", [(3,), (5, 2)]),
        ("Embed", [(3, 2), (5,)]),
        ("TakeStep", [(3, 4)]),
        ("TakeStep", [(3, 1, 4)]),
        ("Stack", [(3, 4), (3, 4)]),
        ("Stack", [(3, 4), (3, 4), (3, 5)]),
        ("MatMulSteps", [(3, 4), (4, 2)]),
        ("MatMulSteps", [(3, 4, 5), (4, 2)]),
        ("AddBiasSteps", [(3, 4, 5), (4,)]),
        ("ZeroState", [(3, 4)]),
        ("Columns", [(3, 2)]),
        ("CellState", [(3, 2), (3, 2), (3, 2), (3, 1)]),
        ("Blend", [(3, 2), (3, 2), (2,)]),
    ],
)
def test_shapes_that_do_not_fit_are_refused(card: str, shapes: list[Shape]) -> None:
    with pytest.raises(ShapeError):
        REGISTRY[card]().shape(*shapes)


def test_a_refused_shape_shows_the_sum() -> None:
    with pytest.raises(ShapeError) as refused:
        Reshape((4, 2)).shape((3, 2, 5))
    assert str(refused.value).startswith("2 · 5 = 10 numbers do not fill the shape (4, 2)")


@pytest.mark.parametrize(
    ("card", "settings"),
    [
        (DropoutMask, {"p": 1.0}),
        (DropoutMask, {"p": -0.1}),
        (Dropout, {"p": 1.0}),
        (Dropout, {"p": float("nan")}),
        (Noise, {"deviation": -1.0}),
        (Noise, {"deviation": float("inf")}),
        (Reshape, {"to": (0, 2)}),
        (Reshape, {"to": (-1, -1)}),
        (Reshape, {"to": (-2,)}),
        (Reshape, {"to": ()}),
        (Columns, {"first": -1}),
        (Columns, {"width": 0}),
    ],
)
def test_settings_without_a_meaning_are_refused(
    card: type[Op], settings: dict[str, object]
) -> None:
    with pytest.raises(SettingError):
        card(**settings)


@pytest.mark.parametrize("card", CARDS)
def test_numbers_in_single_precision_stay_so_and_agree(card: str) -> None:
    op = REGISTRY[card]()
    double = op.example(drawn(0))
    single = tuple(array.astype(np.float32) for array in double)
    for rule in op.rules:
        results = []
        for arrays in (double, single):
            known = dict(zip(op.inputs, arrays, strict=True))
            known.setdefault(op.output, op.compute("forward", *arrays))
            slope = drawn(1).normal(size=op.compute("forward", *arrays).shape)
            known["g"] = slope.astype(arrays[0].dtype)
            reads = [known[name] for name in op.rule_inputs[rule]]
            results.append(op.compute(rule, *reads))
            out = np.empty_like(results[-1])
            for call in op.bind(rule, out, reads):
                call()
            np.testing.assert_allclose(out, results[-1], rtol=1e-4, atol=1e-6)
        assert [result.dtype for result in results] == [np.float64, np.float32]
        np.testing.assert_allclose(results[1], results[0], rtol=1e-4, atol=1e-6)


def test_all_but_chance_counters_and_running_statistics_have_a_gradient() -> None:
    without = {
        (card, word)
        for card in CARDS
        for word in REGISTRY[card].inputs
        if f"grad_{word}" not in REGISTRY[card].rules
    }
    chance = {(card, word) for card in ("DropoutMask", "Noise") for word in ("x", "seed", "k")}
    running = {
        (card, word)
        for card in ("UpdateRunningMean", "UpdateRunningKeras", "UpdateRunningVariance")
        for word in REGISTRY[card].inputs
    }
    single = {("Dropout", "mask"), ("AddNoise", "noise"), ("Embed", "i"), ("ZeroState", "x")}
    assert without == chance | running | single


@pytest.mark.parametrize("shape", [(1, 3), (2, 3), (7, 3), (1, 3, 2, 2), (5, 3, 4), (2, 3, 1, 1)])
@pytest.mark.parametrize("card", ["BatchMean", "BatchVariance", "Standardize", "ScaleChannels"])
def test_bound_statistics_agree_for_every_layout(card: str, shape: Shape) -> None:
    random = drawn(4)
    op = REGISTRY[card]()
    arrays = [random.normal(size=shape), *random.uniform(0.5, 2, size=(len(op.inputs) - 1, 3))]
    known = dict(zip(op.inputs, arrays, strict=True))
    known[op.output] = op.compute("forward", *arrays)
    known["g"] = random.normal(size=known[op.output].shape)
    for rule in op.rules:
        reads = [known[name] for name in op.rule_inputs[rule]]
        computed = op.compute(rule, *reads)
        out = np.full(computed.shape, np.nan)
        for call in op.bind(rule, out, reads):
            call()
        np.testing.assert_allclose(out, computed, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("op", [PReLU(), Maxout(3)])
def test_channels_of_images_bend_like_units(op: Op) -> None:
    z, alpha = drawn(5).normal(size=(2, 6, 2, 2)), drawn(6).normal(size=6)
    as_rows = np.moveaxis(z, 1, -1).reshape(-1, 6)
    known = {"z": z, "alpha": alpha}
    known["g"] = drawn(7).normal(
        size=op.compute("forward", *(known[name] for name in op.inputs)).shape
    )
    rows = {name: np.moveaxis(array, 1, -1).reshape(-1, array.shape[1]) for name, array in
            known.items() if name != "alpha"}  # fmt: skip
    rows["alpha"] = alpha
    assert (rows["z"] == as_rows).all()
    for rule in op.rules:
        reads = {name: known[name] for name in op.rule_inputs[rule]}
        computed = op.compute(rule, *reads.values())
        flat = op.compute(rule, *(rows[name] for name in reads))
        if rule == "grad_alpha":
            np.testing.assert_allclose(computed, flat, rtol=1e-12)
        else:
            np.testing.assert_array_equal(np.moveaxis(computed, 1, -1).reshape(flat.shape), flat)
        named = [Named(name, array) for name, array in reads.items()]
        for at in np.ndindex(computed.shape):
            assert op.explain(rule, at, named).value == pytest.approx(computed[at], rel=1e-12)


def test_a_normalised_channel_has_mean_0_and_variance_1() -> None:
    x = drawn(2).normal(3, 5, size=(6, 3, 4, 4))
    mu = BatchMean().compute("forward", x)
    var = BatchVariance().compute("forward", x, mu)
    xhat = Standardize().compute("forward", x, mu, var)
    np.testing.assert_allclose(xhat.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(xhat.var(axis=(0, 2, 3)), var / (var + 1e-5), rtol=1e-12)


def test_a_single_number_has_no_unbiased_variance() -> None:
    x, running, var = np.ones((1, 2)), np.ones(2), np.zeros(2)
    assert np.isnan(UpdateRunningVariance().compute("forward", x, running, var)).all()
    named = [Named(name, array) for name, array in (("x", x), ("r", running), ("v", var))]
    assert np.isnan(UpdateRunningVariance().explain("forward", (0,), named).value)


# -- chance ---------------------------------------------------------------------------------------

X = np.zeros((40, 50))


def told(op: Drawn, seed: float, k: float, x: Array = X) -> Array:
    return op.compute("forward", x, np.array(seed), np.array(k))


@pytest.mark.parametrize("op", [DropoutMask(), Noise()])
def test_chance_is_a_function_of_seed_iteration_and_place(op: Drawn) -> None:
    again = told(op, 3, 7)
    assert (told(op, 3, 7) == again).all()
    others = [told(op, 3, 8), told(op, 4, 7), told(op, 7, 3), told(replace(op, place="b"), 3, 7)]
    assert all((other != again).mean() > 0.3 for other in others)


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9])
def test_a_mask_drops_the_share_that_it_is_told(p: float) -> None:
    mask = np.concatenate([told(DropoutMask(p=p), 0, k) for k in range(20)])
    assert set(np.unique(mask)) <= {0.0, 1.0}
    spread = (p * (1 - p) / mask.size) ** 0.5
    assert abs(1 - mask.mean() - p) <= 4 * spread


def test_noise_has_its_standard_deviation() -> None:
    noise = np.concatenate([told(Noise(deviation=0.3), 1, k) for k in range(20)])
    assert abs(noise.mean()) < 4 * 0.3 / noise.size**0.5
    assert noise.std() == pytest.approx(0.3, rel=0.02)


@pytest.mark.parametrize("op", [DropoutMask(), Noise()])
def test_both_types_see_the_same_chance(op: Drawn) -> None:
    single = told(op, 5, 2, X.astype(np.float32))
    assert (single == told(op, 5, 2).astype(np.float32)).all()


# -- words ----------------------------------------------------------------------------------------


def test_a_word_without_a_row_is_not_a_number_and_changes_no_row() -> None:
    i = np.array([[0.0, 2.0, -1.0, 3.0, np.nan, 1.9]])
    E, g = drawn(0).normal(size=(3, 2)), np.ones((1, 6, 2))
    op = Embed()
    found = op.compute("forward", i, E)
    expected = np.array([[E[0], E[2], [np.nan] * 2, [np.nan] * 2, [np.nan] * 2, E[1]]])
    np.testing.assert_array_equal(found, expected)
    out = np.empty_like(found)
    for call in op.bind("forward", out, [i, E]):
        call()
    np.testing.assert_array_equal(out, expected)
    named = [Named("i", i), Named("E", E)]
    twin = [op.explain("forward", at, named).value for at in np.ndindex(found.shape)]
    np.testing.assert_array_equal(np.reshape(twin, found.shape), expected)
    assert op.compute("grad_E", g, i, E).tolist() == [[1, 1]] * 3


def test_a_word_that_occurs_twice_has_both_slopes() -> None:
    i, E = np.array([[1.0, 0.0, 1.0]]), np.zeros((2, 1))
    g = np.array([[[2.0], [3.0], [5.0]]])
    assert Embed().compute("grad_E", g, i, E).tolist() == [[3.0], [7.0]]
    named = [Named("g", g), Named("i", i), Named("E", E)]
    tree = Embed().explain("grad_E", (1, 0), named)
    assert [str(leaf.source) for leaf in tree.leaves()] == [
        "g[0,0,0]", "i[0,0]", "g[0,2,0]", "i[0,2]",
    ]  # fmt: skip


def test_a_step_before_the_first_is_refused() -> None:
    with pytest.raises(ShapeError, match="has no step -1"):
        TakeStep(-1).shape((2, 3, 4))


# -- any number of inputs -------------------------------------------------------------------------


def test_a_formula_says_which_input_is_meant() -> None:
    op = Concatenate((1,) * 12)
    assert op.rules[-1] == "grad_x12"
    assert op.formula("grad_x12") == "∂L/∂x₁₂[n,c,…] = ∂L/∂y[n,c + channels before x₁₂,…]"
    assert op == Concatenate((1,) * 12)
    assert op != Concatenate((1,) * 11)


def test_half_a_card_of_many_is_refused() -> None:
    def forward(self: Op, *parts: Array) -> Array:
        """y = x₁"""
        return parts[0]

    def forward_at(self: Op, at: Index, *parts: Named) -> Expr:
        return parts[0][at]

    with pytest.raises(TypeError, match="has no grad_part, grad_part_at, example, title, about"):
        type("Half", (Many,), {"forward": forward, "forward_at": forward_at})
    with pytest.raises(TypeError, match="has no forward, forward_at"):
        type("Half", (Many,), {})
    assert "Half" not in REGISTRY
