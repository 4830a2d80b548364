"""Windows that slide: which places they cover, how many there are, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn.errors import SettingError, ShapeError
from visualnn.ops import Named, Op
from visualnn.ops.convolution import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d
from visualnn.ops.padding import ZeroPad
from visualnn.ops.pooling import AveragePool, MaxPool
from visualnn.ops.sizes import CeiledCount, FlooredCount
from visualnn.ops.sliding import SlidingAxis, overlapped, windows

AXES = st.builds(
    SlidingAxis,
    length=st.integers(1, 12),
    size=st.integers(1, 4),
    stride=st.integers(1, 4),
    dilation=st.integers(1, 3),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    ceil=st.booleans(),
).filter(lambda axis: axis.room >= 0)


@given(AXES)
def test_every_place_and_every_window_agree_on_who_sees_whom(axis: SlidingAxis) -> None:
    seen = {
        (place, window, tap)
        for window in range(axis.count)
        for tap in range(axis.size)
        if (place := axis.place(window, tap)) is not None
    }
    touched = {(place, *pair) for place in range(axis.length) for pair in axis.touching(place)}
    assert seen == touched
    for place in range(axis.length):
        order = [window for window, _ in axis.touching(place)]
        assert order == sorted(order)


@given(AXES)
def test_windows_are_what_the_places_say(axis: SlidingAxis) -> None:
    x = np.arange(1.0, axis.length + 1)
    expected = np.zeros((axis.count, axis.size))
    for window, tap in np.ndindex(expected.shape):
        place = axis.place(window, tap)
        expected[window, tap] = 0 if place is None else x[place]
    np.testing.assert_array_equal(windows(x, [axis]), expected)
    parts = np.arange(1.0, expected.size + 1).reshape(expected.shape)
    back = [sum(parts[pair] for pair in axis.touching(p)) for p in range(axis.length)]
    np.testing.assert_array_equal(overlapped(parts, [axis]), back)


@given(AXES)
def test_the_number_of_windows_is_what_its_card_says(axis: SlidingAxis) -> None:
    kind = CeiledCount if axis.ceil else FlooredCount
    card = kind(axis.size, axis.stride, axis.dilation, axis.before, axis.after, axis=1)
    x = np.zeros((2, axis.length, 3))
    assert card.compute("forward", x) == axis.count
    assert card.explain("forward", (), [Named("x", x)]).value == axis.count
    if axis.divides:
        floored = axis.room // axis.stride + 1
        assert axis.count <= floored


@pytest.mark.parametrize(
    ("axis", "count"),
    [
        (SlidingAxis(224, 11, 4, 1, 2, 2), 55),
        (SlidingAxis(227, 11, 4), 55),
        (SlidingAxis(112, 3, 2, 1, 1, 1), 56),
        (SlidingAxis(112, 3, 2, ceil=True), 56),
        (SlidingAxis(112, 3, 2), 55),
        (SlidingAxis(5, 2, 2, 1, 1, 1, ceil=True), 3),
        (SlidingAxis(6, 1, 4, ceil=True), 2),
    ],
)
def test_sizes_of_real_networks(axis: SlidingAxis, count: int) -> None:
    assert axis.count == count


def test_the_rounding_is_written_out() -> None:
    x = np.zeros((1, 3, 224, 224))
    tree = FlooredCount(11, 4, 1, 2, 2).explain("forward", (), [Named("x", x)])
    text = "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))
    assert text == "⌊(224 + 2 + 2 − 11) / 4⌋ + 1"
    tree = CeiledCount(3, 2, axis=2).explain("forward", (), [Named("x", x)])
    text = "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))
    assert text == "min(⌈(224 + 0 + 0 − 3) / 2⌉ + 1, ⌈(224 + 0) / 2⌉)"


@pytest.mark.parametrize(
    ("op", "shapes", "sentence"),
    [
        (
            Conv2d(),
            ((1, 1, 6, 4), (1, 1, 5, 5)),
            (
                "(4 + 2·0 − 5) / 1 + 1 = 0: a window 5 wide does not fit an input 4 wide; "
                "nearest that fit: padding 1, or a window at most 4 wide"
            ),
        ),
        (
            Conv2d((2, 1), (1, 0, 0, 0), (3, 1)),
            ((1, 1, 4, 4), (1, 1, 3, 3)),
            (
                "(4 + 1 + 0 − 7) / 2 + 1 = 0: a window 7 high does not fit an input 4 high; "
                "nearest that fit: padding 2, or a window at most 5 high"
            ),
        ),
        (
            MaxPool((3, 3)),
            ((1, 1, 2, 4),),
            (
                "⌊(2 + 2·0 − 3) / 3⌋ + 1 = 0: a window 3 high does not fit an input 2 high; "
                "nearest that fit: padding 1, or a window at most 2 high"
            ),
        ),
        (
            Conv1d(),
            ((1, 1, 1), (1, 1, 4)),
            (
                "(1 + 2·0 − 4) / 1 + 1 = −2: a window 4 wide does not fit an input 1 wide; "
                "nearest that fit: padding 2, or a window at most 1 wide"
            ),
        ),
        (
            Conv2d(groups=2),
            ((1, 4, 4, 4), (2, 4, 1, 1)),
            (
                "2-D convolution reads 4 channels in 2 groups, and weights of shape "
                "(2, 4, 1, 1) are for 2·4 = 8"
            ),
        ),
        (
            Conv2d(groups=2),
            ((1, 4, 4, 4), (3, 2, 1, 1)),
            "2-D convolution: 3 output channels do not divide into 2 groups",
        ),
        (
            ConvTranspose1d(groups=2),
            ((1, 3, 4), (3, 2, 1)),
            "1-D transposed convolution: 3 input channels do not divide into 2 groups",
        ),
        (
            ConvTranspose1d(2, (1, 2)),
            ((1, 3, 1), (3, 2, 3)),
            "(1 − 1)·2 + 3 − 1 − 2 + 0 = 0: the padding cuts everything off; take less of it",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_the_sum(
    op: Op, shapes: tuple[tuple[int, ...], ...], sentence: str
) -> None:
    with pytest.raises(ShapeError) as refused:
        op.shape(*shapes)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("kind", "settings", "word"),
    [
        (Conv2d, {"stride": (1, 0)}, "stride = (1, 0)"),
        (Conv2d, {"padding": (0, 0, -1, 0)}, "padding"),
        (Conv2d, {"dilation": (0, 1)}, "dilation"),
        (Conv2d, {"groups": 0}, "groups = 0"),
        (Conv1d, {"stride": 0}, "stride = 0"),
        (Conv1d, {"padding": (0, -1)}, "padding"),
        (ConvTranspose2d, {"output_padding": (1, 0)}, "output_padding = 1"),
        (ConvTranspose2d, {"stride": (0, 1)}, "stride"),
        (ConvTranspose1d, {"stride": 2, "output_padding": 2}, "output_padding = 2"),
        (ConvTranspose1d, {"output_padding": -1}, "output_padding = -1"),
        (ConvTranspose1d, {"padding": (-1, 0)}, "padding"),
        (MaxPool, {"size": (0, 1)}, "size"),
        (MaxPool, {"stride": (0, 1)}, "stride"),
        (MaxPool, {"padding": ((0, -1), (0, 0))}, "padding"),
        (MaxPool, {"padding": ((0, 2), (0, 0))}, "more padding than input"),
        (AveragePool, {"size": (3,), "padding": ((2, 0),)}, "more padding than input"),
        (ZeroPad, {"ends": ((0, 1), (-1, 0))}, "ends"),
    ],
)
def test_settings_without_a_meaning_are_refused(
    kind: type[Op], settings: dict[str, object], word: str
) -> None:
    with pytest.raises(SettingError) as refused:
        kind(**settings)
    assert word in str(refused.value)


def test_a_place_that_no_window_sees_has_the_gradient_0() -> None:
    op = Conv1d(stride=2)
    x, W = np.ones((1, 1, 4)), np.ones((1, 1, 1))
    g = np.array([[[5.0, 7.0]]])
    assert op.compute("grad_x", g, x, W).tolist() == [[[5, 0, 7, 0]]]
    tree = op.explain("grad_x", (0, 0, 3), [Named("g", g), Named("x", x), Named("W", W)])
    assert tree.value == 0


def test_of_equal_numbers_the_first_is_the_largest() -> None:
    op = MaxPool()
    x = np.array([[[[1.0, 3.0], [3.0, 3.0]]]])
    a = op.compute("forward", x)
    g = np.array([[[[2.0]]]])
    assert op.compute("grad_x", g, x, a).tolist() == [[[[0, 2], [0, 0]]]]
    named = [Named("g", g), Named("x", x), Named("a", a)]
    texts = [
        "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))
        for place in ((0, 1), (1, 0))
        for tree in [op.explain("grad_x", (0, 0, *place), named)]
    ]
    assert texts == [
        "g[0,0,0,0] · [x[0,0,0,1] = a[0,0,0,0]]",
        "g[0,0,0,0] · [x[0,0,1,0] = a[0,0,0,0]] · [x[0,0,0,1] < a[0,0,0,0]]",
    ]


def test_padding_is_never_the_largest() -> None:
    op = MaxPool((2, 2), (1, 1), ((1, 1), (1, 1)))
    x = -np.ones((1, 1, 2, 2))
    assert op.compute("forward", x).tolist() == (-np.ones((1, 1, 3, 3))).tolist()


@pytest.mark.parametrize(
    ("op", "rule", "formula"),
    [
        (Conv2d(), "forward", "s[n,o,u,v] = Σₖᵢⱼ x[n, k, u + i, v + j] · W[o,k,i,j]"),
        (
            Conv2d((2, 1), (1, 0, 3, 0), (1, 4)),
            "grad_W",
            "∂L/∂W[o,k,i,j] = Σₙᵤᵥ x[n, k, 2·u + i − 1, v + 4·j − 3] · ∂L/∂s[n,o,u,v]",
        ),
        (
            Conv1d(2, (1, 0)),
            "grad_x",
            "∂L/∂x[n,k,w] = Σₒⱼ ∂L/∂s[n,o,v] · W[o,k,j], w = 2·v + j − 1",
        ),
        (
            ConvTranspose2d((2, 3), (1, 1, 0, 0)),
            "forward",
            "s[n,o,h,w] = Σₖᵢⱼ x[n,k,u,v] · W[k,o,i,j], h = 2·u + i − 1, w = 3·v + j",
        ),
        (
            ConvTranspose1d(),
            "grad_x",
            "∂L/∂x[n,k,v] = Σₒⱼ ∂L/∂s[n, o, v + j] · W[k,o,j]",
        ),
        (MaxPool(), "forward", "a[n,k,p] = max over q of x[n, k, 2·p + q]"),
        (
            MaxPool((2, 2), (2, 1)),
            "forward",
            "a[n,k,p] = max over q of x[n, k, p·S + q − P]",
        ),
    ],
)
def test_a_formula_has_its_settings_in_it(op: Op, rule: str, formula: str) -> None:
    assert op.formula(rule) == formula
