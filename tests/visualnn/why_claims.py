"""Every claim of the why line, held against the numbers by another way than the rule took."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from visualnn.expr import Call, Expr, Indicator, Negative, Number, Product, Quotient, Source, Sum
from visualnn.tell.why import Reason
from visualnn.tell.why.choices import ClosedReason, OpenReason, WinnerReason
from visualnn.tell.why.products import (
    SMALL_FACTOR,
    NearlyAllReason,
    NearlyNothingReason,
    SmallFactorReason,
)
from visualnn.tell.why.reason import NAMED_CHARACTER_COUNT
from visualnn.tell.why.sums import CancelledReason, DecidingTermReason, OnlyTermReason
from visualnn.tell.why.updates import ScaledStepReason, UnchangedReason
from visualnn.tell.why.zeros import (
    NotFiniteReason,
    ZeroBottomReason,
    ZeroEverywhereReason,
    ZeroFactorReason,
    ZeroTermsReason,
)

CLEAR_GAP = 1e-6
"""How far the winner is ahead where moving the others a billionth can change nothing."""


def assert_claim(reason: Reason, tree: Expr) -> None:  # noqa: C901  one case for each claim
    """Raise AssertionError if what a reason says of a tree is not so."""
    assert "{" not in reason.text
    match reason:
        case NotFiniteReason(leaf):
            assert leaf in tuple(tree.leaves())
            assert not math.isfinite(leaf.number)
            assert not math.isfinite(tree.value)
        case ZeroBottomReason(bottom):
            assert bottom.value == 0
            assert not math.isfinite(tree.value)
        case ZeroFactorReason(factor):
            assert factor.value == 0
            assert other_numbers(tree, sources(factor)).value == 0
        case ZeroEverywhereReason(zeros, axis, _):
            assert all(leaf.number == 0 for leaf in zeros)
            assert other_numbers(tree, set().union(*map(sources, zeros))).value == 0
            first, *rest = [leaf.source for leaf in zeros if leaf.source]
            for other in rest:
                apart = [
                    k
                    for k, (i, j) in enumerate(zip(first.index, other.index, strict=True))
                    if i != j
                ]
                assert (other.name, apart) == (first.name, [axis])
        case ZeroTermsReason(terms):
            assert len(terms) == len(terms_of(tree))
            assert not any(term.value for term in terms)
            assert tree.value == 0
        case ClosedReason(condition):
            assert not condition.value
            assert other_numbers(tree, sources(condition)).value == 0
        case OpenReason(_, passed):
            kept = conditions(tree)
            assert other_numbers(tree, kept).value == other_numbers(passed, kept).value
        case WinnerReason(function, winner, others):
            best = {"max": max, "min": min}[function]
            assert winner.value == best(winner.value, *(other.value for other in others))
            assert all(other.value != winner.value for other in others)
            gap = min(abs(other.value - winner.value) for other in others)
            if gap > CLEAR_GAP:
                moved = changed(tree, lambda n: n.number * (1 + 1e-9), but=sources(winner))
                assert moved.value == tree.value
            assert core(tree).value == winner.value
        case OnlyTermReason(term, row, others):
            terms = terms_of(tree)
            assert len(terms) == others + 1
            assert [abs(t.value) for t in terms if t.value] == [abs(term.value)]
            assert_row(row, term, terms)
        case DecidingTermReason(term, row, share, same_sign):
            terms = terms_of(tree)
            numbers = np.array([t.value for t in terms])
            assert share == pytest.approx(abs(term.value) / np.abs(numbers).sum(), rel=1e-9)
            assert 0 <= share - reason.percent / 100 < 0.01
            assert same_sign == (bool((numbers >= 0).all()) or bool((numbers <= 0).all()))
            assert share >= (0.9 if len(terms) == 2 else 2 / 3)
            assert_row(row, term, terms)
        case CancelledReason(plus, minus):
            numbers = np.array([t.value for t in terms_of(tree)])
            assert plus == pytest.approx(numbers[numbers > 0].sum(), rel=1e-9)
            assert minus == pytest.approx(numbers[numbers < 0].sum(), rel=1e-9)
            assert abs(numbers.sum()) <= 0.05 * np.abs(numbers).sum() * (1 + 1e-9)
        case SmallFactorReason(factor):
            assert 0 < abs(factor.value) <= SMALL_FACTOR
            assert abs(core(tree).value / factor.value) >= 0.25 ** (
                count_of_factors(core(tree)) - 1
            )
        case NearlyAllReason(_, rest):
            whole_share = core(tree)
            assert 0.99 - 1e-12 <= whole_share.value <= 1
            assert isinstance(whole_share, Quotient)
            assert rest == pytest.approx(
                whole_share.bottom.value - whole_share.top.value, abs=1e-12
            )
        case NearlyNothingReason(_, whole):
            whole_share = core(tree)
            assert 0 <= whole_share.value <= 0.01 + 1e-12
            assert isinstance(whole_share, Quotient)
            assert whole == pytest.approx(whole_share.bottom.value)
        case UnchangedReason(factor):
            assert factor.value == 0
            own = next(iter(tree.parts))
            assert tree.value == own.value
            moved = other_numbers(tree, sources(factor))
            assert moved.value == next(iter(moved.parts)).value
        case ScaledStepReason(rate, mean, root, ratio):
            step = abs(tree.value - next(iter(tree.parts)).value)
            assert step == pytest.approx(abs(rate.number) * ratio, rel=1e-6, abs=1e-12)
            if reason.is_full:
                assert abs(mean.number) == pytest.approx(root.value, rel=0.17)
            else:
                assert abs(mean.number) <= 0.11 * root.value
        case _:
            pytest.fail(f"nobody checks {type(reason).__name__}")


def assert_silence(tree: Expr, place: Source | None) -> None:
    """Raise AssertionError if something stands out in a tree of which nothing was said."""
    inner = core(tree)
    if not math.isfinite(tree.value):
        assert all(leaf.source is None or math.isfinite(leaf.number) for leaf in tree.leaves())
        return
    if isinstance(tree, Sum) and leading(tree).source == place is not None:
        return
    if isinstance(inner, Sum):
        terms = terms_of(tree)
        numbers = np.array([term.value for term in terms])
        whole = np.abs(numbers).sum()
        assert whole > 0
        limit = 0.9 if len(terms) == 2 else 2 / 3
        largest = int(np.abs(numbers).argmax())
        decides = abs(numbers[largest]) / whole >= limit
        assert not decides or not sources(terms[largest]) or too_long(terms[largest])
        cancels = (numbers > 0).any() and (numbers < 0).any()
        assert not (cancels and abs(numbers.sum()) <= 0.05 * whole)
    if isinstance(inner, Product):
        assert all(factor.value != 0 or too_long(factor) for factor in inner.factors)
    if isinstance(inner, Call) and inner.function in {"max", "min"} and sources(inner):
        numbers = np.array([argument.value for argument in inner.arguments])
        equal = numbers == inner.value
        chosen = inner.arguments[int(equal.argmax())]
        assert equal.sum() > 1 or isinstance(chosen, Call) or too_long(chosen)


def assert_row(row: int | None, term: Expr, terms: tuple[Expr, ...]) -> None:
    if row is None:
        return
    firsts = [{source.index[0] for source in sources(each) if source.index} for each in terms]
    assert row in firsts[terms.index(term)]
    assert sum(row in first for first in firsts) == 1 or len(terms) > 64


def core(tree: Expr) -> Expr:
    """The tree without signs and constant factors around it."""
    while True:
        if isinstance(tree, Negative):
            tree = tree.inner
        elif isinstance(tree, Quotient) and not sources(tree.bottom) and not tree.bottom.parts:
            tree = tree.top
        elif isinstance(tree, Product):
            rest = [part for part in tree.factors if part.parts or sources(part)]
            if len(rest) != 1:
                return tree
            (tree,) = rest
        else:
            return tree


def terms_of(tree: Expr) -> tuple[Expr, ...]:
    inner = core(tree)
    assert isinstance(inner, Sum)
    return tuple(inner.flat())


def count_of_factors(tree: Expr) -> int:
    return sum(map(count_of_factors, tree.parts)) if isinstance(tree, Product | Negative) else 1


def leading(tree: Sum) -> Number:
    first = next(tree.flat())
    return first if isinstance(first, Number) else Number("", 0.0)


def sources(tree: Expr) -> set[Source]:
    return {leaf.source for leaf in tree.leaves() if leaf.source}


def conditions(tree: Expr) -> set[Source]:
    here = sources(tree) if isinstance(tree, Indicator) else set()
    return here.union(*map(conditions, tree.parts))


def too_long(tree: Expr) -> bool:
    text = "".join(token.text for token in tree.tokens(lambda leaf: leaf.label))
    return len(text) > NAMED_CHARACTER_COUNT


def other_numbers(tree: Expr, kept: set[Source]) -> Expr:
    """The tree in which every number of the state that is not kept is another."""
    return changed(tree, lambda leaf: 1.5 * leaf.number + 0.25, but=kept)


def changed(tree: Expr, change: Callable[[Number], float], but: set[Source]) -> Expr:
    if isinstance(tree, Number):
        if tree.source is None or tree.source in but:
            return tree
        return Number(tree.label, change(tree), tree.source)
    return tree.rebuild(tuple(changed(part, change, but) for part in tree.parts))
