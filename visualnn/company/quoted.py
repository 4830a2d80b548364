"""Quoted numbers: what prose quotes of a run at a time, computed in turns beside the learner's run.

They are numbers of runs as nobody changed them: of the lesson itself and of those beside it. Each
is known as soon as its run has come that far; what cannot come, never is.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from types import MappingProxyType
from weakref import ref

from ..dataclass import dataclass
from ..errors import VisualnnError
from ..expr import Source
from ..lesson import Lesson, Question, find, load
from ..lesson.file import Quotation, Reference
from ..lesson.file.variant_specs import LESSON_RUN
from ..lesson.quoting import number_of, tick_after
from ..lesson.variants import open_variant
from ..program import STOPPED
from ..run.history import MEGABYTE, History
from .company import found_beside

__all__ = [
    "QuotedRun",
    "QuotedRuns",
    "WantedNumber",
    "answer_key",
    "answers_of",
    "quoted_of",
    "unchanged_of",
]

QUOTED_RUN_BYTES = 32 * MEGABYTE
"""The memory for what the history of a run holds on to."""
MAX_KEPT_COUNT = 16
"""Runs whose quoted numbers are remembered, the last ones."""

_lately: OrderedDict[Hashable, Mapping[str, float]] = OrderedDict()


@dataclass(frozen=True)
class WantedNumber:
    """A number that is wanted of a run."""

    key: str
    """What it is called."""
    quotation: Quotation
    tick: int | None = None
    """The tick at which it is looked up; None for when the quotation itself says it."""


class QuotedRun:
    """One run, which goes on until all that is quoted of it is known."""

    def __init__(
        self,
        wanted: Iterable[WantedNumber],
        open_lesson: Callable[[], Lesson],
        key: Hashable = None,
    ) -> None:
        """`open_lesson` may raise VisualnnError; `key` says under what the numbers are
        remembered: it names a lesson weakly, or it would be remembered, too."""
        self._wanted = tuple(wanted)
        self._open = open_lesson
        self._key = None if key is None else (key, tuple(each.key for each in self._wanted))
        self._lesson: Lesson | None = None
        self._history: History | None = None
        self.numbers: dict[str, float] = dict(_lately.get(self._key, {}))
        """What is known so far."""
        self.is_done = self._key in _lately or not self._wanted
        """Whether nothing more will be known."""
        self._missing: set[str] = set()
        """The keys of what the run does not compute where it is looked up."""

    def go_on(self) -> None:
        """One turn: open the lesson, go on by some iterations, or look up what is known there."""
        try:
            self._go_on()
        except (VisualnnError, OSError, UnicodeError):
            # the number stays a dash; who shows the run itself says why it cannot be computed
            self._let_go()

    def _go_on(self) -> None:
        lesson, history = self._lesson, self._history
        if lesson is None or history is None:
            self._lesson = lesson = self._open()
            self._history = History(lesson.program, lesson.start, QUOTED_RUN_BYTES)
            return
        known = self.numbers.keys() | self._missing
        left = [each for each in self._wanted if each.key not in known]
        goals = {each.key: self._goal(lesson, each) for each in left}
        near = min(goals.values(), default=0)
        if history.furthest < near and not _is_over(history):
            history.run_to(near, until=_once(), halting=True)
            return
        for each in left:
            if goals[each.key] <= history.furthest or _is_over(history):
                self._look_up(lesson, history, each)
        if near >= lesson.iterations or _is_over(history) or len(left) == 0:
            self._let_go()

    @staticmethod
    def _goal(lesson: Lesson, wanted: WantedNumber) -> int:
        """The count of iterations after which a number can be looked up, those of the whole
        training at most."""
        goal = wanted.quotation.updates
        if wanted.tick is not None:
            goal = lesson.program.locate(wanted.tick).iteration
        return lesson.iterations if goal is None else min(goal, lesson.iterations)

    def _look_up(self, lesson: Lesson, history: History, wanted: WantedNumber) -> None:
        quotation, tick = wanted.quotation, wanted.tick
        name = quotation.reference.name
        if tick is None:
            last = history.furthest if quotation.updates is None else quotation.updates
            tick = tick_after(lesson.program, name, last) if last <= history.furthest else None
        elif lesson.program.locate(tick).iteration > history.furthest:
            tick = None
        number = None
        if tick is not None:
            number = number_of(quotation, history.at(tick).values.get(name))
        if number is None:
            self._missing.add(wanted.key)
        else:
            self.numbers[wanted.key] = number

    def _let_go(self) -> None:
        self._lesson = self._history = None
        self.is_done = True
        if self._key is not None:
            _lately[self._key] = MappingProxyType(self.numbers)
            _lately.move_to_end(self._key)
            while len(_lately) > MAX_KEPT_COUNT:
                _lately.popitem(last=False)


def _is_over(history: History) -> bool:
    """Whether the training itself said that it is over."""
    return STOPPED in history.program.carried and history.stopped is not None


def _once() -> Callable[[], bool]:
    """False when it is asked for the first time, then True."""
    answers = iter((False,))
    return lambda: next(answers, True)


class QuotedRuns:
    """The quoted numbers of some runs, which take turns."""

    def __init__(self, runs: Iterable[QuotedRun]) -> None:
        self._runs = tuple(runs)
        self._waiting = deque(run for run in self._runs if not run.is_done)
        self._numbers: Mapping[str, float] | None = None

    @property
    def numbers(self) -> Mapping[str, float]:
        """What is known so far, by how it is quoted: the same object as long as nothing more
        is."""
        if self._numbers is None:
            found = {key: value for run in self._runs for key, value in run.numbers.items()}
            self._numbers = MappingProxyType(found)
        return self._numbers

    @property
    def is_done(self) -> bool:
        """Whether nothing more will be known."""
        return not self._waiting

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on in turns of some milliseconds, or of one iteration where that takes longer, and ask
        `until` after each; whether all is known that can be."""
        while self._waiting:
            run = self._waiting.popleft()  # one that raises is not gone on with
            before = len(run.numbers)
            run.go_on()
            if len(run.numbers) != before:
                self._numbers = None
            if not run.is_done:
                self._waiting.append(run)
            if until():
                break
        return self.is_done

    def finish(self) -> None:
        """Go on to the end, however long it takes."""
        self.advance(lambda: False)


