"""How far the colours of a panel reach, for a whole run.

The colours of a value reach as far from zero as the run has shown it until now: they grow when a
number needs it, and stay when one steps back or the numbers become smaller. So the same place has
the same colours however one comes to it again, and what fades is seen to fade. A panel measures
when it is shown a frame, not when it paints: a frame that another one follows at once counts too.
What an edit makes of the run counts for the run with that edit only; once it is undone, the colours
are as before.

One picture is measured by its own numbers: where even the largest would not differ from zero
(`LEAST_SHARE`), as in the iterations before a run diverges, seen from behind.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.run.edits import Edit
    from visualnn.tell.frame import Frame

__all__ = ["LEAST_SHARE", "RunScales"]

LEAST_SHARE: Final = 1e-4
"""The share of its scale that the largest number of a picture has at least; colours differ from
one 127th on."""
_MAX_EDITED_COUNT: Final = 32
"""Runs with edits whose scales are kept, those that were shown last."""

Reaches: TypeAlias = dict[str, float]
"""Name → the largest distance from zero that was shown."""


class RunScales:
    """The scales of one panel: for each run, how far each value has reached from zero."""

    def __init__(self) -> None:
        self._own: WeakKeyDictionary[Lesson, Reaches] = WeakKeyDictionary()
        self._edited: WeakKeyDictionary[Lesson, OrderedDict[tuple[Edit, ...], Reaches]]
        self._edited = WeakKeyDictionary()
        self._shown: Reaches = {}
        self._unedited: Reaches = {}

    def forget(self) -> None:
        """Hold nothing of any run."""
        self._own.clear()
        self._edited.clear()
        self._shown, self._unedited = {}, {}

    def turn_to(self, frame: Frame) -> None:
        """Measure by the run of a frame from now on."""
        lesson = frame.lesson
        self._unedited = self._own.setdefault(lesson, {})
        if not frame.edits:
            self._shown = self._unedited
            return
        runs = self._edited.setdefault(lesson, OrderedDict())
        self._shown = runs.setdefault(frame.edits, {})
        runs.move_to_end(frame.edits)
        if len(runs) > _MAX_EDITED_COUNT:
            runs.popitem(last=False)

    @property
    def run(self) -> object:
        """What is another object as soon as another run is shown, or one with other edits."""
        return self._shown

    def reach(self, name: str, largest: float) -> float:
        """How far the colours of a value reach whose largest finite distance from zero is
        `largest` in this picture: as far as any picture of this run did."""
        known = self._shown.get(name, 0.0)
        if largest > known:
            known = self._shown[name] = largest
        known = max(known, self._unedited.get(name, 0.0))
        return known if not largest or largest >= LEAST_SHARE * known else largest
