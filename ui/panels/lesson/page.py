"""A lesson's page: prose, questions and verdicts as blocks of flowing text; no widgets here.

What can be clicked leads to one of the doors below; the panel knows how to open them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from ui.kit.geometry.flow import CodeRun, FormulaRun, Run, RunStyle, TextBlock, TextSize
from ui.kit.geometry.sentence import fill
from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson, Question, shipped, title_of
from visualnn.lesson.file import Conditional, NumberQuestion, prose
from visualnn.lesson.stops import unmet_settings
from visualnn.tell.frame import Frame
from visualnn.tell.runs import title_of_run
from visualnn.text import N_, _, language
from visualnn.typesetting import typeset

from .answers import Answer, AskedNumbers, Verdict, compared, printed
from .quoted_numbers import NumberDoor, OwnNumber, QuotedNumbers, TippedRun, sign_style, written

__all__ = [
    "AgainDoor",
    "ExperimentDoor",
    "HintDoor",
    "LessonDoor",
    "PageDoor",
    "ResultDoor",
    "RunDoor",
    "TickDoor",
    "after_answer",
    "blocks_of",
    "choice_words",
    "draft_note",
    "fill",
    "hint",
    "invitation",
    "lessons_beside",
    "own_run_note",
    "prompt",
    "result_door",
    "show_of_hands",
    "until_known",
    "verdict_block",
    "what_is_right",
]

_SEVERAL_SPACES = re.compile(" {2,}")
FORMULA_SIZE = 1.15
"""Of the letters around it: letters with serifs look smaller."""
NOT_SAID = "?"
"""Stands for an answer that nobody gave; no choice is called so."""
CHECK, CLOSE, CROSS = "✓", "≈", "✗"


@dataclass(frozen=True, slots=True)
class TickDoor:
    """A tick, and what to look at there."""

    tick: int
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class LessonDoor:
    """Another lesson."""

    name: str


@dataclass(frozen=True, slots=True)
class RunDoor:
    """A run of this lesson, by its id, that is to lead."""

    name: str


@dataclass(frozen=True, slots=True)
class ExperimentDoor:
    """The lesson with other values at some of its keys, a ``KEY=VALUE`` each."""

    settings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HintDoor:
    """The hint of a question, by the question's id."""

    question: str


@dataclass(frozen=True, slots=True)
class PageDoor:
    """An address outside of the program; `sure` once it was read and confirmed."""

    address: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class ResultDoor:
    """What was answered in the whole lesson."""


@dataclass(frozen=True, slots=True)
class AgainDoor:
    """Forget the answer to a question."""

    question: str


# -- prose


def blocks_of(blocks: Iterable[prose.Block], numbers: QuotedNumbers) -> tuple[TextBlock, ...]:
    """Prose as flowing text."""
    return tuple(made for block in blocks for made in _blocks_of(block, numbers))


def _blocks_of(block: prose.Block, numbers: QuotedNumbers) -> Iterator[TextBlock]:
    if isinstance(block, prose.Heading):
        yield TextBlock(_strong(runs_of(block.runs, numbers)), space=2.0)
    elif isinstance(block, prose.ListItem):
        runs = runs_of(block.runs, numbers)
        yield TextBlock(runs, indent=2 * block.depth, mark=block.marker, space=0.5)
    elif isinstance(block, prose.ProseTable):
        yield from _rows_of(block, numbers)
    elif isinstance(block, prose.CodeBlock):
        yield from _lines_of(block)
    elif len(block.runs) == 1 and isinstance(block.runs[0], prose.Formula):
        yield TextBlock((_formula(block.runs[0], is_display=True),), indent=2, space=1.25)
    else:
        yield TextBlock(runs_of(block.runs, numbers), space=1.25)


def _rows_of(table: prose.ProseTable, numbers: QuotedNumbers) -> Iterator[TextBlock]:
    """A table in a column too narrow for one: each row is its first cell, then the others under
    it, each behind the name of its column."""
    for row in table.rows:
        yield TextBlock(_strong(runs_of(row[0], numbers)), space=1.25)
        for header, cell in zip(table.header[1:], row[1:], strict=True):
            name = tuple(_restyled(run, RunStyle.SOFT) for run in runs_of(header, numbers))
            runs = (*name, Run(" "), *runs_of(cell, numbers))
            yield TextBlock(runs, indent=2, space=0.0)


def _lines_of(code: prose.CodeBlock) -> Iterator[TextBlock]:
    """Lines as they are typed; a line that is too long goes on further right."""
    for n, line in enumerate(code.lines):
        text = _SEVERAL_SPACES.sub(lambda found: "\u00a0" * (len(found[0]) - 1) + " ", line)
        indent = len(text) - len(text.lstrip())
        text = "\u00a0" * indent + text.lstrip()
        yield TextBlock((CodeRun(text),), indent=2, hang=2.0, space=0.0 if n else 1.25)


