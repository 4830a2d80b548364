"""Watching: what pictures and the learner follow of the leading run, as a frame carries it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from types import MappingProxyType

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..lesson.histogram_trails import HistogramTrails, named_in
from ..lesson.watched_number import WatchedNumber
from ..ops import Array
from ..run.history import History
from .histogram_watch import HistogramWatch
from .parameter_way import ParameterWay, ParameterWayWatch
from .watches import RunSurvey, RunWatch

__all__ = ["EVERY_NUMBER", "FollowedNumbers", "Watching"]

EVERY_NUMBER = "[*]"
"""Behind the name of a parameter: a picture follows the way through all its numbers, and through
those of the other parameters of which it does."""


@dataclass(frozen=True, eq=False)
class FollowedNumbers:
    """What is known of the numbers that are followed."""

    numbers: Mapping[str, Array] = field(default_factory=dict)
    """What is followed, as `WatchedNumber` writes it → its numbers so far, read-only: of iteration
    0, `every`, 2 · `every` …"""
    every: int = 1
    """From one number to the next so many iterations pass."""
    pinned: tuple[str, ...] = ()
    """What the learner follows, in the order in which it was asked for."""
    way: ParameterWay | None = None
    """The way through all numbers of the parameters of which a picture follows it."""
    histograms: HistogramTrails = field(default_factory=HistogramTrails)
    """Those that a picture follows."""
    share: float = 1.0
    """How much was gone through of what the run has computed, from 0 to 1."""


class Watching:
    """Follows numbers of one run after another: what pictures need, and what the learner pinned.
    Each group is gone through for itself, so that another number does not begin all anew."""

    def __init__(self) -> None:
        self.pinned: tuple[str, ...] = ()
        """What the learner follows."""
        self.halting: tuple[str, ...] = ()
        """What the conditions are about that halt playing."""
        self.wanted: tuple[str, ...] = ()
        """What pictures need."""
        self._history: History | None = None
        self._iterations = 0
        self._watches: dict[tuple[str, ...], RunWatch] = {}
        self._way: tuple[tuple[str, ...], ParameterWayWatch] | None = None
        self._counted: HistogramWatch | None = None

    def take(self, history: History, iterations: int) -> None:
        """The run is followed from now on; the whole of it has so many iterations."""
        if history is not self._history:
            self._history, self._iterations = history, iterations
            self._watches, self._way, self._counted = {}, None, None

    def want(self, texts: Iterable[str]) -> bool:
        """Follow this for pictures from now on; whether it is another thing than before."""
        texts = tuple(dict.fromkeys(texts))
        changed, self.wanted = texts != self.wanted, texts
        return changed

    def toggle(self, text: str) -> None:
        """Follow a number for the learner, or no longer. Raises VisualnnError for what cannot be
        followed in this run."""
        text = str(WatchedNumber.parse(text))
        if text in self.pinned:
            self.pinned = tuple(each for each in self.pinned if each != text)
            return
        self.refuse(text)
        self.pinned = (*self.pinned, text)

    def refuse(self, text: str) -> None:
        """Raise VisualnnError for what cannot be followed in this run."""
        self._made((text,))

    def _made(self, texts: tuple[str, ...]) -> RunWatch | None:
        known = self._watches.get(texts)
        if known is None and self._history is not None:
            numbers = map(WatchedNumber.parse, texts)
            known = self._watches[texts] = RunWatch(self._history, self._iterations, numbers)
        return known

    @property
    def _groups(self) -> tuple[RunWatch, ...]:
        """The watch of the pictures and those of the learner; what this run does not have is left
        out. Of a network whose iterations are done in slices pictures follow nothing: every
        iteration would be done twice."""
        single = dict.fromkeys((*self.pinned, *self.halting))
        is_sliced = self._history is not None and self._history.is_sliced
        numbers = tuple(
            text
            for text in self.wanted
            if not text.endswith(EVERY_NUMBER) and named_in(text) is None
        )
        wanted = [numbers] if numbers and not is_sliced else []
        groups = [*wanted, *((text,) for text in single)]
        self._watches = {key: each for key, each in self._watches.items() if key in groups}
        found = []
        for group in groups:
            try:
                made = self._made(group)
            except VisualnnError:
                continue
            if made is not None:
                found.append(made)
        return tuple(found)

    @property
    def _way_watch(self) -> ParameterWayWatch | None:
        """What goes through the way of whole parameters, where a picture wants it."""
        wanted = (text for text in self.wanted if text.endswith(EVERY_NUMBER))
        names = tuple(text.removesuffix(EVERY_NUMBER) for text in wanted)
        history = self._history
        if history is None or history.is_sliced or not set(names) <= set(history.start):
            names = ()
        if not names or history is None:
            self._way = None
        elif self._way is None or self._way[0] != names:
            self._way = names, ParameterWayWatch(history, names)
        return None if self._way is None else self._way[1]

    @property
    def _histogram_watch(self) -> HistogramWatch | None:
        """What counts numbers through time, where a picture wants it."""
        history = self._history
        names = tuple(name for text in self.wanted if (name := named_in(text)) is not None)
        if history is None or history.is_sliced or not names:
            self._counted = None
        elif self._counted is None or self._counted.names != names:
            try:
                self._counted = HistogramWatch(history, self._iterations, names)
            except VisualnnError:
                self._counted = None
        return self._counted

    @property
    def _surveys(self) -> tuple[RunSurvey, ...]:
        single = (self._way_watch, self._histogram_watch)
        return (*self._groups, *(each for each in single if each is not None))

    @property
    def is_done(self) -> bool:
        """Whether everything is known as far as the run has come."""
        return all(each.is_done for each in self._surveys)

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on in turns until asked to stop; whether all is done."""
        for each in self._surveys:
            if not each.is_done and not each.advance(until):
                return False
        return self.is_done

    @property
    def known(self) -> FollowedNumbers:
        """What is known now."""
        numbers: dict[str, Array] = {}
        groups, way, counted = self._groups, self._way_watch, self._histogram_watch
        for each in groups:
            numbers |= {str(what): values for what, values in each.numbers.items()}
        share = min((each.share for each in self._surveys), default=1.0)
        every = groups[0].every if groups else 1
        return FollowedNumbers(
            MappingProxyType(numbers),
            every,
            self.pinned,
            way=None if way is None else way.way,
            histograms=HistogramTrails() if counted is None else counted.trails,
            share=share,
        )
