"""Wishes: what a learner can ask of the session, as plain data.

Panels signal them and commands make them; `Session.grant` grants them. The wishes that were granted
lead from the beginning of a lesson to where the learner is, so they can be kept, sent, and granted
again: `plain` and `wish_from` turn a wish into a dict that JSON can hold, and back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, FrozenInstanceError, dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, dataclass_transform

from visualnn.errors import DataError
from visualnn.text import N_

from .reading import (
    number,
    place,
    plain_number,
    plain_place,
    point,
    switch,
    text,
    texts,
    whole,
    wholes,
)

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = [
    "WISHES",
    "AddExample",
    "AnswerQuestion",
    "Arrive",
    "Ask",
    "BeginStudy",
    "BringBack",
    "BringToFront",
    "ChangeWish",
    "CheckGradient",
    "CountHands",
    "Dismiss",
    "Edit",
    "EndStudy",
    "ExampleWish",
    "Follow",
    "ForgetAnswer",
    "ForgetBookmark",
    "Keep",
    "Lead",
    "LeaveOut",
    "LookAt",
    "LookBack",
    "MoveByTick",
    "MoveExample",
    "OpenHint",
    "OpenLesson",
    "Redo",
    "RemoveExample",
    "ReturnRates",
    "SaidWish",
    "SearchRates",
    "Seek",
    "SeekEnd",
    "SeekFlag",
    "SeekOrigin",
    "SeekParting",
    "SeekStart",
    "SeekStop",
    "SeekTrouble",
    "SetBookmark",
    "SetGrain",
    "SetKeys",
    "SetRates",
    "ShowResult",
    "StartAt",
    "Step",
    "StepOut",
    "StepUnit",
    "ToggleBreakpoint",
    "ToggleCondition",
    "ToggleWatch",
    "Turn",
    "Undo",
    "Visit",
    "Wish",
    "plain",
    "wish_from",
]


class Wish:
    """Something that a learner asks for: fields that never change."""

    by_hand: ClassVar[bool] = True
    """Whether it takes the wheel: playing ends with it."""

    if TYPE_CHECKING:  # which makes an `__init__` of its own for each kind
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:

        def __init__(self, *values: object, **named: object) -> None:
            names = self.__match_args__
            given = dict(zip(names, values, strict=False)) | named
            if len(given) != len(values) + len(named) or not given.keys() <= set(names):
                raise TypeError(f"{type(self).__name__} takes {names}, each once.")
            for name in names:
                if name not in given and not hasattr(type(self), name):
                    raise TypeError(f"{type(self).__name__} needs {name}.")
                vars(self)[name] = given[name] if name in given else getattr(type(self), name)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({said})"


_Kind = TypeVar("_Kind", bound=Wish)


@dataclass_transform(frozen_default=True)
def _kind(kind: type[_Kind]) -> type[_Kind]:
    """A kind of wish: its fields. How wishes are made, compared and written stands above once for
    all: made for each of so many kinds, it was a twentieth of the way to the first picture."""
    return dataclass(init=False, eq=False, repr=False)(kind)


# -- looking


@_kind
class LookAt(Wish):
    """Explain a number that is known here or, with a tick, there."""

    by_hand = False
    place: Source
    tick: int | None = None


@_kind
class Visit(Wish):
    """Explain a number by its name: here if it is known, else where it will be written next."""

    by_hand = False
    place: Source


@_kind
class Follow(Wish):
    """Go to the later instruction, done at this tick, that reads the number in focus."""

    tick: int


@_kind
class SeekOrigin(Wish):
    """Go to where the number in focus was made."""


@_kind
class SeekTrouble(Wish):
    """Go to the first number that is not finite."""


@_kind
class Ask(Wish):
    """Ask the network about a point of raw inputs and explain what it says of it; without a point,
    ask no longer."""

    by_hand = False
    point: tuple[float, ...] | None = None


@_kind
class SeekParting(Wish):
    """Go to the first number in which this run and one beside it part."""


@_kind
class SeekFlag(Wish):
    """Go to where the flag of a layer of the gradient flow began; of the first layer that has one
    if none is named."""

    layer: str = ""


@_kind
class LookBack(Wish):
    """Go back (−1) to what was looked at before, or forward (+1) again."""

    direction: int


@_kind
class CheckGradient(Wish):
    """Compare the gradient in focus with two extra forward passes."""

    by_hand = False


# -- moving


@_kind
class Seek(Wish):
    """Go to a tick; `leaves` a spot on the trail to come back to."""

    tick: int
    leaves: bool = False


@_kind
class SeekStart(Wish):
    """Go to before the first instruction."""


@_kind
class SeekEnd(Wish):
    """Go to the end of the lesson, or to where the training says that it is over."""


@_kind
class SeekStop(Wish):
    """Go to the next (+1) or the previous (−1) stop of the lesson."""

    direction: int


@_kind
class Step(Wish):
    """Step on (+1) or back (−1) at the chosen grain."""

    direction: int


@_kind
class StepOut(Wish):
    """Go to the end of what is going on, one grain coarser than the chosen one."""


@_kind
class StepUnit(Wish):
    """Step on (+1) or back (−1) by one unit of a grain, whatever grain is chosen."""

    grain: int
    """The number of a `visualnn.grain.Grain`."""
    direction: int


@_kind
class Arrive(Wish):
    """Be at a tick with a number in focus and so many terms of its sum: what playing came to."""

    tick: int
    place: Source | None = None
    term: int | None = None


# -- changing


@_kind
class Edit(Wish):
    """Give a number another value from here on."""

    place: Source
    value: float


@_kind
class StartAt(Wish):
    """Let all walkers on a bare function begin at another place."""

    start: tuple[float, ...]


@_kind
class Turn(Wish):
    """Turn a knob of the lesson to the setting that a word stands for; without one, to where the
    lesson has it."""

    knob: str
    setting: str | None = None


@_kind
class SetKeys(Wish):
    """Give keys of the lesson other values, whether it has knobs for them or not: a text
    ``KEY=VALUE`` for each."""

    settings: tuple[str, ...]


@_kind
class SetRates(Wish):
    """Let runs of a race, by their ids, have other learning rates, in the same order: those at
    which each did best among the rates that were `searched`, or any where none were."""

    runs: tuple[str, ...]
    rates: tuple[float, ...]
    searched: tuple[float, ...] = ()


@_kind
class SearchRates(Wish):
    """Find for each run of a race the learning rate at which it does best. What is found is set
    then, which is the wish that is kept."""


@_kind
class ReturnRates(Wish):
    """Let every run of a race have the learning rate again that the lesson gives it."""


@_kind
class AddExample(Wish):
    """Train with one more example: at a point of raw inputs, of a class, or where no classes are
    decided with a number as its target."""

    point: tuple[float, ...]
    target: float


@_kind
class MoveExample(Wish):
    """Have an example elsewhere, by its split, ``train`` or ``validation``, and its row there; with
    another target, or none for the one that it has."""

    split: str
    row: int
    point: tuple[float, ...]
    target: float | None = None


@_kind
class RemoveExample(Wish):
    """Have an example no longer, by its split and its row there."""

    split: str
    row: int


@_kind
class Undo(Wish):
    """Take the last edit back."""


@_kind
class Redo(Wish):
    """Make the last edit again that was taken back."""


@_kind
class SetGrain(Wish):
    """Let a step cover this much from now on: the number of a Grain."""

    by_hand = False
    grain: int


@_kind
class ToggleBreakpoint(Wish):
    """Halt, or no longer, where this name is written."""

    by_hand = False
    name: str


@_kind
class ToggleCondition(Wish):
    """Halt, or no longer, where a condition comes true: ``L < 0.1``."""

    by_hand = False
    condition: str


@_kind
class ToggleWatch(Wish):
    """Follow a number through all iterations, or no longer: ``hidden.W[1,2]``, or a measure such
    as ``norm(d.hidden.W)``."""

    by_hand = False
    number: str


# -- many runs


@_kind
class BeginStudy(Wish):
    """Begin one of the studies that are offered in the lesson, by its place among them, or go on
    with it."""

    by_hand = False
    number: int


@_kind
class EndStudy(Wish):
    """Give up what is not finished of the study."""

    by_hand = False


# -- runs shown together


@_kind
class Keep(Wish):
    """Keep the leading run as it is, with its changes, beside what it becomes."""

    by_hand = False


@_kind
class Dismiss(Wish):
    """Let a run beside the leading one go, by its id."""

    by_hand = False
    run: str


@_kind
class Lead(Wish):
    """Let another run lead, by its id; the one that led stays beside it."""

    run: str


@_kind
class LeaveOut(Wish):
    """Show and compute a run no longer, by its id."""

    by_hand = False
    run: str


@_kind
class BringBack(Wish):
    """Show and compute a run again that was left out, by its id."""

    by_hand = False
    run: str


@_kind
class BringToFront(Wish):
    """Draw a run over all others, by its id."""

    by_hand = False
    run: str


# -- answering


@_kind
class AnswerQuestion(Wish):
    """Answer a question of a stop: with a number, or with the id of a choice."""

    by_hand = False
    stop: str
    question: str
    said: float | str


@_kind
class ForgetAnswer(Wish):
    """Take the answer to a question back, to answer it again."""

    by_hand = False
    stop: str
    question: str


@_kind
class OpenHint(Wish):
    """Read the hint of a question."""

    by_hand = False
    stop: str
    question: str


@_kind
class CountHands(Wish):
    """Keep how many of a class were for each choice of a question, in the order of its choices; of
    a question for a number, how many were near enough and how many not. Without counts, keep none.
    """

    by_hand = False
    stop: str
    question: str
    counts: tuple[int, ...]


# -- places prepared beforehand


@_kind
class SetBookmark(Wish):
    """Keep a place to come back to under a number from 1: a tick, what is looked at there, the name
    of a panel, and a sentence."""

    by_hand = False
    number: int
    tick: int
    sentence: str
    place: Source | None = None
    panel: str = ""


@_kind
class ForgetBookmark(Wish):
    """Keep the place of a number no longer."""

    by_hand = False
    number: int


# -- another lesson


@_kind
class OpenLesson(Wish):
    """Open a lesson by its name or path."""

    name: str


@_kind
class ShowResult(Wish):
    """Show what was answered in the lesson."""

    by_hand = False


ExampleWish = AddExample | MoveExample | RemoveExample
ChangeWish = Edit | StartAt | Turn | SetKeys | SetRates | ExampleWish | Undo | Redo
"""What changes the run, and is undone."""
MoveByTick = Seek | SeekStart | Step | StepOut | StepUnit
"""Moves that lead from a tick to another, whatever is seen there; but for steps of a term, and ways
that leave a spot on the trail."""
SaidWish = AnswerQuestion | ForgetAnswer | OpenHint | CountHands | SetBookmark | ForgetBookmark
"""What is said of the lesson, and changes nothing of the run."""
WISHES: Mapping[str, type[Wish]] = {
    kind.__name__: kind
    for kind in (
        LookAt,
        Visit,
        Follow,
        SeekOrigin,
        SeekTrouble,
        Ask,
        SeekParting,
        SeekFlag,
        LookBack,
        BeginStudy,
        EndStudy,
        CheckGradient,
        Seek,
        SeekStart,
        SeekEnd,
        SeekStop,
        Step,
        StepOut,
        StepUnit,
        Arrive,
        Edit,
        StartAt,
        Turn,
        SetKeys,
        SetRates,
        SearchRates,
        ReturnRates,
        AddExample,
        MoveExample,
        RemoveExample,
        Undo,
        Redo,
        SetGrain,
        ToggleBreakpoint,
        ToggleCondition,
        ToggleWatch,
        Keep,
        Dismiss,
        Lead,
        LeaveOut,
        BringBack,
        BringToFront,
        AnswerQuestion,
        ForgetAnswer,
        OpenHint,
        CountHands,
        SetBookmark,
        ForgetBookmark,
        OpenLesson,
        ShowResult,
    )
}
"""Every kind of wish by the name that stands in a file."""


# -- as a dict, and back


def plain(wish: Wish) -> dict[str, Any]:
    """The wish as a dict of texts, numbers and lists; what is not finite becomes a text."""
    written = {field.name: _plain(getattr(wish, field.name)) for field in fields(wish)}
    return {"wish": type(wish).__name__} | {n: v for n, v in written.items() if v is not None}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return plain_place(value)  # type: ignore[arg-type]


def wish_from(data: object) -> Wish:
    """The wish that a dict describes. Raises DataError if it describes none."""
    try:
        return _wish_from(data)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise DataError(N_("this is no wish: {data}"), data=data) from error


def _wish_from(data: object) -> Wish:
    if not isinstance(data, Mapping):
        raise TypeError
    kind, known = WISHES[data["wish"]], _readers_of(data["wish"])
    return kind(**{name: known[name](value) for name, value in data.items() if name != "wish"})


@cache
def _readers_of(kind: str) -> Mapping[str, Callable[[object], object]]:
    return {field.name: _READERS[str(field.type)] for field in fields(WISHES[kind])}


def _said(value: object) -> float | str:
    return text(value) if isinstance(value, str) else number(value)


_READERS: Mapping[str, Callable[[object], object]] = {
    "int": whole,
    "int | None": whole,
    "float": number,
    "bool": switch,
    "str": text,
    "str | None": text,
    "float | str": _said,
    "Source": place,
    "Source | None": place,
    "float | None": number,
    "tuple[float, ...]": point,
    "tuple[float, ...] | None": point,
    "tuple[str, ...]": texts,
    "tuple[int, ...]": wholes,
}
"""How a field is read, by its type as it is written above."""
