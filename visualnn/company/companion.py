"""A companion: one run of a company, with a history of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from ..errors import DataError, VisualnnError
from ..lesson import Lesson
from ..program import Program
from ..run.curves import closed_curves, with_values
from ..run.history import History
from ..text import N_
from .companion_run import CompanionRun, RunKind
from .lockstep import tick_beside

__all__ = ["Companion"]


def _never() -> bool:
    return False


class Companion:
    """One run of a company: it goes to its end for itself, stands beside the leading run, or
    both."""

    def __init__(
        self,
        run: CompanionRun,
        open_lesson: Callable[[], Lesson],
        key: Hashable = None,
        *,
        wants_end: bool = True,
        is_in_step: bool = False,
    ) -> None:
        """`open_lesson` may raise VisualnnError; `key` says under what the ending is kept."""
        self._run = run
        self._is_told = True
        self.key = key
        self.wants_end = wants_end
        """Whether it goes to its end, however far the leading run has come."""
        self.is_in_step = is_in_step
        """Whether it stands where the leading run stands."""
        self._open = open_lesson
        self._lesson: Lesson | None = None
        self._history: History | None = None
        self._place: tuple[Program, int] | None = None

    @classmethod
    def of(cls, run: CompanionRun, lesson: Lesson, history: History) -> Companion:
        """A companion that has a history already and is in step."""
        made = cls(run, lambda: lesson, wants_end=False, is_in_step=True)
        made._lesson, made._history = lesson, history
        made._tell()
        return made

    @property
    def run(self) -> CompanionRun:
        """What is known of it."""
        if not self._is_told:
            self._tell()
        return self._run

    @run.setter
    def run(self, run: CompanionRun) -> None:
        self._run = run

    @property
    def furthest(self) -> int:
        """How many iterations were computed to their end."""
        return self._run.furthest if self._history is None else self._history.furthest

    @property
    def history(self) -> History | None:
        """Its history, once it was opened and as long as it is needed."""
        return self._history

    @property
    def is_waiting(self) -> bool:
        """Whether it is on the way to its end."""
        return self.wants_end and not self.run.is_done

    @property
    def keeps_step(self) -> bool:
        """Whether it is computed along with the leading run."""
        return self.is_in_step and self._run.is_shown and self._run.failure is None

    def opened(self, budget: int) -> tuple[Lesson, History]:
        """Its lesson and its history, made the first time with `budget` bytes. Raises VisualnnError
        if the lesson cannot be opened."""
        if self._lesson is None or self._history is None:
            self._lesson = self._open()
            self._history = History(self._lesson.program, self._lesson.start, budget)
            self.run = replace(self.run, opened=self._lesson)
        return self._lesson, self._history

    # -- to its end --------------------------------------------------------------------------------

    def go_on(self, budget: int) -> None:
        """One turn towards its end: open the lesson, or go on by some iterations, one at least
        where there is one.

        `budget` is the memory in bytes for a history. What cannot be opened or computed ends the
        run, and the reason is a sentence.
        """
        self._tried(lambda: self._go_on(budget))

    def _go_on(self, budget: int) -> None:
        if self._history is None:
            self.opened(budget)
            return
        lesson, history = self.opened(budget)
        if history.furthest < lesson.iterations and history.stopped is None:
            history.run_to(lesson.iterations, until=_once(), halting=True)
            self._tell()
            return
        end = lesson.closing_tick(history.furthest)
        self._tell()
        ending = history.at(end).values
        self.run = replace(self.run, ending=ending, curves=closed_curves(history), share=1.0)
        if not self.is_in_step:
            self._let_go()

    # -- beside the leading run --------------------------------------------------------------------

    def run_to(self, iteration: int, budget: int, until: Callable[[], bool] = _never) -> None:
        """Compute whole iterations up to `iteration` or to its own end, or until asked to stop."""
        if self._history is None or self._history.furthest < iteration:
            self._tried(lambda: self._run_to(iteration, budget, until))

    def come_along(self, iteration: int, budget: int, until: Callable[[], bool]) -> None:
        """Do what `run_to` does, whole where iterations are short; where one is done in slices,
        an instruction at least, and until asked to stop between them."""

        def come() -> None:
            _lesson, history = self.opened(budget)
            self._run_to(iteration, budget, _after_one(until) if history.is_sliced else _never)

        if self._history is None or self._history.furthest < iteration:
            self._tried(come)

    def _run_to(self, iteration: int, budget: int, until: Callable[[], bool]) -> None:
        lesson, history = self.opened(budget)
        before = history.furthest
        if before < min(iteration, lesson.iterations):
            history.run_to(min(iteration, lesson.iterations), until=until, halting=True)
        if history.furthest != before:
            self._is_told = False

    def pass_by(self, leading: Program, tick: int) -> None:
        """Stand where the leading program passes a tick of it, with what stands in memory there;
        nowhere if that is another place."""
        lesson, history = self._lesson, self._history
        if lesson is None or history is None or self._run.failure is not None:
            return
        there, is_same = tick_beside(leading, tick, lesson.program, lesson.last_tick)
        state = history.just_done()
        if state is None or state.tick != there:
            self.leave()
            return
        self._place = (leading, tick)
        self._tell(values=state.values, tick=there, is_same_instruction=is_same)

    def stands(self, leading: Program, tick: int) -> bool:
        """Whether its values are those at this tick of the leading program, or it has none to
        give."""
        if self.run.failure is not None:
            return True
        return self._place is not None and self._place[0] is leading and self._place[1] == tick

    def stand(
        self, leading: Program, tick: int, budget: int, until: Callable[[], bool] = _never
    ) -> bool:
        """Stand where the leading program stands at a tick of it; whether it does before it was
        asked to stop."""
        self._tried(lambda: self._stand(leading, tick, budget, until))
        return self.stands(leading, tick)

    def _stand(self, leading: Program, tick: int, budget: int, until: Callable[[], bool]) -> None:
        lesson, history = self.opened(budget)
        program = lesson.program
        there, is_same = tick_beside(leading, tick, program, lesson.last_tick)
        iteration = program.locate(there).iteration
        self._run_to(iteration, budget, until)
        stopped = history.stopped
        if stopped is not None and iteration >= stopped:
            there, is_same = program.end_of(stopped - 1), False
        elif history.furthest < iteration:
            self.leave()
            return
        values = history.at(there).values
        self._place = (leading, tick)
        is_closing = iteration == history.furthest == lesson.iterations
        self._tell(
            # what the iteration has written is one point more, as in the leading run
            curves=closed_curves(history)
            if is_closing
            else with_values(program, history.curves, there, values),
            values=values,
            tick=there,
            is_same_instruction=is_same,
        )

    def change(self, do: Callable[[History], None], budget: int) -> None:
        """Let its history be changed, and tell how far it has come after it."""
        _lesson, history = self.opened(budget)
        do(history)
        self._tell()
        self._place = None

    def take(self, lesson: Lesson, history: History) -> None:
        """Run another lesson in step, under the same name and mark."""
        self._lesson, self._history, self._place, self.key = lesson, history, None, None
        self._run = replace(
            self._run,
            ending=None,
            values=None,
            tick=None,
            is_same_instruction=False,
            failure=None,
        )
        self._tell()

    def leave(self) -> None:
        """Stand nowhere until it is asked to again."""
        self._place = None
        if self.run.values is not None:
            self.run = replace(self.run, values=None, tick=None, is_same_instruction=False)

    # -- what is known -----------------------------------------------------------------------------

    def _tell(self, **place: Any) -> None:
        """Write down how far it has come, and what else is known of its `place`."""
        self._is_told = True
        lesson, history = self._lesson, self._history
        if lesson is not None and history is not None:
            known: dict[str, Any] = {
                "opened": lesson,
                "curves": history.curves,
                "trails": history.trails,
                "furthest": history.furthest,
                "share": history.furthest / lesson.iterations,
                "edits": history.laid.items,
                "trouble": history.trouble,
            }
            self._run = replace(self._run, **(known | place))

    def _tried(self, compute: Callable[[], None]) -> None:
        try:
            compute()
        except (VisualnnError, OSError, UnicodeError) as error:
            self._let_go()
            self.leave()
            self.run = replace(self.run, failure=self._refusal(error))

    def _refusal(self, error: VisualnnError | OSError | UnicodeError) -> VisualnnError:
        """Why it goes no further; what is wrong with a variant says so itself."""
        if self.run.kind is RunKind.VARIANT and isinstance(error, VisualnnError):
            return error
        sentence = N_("the lesson {lesson} cannot run beside this one: {why}")
        return DataError(sentence, lesson=self.run.lesson, why=error)

    def _let_go(self) -> None:
        self._lesson = self._history = self._place = None


def _once() -> Callable[[], bool]:
    """False when it is asked for the first time, then True."""
    answers = iter((False,))
    return lambda: next(answers, True)


def _after_one(until: Callable[[], bool]) -> Callable[[], bool]:
    """The same question, but not before a piece is done."""
    once = _once()
    return lambda: once() and until()
