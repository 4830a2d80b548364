"""What cards say of their size, held against what they compute: how far they reach, how much they
multiply, how long their output is."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from tests.visualnn.nets import drawn
from visualnn.expr import Expr, Number, Product, Sum
from visualnn.ops import REGISTRY, Array, Named, Op
from visualnn.ops.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from visualnn.ops.padding import ZeroPad
from visualnn.ops.pooling import AveragePool, MaxPool

ELSEWHERE = ("losses", "functions", "optimizers", "schedules", "metrics", "data", "sizes")
"""Modules whose cards are no part of a network."""
SETTINGS: tuple[tuple[Op, tuple[tuple[int, ...], ...]], ...] = (
    (Conv2d((2, 3), (1, 0, 2, 1), (2, 1)), ((1, 2, 9, 8), (3, 2, 2, 3))),
    (Conv2d(groups=2), ((1, 4, 3, 4), (6, 2, 2, 2))),
    (Conv1d(2, (1, 0), 2), ((1, 2, 9), (3, 2, 3))),
    (ConvTranspose2d((2, 1), (1, 0, 0, 1), (1, 0)), ((1, 2, 3, 4), (2, 3, 3, 2))),
    (ConvTranspose2d(groups=2), ((1, 4, 3, 4), (4, 3, 2, 2))),
    (ConvTranspose1d(3, (1, 1), 2), ((1, 2, 4), (2, 3, 5))),
    (MaxPool((3, 2), (2, 2), ((1, 1), (0, 0)), True), ((1, 2, 6, 7),)),
    (AveragePool((3,), (2,)), ((1, 2, 8),)),
    (ZeroPad(((1, 2), (0, 3))), ((1, 2, 3, 4),)),
)
"""Cards with settings of their own, and the shapes that they are asked about."""


def cards() -> Iterator[tuple[Op, tuple[Array, ...]]]:
    """Every card that may be a part of a network, with arrays that it reads."""
    for _, card in sorted(REGISTRY.items()):
        if card.__module__.split(".")[2] in ELSEWHERE or f"grad_{card.inputs[0]}" not in card.rules:
            continue
        op = card()
        arrays = op.example(drawn(0))
        out = op.shape(*(array.shape for array in arrays))
        if op.batched and len(out) > 1 and arrays[0].shape[:1] == out[:1]:
            yield op, arrays
    for op, shapes in SETTINGS:
        yield op, tuple(drawn(n).normal(size=shape) for n, shape in enumerate(shapes))


CARDS = list(cards())
NAMES = [f"{type(op).__name__}{n}" for n, (op, _) in enumerate(CARDS)]


def made_from(op: Op, arrays: tuple[Array, ...]) -> Array:
    """``output × input``: whether a number of the output depends on one of the first input, for
    the first example."""
    x, *others = arrays
    before = op.compute("forward", *arrays)[0]
    found = []
    for index in np.ndindex(x.shape[1:]):
        moved = np.zeros(before.shape, bool)
        for step in (1e-3, 10.0, -10.0):  # the largest of a window moves only when it is passed
            more = x.copy()
            more[(0, *index)] += step
            moved |= op.compute("forward", more, *others)[0] != before
        found.append(moved.reshape(-1))
    return np.stack(found, axis=1)


def shapes(arrays: tuple[Array, ...]) -> tuple[tuple[int, ...], ...]:
    """Of a batch of one."""
    first, *others = (array.shape for array in arrays)
    batched = [(1, *s[1:]) if len(s) > 1 and s[0] == first[0] else s for s in others]
    return (1, *first[1:]), *batched


@pytest.mark.parametrize(("op", "arrays"), CARDS, ids=NAMES)
def test_a_card_reaches_as_far_as_it_says(op: Op, arrays: tuple[Array, ...]) -> None:
    if op.whole:
        return
    reach = op.reach(*(array.shape for array in arrays))
    out = op.shape(*(array.shape for array in arrays))[1:]
    table = made_from(op, arrays).reshape(*out, *arrays[0].shape[1:])
    extents = [one.extent for one in reach] or [1] * (arrays[0].ndim - 2)
    one_by_one = table.reshape(int(np.prod(out)), -1).sum(axis=1).max() <= 1
    if arrays[0].ndim == 2 or len(out) != arrays[0].ndim - 1 or (one_by_one and not reach):
        assert one_by_one
        return
    widest = [0] * len(extents)
    for place in np.ndindex(*out[1:]):
        seen = np.argwhere(table[(slice(None), *place)].any(axis=(0, 1)))
        for axis in range(len(extents) if len(seen) else 0):
            lengths = seen[:, axis].max() - seen[:, axis].min() + 1
            widest[axis] = max(widest[axis], int(lengths))
    assert widest == extents


@pytest.mark.parametrize(("op", "arrays"), CARDS, ids=NAMES)
def test_neighbours_begin_a_stride_apart(op: Op, arrays: tuple[Array, ...]) -> None:
    reach = op.reach(*(array.shape for array in arrays))
    if not reach:
        return
    out = op.shape(*(array.shape for array in arrays))[1:]
    table = made_from(op, arrays).reshape(*out, *arrays[0].shape[1:])
    for axis, one in enumerate(reach):
        along = [n for n in range(table.ndim) if n not in (1 + axis, len(out) + 1 + axis)]
        seen: Array = np.asarray(table.any(axis=tuple(along)))
        last = seen.shape[1] - 1  # windows at the end are cut off
        ends = {n: int(row.nonzero()[0].max()) for n, row in enumerate(seen) if row.any()}
        inside = [(n, end) for n, end in ends.items() if end < last]
        for (n, first), (m, other) in itertools.pairwise(inside):
            assert abs(other - first - one.stride * (m - n)) < 1


def products(tree: Expr) -> int:
    """The terms of a sum that are a number of one input times one of another."""
    terms = tree.flat() if isinstance(tree, Sum) else (tree,)
    found = 0
    for term in terms:
        factors = term.parts if isinstance(term, Product) else ()
        names = {f.source.name for f in factors if isinstance(f, Number) and f.source}
        found += len(factors) == 2 and len(names) == 2
    return found


@pytest.mark.parametrize(("op", "arrays"), CARDS, ids=NAMES)
def test_multiply_adds_are_the_products_in_the_sums(op: Op, arrays: tuple[Array, ...]) -> None:
    said = op.multiply_adds(*shapes(arrays)).value
    named = [Named(name, a) for name, a in zip(op.inputs, arrays, strict=True)]
    out = op.shape(*(array.shape for array in arrays))
    trees = (op.explain("forward", (0, *index), named) for index in np.ndindex(out[1:]))
    counts = [products(tree) for tree in trees]
    if said == 0:
        # a product that is added to nothing is no sum; gates blend two products number by number
        assert max(counts) <= 1 or type(op).__name__ in {"CellState", "Blend"}
    elif any(np.ravel(getattr(op, "padding", 0))):
        assert sum(counts) < said
    else:
        assert sum(counts) == said


@pytest.mark.parametrize(("op", "arrays"), CARDS, ids=NAMES)
def test_the_arithmetic_of_lengths_gives_the_shape(op: Op, arrays: tuple[Array, ...]) -> None:
    lengths = op.lengths(*(array.shape for array in arrays))
    out = op.shape(*(array.shape for array in arrays))
    assert not lengths or tuple(int(tree.value) for tree in lengths) == out[2:]
    assert bool(lengths) >= bool(op.reach(*(array.shape for array in arrays)))
