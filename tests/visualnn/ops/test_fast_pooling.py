"""Pools as bound calls against their readable rules, whatever the sizes, with many ties."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.visualnn.nets import drawn
from visualnn.errors import ShapeError
from visualnn.ops.pooling import AveragePool, AveragePoolInside, MaxPool, Pool


@st.composite
def pools(draw: st.DrawFn) -> tuple[Pool, tuple[int, ...]]:
    """A pool over pictures or sequences, and the shape of its input."""
    axes = draw(st.integers(1, 2))
    each = st.tuples(*[st.integers(1, 4)] * axes)
    size, stride = draw(each), draw(each)
    ends = tuple((draw(st.integers(0, one // 2)), draw(st.integers(0, one // 2))) for one in size)
    kind = draw(st.sampled_from([MaxPool, AveragePool, AveragePoolInside]))
    pool = kind(size, stride, ends, draw(st.booleans()))
    lengths = draw(st.tuples(*[st.integers(1, 9)] * axes))
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 2)), *lengths)
    try:
        pool.shape(shape)
    except ShapeError:
        assume(False)
    return pool, shape


@given(pools(), st.sampled_from([1, 3, 1000]))
def test_the_calls_agree_with_the_rules(
    drawn_pool: tuple[Pool, tuple[int, ...]], values: int
) -> None:
    pool, shape = drawn_pool
    x = np.zeros(shape)
    out = np.full(pool.shape(shape), np.nan)
    g, a, back = np.zeros(out.shape), np.zeros(out.shape), np.full(shape, np.nan)
    reads = {"g": g, "x": x, "a": a}
    words = pool.rule_inputs["grad_x"]
    forward = pool.bind("forward", out, [x])
    backward = pool.bind("grad_x", back, [reads[word] for word in words])
    for seed in (0, 1):
        random = drawn(seed)
        x[...] = random.integers(-values, values + 1, size=shape)
        g[...] = random.normal(size=g.shape)
        a[...] = pool.compute("forward", x)
        for call in (*forward, *backward):
            call()
        np.testing.assert_allclose(out, a, rtol=0, atol=1e-12)
        expected = pool.compute("grad_x", *(reads[word] for word in words))
        np.testing.assert_allclose(back, expected, rtol=0, atol=1e-12)
