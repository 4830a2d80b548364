"""The comparison of the runs that are shown, made anew when others are shown or one is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.company.comparison import Compared, RunComparison

if TYPE_CHECKING:
    from visualnn.company.company import Company
    from visualnn.lesson import Lesson
    from visualnn.run.history import History

__all__ = ["Comparing"]


class Comparing:
    """Keeps the comparison of the runs of one position."""

    def __init__(self) -> None:
        self._key: object = None
        self._comparison: RunComparison | None = None

    def of(self, lesson: Lesson, history: History, company: Company) -> RunComparison | None:
        """The comparison of the leading run with those in step; None while one of them is not open
        yet."""
        others = company.compared
        if others is None:
            self._key = self._comparison = None
            return None
        histories = [history, *(its_history for _lesson, its_history in others.values())]
        key = [*others, *((id(each), each.laid.items) for each in histories)]
        if key != self._key or self._comparison is None:
            self._key, self._comparison = key, RunComparison((lesson, history), others)
        return self._comparison

    def known(self, lesson: Lesson, history: History, company: Company) -> Compared:
        """What is known of how they differ."""
        comparison = self.of(lesson, history, company)
        return Compared() if comparison is None else comparison.known