def quoted_of(lesson: Lesson) -> QuotedRuns:
    """The numbers that the prose of a lesson quotes at a time, by how it quotes them; nothing is
    read or computed yet."""
    wanted: dict[str | None, dict[str, WantedNumber]] = {}
    for stop in lesson.stops:
        for quotation in stop.quotations:
            if quotation.is_placed:
                of_run = wanted.setdefault(quotation.lesson, {})
                of_run.setdefault(str(quotation), WantedNumber(str(quotation), quotation))
    runs = []
    for name, numbers in wanted.items():
        if name is None:
            runs.append(QuotedRun(numbers.values(), _opener(lesson, LESSON_RUN), ref(lesson)))
        else:
            runs.append(QuotedRun(numbers.values(), _opener(lesson, name), (ref(lesson), name)))
    return QuotedRuns(runs)


def _opener(lesson: Lesson, name: str) -> Callable[[], Lesson]:
    """What opens the run that prose calls by an id: a variant, the lesson that variants are of, or
    a lesson beside it."""
    if name == LESSON_RUN:
        return lambda: lesson.base or lesson
    if any(variant.id == name for variant in lesson.variants):
        return lambda: open_variant(lesson, name)
    folder = found_beside(lesson, name)
    return lambda: load(find(name) if folder is None else folder)


def unchanged_of(lesson: Lesson, stop: int) -> QuotedRuns:
    """What the numbers that a stop quotes without a time are in the run as nobody changed it, by
    how they are quoted; nothing is computed yet."""
    there = lesson.stops[stop]
    program = lesson.program
    iteration = program.locate(there.tick).iteration
    wanted = []
    for quotation in there.quotations:
        if not quotation.is_placed:
            tick = there.tick
            done = program.done_after(quotation.reference.name, iteration)
            if done is not None and quotation.reference.name not in program.carried:
                tick = max(tick, program.start_of(iteration) + done)
            wanted.append(WantedNumber(str(quotation), quotation, tick))
    return QuotedRuns([QuotedRun(wanted, lambda: lesson, (ref(lesson), stop))])


def answers_of(lesson: Lesson, stop: int) -> QuotedRuns:
    """What the questions of a stop ask for in the run as nobody changed it, by `answer_key`;
    nothing is computed yet."""
    wanted = []
    for question in lesson.stops[stop].questions:
        for side, place, tick in _sides(question):
            quotation = Quotation(Reference(place.name, place.index))
            wanted.append(WantedNumber(answer_key(question, side), quotation, tick))
    return QuotedRuns([QuotedRun(wanted, lambda: lesson, (ref(lesson), stop))])


def answer_key(question: Question, side: str) -> str:
    """Under what `answers_of` has a number of a question: its ``answer``, or the ``other`` number
    that this is compared with."""
    return f"{side} of {question.spec.id}"


def _sides(question: Question) -> Iterator[tuple[str, Source, int]]:
    if question.answer is None:
        return
    yield "answer", question.answer, question.tick
    if question.other is not None:
        there = question.tick if question.other_tick is None else question.other_tick
        yield "other", question.other, there
