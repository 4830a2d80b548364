"""What the prose of every shipped lesson says of other times and other runs, and which of its
words it chooses, held against the runs themselves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from tests.visualnn.tell.test_walked_lessons import NAMES, frames, number_in, opened, run_to_the_end
from visualnn import figures
from visualnn.company.quoted import quoted_of
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.file import Conditional, Quotation, Quote
from visualnn.lesson.quoting import Truth, condition_holds
from visualnn.lesson.variants import LESSON_RUN, open_variant
from visualnn.ops import Array
from visualnn.program import STOPPED
from visualnn.run.history import Edit, History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at
from visualnn.views.slope import place_of

LOOSE = {"<": ("<", "<="), ">": (">", ">="), "==": ("<=", "==", ">=")}


@cache
def run_of(name: str, run: str | None) -> tuple[Lesson, History]:
    """The run that the prose of a lesson calls so, gone to its end."""
    lesson = opened(name)
    if run in {variant.id for variant in lesson.variants}:
        lesson = open_variant(lesson, str(run))
    elif run not in {None, LESSON_RUN}:
        lesson = opened(str(run))
    return lesson, run_to_the_end(lesson)


def value_after(lesson: Lesson, history: History, quotation: Quotation) -> Array:
    """The value of a quoted name after so many updates, found by looking at every tick: what is
    carried, as the updates left it; else what is computed next, or was evaluated last. A training
    that ended itself has its end there."""
    program, name = lesson.program, quotation.reference.name
    stopped = history.stopped if STOPPED in program.carried else None
    ended = lesson.iterations if stopped is None else stopped
    updates = ended if quotation.updates is None else quotation.updates
    before = history.at(program.start_of(updates)).values
    if name in program.carried:
        return before[name]
    if name.startswith("val."):
        return history.at(program.end_of(updates - 1)).values[name]
    return history.at(program.end_of(updates)).values[name]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_another_time_or_run_is_that_of_the_run(name: str) -> None:
    lesson = opened(name)
    found = quoted_of(lesson)
    found.finish()
    placed = {q for stop in lesson.stops for q in stop.quotations if q.is_placed}
    assert set(found.numbers) == set(map(str, placed))
    for quotation in placed:
        value = value_after(*run_of(name, quotation.lesson), quotation)
        expected = number_in(quotation, value)
        assert found.numbers[str(quotation)] == pytest.approx(expected, rel=1e-12), quotation


def sides(words: Conditional, quotes: Mapping[str, float | None]) -> list[tuple[float, str, float]]:
    """The comparisons of conditional words with their numbers."""
    made = []
    for test in words.tests:
        pair = [
            quotes[str(side.quotation)] if isinstance(side, Quote) else side
            for side in (test.left, test.right)
        ]
        if pair[0] is not None and pair[1] is not None:
            made.append((pair[0], test.sign, pair[1]))
    return made


def is_true(left: float, sign: str, right: float) -> bool:
    """Whether a comparison is true of the printed numbers."""
    if figures.result(left) == figures.result(right):
        return sign in LOOSE["=="]
    return sign == "!=" or sign in LOOSE["<" if left < right else ">"]


@pytest.mark.parametrize("way", ["unchanged", "weight", "rate", "bias"])
@pytest.mark.parametrize("name", NAMES)
def test_the_words_that_a_lesson_chooses_are_true_of_the_run(name: str, way: str) -> None:
    lesson = opened(name)
    known = quoted_of(lesson)
    known.finish()
    trained = [parameter.name for parameter in lesson.network.parameters]
    place = {"weight": trained[0], "bias": trained[-1], "rate": "lr"}.get(way)
    edits = []
    if place is not None:
        source = Source(place, (0,) * lesson.start[place].ndim)
        before = float(lesson.start[place][source.index])
        edits = [Edit(0, source, {"weight": -before, "bias": before + 1, "rate": 3 * before}[way])]
    for frame, stop in zip(
        frames(lesson, run_to_the_end(lesson, *edits)), lesson.stops, strict=True
    ):
        quotes = {**frame.quotes, **known.numbers}

        def value_of(quote: Quote, quotes: Mapping[str, float | None] = quotes) -> float | None:
            return quotes.get(str(quote.quotation))

        chosen: list[list[Truth]] = []
        for page in lesson.spec.prose.values():
            chosen.append([])
            for words in page.conditionals(stop.name):
                truth = condition_holds(words, value_of)
                chosen[-1].append(truth)
                compared = sides(words, quotes)
                holds = [is_true(*numbers) for numbers in compared]
                if truth is Truth.YES:
                    assert len(holds) == len(words.tests)
                    assert all(holds)
                elif truth is Truth.NO:
                    assert not all(holds)
        assert all(sorted(map(str, each)) == sorted(map(str, chosen[0])) for each in chosen)


QUALIFIERS = (
    "unchanged run",
    "unchanged lesson",
    "unchanged data",
    "원래 학습",
    "원래 실행",
    "원래 수업",
)
"""What the note above the text says, once something was changed, and no lesson says again."""


@pytest.mark.parametrize("name", NAMES)
def test_no_text_speaks_of_changes_to_those_who_changed_nothing(name: str) -> None:
    for page in opened(name).spec.prose.values():
        for section in page.sections:
            text = " ".join(str(section).split())
            assert not any(words in text for words in QUALIFIERS), section.id


@pytest.mark.parametrize("name", NAMES)
def test_a_stop_that_talks_about_the_slope_looks_at_a_number_that_has_one(name: str) -> None:
    lesson = opened(name)
    history = run_to_the_end(lesson)
    for stop in lesson.stops:
        if "slope" in stop.views:
            moment = moment_at(lesson, history, stop.tick, VIEWS["slope"], stop.focus)
            assert place_of(moment).name != "L", stop.name
