"""A long sum is looked over before its terms are asked one by one; that changes nothing."""

import math

import numpy as np
import pytest

from tests.visualnn.why_claims import assert_claim
from visualnn.expr import Expr, Negative, Number, Source, Subtotal, Sum, abridge, total
from visualnn.tell.why import reason, reason_of

COUNT = 400


def products(numbers: np.ndarray) -> Expr:
    """The sum of these numbers, each times a number near 1, a quarter of them subtracted."""
    factors = np.random.default_rng(5).uniform(0.9, 1.1, len(numbers))
    terms: list[Expr] = [
        Number(f"x[{n}]", float(number), Source("x", (n,)))
        * Number(f"W[{n}]", float(factor), Source("W", (n,)))
        for n, (number, factor) in enumerate(zip(numbers, factors, strict=True))
    ]
    return total([Negative(term) if n % 4 == 3 else term for n, term in enumerate(terms)])


def cases() -> list[np.ndarray]:
    """Numbers of sums of every kind: nothing stands out, one decides or nearly does, terms cancel
    wholly or nearly, are 0, are not finite."""
    rng = np.random.default_rng(3)
    found = [rng.normal(1, 0.2, COUNT), rng.normal(size=COUNT), np.zeros(COUNT)]
    for share in (0.1, 0.6, 2 / 3, 0.67, 0.9, 1.0):
        numbers = rng.uniform(0, (1 - share) / COUNT, COUNT)
        numbers[7] = share
        found.append(numbers)
    balanced = rng.normal(size=COUNT)
    size = np.abs(balanced).sum()
    found += [
        np.concatenate([balanced, -balanced, [rest * size]]) for rest in (0, 1e-12, 0.04, 0.05, 0.2)
    ]
    for odd in (math.nan, math.inf, -math.inf, 1e308):
        numbers = rng.normal(size=COUNT)
        numbers[[0, 9]] = odd
        found.append(numbers)
    return found


@pytest.mark.parametrize("numbers", cases())
def test_the_look_over_a_long_sum_changes_nothing_that_is_said(
    numbers: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = products(numbers)
    found = reason_of(tree)
    monkeypatch.setattr(reason, "LOOKED_OVER_TERM_COUNT", math.inf)
    asked = reason_of(tree)
    assert found == asked
    assert (found and found.text) == (asked and asked.text)
    if found is not None:
        assert_claim(found, tree)


def test_what_a_long_sum_remembers_is_what_its_terms_are() -> None:
    inner = total(Number(f"a[{n}]", n / 3, Source("a", (n,))) for n in range(100))
    tree = Sum((inner, *(Number(f"b[{n}]", n / 7, Source("b", (n,))) for n in range(100))))
    assert tree.flat_terms == tuple(tree.flat())
    assert list(tree.flat_numbers) == [term.value for term in tree.flat()]
    assert tree.value == math.fsum([inner.value, *(n / 7 for n in range(100))])
    assert tree == Sum(tree.terms)
    shown = abridge(tree)
    assert isinstance(shown, Sum)
    rest = shown.terms[-1]
    assert isinstance(rest, Subtotal)
    assert rest.value == Subtotal(rest.terms).value
