"""Quoted numbers: what the prose of a stop quotes, as runs of flowing text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from types import MappingProxyType

from ui.kit.geometry.flow import Run, RunStyle
from ui.kit.geometry.sentence import fill
from ui.kit.paint import NOT_COMPUTED
from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson, Question, title_of
from visualnn.lesson.file import Conditional, Quotation, Reference, prose
from visualnn.lesson.file.variant_specs import LESSON_RUN
from visualnn.lesson.quoting import Truth, condition_holds
from visualnn.names import display
from visualnn.text import _, language

from .answers import AskedNumbers

__all__ = ["NumberDoor", "OwnNumber", "QuotedNumbers", "TippedRun", "sign_style", "written"]


@dataclass(frozen=True, slots=True)
class NumberDoor:
    """A number of the trace, as it is printed, and a tick at which it has this value."""

    source: Source
    tick: int
    value: float


@dataclass(frozen=True, slots=True)
class TippedRun(Run):
    """A run that says more when the pointer rests on it."""

    tip: str = ""


@dataclass(frozen=True, slots=True)
class OwnNumber(TippedRun):
    """In brackets: what a number is in the run as nobody changed it."""


@dataclass(frozen=True)
class QuotedNumbers:
    """The numbers that a stop quotes, and how they are written."""

    lesson: Lesson
    tick: int
    """The stop's."""
    quotes: Mapping[str, float | None]
    unchanged: Mapping[str, float | None] = field(default_factory=dict)
    """In a run that was changed: what they are in the run as nobody changed it."""
    settled: Mapping[Reference, NumberDoor] = field(default_factory=dict)
    """What an answered question has shown: it has a value though the stop lies before it."""

    def runs(self, quote: prose.Quote) -> tuple[Run, ...]:
        """A quoted number as text, and behind it what it is in the run as nobody changed it, where
        that is another number."""
        quotation = quote.quotation
        shown = self._run(quote)
        before = self.unchanged.get(str(quotation))
        if before is None or quotation.is_placed or self._settled(quotation) is not None:
            return (shown,)
        text = _figure(quotation, before)
        if text == shown.text:
            return (shown,)
        tip = _("{name} in the run as nobody changed it").replace("{name}", written(quotation))
        return shown, OwnNumber(f" ({text})", RunStyle.SOFT, tip=tip)

    def value_of(self, quote: prose.Quote) -> float | None:
        """The number that is shown for a quotation; None while it has none."""
        known = self._settled(quote.quotation)
        return known.value if known else self.quotes.get(str(quote.quotation))

    def chosen(self, words: Conditional) -> prose.Runs | None:
        """The words that are true of these numbers; None as long as that is not known."""
        truth = condition_holds(words, self.value_of)
        if truth is Truth.UNKNOWN:
            return None
        return words.words if truth is Truth.YES else words.otherwise

    def dash(self, words: Conditional) -> Run:
        """What stands in the place of words as long as nobody knows which are true."""
        sides = (side for test in words.tests for side in (test.left, test.right))
        quotes = (side for side in sides if isinstance(side, prose.Quote))
        unknown = next(quote for quote in quotes if self.value_of(quote) is None)
        return _unknown(unknown.quotation)

    def _settled(self, quotation: Quotation) -> NumberDoor | None:
        if quotation.is_placed or quotation.measure is not None:
            return None
        return self.settled.get(quotation.reference)

    def _run(self, quote: prose.Quote) -> Run:
        """A number as text: a door, unless it is of another time or made of many."""
        quotation, value = quote.quotation, self.value_of(quote)
        if value is None:
            return _unknown(quotation)
        strong = RunStyle.STRONG if quote.style & prose.Style.STRONG else RunStyle.PLAIN
        text, style = _figure(quotation, value), RunStyle.NUMBER | strong | sign_style(value)
        if quotation.is_placed:
            return TippedRun(text, style, tip=_origin(self.lesson, quotation))
        tip = written(quotation)
        if quotation.measure is not None:
            return TippedRun(text, style, tip=tip)
        place = Source(quotation.reference.name, quotation.reference.index)
        door = self._settled(quotation) or NumberDoor(place, self.tick, value)
        return TippedRun(text, style, door, tip=tip)

    def settling(
        self,
        question: Question,
        asked: AskedNumbers | None,
        beside: Mapping[str, float] = MappingProxyType({}),
    ) -> QuotedNumbers:
        """These numbers after a question was answered.

        `beside` is what prose quotes and is known where the answer is, by how it is quoted. Only
        names that an iteration writes anew: what is carried from one iteration to the next has a
        value at the stop already, and that is the one its prose means.
        """
        if asked is None:
            return self
        found = dict(self.settled)
        words = ("answer", "other")
        for word, source, value in zip(
            words, (question.answer, question.other), asked, strict=True
        ):
            meant = getattr(question.spec, word, None)
            if meant is None or meant.is_placed:
                continue  # of another iteration: prose quotes it with its time
            if source and value is not None and source.name not in self.lesson.program.carried:
                door = NumberDoor(source, question.tick, value)
                found[Reference(source.name, source.index)] = door
        for quotation in self._quotations_of(beside):
            place, value = quotation.reference, beside[str(quotation)]
            if quotation.measure is None:
                source = Source(place.name, place.index)
                found.setdefault(place, NumberDoor(source, question.known_tick, value))
        known = {key: value for key, value in self.quotes.items() if value is not None}
        return replace(self, settled=found, quotes={**self.quotes, **beside, **known})

    def _quotations_of(self, keys: Mapping[str, float]) -> Iterator[Quotation]:
        """The quotations of this stop that are written so."""
        for stop in self.lesson.stops:
            if stop.tick == self.tick:
                yield from (each for each in stop.quotations if str(each) in keys)