def _formula(formula: prose.Formula, *, is_display: bool = False) -> Run:
    """A formula, typeset; as it is written where it cannot be."""
    made = typeset(formula.source, language(), is_display=is_display)
    if made is None:
        return Run(formula.source, RunStyle.CODE)
    width, ascent, depth = (FORMULA_SIZE * size for size in (made.width, made.ascent, made.depth))
    text = made.text.replace(" ", "\u00a0")
    return FormulaRun(text, RunStyle.PLAIN, None, made.svg, width, ascent, depth, made.words)


def runs_of(runs: prose.Runs, numbers: QuotedNumbers) -> tuple[Run, ...]:
    """The runs of a paragraph as flowing text; links and numbers are doors."""
    return tuple(made for run in runs for made in _runs_of(run, numbers))


def _runs_of(run: prose.Run, numbers: QuotedNumbers) -> Iterator[Run]:
    if isinstance(run, prose.Quote):
        yield from numbers.runs(run)
        return
    if isinstance(run, Conditional):
        chosen = numbers.chosen(run)
        yield from (numbers.dash(run),) if chosen is None else runs_of(chosen, numbers)
        return
    if isinstance(run, prose.Link):
        yield _link(run)
        return
    if isinstance(run, prose.Formula):
        yield _formula(run)
        return
    style = RunStyle.PLAIN
    if run.style & (prose.Style.STRONG | prose.Style.EMPHASIS):
        style |= RunStyle.STRONG
    if run.style & prose.Style.CODE:
        style |= RunStyle.CODE
    yield Run(run.text, style)


def _link(link: prose.Link) -> Run:
    """A lesson, a run, an experiment or an address; anything else is dead, whatever the reader let
    pass."""
    scheme, _colon, rest = link.target.partition(":")
    if scheme == "lesson" and rest:
        tip = _("Opens this lesson")
        return TippedRun(link.text, RunStyle.STRONG, LessonDoor(rest), tip=tip)
    if scheme == "run" and rest:
        return TippedRun(link.text, RunStyle.STRONG, RunDoor(rest), tip=_("Lets this run lead"))
    if link.settings:
        told = _("Tries {settings}; the run before stays beside it, Ctrl+Z leads back")
        tip = told.format(settings=", ".join(link.settings))
        return TippedRun(link.text, RunStyle.STRONG, ExperimentDoor(link.settings), tip=tip)
    if scheme == "https" and rest.startswith("//"):
        return TippedRun(link.text, RunStyle.STRONG, PageDoor(link.target), tip=link.target)
    return Run(link.text)


