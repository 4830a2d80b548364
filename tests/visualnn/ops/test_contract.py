"""What every card promises, asked of every card in the registry: nothing here names a card's maths.

The readable rule is the truth. Its twin, its bound calls, the shape it states and its gradients are
compared with it at every index of several examples, batches of one row included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import ClassVar

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from tests.visualnn.reread import reread
from visualnn.errors import ShapeError
from visualnn.expr import Expr, Index, Number, Opaque, Picked, Source
from visualnn.ops import REGISTRY, Array, Named, Op, Shape, activations, losses
from visualnn.ops.activations import ReLU
from visualnn.ops.memory import Notebook, one_rule_of

CARDS = sorted(REGISTRY)
ACTIVATIONS = [
    card for card in CARDS if REGISTRY[card].__module__.startswith(activations.__name__ + ".")
]
RULES = [(card, rule) for card in CARDS for rule in REGISTRY[card].rules]
GRADIENTS = [(card, rule) for card, rule in RULES if rule != "forward"]
BATCHES = (None, 1, 5)
"""The example's own batch, one row, and five rows, which is the width of no example."""
SEEDS = range(4)


OVER_PICTURES = [
    card
    for card in CARDS
    if REGISTRY[card].__module__.startswith(("visualnn.ops.convolution", "visualnn.ops.pooling"))
]


def example(op: Op, seed: int, batch: int | None = None) -> tuple[Array, ...]:
    """The card's example, its batch cut or stacked to so many rows where it has one."""
    random = drawn(seed)
    arrays = op.example(random)
    if batch is None:
        return arrays
    out = op.forward(*arrays)  # type: ignore[attr-defined]
    rows = out.shape[:1] if op.batched else arrays[0].shape[:1]
    if not rows or type(op).__name__ in {"Shuffle", "InOrder", "Slice"}:
        return arrays
    more = [arrays, *(op.example(random) for _ in range(batch))]
    return tuple(
        np.concatenate([one[n] for one in more])[:batch] if array.shape[:1] == rows else array
        for n, array in enumerate(arrays)
    )


def inputs_of(op: Op, rule: str, arrays: tuple[Array, ...], seed: int) -> dict[str, Array]:
    """Everything a rule reads, by name: the inputs, the output and the output's gradient."""
    out = op.compute("forward", *arrays)
    known = dict(zip(op.inputs, arrays, strict=True))
    known |= {} if op.output in known else {op.output: out}
    known |= {} if "g" in known else {"g": drawn(seed + 100).normal(size=out.shape)}
    return {name: known[name] for name in op.rule_inputs[rule]}


def expected_shape(op: Op, rule: str, arrays: tuple[Array, ...]) -> Shape:
    if rule == "forward":
        return op.shape(*(array.shape for array in arrays))
    return arrays[op.inputs.index(rule.removeprefix("grad_"))].shape


def cases(card: str, rule: str) -> Iterator[tuple[Op, tuple[Array, ...], dict[str, Array]]]:
    for op in variants(card):
        for batch in BATCHES:
            for seed in SEEDS:
                arrays = example(op, seed, batch)
                yield op, arrays, inputs_of(op, rule, arrays, seed)
        for arrays in op.edges():
            yield op, arrays, inputs_of(op, rule, arrays, 0)


def variants(card: str) -> list[Op]:
    """The card with each of the settings it is tested with."""
    return [REGISTRY[card](**settings) for settings in REGISTRY[card].variants]


def trees(op: Op, rule: str, reads: Mapping[str, Array]) -> Iterator[tuple[Index, Expr]]:
    named = [Named(name, array) for name, array in reads.items()]
    for index in np.ndindex(op.compute(rule, *reads.values()).shape):
        yield index, op.explain(rule, index, named)


