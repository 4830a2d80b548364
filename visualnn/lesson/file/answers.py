"""What a question asks for: a number of the iteration of its stop, or of a later one.

``L @ 5`` is after five updates, ``L @ +1`` after one more than at the stop, ``L @ end`` after the
last one; see :mod:`visualnn.lesson.quoting` for what that means of which number.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ...dataclass import dataclass
from ...errors import LessonError
from ...text import N_
from .references import INDEX, NAME, Reference, parse_reference, refusal

__all__ = ["AnswerField", "AnswerReference", "parse_answer"]

_WHEN = r"(?P<later>\+)?(?P<updates>[0-9]{1,12})|(?P<end>end)"
_ANSWER = re.compile(rf"(?P<reference>[^@]*?) *(?:@ *(?:{_WHEN}) *)?")


@dataclass(frozen=True, slots=True)
class AnswerReference:
    """A number that is asked for, and when it is meant."""

    reference: Reference
    updates: int | None = None
    """After so many updates; None without a time, and for the end."""
    is_later: bool = False
    """Whether `updates` are counted from the stop on."""
    at_end: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether it says when it is meant."""
        return self.updates is not None or self.at_end

    def __str__(self) -> str:
        if self.at_end:
            return f"{self.reference} @ end"
        if self.updates is None:
            return str(self.reference)
        return f"{self.reference} @ {'+' if self.is_later else ''}{self.updates}"

    def after(self, here: int, last: int) -> int:
        """The count of updates that is meant: `here` is that of the stop, `last` of the lesson."""
        if self.at_end:
            return last
        return (self.updates or 0) + (here if self.is_later else 0)


def parse_answer(text: str) -> AnswerReference:
    """Read `NAME[i,j]`, `… @ N`, `… @ +N` or `… @ end`; raises LessonError (without a place)."""
    match = _ANSWER.fullmatch(text)
    if match is None:
        raise LessonError(
            N_("{text} does not say when; write L @ 5, L @ +1 or L @ end"), text=f"“{text}”"
        )
    reference, updates = parse_reference(match["reference"]), match["updates"]
    return AnswerReference(
        reference,
        None if updates is None else int(updates),
        match["later"] is not None,
        match["end"] is not None,
    )


def _validated(value: object) -> AnswerReference:
    if isinstance(value, AnswerReference):
        return value
    if isinstance(value, Reference):
        return AnswerReference(value)
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "text")
    try:
        return parse_answer(value)
    except LessonError as error:
        raise refusal(error.template, **error.params) from None


AnswerField = Annotated[
    AnswerReference,
    PlainValidator(_validated),
    PlainSerializer(str),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{NAME}({INDEX})?( *@ *(\+?[0-9]{{1,12}}|end))?$"}
    ),
]
"""What is asked for as a field of a lesson file: text there, an `AnswerReference` here."""
