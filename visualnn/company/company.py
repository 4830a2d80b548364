"""Company: the runs that are shown together. One leads; the others stand where it stands.

A lesson has the company of its variants and of the lesson `beside` it. What goes to its end does so
in turns. What is in step is computed along with the leading run, the same iterations in the same
slice of time; a run that was left out, and a company that nobody watches, compute nothing.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from ..errors import DataError, UnknownNameError, VisualnnError
from ..lesson import Lesson, find, load
from ..lesson.variants import LESSON_RUN, Variant, open_variant
from ..program import Program
from ..run.history import MEGABYTE, History
from ..text import N_
from .companion import Companion
from .companion_run import CompanionRun, PastRun, RunKind
from .endings import Endings

__all__ = ["MAX_RUN_COUNT", "Companion", "CompanionRun", "Company", "company_of"]

COMPANY_BYTES = 128 * MEGABYTE
"""The memory for what the histories of all runs that a lesson brings hold on to."""
MAX_RUN_COUNT = 16
"""Runs that are shown together, the leading one included; more could not be told apart."""
KEPT_RUN_BYTES = COMPANY_BYTES // MAX_RUN_COUNT
"""The memory for what the history of a run holds on to that the learner left behind."""
ROUND_SECONDS = 0.002
"""Seconds that one round of all runs in step should take."""
LEAST_ROUND_SECONDS = 0.001
"""Seconds for which no further round is begun."""
CATCHING_UP_FACTOR = 4
"""Iterations that a run behind the others does while they do one."""


_lately = Endings()


class Company:
    """Runs that are gone on with together. Ones that ended lately are there from the beginning."""

    def __init__(
        self,
        companions: Iterable[Companion],
        endings: Endings | None = None,
        leader: CompanionRun | None = None,
    ) -> None:
        """`endings` keeps how the runs end; this process's own if it is None. `leader` is what the
        leading run is called. Raises DataError for more runs than can be told apart."""
        self._endings = _lately if endings is None else endings
        self.leader = leader or CompanionRun(LESSON_RUN, LESSON_RUN, RunKind.LESSON)
        """What the leading run is called; where it stands, its own history says."""
        self.is_watched = True
        """Whether somebody looks at the runs in step."""
        self._companions: dict[str, Companion] = {}
        self._waiting: deque[Companion] = deque()
        self._runs: Mapping[str, CompanionRun] | None = None
        self._round_iterations = 1
        self._iteration_seconds = math.inf
        """Seconds that an iteration of all runs in step took lately."""
        for companion in companions:
            self.add(companion)

    # -- who is there ------------------------------------------------------------------------------

    @property
    def runs(self) -> Mapping[str, CompanionRun]:
        """What is known of each run beside the leading one, by its id: the same object as long as
        nothing more is."""
        if self._runs is None:
            runs = {name: companion.run for name, companion in self._companions.items()}
            self._runs = MappingProxyType(runs)
        return self._runs

    def add(self, companion: Companion) -> None:
        """Let a run join, with a mark that no other has. One of the same id makes room for it.

        Raises DataError if there are as many runs as can be told apart.
        """
        known = self._companions.get(companion.run.id)
        others = [each.run for each in self._companions.values() if each is not known]
        taken = {self.leader.mark, *(run.mark for run in others)}
        free = [n for n in range(MAX_RUN_COUNT) if n not in taken]
        if not free:
            raise DataError(
                N_("{count} runs are shown together already; dismiss one first"),
                count=MAX_RUN_COUNT,
            )
        companion.run = replace(companion.run, mark=known.run.mark if known else free[0])
        companion.run = self._known(companion) or companion.run
        self._companions[companion.run.id] = companion
        self._forget()

    def holds(self, lesson: Lesson, history: History) -> bool:
        """Whether a run in step is this lesson's with the same changes, in the same order."""
        items = history.laid.items
        known = [each.history for each in self._companions.values() if each.run.opened is lesson]
        return any(each is not None and each.laid.items == items for each in known)

    def change(self, name: str, do: Callable[[History], None]) -> None:
        """Let the history of a run beside the leading one be changed. Raises UnknownNameError if
        there is none of this id, and what `do` raises."""
        self._companion(name).change(do, self._share)
        self._runs = None

    def take(self, name: str, lesson: Lesson, history: History) -> None:
        """Let a run beside the leading one run another lesson in step. Raises UnknownNameError if
        there is none of this id."""
        self._companion(name).take(lesson, history)
        self._runs = None

    def tell_past(self, pasts: Mapping[str, PastRun]) -> None:
        """Let it be known what each run, the leading one too, was before a change of all of them,
        by its id; of one that is left out, nothing."""
        self.leader = replace(self.leader, past=pasts.get(self.leader.id))
        for name, companion in self._companions.items():
            if companion.run.past is not pasts.get(name):
                companion.run = replace(companion.run, past=pasts.get(name))
        self._runs = None

    def tell_searched(self, name: str, rates: tuple[float, ...]) -> None:
        """Let it be known, of the leading run too, which learning rates were tried before it got
        its best one. Raises UnknownNameError if there is no run of this id."""
        if name == self.leader.id:
            self.leader = replace(self.leader, searched=rates)
            return
        companion = self._companion(name)
        if companion.run.searched != rates:
            companion.run = replace(companion.run, searched=rates)
            self._runs = None

    def tell_update_seconds(self, name: str, seconds: float | None) -> None:
        """Let it be known, of the leading run too, how long one of its updates takes. Raises
        UnknownNameError if there is no run of this id."""
        if name == self.leader.id:
            self.leader = replace(self.leader, update_seconds=seconds)
            return
        companion = self._companion(name)
        companion.run = replace(companion.run, update_seconds=seconds)
        self._runs = None

    def lesson_of(self, name: str) -> Lesson:
        """The lesson of a run beside the leading one, opened the first time. Raises
        UnknownNameError if there is none of this id, VisualnnError if it cannot be opened."""
        companion = self._companion(name)
        if companion.run.opened is None:
            self._runs = None
        lesson, _history = companion.opened(self._share)
        return lesson

    def history_of(self, name: str) -> History | None:
        """The history of a run beside the leading one, if it has one."""
        companion = self._companions.get(name)
        return None if companion is None else companion.history

    def arrange(self, companions: Iterable[Companion], leader: CompanionRun) -> None:
        """Let these be the runs, each with the mark that it has, and `leader` what the leading one
        is called."""
        self.leader = leader
        self._companions = {each.run.id: each for each in companions}
        self._forget()

    @property
    def companions(self) -> Mapping[str, Companion]:
        """The runs beside the leading one with what computes them, by their ids."""
        return MappingProxyType(self._companions)

    def dismiss(self, name: str) -> None:
        """Let a run go; the leading one comes to the front in its place. Raises UnknownNameError if
        there is none of this id."""
        gone = self._companion(name).run
        del self._companions[name]
        self._forget()
        if gone.is_in_front:
            self.bring_to_front(self.leader.id)

    def leave_out(self, name: str, *, is_left_out: bool) -> None:
        """Show and compute a run no longer, or again; the leading one comes to the front in its
        place. Raises UnknownNameError if there is none of this id."""
        companion = self._companion(name)
        companion.run = replace(companion.run, is_left_out=is_left_out)
        companion.leave()
        self._runs = None
        if companion.run.is_in_front:
            self.bring_to_front(self.leader.id)

    def bring_to_front(self, name: str) -> None:
        """Draw a run over all others. Raises UnknownNameError if there is none of this id."""
        if name != self.leader.id:
            self._companion(name)
        self.leader = replace(self.leader, is_in_front=name == self.leader.id)
        for each in self._companions.values():
            each.run = replace(each.run, is_in_front=name == each.run.id)
        self._runs = None

    def change_leader(
        self, name: str, lesson: Lesson, history: History, budget: int
    ) -> tuple[Lesson, History]:
        """Let the run of this id lead; the one that led until now, `lesson` and `history`, takes
        its place. Returns what leads from now on, with `budget` bytes of memory.

        Raises UnknownNameError if there is no such run, VisualnnError if it cannot be opened.
        """
        next_one = self._companion(name)
        if not next_one.is_in_step or not next_one.run.is_shown:
            raise UnknownNameError(N_("the run {name} is not shown and cannot lead"), name=name)
        opened, its_history = next_one.opened(self._share)
        last_one = self.leader if not history.laid.items else replace(self.leader, ending=None)
        former = Companion.of(last_one, lesson, history.fork(KEPT_RUN_BYTES))
        self.leader = replace(next_one.run, values=None, tick=None, curves={}, trails={})
        runs = [former if each is next_one else each for each in self._companions.values()]
        self._companions = {each.run.id: each for each in runs}
        self._forget()
        self.bring_to_front(name)
        return opened, its_history.fork(budget)

    def _forget(self) -> None:
        """Other runs are there: tell them anew."""
        self._waiting = deque(each for each in self._companions.values() if each.is_waiting)
        self._runs = None

    def _companion(self, name: str) -> Companion:
        try:
            return self._companions[name]
        except KeyError:
            raise UnknownNameError(
                N_("there is no run {name}; there are {known}"),
                name=name,
                known=", ".join(self._companions),
            ) from None

    # -- to their ends -----------------------------------------------------------------------------

    @property
    def is_done(self) -> bool:
        """Whether every run that goes to its end has come there, or goes no further."""
        return not self._waiting

    def advance(self, until: Callable[[], bool]) -> bool:
        """Go on with the runs that go to their ends, in turns of some milliseconds, or of one
        iteration where that takes longer, and ask `until` after each; whether all are done."""
        while self._waiting:
            companion = self._waiting.popleft()  # one that raises is not gone on with
            companion.go_on(self._share)
            self._runs = None
            if not companion.run.is_done:
                self._waiting.append(companion)
            elif companion.key is not None and companion.run.failure is None:
                kept = replace(companion.run, opened=None, values=None, tick=None)
                self._endings.keep(companion.key, kept)
            if until():
                break
        return self.is_done

    def finish(self) -> None:
        """Go on with all runs to their ends, however long it takes."""
        self.advance(lambda: False)

    def _known(self, companion: Companion) -> CompanionRun | None:
        ending = None if companion.key is None else self._endings.get(companion.key)
        if ending is None:
            return None
        return replace(
            companion.run,
            ending=ending.ending,
            curves=ending.curves,
            furthest=ending.furthest,
            share=ending.share,
            trouble=ending.trouble,
        )

    @property
    def _share(self) -> int:
        """The memory in bytes for the history of each run."""
        return COMPANY_BYTES // max(len(self._companions), 1)

    @property
    def compared(self) -> Mapping[str, tuple[Lesson, History]] | None:
        """Lesson and history of each run that is compared with the leading one, by its id; None
        until all are open. Those are the runs of the same lesson that are in step; the lesson
        beside it, which differs in everything, only where there is no other."""
        in_step = {n: each for n, each in self._companions.items() if each.keeps_step}
        alike = {n: each for n, each in in_step.items() if each.run.kind is not RunKind.BESIDE}
        found = {}
        for name, each in (alike or in_step).items():
            if each.run.opened is None or each.history is None:
                return None
            found[name] = each.run.opened, each.history
        return found

    # -- in step -----------------------------------------------------------------------------------

    def _in_step(self) -> list[Companion]:
        if not self.is_watched:
            return []
        return [each for each in self._companions.values() if each.keeps_step]

    def run_to(
        self,
        history: History,
        iteration: int,
        *,
        until: Callable[[], bool] = lambda: False,
        halting: bool = False,
        seconds: float | None = None,
        ahead: int = 0,
    ) -> int:
        """Compute whole iterations of the leading run, `history`, up to `iteration` or until asked
        to stop, and the same iterations of the runs in step; returns how far the leading run has
        come. One that is behind catches up meanwhile.

        Where it is known that there are so many `seconds`, one round of all runs fills them, as
        each round has its price. The runs in step come so many iterations `ahead` of the leading
        one, which does those where it is looked at.
        """
        companions = self._in_step()
        if not companions:
            return history.run_to(iteration, until=until, halting=halting)
        deadline = math.inf if seconds is None else time.perf_counter() + seconds
        while history.furthest < iteration and not until():
            begun, before = time.perf_counter(), history.furthest
            self._pace(ROUND_SECONDS if seconds is None else deadline - begun)
            goal = min(iteration, before + self._round_iterations)
            # a round is done whole, but for a network whose iterations take longer than a slice
            rests = {"until": until} if history.is_sliced else {}
            came = history.run_to(goal, halting=halting, **rests)
            self._come_along(came + ahead, until)
            if came < goal:
                break
            ended = time.perf_counter()
            self._iteration_seconds = (ended - begun) / (came - before)
            if deadline - ended < LEAST_ROUND_SECONDS:
                break
        return history.furthest

    def follow(self, history: History, tick: int) -> None:
        """Let the runs in step come as far as the leading run, `history`, is computed, and stand
        where it passes this tick, if nothing has to be computed a second time for that."""
        self._come_along(history.furthest)
        in_step = {id(each) for each in self._in_step()}
        for each in self._companions.values():
            if id(each) in in_step:
                each.pass_by(history.program, tick)
            else:
                each.leave()

    def _come_along(self, iteration: int, until: Callable[[], bool] = lambda: True) -> None:
        """Compute the runs in step up to an iteration, of one that is behind some more each time;
        of a large network an instruction more, and then `until` is asked between them."""
        for each in self._in_step():
            behind = each.furthest + CATCHING_UP_FACTOR * self._round_iterations
            each.come_along(min(iteration, behind), self._share, until)
        self._runs = None

    def _pace(self, seconds: float) -> None:
        """Let a round take so many seconds, by what the last one took, but have at most twice as
        many iterations."""
        wished = max(1, int(seconds / max(self._iteration_seconds, 1e-9)))
        self._round_iterations = min(wished, 2 * self._round_iterations)

    def is_standing(self, leading: Program, tick: int) -> bool:
        """Whether every run in step stands where the leading program does at this tick of it."""
        return all(each.stands(leading, tick) for each in self._in_step())

    def stand(self, leading: Program, tick: int, until: Callable[[], bool]) -> bool:
        """Let every run in step stand where the leading program does at this tick of it; whether
        all do before they were asked to stop. One that does not has no values until it does."""
        late = [each for each in self._companions.values() if not each.stands(leading, tick)]
        in_step = {id(each) for each in self._in_step()}
        for companion in sorted(late, key=lambda each: -each.run.furthest):
            self._runs = None
            if id(companion) not in in_step or until():
                companion.leave()
            else:
                companion.stand(leading, tick, self._share, until)
        return self.is_standing(leading, tick)


