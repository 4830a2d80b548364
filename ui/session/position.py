"""The position: where in which run the learner is, where the eye falls, and the frame of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from visualnn.company.asked import AskedPoint, asked_point, asking_point
from visualnn.company.company import company_of
from visualnn.company.comparison import Compared, RunComparison
from visualnn.company.lockstep import tick_beside
from visualnn.company.quoted import QuotedRuns, answers_of, quoted_of, unchanged_of
from visualnn.company.watching import Watching
from visualnn.dataclass import dataclass
from visualnn.errors import DataError, VisualnnError
from visualnn.expr import Index, Source
from visualnn.lesson import Lesson
from visualnn.lesson.file import LESSON_RUN
from visualnn.lesson.halts import HaltCondition, halts_of
from visualnn.lesson.studies import StudyNumbers
from visualnn.names import ASKED
from visualnn.ops import Array
from visualnn.program import Phase
from visualnn.run.history import MEGABYTE, Edit, History
from visualnn.run.starting import WaysAhead
from visualnn.tell.frame import Focus, Frame, followed, frame_at, iteration_asked
from visualnn.tell.trees import Trees
from visualnn.text import N_

from .comparing import Comparing
from .prepared import Prepared
from .race_findings import RaceFindings
from .starting import ways_ahead
from .trail import Spot, Trail
from .turns import Turns

__all__ = ["Position", "Way"]

HISTORY_BYTES = 256 * MEGABYTE
"""The memory for rows and checkpoints of the leading run."""
WATCHING_SECONDS = 0.003
"""Seconds of a step in which what is followed may come along; the rest comes in idle turns."""
WATCHED_PICTURES = 8
"""At the highest speed what is followed comes along in every so manieth picture: it could not keep
up."""
AHEAD_SECONDS = 0.030
"""Seconds of a picture in which the ways from a pulled start are computed; longer ones come with
the next."""
STANDING_SECONDS = 0.010
"""Seconds of a step in which the other runs may come to where the learner is; those that do not
come later, in idle turns."""


@dataclass(frozen=True)
class Way:
    """Where to go, and how to look there."""

    tick: int
    focus: Focus | None = None
    """What to look at; None for where a stop points, or the eye falls."""
    halting: bool = False
    """Whether it ends where the training itself says that it is over."""
    leaves: bool = False
    """Whether the spot that is left is remembered on the trail."""
    turns: int = 0
    """Whether it goes back (−1) or forward (+1) along the trail."""
    enters: int = 0
    """Whether a sum that is come to shows its first term only (+1) or all of them (−1), where terms
    are stepped through; 0 elsewhere."""
    eye: Index | None = None
    """The row and unit to stay on from then on; None to stay where the eye is."""
    passes: bool = False
    """Whether the place is left again with the next picture: the other runs come as far, but do not
    stand there."""


class Position:
    """A learner in a run: all that changes when a wish is granted. Nothing changes if the frame of
    another place cannot be made."""

    study: StudyNumbers | None = None
    """The study that was begun in this lesson."""

    def __init__(self, lesson: Lesson) -> None:
        self.first_lesson = lesson
        """The lesson that was opened; another run may lead by now."""
        self.lesson = lesson
        self.as_opened = lesson
        """The leading run's lesson before any knob was turned."""
        self.turns = Turns()
        self.found = RaceFindings()
        """What was found about the runs of a race."""
        self.budget = HISTORY_BYTES
        self._pulled: History | None = None
        """The run itself, while a number is pulled in a fork of it."""
        self._ahead: tuple[tuple[float, ...], WaysAhead] | None = None
        """The start that is pulled to, and the ways from there."""
        self.history = History(lesson.program, lesson.start, HISTORY_BYTES)
        self.company = company_of(lesson)
        """The runs beside this one."""
        self.quoted = quoted_of(lesson)
        """What the prose quotes at a time."""
        self._unchanged: tuple[str, QuotedRuns] | None = None
        """What the stop of a name quotes, in the lesson's own run as nobody changed it."""
        self._answered: tuple[str, QuotedRuns] | None = None
        """What the questions of the stop of a name ask for there."""
        self.watching = Watching()
        """What is followed through the iterations of this run."""
        self.watching.take(self.history, lesson.iterations)
        self.trail = Trail()
        self.breakpoints: frozenset[str] = frozenset()
        """Names at whose writing playing halts."""
        self.conditions = halts_of(lesson, strictly=False)
        """At what else playing halts: conditions over numbers of the run."""
        self._follow_conditions()
        self._pictures = 0
        self.tick = 0
        self.focus: Focus | None = None
        self.frame: Frame | None = None
        self.pointed: Source | None = None
        """The number that is pointed at in some panel."""
        self.pinned: Source | None = None
        """The number of the unit whose square stays large in the boundary."""
        self.point: tuple[float, ...] | None = None
        """The point that the network is asked about."""
        self._answer: tuple[tuple[object, ...], AskedPoint] | None = None
        """What a large network said of a point, and for which run, edits and iteration."""
        self.eye: Index | None = None
        """The row and unit that the learner stays on."""
        self.said: Mapping[tuple[str, str, str], float | str] = MappingProxyType({})
        self.prepared = Prepared()
        """What the learner answered, by lesson, stop and question."""
        self._comparing = Comparing()
        self._trees = Trees()

    @property
    def spot(self) -> Spot:
        """What the trail remembers of this place."""
        return Spot(self.tick, self.focus.place if self.focus else None)

    @property
    def iteration_asked(self) -> int | None:
        """The iteration that a question of this stop waits for, if there is one; none as long as
        the frame is of the lesson before a change."""
        if self.frame is None or self.frame.lesson is not self.lesson:
            return None
        return iteration_asked(self.lesson, self.frame)

    @property
    def comparison(self) -> RunComparison | None:
        """The comparison of this run with those in step; None while one of them is not open."""
        return self._comparing.of(self.lesson, self.history, self.company)

    @property
    def compared(self) -> Compared:
        """What is known of how the runs differ."""
        return self._comparing.known(self.lesson, self.history, self.company)

    def known(self, tick: int) -> Mapping[str, Array]:
        """The values at a tick."""
        return self.history.at(tick).values

    @property
    def over(self) -> int | None:
        """The tick at which the training said that it is over, as far as was computed."""
        iterations = self.history.stopped
        return None if iterations is None else self.lesson.closing_tick(iterations)

    def lead(self, run: str) -> Way:
        """Let another run of the company lead; the way to where it stands. Raises VisualnnError if
        there is no such run, or it cannot be opened."""
        program, focus = self.history.program, self.focus
        lesson, history = self.company.change_leader(run, self.lesson, self.history, HISTORY_BYTES)
        self.take_run(lesson, history)
        self.as_opened, self.turns = lesson, Turns()
        there, _same = tick_beside(program, self.tick, self.lesson.program, self.lesson.last_tick)
        return Way(there, None if focus is None else Focus(focus.place))

    def toggle_condition(self, text: str) -> None:
        """Halt at a condition, or no longer. Raises VisualnnError for what is none in this run."""
        condition = HaltCondition.parse(text)
        if condition in self.conditions:
            self.conditions = tuple(each for each in self.conditions if each != condition)
        else:
            self.watching.refuse(str(condition.number))
            self.conditions = (*self.conditions, condition)
        self._follow_conditions()

    def take_conditions(self, texts: Iterable[str]) -> None:
        """Halt at these conditions and no others. Raises VisualnnError for what is none."""
        self.conditions = tuple(map(HaltCondition.parse, texts))
        self._follow_conditions()

    def _follow_conditions(self) -> None:
        self.watching.halting = tuple(str(each.number) for each in self.conditions)

    @property
    def told_lesson(self) -> Lesson:
        """The lesson whose text is read, or a variant of it, before any knob was turned."""
        first = self.first_lesson
        return first if first.name == self.lesson.name else self.as_opened

    def take_run(self, lesson: Lesson, history: History) -> None:
        """Stand in another run from now on, though no frame of it is made yet."""
        told = self.told_lesson
        self.lesson, self.history = lesson, history
        if lesson.name not in {self.first_lesson.name, self.as_opened.name}:
            self.as_opened = lesson
        if self.told_lesson is not told:
            self.quoted = quoted_of(self.told_lesson)
        self._unchanged = self._answered = None
        self.watching.take(history, lesson.iterations)
        self.trail = Trail()  # its ticks are those of another program

    def pull(self, place: Source, value: float) -> Frame:
        """The frame of the same place if a number were another; the run itself stays as it is.
        Raises what an edit raises, and DataError for a network too large for a second run."""
        if self.history.large:
            raise DataError(N_("this network is too large to follow the hand; type the number"))
        if self._pulled is None:
            self._pulled = self.history
            self.history = self.history.fork(HISTORY_BYTES)
        self.history.edit(Edit(self.tick, place, value))
        return self.look_again()

    def pull_start(self, start: tuple[float, ...]) -> tuple[Frame, bool]:
        """The frame of the same place with the ways of all walkers from another start, as far as
        they are computed within a moment, and whether that is all of them; asked again it goes on.
        Raises ShapeError for what is no start, UnsuitedError for a lesson with a network."""
        known = self._ahead
        if known is None or known[0] != start:
            ways = ways_ahead(self.lesson, self.history, self.company, self.tick, start)
            known = self._ahead = start, ways
        late = time.perf_counter() + AHEAD_SECONDS
        is_done = known[1].advance(lambda: time.perf_counter() > late)
        return self.look_again(), is_done

    def let_go(self) -> bool:
        """Be in the run itself again, after something was pulled; whether it was."""
        if self._ahead is not None:
            self._ahead = None
            return True
        if self._pulled is None:
            return False
        self.history, self._pulled = self._pulled, None
        return True

    def pass_through(self, way: Way) -> None:
        """Be where a way leads without a frame of it."""
        self.eye = self._eye_at(way.tick, way)
        self.tick, self.focus = way.tick, way.focus

    def compute_before(self, tick: int) -> None:
        """Compute all runs as far as here, before being at an earlier tick without a frame of this
        one."""
        locate = self.lesson.program.locate
        iteration = locate(self.tick).iteration
        if locate(tick).iteration < iteration and self.history.furthest < iteration:
            self.company.run_to(self.history, iteration)

    def arrive(self, way: Way, tick: int) -> Frame:
        """Be at the tick that a way has led to."""
        eye = self._eye_at(tick, way)
        focus = way.focus or self._next_focus(tick, eye)
        trail = self._trail_after(way, Spot(tick, focus.place if focus else None))
        frame = self._frame(tick, focus, trail, passes=way.passes)
        told = frame.explanation
        if way.enters and frame.focus is not None and told is not None and told.terms > 1:
            term = 1 if way.enters > 0 else told.terms
            frame = self._frame(tick, replace(frame.focus, term=term), trail)
        self.eye, self.trail = eye, trail
        return self._take(frame)

    def show_all_terms(self) -> None:
        """Let the number in focus be explained as a whole."""
        if self.focus is not None and self.focus.term is not None:
            self.focus = replace(self.focus, term=None)

    def look_again(self) -> Frame:
        """The frame of the same place, after something else than the place has changed."""
        return self._take(self._frame(self.tick, self.focus, self.trail))

    def ask(self, point: tuple[float, ...] | None) -> Frame:
        """The frame of the same place with the network asked about a point, and what it says of it
        in focus; without a point, as it was before. Raises ShapeError for what is no example."""
        old = self.point
        self.point = point
        try:
            if point is None:
                return self.look_again()
            there = Focus(self._answer_to(point))
            trail = self._trail_after(Way(self.tick, leaves=True), Spot(self.tick, there.place))
            frame = self._frame(self.tick, there, trail)
        except Exception:
            self.point = old
            raise
        self.trail = trail
        return self._take(frame)

    def sketch(self, point: tuple[float, ...]) -> Frame:
        """The frame of the same place with the network asked about a point that is still being
        drawn: a number of the point that is in focus stays there. Raises what `ask` raises."""
        if self.point is None or self.focus is None or not self.focus.place.name.startswith(ASKED):
            return self.ask(point)
        old, self.point = self.point, point
        try:
            return self.look_again()
        except Exception:
            self.point = old
            raise

    def _answer_to(self, point: tuple[float, ...]) -> Source:
        """What the network says most strongly of a point: its largest output. Raises ShapeError for
        what is no example."""
        known = self._answer_at(self.tick, point)
        said = known or asked_point(self.lesson, self.known(self.tick), point)
        name = ASKED + self.lesson.network.output
        output = said.values[name]
        place = np.unravel_index(int(np.argmax(output)), output.shape)
        return Source(name, tuple(int(n) for n in place))

    def asking(self, point: tuple[float, ...]) -> Iterator[float] | None:
        """What is to be computed before a large network can be asked about a point: yields the
        share that is done. None where `ask` answers at once."""
        if not self.history.large or self._answer_at(self.tick, point) is not None:
            return None
        return self._asking(point)

    def _asking(self, point: tuple[float, ...]) -> Iterator[float]:
        key = self._answer_key(self.tick)
        answer = yield from asking_point(self.lesson, self.known(self.tick), point)
        self._answer = key, answer

    def _answer_key(self, tick: int) -> tuple[object, ...]:
        """What an answer depends on: it holds up to the update of the iteration, and what is asked
        about later, at that tick."""
        instruction = self.history.program.at(tick)
        phases = (Phase.UPDATE, Phase.EVALUATE, Phase.CALLBACKS)
        late = tick if instruction is not None and instruction.phase in phases else None
        iteration = self.history.program.locate(tick).iteration
        return self.history, self.history.laid.items, iteration, late

    def _answer_at(self, tick: int, point: tuple[float, ...] | None) -> AskedPoint | None:
        """What a large network is known to say of a point at a tick."""
        if self._answer is None or point is None:
            return None
        key, answer = self._answer
        return answer if answer.point == point and key == self._answer_key(tick) else None

    def _point_at(self, tick: int) -> tuple[float, ...] | None:
        """The point that is asked about, if the run in front has examples of that size; of a large
        network only while its answer is known, so that no step waits for it."""
        size = math.prod(self.lesson.data.x.shape[1:])
        if self.point is None or len(self.point) != size:
            return None
        is_known = not self.history.large or self._answer_at(tick, self.point) is not None
        return self.point if is_known else None

    def answer(self, stop: str, question: str, said: float | str | None) -> Frame:
        """The frame of the same place after a question was answered, the first time only, or after
        an answer was forgotten: `said` is None."""
        key = (self.lesson.name, stop, question)
        others = {each: answer for each, answer in self.said.items() if each != key}
        kept = None if said is None else self.said.get(key, said)
        self.said = MappingProxyType(others if kept is None else {**others, key: kept})
        return self.look_again()

    def frames_of_stops(self) -> tuple[Frame, ...]:
        """The frame at each stop of the lesson that the run has come to, in order, of the lesson's
        own run where that is known; the position stays."""
        own = self.lesson, self.history
        companion = self.company.companions.get(LESSON_RUN)
        if self.lesson.variant is not None and companion is not None and companion.history:
            own = companion.run.opened or self.lesson, companion.history
        lesson, history = own
        return tuple(
            frame_at(lesson, history, stop.tick, quoted=self.quoted.numbers, said=self.said)
            for stop in lesson.stops
            if lesson.program.locate(stop.tick).iteration <= history.furthest
        )

    def prepare(self, prepared: Prepared) -> Frame:
        """The frame of the same place after something was prepared for a class, or heard from
        it."""
        self.prepared = prepared
        return self.look_again()

    def point_at(self, place: Source | None) -> Frame | None:
        """The frame of the same place while something else is pointed at; None if nothing is
        shown yet, or it is pointed at already."""
        if self.frame is None or place == self.pointed:
            return None
        self.pointed = place
        return self._take(replace(self.frame, pointed=place))

    def pin(self, place: Source | None) -> Frame | None:
        """The frame of the same place with the square of another unit kept large; None if nothing
        is shown yet."""
        if self.frame is None:
            return None
        self.pinned = place
        return self._take(replace(self.frame, pinned=place))

    def _take(self, frame: Frame) -> Frame:
        self.tick, self.focus, self.frame = frame.tick, frame.focus, frame
        return frame

    def _frame(
        self, tick: int, focus: Focus | None, trail: Trail, *, passes: bool = False
    ) -> Frame:
        self._take_along(tick, passes=passes)
        return frame_at(
            self.lesson,
            self.history,
            tick,
            focus,
            self.breakpoints,
            can_look_back=trail.next(-1) is not None,
            can_look_forward=trail.next(+1) is not None,
            company=self.company.runs,
            leader=self.company.leader,
            quoted=self.quoted.numbers,
            unchanged=self._unchanged_at(self.lesson.stop_at(tick)),
            answered=self._answered_at(self.lesson.stop_at(tick)),
            pointed=self.pointed,
            pinned=self.pinned,
            point=self._point_at(tick),
            asked=self._answer_at(tick, self.point),
            compared=self.compared,
            watched=self.watching.known,
            conditions=tuple(map(str, self.conditions)),
            said=self.said,
            class_counts=self.prepared.class_counts,
            study=self.study,
            ahead={} if self._ahead is None else self._ahead[1].places,
            trees=self._trees,
            is_fleeting=passes,
        )

    def _unchanged_at(self, stop: int | None) -> Mapping[str, float]:
        """What is known of the numbers of a stop in the lesson's own run as nobody changed it; only
        where something was changed, or a variant leads."""
        changed = bool(self.history.laid.items) or self.lesson.is_beyond_prose
        changed = changed or self.lesson.variant is not None
        self._unchanged = self._kept(self._unchanged, stop if changed else None, unchanged_of)
        return {} if self._unchanged is None else self._unchanged[1].numbers

    def _answered_at(self, stop: int | None) -> Mapping[str, float] | None:
        """What is known of what the questions of a stop ask for in the lesson's own run, where a
        variant leads; None where the run in front is asked."""
        own = self.lesson.variant is None
        self._answered = self._kept(self._answered, None if own else stop, answers_of)
        return None if self._answered is None else self._answered[1].numbers

    def _kept(
        self,
        known: tuple[str, QuotedRuns] | None,
        stop: int | None,
        made: Callable[[Lesson, int], QuotedRuns],
    ) -> tuple[str, QuotedRuns] | None:
        """What is known of a stop of the run in front, in the lesson's own run; None without a stop
        that both have."""
        if stop is None:
            return None
        name = self.lesson.stops[stop].name
        if known is not None and known[0] == name:
            return known
        try:
            own = self.told_lesson.base or self.told_lesson
        except VisualnnError:
            return None  # only its variants can be built
        there = next((n for n, each in enumerate(own.stops) if each.name == name), None)
        return None if there is None else (name, made(own, there))

    @property
    def is_explained(self) -> bool:
        """Whether every term of the number in focus is made."""
        return self._trees.is_made

    def make_terms(self, until: Callable[[], bool]) -> bool:
        """Make terms of the number in focus until asked to stop; whether all are made."""
        return self._trees.make(until)

    @property
    def is_waiting(self) -> bool:
        """Whether prose quotes a number that is still to be computed."""
        return not all(numbers.is_done for numbers in self._asked_by_prose())

    def advance_prose(self, until: Callable[[], bool]) -> None:
        """Go on with what prose quotes until asked to stop."""
        for numbers in self._asked_by_prose():
            if not numbers.is_done:
                numbers.advance(until)
            if until():
                break

    def _asked_by_prose(self) -> Iterator[QuotedRuns]:
        for known in (self._unchanged, self._answered):
            if known is not None:
                yield known[1]
        yield self.quoted

    def _take_along(self, tick: int, *, passes: bool) -> None:
        """Let the other runs stand at a tick, or come as far as this run is computed."""
        self._pictures += 1
        is_turn = not passes or self._pictures % WATCHED_PICTURES == 0
        if is_turn and not self.history.is_sliced:
            late = time.perf_counter() + WATCHING_SECONDS
            self.watching.advance(lambda: time.perf_counter() > late)
        deadline = time.perf_counter() + STANDING_SECONDS

        def is_late() -> bool:
            return time.perf_counter() > deadline

        if passes:
            self.history.at(tick)  # what is looked at is computed
            self.company.follow(self.history, tick)
        else:
            self.company.stand(self.history.program, tick, until=is_late)

    def _trail_after(self, way: Way, there: Spot) -> Trail:
        if way.turns:
            return self.trail.after_turning(way.turns, self.spot)
        if way.leaves and there != self.spot:
            return self.trail.after_leaving(self.spot)
        return self.trail

    def _eye_at(self, tick: int, way: Way) -> Index | None:
        """The row and unit to stay on: a stop that points somewhere takes the eye along."""
        if way.eye:
            return way.eye
        came = way.focus is None or tick != self.tick
        return None if came and self._points_at(tick) else self.eye

    def _points_at(self, tick: int) -> bool:
        stop = self.lesson.stop_at(tick)
        return (
            stop is not None
            and self.lesson.stops[stop].focus is not None
            and self.lesson.stops[stop].tick == tick
        )

    def _next_focus(self, tick: int, eye: Index | None) -> Focus | None:
        """Where to look at another tick: where a stop points, else at what is written there, in the
        row and unit that the learner chose last, or that the last stop points at.

        It depends on the tick and on that choice, never on the way there.
        """
        last = self.lesson.stop_at(tick)
        pointed = None if last is None else self.lesson.stops[last].focus
        if pointed and self._points_at(tick) and pointed.name in self.known(tick):
            return Focus(pointed)
        instruction = self.history.program.at(tick)
        if instruction is None:
            return None
        eye = eye or (pointed.index if pointed else ())
        return Focus(followed(self.known(tick), instruction.writes, eye))
