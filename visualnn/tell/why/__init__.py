"""The why line: one sentence about a number, read off the shape of its expression and the numbers
in it.

A rule is a pure function of a :class:`Subject` that gives a :class:`Reason` or nothing. Rules know
shapes of trees and no card; the first that finds something speaks, and where nothing stands out
nobody does. The limits from which something stands out are constants beside the rules;
``docs/why-line.md`` lists them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ...expr import Expr, Source
from .choices import gate, winner
from .products import share_of_whole, small_factor
from .reason import Reason, Said, Subject
from .sums import cancelled_terms, deciding_term
from .updates import own_step
from .zeros import not_finite, zero

__all__ = ["RULES", "Reason", "Said", "Subject", "reason_of"]

Rule = Callable[[Subject], Reason | None]

RULES: tuple[Rule, ...] = (
    zero,
    gate,
    winner,
    share_of_whole,
    cancelled_terms,
    deciding_term,
    small_factor,
)
"""In the order in which they are asked about a finite number that no update makes."""


def reason_of(
    tree: Expr, place: Source | None = None, rows: frozenset[str] = frozenset()
) -> Reason | None:
    """What stands out in the expression of the number at `place`, if anything does and can be said
    in a line; `rows` are the names whose first axis counts the examples of the batch."""
    subject = Subject(tree, place, rows)
    found = next(filter(None, (rule(subject) for rule in _rules_for(subject))), None)
    return found if found is not None and found.is_short else None


def _rules_for(subject: Subject) -> tuple[Rule, ...]:
    if not subject.is_usual and not math.isfinite(subject.value):
        return (not_finite,)
    return (own_step,) if subject.is_update else RULES
