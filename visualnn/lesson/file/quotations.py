"""Quotations: how prose quotes a number of a run, `{hidden.z[1,3]}`, or asks something of one.

A quotation says which run is meant, what number of it, and when::

    {adam: mean(d.hidden.W) @ 100}

The run is a lesson's id or a variant's, and the learner's own if none is named. The number is one
number by its index, or the sum, mean, Euclidean norm, root mean square or largest size of a value
or of a part of it, or the count of numbers for which a comparison holds. `@ N` is after N updates;
`@ start` is `@ 0`, `@ end` after all updates.

A condition compares quotations with numbers and with each other; it stands before the words that
are true where it holds: `{? L < 0.6931 and lr > 0 : words | other words}`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ...dataclass import dataclass
from ...errors import NOWHERE, LessonError, TextPosition
from ...text import N_
from .references import LESSON_NAME, NAME, Reference

__all__ = [
    "MEASURES",
    "SIGNS",
    "AxisSlice",
    "Measure",
    "Quotation",
    "parse_quotation",
    "scan_number",
    "scan_quotation",
]

MEASURES = ("sum", "mean", "norm", "rms", "max_abs", "count")
"""What can be quoted of many numbers at once."""
SIGNS = ("<=", ">=", "==", "!=", "<", ">")
"""The comparisons, longer signs first."""

_PART = r"(?:[0-9]{1,9}|[0-9]{0,9} *: *[0-9]{0,9})"
_PARTS = rf"\[ *{_PART}(?: *, *{_PART}){{0,7}} *\]"
_DIGITS = r"-?(?:[0-9]{1,17}(?:\.[0-9]{0,17})?|\.[0-9]{1,17})(?:[eE][-+]?[0-9]{1,3})?"
_SIGN = "|".join(SIGNS)
_WHEN = r" *@ *(?P<when>end\b|start\b|[0-9]{1,12}\b)"
_QUOTATION = re.compile(
    rf"(?:(?P<run>{LESSON_NAME})(?P<gap> *): *)?"
    rf"(?:(?P<measure>{'|'.join(MEASURES)}) *\( *)?"
    rf"(?P<name>{NAME})(?P<index>{_PARTS})?"
    rf"(?(measure)(?: *(?P<sign>{_SIGN}) *(?P<limit>{_DIGITS}))? *\))"
    rf"(?:{_WHEN})?"
)
_NUMBER = re.compile(rf"{_DIGITS}(?![\w.])")


class AxisSlice(NamedTuple):
    """A part of an axis, from a place up to one before `stop`; None is its beginning or its end."""

    start: int | None = None
    stop: int | None = None

    def __str__(self) -> str:
        return ":".join("" if place is None else str(place) for place in self)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that is made of many: which of `MEASURES`, of which part of the value."""

    kind: str
    index: tuple[int | AxisSlice, ...] = ()
    """A place or a span on each axis; empty is the whole value."""
    sign: str = ""
    """Of a count: one of `SIGNS`, which holds between each counted number and `limit`."""
    limit: float = 0.0

    def written(self, name: str) -> str:
        """The measure of the value of a name, as a lesson writes it."""
        index = f"[{','.join(map(str, self.index))}]" if self.index else ""
        test = f" {self.sign} {repr(self.limit).removesuffix('.0')}" if self.sign else ""
        return f"{self.kind}({name}{index}{test})"


@dataclass(frozen=True, slots=True)
class Quotation:
    """A number that prose quotes: where the learner stands, or after so many updates of a run.

    `lesson` names the run beside this one whose number it is, by the id of a lesson or variant;
    None is the lesson itself.
    """

    reference: Reference
    at_end: bool = False
    lesson: str | None = None
    updates: int | None = None
    """After how many updates; None is where the learner stands, or the end."""
    measure: Measure | None = None
    """What is made of the value, if it is not one number of it."""

    @property
    def is_placed(self) -> bool:
        """Whether it says when it is meant: it is then a number of the run as nobody changed it."""
        return self.at_end or self.updates is not None

    @property
    def written(self) -> str:
        """What it quotes, without the run and the time."""
        name = self.reference.name
        return self.measure.written(name) if self.measure else str(self.reference)

    def __str__(self) -> str:
        lesson = f"{self.lesson}: " if self.lesson else ""
        when = " @ end" if self.at_end else "" if self.updates is None else f" @ {self.updates}"
        return f"{lesson}{self.written}{when}"


def parse_quotation(text: str, place: TextPosition = NOWHERE) -> Quotation:
    """Read what stands between braces; raises LessonError."""
    match = _QUOTATION.fullmatch(text.strip(" "))
    if match is None:
        raise LessonError(
            N_("{text} is not a quoted number like {example}; write a brace itself as {brace}"),
            place=place,
            text=f"{{{text}}}",
            example="{hidden.z[1,3]}",
            brace="\\{",
        )
    return _quotation(match, place)


def scan_quotation(text: str, at: int, place: TextPosition = NOWHERE) -> tuple[Quotation, int]:
    """Read a quotation that stands at a character of a condition, and where it ends; raises
    LessonError. A run is only named here with its colon close to it and with a time: a colon with
    a space before it ends a condition."""
    match = _QUOTATION.match(text, at)
    if match is not None and match["run"] and (match["gap"] or not match["when"]):
        match = _QUOTATION.match(text, at, match.end("run"))
    if match is None:
        raise LessonError(
            N_("here a quoted number or a number belongs, not {text}"),
            place=place,
            text=f"“{text[at : at + 20]}”",
        )
    return _quotation(match, place), match.end()


def scan_number(text: str, at: int) -> tuple[float, int] | None:
    """The number that stands at a character, and where it ends; None if there is none."""
    match = _NUMBER.match(text, at)
    return (float(match[0]), match.end()) if match else None


def _quotation(match: re.Match[str], place: TextPosition) -> Quotation:
    text, run, when = match[0], match["run"], match["when"]
    if run and not when:
        raise LessonError(
            N_("a number of another run needs a time; write {text}"),
            place=place,
            text=f"{{{text} @ end}}",
        )
    measure, index = None, _parts(match["index"])
    if match["measure"]:
        if (match["measure"] == "count") != bool(match["sign"]):
            raise LessonError(
                N_("count, and only count, compares: write {text}"),
                place=place,
                text="{count(hidden.z[:,3] > 0)}",
            )
        limit = float(match["limit"] or 0)
        measure = Measure(match["measure"], index, match["sign"] or "", limit)
    elif any(isinstance(part, AxisSlice) for part in index):
        raise LessonError(
            N_("{text} is more than one number; say what is made of them: {measures}"),
            place=place,
            text=f"{{{text}}}",
            measures=", ".join(MEASURES),
        )
    places = () if measure else tuple(part for part in index if isinstance(part, int))
    updates = 0 if when == "start" else int(when) if when and when.isdigit() else None
    return Quotation(Reference(match["name"], places), when == "end", run, updates, measure)


def _parts(index: str | None) -> tuple[int | AxisSlice, ...]:
    if not index:
        return ()
    return tuple(_part(part.strip()) for part in index[1:-1].split(","))


def _part(text: str) -> int | AxisSlice:
    start, colon, stop = (word.strip() for word in text.partition(":"))
    if not colon:
        return int(start)
    return AxisSlice(int(start) if start else None, int(stop) if stop else None)
