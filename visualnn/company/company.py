"""Company: the runs that stand beside the one in front, gone on with a little at a time.

A lesson has the company of the lesson `beside` it and, where its prose quotes a number of its own
end, of itself as nobody changed it. Each goes from its beginning to its end; they take turns.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..errors import DataError, VisualnnError
from ..lesson import Lesson, find, load
from ..program import STOPPED
from ..run.history import MEGABYTE, History
from ..text import N_
from .endings import CompanionRun, Endings

__all__ = ["Companion", "CompanionRun", "Company", "company_of"]

COMPANY_BYTES = 128 * MEGABYTE
"""The memory for what the histories of all runs of a company hold on to."""

_lately = Endings()


class Companion:
    """One run of a company, and where it stands."""

    def __init__(
        self, run: CompanionRun, open_lesson: Callable[[], Lesson], key: Hashable = None
    ) -> None:
        """`open_lesson` may raise VisualnnError; `key` says under what the ending is kept."""
        self.run = run
        """What is known of it."""
        self.key = key
        self._open = open_lesson
        self._lesson: Lesson | None = None
        self._history: History | None = None

    def go_on(self, budget: int) -> None:
        """One turn: open the lesson, or go on by some iterations, one at least where there is one.

        `budget` is the memory in bytes for a history. What cannot be opened or computed ends the
        run, and the reason is a sentence.
        """
        try:
            self._go_on(budget)
        except (VisualnnError, OSError, UnicodeError) as error:
            self._let_go()
            sentence = N_("the lesson {lesson} cannot run beside this one: {why}")
            why = DataError(sentence, lesson=self.run.lesson, why=error)
            self.run = replace(self.run, failure=why)

    def _go_on(self, budget: int) -> None:
        lesson, history = self._lesson, self._history
        if lesson is None or history is None:
            self._lesson = lesson = self._open()
            self._history = History(lesson.program, lesson.start, budget)
            return
        if history.furthest < lesson.iterations and not _is_over(history):
            history.run_to(lesson.iterations, until=_once(), halting=True)
            share = history.furthest / lesson.iterations
            self.run = replace(self.run, curves=history.curves, share=share)
            return
        end = lesson.program.end_of(history.furthest - 1)
        values = history.at(end).values
        self.run = replace(self.run, values=values, curves=history.curves, share=1.0)
        self._let_go()

    def _let_go(self) -> None:
        self._lesson = self._history = None


def _is_over(history: History) -> bool:
    """Whether the training itself said that it is over."""
    return STOPPED in history.program.carried and history.stopped is not None


def _once() -> Callable[[], bool]:
    """False when it is asked for the first time, then True."""
    answers = iter((False,))
    return lambda: next(answers, True)


class Company:
    """Runs that are gone on with in turns. Ones that ended lately are there from the beginning."""

    def __init__(self, companions: Iterable[Companion], endings: Endings | None = None) -> None:
        """`endings` keeps how the runs end; this process's own if it is None."""
        self._endings = _lately if endings is None else endings
        self._companions = tuple(companions)
        for companion in self._companions:
            companion.run = self._known(companion) or companion.run
        self._waiting = deque(each for each in self._companions if not each.run.is_done)
        self._runs: Mapping[str, CompanionRun] | None = None

    @property
    def runs(self) -> Mapping[str, CompanionRun]:
        """What is known of each run, by its id: the same object as long as nothing more is."""
        if self._runs is None:
            runs = {companion.run.id: companion.run for companion in self._companions}
            self._runs = MappingProxyType(runs)
        return self._runs

    @property
    def is_done(self) -> bool:
        """Whether every run has come to its end, or goes no further."""
        return not self._waiting

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on with the runs in turns of some milliseconds, or of one iteration where that takes
        longer, and ask `until` after each; whether all are done."""
        while self._waiting:
            companion = self._waiting.popleft()  # one that raises is not gone on with
            companion.go_on(COMPANY_BYTES // len(self._companions))
            self._runs = None
            if not companion.run.is_done:
                self._waiting.append(companion)
            elif companion.key is not None and companion.run.failure is None:
                self._endings.keep(companion.key, companion.run)
            if until():
                break
        return self.is_done

    def finish(self) -> None:
        """Go on with all runs to their ends, however long it takes."""
        self.advance(lambda: False)

    def _known(self, companion: Companion) -> CompanionRun | None:
        ending = None if companion.key is None else self._endings.get(companion.key)
        return ending and replace(ending, id=companion.run.id, lesson=companion.run.lesson)


def company_of(lesson: Lesson, endings: Endings | None = None) -> Company:
    """The company that a lesson asks for, its ids being names of lessons; nothing is read or
    computed yet."""
    companions = []
    if any(q.at_end and q.lesson is None for stop in lesson.stops for q in stop.quotations):
        own = CompanionRun(lesson.name, lesson.name)
        companions.append(Companion(own, lambda: lesson, lesson))
    beside = lesson.spec.beside
    if beside is not None:
        other = CompanionRun(beside, beside)
        companions.append(Companion(other, lambda: load(find(beside)), _as_it_stands(beside)))
    return Company(companions, endings)


def _as_it_stands(name: str) -> Hashable:
    """A lesson's folder and when each of its files was written; None if there is no such lesson."""
    try:
        folder = find(name)
        files = sorted(folder.iterdir()) if folder.is_dir() else [folder]
        stamps = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    except (VisualnnError, OSError):
        return None
    return tuple(stamps)