def test_the_examples_reach_batches_of_one_and_five() -> None:
    sizes = {
        card: {op.shape(*(a.shape for a in example(op, 0, batch)))[:1] for batch in BATCHES}
        for card in CARDS
        for op in [REGISTRY[card]()]
    }
    without = {card for card, found in sizes.items() if not {(1,), (5,)} <= found}
    assert without == {card for card in CARDS if not REGISTRY[card].batched}
    assert {len(example(REGISTRY["Mean"](), 0, batch)[0]) for batch in (1, 7)} == {1, 7}


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_the_twin_gives_every_element(card: str, rule: str) -> None:
    for op, _, reads in cases(card, rule):
        computed = op.compute(rule, *reads.values())
        told = np.empty(computed.shape)
        for index, tree in trees(op, rule, reads):
            told[index] = tree.value
        np.testing.assert_allclose(told, computed, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_a_twin_quotes_only_numbers_that_it_was_given(card: str, rule: str) -> None:
    for op, _, reads in cases(card, rule):
        for _, tree in trees(op, rule, reads):
            for leaf in tree.leaves():
                if leaf.source is not None:
                    assert leaf.number == reads[leaf.source.name][leaf.source.index]


def _opaque(tree: Expr) -> bool:
    return isinstance(tree, Opaque) or any(map(_opaque, tree.parts))


def _label(leaf: Number) -> str:
    return leaf.label


def _choosers(tree: Expr) -> set[Source]:
    """The numbers that said which other number stands in the line; they are not printed."""
    found = {source for part in tree.parts for source in _choosers(part)}
    if isinstance(tree, Picked):
        found |= {leaf.source for by in tree.by for leaf in by.leaves() if leaf.source}
    return found


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_the_symbols_mention_all_that_the_rule_reads(card: str, rule: str) -> None:
    for op, seed in product(variants(card), SEEDS):
        reads = inputs_of(op, rule, example(op, seed), seed)
        mentioned = set()
        for _, tree in trees(op, rule, reads):
            leaves = {leaf.source for leaf in tree.leaves() if leaf.source}
            printed = {token.source for token in tree.tokens(_label) if token.source}
            assert _opaque(tree) or printed | _choosers(tree) == leaves
            mentioned |= {source.name for source in leaves}
        assert mentioned == set(reads) - op.unquoted.get(rule, set())


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_the_printed_numbers_read_as_the_value(card: str, rule: str) -> None:
    read = 0
    for op, _, reads in cases(card, rule):
        for _, tree in trees(op, rule, reads):
            if _opaque(tree):
                continue
            text = "".join(
                token.text
                for token in tree.tokens(
                    lambda leaf: f"({leaf.number!r})" if leaf.number < 0 else repr(leaf.number)
                )
            )
            assert reread(text) == pytest.approx(tree.value, rel=1e-9, abs=1e-12)
            read += 1
    assert read or REGISTRY[card].opaque


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_the_bound_calls_write_what_the_rule_gives_and_hold_nothing_back(
    card: str, rule: str
) -> None:
    for op, batch in product(variants(card), BATCHES):
        first = inputs_of(op, rule, example(op, 0, batch), 0)
        held = {name: np.array(array) for name, array in first.items()}
        out = np.full(op.compute(rule, *held.values()).shape, np.nan)
        calls = op.bind(rule, out, list(held.values()))
        for seed in (0, 1, 0, 2):
            for name, array in inputs_of(op, rule, example(op, seed, batch), seed).items():
                held[name][...] = array
            before = {name: array.tobytes() for name, array in held.items()}
            for call in calls:
                call()
            np.testing.assert_allclose(
                out, op.compute(rule, *held.values()), rtol=1e-12, atol=1e-13
            )
            assert {name: array.tobytes() for name, array in held.items()} == before


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_the_bound_calls_agree_at_the_edges(card: str, rule: str) -> None:
    for op in variants(card):
        for arrays in op.edges():
            reads = list(inputs_of(op, rule, arrays, 0).values())
            out = np.full(expected_shape(op, rule, arrays), np.nan)
            with np.errstate(all="ignore"):
                for call in op.bind(rule, out, reads):
                    call()
            expected = op.compute(rule, *reads)
            np.testing.assert_allclose(out, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("card", [card for card in CARDS if REGISTRY[card].elementwise])
def test_an_elementwise_card_may_write_over_what_it_reads(card: str) -> None:
    op = REGISTRY[card]()
    arrays = [np.array(array) for array in op.example(drawn(3))]
    expected = op.compute("forward", *arrays)
    assert expected.shape == arrays[0].shape
    for call in op.bind("forward", arrays[0], arrays):
        call()
    np.testing.assert_allclose(arrays[0], expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_a_rule_keeps_its_shape_and_its_inputs(card: str, rule: str) -> None:
    for op, arrays, reads in cases(card, rule):
        reads = {name: np.array(array) for name, array in reads.items()}
        before = {name: array.tobytes() for name, array in reads.items()}
        result = op.compute(rule, *reads.values())
        assert all(array.flags.writeable for array in reads.values())
        assert result.shape == expected_shape(op, rule, arrays)
        assert result.dtype == np.float64
        assert not result.flags.writeable
        assert {name: array.tobytes() for name, array in reads.items()} == before


STEP = 1e-6
"""Central differences in float64: an error of about step² times the third derivative."""


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_a_bound_rule_leaves_nothing_it_needs_in_the_notebook(card: str, rule: str) -> None:
    """Between its turns other rules write over the notes; the result stays the same to the bit."""
    for op, arrays, reads in cases(card, rule):
        shape, notebook = expected_shape(op, rule, arrays), Notebook()
        alone, out = np.empty(shape), np.empty(shape)
        with one_rule_of(notebook):
            calls = op.bind(rule, out, list(reads.values()))
        with np.errstate(all="ignore"):
            for call in op.bind(rule, alone, list(reads.values())):
                call()
        for scribble in (0, 255):
            for page in notebook.pages:
                page.fill(scribble)
            with np.errstate(all="ignore"):
                for call in calls:
                    call()
            assert out.tobytes() == alone.tobytes()


@pytest.mark.parametrize(("card", "rule"), GRADIENTS)
def test_a_gradient_is_the_slope_of_forward(card: str, rule: str) -> None:
    word = rule.removeprefix("grad_")
    for op, batch in product(variants(card), BATCHES):
        for seed in range(8):
            arrays = example(op, seed, batch)
            place = op.inputs.index(word)
            g = drawn(seed + 100).normal(size=op.compute("forward", *arrays).shape)
            slopes = np.empty(arrays[place].shape)
            for index in np.ndindex(slopes.shape):
                more, less = (
                    float((g * op.compute("forward", *_moved(arrays, place, index, d))).sum())
                    for d in (STEP, -STEP)
                )
                slopes[index] = (more - less) / (2 * STEP)
            reads = inputs_of(op, rule, arrays, seed)
            told = op.compute(rule, *reads.values())
            np.testing.assert_allclose(told, slopes, rtol=1e-6, atol=2e-8)


def _moved(arrays: tuple[Array, ...], place: int, index: Index, by: float) -> Iterator[Array]:
    for n, array in enumerate(arrays):
        if n == place:
            array = array.copy()
            array[index] += by
        yield array


def test_every_differentiable_input_has_its_gradient() -> None:
    """Cards that stand between parameters and the loss give a gradient for each input but
    targets."""
    for card in ("MatMul", "AddBias", "Add", *ACTIVATIONS, "Flatten", *OVER_PICTURES):
        op = REGISTRY[card]
        assert set(op.rules) == {"forward", *(f"grad_{word}" for word in op.inputs)}
    rows = (losses.PerExample, losses.PerRow, losses.PerClassNumber)
    found = [card for card in CARDS if issubclass(REGISTRY[card], rows)]
    assert len(found) >= 15
    for card in found:
        first = REGISTRY[card].inputs[0]
        assert REGISTRY[card].inputs == (first, "t")
        assert set(REGISTRY[card].rules) == {"forward", f"grad_{first}"}
    for card in ("Mean", "MeanByWeight", "WeighExamples"):
        assert set(REGISTRY[card].rules) == {"forward", "grad_l"}
    assert set(REGISTRY["WeighLoss"].rules) == {"forward", "grad_L"}


@pytest.mark.parametrize("card", CARDS)
def test_a_card_says_what_it_is(card: str) -> None:
    op = REGISTRY[card]
    assert op.title
    assert op.about.endswith((".", "?"))
    assert op.about[0].isupper() or op.about[0].isdigit()
    formulas = [op().formula(rule) for rule in op.rules]
    assert all("=" in formula or "←" in formula for formula in formulas)
    assert len({formula.partition("=")[0] for formula in formulas}) == len(formulas)


@pytest.mark.parametrize(
    ("card", "shapes"),
    [
        ("MatMul", [(3, 4), (3, 4)]),
        ("MatMul", [(3, 4, 1), (4, 2)]),
        ("AddBias", [(3, 4), (3,)]),
        ("AddBias", [(4,), (4,)]),
        ("Add", [(3, 4), (4,)]),
        ("Add", [(3, 4), ()]),
        ("Softmax", [(3,)]),
        ("LogSoftmax", [(3,)]),
        ("PReLU", [(3, 4), (3,)]),
        ("PReLU", [(4,), (4,)]),
        ("Maxout", [(3, 5)]),
        ("Maxout", [(6,)]),
        ("Flatten", [(3,)]),
        ("SquaredError", [(3, 2), (3, 1)]),
        ("BinaryCrossEntropy", [(3,), (3,)]),
        ("Correct", [(3, 2), (3, 1)]),
        ("CorrectSide", [(3, 2), (3, 2)]),
        ("CorrectNumber", [(3, 2), (3, 2)]),
        ("Mean", [()]),
        ("NegativeLogLikelihood", [(4,), (4,)]),
        ("SparseCategoricalCrossEntropy", [(3, 4), (3, 4)]),
        ("SparseNegativeLogLikelihood", [(3, 4), (2, 1)]),
        ("WeighClasses", [(3, 4), (3,)]),
        ("WeightOfTarget", [(4,), (4,)]),
        ("WeightOfClassNumber", [(), (4,)]),
        ("MeanByWeight", [(3,), (2,)]),
        ("OneHot", [(3,)]),
        ("OneHot", [(3, 2)]),
        ("Descend", [(3, 2), (3,), ()]),
        ("Conv2d", [(2, 3, 4, 4), (2, 2, 3, 3)]),
        ("Conv2d", [(2, 3, 4, 4), (2, 3, 3)]),
        ("Conv2d", [(2, 3, 2, 4), (2, 3, 3, 3)]),
        ("Conv2d", [(2, 3, 4, 2), (2, 3, 3, 3)]),
        ("Conv1d", [(2, 3, 4, 4), (2, 3, 3, 3)]),
        ("Conv1d", [(2, 3, 4), (2, 3, 5)]),
        ("ConvTranspose2d", [(2, 3, 4, 4), (2, 3, 3, 3)]),
        ("ConvTranspose1d", [(2, 3, 4), (2, 3)]),
        ("AddChannelBias", [(2, 3), (3,)]),
        ("AddChannelBias", [(2, 3, 4), (4,)]),
        ("MaxPool", [(2, 3, 4)]),
        ("MaxPool", [(2, 3, 4, 1)]),
        ("AveragePool", [(2, 3, 1, 4)]),
        ("GlobalAveragePool", [(2, 3)]),
        ("ZeroPad", [(2, 3, 4)]),
    ],
)
def test_shapes_that_do_not_fit_are_refused(card: str, shapes: list[Shape]) -> None:
    with pytest.raises(ShapeError):
        REGISTRY[card]().shape(*shapes)


HARD = np.array(
    [0.0, -0.0, 1.0, -1.0, 1e-20, 1e20, -1e20, 800.0, -800.0, 1e308, -1e308, np.inf, -np.inf]
)


@pytest.mark.parametrize("card", ["Add", "Scale", "Mean", *ACTIVATIONS])
def test_the_twin_follows_the_rule_to_the_ends_of_the_number_line(card: str) -> None:
    op = REGISTRY[card]()
    random = drawn(0)
    for _ in range(40):
        arrays = tuple(random.choice(HARD, size=a.shape) for a in op.example(random))
        for rule in op.rules:
            reads = inputs_of(op, rule, arrays, 0)
            computed = op.compute(rule, *reads.values())
            out = np.empty(computed.shape)
            with np.errstate(all="ignore"):
                for call in op.bind(rule, out, list(reads.values())):
                    call()
            for index, tree in trees(op, rule, reads):
                # a sum over numbers of both ends depends on its order; that is no lie
                if not (card == "Mean" and rule == "forward" and np.abs(arrays[0]).max() > 1e300):
                    np.testing.assert_allclose(tree.value, computed[index], rtol=1e-9)
                    np.testing.assert_allclose(out[index], computed[index], rtol=1e-9)


@pytest.mark.parametrize("card", ["BinaryCrossEntropy", "CategoricalCrossEntropy"])
def test_a_sure_mistake_costs_a_hundred_and_keeps_a_finite_slope(card: str) -> None:
    op = REGISTRY[card]()
    arrays = (
        np.array([[0.0, 1.0], [1.0, 0.0], [1e-50, 1.0]]),
        np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]),
    )
    for rule in op.rules:
        reads = inputs_of(op, rule, arrays, 0)
        computed = op.compute(rule, *reads.values())
        assert np.isfinite(computed).all()
        if rule == "forward":
            assert computed.tolist() == [100.0, 0.0, 100.0]
        out = np.empty(computed.shape)
        with np.errstate(all="ignore"):
            for call in op.bind(rule, out, list(reads.values())):
                call()
        np.testing.assert_allclose(out, computed, rtol=1e-12)
        for index, tree in trees(op, rule, reads):
            assert tree.value == pytest.approx(computed[index], rel=1e-9)


def test_softmax_shares_add_up_and_do_not_move_with_the_scores() -> None:
    op = REGISTRY["Softmax"]()
    scores = drawn(1).normal(size=(4, 5))
    shares = op.compute("forward", scores)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    np.testing.assert_allclose(op.compute("forward", scores + 1000), shares, rtol=1e-9)


def test_one_output_is_right_when_it_is_on_the_side_of_its_target() -> None:
    op = REGISTRY["Correct"]()
    arrays = (np.array([[0.2], [0.5], [0.6], [0.9]]), np.array([[0.0], [0.0], [1.0], [0.0]]))
    assert op.compute("forward", *arrays).tolist() == [1, 1, 1, 0]
    for (n,), tree in trees(op, "forward", inputs_of(op, "forward", arrays, 0)):
        assert tree.value == [1, 1, 1, 0][n]


def test_a_confusion_matrix_counts_every_example_once() -> None:
    op = REGISTRY["ConfusionMatrix"]()
    right, chosen = (np.array(n, float) for n in ([0, 0, 2, 2, 2, 1], [0, 1, 2, 2, 0, 1]))
    counted = op.compute("forward", chosen, right)
    assert counted.tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 2]]


