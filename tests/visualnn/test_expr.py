"""Expressions: what is printed reads as what is computed, at both ends of the number line too."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn import figures
from visualnn.expr import (
    FUNCTIONS,
    Call,
    Expr,
    Index,
    Indicator,
    Negative,
    Number,
    Opaque,
    Power,
    Product,
    Quotient,
    Source,
    Subtotal,
    Sum,
    abridge,
    absolute,
    erf,
    exp,
    expm1,
    floor,
    indicator,
    lift,
    ln,
    log1p,
    map_numbers,
    maximum,
    minimum,
    mod,
    sqrt,
    tanh,
    total,
)
from visualnn.tell.written import _figure

from .reread import reread


def number(value: float, name: str = "x", index: Index = ()) -> Number:
    source = Source(name, index)
    return Number(str(source), value, source)


def text(tree: Expr) -> str:
    """The printed line with every digit of its numbers."""

    def full(leaf: Number) -> str:
        return f"({leaf.number!r})" if leaf.number < 0 else repr(leaf.number)

    return "".join(token.text for token in tree.tokens(full))


def symbols(tree: Expr) -> str:
    return "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))


a, b, c, d = (number(value, name) for name, value in zip("abcd", (2.0, 3.0, 5.0, 7.0), strict=True))


@pytest.mark.parametrize(
    ("tree", "printed"),
    [
        (a + b * c, "a + b · c"),
        ((a + b) * c, "(a + b) · c"),
        (c * (a + b), "c · (a + b)"),
        (a - (b - c), "a − (b − c)"),
        (a - (b + c), "a − (b + c)"),
        (a + (b + c), "a + b + c"),
        (a + (b - c), "a + b − c"),
        ((a - b) - c, "a − b − c"),
        (-a + b, "−a + b"),
        (-(a + b), "−(a + b)"),
        (-(a * b), "−a · b"),
        ((-a) * b, "(−a) · b"),
        (a * -b, "a · (−b)"),
        (a / b * c, "a / b · c"),
        (a * (b / c), "a · (b / c)"),
        (a * b / c, "a · b / c"),
        (a / (b * c), "a / (b · c)"),
        (a / (b / c), "a / (b / c)"),
        (a / b / c, "a / b / c"),
        ((a + b) / (c - d), "(a + b) / (c − d)"),
        (a**2, "a²"),
        ((a + b) ** 2, "(a + b)²"),
        (-(a**2), "−a²"),
        ((-a) ** 2, "(−a)²"),
        ((a * b) ** 2, "(a · b)²"),
        ((a**2) ** 2, "(a²)²"),
        (a**b, "a^b"),
        (a ** (b + c), "a^(b + c)"),
        (a**-b, "a^(−b)"),
        (1 - a**b, "1 − a^b"),
        (a / b**2, "a / b²"),
        (sqrt(a + b) ** 2, "√(a + b)²"),
        (exp(-a), "exp(−a)"),
        (maximum(0, a - b), "max(0, a − b)"),
        (floor((a - 1) / b) + 1, "⌊(a − 1) / b⌋ + 1"),
        (a * indicator(b - c, ">", 0), "a · [b − c > 0]"),
        (absolute(a - b), "|a − b|"),
        (a * expm1(-b), "a · (exp(−b) − 1)"),
        (expm1(a) ** 2, "(exp(a) − 1)²"),
        (a - log1p(exp(-b)), "a − ln(1 + exp(−b))"),
        (1 + erf(a / sqrt(2)), "1 + erf(a / √(2))"),
        (minimum(a, b - c), "min(a, b − c)"),
        (indicator(a, "≤", b) + indicator(a, "<", b), "[a ≤ b] + [a < b]"),
        (lift(-100) + a, "−100 + a"),
    ],
)
def test_brackets_stand_where_they_are_needed_and_nowhere_else(tree: Expr, printed: str) -> None:
    assert symbols(tree) == printed
    assert reread(text(tree)) == pytest.approx(tree.value, rel=1e-12)


moderate = st.floats(-8, 8, allow_subnormal=False).map(lambda x: round(x, 4))
leaves = moderate.map(number)


def _bigger(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(part, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        several.map(Sum),
        several.map(Product),
        st.tuples(part, part).map(lambda pair: Quotient(*pair)),
        st.tuples(part, st.sampled_from([2, 3, 0.5])).map(
            lambda pair: Power(pair[0], lift(pair[1]))
        ),
        part.map(Negative),
        part.map(sqrt),
        part.map(ln),
        part.map(tanh),
        part.map(floor),
        st.tuples(part, part).map(lambda pair: maximum(*pair)),
        st.tuples(part, part).map(lambda pair: mod(*pair)),
        st.tuples(part, st.sampled_from([">", "≥"]), part).map(lambda three: Indicator(*three)),
    )


expressions = st.recursive(leaves, _bigger, max_leaves=12)


def _steady(tree: Expr) -> bool:
    """Whether no part stands on a jump, a pole or the rim of what a float can hold.

    There a last digit lost by another order of the same operations would change everything.
    """
    value = tree.value
    if not math.isfinite(value) or not (value == 0 or 1e-6 < abs(value) < 1e9):
        return False
    match tree:
        case Indicator(left=left, right=right) if abs(left.value - right.value) < 1e-6:
            return False
        case Call(function="floor", arguments=(inner,)) if (
            abs(inner.value - round(inner.value)) < 1e-6
        ):
            return False
        case Call(function="mod", arguments=(left, right)) if (
            not right.value
            or abs(left.value / right.value - round(left.value / right.value)) < 1e-6
        ):
            return False
        case Call(function="sqrt" | "ln", arguments=(inner,)) if inner.value < 1e-6:
            return False
        case Power(base=base) if base.value <= 0:
            return False
        case Sum(terms=terms) if abs(value) < 1e-6 * max(abs(term.value) for term in terms):
            return False
    return all(map(_steady, tree.parts))


@given(expressions.filter(_steady))
def test_what_is_printed_reads_as_what_is_computed(tree: Expr) -> None:
    assert reread(text(tree)) == pytest.approx(tree.value, rel=1e-6)


tiny = st.floats(1e-12, 9e-5).map(number)


@given(st.recursive(st.one_of(leaves, tiny), _bigger, max_leaves=6))
def test_figures_in_powers_of_ten_read_as_one_number(tree: Expr) -> None:
    rounded = map_numbers(tree, figures.rounded_line)
    printed = "".join(token.text for token in tree.tokens(_figure))
    if _steady(rounded):
        assert reread(printed) == pytest.approx(rounded.value, rel=1e-6)


def test_a_power_of_ten_squared_or_divided_by_has_brackets() -> None:
    small = number(1.5e-8)

    def printed(tree: Expr) -> str:
        return "".join(token.text for token in tree.tokens(_figure))

    assert printed(small**2) == "(1.5×10⁻⁸)²"
    assert printed(1 / small) == "1 / (1.5×10⁻⁸)"
    assert printed(-small * small) == "(−1.5×10⁻⁸) · 1.5×10⁻⁸"
    assert printed(number(-1.5e-8) ** 2) == "(−1.5×10⁻⁸)²"
    assert printed(1 + small) == "1 + 1.5×10⁻⁸"


# -- long sums ------------------------------------------------------------------------------------


@given(st.lists(moderate, min_size=1, max_size=60), st.integers(2, 15))
def test_an_abridged_sum_still_adds_up(values: list[float], shown: int) -> None:
    tree = total(number(value, "x", (n,)) for n, value in enumerate(values))
    short = abridge(tree, shown)
    assert short.value == pytest.approx(tree.value, rel=1e-12, abs=1e-12)
    assert reread(text(short).replace("\n", "")) == pytest.approx(tree.value, rel=1e-9, abs=1e-9)
    terms = short.terms if isinstance(short, Sum) else (short,)
    assert len(terms) == min(len(values), shown)
    assert list(short.leaves()) == list(tree.leaves())
    if len(values) > shown:
        last = terms[-1]
        assert isinstance(last, Subtotal)
        assert last.label == f"({len(values) - shown + 1} more)"
        assert last.value == pytest.approx(math.fsum(values[shown - 1 :]), abs=1e-12)


def test_sums_inside_are_abridged_too_and_short_ones_stay() -> None:
    inner = total(number(1.0, "x", (n,)) for n in range(30))
    tree = 2 * inner / (inner + 1)
    short = abridge(tree)
    assert short.value == pytest.approx(60 / 31)
    assert symbols(short).count("more") == 2
    assert abridge(a + b) == a + b
    assert abridge(total(number(1.0, "x", (n,)) for n in range(12))) == total(
        number(1.0, "x", (n,)) for n in range(12)
    )


def test_nested_sums_open_into_one() -> None:
    tree = Sum((Sum((a, b)), Sum((c, Sum((d,))))))
    assert list(tree.flat()) == [a, b, c, d]
    assert total([]).value == 0
    assert total([a]) is a


def test_mapping_changes_every_printed_number_and_nothing_else() -> None:
    tree = abridge(
        total(number(n + 0.25, "x", (n,)) for n in range(20)) * a**2 + Opaque("pick", 3.4, (a,))
    )
    rounded = map_numbers(tree, math.floor)
    # the subtotal is printed as one number and rounded as one
    assert (
        rounded.value == (sum(range(11)) + math.floor(sum(n + 0.25 for n in range(11, 20)))) * 4 + 3
    )
    assert symbols(rounded) == symbols(tree)
    assert map_numbers(tree, lambda x: x).value == tree.value


def test_leaves_come_in_reading_order_and_repeat() -> None:
    tree = a * b + exp(c) / a
    assert list(tree.leaves()) == [a, b, c, a]
    assert [token.source for token in tree.tokens(lambda leaf: leaf.label) if token.source] == [
        Source(name) for name in "abca"
    ]
    assert list(Opaque("shuffle(a)", 1.0, (a,)).leaves()) == [a]


def test_a_place_is_written_with_its_index() -> None:
    assert str(Source("hidden.W", (2, 10))) == "hidden.W[2,10]"
    assert str(Source("lr")) == "lr"


# -- the ends of the number line ------------------------------------------------------------------

EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, -3.0, 1e308, -1e308, 5e-324, 1e-320]
EDGES += [math.inf, -math.inf, math.nan, 800.0, -800.0]


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, rel=1e-14)


@pytest.mark.parametrize("left", EDGES)
@pytest.mark.parametrize("right", EDGES)
def test_operators_follow_the_arrays(left: float, right: float) -> None:
    x, y = number(left), number(right)
    u, v = np.float64(left), np.float64(right)
    with np.errstate(all="ignore"):
        pairs = [
            (x + y, u + v),
            (x - y, u - v),
            (x * y, u * v),
            (x / y, u / v),
            (x**y, u**v),
            (maximum(x, y), np.maximum(u, v)),
            (indicator(x, ">", y), u > v),
            (indicator(x, "≥", y), u >= v),
            (indicator(x, "=", y), u == v),
            (indicator(x, "≤", y), u <= v),
            (indicator(x, "<", y), u < v),
            (minimum(x, y), np.minimum(u, v)),
        ]
    for tree, expected in pairs:
        assert same(tree.value, float(expected)), symbols(tree)


@pytest.mark.parametrize("value", EDGES)
def test_functions_follow_the_arrays(value: float) -> None:
    array = np.float64(value)
    with np.errstate(all="ignore"):
        pairs = {
            "exp": np.exp(array),
            "expm1": np.expm1(array),
            "log1p": np.log1p(array),
            "ln": np.log(array),
            "sqrt": np.sqrt(array),
            "tanh": np.tanh(array),
            "abs": np.abs(array),
            "floor": np.floor(array),
        }
    for function, expected in pairs.items():
        assert same(Call(function, (number(value),)).value, float(expected)), function
    assert same(FUNCTIONS["erf"](-value), -FUNCTIONS["erf"](value))


def test_a_small_number_is_not_swallowed_by_one() -> None:
    small = number(1e-20)
    assert (expm1(small).value, log1p(small).value) == (1e-20, 1e-20)
    assert erf(lift(0.5)).value == pytest.approx(0.5204998778130465, rel=1e-15)


def test_a_sum_that_overflows_on_its_way_is_infinite_as_in_the_arrays() -> None:
    huge = number(1e308)
    assert total([huge, huge]).value == math.inf
    assert math.isnan(total([number(math.inf), number(-math.inf), a]).value)
    assert mod(a, 0).value != mod(a, 0).value  # NaN
    assert mod(7, 3).value == 1
