"""Studying: many runs of the lesson in processes of their own, beside what the learner does.

A thread plans the study, hands its runs to the processes and keeps what is finished on the disk;
the event loop only looks from time to time what has come. A study that was ended, or whose window
was closed, goes on from what is kept.
"""

from __future__ import annotations

import os
import queue
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.kit.collecting import CollectorHold
from ui.kit.guard import guarded
from visualnn.errors import VisualnnError
from visualnn.text import _

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.lesson.studies import StudyNumbers, StudyOffer
    from visualnn.study.kept import KeptRuns
    from visualnn.study.outcome import Outcome, Refusal
    from visualnn.study.plan import Study, StudyRun

__all__ = ["Studying"]

LOOK_MILLISECONDS = 100
"""Milliseconds after which it is looked again what is finished."""
MAX_TOLD_COUNT = 3
"""Problems that are told of one study."""


class _StudyThread(threading.Thread):
    """The work of one study beside the event loop."""

    def __init__(self, lesson: Lesson, offer: StudyOffer, folder: Path | None, jobs: int) -> None:
        super().__init__(name="visualnn-study", daemon=True)
        self.offer = offer
        self.study: Study | None = None
        """The plan, once it is made."""
        self.news: queue.SimpleQueue[tuple[StudyRun, Outcome] | str] = queue.SimpleQueue()
        """What is finished, and sentences on what failed."""
        self._lesson, self._folder, self._jobs = lesson, folder, jobs
        self._is_given_up = threading.Event()

    def give_up(self) -> None:
        """Leave the rest; the processes end soon."""
        self._is_given_up.set()

    def run(self) -> None:
        try:
            self._run()
        except VisualnnError as error:
            self.news.put(error.report(_))
        except Exception as error:  # noqa: BLE001  nothing else would tell it
            self.news.put(f"{type(error).__name__}: {error}")

    def _run(self) -> None:
        from visualnn.study.offered import offered_study
        from visualnn.study.outcome import Refusal
        from visualnn.study.workers import outcomes

        study = offered_study(self._lesson, self.offer)
        keys = study.keys(study.open())
        self.study = study
        kept = self._kept()
        left = []
        for run, key in keys.items():
            known = None if kept is None else kept.read(key)
            if known is None:
                left.append(run)
            else:
                self.news.put((run, known))
        jobs = max(1, min(self._jobs, len(left)))
        for run, outcome in outcomes(study, left, jobs, is_given_up=self._is_given_up.is_set):
            if isinstance(outcome, Refusal):
                self.news.put(self._refused(run, outcome))
                continue
            if kept is not None:
                kept.write(keys[run], outcome)
            self.news.put((run, outcome))

    def _kept(self) -> KeptRuns | None:
        from visualnn.study.kept import KeptRuns

        try:
            return None if self._folder is None else KeptRuns(self._folder)
        except OSError as error:
            self.news.put(_("what is finished cannot be kept: {why}").format(why=error.strerror))
            return None

    @staticmethod
    def _refused(run: StudyRun, refusal: Refusal) -> str:
        return f"{run.words or run.seed}: {refusal.error.report(_)}"


class Studying(QObject):
    """The study of the lesson that is open, if one was begun."""

    failed = Signal(str)
    """A sentence for the learner."""
    changed = Signal()
    """There is more to see of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder: Path | None = None
        """Where finished runs are kept; nowhere without one."""
        self.numbers: StudyNumbers | None = None
        """What is known of the study that was begun last."""
        self._thread: _StudyThread | None = None
        self._found: dict[StudyRun, Outcome] = {}
        self._problems: dict[str, None] = {}
        self._hold = CollectorHold(self)
        self._hold.failed.connect(self.failed)
        self._clock = QTimer(self, interval=LOOK_MILLISECONDS)
        self._clock.timeout.connect(self._look)

    @property
    def is_on(self) -> bool:
        """Whether a study is computed."""
        return self._thread is not None

    def begin(self, lesson: Lesson, offer: StudyOffer, jobs: int | None = None) -> None:
        """Begin a study, or go on with it from what is kept; another one is given up."""
        from visualnn.lesson.studies import StudyNumbers

        self.end()
        self._found, self._problems = {}, {}
        jobs = jobs or os.cpu_count() or 1
        self._thread = _StudyThread(lesson, offer, self.folder, jobs)
        self.numbers = StudyNumbers(offer, is_going=True)
        self._hold.begin(self._thread)
        self._clock.start()

    def end(self) -> None:
        """Give up what is not finished."""
        if self._thread is not None:
            thread, self._thread = self._thread, None
            thread.give_up()
            self._take_news(thread)
            self._clock.stop()
            self._tell(thread, is_going=False)

    def forget(self) -> None:
        """Another lesson is open."""
        self.end()
        self.numbers = None

    def finish(self) -> None:
        """Wait until it is done, however long it takes."""
        while self._thread is not None:
            self._thread.join()
            self._look()

    @guarded
    def _look(self) -> None:
        thread = self._thread
        if thread is None:
            self._clock.stop()
            return
        is_going = thread.is_alive()
        has_news = self._take_news(thread)
        if not is_going:
            self._clock.stop()
            self._thread = None
            self._hold.look()
        if has_news or not is_going:
            self._tell(thread, is_going=is_going)

    def _take_news(self, thread: _StudyThread) -> bool:
        has_news = False
        while not thread.news.empty():
            news = thread.news.get()
            if isinstance(news, str):
                self._problems[news] = None
            else:
                self._found[news[0]] = news[1]
            has_news = True
        return has_news

    def _tell(self, thread: _StudyThread, *, is_going: bool) -> None:
        if self.numbers is None:
            return
        problems, study = tuple(self._problems)[:MAX_TOLD_COUNT], thread.study
        if study is None:
            self.numbers = replace(self.numbers, is_going=is_going, problems=problems)
        else:
            from visualnn.study.offered import numbers_of

            self.numbers = numbers_of(
                study, self.numbers.offer, self._found, problems, is_going=is_going
            )
        self.changed.emit()
