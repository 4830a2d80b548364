"""The result of a lesson: what was answered held against the run, what to look at again, and what
to try next, as flowing text. Its doors lead back to the stops."""

from __future__ import annotations

from collections.abc import Sequence

from ui.kit.geometry.flow import Run, RunStyle, TextBlock, TextSize
from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson, Question, title_of
from visualnn.lesson.course import course
from visualnn.lesson.file import prose
from visualnn.tell.frame import Frame
from visualnn.text import _, language

from . import page
from .answers import Answer, Verdict, judge
from .page import Answered, LessonDoor, TickDoor
from .quoted_numbers import QuotedNumbers

__all__ = ["AnsweredQuestion", "LessonResult", "result_of"]


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question of a stop, and what became of it."""

    stop: int
    """The stop's number, from 0."""
    id: str
    said: Answer | None
    """What was answered; None if nothing was."""
    verdict: Verdict | None
    """How that compares with the run; None without an answer, and until the run has come there."""
    blocks: tuple[TextBlock, ...]
    """The question, what was said and what is so."""


@dataclass(frozen=True)
class LessonResult:
    """A page about what was answered in a lesson."""

    title: str
    language: str
    questions: tuple[AnsweredQuestion, ...]
    blocks: tuple[TextBlock, ...]
    """The whole page."""

    @property
    def right_count(self) -> int:
        """How many were answered right."""
        return sum(1 for each in self.questions if each.verdict is not None and each.verdict.right)


def result_of(frames: Sequence[Frame]) -> LessonResult:
    """The result of a lesson, of the frames at its stops, in order; there is at least one."""
    lesson = frames[0].lesson
    questions = tuple(each for frame in frames for each in _questions(frame))
    right = sum(1 for each in questions if each.verdict is not None and each.verdict.right)
    answered = sum(1 for each in questions if each.said is not None)
    blocks = [_counted(len(questions), answered, right)]
    for each in questions:
        blocks += [_stop_line(lesson, each.stop), *each.blocks]
    blocks += [*_again(lesson, questions), *_next(lesson)]
    title = _("{title}: result").format(title=lesson.spec.title.in_language(language()))
    return LessonResult(title, language(), questions, tuple(blocks))


def _heading(text: str) -> TextBlock:
    return TextBlock((Run(text, RunStyle.STRONG),), space=3.0)


def _counted(asked: int, answered: int, right: int) -> TextBlock:
    if not asked:
        return TextBlock((Run(_("This lesson asks nothing.")),))
    text = _("Questions: {asked}. Answered: {answered}. Right: {right}.")
    return TextBlock((Run(text.format(asked=asked, answered=answered, right=right)),))


def _door(lesson: Lesson, stop: int) -> Run:
    words = _("stop {number} of {count}").format(
        number=lesson.number_of_stop(stop), count=len(lesson.written_stops)
    )
    at = lesson.stops[stop]
    return Run(words, RunStyle.STRONG, TickDoor(at.tick, at.focus))


def _stop_line(lesson: Lesson, stop: int) -> TextBlock:
    return TextBlock((_door(lesson, stop),), TextSize.SMALL, space=2.5)


def _questions(frame: Frame) -> list[AnsweredQuestion]:
    """The questions of a frame's stop that its prose puts into words."""
    lesson, stop = frame.lesson, frame.stop
    if stop is None:
        return []
    at = lesson.stops[stop]
    pages = lesson.spec.page(language())
    section = None
    if pages is not None:
        section = next((each for each in pages.sections if each.id == at.name), None)
    if section is None:
        return []
    spoken = {words.id: words for words in section.questions}
    numbers = QuotedNumbers(lesson, at.tick, frame.quotes, frame.unchanged)
    return [
        _question(frame, stop, each, spoken[each.spec.id], numbers)
        for each in at.questions
        if each.spec.id in spoken
    ]


def _question(
    frame: Frame,
    stop: int,
    question: Question,
    words: prose.ProseQuestion,
    numbers: QuotedNumbers,
) -> AnsweredQuestion:
    lesson, spec = frame.lesson, question.spec
    ask = page.prompt(words, numbers)[1:]  # without the label that says that it is a question
    said = (frame.said or {}).get((lesson.name, lesson.stops[stop].name, spec.id))
    is_waiting = spec.id in frame.answers and frame.answers[spec.id] is None
    if said is None:
        open_ = TextBlock((Run(_("Not answered."), RunStyle.SOFT),), space=0.5)
        return AnsweredQuestion(stop, spec.id, None, None, (*ask, open_))
    asked = frame.answers.get(spec.id)
    verdict = None if is_waiting else judge(spec, said, asked)
    told = Answered(
        question,
        said,
        asked,
        verdict or Verdict(False),
        page.choice_words(words, numbers),
        frame.answer_quotes.get(spec.id, {}),
        frame.is_own_run,
    )
    shown = page.until_known(told)[:1] if verdict is None else (page.verdict_block(told),)
    return AnsweredQuestion(stop, spec.id, said, verdict, (*ask, *shown))


def _again(lesson: Lesson, questions: Sequence[AnsweredQuestion]) -> list[TextBlock]:
    """The stops whose questions were not answered right."""
    stops = dict.fromkeys(
        each.stop for each in questions if each.verdict is None or not each.verdict.right
    )
    if not stops:
        return []
    lines = [
        TextBlock((_door(lesson, stop), Run(f"  {lesson.stops[stop].name}", RunStyle.SOFT)))
        for stop in stops
    ]
    return [_heading(_("Look at again")), *lines]


def _next(lesson: Lesson) -> list[TextBlock]:
    """What can be tried in this lesson, and the lessons that follow."""
    lines: list[TextBlock] = []
    if lesson.knobs:
        names = ", ".join(each.title for each in lesson.knobs)
        text = _("Turn a knob, and see whether your answers still hold: {knobs}.")
        lines.append(TextBlock((Run(text.format(knobs=names)),)))
    names_of_course = [each.name for each in course()]
    following = [each.name for each in course() if lesson.name in each.after]
    if lesson.name in names_of_course:
        following += names_of_course[names_of_course.index(lesson.name) + 1 :][:1]
    beside = [lesson.spec.beside] if lesson.spec.beside else []
    for name in dict.fromkeys((*beside, *following)):
        door = Run(title_of(name, language()), RunStyle.STRONG, LessonDoor(name))
        lines.append(TextBlock((door,), space=0.5))
    return [_heading(_("Try next")), *lines] if lines else []