def _strong(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(_restyled(run, run.style | RunStyle.STRONG) for run in runs)


def _restyled(run: Run, style: RunStyle) -> Run:
    return replace(run, style=style)


def draft_note(lesson: Lesson) -> tuple[TextBlock, ...]:
    """What is said above the text of a lesson that does not speak this language yet."""
    if language() not in lesson.spec.missing_languages:
        return ()
    text = _("A draft: this lesson has no text in this language yet.")
    return (TextBlock((Run(text, RunStyle.SOFT),), TextSize.SMALL),)


def own_run_note(frame: Frame, blocks: Sequence[TextBlock]) -> tuple[TextBlock, ...]:
    """What is said above the text, `blocks`, where the run in front is not the one that the text
    speaks of: it was changed, or a variant leads. Nothing elsewhere."""
    in_brackets = any(isinstance(run, OwnNumber) for block in blocks for run in block.runs)
    stop = None if frame.stop is None else frame.lesson.stops[frame.stop]
    settings = () if stop is None else unmet_settings(frame.lesson, stop)
    if settings:
        told = Run(_("This page begins with other settings.") + " ", RunStyle.SOFT)
        door = Run(_("Set them"), RunStyle.STRONG, ExperimentDoor(settings))
        return (TextBlock((told, door), TextSize.SMALL),)
    if not frame.is_own_run:
        text = _("“{run}” leads. The text and its questions speak of the lesson's own run.")
        if in_brackets:
            text = _(
                "“{run}” leads. The text and its questions speak of the lesson's own run: its "
                "numbers stand in brackets behind those of the run that leads."
            )
        text = text.replace("{run}", title_of_run(frame.leader))
    elif frame.is_changed:
        text = _("You changed this run. The text speaks of the run as it was.")
        if in_brackets:
            text = _(
                "You changed this run. The text speaks of the run as it was: its numbers stand in "
                "brackets behind yours."
            )
    else:
        return ()
    return (TextBlock((Run(text, RunStyle.SOFT),), TextSize.SMALL),)


# -- questions


def prompt(question: prose.ProseQuestion, numbers: QuotedNumbers) -> tuple[TextBlock, ...]:
    """The words of the question."""
    label = TextBlock((Run(_("Predict first"), RunStyle.SOFT),), TextSize.SMALL)
    first, *rest = blocks_of(question.prompt, numbers) or (TextBlock(()),)
    return (label, TextBlock(first.runs, first.size, first.indent, first.mark, space=0.25), *rest)


def hint(
    question: prose.ProseQuestion, numbers: QuotedNumbers, *, is_open: bool
) -> tuple[TextBlock, ...]:
    """What helps, or a door that shows it; nothing where the question has no hint."""
    if not question.hint:
        return ()
    if not is_open:
        tip = _("Shows what helps; the answer stays yours")
        return (TextBlock((TippedRun(_("Hint"), RunStyle.STRONG, HintDoor(question.id), tip),)),)
    head = Run(_("Hint:"), RunStyle.SOFT)
    return (TextBlock((head, Run(" "), *runs_of(question.hint, numbers))),)


def choice_words(
    question: prose.ProseQuestion, numbers: QuotedNumbers
) -> dict[str, tuple[Run, ...]]:
    """The words of each choice. Their numbers are no doors: a click on a row is the answer."""
    return {
        choice.id: tuple(
            run if isinstance(run, FormulaRun) else Run(run.text, run.style)
            for run in runs_of(choice.runs, numbers)
        )
        for choice in question.choices
    }


@dataclass(frozen=True)
class Answered:
    """A question that was answered: what was said, what the trace says, and the words."""

    question: Question
    said: Answer
    asked: AskedNumbers | None
    verdict: Verdict
    words: Mapping[str, tuple[Run, ...]]
    beside: Mapping[str, float] = field(default_factory=dict)
    """What the prose quotes and is known where the answer is, by how it is quoted."""
    is_own_run: bool = True
    """Whether the run in front is the one that was asked: only then doors lead to its numbers."""

    def spoken(self, choice: Answer) -> tuple[Run, ...]:
        """An answer in the learner's words."""
        if not isinstance(choice, str):
            return (Run(printed(choice), RunStyle.NUMBER),)
        return (Run("“"), *self.words.get(choice, (Run(choice),)), Run("”"))


def after_answer(
    answered: Answered, explanation: prose.Runs, numbers: QuotedNumbers
) -> tuple[TextBlock, ...]:
    """The verdict, the explanation, and the ways on."""
    settled = numbers.settling(answered.question, answered.asked, answered.beside)
    blocks = [TextBlock(_verdict(answered))]
    if explanation:
        blocks.append(TextBlock(runs_of(explanation, settled), space=0.75))
    return (*blocks, TextBlock((*_to_answer(answered), _again(answered))))


def what_is_right(
    told: Answered, explanation: prose.Runs, numbers: QuotedNumbers
) -> tuple[TextBlock, ...]:
    """What is so, whatever was said, and the explanation."""
    settled = numbers.settling(told.question, told.asked, told.beside)
    is_known = bool(told.verdict.correct) or (
        isinstance(told.question.spec, NumberQuestion)
        and (told.asked is not None or told.question.spec.correct is not None)
    )
    if is_known:
        words = fill(_("The answer: {answer}."), answer=_fact(told))
    else:
        words = (Run(_("None of these is right.")),)
    blocks = [TextBlock((Run(f"{CHECK} ", RunStyle.GOOD | RunStyle.STRONG), *words))]
    if explanation:
        blocks.append(TextBlock(runs_of(explanation, settled), space=0.75))
    return tuple(blocks)


def show_of_hands(names: Sequence[str], counts: Sequence[int]) -> TextBlock:
    """How many of a class were for each answer."""
    runs = [Run(_("By a show of hands:"), RunStyle.SOFT)]
    for n, (name, count) in enumerate(zip(names, counts, strict=True)):
        runs += [Run("  ·  " if n else " ", RunStyle.FAINT), Run(f"{name} ")]
        runs.append(Run(str(count), RunStyle.STRONG))
    return TextBlock(tuple(runs), space=0.75)


def verdict_block(answered: Answered) -> TextBlock:
    """What was said beside what is so."""
    return TextBlock(_verdict(answered), space=0.5)


def until_known(answered: Answered) -> tuple[TextBlock, ...]:
    """What was said to a question whose answer is still being computed, and the ways on."""
    said = answered.spoken(answered.said)
    waiting = _("You said {said}. The answer is still being computed.")
    return TextBlock(fill(waiting, said=said)), TextBlock((*_to_answer(answered), _again(answered)))


def _to_answer(answered: Answered) -> tuple[Run, ...]:
    """The door to where the number that was asked for is made."""
    question = answered.question
    if question.answer is None or not answered.is_own_run:
        return ()
    door = TickDoor(question.tick, question.answer)
    return Run(_("See it happen"), RunStyle.STRONG, door), Run("  ·  ", RunStyle.FAINT)


def _again(answered: Answered) -> Run:
    return Run(_("Ask again"), RunStyle.SOFT, AgainDoor(answered.question.spec.id))


def _verdict(answered: Answered) -> tuple[Run, ...]:
    """Calm: right or wrong, what is so, and what was said. Neither praise nor scolding."""
    fact = _fact(answered)
    said = answered.spoken(answered.said)
    if answered.verdict.right:
        mark = Run(f"{CHECK} ", RunStyle.GOOD | RunStyle.STRONG)
        if isinstance(answered.said, str) or _same(fact, said):
            return (mark, *fill(_("Yes: {answer}."), answer=fact))
        return (mark, *fill(_("Yes: {answer}. You said {said}."), answer=fact, said=said))
    words = fill(_wrong_sentence(answered), answer=fact, said=said)
    sign, style = (CLOSE, RunStyle.WARNING) if answered.verdict.close else (CROSS, RunStyle.WRONG)
    return (Run(f"{sign} ", style | RunStyle.STRONG), *words)


def _wrong_sentence(answered: Answered) -> str:
    if not isinstance(answered.said, str):
        if answered.verdict.close:
            return _("Close: it is {answer}. You said {said}.")
        return _("No: it is {answer}. You said {said}.")
    if not answered.verdict.correct:
        return _("No: it is {answer}, so none of these. You said {said}.")
    if answered.asked is None or answered.asked[1] is None:
        return _("No: it is {answer}. You chose {said}.")
    return _("No: {answer}. You chose {said}.")


def _fact(answered: Answered) -> tuple[Run, ...]:
    """What is so: a number of the trace, two of them compared, or the words of the right
    choice."""
    question, asked = answered.question, answered.asked
    constant = getattr(question.spec, "correct", None)
    if isinstance(constant, float):
        return (Run(printed(constant), RunStyle.NUMBER | RunStyle.STRONG),)
    if asked is None or question.answer is None or constant:
        return answered.spoken(answered.verdict.correct)
    value, other = asked
    if question.other is None or other is None:
        return (_number(answered, figures.result(value), question.answer, value),)
    left, sign, right = compared(value, other)
    return (
        _number(answered, left, question.answer, value),
        Run(f" {sign} "),
        _number(answered, right, question.other, other, question.other_tick),
    )


def _number(
    answered: Answered, text: str, source: Source, value: float, tick: int | None = None
) -> Run:
    """A number that was asked for, as a door to its `tick`; the question's own without one."""
    style = RunStyle.NUMBER | RunStyle.STRONG | sign_style(value)
    there = NumberDoor(source, answered.question.tick if tick is None else tick, value)
    return TippedRun(text, style, there if answered.is_own_run else None, tip=written(source))


def _same(left: Sequence[Run], right: Sequence[Run]) -> bool:
    return "".join(run.text for run in left) == "".join(run.text for run in right)


# -- before the first stop and after the last


def invitation(lesson: Lesson) -> tuple[TextBlock, ...]:
    """The text before the first stop."""
    if not lesson.stops:
        return (TextBlock((Run(_("Press → to take a step, or Space to play.")),)),)
    text = _("Press → to take a step, Space to play, or PageDown to go to the first stop.")
    first = lesson.stops[0]
    door = Run(_("Go to the first stop"), RunStyle.STRONG, TickDoor(first.tick))
    return (TextBlock((Run(text),)), TextBlock((door,)))


def result_door(lesson: Lesson) -> tuple[TextBlock, ...]:
    """The way to what was answered, where something was asked."""
    if not any(stop.questions for stop in lesson.stops):
        return ()
    door = Run(_("See your answers"), RunStyle.STRONG, ResultDoor())
    return (TextBlock((door,)),)


def lessons_beside(lesson: Lesson) -> tuple[TextBlock, ...]:
    """Doors to the companion and to the other lessons that come with the program."""
    known = list(shipped())
    beside = lesson.spec.beside
    companion = [beside] if beside else []
    others = [name for name in known if name not in {lesson.name, beside}]
    blocks: list[TextBlock] = []
    for label, names in ((N_("Compare with"), companion), (N_("Other lessons"), others)):
        if not names:
            continue
        space = 0.0 if not blocks else 1.25
        blocks.append(TextBlock((Run(_(label), RunStyle.SOFT),), TextSize.SMALL, space=space))
        blocks += [
            TextBlock(
                (Run(title_of(name, language()), RunStyle.STRONG, LessonDoor(name)),),
                space=0.25,
            )
            for name in names
        ]
    return tuple(blocks)
