"""Races in the window: the search of the best learning rates, and runs that get other rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.company.companion_run import RunKind
from visualnn.company.company import KEPT_RUN_BYTES
from visualnn.errors import DataError
from visualnn.lesson.change import Change
from visualnn.lesson.changes import changed
from visualnn.lesson.shelf import shipped
from visualnn.lesson.variants import LESSON_RUN, open_variant
from visualnn.race.race import RATE_KEY, Race, best_of, racing, search_steps
from visualnn.race.rates import MAX_RATE_COUNT, USUAL_RATES
from visualnn.race.record import RECORD_FILE, read_record, write_record
from visualnn.race.standings import Standing
from visualnn.race.timing import seconds_per_update
from visualnn.run.edits import Edit
from visualnn.run.history import History
from visualnn.text import N_

from . import wishes
from .position import Position, Way
from .runs import leave_ghost, pasts_of
from .turning import enter_run, leave_run

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

__all__ = ["OwnRates", "RateSearch", "UpdateTimes", "set_rates", "tell_measured", "tell_searched"]

RACING = frozenset({RunKind.LESSON, RunKind.VARIANT})
"""The runs of a race that the lesson itself brings; those that somebody kept stay as they are."""


def race_of(position: Position) -> Race:
    """The runs of a lesson on a bare function, with what was laid over them. Raises UnsuitedError
    for a lesson with a network, or with several starts, VisualnnError for a run that cannot be
    opened."""
    company = position.company
    lessons, laid = {company.leader.id: position.lesson}, {company.leader.id: position.history.laid}
    for name, run in company.runs.items():
        if run.kind in RACING and run.failure is None:
            lessons[name] = company.lesson_of(name)
            history = company.history_of(name)
            if history is not None:
                laid[name] = history.laid
    edits = {n: tuple(e for e in each.items if isinstance(e, Edit)) for n, each in laid.items()}
    return racing(lessons, edits)


class RateSearch:
    """Every rate of a list walked for every run of a race, a little at a time. What it finds is
    written beside the lesson; what an earlier search of the same runs found is read."""

    def __init__(
        self,
        position: Position,
        folder: Path | None = None,
        rates: tuple[float, ...] | None = None,
    ) -> None:
        """`folder` holds the records that cannot lie beside their lessons: of those that come with
        the program, and where nothing may be written; without `rates` the usual ones are tried.
        Raises what `race_of` raises."""
        self.race = race_of(position)
        self._rates = USUAL_RATES if rates is None else rates
        self._found: list[Standing] = []
        self._best: Mapping[str, float] | None = None
        lesson = position.first_lesson
        self._places = tuple(_record_places(lesson, folder))
        self._is_shipped = shipped().get(lesson.name) in {path.parent for path in self._places}
        self._read()

    def _read(self) -> None:
        """What was found before; a file that is no record is as good as none."""
        for path in self._places:
            with suppress(DataError):
                record = read_record(path, self.race)
                if record is not None:
                    self._rates, self._best = record.rates, record.best
                    return

    def shares(self) -> Iterator[float]:
        """Walk on, yielding how much of the search is done, from 0 to 1."""
        if self._best is not None:
            return
        count = len(self._rates) * len(self.race.lessons)
        for found in search_steps(self.race, self._rates):
            if found is not None:
                self._found.append(found)
            yield len(self._found) / (count + 1)
        self._best = best_of(self._found)

    def keep(self) -> Path | None:
        """Write what was found where that is possible first, and return where; None if it was read
        or nothing may be written."""
        if not self._found:
            return None
        for path in self._places[self._is_shipped :]:  # the program's own folders stay as they are
            with suppress(OSError):
                if not path.parent.exists():
                    path.parent.mkdir(mode=0o700, parents=True)
                write_record(path, self.race, self._rates, self._found)
                return path
        return None

    @property
    def wish(self) -> wishes.SetRates:
        """That each run has the rate at which it did best, once all are found."""
        best = self._best or {}
        return wishes.SetRates(tuple(best), tuple(best.values()), self._rates)


def _record_places(lesson: Lesson, folder: Path | None) -> Iterator[Path]:
    """Where the record of a search among a lesson's runs may lie, the best place first."""
    file = lesson.spec.file
    if file is not None:
        yield file.parent / RECORD_FILE
        if folder is not None:
            yield folder / lesson.name / RECORD_FILE