def test_the_side_of_a_score_is_that_of_its_target() -> None:
    op = REGISTRY["CorrectSide"]()
    z = np.array([[0.3], [0.0], [-2.0], [0.1]])
    for no in (0.0, -1.0):
        told = op.compute("forward", z, np.array([[1.0], [no], [1.0], [no]]))
        assert told.tolist() == [1, 1, 0, 0]


def test_of_equal_shares_the_first_counts() -> None:
    op = REGISTRY["Correct"]()
    arrays = (np.full((3, 3), 1 / 3), np.eye(3))
    assert op.compute("forward", *arrays).tolist() == [1, 0, 0]


@pytest.mark.parametrize("card", ["Count", "Epoch", "Slice", "Shuffle", "InOrder"])
def test_the_cards_of_the_batch_follow_the_counter(card: str) -> None:
    op = REGISTRY[card]()
    arrays = tuple(np.array(array) for array in op.example(drawn(0)))
    out = np.empty(op.compute("forward", *arrays).shape)
    calls = op.bind("forward", out, arrays)
    for k in (1, 2, 4, 5, 7, 8, 2) if card == "Slice" else (1, 2, 3, 4, 6, 7, 3):
        arrays[-1][...] = k
        computed = op.compute("forward", *arrays)
        for call in calls:
            call()
        np.testing.assert_array_equal(out, computed)
        reads = dict(zip(op.inputs, arrays, strict=True))
        for index, tree in trees(op, "forward", reads):
            assert tree.value == computed[index]


