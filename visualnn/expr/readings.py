"""A tree read otherwise: whole, as far as it is made, abridged, with other numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .chosen import Opaque
from .long_sums import Subtotal, Unmade
from .tree import Expr, Number, Sum


def whole(tree: Expr) -> Expr:
    """The tree with every term made and in its place."""
    if isinstance(tree, Sum) and isinstance(tree.terms[-1], Unmade):
        return Sum((*tree.terms[:-1], *tree.terms[-1].parts))
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(whole(part) for part in tree.parts))


def begun(tree: Expr) -> Expr:
    """The tree of which only the terms are in sums that are made."""
    if isinstance(tree, Sum) and isinstance(tree.terms[-1], Unmade):
        return Sum(tree.terms[:-1])
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(begun(part) for part in tree.parts))


def abridge(tree: Expr, shown: int = 12) -> Expr:
    """Return the tree in which each sum of more than `shown` terms is its first ``shown - 1`` terms
    and one subtotal of the rest."""
    if isinstance(tree, Sum):
        terms = tree.flat_terms
        if isinstance(terms[-1], Unmade) and not terms[-1].is_made:
            kept = tuple(abridge(term, shown) for term in terms[:-1][: shown - 1])
            return Sum((*kept, terms[-1]))
        if len(terms) > shown:
            kept = tuple(abridge(term, shown) for term in terms[: shown - 1])
            return Sum((*kept, Subtotal(terms[shown - 1 :], tree)))
    if isinstance(tree, Number | Opaque | Subtotal):
        return tree
    return tree.rebuild(tuple(abridge(part, shown) for part in tree.parts))


def map_numbers(tree: Expr, change: Callable[[float], float]) -> Expr:
    """Return the tree in which every printed number is replaced by ``change(number)``; a test uses
    it to compute with the rounded numbers that a reader has."""
    if isinstance(tree, Number):
        return replace(tree, number=change(tree.number))
    if isinstance(tree, Opaque):
        return replace(tree, number=change(tree.number))
    if isinstance(tree, Subtotal):
        return Number(tree.label, change(tree.value))
    return tree.rebuild(tuple(map_numbers(part, change) for part in tree.parts))