def sign_style(value: float) -> RunStyle:
    """The colour of a number by its sign; one that is not finite is marked."""
    if not math.isfinite(value):
        return RunStyle.WARNING
    return RunStyle.POSITIVE if value > 0 else RunStyle.NEGATIVE if value < 0 else RunStyle.PLAIN


def written(place: Reference | Source | Quotation) -> str:
    """A number's name as the learner reads it."""
    if isinstance(place, Quotation):
        if place.measure is not None:
            return place.measure.written(display(place.reference.name))
        place = place.reference
    index = f"[{','.join(map(str, place.index))}]" if place.index else ""
    return display(place.name) + index


def _unknown(quotation: Quotation) -> Run:
    tip = _("{name} has no value yet.").replace("{name}", written(quotation))
    return TippedRun(NOT_COMPUTED, RunStyle.FAINT, tip=tip)


def _origin(lesson: Lesson, quotation: Quotation) -> str:
    """Where a number comes from that is not of this moment."""
    own = quotation.lesson is None or quotation.lesson == lesson.name
    if quotation.at_end:
        text = _("{name} at the end of this lesson")
        other = _("{name} at the end of the lesson “{lesson}”")
    else:
        text = _("{name} after {count} updates of this lesson")
        other = _("{name} after {count} updates of the lesson “{lesson}”")
    parts = {"name": Run(written(quotation)), "count": Run(str(quotation.updates))}
    title = "" if own else _title(lesson, quotation.lesson or "")
    runs = fill(text if own else other, **parts, lesson=Run(title))
    return "".join(part.text for part in runs)


def _title(lesson: Lesson, run: str) -> str:
    """What a run beside a lesson is called."""
    if run == LESSON_RUN:
        return lesson.spec.title.in_language(language())
    for variant in lesson.variants:
        if variant.id == run:
            return variant.title.in_language(language())
    return title_of(run, language())


def _figure(quotation: Quotation, value: float) -> str:
    """A quoted number: what is counted with its thousands apart."""
    measure = quotation.measure
    if measure is not None and measure.kind == "count" and math.isfinite(value):
        return figures.count(int(value))
    return figures.result(value)
