"""What a rule is asked about, and what it answers."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from ...dataclass import dataclass
from ...expr import Expr, Negative, Number, Product, Quotient, Source, Sum

NAMED_CHARACTER_COUNT = 48
"""Characters up to which an expression is named inside a sentence; a longer one is not spoken
of."""
LISTED_ROW_COUNT = 4096
"""Terms up to which a sum is looked through for the row of the batch that each stands for."""
LOOKED_OVER_TERM_COUNT = 256
"""Terms from which on a sum is looked over as a whole before each term is asked."""
ROUNDING_SHARE = 1e-6
"""How far beside a limit a sum that is not added exactly is clear of it, as a share of the sizes of
its terms: far more than what is rounded in as many terms as fit into memory."""

Said = str | Expr
"""What fills a gap of a sentence: words, or an expression that is printed by its names."""


@dataclass(frozen=True)
class Reason:
    """A claim about a number; each rule has a class of its own, whose fields are the claim."""

    @property
    def template(self) -> str:
        """The sentence in the current language, with gaps ``{name}``."""
        raise NotImplementedError

    @property
    def parts(self) -> Mapping[str, Said]:
        """What stands in the gaps."""
        raise NotImplementedError

    @property
    def is_short(self) -> bool:
        """Whether each expression in it can be named inside a line."""
        return all(
            isinstance(part, str) or len(name_in_line(part)) <= NAMED_CHARACTER_COUNT
            for part in self.parts.values()
        )

    @property
    def text(self) -> str:
        """The sentence."""
        named = {
            gap: part if isinstance(part, str) else name_in_line(part)
            for gap, part in self.parts.items()
        }
        return self.template.format(**named)


def name_in_line(tree: Expr) -> str:
    """An expression by its names, as a sentence has it; of a long one the beginning."""
    text = ""
    for token in tree.tokens(lambda leaf: leaf.label):
        text += token.text
        if len(text) > NAMED_CHARACTER_COUNT:
            break
    return text


@dataclass(frozen=True)
class Overview:
    """A long sum as NumPy adds it, which rounds."""

    total: float
    size: float
    """The sizes of all terms, added."""
    largest: float
    """The size of the largest term."""


@dataclass(frozen=True)
class Subject:
    """A number that a rule is asked about."""

    tree: Expr
    place: Source | None
    """Where the number stands, if it has a place."""
    rows: frozenset[str]
    """The names whose first axis counts the examples of the batch."""

    @cached_property
    def value(self) -> float:
        if self.core is self.tree and self.terms:
            try:
                return math.fsum(self.numbers)
            except (OverflowError, ValueError):  # infinite, or NaN
                return sum(self.numbers)
        return self.tree.value

    @cached_property
    def core(self) -> Expr:
        """The tree without its sign and without plain constants that it is multiplied or divided
        by, which change no share and no zero."""
        tree = self.tree
        while True:
            inner = _inside(tree)
            if inner is None:
                return tree
            tree = inner

    @cached_property
    def terms(self) -> tuple[Expr, ...]:
        """The terms of the core; none where it is no sum."""
        return self.core.flat_terms if isinstance(self.core, Sum) else ()

    @cached_property
    def numbers(self) -> array[float]:
        """The values of the terms."""
        return self.core.flat_numbers if isinstance(self.core, Sum) else array("d")

    @cached_property
    def overview(self) -> Overview | None:
        """The core at a glance where it is a long sum; None where it is short."""
        if len(self.numbers) < LOOKED_OVER_TERM_COUNT:
            return None
        numbers = np.frombuffer(self.numbers)
        with np.errstate(all="ignore"):
            sizes = np.abs(numbers)
            return Overview(float(numbers.sum()), float(sizes.sum()), float(sizes.max()))

    @cached_property
    def is_usual(self) -> bool:
        """Whether the number is finite and not 0; of a long sum that is often seen at a glance."""
        seen = self.overview
        if seen is not None and self.core is self.tree and math.isfinite(seen.size):
            clear = ROUNDING_SHARE * seen.size
            if clear > 0 and abs(seen.total) > clear:
                return True
        return math.isfinite(self.value) and self.value != 0

    @cached_property
    def is_update(self) -> bool:
        """Whether the number replaces itself: its old value plus something."""
        if not isinstance(self.tree, Sum) or self.place is None:
            return False
        first = next(self.tree.flat())
        return isinstance(first, Number) and first.source == self.place

    def row_of(self, term: Expr) -> int | None:
        """The row of the batch that a term is the only one of; None where terms are no rows."""
        if not 1 < len(self.terms) <= LISTED_ROW_COUNT:
            return None
        rows = [self._row(each) for each in self.terms]
        if None in rows or len(set(rows)) < len(rows):
            return None
        return self._row(term)

    def _row(self, term: Expr) -> int | None:
        found = {
            leaf.source.index[0]
            for leaf in term.leaves()
            if leaf.source is not None and leaf.source.name in self.rows
        }
        return found.pop() if len(found) == 1 else None


def is_constant(tree: Expr) -> bool:
    """Whether an expression is made from no number of the state."""
    return all(leaf.source is None for leaf in tree.leaves())


def factors_of(tree: Expr) -> tuple[Expr, ...]:
    """What a product is made of, signs put aside and products inside opened: of a quotient its top;
    of anything else itself."""
    match tree:
        case Negative(inner):
            return factors_of(inner)
        case Product(factors):
            return tuple(part for factor in factors for part in factors_of(factor))
        case Quotient(top, _bottom):
            return factors_of(top)
        case _:
            return (tree,)


def _inside(tree: Expr) -> Expr | None:
    match tree:
        case Negative(inner):
            return inner
        case Quotient(top, Number(source=None)):
            return top
        case Product(factors):
            kept = [f for f in factors if not (isinstance(f, Number) and f.source is None)]
            return kept[0] if len(kept) == 1 else None
        case _:
            return None
