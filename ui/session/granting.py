"""Granting: what becomes of a wish, and the record of those that were granted.

A far way, playing and the runs beside this one go on by themselves; each has a clock of its own.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.collecting import return_memory
from ui.kit.guard import guarded
from visualnn.errors import DataError
from visualnn.step_filter import StepFilter
from visualnn.text import N_, _

from . import wishes
from .company import CompanyClock
from .going import Going
from .playing import Playing
from .pulling import PulledWish, Pulling
from .record import Record
from .situation import Situation
from .studying import Studying

if TYPE_CHECKING:
    from collections.abc import Callable

    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

    from .checkpoint import Resumed
    from .position import Position, Way
    from .runs import RunWish

__all__ = ["Granting"]

FORGOTTEN_MILLISECONDS = 300
"""Milliseconds after which nothing shows a lesson any more that another has replaced."""
PEN_REST_MILLISECONDS = 150
"""Milliseconds after the last move of a hand that draws in which nothing is computed aside."""


class Granting(Situation):
    """A learner whose wishes are granted."""

    moved = Signal(object)
    """A Frame, after every change."""
    playing_changed = Signal(bool)
    busy = Signal(float)
    """The share of a far way that is done, from 0 to 1; 1 is the end of it."""
    failed = Signal(str)
    """A sentence for the learner."""
    said = Signal(str)
    """A sentence for the learner about what was done."""
    checked = Signal(object)
    """A GradientCheck that was asked for."""
    recorded = Signal(object)
    """A Wish that was granted, before what it led to is shown."""
    result_wished = Signal()
    """What was answered is to be shown."""
    lesson_wished = Signal(str)
    """The name or path of a lesson that is to be opened."""

    def __init__(self, speed: float, parent: QObject | None = None) -> None:
        """`speed`: steps per second that playing starts with."""
        super().__init__(speed, parent)
        self.race_folder: Path | None = None
        """Where searches are written that cannot lie beside their lessons; None to write those of
        the program's own lessons nowhere."""
        self._record = Record()
        self._drifted = False
        """Whether something else than the last wish of the record led here."""
        self._is_resuming = False
        """Whether the place where a session is gone on with is still to be reached."""
        self._going = Going(self)
        self._playing = Playing(self._pace, self._go_playing, lambda: self._going.is_going, self)
        self._pulling = Pulling(self._show_pulled, self)
        self._is_pull_over = False
        """Whether a number was put back that the hand still holds."""
        self._is_company_held = False
        self._pen_rest = QTimer(self, singleShot=True, interval=PEN_REST_MILLISECONDS)
        """Runs from the last move of a hand that draws; until it ends nothing is computed aside."""
        self._passed: Way | None = None
        self._passes_changes = False
        """Whether what was passed through are changes of the lesson, and not moves."""
        """Where a change led that was granted in passing."""
        self._company = CompanyClock(self._is_idle, self)
        self.studying = Studying(self)
        """The study that was begun in this lesson."""
        self.studying.changed.connect(self._show_study)
        self._going.busy.connect(self.busy)
        self._playing.changed.connect(self.playing_changed)
        self._company.changed.connect(self.refresh)
        for part in (self._going, self._playing, self._company, self._pulling, self.studying):
            part.failed.connect(self.failed)
        for news in (self.moved, self.busy, self.playing_changed):
            news.connect(self._accompany)
        self._pen_rest.timeout.connect(self._accompany)

    def take(self, lesson: Lesson) -> None:
        """Another lesson, from its beginning; what was answered in others is kept."""
        from .position import Position  # it brings the whole engine along

        self._take(Position(lesson), Record())
        self._begin()

    def resume(self, resumed: Resumed, wish_count: int) -> None:
        """Go on in a lesson where a checkpoint was made, after so many wishes. A far way there goes
        on by itself."""
        self._take(resumed.position, Record(lost=wish_count))
        self._pace.grain = resumed.grain
        if resumed.way.tick > 0:
            self._begin()  # there is something to see on a far way
        self._resume(resumed)

    def _take(self, position: Position, record: Record) -> None:
        self.halt()
        self.studying.forget()
        self._passed = None
        self._pulling.end()
        if self._position is not None:
            if self._position.history.is_sliced:  # its memory is to return soon
                QTimer.singleShot(FORGOTTEN_MILLISECONDS, self, return_memory)
            said = {**self._position.said, **position.said}
            position.said = MappingProxyType(said)
        self._position = position
        self._pace.step_filter = StepFilter(position.lesson.steps)
        if self._is_company_held:
            position.company.is_watched = False  # until a panel is seen that shows the runs
        self._record, self._drifted = record, False
        self._company.take(position)

    @guarded
    def _begin(self) -> None:
        from .position import Way

        self._go(Way(0))

    @guarded
    def _resume(self, resumed: Resumed) -> None:
        position = self.position

        def arrive(tick: int) -> None:
            frame = position.arrive(resumed.way, tick)
            position.eye = resumed.eye
            self._drifted, self._is_resuming = True, False
            self.moved.emit(frame)

        self._drifted = self._is_resuming = True
        self._going.go(position, resumed.way, arrive)

    @guarded
    def drift_to(self, there: wishes.Arrive) -> None:
        """Be where playing had come to, which is no wish."""
        from visualnn.machine.walk import Grain

        from . import ways

        way = ways.way_of(self.position, Grain(self._pace.grain), there)
        if way is not None:
            self._drifted = True
            self._go(way)

    def forget_answers(self, lesson: Lesson) -> None:
        """What was answered in a lesson is forgotten."""
        if self._position is not None:
            said = self._position.said
            self._position.said = MappingProxyType(
                {key: answer for key, answer in said.items() if key[0] != lesson.name}
            )

    def arrive_now(self) -> None:
        """Go the rest of a far way at once, however long it takes."""
        self.end_passing()
        self._going.finish()

    @guarded
    def grant_in_passing(self, wish: wishes.ChangeWish | wishes.Arrive) -> None:
        """Change the lesson on the way to something else, or be elsewhere in a run that was
        changed: nothing is computed of it until somebody arrives there."""
        from . import edits, ways

        if not self.is_passing_changes:
            self.arrive_now()
            self._passes_changes = True
        position, drift = self.position, self._drift()
        way = (
            ways.arriving(wish) if isinstance(wish, wishes.Arrive) else edits.change(position, wish)
        )
        if way is not None:
            position.pass_through(way)
            self._passed = way
            self._done(wish, drift)

    @property
    def is_passing_changes(self) -> bool:
        """Whether a change was granted in passing, and nobody arrived there yet."""
        return self._passed is not None and self._passes_changes

    def move_in_passing(
        self, wish: wishes.MoveByTick, way_of: Callable[[Position, int, wishes.MoveByTick], Way]
    ) -> None:
        """Be where a way leads, given the place and the grain, on the way to something else:
        nothing is shown until somebody arrives there. Raises what computing raises."""
        if self._passed is None or self._passes_changes:
            self.arrive_now()
            self._passes_changes = self._is_resuming = False
        position, drift = self.position, self._drift()
        way = way_of(position, self._pace.grain, wish)
        position.compute_before(way.tick)
        position.pass_through(way)
        self._passed = way
        self._done(wish, drift)

    @guarded
    def end_passing(self) -> None:
        """Go where the last wish led that was granted in passing; a far way goes on by itself."""
        way, self._passed = self._passed, None
        if way is not None:
            self._drifted = True  # unless the way to it is gone
            self._go(way)
            self._drifted = self._going.is_going

    @property
    def is_resuming(self) -> bool:
        """Whether it is on the way to where a session is gone on with."""
        return self._is_resuming

    @property
    def is_going(self) -> bool:
        """Whether a far way is being gone."""
        return self._going.is_going

    @property
    def is_computing_beside(self) -> bool:
        """Whether something beside the place of the learner is computed in the next idle turn."""
        return self._company.is_on

    @property
    def drift(self) -> wishes.Arrive | None:
        """Where the learner is, if something else than the last wish led there; None on the way to
        where a session is gone on with."""
        drift = () if self._is_resuming else self._drift()
        return drift[0] if drift else None

    @property
    def playing(self) -> bool:
        """Whether it steps on by itself."""
        return self._playing.is_on

    @property
    def granted(self) -> tuple[wishes.Wish, ...]:
        """The wishes that lead from the beginning of the lesson to here, oldest first."""
        return (*self._record.wishes, *self._drift())

    # -- granting ----------------------------------------------------------------------------------

    @guarded
    def grant(self, wish: wishes.Wish) -> None:
        """Do what was wished. A far way goes on by itself; a wish is recorded once it is done."""
        if isinstance(wish, wishes.OpenLesson):
            self.lesson_wished.emit(wish.name)
        elif isinstance(wish, wishes.ShowResult):
            self.result_wished.emit()
        elif isinstance(wish, wishes.BeginStudy | wishes.EndStudy):
            self._study(wish)
        elif self._position is not None:
            self._put_back()
            if wish.by_hand:
                self.pause()
                self._is_resuming = False
            wish = self._set_for_stop(wish, self._position)
            self._grant(self._filtered(wish, self._position), self._position)

    def _set_for_stop(self, wish: wishes.Wish, position: Position) -> wishes.Wish:
        """Turn the knobs to where the stop has them that is gone to, which is a wish of its own;
        returns the wish to be where that stop then is."""
        from visualnn.lesson.stops import unmet_settings

        from . import ways

        if not isinstance(wish, wishes.SeekStop):
            return wish
        stop = ways.next_stop(position, wish.direction)
        settings = () if stop is None else unmet_settings(position.lesson, stop)
        if stop is None or not settings:
            return wish
        self._grant(wishes.SetKeys(settings), position)
        ticks = {each.name: each.tick for each in position.lesson.stops}
        return wishes.Seek(ticks.get(stop.name, position.tick))

    def _filtered(self, wish: wishes.Wish, position: Position) -> wishes.Wish:
        """A step that passes something over, as going to where it leads: what is recorded needs no
        filter to be granted again. Raises DataError where nothing is let through."""
        from visualnn.machine.walk import Grain

        from . import ahead

        chosen = self._pace.step_filter
        if not isinstance(wish, wishes.Step) or not ahead.is_filtered(
            Grain(self._pace.grain), chosen
        ):
            return wish
        there = ahead.next_filtered(position, position.tick, wish.direction, chosen)
        if there is None:
            raise DataError(N_("no such step is found near here; Ctrl+F5 makes every step again"))
        return wishes.Seek(there)

    @guarded
    def choose_steps(self, chosen: StepFilter) -> None:
        """Make only some steps of one instruction from now on. It is a way to step, such as the
        speed, and no part of the record."""
        self._pace.step_filter = chosen
        self.refresh()

    def _grant(self, wish: wishes.Wish, position: Position) -> None:
        match wish:
            case _ if isinstance(wish, wishes.ChangeWish):
                self._change(wish, position)
            case wishes.SetGrain(grain):
                self._set_grain(wish, grain, position)
            case wishes.ToggleBreakpoint() | wishes.ToggleCondition() | wishes.ToggleWatch():
                self._toggle(wish, position)
            case wishes.Ask(point):
                self._ask(wish, point, position)
            case _ if isinstance(wish, wishes.SaidWish):
                self._keep_said(wish, position)
            case wishes.CheckGradient():
                self._check_gradient(wish, position)
            case (
                wishes.Keep()
                | wishes.Dismiss()
                | wishes.LeaveOut()
                | wishes.BringBack()
                | wishes.BringToFront()
            ):
                self._change_company(wish, position)
            case wishes.SearchRates():
                self._search_rates(position)
            case wishes.ReturnRates():
                self._return_rates(position)
            case wishes.Lead(run):
                self._change_leader(wish, run, position)
            case _:
                self._move(wish, position)

    def _ask(self, wish: wishes.Ask, point: tuple[float, ...] | None, position: Position) -> None:
        """Show what the network says of a point; where it is large, once that is computed."""

        def answer() -> None:
            frame = position.ask(point)
            self._done(wish)
            self.moved.emit(frame)

        asking = None if point is None else position.asking(point)
        if asking is None:
            answer()
        else:
            self.pause()
            self._going.work(asking, answer)

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

    def _change(self, wish: wishes.ChangeWish, position: Position) -> None:
        from . import edits

        drift = self._drift()
        way = edits.change(position, wish)
        if way is not None:
            self._done(wish, drift)
            self._drifted = True  # unless the way to it is gone
            self._go(way)
            self._drifted = self._going.is_going

    def _change_company(self, wish: RunWish, position: Position) -> None:
        from . import runs

        runs.change_company(position, wish)
        self._done(wish)
        self._look_again(position)

    def _change_leader(self, wish: wishes.Wish, run: str, position: Position) -> None:
        self._going.cancel()
        drift = self._drift()
        way = position.lead(run)
        self._done(wish, drift)
        self._go(way)

    def _toggle(
        self,
        wish: wishes.ToggleBreakpoint | wishes.ToggleCondition | wishes.ToggleWatch,
        position: Position,
    ) -> None:
        match wish:
            case wishes.ToggleBreakpoint(name):
                position.breakpoints ^= {name}
            case wishes.ToggleCondition(condition):
                position.toggle_condition(condition)
            case wishes.ToggleWatch(number):
                position.watching.toggle(number)
        self._done(wish)
        self._look_again(position)

    def _return_rates(self, position: Position) -> None:
        """Let every run of a race have the rate again that the lesson gives it."""
        from .racing import OwnRates

        self.cancel()
        own = OwnRates(position)
        self._going.work(own.shares(), lambda: self.grant(own.wish))

    def _search_rates(self, position: Position) -> None:
        """Walk every run of a race at every rate of a list, in slices that can be given up; each
        run then gets the rate at which it did best."""
        from .racing import RateSearch

        self.cancel()
        search = RateSearch(position, self.race_folder)

        def found() -> None:
            path = search.keep()
            self.grant(search.wish)
            if path is not None:
                self.said.emit(
                    _("The rates that were found are written to {path}").format(path=path)
                )

        self._going.work(search.shares(), found)

    @guarded
    def time_updates(self) -> None:
        """Measure how long an update of each run of a race takes. It changes nothing of where the
        learner is, and is no part of the record."""
        from .racing import UpdateTimes

        position = self._position
        if position is None:
            return
        self.cancel()
        times = UpdateTimes(position)
        self._going.work(times.shares(position), lambda: self._look_again(position))

    def _time_updates_at_stop(self, frame: Frame) -> None:
        """At a stop that speaks of the time of an update, measure what is not measured yet."""
        position = self._position
        stop = None if frame.stop is None else frame.lesson.stops[frame.stop]
        if stop is None or not stop.times_updates or position is None or self.playing:
            return
        from .racing import UpdateTimes

        times = UpdateTimes(position, is_again=False)
        if times.is_complete(position):
            return
        self._going.work(times.shares(position), lambda: self._look_again(position))

    def _set_grain(self, wish: wishes.Wish, grain: int, position: Position) -> None:
        from visualnn.machine.walk import Grain

        self._pace.grain = Grain(grain)
        self._done(wish)
        if grain != Grain.TERM:
            position.show_all_terms()
        self._look_again(position)

    def _keep_said(self, wish: wishes.SaidWish, position: Position) -> None:
        """Keep what somebody says of the lesson: nothing of the run changes with it."""
        from .prepared import Bookmark

        prepared, lesson = position.prepared, position.lesson

        match wish:
            case wishes.AnswerQuestion(stop, question, said):
                frame = position.answer(stop, question, said)
            case wishes.ForgetAnswer(stop, question):
                frame = position.answer(stop, question, None)
            case wishes.OpenHint():
                frame = position.look_again()
            case wishes.CountHands(stop, question, counts):
                frame = position.prepare(prepared.counted(lesson, stop, question, counts))
            case wishes.SetBookmark(number, tick, sentence, place, panel):
                kept = Bookmark(tick, sentence, place, panel)
                frame = position.prepare(prepared.marked(lesson, number, kept))
            case _:
                frame = position.prepare(prepared.marked(lesson, wish.number, None))
        self._done(wish)
        self.moved.emit(frame)

    def _study(self, wish: wishes.BeginStudy | wishes.EndStudy) -> None:
        """A study changes nothing of where the learner is, and is no part of the record."""
        from visualnn.lesson.studies import offers_of

        if isinstance(wish, wishes.EndStudy):
            self.studying.end()
            return
        offers = () if self._position is None else offers_of(self._position.lesson)
        if 0 <= wish.number < len(offers):
            self.studying.begin(self.position.lesson, offers[wish.number])
            self._show_study()

    @guarded
    def _show_study(self) -> None:
        if self._position is not None:
            self._position.study = self.studying.numbers
            self._look_again(self._position)

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
            self._time_updates_at_stop(frame)

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
            self.recorded.emit(each)
        self._drifted = False

    def _drift(self) -> tuple[wishes.Arrive, ...]:
        """What playing came to since the last wish."""
        if not self._drifted or self._position is None:
            return ()
        focus = self._position.focus
        if focus is None:
            return (wishes.Arrive(self.tick),)
        return (wishes.Arrive(self.tick, focus.place, focus.term),)

    # -- what goes on by itself --------------------------------------------------------------------

    def pause(self) -> None:
        """Step on by itself no longer."""
        self._playing.stop()

    def cancel(self) -> None:
        """Give up a far way."""
        self._is_resuming = False
        self._going.cancel()

    def finish(self) -> None:
        """Go the rest of a far way and of the company at once, however long it takes."""
        self._going.finish()
        self._company.finish()

    def halt(self) -> None:
        """Give up a far way, stop playing, put back what is pulled, and compute nothing until
        something is shown again."""
        if self._pulling.wish is not None:
            self.let_go(kept=False)
            self._is_pull_over = True
        self.cancel()
        self.pause()
        self._company.stop()

    @guarded
    def refresh(self) -> None:
        """Show the same place again; a far way goes on meanwhile."""
        if self._position is not None:
            self._look_again(self._position)

    @guarded
    def pull(self, place: Source, value: float) -> None:
        """Show everywhere what a number would make if it were another, until it is let go."""
        self._pull(wishes.Edit(place, value))

    @guarded
    def pull_start(self, start: tuple[float, ...]) -> None:
        """Show the ways that all walkers on a bare function would go from another start, until it
        is let go."""
        self._pull(wishes.StartAt(start))

    def _pull(self, wish: PulledWish) -> None:
        if self._position is not None and not self._is_pull_over:
            self.pause()
            self._going.cancel()
            self._pulling.pull(wish)

    @guarded
    def show_pulled(self) -> None:
        """Show the newest number that is pulled without waiting for time to do so."""
        self._pulling.show_now()

    def _show_pulled(self, wish: PulledWish) -> bool:
        """Show what a pulled number, or start, would make; whether that is all of it."""
        position = self.position
        if isinstance(wish, wishes.Edit):
            self.moved.emit(position.pull(wish.place, wish.value))
            return True
        frame, is_done = position.pull_start(wish.start)
        self.moved.emit(frame)
        return is_done

    @guarded
    def sketch(self, point: tuple[float, ...]) -> None:
        """Show everywhere what the network says of a point that is still being drawn; asking about
        it once it is drawn is a wish."""
        if self._position is not None:
            self.pause()
            self._going.cancel()
            self._company.stop()
            self._pen_rest.start()
            self.moved.emit(self._position.sketch(point))

    @guarded
    def let_go(self, *, kept: bool) -> None:
        """Keep what was pulled as one change, or put it back."""
        self._is_pull_over = False
        pulled = self._pulling.end()
        if self._position is None or pulled is None:
            return
        was_shown = self._position.let_go()
        if kept:
            self.grant(pulled)
        elif was_shown:
            self._look_again(self._position)

    def _put_back(self) -> None:
        """Something else is wished while a number is pulled: it goes back first."""
        if self._pulling.end() is not None and self._position is not None:
            self._position.let_go()

    @guarded
    def point_at(self, place: Source | None) -> None:
        """Let every panel show what belongs to a number that is pointed at in one of them."""
        frame = None if self._position is None else self._position.point_at(place)
        if frame is not None:
            self.moved.emit(frame)

    @guarded
    def pin(self, place: Source | None) -> None:
        """Let the square of a unit stay large in the boundary, or of none."""
        frame = None if self._position is None else self._position.pin(place)
        if frame is not None:
            self.moved.emit(frame)

    def hold_company(self, *, held: bool) -> None:
        """Compute nothing beside the place of the learner as long as it is held: while the window
        is furnished, say."""
        self._is_company_held = held
        self._company.resume()

    @guarded
    def watch_runs(self, *, watched: bool) -> None:
        """Compute the runs beside the leading one, or leave them alone while nobody sees them."""
        if self._position is not None and self._position.company.is_watched is not watched:
            self._position.company.is_watched = watched
            self._company.resume()

    @guarded
    def watch_numbers(self, texts: tuple[str, ...]) -> None:
        """Follow these through the iterations for the pictures that are seen, and no others."""
        if self._position is not None and self._position.watching.want(texts):
            self._company.resume()

    def _is_idle(self) -> bool:
        is_held = self._is_company_held or self._pen_rest.isActive()
        return not is_held and not self._going.is_going and not self.playing

    @guarded
    def _accompany(self, *_news: object) -> None:
        self._company.resume()
