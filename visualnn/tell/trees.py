"""The trees of numbers that are explained: the end of a very long sum is made a little at a time,
while the rest of its card can be read already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from ..expr import Expr, Index, Unmade, beginning_only, whole
from ..ops import Array
from ..program import Instruction
from .uses import tree_of

__all__ = ["Trees"]

T = TypeVar("T")
BEGUN_TERM_COUNT = 2_000
"""Terms of a sum that are made at once: some hundredths of a second."""


class Trees:
    """The tree that was asked for last, and what is still to be made of it."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._tree: Expr | None = None
        self._left: list[Unmade] = []
        self._told: dict[int | None, object] = {}

    @property
    def is_made(self) -> bool:
        """Whether nothing is left to be made."""
        return all(rest.is_made for rest in self._left)

    def make(self, until: Callable[[], bool]) -> bool:
        """Make more terms until asked to stop; whether all are made."""
        return all(rest.make(until) for rest in self._left)

    def tree_of(self, instruction: Instruction, values: Mapping[str, Array], index: Index) -> Expr:
        """The expression of one element that an instruction makes from these values; of a sum that
        is not made to its end, the beginning and an `Unmade`."""
        reads = [values[name] for name in instruction.reads]
        known = self._of[2:]
        is_same = (
            self._of[:2] == (instruction, index)
            and len(known) == len(reads)
            and all(a is b for a, b in zip(known, reads, strict=True))
        )
        if not is_same or self._tree is None:
            with beginning_only(BEGUN_TERM_COUNT) as left:
                self._tree = tree_of(instruction, values, index)
            self._of, self._left = (instruction, index, *reads), left
            self._told.clear()
        if self._left and self.is_made:
            self._tree, self._left = whole(self._tree), []
            self._told.clear()
        return self._tree

    def once(self, term: int | None, told: Callable[[], T]) -> T:
        """What is told of the tree up to a term: of the same tree it is the same."""
        if term not in self._told:
            self._told[term] = told()
        return cast("T", self._told[term])
