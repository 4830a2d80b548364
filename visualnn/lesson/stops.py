"""Stops, questions and quotations: from names in a file to ticks of the program."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import LessonError
from ..expr import Source
from ..ops import Shape
from ..text import N_
from . import file as lesson_file
from .change import Change, setting_text
from .file import AnswerReference, Quotation, Quote, Reference
from .file.places import Key
from .file.variant_changes import changes_of
from .knobs import unmade
from .parts import Lesson, Question, Stop
from .quoting import is_inside, tick_after

CLOSING_FORMAT = 2
"""The format since which the last iteration of a lesson is the pass that closes it; before, it was
that of the last update."""


def stops_of(lesson: Lesson) -> Iterator[Stop]:
    """The stops of a lesson, in order; raises LessonError for what does not exist in it."""
    for n in range(len(lesson.spec.stops)):
        yield stop_of(lesson, n)


def stop_of(lesson: Lesson, n: int) -> Stop:
    """The stop of a number; raises LessonError for what does not exist in the lesson."""
    stop = lesson.spec.stops[n]
    last = lesson.iterations - (lesson.spec.format < CLOSING_FORMAT)
    iteration = last if stop.iteration == -1 else stop.iteration
    if iteration > last:
        raise LessonError(
            N_("iteration {asked} does not exist: the lesson ends with iteration {last}"),
            place=lesson.spec.where("stops", n, "iteration"),
            asked=iteration,
            last=last,
        )
    tick = lesson.program.start_of(iteration)
    if stop.at:
        done = lesson.program.done_after(stop.at, iteration)
        if done is None:
            raise _unknown(lesson, stop.at, iteration, "stops", n, "at")
        tick += done
    if tick > lesson.last_tick:
        raise LessonError(
            N_("the lesson ends with a forward pass and its loss; {name} is not computed there"),
            place=lesson.spec.where("stops", n, "at"),
            name=stop.at,
        )
    focus = None
    if stop.focus is not None:
        focus = _source(lesson, stop.focus, iteration, "stops", n, "focus")
    questions = tuple(_questions(lesson, n, iteration, tick))
    quotations = tuple(_quotations(lesson, n, iteration))
    changes = tuple(Change(key, value) for key, _keys, value in changes_of(lesson.spec, stop.set))
    views, times_updates = stop.views or (), bool(stop.times_updates)
    return Stop(stop.id, tick, focus, questions, quotations, views, times_updates, changes)


def unmet_settings(lesson: Lesson, stop: Stop) -> tuple[str, ...]:
    """What has to be set for a stop to be gone to, a ``KEY=VALUE`` each. Of a variant nothing is:
    it leads because the learner wants to see it."""
    if lesson.variant is not None:
        return ()
    return tuple(setting_text(change) for change in unmade(lesson.spec, stop.changes))


def _unknown(lesson: Lesson, name: str, iteration: int, *keys: Key) -> LessonError:
    instructions = lesson.program.instructions(iteration)
    known = [*lesson.program.carried, *(ins.writes for ins in instructions)]
    return LessonError(
        N_("nothing is called {name} in iteration {iteration}; there are {known}"),
        place=lesson.spec.where(*keys),
        name=name,
        iteration=iteration,
        known=", ".join(dict.fromkeys(known)),
    )


def _source(lesson: Lesson, reference: Reference, iteration: int, *keys: Key) -> Source:
    """A reference as a number of the program; the whole of a value stands for its first number."""
    shape = _shape(lesson, reference.name, iteration)
    if shape is None:
        raise _unknown(lesson, reference.name, iteration, *keys)
    index = reference.index or (0,) * len(shape)
    if not _inside(index, shape):
        raise _outside(reference, reference.name, shape, lesson.spec.where(*keys))
    return Source(reference.name, index)


def _shape(lesson: Lesson, name: str, iteration: int) -> Shape | None:
    return lesson.program.shapes[lesson.program.is_closing(iteration)].get(name)


def _inside(index: tuple[int, ...], shape: Shape) -> bool:
    return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))


def _outside(
    reference: object, name: str, shape: Shape, place: lesson_file.TextPosition
) -> LessonError:
    return LessonError(
        N_("{reference} does not exist: {name} has the shape {shape}, counted from 0"),
        place=place,
        reference=reference,
        name=name,
        shape=shape,
    )


def _questions(lesson: Lesson, stop: int, iteration: int, tick: int) -> Iterator[Question]:
    for n, spec in enumerate(lesson.spec.stops[stop].questions):
        keys = ("stops", stop, "questions", n)
        found: dict[str, Source | None] = {"answer": None, "other": None}
        ticks: dict[str, int] = {}
        for word in found:
            asked = getattr(spec, word, None)
            if asked is not None:
                found[word], ticks[word] = _asked(lesson, asked, iteration, *keys, word)
        made = max([tick, *ticks.values()])
        other_tick = None
        if any(getattr(getattr(spec, word, None), "is_placed", False) for word in found):
            made, other_tick = ticks["answer"], ticks.get("other")
        if lesson.spec.format >= CLOSING_FORMAT and found["answer"] is not None:
            _refuse_shown(lesson, max(ticks.values()), tick, *keys, "answer")
        yield Question(spec, found["answer"], found["other"], made, other_tick)


def _quotations(lesson: Lesson, stop: int, iteration: int) -> Iterator[Quotation]:
    """The numbers quoted in the prose of a stop; those of this lesson are checked here."""
    known: set[str] = set()
    for prose in lesson.spec.prose.values():
        for quote in prose.quotes(lesson.spec.stops[stop].id):
            quotation = quote.quotation
            if quotation.lesson is None:
                _check_quotation(lesson, quote, iteration, stop)
            if str(quotation) not in known:
                known.add(str(quotation))
                yield quotation


def _asked(
    lesson: Lesson, answer: AnswerReference, iteration: int, *keys: Key
) -> tuple[Source, int]:
    """The number that a question asks for, and the tick at which it is made: in the iteration of
    its stop, where it is often not written yet, or after so many updates."""
    program, name = lesson.program, answer.reference.name
    if not answer.is_placed:
        source = _source(lesson, answer.reference, iteration, *keys)
        return source, program.start_of(iteration) + (program.done_after(name, iteration) or 0)
    updates = answer.after(iteration, lesson.iterations)
    if updates > lesson.iterations:
        raise LessonError(
            N_("the lesson ends after {count} updates; {text} does not exist"),
            place=lesson.spec.where(*keys),
            count=lesson.iterations,
            text=f"“{answer}”",
        )
    tick = tick_after(program, name, updates)
    if tick is None:
        raise _unknown(lesson, name, updates, *keys)
    where = program.locate(tick).iteration
    return _source(lesson, answer.reference, where, *keys), tick


def _refuse_shown(lesson: Lesson, made: int, tick: int, *keys: Key) -> None:
    """Raise LessonError for an answer that is on the screen when it is asked for, or never is."""
    if made > lesson.last_tick:
        raise LessonError(
            N_("the run closes before the answer is computed"), place=lesson.spec.where(*keys)
        )
    if made <= tick:
        raise LessonError(
            N_("the answer is on the screen already when it is asked for"),
            place=lesson.spec.where(*keys),
        )


def _check_quotation(lesson: Lesson, quote: Quote, iteration: int, stop: int) -> None:
    """Raise LessonError for a number of this lesson that does not exist where it is quoted from."""
    quotation, program = quote.quotation, lesson.program
    name = quotation.reference.name
    if quotation.is_placed:
        updates = lesson.iterations if quotation.updates is None else quotation.updates
        if updates > lesson.iterations:
            raise LessonError(
                N_("the lesson ends after {count} updates; {text} does not exist"),
                place=quote.place,
                count=lesson.iterations,
                text=f"{{{quotation}}}",
            )
        tick = tick_after(program, name, updates)
        iteration = updates if tick is None else program.locate(tick).iteration
        shape = None if tick is None else _shape(lesson, name, iteration)
    else:
        shape = _shape(lesson, name, iteration)
    if shape is None:
        raise _moved(_unknown(lesson, name, iteration, "stops", stop), quote.place)
    if not is_inside(quotation, shape):
        raise _outside(quotation.written, name, shape, quote.place)


def _moved(error: LessonError, place: lesson_file.TextPosition) -> LessonError:
    """The same error at another place."""
    return LessonError(error.template, place=place, **error.params)
