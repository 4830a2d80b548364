"""Prose: what a lesson says at its stops, as frozen blocks that a panel draws without any HTML."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Flag

from ...dataclass import dataclass
from ...errors import TextPosition
from ...text import Language
from .quotations import Quotation


class Style(Flag):
    """The look of a run of text; styles combine."""

    PLAIN = 0
    EMPHASIS = 1
    STRONG = 2
    CODE = 4


@dataclass(frozen=True, slots=True)
class ProseText:
    """Words."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Quote:
    """A number of the trace, looked up at the moment it is shown."""

    quotation: Quotation
    place: TextPosition
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of LaTeX between two dollar signs, without them."""

    source: str
    place: TextPosition


TRY = "try:"
"""What the target of an experiment begins with."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another lesson (`lesson:NAME`), to a page (`https://...`) or to an
    experiment (`try:KEY=VALUE&KEY=VALUE`: the lesson with other values at some of its keys), or
    let a run of this one lead (`run:ID`)."""

    text: str
    target: str
    place: TextPosition

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings of an experiment, a ``KEY=VALUE`` each; none if it is no experiment."""
        if not self.target.startswith(TRY):
            return ()
        return tuple(self.target.removeprefix(TRY).split("&"))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two numbers, quoted or written down, and one of `SIGNS` between them."""

    left: Quote | float
    sign: str
    right: Quote | float


@dataclass(frozen=True, slots=True)
class Conditional:
    """Words that are true where all comparisons hold, and other words for where they do not."""

    tests: tuple[Comparison, ...]
    words: Runs
    otherwise: Runs
    place: TextPosition


Run = ProseText | Quote | Link | Formula | Conditional
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; its level is 3 or more."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list: depth 0 is the outermost list; the marker is `•` or a number like `2.`."""

    depth: int
    marker: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class ProseTable:
    """A table; every row has as many cells as the header."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of a program or of a terminal, as they are typed. Nobody executes them."""

    lines: tuple[str, ...]


Block = Paragraph | Heading | ListItem | ProseTable | CodeBlock


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """One of the answers that are offered."""

    id: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class ProseQuestion:
    """The words of a question; what is right is in `lesson.toml` and in the trace."""

    id: str
    prompt: tuple[Block, ...]
    choices: tuple[OfferedAnswer, ...]
    explanation: Runs
    place: TextPosition
    hint: Runs = ()
    """What helps, shown to who asks for it before the answer."""


@dataclass(frozen=True, slots=True)
class Section:
    """The text of one stop."""

    id: str
    blocks: tuple[Block, ...]
    questions: tuple[ProseQuestion, ...]
    place: TextPosition
    notes: tuple[Block, ...] = ()
    """What is for whoever presents the lesson alone."""


@dataclass(frozen=True, slots=True)
class Prose:
    """The narration of a lesson in one language."""

    language: Language
    title: str
    sections: tuple[Section, ...]
    place: TextPosition
    """The title's."""
    end: TextPosition
    """The last line's."""
    notes: tuple[Block, ...] = ()
    """What is for whoever presents the lesson alone, of the lesson as a whole."""

    def section(self, stop: str) -> Section:
        """The section of this stop; raises KeyError if there is none."""
        for section in self.sections:
            if section.id == stop:
                return section
        raise KeyError(stop)

    def quotes(self, stop: str) -> Iterator[Quote]:
        """The numbers that the section of this stop quotes, in reading order; raises KeyError."""
        for runs in _all_runs(self.section(stop)):
            yield from _quotes(runs)

    def links(self, stop: str) -> Iterator[Link]:
        """What the section of this stop leads to, in reading order; raises KeyError."""
        for runs in _all_runs(self.section(stop)):
            yield from _links(runs)

    def conditionals(self, stop: str) -> Iterator[Conditional]:
        """The conditional words in the section of this stop, in reading order; raises KeyError."""
        for runs in _all_runs(self.section(stop)):
            yield from (run for run in runs if isinstance(run, Conditional))


def quotes_on_screen(section: Section) -> Iterator[Quote]:
    """The numbers that a section quotes before a question of it is answered."""
    shown = [runs for block in section.blocks for runs in _runs_of(block)]
    for question in section.questions:
        shown += [runs for block in question.prompt for runs in _runs_of(block)]
        shown += [choice.runs for choice in question.choices]
        shown.append(question.hint)
    for runs in shown:
        yield from _quotes(runs)


def words_on_screen(section: Section) -> str:
    """The words of a section before a question of it is answered, those of each paragraph on a
    line; what is said on a condition is among them, quoted numbers are not."""
    shown = [runs for block in section.blocks for runs in _runs_of(block)]
    for question in section.questions:
        shown += [runs for block in question.prompt for runs in _runs_of(block)]
        shown += [choice.runs for choice in question.choices]
    return "\n".join("".join(_words(runs)) for runs in shown)


def _words(runs: Runs) -> Iterator[str]:
    for run in runs:
        if isinstance(run, ProseText | Link):
            yield run.text
        elif isinstance(run, Conditional):
            yield from _words((*run.words, *run.otherwise))


def _quotes(runs: Runs) -> Iterator[Quote]:
    for run in runs:
        if isinstance(run, Quote):
            yield run
        elif isinstance(run, Conditional):
            for test in run.tests:
                yield from (side for side in (test.left, test.right) if isinstance(side, Quote))
            yield from _quotes((*run.words, *run.otherwise))


def _links(runs: Runs) -> Iterator[Link]:
    for run in runs:
        if isinstance(run, Link):
            yield run
        elif isinstance(run, Conditional):
            yield from _links((*run.words, *run.otherwise))


def _all_runs(section: Section) -> Iterator[Runs]:
    for block in (*section.blocks, *section.notes):
        yield from _runs_of(block)
    for question in section.questions:
        for block in question.prompt:
            yield from _runs_of(block)
        for choice in question.choices:
            yield choice.runs
        yield question.hint
        yield question.explanation


def _runs_of(block: Block) -> Iterator[Runs]:
    if isinstance(block, ProseTable):
        for row in (block.header, *block.rows):
            yield from row
    elif not isinstance(block, CodeBlock):
        yield block.runs