def company_of(lesson: Lesson, endings: Endings | None = None) -> Company:
    """The company that a lesson asks for; nothing is read or computed yet."""
    ids = [LESSON_RUN, *(variant.id for variant in lesson.variants)]
    title = next((each.title for each in lesson.variants if each.id == lesson.variant), None)
    leader = CompanionRun(
        lesson.variant or LESSON_RUN,
        lesson.name,
        RunKind.VARIANT if lesson.variant else RunKind.LESSON,
        title or lesson.spec.run_title,
        mark=ids.index(lesson.variant or LESSON_RUN),
        opened=lesson,
        is_in_front=True,
    )
    companions = [*_variants(lesson)]
    if lesson.spec.beside is not None and len(ids) < MAX_RUN_COUNT:
        companions.append(_beside(lesson, lesson.spec.beside))
    return Company(companions, endings, leader)


def _variants(lesson: Lesson) -> Iterator[Companion]:
    """The variants of a lesson and the lesson that they are variants of, but for itself."""
    if lesson.open_base is not None:
        run = CompanionRun(LESSON_RUN, lesson.name, RunKind.LESSON, lesson.spec.run_title)
        yield Companion(run, lesson.open_base, wants_end=False, is_in_step=True)
    for variant in lesson.variants:
        if variant.id != lesson.variant:
            yield _variant(lesson, variant)