def test_a_shuffle_is_an_order_that_seed_and_epoch_choose() -> None:
    op = REGISTRY["Shuffle"]()
    orders = {
        (seed, epoch): tuple(op.compute("forward", np.array(seed), np.array(epoch)).tolist())
        for seed in (0.0, 1.0, 2.0)
        for epoch in (1.0, 2.0, 3.0)
    }
    assert all(sorted(order) == list(range(7)) for order in orders.values())
    assert len(set(orders.values())) == len(orders)


# -- half a card ----------------------------------------------------------------------------------


class Whole(Op, card=False):
    """The parts of a good card, from which each test below leaves one out."""

    title: ClassVar[str] = "Twice"
    about: ClassVar[str] = "Doubles."

    def forward(self, x: Array) -> Array:
        """y = 2 · x"""
        return 2 * x

    def forward_at(self, at: Index, x: Named) -> Expr:
        return 2 * x[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=3),)


def test_a_whole_card_would_be_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[str, type[Op]] = {}
    monkeypatch.setattr("visualnn.ops.base._registry", taken)
    card = type("Twice", (Whole,), {})
    assert taken == {"Twice": card}
    assert "Twice" not in REGISTRY


def _rule_without_formula(self: Op, x: Array) -> Array:
    return x


def _rule_of_a_stranger(self: Op, g: Array, y: Array) -> Array:
    """∂L/∂x = ∂L/∂out · y"""
    return g * y


