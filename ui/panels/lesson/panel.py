"""The lesson panel: what the lesson says and asks at the stop that the learner reached last.

The prose quotes numbers of the trace; each is a door to its explanation. Questions are asked before
their answer is shown, and nothing waits for them. What was answered is wished and kept by the
session.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.flow import FlowView, Run, RunStyle, TextBlock, TextSize
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.panels.lesson import page
from ui.panels.lesson.answers import Answer, Verdict, judge
from ui.panels.lesson.choice_list import ListedAnswer
from ui.panels.lesson.foot import Foot
from ui.panels.lesson.head import MARGIN_STEPS, Head
from ui.panels.lesson.page import (
    AgainDoor,
    Answered,
    ExperimentDoor,
    HintDoor,
    LessonDoor,
    PageDoor,
    ResultDoor,
    RunDoor,
    TickDoor,
)
from ui.panels.lesson.quoted_numbers import NumberDoor, QuotedNumbers
from ui.panels.lesson.sheet import Sheet
from ui.session.wishes import (
    AnswerQuestion,
    ForgetAnswer,
    Lead,
    LookAt,
    OpenHint,
    OpenLesson,
    Seek,
    SetKeys,
    ShowResult,
)
from visualnn.lesson import Question
from visualnn.lesson.file import ChoiceQuestion, NumberQuestion, prose
from visualnn.lesson.stops import unmet_settings
from visualnn.tell.frame import Frame
from visualnn.tell.runs import title_of_run
from visualnn.text import _, language

__all__ = ["LessonPanel", "ShownAnswers"]

ShownAnswers = Literal["own", "none", "right"]


class LessonPanel(Panel):
    """Title and stops on top, the prose and its questions below, and the way back at the foot."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.said: dict[tuple[str, str, str], Answer] = {}
        """What was answered: (lesson, stop, question) → number or id of a choice; as the session
        keeps it where there is one."""
        self.answers_shown: ShownAnswers = "own"
        """Which answers stand there: the learner's own with what is right, none, or what is right
        whatever was said."""
        self._hints: set[tuple[str, str, str]] = set()
        """The questions, as in `said`, whose hints were asked for."""
        self._ticks: tuple[int, ...] = ()
        self._shown: tuple[object, ...] = ()
        self.head = Head(look, self)
        self.sheet = Sheet(look, self)
        self.leaving = FlowView(look, self)
        self.leaving.hide()
        self.foot = Foot(look, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)
        self._column.addWidget(self.sheet, 1)
        self._column.addWidget(self.leaving)
        self._column.addWidget(self.foot)
        self._connect()
        self._space()
        self.retranslate()

    def _connect(self) -> None:
        self.head.row.picked.connect(self._go_to_stop)
        self.head.before.clicked.connect(self._go_before)
        self.head.after.clicked.connect(self._go_after)
        self.foot.back.connect(self._go_back)
        self.sheet.activated.connect(self._open)
        self.sheet.answered.connect(self._answer)
        self.leaving.activated.connect(self._open)
        for part in (self.head.row, self.sheet, self.leaving, self.foot):
            part.failed.connect(self.failed)

    # -- frames

    @guarded
    def show_frame(self, frame: Frame) -> None:
        """Show the stop that was reached last. Nothing is laid out anew while it stays the same."""
        before, self.frame = self.frame, frame
        lesson = frame.lesson
        if frame.said is not None:
            self.said = dict(frame.said)
        if before is None or before.lesson is not lesson:
            self._ticks = tuple(stop.tick for stop in lesson.stops)
            self._new_page()
        elif before.stop != frame.stop:
            self._new_page()
        elif _facts(frame) != self._shown:
            self._fill()
        self.head.show_ways(self._before(frame.tick), self._after(frame.tick))
        past = 0 if frame.stop is None else frame.tick - self._ticks[frame.stop]
        self.foot.show_past(past)

    def _before(self, tick: int) -> int | None:
        place = bisect_left(self._ticks, tick)
        return self._ticks[place - 1] if place else None

    def _after(self, tick: int) -> int | None:
        place = bisect_right(self._ticks, tick)
        return self._ticks[place] if place < len(self._ticks) else None

    def _new_page(self) -> None:
        """Another stop, another lesson or another language: everything anew, from the top."""
        frame = self.frame
        if frame is None:
            return
        self.leaving.hide()
        self.head.show_lesson(frame)
        section = self._section()
        asked = [] if section is None else [(q.spec.id, q.spec) for q in self._questions()]
        self.sheet.set_questions([(name, isinstance(spec, NumberQuestion)) for name, spec in asked])
        self._fill()
        self.sheet.to_top()

    def _fill(self) -> None:
        """The words and numbers of the page; what is equal to before costs nothing."""
        frame = self.frame
        if frame is None:
            return
        self._shown = _facts(frame)
        section = self._section()
        if frame.stop is None:
            self.sheet.set_text(page.invitation(frame.lesson), ())
            return
        tick = self._ticks[frame.stop]
        numbers = QuotedNumbers(frame.lesson, tick, frame.quotes, frame.unchanged)
        text: tuple[TextBlock, ...] = ()
        if section is not None:
            told = page.blocks_of(section.blocks, numbers)
            note = page.own_run_note(frame, told)
            text = (*page.draft_note(frame.lesson), *note, *told)
            words = {question.id: question for question in section.questions}
            for question in self._questions():
                self._fill_question(question, words[question.spec.id], numbers)
        last = frame.stop == len(self._ticks) - 1
        ending = (*page.result_door(frame.lesson), *page.lessons_beside(frame.lesson))
        self.sheet.set_text(text, ending if last else ())

    def _section(self) -> prose.Section | None:
        """The prose of the stop in the current language, if it has some."""
        frame = self.frame
        told = None if frame is None else frame.lesson.spec.page(language())
        if frame is None or frame.stop is None or told is None:
            return None
        name = frame.lesson.stops[frame.stop].name
        return next((s for s in told.sections if s.id == name), None)

    def _questions(self) -> list[Question]:
        """The questions of the stop that its prose puts into words."""
        section, frame = self._section(), self.frame
        if section is None or frame is None or frame.stop is None:
            return []
        known = {question.id for question in section.questions}
        return [q for q in frame.lesson.stops[frame.stop].questions if q.spec.id in known]

    def spoken(self) -> str:
        """The title and the text of the page."""
        if self.frame is None:
            return _("The lesson's text stands here once a lesson is open.")
        views = (view for view in self.findChildren(FlowView) if view.isVisibleTo(self))
        return "\n".join(text for view in views if (text := view.plain()))

    # -- questions

    def _key(self, question: str) -> tuple[str, str, str]:
        assert self.frame is not None  # noqa: S101  a page is shown
        assert self.frame.stop is not None  # noqa: S101  and it is a stop's
        return self.frame.lesson.name, self.frame.lesson.stops[self.frame.stop].name, question

    def _fill_question(
        self, question: Question, words: prose.ProseQuestion, numbers: QuotedNumbers
    ) -> None:
        view = self.sheet.questions[words.id]
        ask = page.prompt(words, numbers)
        spoken = page.choice_words(words, numbers)
        spec = question.spec
        order = spec.choices if isinstance(spec, ChoiceQuestion) else ()
        choices = [ListedAnswer(name, spoken.get(name, (Run(name),))) for name in order]
        ask = (*ask, *self._hands(question, choices))
        if self.answers_shown == "right":
            self._show_right(question, words, numbers, (ask, choices))
            return
        said = self.said.get(self._key(words.id)) if self.answers_shown == "own" else None
        if said is None:
            is_open = self._key(words.id) in self._hints
            view.show_open((*ask, *page.hint(words, numbers, is_open=is_open)), choices)
            return
        verdict = self._judge(question)
        assert self.frame is not None  # noqa: S101  a page is shown
        answered = Answered(
            question,
            said,
            self._asked(spec.id),
            verdict or Verdict(False),
            spoken,
            self.frame.answer_quotes.get(spec.id, {}),
            self.frame.is_own_run,
        )
        if verdict is None:
            view.show_answered(ask, choices, said, "", page.until_known(answered))
            return
        after = page.after_answer(answered, words.explanation, numbers)
        view.show_answered(ask, choices, said, verdict.correct, after)

    def _show_right(
        self,
        question: Question,
        words: prose.ProseQuestion,
        numbers: QuotedNumbers,
        shown: tuple[Sequence[TextBlock], Sequence[ListedAnswer]],
    ) -> None:
        """What is right, whatever was said."""
        frame, spec = self.frame, question.spec
        assert frame is not None  # noqa: S101  a page is shown
        view, (ask, choices) = self.sheet.questions[words.id], shown
        if spec.id in frame.answers and frame.answers[spec.id] is None:
            waiting = TextBlock((Run(_("The answer is still being computed."), RunStyle.SOFT),))
            view.show_answered(ask, choices, page.NOT_SAID, "", (waiting,))
            return
        verdict = judge(spec, page.NOT_SAID, frame.answers.get(spec.id))
        told = Answered(
            question,
            page.NOT_SAID,
            self._asked(spec.id),
            verdict,
            page.choice_words(words, numbers),
            frame.answer_quotes.get(spec.id, {}),
            frame.is_own_run,
        )
        after = page.what_is_right(told, words.explanation, numbers)
        said = verdict.correct or page.NOT_SAID
        view.show_answered(ask, choices, said, verdict.correct, after)

    def _hands(self, question: Question, choices: Sequence[ListedAnswer]) -> tuple[TextBlock, ...]:
        """How many of a class were for each answer, if they were counted."""
        frame = self.frame
        if frame is None or frame.stop is None:
            return ()
        key = frame.lesson.stops[frame.stop].name, question.spec.id
        counts = frame.class_counts.get(key, ())
        names = [choice.text for choice in choices] or [_("near enough"), _("not")]
        if not counts or len(counts) != len(names):
            return ()
        return (page.show_of_hands(names, counts),)

    def show_answers(self, shown: ShownAnswers) -> None:
        """Which answers stand there from now on."""
        if shown != self.answers_shown:
            self.answers_shown = shown
            self._fill()

    def _asked(self, question: str) -> tuple[float, float | None] | None:
        return None if self.frame is None else self.frame.answers.get(question)

    def _judge(self, question: Question) -> Verdict | None:
        """How what was said compares with the trace; None until the run has come that far."""
        spec = question.spec
        answers = {} if self.frame is None else self.frame.answers
        if spec.id in answers and answers[spec.id] is None:
            return None
        return judge(spec, self.said[self._key(spec.id)], answers.get(spec.id))

    def verdict(self, question: str) -> Verdict | None:
        """How the answer to a question of this stop compares with the trace; None without one, and
        until the run has come that far."""
        for asked in self._questions():
            if asked.spec.id == question and self._key(question) in self.said:
                return self._judge(asked)
        return None

    @guarded
    def _answer(self, question: str, said: Answer) -> None:
        """Keep the first answer and show what it comes to."""
        self.wished.emit(AnswerQuestion(self._key(question)[1], question, said))
        self.said.setdefault(self._key(question), said)
        self._fill()
        self.sheet.reveal(question)

    def wants_number(self, number: int) -> bool:
        """Whether a number, from 0, is a choice of the open question of this page."""
        choices = self.sheet.open_choices
        return choices is not None and number < len(choices.choices)

    def take_number(self, number: int) -> bool:
        """Answer the open question of this page with its choice of a number, from 0; whether there
        was one."""
        choices = self.sheet.open_choices
        return choices is not None and choices.answer(number)

    # -- doors

    @guarded
    def _open(self, door: object) -> None:
        if isinstance(door, NumberDoor):
            self._open_number(door)
        elif isinstance(door, TickDoor):
            if door.source is None:
                self.wished.emit(Seek(door.tick))
            else:
                self.wished.emit(LookAt(door.source, door.tick))
        elif isinstance(door, LessonDoor):
            self.wished.emit(OpenLesson(door.name))
        elif isinstance(door, RunDoor):
            if self.frame is not None and self.frame.leader.id != door.name:
                self.wished.emit(Lead(door.name))
        elif isinstance(door, ResultDoor):
            self.wished.emit(ShowResult())
        elif isinstance(door, ExperimentDoor):
            self.wished.emit(SetKeys(door.settings))
        elif isinstance(door, HintDoor):
            self._hints.add(self._key(door.question))
            self.wished.emit(OpenHint(self._key(door.question)[1], door.question))
            self._fill()
        elif isinstance(door, PageDoor):
            self._open_page(door)
        elif isinstance(door, AgainDoor):
            self.wished.emit(ForgetAnswer(self._key(door.question)[1], door.question))
            self.said.pop(self._key(door.question), None)
            self._fill()

    def _open_number(self, door: NumberDoor) -> None:
        """Explain the number that was clicked. If it is another one by now, go back to it first."""
        array = None if self.frame is None else self.frame.values.get(door.source.name)
        now = None if array is None else float(array[door.source.index])
        same = now == door.value or (now is not None and math.isnan(now) and math.isnan(door.value))
        self.wished.emit(LookAt(door.source, None if same else door.tick))

    def _open_page(self, door: PageDoor) -> None:
        """Show an address in full first; open it only when that was confirmed."""
        if not door.address:
            self.leaving.hide()
        elif not door.sure:
            self.leaving.set_blocks(_leaving(door.address))
            self.leaving.show()
        else:
            self.leaving.hide()
            address = QUrl(door.address, QUrl.ParsingMode.StrictMode)
            if not address.isValid() or address.scheme() != "https" or not address.host():
                self.failed.emit(_("This address cannot be opened."))
            elif not QDesktopServices.openUrl(address):
                self.failed.emit(_("No browser could be opened."))

    def _seek(self, tick: int | None) -> None:
        """Go to a stop, with the knobs where it has them."""
        if tick is None or self.frame is None:
            return
        lesson = self.frame.lesson
        stop = lesson.stops[self._ticks.index(tick)]
        settings = unmet_settings(lesson, stop)
        if settings:
            self.wished.emit(SetKeys(settings))
            known = {each.name: each.tick for each in self.frame.lesson.stops}
            tick = known.get(stop.name, tick)
        self.wished.emit(Seek(tick))

    @guarded
    def _go_before(self, _pressed: bool = False) -> None:
        self._seek(None if self.frame is None else self._before(self.frame.tick))

    @guarded
    def _go_after(self, _pressed: bool = False) -> None:
        self._seek(None if self.frame is None else self._after(self.frame.tick))

    @guarded
    def _go_to_stop(self, stop: int) -> None:
        self._seek(self._ticks[stop])

    @guarded
    def _go_back(self) -> None:
        if self.frame is not None and self.frame.stop is not None:
            self._seek(self._ticks[self.frame.stop])

    # -- look and language

    def _space(self) -> None:
        unit = self.look.metrics.unit
        self.leaving.setContentsMargins(MARGIN_STEPS * unit, unit, MARGIN_STEPS * unit, unit)

    @guarded
    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        for part in (self.head, self.sheet, self.leaving, self.foot):
            part.set_look(look)
        self._space()
        self.update()

    @guarded
    def retranslate(self) -> None:
        """The language changed."""
        super().retranslate()
        self.head.retranslate()
        self.foot.retranslate()
        self.sheet.retranslate()
        self._new_page()


def _facts(frame: Frame) -> tuple[object, ...]:
    """What the page is made of besides its stop."""
    numbers = _settled(frame.quotes), _settled(frame.unchanged)
    note = frame.is_own_run, frame.is_changed, title_of_run(frame.leader)
    said = dict(frame.said or {}), dict(frame.class_counts)
    return *numbers, note, dict(frame.answers), said


def _settled(quotes: Mapping[str, float | None]) -> dict[str, float | None]:
    """These numbers with one object for every NaN, so that dictionaries with NaN compare equal."""
    return {
        name: math.nan if value is not None and math.isnan(value) else value
        for name, value in quotes.items()
    }


def _leaving(address: str) -> tuple[TextBlock, ...]:
    """The question whether an address is to be opened."""
    ways = (
        Run(_("Open in the browser"), RunStyle.STRONG, PageDoor(address, sure=True)),
        Run("  ·  ", RunStyle.FAINT),
        Run(_("Stay here"), RunStyle.SOFT, PageDoor("")),
    )
    return (
        TextBlock((Run(_("This link leads out of the program:"), RunStyle.SOFT),), TextSize.SMALL),
        TextBlock((Run(address),), TextSize.SMALL, space=0.0),
        TextBlock(ways, space=0.5),
    )
