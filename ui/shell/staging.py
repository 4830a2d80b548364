"""Staging: which views stand on the stage, and how they are placed.

A lesson says which; the learner may choose otherwise, which is remembered for the lesson; and a
stop may point at views while it is open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from visualnn.dataclass import dataclass

__all__ = ["STAGE_VIEW_COUNT", "Placement", "StageChoice", "Staging"]

Placement = Literal["", "beside", "below"]
"""How the second view stands to the first; empty: as there is more room."""
STAGE_VIEW_COUNT = 2
"""So many views stand on the stage at most."""
CHOICE_COUNT = 50
"""So many lessons are remembered at most; beyond them the oldest choice is forgotten."""


@dataclass(frozen=True)
class StageChoice:
    """Views on the stage, the first one in front of or over the second."""

    views: tuple[str, ...]
    placement: Placement = ""


class Staging:
    """What is on the stage of each lesson. Views are called by the names of their panels."""

    def __init__(self) -> None:
        self.choices: dict[str, StageChoice] = {}
        """Lesson → what the learner chose there, the oldest choice first."""
        self._lesson = ""
        self._given = StageChoice(())
        self._offered: tuple[str, ...] = ()
        self._is_said = False
        self._pointed: StageChoice | None = None
        self._first: str | None = None

    def restore(self, choices: Mapping[str, StageChoice]) -> None:
        """Take over what was chosen another day."""
        self.choices = dict(choices)

    def open(
        self,
        lesson: str,
        offered: Sequence[str],
        views: Collection[str],
        usual: Sequence[str] = (),
        *,
        changed: bool = False,
    ) -> None:
        """Another lesson: the views that suit it, and those of them that it has on the stage; one
        that says nothing has the first of the `usual` ones. Of the same lesson that was `changed`,
        what was pointed at stays as far as it still suits."""
        self._lesson, self._offered = lesson, tuple(offered)
        asked = tuple(view for view in views if view in self._offered)
        self._is_said = bool(asked)
        self._given = StageChoice((asked or tuple(usual))[:STAGE_VIEW_COUNT])
        pointed = self._pointed.views if changed and self._pointed is not None else ()
        kept = tuple(view for view in pointed if view in self._offered)
        self._pointed = replace(self._pointed, views=kept) if self._pointed and kept else None
        self._first = self._first if changed else None

    @property
    def now(self) -> StageChoice:
        """What is on the stage: what the stop points at, else what the learner chose here, else
        what the lesson has."""
        return self._pointed or self._chosen or self._given

    @property
    def _chosen(self) -> StageChoice | None:
        found = self.choices.get(self._lesson)
        if found is None:
            return None
        views = tuple(view for view in found.views if view in self._offered)
        return replace(found, views=views) if views else None

    @property
    def first(self) -> str | None:
        """The view that has room before the others: the one that was asked for last."""
        views = self.now.views
        return self._first if self._first in views else None

    @property
    def is_chosen(self) -> bool:
        """Whether it is otherwise than the lesson has it."""
        return self._chosen is not None or self._pointed is not None

    @property
    def is_wanted(self) -> bool:
        """Whether the lesson or the learner said what is on the stage."""
        return self._is_said or self.is_chosen

    def point(self, views: Sequence[str]) -> None:
        """A stop opened that points at views; at none, the choice before it is back. A single view
        leaves the first one beside it that was there."""
        pointed = [view for view in dict.fromkeys(views) if view in self._offered]
        self._pointed, self._first = None, None
        before = self.now
        if not pointed or set(pointed) <= set(before.views):
            self._first = pointed[0] if pointed else None
            return
        kept = [view for view in before.views if view not in pointed]
        shown = (*kept[:1], *pointed) if len(pointed) < STAGE_VIEW_COUNT else tuple(pointed)
        self._pointed = StageChoice(shown[:STAGE_VIEW_COUNT], before.placement)
        self._first = pointed[0]

    def yield_room(self) -> None:
        """Something else was asked for: no view has room before it any more."""
        self._first = None

    def prefer(self, view: str) -> None:
        """Have room for a view on the stage before the others."""
        self._first = view

    def switch(self, view: str) -> None:
        """Show a view: in the place of the second one; alone if it is on the stage."""
        shown = self.now.views
        if view in shown or len(shown) < STAGE_VIEW_COUNT:
            self._choose((view,), view)
        else:
            self._choose((*shown[:-1], view), view)

    def place_beside(self, view: str) -> None:
        """Put a view beside the first one, or take it away if it is on the stage."""
        shown = self.now.views
        if view not in shown:
            self._choose((*shown[: STAGE_VIEW_COUNT - 1], view), view)
        elif len(shown) > 1:
            self._choose(tuple(other for other in shown if other != view), None)

    def place(self, placement: Placement) -> None:
        """Have the second view beside or below the first."""
        self._choose(self.now.views, self._first, placement)

    def forget(self) -> None:
        """As the lesson has it."""
        self.choices.pop(self._lesson, None)
        self._pointed = self._first = None

    def _choose(
        self, views: tuple[str, ...], first: str | None, placement: Placement | None = None
    ) -> None:
        chosen = StageChoice(views, self.now.placement if placement is None else placement)
        self._pointed, self._first = None, first
        self.choices.pop(self._lesson, None)
        self.choices[self._lesson] = chosen
        while len(self.choices) > CHOICE_COUNT:
            del self.choices[next(iter(self.choices))]
