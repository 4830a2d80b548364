"""A review: what opens and runs, and is all the same not what its author meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ..errors import LessonError, Remark
from ..lesson import Lesson
from ..lesson.file import AnswerReference, Quote
from ..lesson.file.prose import quotes_on_screen
from ..lesson.shelf import name_of_folder, shipped
from ..lesson.transfer import neighbour
from ..run.history import History
from ..text import N_

__all__ = ["Divergence", "divergence_of", "reviewed", "warnings_of"]

MOST_NUMBERS_COUNT = 2_000_000_000
"""Numbers that are written at most while a whole run is looked at for one that is not finite."""


class Divergence:
    """The first number of a run that is not finite, and what wrote it."""

    def __init__(self, iteration: int, name: str, title: str) -> None:
        self.iteration, self.name, self.title = iteration, name, title

    @property
    def remark(self) -> Remark:
        """The sentence that names the instruction."""
        return Remark(
            N_("the first value with a number that is not finite is {name}, in iteration {n}"),
            is_notable=True,
            name=self.name,
            n=self.iteration,
        )


def reviewed(lesson: Lesson) -> Iterator[LessonError]:
    """What a lesson should not have: a lesson beside it that does not exist, answers that are on
    the screen already or are no single number, and quoted numbers that are not made yet."""
    yield from _beside(lesson)
    for n in range(len(lesson.spec.stops)):
        yield from _answers(lesson, n)
        yield from _quotations(lesson, n)


def warnings_of(lesson: Lesson) -> Iterator[Remark]:
    """What may be meant, and seldom is."""
    file = lesson.spec.file
    if file is None or not file.name:
        return
    folder = Path(file).resolve().parent
    if lesson.spec.name not in {folder.name, name_of_folder(folder)}:
        yield Remark(
            N_("the lesson is called {name} and its folder {folder}; lessons are found by folder"),
            is_notable=True,
            name=lesson.spec.name,
            folder=folder.name,
        )


def divergence_of(lesson: Lesson, history: History) -> Divergence | None:
    """Where a run first has a number that is not finite; None where it has none as far as it was
    looked at."""
    written = sum(
        int(np.prod(lesson.program.shapes[False][name.writes], dtype=np.int64))
        for name in lesson.program.instructions(0)
        if name.writes in lesson.program.shapes[False]
    )
    affordable = max(MOST_NUMBERS_COUNT // max(written, 1), 1)
    history.run_to(min(lesson.iterations, affordable))
    trouble = history.trouble  # in a value that a loss cuts off it is not in L
    if trouble is None:
        return None
    done = lesson.program.at(trouble.tick)
    assert done is not None  # noqa: S101  an instruction made it
    iteration = lesson.program.locate(trouble.tick - 1).iteration
    return Divergence(iteration, trouble.place.name, done.op.title)


def _beside(lesson: Lesson) -> Iterator[LessonError]:
    name, file = lesson.spec.beside, lesson.spec.file
    if name is None:
        return
    known = shipped()
    if name not in known and (file is None or neighbour(file, name) is None):
        yield LessonError(
            N_("there is no lesson {name} beside this one, nor among {known}"),
            place=lesson.spec.where("beside"),
            name=name,
            known=", ".join(known),
        )


def _answers(lesson: Lesson, n: int) -> Iterator[LessonError]:
    """What is wrong with the numbers that the questions of a stop ask for."""
    stop = lesson.stops[n]
    for m, question in enumerate(stop.questions):
        for word in ("answer", "other"):
            asked = getattr(question.spec, word, None)
            if not isinstance(asked, AnswerReference):
                continue
            place = lesson.spec.where("stops", n, "questions", m, word)
            source = question.answer if word == "answer" else question.other
            if source is not None and source.index and not asked.reference.index:
                yield LessonError(
                    N_("{name} is an array; say which number is asked for, such as {example}"),
                    place=place,
                    name=asked.reference.name,
                    example=source,
                )
        if question.answer is not None and question.tick <= stop.tick:
            yield LessonError(
                N_("the answer is on the screen already when it is asked for"),
                place=lesson.spec.where("stops", n, "questions", m, "answer"),
            )


def _quotations(lesson: Lesson, n: int) -> Iterator[LessonError]:
    """Numbers that the words of a stop quote before they are made."""
    program, stop = lesson.program, lesson.stops[n]
    iteration = program.locate(stop.tick).iteration
    begin = program.start_of(iteration)
    for prose in lesson.spec.prose.values():
        for quote in quotes_on_screen(prose.section(stop.name)):
            name = quote.quotation.reference.name
            if not _is_of_here(quote) or name in program.carried or name in lesson.start:
                continue
            done = program.done_after(name, iteration)
            if done is not None and begin + done > stop.tick:
                yield LessonError(
                    N_("{name} is not made yet at this stop; quote it later, or with a time"),
                    place=quote.place,
                    name=name,
                )


def _is_of_here(quote: Quote) -> bool:
    """Whether a quotation means this lesson at its stop."""
    return quote.quotation.lesson is None and not quote.quotation.is_placed