def _variant(lesson: Lesson, variant: Variant) -> Companion:
    return Companion(
        CompanionRun(variant.id, lesson.name, RunKind.VARIANT, variant.title),
        lambda: open_variant(lesson, variant.id),
        wants_end=False,
        is_in_step=True,
    )


def _beside(lesson: Lesson, name: str) -> Companion:
    folder = found_beside(lesson, name)
    return Companion(
        CompanionRun(name, name, RunKind.BESIDE),
        lambda: load(find(name) if folder is None else folder),
        _as_it_stands(name, folder),
        is_in_step=True,
    )


def found_beside(lesson: Lesson, name: str) -> Path | None:
    """The folder of this name that stands beside the lesson's own, if there is a lesson in it."""
    if lesson.spec.file is None or Path(name).name != name:
        return None
    folder = Path(lesson.spec.file).resolve().parent.parent / name
    return folder if (folder / "lesson.toml").is_file() else None


def _as_it_stands(name: str, folder: Path | None) -> Hashable:
    """A lesson's folder and when each of its files was written; None if there is no such lesson."""
    try:
        folder = find(name) if folder is None else folder
        files = sorted(folder.iterdir()) if folder.is_dir() else [folder]
        stamps = [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    except (VisualnnError, OSError):
        return None
    return tuple(stamps)