class UpdateTimes:
    """How long an update of each run of a race takes, measured one run after the other."""

    def __init__(self, position: Position, *, is_again: bool = True) -> None:
        """What is known already is measured once more if `is_again`. Raises what `race_of`
        raises."""
        self._lessons = [*race_of(position).lessons.values()]
        self._is_again = is_again

    def is_complete(self, position: Position) -> bool:
        """Whether every run of the race has been measured."""
        return all(id(lesson) in position.found.measured for lesson in self._lessons)

    def shares(self, position: Position) -> Iterator[float]:
        """Measure one run after the other, yielding how many are done, from 0 to 1."""
        measured = position.found.measured
        for n, lesson in enumerate(self._lessons, 1):
            if self._is_again or id(lesson) not in measured:
                measured[id(lesson)] = lesson, seconds_per_update(lesson)
            yield n / (len(self._lessons) + 1)
        tell_measured(position)


class OwnRates:
    """The rates that the lesson gives the runs of a race, found one after the other."""

    def __init__(self, position: Position) -> None:
        """Raises what `race_of` raises."""
        first = position.first_lesson
        self._base = first.base or first
        self._names = tuple(race_of(position).lessons)
        self._found: dict[str, float] = {}

    def shares(self) -> Iterator[float]:
        """Open one run after the other, yielding how many are done, from 0 to 1."""
        for name in self._names:
            own = self._base if name == LESSON_RUN else open_variant(self._base, name)
            self._found[name] = float(own.start["lr"])
            yield len(self._found) / (len(self._names) + 1)

    @property
    def wish(self) -> wishes.SetRates:
        """That each run has its own rate again, once all are found."""
        return wishes.SetRates(tuple(self._found), tuple(self._found.values()))


def set_rates(position: Position, wish: wishes.SetRates) -> Way | None:
    """Let the runs of a race have other rates, each from its start or, as far as there is one, at
    the same place; None if all have them already. What was laid over a run stays.

    Raises DataError for a list that does not fit, UnknownNameError for a run that there is not,
    LessonError for a rate that a run cannot have; nothing has changed then.
    """
    if len(wish.runs) != len(wish.rates) or len(wish.searched) > MAX_RATE_COUNT:
        raise DataError(N_("there is one rate for each run of a race"))
    company = position.company
    made = {
        name: _at_rate(position.lesson if name == company.leader.id else company.lesson_of(name), r)
        for name, r in zip(wish.runs, wish.rates, strict=True)
    }
    others = [name for name in made if name != company.leader.id]
    known = {company.leader.id: position.lesson} | {n: company.lesson_of(n) for n in others}
    if all(made[name] is known[name] for name in made) and not wish.searched:
        return None
    pasts = pasts_of(position, made)
    position.history.forget_undone()
    position.turns.done.append(leave_run(position, others))
    position.turns.undone.clear()
    way = Way(position.tick, position.focus)
    for name, lesson in made.items():
        if name == company.leader.id:
            way = enter_run(position, lesson, _again(lesson, position.history, position.budget))
            history = position.history
        else:
            before = company.history_of(name)
            history = History(lesson.program, lesson.start) if before is None else before
            history = _again(lesson, history, KEPT_RUN_BYTES)
            company.take(name, lesson, history)
        if wish.searched:
            position.found.searched[id(lesson)] = lesson, history.laid.items, wish.searched
    leave_ghost(position, None, pasts)
    return way


def _at_rate(lesson: Lesson, rate: float) -> Lesson:
    """The lesson with another rate; itself if it has that one."""
    if float(lesson.start["lr"]) == rate:
        return lesson
    return changed(lesson, [Change(RATE_KEY, rate)])


def _again(lesson: Lesson, before: History, budget: int) -> History:
    """A history of a changed lesson with what was laid over the one before, for good."""
    history = History(lesson.program, lesson.start, budget)
    history.take_changes((before.laid.items,), 0)
    return history


def tell_searched(position: Position) -> None:
    """Let it be known of each run whether it is still as the search of the best rates made it."""
    company = position.company
    if not position.found.searched:
        return
    company.tell_searched(company.leader.id, _searched(position, position.lesson, position.history))
    for name, run in company.runs.items():
        history = company.history_of(name)
        if run.opened is not None and history is not None:
            company.tell_searched(name, _searched(position, run.opened, history))


def tell_measured(position: Position) -> None:
    """Let it be known of each run how long its updates take, as long as it is the run that was
    measured."""
    company = position.company
    if not position.found.measured:
        return
    company.tell_update_seconds(company.leader.id, _seconds(position, position.lesson))
    for name, run in company.runs.items():
        if run.opened is not None:
            company.tell_update_seconds(name, _seconds(position, run.opened))


def _seconds(position: Position, lesson: Lesson) -> float | None:
    known = position.found.measured.get(id(lesson))
    return None if known is None else known[1]


def _searched(position: Position, lesson: Lesson, history: History) -> tuple[float, ...]:
    known = position.found.searched.get(id(lesson))
    return known[2] if known is not None and known[1] == history.laid.items else ()