def _gradient(self: Op, g: Array) -> Array:
    """∂L/∂x = 2 · ∂L/∂out"""
    return 2 * g


def _gradient_at(self: Op, at: Index, g: Named) -> Expr:
    return 2 * g[at]


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ({"title": ""}, "no title"),
        ({"about": ""}, "no title or no sentence"),
        ({"forward": _rule_without_formula}, "forward has no formula"),
        ({"grad_x": _gradient}, "grad_x has no twin"),
        ({"grad_x": _rule_without_formula, "grad_x_at": _gradient_at}, "grad_x has no formula"),
        ({"grad_x": _rule_of_a_stranger, "grad_x_at": _gradient_at}, r"speaks of \['y'\]"),
        ({"grad_q": _gradient, "grad_q_at": _gradient_at}, r"speaks of \['grad_q'\]"),
    ],
)
def test_half_a_card_is_refused(parts: dict[str, object], complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        type("Half", (Whole,), parts)
    assert "Half" not in REGISTRY


@pytest.mark.parametrize(
    ("missing", "complaint"),
    [
        ("forward", "no forward rule"),
        ("forward_at", "forward has no twin"),
        ("example", "no example"),
    ],
)
def test_a_card_without_a_part_is_refused(missing: str, complaint: str) -> None:
    words = ("title", "about", "forward", "forward_at", "example")
    parts = {word: vars(Whole)[word] for word in words if word != missing}
    with pytest.raises(TypeError, match=complaint):
        type("Half", (Op,), parts)
    assert "Half" not in REGISTRY


def test_a_card_cannot_take_the_place_of_another() -> None:
    with pytest.raises(TypeError, match=r"ReLU is a card of visualnn\.ops\.activations"):
        type("ReLU", (Whole,), {"__module__": __name__})
    assert REGISTRY["ReLU"] is ReLU


def test_the_registry_cannot_be_written_from_outside() -> None:
    with pytest.raises(TypeError):
        REGISTRY["Mine"] = ReLU  # type: ignore[index]


@pytest.mark.parametrize("card", ["Add", "Multiply"])
def test_a_sum_that_many_layers_share_cites_none_of_their_papers(card: str) -> None:
    """A sum of an LSTM is not one of a residual network."""
    assert REGISTRY[card].reference == ""


CHANNELWISE = [card for card in CARDS if REGISTRY[card].channelwise]


@pytest.mark.parametrize("card", CHANNELWISE)
def test_a_channel_is_made_from_the_same_channel_alone(card: str) -> None:
    for op, arrays, _reads in cases(card, "forward"):
        whole = op.compute("forward", *arrays)
        for k in range(whole.shape[1] if whole.ndim > 1 else 0):
            at = slice(k, k + 1)
            own = (array[at] if array.ndim == 1 else array[:, at] for array in arrays)
            found = op.compute("forward", *own)
            np.testing.assert_allclose(found, whole[:, at], rtol=1e-12, equal_nan=True)
