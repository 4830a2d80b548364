"""Halts: conditions at which playing stops, over numbers and measures of a run.

========================  ==========================================================
``L < 0.1``               at the first iteration in which it holds and did not before
``changes_sign(h.W[0])``  at the first in which the number has another sign
``not_finite(h.W)``       at the first in which a number is NaN or infinite
``dies(h.a)``             at the first in which more units are 0 on every row
========================  ==========================================================

The signs are ``<``, ``<=``, ``>`` and ``>=``; on the left stands a number or a measure, as
`WatchedNumber` writes it.
"""

from __future__ import annotations

import re

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError, LessonError, VisualnnError
from ..ops import Array
from ..program import Program
from ..text import N_
from .measures import MEASURES, RUN_MEASURES
from .parts import Lesson
from .watched_number import WatchedNumber

__all__ = ["HaltCondition", "halts_of"]

_COMPARISON = re.compile(
    r"(?P<left>[^<>=]+?) *(?P<sign><=|>=|<|>) *"
    r"(?P<limit>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)"
)
_EVENT = re.compile(r"(?P<kind>changes_sign|not_finite|dies) *\( *(?P<what>.+?) *\)")
MAX_CHARACTER_COUNT = 200
_SIGNS = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


@dataclass(frozen=True)
class HaltCondition:
    """One condition."""

    number: WatchedNumber
    """What it is about."""
    kind: str = ""
    """*changes_sign*, *not_finite* or *dies*; empty for a comparison."""
    sign: str = ""
    limit: float = 0.0
    text: str = ""
    """As it was written."""

    @classmethod
    def parse(cls, text: str) -> HaltCondition:
        """The condition that a text writes. Raises DataError or UnknownNameError."""
        text = " ".join(text.split())
        event, comparison = _EVENT.fullmatch(text), _COMPARISON.fullmatch(text)
        if len(text) > MAX_CHARACTER_COUNT or event is comparison:
            raise DataError(
                N_("{text} is no condition; write {one}, {two}, {three} or {four}"),
                text=text[:MAX_CHARACTER_COUNT],
                one="L < 0.1",
                two="changes_sign(d.hidden.W[0,0])",
                three="not_finite(L)",
                four="dies(hidden.a)",
            )
        if event is None:
            return cls._compared(comparison, text)
        kind, what = event["kind"], WatchedNumber.parse(event["what"])
        if kind == "dies":
            what = WatchedNumber(what.name, (), "silent")
        elif kind == "not_finite" and not what.index and not what.measure:
            what = WatchedNumber(what.name, (), "max_abs")
        return cls(what, kind, text=text)

    @classmethod
    def _compared(cls, match: re.Match[str] | None, text: str) -> HaltCondition:
        if match is None:
            raise DataError(N_("{text} is no condition"), text=text)
        left = WatchedNumber.parse(match["left"])
        return cls(left, "", match["sign"], float(match["limit"]), text)

    def __str__(self) -> str:
        return self.text

    def hits(self, numbers: Array) -> Array:
        """The places in a series of numbers at which it comes true, ascending."""
        with np.errstate(all="ignore"):
            if self.kind in {"changes_sign", "dies"}:
                change = np.diff(np.sign(numbers) if self.kind == "changes_sign" else numbers)
                found = change > 0 if self.kind == "dies" else (change != 0) & np.isfinite(change)
                return np.flatnonzero(found) + 1
            if self.kind == "not_finite":
                holds = ~np.isfinite(numbers)
            else:
                holds = _SIGNS[self.sign](numbers, self.limit)
        return np.flatnonzero(holds & ~np.concatenate([[False], holds[:-1]]))

    def tick_of(self, program: Program, iteration: int) -> int:
        """The tick at which the number of an iteration is there: for what an iteration begins with,
        where the one before wrote it."""
        name = self.number.name
        if name in program.carried and self.number.measure != "update_ratio":
            before = iteration - 1
            done = None if before < 0 else program.done_after(name, before)
            return program.start_of(iteration) if done is None else program.start_of(before) + done
        done = program.done_after(name, iteration)
        return program.end_of(iteration) if done is None else program.start_of(iteration) + done


def halts_of(lesson: Lesson, *, strictly: bool = True) -> tuple[HaltCondition, ...]:
    """The conditions that a lesson brings. Those whose names a changed lesson no longer has are
    left out, unless `strictly`: then LessonError is raised at the key."""
    found = []
    for n, written in enumerate(lesson.spec.breakpoints):
        try:
            condition = HaltCondition.parse(written.when)
            _refuse(condition, lesson.program)
        except VisualnnError as error:
            if strictly:
                place = lesson.spec.where("breakpoints", n, "when")
                raise LessonError(error.template, place=place, **error.params) from error
            continue
        found.append(condition)
    return tuple(found)


def _refuse(condition: HaltCondition, program: Program) -> None:
    """Raise DataError for what no iteration of a program has."""
    number = condition.number
    shapes = [each[number.name] for each in program.shapes.values() if number.name in each]
    written = {ins.writes for ins in (*program.usual, *program.closing)}
    if not shapes or number.name not in written | set(program.carried):
        raise DataError(N_("nothing that an iteration computes is called {name}"), name=number.name)
    if number.measure:
        known = (*MEASURES, *RUN_MEASURES)
        if number.measure not in known or number.index:
            raise DataError(
                N_("there is no measure {name}; there are {known}"),
                name=str(number),
                known=", ".join(known),
            )
    elif not any(
        len(number.index) == len(shape)
        and all(i < n for i, n in zip(number.index, shape, strict=True))
        for shape in shapes
    ):
        raise DataError(
            N_("{name} is not one number: {array} has the shape {shape}"),
            name=str(number),
            array=number.name,
            shape=shapes[0],
        )
