"""The player: lesson, tick, focus, pace, and the history it owns. All mutable state of the program
is here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.guard import guarded
from visualnn.errors import VisualnnError
from visualnn.expr import Index, Source
from visualnn.lesson import Lesson
from visualnn.machine.walk import Grain, out, unit_end, unit_start
from visualnn.ops import Array
from visualnn.program import STOPPED
from visualnn.run.history import Edit, History
from visualnn.tell.explain import GradientCheck, check_gradient
from visualnn.tell.frame import Focus, Frame, followed, frame_at
from visualnn.tell.uses import Use, element_using
from visualnn.text import _

SLICE = 0.012
"""Seconds of a screen frame that a run may compute; the rest is for painting."""
FRAME = 16
"""Milliseconds between two pictures of a run."""
PATIENCE = 0.05
"""Seconds that a jump may keep the window waiting before it goes on in slices that can be
cancelled."""
PICTURES = 200
"""In so many pictures a run that is known already passes at the highest speed."""
SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, float("inf"))
"""Steps per second; ∞ runs whole iterations as fast as they can be computed."""


class Player(QObject):
    """Where in which history the learner is, and everything that moves it."""

    moved = Signal(object)
    """A Frame, after every change."""
    opened = Signal(object)
    """A Lesson, before its first frame."""
    playing_changed = Signal(bool)
    busy = Signal(float)
    """The share of a long way that is done, from 0 to 1; 1 is the end of it."""
    failed = Signal(str)
    """A sentence for the learner: something could not be done, nothing has changed."""

    def __init__(self, lesson: Lesson, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grain = Grain.INSTRUCTION
        self.speed = 2.0
        self.breakpoints: frozenset[str] = frozenset()
        self._owed = 0.0
        self._last = 0.0
        self._goal: tuple[int, Focus | None, bool] | None = None
        self._clock = QTimer(self, interval=FRAME)
        self._clock.timeout.connect(self._play_on)
        self._traveller = QTimer(self, interval=0)
        self._traveller.timeout.connect(self._travel_on)
        self._take(lesson)

    # -- what there is
    # ------------------------------------------------------------------------------------------

    def _take(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.history = History(lesson.program, lesson.start)
        self.tick = 0
        self.focus: Focus | None = None
        self.frame: Frame | None = None
        self._eye: Index | None = None

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    def open(self, lesson: Lesson) -> None:
        """Another lesson, from its beginning."""
        self.pause()
        self.cancel()
        self._take(lesson)
        self.breakpoints = frozenset()
        self.opened.emit(lesson)
        self.go(0)

    # -- moving ------------------------------------------------------------------------------------
    # -------------

    @guarded
    def go(self, tick: int, focus: Focus | None = None, *, halting: bool = False) -> None:
        """Show a tick. A far one is approached in slices; `cancel` stays where the way has come
        to. A `halting` way ends where the training itself says that it is over."""
        with self._ending_if_it_fails():
            self._approach(max(0, min(tick, self.lesson.last_tick)), focus, halting)

    def _approach(self, tick: int, focus: Focus | None, halting: bool) -> None:
        iteration = self.history.program.locate(tick).iteration
        deadline = time.perf_counter() + PATIENCE
        self.history.run_to(
            iteration, until=lambda: time.perf_counter() > deadline, halting=halting
        )
        over = self._over if halting else None
        if over is None and self.history.furthest < iteration:
            self._goal = (tick, focus, halting)
            self._traveller.start()
            return
        self.cancel()
        self._show(tick if over is None else min(tick, over), focus)

    @contextmanager
    def _ending_if_it_fails(self) -> Iterator[None]:
        """What goes on by itself would fail again and again: it ends the first time."""
        try:
            yield
        except Exception:
            self.pause()
            self.cancel()
            raise

    @property
    def _over(self) -> int | None:
        """The tick at which the training said that it is over, if it did."""
        done = self.history.stopped
        return None if done is None else self.history.program.end_of(done - 1)

    def _show(self, tick: int, focus: Focus | None) -> None:
        frame = frame_at(
            self.lesson, self.history, tick, focus or self._next_focus(tick), self.breakpoints
        )
        self.tick, self.focus, self.frame = frame.tick, frame.focus, frame
        self.moved.emit(frame)

    def _next_focus(self, tick: int) -> Focus | None:
        """Where to look at another tick: where a stop points, else at what is written there, in the
        row and unit that the learner chose last, or that the last stop points at.

        It depends on the tick and on that choice, never on the way there.
        """
        last = self.lesson.stop_at(tick)
        pointed = None if last is None else self.lesson.stops[last].focus
        if last is not None and pointed and self.lesson.stops[last].tick == tick:
            self._eye = None
            if pointed.name in self._known(tick):
                return Focus(pointed)
        instruction = self.history.program.at(tick)
        if instruction is None:
            return None
        eye = self._eye or (pointed.index if pointed else ())
        return Focus(followed(self._known(tick), instruction.writes, eye))

    def _known(self, tick: int) -> Mapping[str, Array]:
        return self.history.at(tick).values

    @guarded
    def _travel_on(self) -> None:
        if self._goal is None:
            self._traveller.stop()
            return
        with self._ending_if_it_fails():
            self._travel(*self._goal)

    def _travel(self, tick: int, focus: Focus | None, halting: bool) -> None:
        iteration = self.history.program.locate(tick).iteration
        deadline = time.perf_counter() + SLICE
        done = self.history.run_to(
            iteration, until=lambda: time.perf_counter() > deadline, halting=halting
        )
        over = self._over if halting else None
        if over is not None or done >= iteration:
            self.cancel()
            self._show(tick if over is None else min(tick, over), focus)
        else:
            self.busy.emit(done / iteration)

    def cancel(self) -> None:
        """Give up a long way."""
        if self._goal is not None:
            self._goal = None
            self._traveller.stop()
            self.busy.emit(1.0)

    @guarded
    def look_at(self, place: Source) -> None:
        """Explain another number at the same tick, and stay on its row and unit from now on."""
        self._eye = place.index or self._eye
        self._show(self.tick, Focus(place))

    @guarded
    def refresh(self) -> None:
        """Paint the same tick again; a long way goes on meanwhile."""
        self._show(self.tick, self.focus)

    # -- the four verbs
    # -----------------------------------------------------------------------------------------

    def over(self) -> None:
        """One step on, at the chosen grain."""
        if self.grain is Grain.TERM:
            self._term(+1)
        else:
            self.go(unit_end(self.history.program, self.tick, self.grain))

    def back(self) -> None:
        """One step back, at the chosen grain."""
        if self.grain is Grain.TERM:
            self._term(-1)
        else:
            self.go(unit_start(self.history.program, self.tick, self.grain))

    def into(self) -> None:
        """One grain finer, and one step there."""
        self.set_grain(Grain(max(self.grain - 1, Grain.TERM)))
        self.over()

    def out(self) -> None:
        """To the end of what is going on, one grain coarser."""
        self.go(out(self.history.program, self.tick, self.grain))

    def jump(self, grain: Grain, direction: int) -> None:
        """One unit of some grain on (+1) or back (−1), whatever grain is chosen."""
        move = unit_end if direction > 0 else unit_start
        self.go(move(self.history.program, self.tick, grain))

    def set_grain(self, grain: Grain) -> None:
        """How much one step covers from now on."""
        self.grain = grain
        if grain is not Grain.TERM and self.focus and self.focus.term is not None:
            self.focus = replace(self.focus, term=None)
        self.refresh()

    def _term(self, direction: int) -> None:
        explanation = self.frame.explanation if self.frame else None
        terms = explanation.terms if explanation else 1
        now = self.focus.term if self.focus and self.focus.term else (0 if direction > 0 else terms)
        if self.focus and terms > 1 and 1 <= now + direction <= terms:
            self._show(self.tick, replace(self.focus, term=now + direction))
            return
        tick = self.tick + direction
        if not 0 <= tick <= self.lesson.last_tick:
            return
        self.go(tick)
        if self.focus and self.frame and self.frame.explanation and self.tick == tick:
            count = self.frame.explanation.terms
            if count > 1:
                term = 1 if direction > 0 else count
                self._show(tick, replace(self.focus, term=term))

    # -- jumps -------------------------------------------------------------------------------------
    # -------------

    def to_start(self) -> None:
        self.go(0)

    def to_end(self) -> None:
        """The end of the lesson, or where the training said that it is over."""
        self.go(self.lesson.last_tick, halting=True)

    def to_stop(self, direction: int) -> None:
        """The next (+1) or the previous (−1) stop of the lesson."""
        ticks = [stop.tick for stop in self.lesson.stops]
        ahead = (
            [t for t in ticks if t > self.tick]
            if direction > 0
            else [t for t in ticks if t < self.tick]
        )
        if ahead:
            self.go(min(ahead) if direction > 0 else max(ahead))

    def to_origin(self) -> None:
        """Where the number in focus was made."""
        explanation = self.frame.explanation if self.frame else None
        if explanation is not None:
            self.go(explanation.tick, Focus(explanation.place))

    @guarded
    def to_use(self, use: Use) -> None:
        """A later instruction that reads the number in focus, at the element it goes into."""
        if self.focus is not None:
            place = self.focus.place
            self.go(use.tick, Focus(element_using(self.history, use, place)))

    def to_trouble(self) -> None:
        """The instruction that made the first number that is not finite."""
        trouble = self.history.trouble
        if trouble is not None:
            self.go(trouble.tick, Focus(trouble.place))

    # -- playing -----------------------------------------------------------------------------------
    # -------------

    def play(self) -> None:
        if self.tick < self.lesson.last_tick and not self.playing:
            self._owed, self._last = 0.0, time.perf_counter()
            self._clock.start()
            self.playing_changed.emit(True)

    def pause(self) -> None:
        if self.playing:
            self._clock.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        self.pause() if self.playing else self.play()

    def set_speed(self, speed: float) -> None:
        self.speed = speed

    @guarded
    def _play_on(self) -> None:
        with self._ending_if_it_fails():
            self._play()

    def _play(self) -> None:
        now = time.perf_counter()
        self._owed += min(now - self._last, 0.25) * self.speed
        self._last = now
        if self.speed == float("inf"):
            self._owed = 0.0
            self._arrive(self._fast_goal(now + SLICE))
        elif self._owed >= 1:
            steps = int(self._owed)
            self._owed -= steps
            if self.grain is Grain.TERM:
                self._term(+1)
            else:
                tick = self.tick
                for _step in range(steps):
                    tick = unit_end(self.history.program, tick, self.grain)
                self._arrive(tick)
        if self.tick >= self.lesson.last_tick:
            self.pause()

    def _fast_goal(self, deadline: float) -> int:
        """The end of the last iteration that the next picture shows: what is known already passes
        in some seconds, what is new as fast as a slice of time can compute it."""
        program, history, planned = self.history.program, self.history, self.lesson.iterations
        place = program.locate(self.tick)
        todo = place.iteration + (self.tick == program.end_of(place.iteration))
        if todo < history.furthest:
            goal = min(history.furthest, todo + max(1, planned // PICTURES))
        else:
            goal = history.run_to(
                planned, until=lambda: time.perf_counter() > deadline, halting=True
            )
        return program.end_of(min(max(goal, todo + 1), planned) - 1)

    def _arrive(self, tick: int) -> None:
        """Go on to a tick, but no further than the next stop or breakpoint, and halt there."""
        halt, over = self._halt_before(tick), self._over_before(tick)
        if over is not None and (halt is None or over <= halt):
            halt = over
            self.failed.emit(_("The training ends here: for a while, nothing got better."))
        if halt is not None:
            self.pause()
        self.go(tick if halt is None else halt)

    def _over_before(self, tick: int) -> int | None:
        """The tick on the way at which the training itself says that it is over."""
        program, history = self.history.program, self.history
        if STOPPED not in program.carried:
            return None
        place = program.locate(tick)
        history.run_to(place.iteration + (tick == program.end_of(place.iteration)), halting=True)
        over = self._over
        return over if over is not None and self.tick < over <= tick else None

    def _halt_before(self, tick: int) -> int | None:
        program = self.history.program
        halts = [stop.tick for stop in self.lesson.stops if self.tick < stop.tick <= tick]
        if self.breakpoints:
            for now in range(self.tick + 1, min(tick, self.tick + 2 * program.epoch_ticks) + 1):
                instruction = program.at(now)
                if instruction is not None and instruction.writes in self.breakpoints:
                    halts.append(now)
                    break
        return min(halts, default=None)

    @guarded
    def toggle_breakpoint(self, name: str) -> None:
        """Halt a run, or no longer, whenever `name` was written."""
        self.breakpoints ^= {name}
        self.refresh()

    # -- changing ----------------------------------------------------------------------------------
    # -------------

    @guarded
    def edit(self, place: Source, value: float) -> None:
        """Give a number another value from this tick on."""
        self.pause()
        self.history.edit(Edit(self.tick, place, value))
        self._show(self.tick, Focus(place))

    @guarded
    def undo(self) -> None:
        """Take the last edit back and show where it was."""
        edit = self.history.undo()
        if edit is not None:
            self.go(edit.tick, Focus(edit.place))

    @guarded
    def redo(self) -> None:
        """Make the last edit that was taken back again and show where it is."""
        edit = self.history.redo()
        if edit is not None:
            self.go(edit.tick, Focus(edit.place))

    def check_gradient(self) -> GradientCheck | None:
        """Compare the gradient in focus with two extra forward passes; None if the focus is no
        such gradient."""
        if self.focus is None:
            return None
        try:
            return check_gradient(self.history, self.tick, self.focus.place)
        except VisualnnError as error:
            self.failed.emit(error.sentence(_))
            return None
