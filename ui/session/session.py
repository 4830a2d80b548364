"""The session: a learner in a lesson. What can be asked about it, and what can be wished.

It holds the position in the run, the way that is being gone, the clock that plays and the record of
the wishes that were granted, and knows nothing of the window. It can be made before the engine is
imported, and every question has an answer before the first lesson too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded
from visualnn import figures, text
from visualnn.text import _

from . import wishes
from .going import Going
from .playing import SPEEDS, Pace, Playing
from .record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

    from .position import Position, Way

__all__ = ["Session"]

INSTRUCTION, ITERATION, EPOCH = 1, 4, 5
"""Numbers of grains, which the engine is not needed to know."""


class Session(QObject):
    """What the learner is doing."""

    moved = Signal(object)
    """A Frame, after every change."""
    playing_changed = Signal(bool)
    busy = Signal(float)
    """The share of a far way that is done, from 0 to 1; 1 is the end of it."""
    failed = Signal(str)
    """A sentence for the learner."""
    checked = Signal(object)
    """A GradientCheck that was asked for."""
    lesson_wished = Signal(str)
    """The name or path of a lesson that is to be opened."""

    def __init__(self, speed: float, parent: QObject | None = None) -> None:
        """`speed`: steps per second that playing starts with."""
        super().__init__(parent)
        self._position: Position | None = None
        self._record = Record()
        self._drifted = False
        """Whether something else than the last wish of the record led here."""
        self._pace = Pace(INSTRUCTION, speed)
        self._going = Going(self)
        self._playing = Playing(self._pace, self._go_playing, self)
        self._going.busy.connect(self.busy)
        self._playing.changed.connect(self.playing_changed)
        for part in (self._going, self._playing):
            part.failed.connect(self.failed)

    def take(self, lesson: Lesson) -> None:
        """Another lesson, from its beginning."""
        from .position import Position  # it brings the whole engine along

        self.halt()
        self._position = Position(lesson)
        self._record, self._drifted = Record(), False
        self._begin()

    @guarded
    def _begin(self) -> None:
        from .position import Way

        self._go(Way(0))

    # -- where the learner is ----------------------------------------------------------------------

    @property
    def has_lesson(self) -> bool:
        """Whether a lesson was opened."""
        return self._position is not None

    @property
    def position(self) -> Position:
        """Lesson, history, and the place in it. Raises RuntimeError before the first lesson."""
        if self._position is None:
            raise RuntimeError("no lesson was opened")
        return self._position

    @property
    def frame(self) -> Frame | None:
        """What is shown."""
        return self._position.frame if self._position else None

    @property
    def tick(self) -> int:
        """Where the learner is."""
        return self._position.tick if self._position else 0

    @property
    def last_tick(self) -> int:
        """The end of the lesson."""
        return self._position.lesson.last_tick if self._position else 0

    @property
    def place(self) -> Source | None:
        """The number in focus."""
        return self._position.spot.place if self._position else None

    @property
    def written(self) -> str:
        """The name that was written last."""
        return self.frame.written if self.frame else ""

    def has_stop(self, direction: int) -> bool:
        """Whether the lesson has a stop further on (+1) or further back (−1)."""
        stops = self._position.lesson.stops if self._position else ()
        return any((stop.tick - self.tick) * direction > 0 for stop in stops)

    def can_look_back(self, direction: int) -> bool:
        """Whether there is something to go back (−1) or forward (+1) to."""
        if self.frame is None:
            return False
        return self.frame.can_look_back if direction < 0 else self.frame.can_look_forward

    # -- what holds there --------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it steps on by itself."""
        return self._playing.is_on

    @property
    def grain(self) -> int:
        """How much a step covers, as a number of Grain."""
        return self._pace.grain

    @property
    def speed(self) -> float:
        """Steps per second."""
        return self._pace.speed

    @property
    def breakpoints(self) -> frozenset[str]:
        """Names at whose writing playing halts."""
        return self._position.breakpoints if self._position else frozenset()

    @property
    def has_trouble(self) -> bool:
        """Whether there is a number that is not finite."""
        return self.frame is not None and self.frame.trouble is not None

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self.frame is not None and self.frame.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a change can be made again."""
        return self.frame is not None and self.frame.can_redo

    @property
    def rate(self) -> float | None:
        """The learning rate at this tick."""
        known = self.frame.values.get("lr") if self.frame else None
        return None if known is None else float(known)

    @property
    def rate_text(self) -> str:
        """The learning rate as it is written."""
        return "" if self.rate is None else figures.result(self.rate)

    @property
    def seed(self) -> int | None:
        """Where the lesson's randomness comes from."""
        return self._position.lesson.spec.seed if self._position else None

    @property
    def lesson_name(self) -> str:
        """The name of the lesson, the same in every language; empty before the first."""
        return self._position.lesson.name if self._position else ""

    @property
    def lesson_title(self) -> str:
        """What the lesson is called in the current language."""
        if self._position is None:
            return _("Lesson")
        return self._position.lesson.spec.title.in_language(text.language())

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Every name of the program and its shape."""
        return self._position.lesson.program.shapes[True] if self._position else {}

    @property
    def granted(self) -> tuple[wishes.Wish, ...]:
        """The wishes that lead from the beginning of the lesson to here, oldest first."""
        return (*self._record.wishes, *self._drift())

    # -- verbs -------------------------------------------------------------------------------------

    def over(self) -> None:
        """One step on, at the chosen grain."""
        self.grant(wishes.Step(+1))

    def back(self) -> None:
        """One step back, at the chosen grain."""
        self.grant(wishes.Step(-1))

    def into(self) -> None:
        """One grain finer, and one step there."""
        self.set_grain(max(self.grain - 1, 0))
        self.over()

    def out(self) -> None:
        """To the end of what is going on, one grain coarser."""
        self.grant(wishes.StepOut())

    def jump_iteration(self, direction: int) -> None:
        """To the end of this iteration (+1), or of the one before (−1)."""
        self.grant(wishes.StepUnit(ITERATION, direction))

    def jump_epoch(self, direction: int) -> None:
        """To the end of this epoch (+1), or of the one before (−1)."""
        self.grant(wishes.StepUnit(EPOCH, direction))

    def set_grain(self, grain: int) -> None:
        """How much a step covers from now on."""
        self.grant(wishes.SetGrain(int(grain)))

    def seek(self, tick: int) -> None:
        """Go to a tick."""
        self.grant(wishes.Seek(tick))

    def seek_start(self) -> None:
        """Before the first instruction."""
        self.grant(wishes.SeekStart())

    def seek_end(self) -> None:
        """The end of the lesson, or where the training said that it is over."""
        self.grant(wishes.SeekEnd())

    def seek_stop(self, direction: int) -> None:
        """The next (+1) or the previous (−1) stop of the lesson."""
        self.grant(wishes.SeekStop(direction))

    def look_at(self, place: Source) -> None:
        """Explain a number that is known here, and stay on its row and unit from now on."""
        self.grant(wishes.LookAt(place))

    def look_at_seed(self) -> None:
        """Explain the seed."""
        from visualnn.expr import Source

        self.visit(Source("seed"))

    def visit(self, place: Source) -> None:
        """Show a number by its name: here if it is known, else where it will be written."""
        self.grant(wishes.Visit(place))

    def seek_origin(self) -> None:
        """To where the number in focus was made."""
        self.grant(wishes.SeekOrigin())

    def seek_trouble(self) -> None:
        """To the first number that is not finite."""
        self.grant(wishes.SeekTrouble())

    def look_back(self, direction: int) -> None:
        """To what was looked at before (−1), or forward again (+1)."""
        self.grant(wishes.LookBack(direction))

    def check_gradient(self) -> None:
        """Compare the gradient in focus with two extra forward passes."""
        self.grant(wishes.CheckGradient())

    def toggle_breakpoint(self, name: str) -> None:
        """Halt, or no longer, where this name is written."""
        self.grant(wishes.ToggleBreakpoint(name))

    def toggle_breakpoint_here(self) -> None:
        """Halt, or no longer, where the last name was written."""
        if self.written:
            self.toggle_breakpoint(self.written)

    def edit(self, place: Source, value: float) -> None:
        """Give a number another value from here on."""
        self.grant(wishes.Edit(place, value))

    def undo(self) -> None:
        """Take the last edit back and show where it was."""
        self.grant(wishes.Undo())

    def redo(self) -> None:
        """Make the last edit that was taken back again and show where it is."""
        self.grant(wishes.Redo())

    # -- granting ----------------------------------------------------------------------------------

    @guarded
    def grant(self, wish: wishes.Wish) -> None:
        """Do what was wished. A far way goes on by itself; a wish is recorded once it is done."""
        if isinstance(wish, wishes.OpenLesson):
            self.lesson_wished.emit(wish.name)
        elif self._position is not None:
            if wish.by_hand:
                self.pause()
            self._grant(wish, self._position)

    def _grant(self, wish: wishes.Wish, position: Position) -> None:
        match wish:
            case wishes.Edit() | wishes.Undo() | wishes.Redo():
                self._change(wish, position)
            case wishes.SetGrain(grain):
                self._set_grain(wish, grain, position)
            case wishes.ToggleBreakpoint(name):
                self._done(wish)
                position.breakpoints ^= {name}
                self._look_again(position)
            case wishes.CheckGradient():
                self._check_gradient(wish, position)
            case _:
                self._move(wish, position)

    def _move(self, wish: wishes.Wish, position: Position) -> None:
        from visualnn.machine.walk import Grain

        from . import ways

        way = ways.way_of(position, Grain(self._pace.grain), wish)
        if way is None:
            return
        arrive = self._arrival(way, wish)
        if way.tick != position.tick:
            self.pause()
        elif not wish.by_hand:
            arrive(way.tick)  # a far way goes on meanwhile
            return
        self._going.go(position, way, arrive)

    def _change(self, wish: wishes.Edit | wishes.Undo | wishes.Redo, position: Position) -> None:
        from . import edits

        drift = self._drift()
        way = edits.change(position, wish)
        if way is not None:
            self._done(wish, drift)
            self._drifted = True  # unless the way to it is gone
            self._go(way)
            self._drifted = self._going.is_going

    def _set_grain(self, wish: wishes.Wish, grain: int, position: Position) -> None:
        from visualnn.machine.walk import Grain

        self._pace.grain = Grain(grain)
        self._done(wish)
        if grain != Grain.TERM:
            position.show_all_terms()
        self._look_again(position)

    def _check_gradient(self, wish: wishes.Wish, position: Position) -> None:
        from visualnn.tell.explain import check_gradient

        if position.focus is not None:
            check = check_gradient(position.history, position.tick, position.focus.place)
            self._done(wish)
            self.checked.emit(check)

    def _go(self, way: Way) -> None:
        self._going.go(self.position, way, self._arrival(way))

    def _arrival(self, way: Way, wish: wishes.Wish | None = None) -> Callable[[int], None]:
        """What is done where a way has led to: it is shown, and the wish for it is recorded."""
        position = self.position

        def arrive(tick: int) -> None:
            drift = self._drift()
            frame = position.arrive(way, tick)
            if wish is not None:
                self._done(wish, drift)
            self.moved.emit(frame)

        return arrive

    def _go_playing(self, way: Way) -> None:
        self._go(way)
        self._drifted = True

    def _look_again(self, position: Position) -> None:
        self.moved.emit(position.look_again())

    # -- recording ---------------------------------------------------------------------------------

    def _done(self, wish: wishes.Wish, drift: tuple[wishes.Wish, ...] | None = None) -> None:
        """Record a wish that was granted, behind what led to the place where it was made."""
        for each in (*(self._drift() if drift is None else drift), wish):
            self._record.add(each)
        self._drifted = False

    def _drift(self) -> tuple[wishes.Wish, ...]:
        """What playing came to since the last wish."""
        if not self._drifted or self._position is None:
            return ()
        focus = self._position.focus
        if focus is None:
            return (wishes.Arrive(self.tick),)
        return (wishes.Arrive(self.tick, focus.place, focus.term),)

    # -- playing -----------------------------------------------------------------------------------

    def play(self) -> None:
        """Step on by itself."""
        if self._position is not None:
            self._playing.start(self._position)

    def pause(self) -> None:
        """Step on by itself no longer."""
        self._playing.stop()

    def toggle_playing(self) -> None:
        """Play or pause."""
        self.pause() if self.playing else self.play()

    def set_speed(self, speed: float) -> None:
        """So many steps a second from now on."""
        self._pace.speed = speed

    def change_speed(self, direction: int) -> None:
        """The next faster or slower speed."""
        if direction > 0:
            self.set_speed(min((s for s in SPEEDS if s > self.speed), default=self.speed))
        else:
            self.set_speed(max((s for s in SPEEDS if s < self.speed), default=self.speed))

    def cancel(self) -> None:
        """Give up a far way."""
        self._going.cancel()

    def finish(self) -> None:
        """Go the rest of a far way at once, however long it takes."""
        self._going.finish()

    def halt(self) -> None:
        """Give up a far way, and stop playing."""
        self.cancel()
        self.pause()

    @guarded
    def refresh(self) -> None:
        """Show the same place again; a far way goes on meanwhile."""
        if self._position is not None:
            self._look_again(self._position)
