"""The content of a hand-out: what each stop of a lesson says, shows and asks, read off its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtWidgets import QApplication

from ui.kit.geometry.flow import Run, TextBlock
from ui.kit.look import Look
from ui.kit.output import picture, png
from ui.kit.theme import THEMES, Metrics
from ui.panels import PANELS
from ui.panels.lesson import page
from ui.panels.lesson.answers import AskedNumbers, Verdict, judge
from ui.panels.lesson.quoted_numbers import QuotedNumbers
from ui.session.wishes import SetKeys
from ui.shell.unseen import arrive, panel_alone, settle, window_unseen
from ui.shell.window import Window
from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.lesson import Lesson, Question
from visualnn.lesson.file import ChoiceQuestion, NumberQuestion, prose
from visualnn.lesson.stops import unmet_settings
from visualnn.tell.card import Context
from visualnn.tell.frame import Frame
from visualnn.tell.report import card, title
from visualnn.text import _, language

__all__ = ["Handout", "HandoutPage", "HandoutPicture", "HandoutQuestion", "collect"]

WINDOW_PIXELS = (1280, 800)
PICTURE_PIXELS = (720, 460)
"""The width and height of a picture, in logical pixels."""
CARD_PART_COUNT = 2
"""The parts of a card that are printed: what it is, and how it was made; not where it leads."""


@dataclass(frozen=True)
class HandoutPicture:
    """A view as it is at a stop."""

    title: str
    words: str
    """What it shows, in words."""
    png: bytes
    width: int
    height: int


@dataclass(frozen=True)
class HandoutQuestion:
    """A question, and what is right."""

    prompt: tuple[TextBlock, ...]
    choices: tuple[tuple[Run, ...], ...]
    """The answers that are offered; none where a number is asked for."""
    right: tuple[Run, ...]
    """The right answer in words; empty if no answer is right."""
    explanation: tuple[TextBlock, ...]


@dataclass(frozen=True)
class HandoutPage:
    """A stop."""

    name: str
    place: str
    """Where in the run it is, in words."""
    text: tuple[TextBlock, ...]
    pictures: tuple[HandoutPicture, ...]
    card: tuple[str, ...]
    """The card of the number that the stop looks at, line by line."""
    questions: tuple[HandoutQuestion, ...]


@dataclass(frozen=True)
class Handout:
    """A lesson as a hand-out."""

    title: str
    language: str
    pages: tuple[HandoutPage, ...]


def collect(lesson: Lesson, application: QApplication) -> Handout:
    """Walk a lesson's stops in a window that nobody sees, and collect what each says and shows."""
    look = Look(THEMES["light"], Metrics(1.0))
    with window_unseen(application, lesson, look, WINDOW_PIXELS) as window:
        pages = tuple(_pages(lesson, window))
    return Handout(title(lesson), language(), pages)


def _pages(lesson: Lesson, window: Window) -> Iterator[HandoutPage]:
    for n, stop in enumerate(lesson.stops):
        settings = unmet_settings(window.session.position.lesson, stop)
        if settings:
            window.session.grant(SetKeys(settings))
            stop = window.session.position.lesson.stops[n]
        arrive(window, stop.tick, stop.focus)
        settle(window.furniture.panels.values())
        window.session.finish()  # what the views follow
        frame = window.session.frame
        if frame is None or frame.stop != n:
            continue
        yield _page(frame, window)


def _page(frame: Frame, window: Window) -> HandoutPage:
    lesson = frame.lesson
    assert frame.stop is not None  # noqa: S101  the page is a stop's
    stop = lesson.stops[frame.stop]
    numbers = QuotedNumbers(lesson, stop.tick, frame.quotes, frame.unchanged)
    section = _section(lesson, stop.name)
    text: tuple[TextBlock, ...] = ()
    questions: tuple[HandoutQuestion, ...] = ()
    if section is not None:
        text = page.blocks_of(section.blocks, numbers)
        spoken = {words.id: words for words in section.questions}
        questions = tuple(
            _question(question, spoken[question.spec.id], numbers, frame)
            for question in stop.questions
            if question.spec.id in spoken
        )
    pictures = tuple(_pictures(frame, window))
    return HandoutPage(stop.name, _place(frame), text, pictures, _card(frame), questions)


def _section(lesson: Lesson, stop: str) -> prose.Section | None:
    told = lesson.spec.page(language())
    if told is None:
        return None
    return next((each for each in told.sections if each.id == stop), None)


def _place(frame: Frame) -> str:
    words = _("iteration {n} of {all}").format(n=frame.place.iteration, all=frame.lesson.iterations)
    if frame.instruction is None:
        return words
    return f"{words} · " + _(frame.instruction.phase.label)


def _pictures(frame: Frame, window: Window) -> Iterator[HandoutPicture]:
    """The views on the stage, each painted alone."""
    for name in window.desk.staged:
        spec = next(each for each in PANELS if each.name == name)
        fitted, (width, height) = spec.fitted(frame.lesson), PICTURE_PIXELS
        size = max(width, fitted.least_width), max(height, fitted.least_height)
        with panel_alone(spec, window.appearance.look, size, frame) as panel:
            yield HandoutPicture(_(spec.title), panel.spoken(), png(picture(panel)), *size)


def _card(frame: Frame) -> tuple[str, ...]:
    """The card of the number in focus, as the command line tells it."""
    if frame.explanation is None:
        return ()
    parts = card(Context.of(frame), frame.explanation).split("\n\n")[:CARD_PART_COUNT]
    return tuple(line for part in parts for line in part.splitlines() if line)


def _question(
    question: Question,
    words: prose.ProseQuestion,
    numbers: QuotedNumbers,
    frame: Frame,
) -> HandoutQuestion:
    spec, asked = question.spec, frame.answers.get(question.spec.id)
    spoken = page.choice_words(words, numbers)
    order = spec.choices if isinstance(spec, ChoiceQuestion) else ()
    verdict = judge(spec, "", asked)
    right = _right(question, asked, verdict, spoken)
    settled = numbers.settling(question, asked, frame.answer_quotes.get(question.spec.id, {}))
    explanation = (
        (TextBlock(page.runs_of(words.explanation, settled)),) if words.explanation else ()
    )
    ask = page.prompt(words, numbers)[1:]  # without the label that says that it is a question
    return HandoutQuestion(
        ask, tuple(spoken.get(name, (Run(name),)) for name in order), right, explanation
    )


def _right(
    question: Question,
    asked: AskedNumbers | None,
    verdict: Verdict,
    spoken: Mapping[str, tuple[Run, ...]],
) -> tuple[Run, ...]:
    spec = question.spec
    if isinstance(spec, NumberQuestion):
        number = spec.correct if spec.correct is not None else (asked[0] if asked else None)
        return () if number is None else (Run(figures.line(number)),)
    return spoken.get(verdict.correct, ())
