"""What is prepared for a class and heard from it: places to come back to, and counts of hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from types import MappingProxyType

from visualnn.dataclass import dataclass
from visualnn.errors import DataError
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.file import ChoiceQuestion
from visualnn.text import N_

__all__ = ["BOOKMARK_COUNT", "Bookmark", "Prepared"]

BOOKMARK_COUNT = 100
"""Places that can be kept; those from 1 to 9 have keys."""
MAX_HANDS = 100_000
"""Hands that one count may have."""


@dataclass(frozen=True)
class Bookmark:
    """A place prepared beforehand."""

    tick: int
    sentence: str
    place: Source | None = None
    panel: str = ""
    """The panel in which the view stands that is shown there; empty for any."""


@dataclass(frozen=True)
class Prepared:
    """All of it. Nothing of the run depends on it."""

    class_counts: Mapping[tuple[str, str], tuple[int, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Stop and question → how many of a class were for each choice."""
    bookmarks: Mapping[int, Bookmark] = field(default_factory=lambda: MappingProxyType({}))
    """The places by their numbers from 1."""

    def counted(
        self, lesson: Lesson, stop: str, question: str, counts: tuple[int, ...]
    ) -> Prepared:
        """The same with other counts of a question, or none. Raises DataError for counts that
        belong to no question of the lesson."""
        spec = next(
            (
                asked.spec
                for each in lesson.stops
                for asked in each.questions
                if (each.name, asked.spec.id) == (stop, question)
            ),
            None,
        )
        if spec is None:
            raise DataError(N_("the lesson does not ask {question}"), question=question)
        wanted = len(spec.choices) if isinstance(spec, ChoiceQuestion) else 2
        if counts and (len(counts) != wanted or not all(0 <= n <= MAX_HANDS for n in counts)):
            raise DataError(N_("{count} counts are needed, each a whole number"), count=wanted)
        others = {key: kept for key, kept in self.class_counts.items() if key != (stop, question)}
        if counts:
            others[stop, question] = counts
        return replace(self, class_counts=MappingProxyType(others))

    def marked(self, lesson: Lesson, number: int, bookmark: Bookmark | None) -> Prepared:
        """The same with another place under a number, or none. Raises DataError for a number or a
        tick that cannot be."""
        if not 1 <= number <= BOOKMARK_COUNT:
            raise DataError(N_("bookmarks have numbers from 1 to {most}"), most=BOOKMARK_COUNT)
        if bookmark is not None and not 0 <= bookmark.tick <= lesson.last_tick:
            raise DataError(N_("there is no tick {tick} in this lesson"), tick=bookmark.tick)
        others = {each: kept for each, kept in self.bookmarks.items() if each != number}
        if bookmark is not None:
            others[number] = bookmark
        return replace(self, bookmarks=MappingProxyType(dict(sorted(others.items()))))
