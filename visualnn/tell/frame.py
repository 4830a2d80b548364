"""Everything that is painted at (tick, focus): frozen, and made by a pure function of a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType

from ..company.asked import AskedPoint, asked_point
from ..company.companion_run import CompanionRun, RunKind
from ..company.comparison import Compared
from ..company.quoted import answer_key
from ..company.watching import FollowedNumbers
from ..dataclass import dataclass
from ..errors import DataError
from ..expr import Index, Source
from ..lesson import Lesson, Question
from ..lesson.file import LESSON_RUN
from ..lesson.quoting import number_of
from ..lesson.studies import StudyNumbers
from ..network import INPUT
from ..ops import Array
from ..program import Instruction, Phase, Place
from ..run.curves import closed_curves, with_values
from ..run.history import Edit, History, NonFinite
from .explain import Explanation, explain
from .trees import Trees


@dataclass(frozen=True)
class Focus:
    """What the learner looks at: one number, and how many terms of its sum are shown (None:
    all)."""

    place: Source
    term: int | None = None


@dataclass(frozen=True)
class Frame:
    """One picture of a run. Within an iteration, arrays that did not change from one frame to the
    next are the same objects."""

    lesson: Lesson
    tick: int
    place: Place
    instruction: Instruction | None
    """The instruction done last; None at the very beginning."""
    values: Mapping[str, Array]
    """What is known: name → read-only array. A name that is not in it is not computed yet."""
    before: Array | None
    """What `instruction` overwrote, if it overwrote something."""
    focus: Focus | None
    explanation: Explanation | None
    curves: Mapping[str, Array]
    """``L`` and other names → one number per computed iteration, or per epoch for ``val.``
    names; behind them what the iteration of the tick has written by then."""
    furthest: int
    """How many iterations were computed to their end."""
    edits: tuple[Edit, ...]
    can_undo: bool
    can_redo: bool
    trouble: NonFinite | None
    stop: int | None
    """The index of the lesson's stop that the learner has reached last, if any."""
    answers: Mapping[str, tuple[float, float | None] | None]
    """For each question of that stop: the number asked for, and the one it is compared with, if
    any; None as long as the run has not come that far. A question is left out whose answer cannot
    be computed any more."""
    answer_quotes: Mapping[str, Mapping[str, float]]
    """For each question of that stop that has its answer: what the stop's prose quotes and what is
    known only where the answer is, by how it is quoted."""
    quotes: Mapping[str, float | None]
    """For each number that the stop's prose quotes, as it is written there: its value, None while
    it has none."""
    breakpoints: frozenset[str]
    """Names at whose writing a run halts."""
    can_look_back: bool
    """Whether something was looked at before that can be gone back to."""
    can_look_forward: bool
    """Whether something was come back from."""
    company: Mapping[str, CompanionRun] = field(default_factory=dict)
    """The runs beside this one by their ids, as far as they have come."""
    leader: CompanionRun = field(default=CompanionRun(LESSON_RUN, LESSON_RUN, RunKind.LESSON))
    """This run, as those beside it are told."""
    compared: Compared = field(default_factory=Compared)
    """How the runs in step differ, and where their numbers part, as far as that is known."""
    before_update: Mapping[str, Array] | None = None
    """Once the update of the iteration has begun: what was known before it. None until then."""
    is_changed: bool = False
    """Whether the learner changed something: a number of the run, or a key of its lesson."""
    unchanged: Mapping[str, float | None] = field(default_factory=dict)
    """In a run that was changed and in a variant's, for each number that the stop's prose quotes
    without a time: what it is in the lesson's own run as nobody changed it, None as long as that is
    not known."""
    pointed: Source | None = None
    """The number that is pointed at in some panel: others show what belongs to it. It need not have
    a value."""
    pinned: Source | None = None
    """A number of the unit whose square stays large in the boundary. It need not have a value."""
    said: Mapping[tuple[str, str, str], float | str] | None = None
    """What the learner answered, by lesson, stop and question: a number, or the id of a choice;
    None where nobody keeps answers."""
    class_counts: Mapping[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    """How many of a class were for each choice of a question, by stop and question; of a question
    for a number, how many were near enough and how many not."""
    asked: AskedPoint | None = None
    """The point that the network was asked about, with its numbers at this tick; they are among the
    values."""
    watched: FollowedNumbers = field(default_factory=FollowedNumbers)
    """What is followed through the iterations of this run, as far as it is known."""
    ahead: Mapping[str, Array] = field(default_factory=dict)
    """While another start of a walk on a bare function is pulled to: run → the places of its walker
    from there, ``(updates + 1, …)``, as far as they are computed. The runs themselves stay."""
    conditions: tuple[str, ...] = ()
    """At what playing halts besides the breakpoints, as it is written."""
    is_fleeting: bool = False
    """Whether playing goes on at the highest speed: the next frame follows at once."""
    study: StudyNumbers | None = None
    """The study that was begun in this lesson, as far as it is computed."""

    @cached_property
    def runs(self) -> tuple[CompanionRun, ...]:
        """This run and those beside it that are shown, in the order of their marks."""
        shown = (run for run in self.company.values() if run.is_shown)
        return tuple(sorted((self.leader, *shown), key=lambda run: run.mark))

    @property
    def updates(self) -> int:
        """How many updates are done in this run: the count that every picture and text goes by."""
        return self.lesson.program.updates_done(self.tick)

    @property
    def is_own_run(self) -> bool:
        """Whether this is the lesson's own run, of which its text and its questions speak, and no
        variant's."""
        return self.lesson.variant is None

    @property
    def written(self) -> str:
        """The name the current instruction wrote, or ''."""
        return self.instruction.writes if self.instruction else ""

    @property
    def unfinished(self) -> Source | None:
        """The number in focus while its sum is added up term by term and not all are added."""
        told = self.explanation
        if told is None or told.partial is None or told.partial.shown >= told.partial.terms:
            return None
        return told.place

    @property
    def read(self) -> tuple[str, ...]:
        """The names the current instruction read."""
        return self.instruction.reads if self.instruction else ()


def frame_at(
    lesson: Lesson,
    history: History,
    tick: int,
    focus: Focus | None = None,
    breakpoints: frozenset[str] = frozenset(),
    *,
    can_look_back: bool = False,
    can_look_forward: bool = False,
    company: Mapping[str, CompanionRun] = MappingProxyType({}),
    leader: CompanionRun | None = None,
    quoted: Mapping[str, float] = MappingProxyType({}),
    unchanged: Mapping[str, float] = MappingProxyType({}),
    answered: Mapping[str, float] | None = None,
    pointed: Source | None = None,
    pinned: Source | None = None,
    point: Sequence[float] | None = None,
    asked: AskedPoint | None = None,
    compared: Compared | None = None,
    watched: FollowedNumbers | None = None,
    conditions: tuple[str, ...] = (),
    ahead: Mapping[str, Array] = MappingProxyType({}),
    study: StudyNumbers | None = None,
    said: Mapping[tuple[str, str, str], float | str] | None = None,
    class_counts: Mapping[tuple[str, str], tuple[int, ...]] = MappingProxyType({}),
    trees: Trees | None = None,
    is_fleeting: bool = False,
) -> Frame:
    """The frame at a tick. Without a focus, or with one that has no value there, the current
    instruction's first element is explained. Of `company`, the runs beside this one by their ids,
    of `quoted`, what prose quotes at a time, and of `unchanged`, what the stop's numbers are in the
    lesson's own run as nobody changed it, nothing is computed here: what is not known yet has no
    value; the same holds of `answered`, what the stop's questions ask for there, which without it
    is asked of this run. `leader`
    is what this run is called among the runs, `compared` how they differ. About `point` the network
    is asked; `asked` is what was computed of it before. `watched` is what is followed through the
    iterations, `conditions` at what playing halts, `study` what came out of many runs, `said` what
    the learner answered, `class_counts` what the hands of a class were, `trees` makes the terms of
    very long sums, `is_fleeting` says whether another frame follows at once.

    Raises ShapeError for a point that is no example."""
    tick = max(0, min(tick, lesson.last_tick))
    values = history.at(tick).values
    program = history.program
    instruction = program.at(tick)
    if asked is None and point is not None:
        asked = asked_point(lesson, values, point)
    if asked is not None:
        values = MappingProxyType({**values, **asked.values})
    seen = _seen(values, instruction, focus)
    before = None
    if instruction is not None and instruction.overwrites:
        before = history.before(tick).values[instruction.writes]
    stop = lesson.stop_at(tick)
    curves = _curves(lesson, history, tick, values)
    return Frame(
        lesson=lesson,
        tick=tick,
        place=program.locate(tick),
        instruction=instruction,
        values=values,
        before=before,
        focus=seen,
        explanation=_explained(history, tick, seen, asked, trees),
        curves=curves,
        furthest=history.furthest,
        edits=history.edits,
        can_undo=history.can_undo,
        can_redo=history.can_redo,
        trouble=history.trouble,
        stop=stop,
        answers=_answers(lesson, history, stop)
        if answered is None
        else _answers_known(lesson, stop, answered),
        answer_quotes=_answer_quotes(lesson, history, stop),
        quotes=_quotes(lesson, history, stop, tick, values, quoted),
        breakpoints=breakpoints,
        can_look_back=can_look_back,
        can_look_forward=can_look_forward,
        company=company,
        leader=_as_one_of(lesson, history, tick, values, curves, leader),
        compared=compared or Compared(),
        before_update=values_before_update(history, tick),
        is_changed=_is_changed(lesson, history),
        unchanged=_unchanged(lesson, history, stop, unchanged),
        pointed=pointed,
        pinned=pinned,
        said=said,
        class_counts=class_counts,
        asked=asked,
        watched=watched or FollowedNumbers(),
        conditions=conditions,
        ahead=ahead,
        is_fleeting=is_fleeting,
        study=study,
    )


def _explained(
    history: History,
    tick: int,
    seen: Focus | None,
    asked: AskedPoint | None,
    trees: Trees | None,
) -> Explanation | None:
    if seen is None:
        return None
    return explain(history, tick, seen.place, seen.term, asked, trees)


def _as_one_of(
    lesson: Lesson,
    history: History,
    tick: int,
    values: Mapping[str, Array],
    curves: Mapping[str, Array],
    leader: CompanionRun | None,
) -> CompanionRun:
    """This run as the others are told."""
    if leader is None:
        leader = CompanionRun(LESSON_RUN, lesson.name, RunKind.LESSON, lesson.spec.run_title)
    return replace(
        leader,
        opened=lesson,
        values=values,
        tick=tick,
        is_same_instruction=True,
        curves=curves,
        trails=history.trails,
        furthest=history.furthest,
        share=history.furthest / lesson.iterations,
        edits=history.laid.items,
        trouble=history.trouble,
    )


def _curves(
    lesson: Lesson, history: History, tick: int, values: Mapping[str, Array]
) -> Mapping[str, Array]:
    """The curves of a run, and behind them what the iteration of the tick has computed by then: a
    loss that is on the screen is on its curve. The pass that closes a run updates nothing: what it
    finds is on the curves from its beginning, as texts tell it."""
    program = lesson.program
    iteration = program.locate(tick).iteration
    stopped = history.stopped
    if stopped is not None and tick > lesson.closing_tick(stopped):
        return history.curves
    if iteration == history.furthest and iteration in {lesson.iterations, stopped}:
        return closed_curves(history)
    return with_values(program, history.curves, tick, values)


def values_before_update(history: History, tick: int) -> Mapping[str, Array] | None:
    """What was known when the update of the tick's iteration began: the parameters that its
    numbers were computed with. None before that."""
    program = history.program
    iteration = program.locate(tick).iteration
    start = program.start_of(iteration)
    for n, ins in enumerate(program.instructions(iteration)):
        if ins.phase is Phase.UPDATE:
            return history.at(start + n).values if start + n < tick else None
    return None


def followed(values: Mapping[str, Array], name: str, eye: Index) -> Source:
    """The number of `name` that a learner's eye falls on: it stays on its row and unit, `eye`, as
    far as the value has them."""
    shape = values[name].shape
    if len(shape) == 1 and eye:
        rows = len(values[INPUT]) if INPUT in values else -1
        eye = eye[:1] if shape[0] == rows else eye[-1:]
    if len(eye) != len(shape):
        return Source(name, (0,) * len(shape))
    return Source(name, tuple(i if i < n else 0 for i, n in zip(eye, shape, strict=True)))


def iteration_asked(lesson: Lesson, frame: Frame) -> int | None:
    """The iteration that a run has to reach before every question of the frame's stop has its
    answer; None if it has reached it."""
    if frame.stop is None or not frame.is_own_run:
        return None
    asked = [
        lesson.program.locate(question.known_tick).iteration
        for question in lesson.stops[frame.stop].questions
        if question.spec.id in frame.answers and frame.answers[question.spec.id] is None
    ]
    return max(asked, default=None)


def _answers(
    lesson: Lesson, history: History, stop: int | None
) -> Mapping[str, tuple[float, float | None] | None]:
    if stop is None:
        return {}
    found: dict[str, tuple[float, float | None] | None] = {}
    for question in lesson.stops[stop].questions:
        if question.answer is None:
            continue
        if lesson.program.locate(question.known_tick).iteration > history.furthest:
            found[question.spec.id] = None
            continue
        known = numbers_asked(history, question)
        if known is not None:
            found[question.spec.id] = known
    return found


def _answer_quotes(
    lesson: Lesson, history: History, stop: int | None
) -> Mapping[str, Mapping[str, float]]:
    if stop is None:
        return {}
    here, found = lesson.stops[stop], {}
    at_stop = history.at(here.tick).values
    later = [each for each in here.quotations if not each.is_placed]
    later = [each for each in later if each.reference.name not in at_stop]
    for question in here.questions if later else ():
        if lesson.program.locate(question.known_tick).iteration > history.furthest:
            continue
        try:
            values = history.at(question.known_tick).values
        except DataError:
            continue
        numbers = {str(each): number_of(each, values.get(each.reference.name)) for each in later}
        found[question.spec.id] = {
            key: number for key, number in numbers.items() if number is not None
        }
    return found


def _answers_known(
    lesson: Lesson, stop: int | None, known: Mapping[str, float]
) -> Mapping[str, tuple[float, float | None] | None]:
    """What the questions of a stop ask for, as far as it is known of the run that is asked."""
    found: dict[str, tuple[float, float | None] | None] = {}
    for question in () if stop is None else lesson.stops[stop].questions:
        if question.answer is None:
            continue
        answer = known.get(answer_key(question, "answer"))
        other = known.get(answer_key(question, "other"))
        waits = answer is None or (question.other is not None and other is None)
        found[question.spec.id] = None if answer is None or waits else (answer, other)
    return found


def numbers_asked(history: History, question: Question) -> tuple[float, float | None] | None:
    """The number that a question asks for, and the one it is compared with, if any, computed as far
    as that takes; None where it asks for none, or a change stands in the way."""
    if question.answer is None:
        return None
    try:
        values = history.at(question.tick).values
        beside = values
        if question.other_tick is not None:
            beside = history.at(question.other_tick).values
    except DataError:
        return None
    other = question.other
    return (
        float(values[question.answer.name][question.answer.index]),
        None if other is None else float(beside[other.name][other.index]),
    )


def _quotes(
    lesson: Lesson,
    history: History,
    stop: int | None,
    tick: int,
    values: Mapping[str, Array],
    quoted: Mapping[str, float],
) -> Mapping[str, float | None]:
    """The quoted numbers as they were at the stop; what came later in its iteration is shown once
    the learner is there, and what is quoted at a time once that is known."""
    if stop is None:
        return {}
    then = lesson.stops[stop].tick
    at_stop = history.at(then).values
    locate = lesson.program.locate
    later = values if locate(tick).iteration == locate(then).iteration else {}
    found: dict[str, float | None] = {}
    for quotation in lesson.stops[stop].quotations:
        name, key = quotation.reference.name, str(quotation)
        if quotation.is_placed:
            found[key] = quoted.get(key)
        else:
            known = at_stop if name in at_stop else later
            found[key] = number_of(quotation, known.get(name))
    return found


def _is_changed(lesson: Lesson, history: History) -> bool:
    """Whether the run is another than the one that the lesson's prose is about."""
    return bool(history.laid.items) or lesson.is_beyond_prose


def _unchanged(
    lesson: Lesson, history: History, stop: int | None, known: Mapping[str, float]
) -> Mapping[str, float | None]:
    if stop is None or not (_is_changed(lesson, history) or lesson.variant):
        return {}
    quotations = lesson.stops[stop].quotations
    return {str(each): known.get(str(each)) for each in quotations if not each.is_placed}


def _is_inside(index: Index, array: Array) -> bool:
    return len(index) == array.ndim and all(
        0 <= i < n for i, n in zip(index, array.shape, strict=True)
    )


def _seen(
    values: Mapping[str, Array], instruction: Instruction | None, focus: Focus | None
) -> Focus | None:
    """The focus if there is such a number now, otherwise the first number of what was written
    last."""
    if focus is not None:
        array = values.get(focus.place.name)
        if array is not None and _is_inside(focus.place.index, array):
            return focus
    if instruction is None:
        return None
    return Focus(Source(instruction.writes, (0,) * values[instruction.writes].ndim))
