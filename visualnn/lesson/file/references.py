"""A reference: how a lesson file names one number, `hidden.z[1,3]`, or a whole value, `hidden.z`.

The name is the one an instruction writes. Whether there is such a name, and whether the index lies
inside its shape, only the built program knows; here is only the grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ...errors import NOWHERE, LessonError, TextPosition
from ...text import N_

NAME = r"[A-Za-z][A-Za-z0-9_]{0,30}(?:\.[A-Za-z][A-Za-z0-9_]{0,30}){0,7}"
_INDEX = r"\[ *[0-9]{1,9}(?: *, *[0-9]{1,9}){0,7} *\]"
LESSON_NAME = r"[a-z][a-z0-9-]{0,40}"

_REFERENCE = re.compile(rf"(?P<name>{NAME})(?P<index>{_INDEX})?")
_QUOTATION = re.compile(
    rf" *(?:(?P<lesson>{LESSON_NAME}) *: *)?"
    rf"(?P<name>{NAME})(?P<index>{_INDEX})?(?P<end> *@ *end)? *"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and an index; the empty index means a scalar or the whole value."""

    name: str
    index: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{','.join(map(str, self.index))}]" if self.index else self.name


@dataclass(frozen=True, slots=True)
class Quotation:
    """A number that prose quotes: where the learner stands, or at the end of a training.

    `lesson` names the companion lesson whose number it is; None is the lesson itself.
    """

    reference: Reference
    at_end: bool = False
    lesson: str | None = None

    def __str__(self) -> str:
        lesson = f"{self.lesson}: " if self.lesson else ""
        return f"{lesson}{self.reference}{' @ end' if self.at_end else ''}"


def parse_reference(text: str) -> Reference:
    """Read `NAME` or `NAME[i,j]`; raises LessonError (without a place) for anything else."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise LessonError(
            N_("{text} does not name a number; write a name and an index, like hidden.z[1,3]"),
            text=f"“{text}”",
        )
    return _reference(match)


def parse_quotation(text: str, place: TextPosition = NOWHERE) -> Quotation:
    """Read what stands between braces: `[LESSON:] NAME[i,j] [@ end]`; raises LessonError."""
    match = _QUOTATION.fullmatch(text)
    if match is None:
        raise LessonError(
            N_("{text} is not a quoted number like {example}; write a brace itself as {brace}"),
            place=place,
            text=f"{{{text}}}",
            example="{hidden.z[1,3]}",
            brace="\\{",
        )
    if match["lesson"] and not match["end"]:
        raise LessonError(
            N_("a number of another lesson is only known at its end; write {text}"),
            place=place,
            text=f"{{{text.strip()} @ end}}",
        )
    return Quotation(_reference(match), bool(match["end"]), match["lesson"])


def _reference(match: re.Match[str]) -> Reference:
    index = match["index"]
    return Reference(match["name"], tuple(map(int, index[1:-1].split(","))) if index else ())


def _validated(value: object) -> Reference:
    if isinstance(value, Reference):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "text")
    try:
        return parse_reference(value)
    except LessonError as error:
        raise refusal(error.template, **error.params) from None


def refusal(template: str, **params: object) -> PydanticCustomError:
    """An error for a validator to raise; it keeps template and parameters apart."""
    return PydanticCustomError("refusal", "{template}", {"template": template, "params": params})


ReferenceField = Annotated[
    Reference,
    PlainValidator(_validated),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": f"^{NAME}({_INDEX})?$"}),
]
"""A reference as a field of a lesson file: text there, a `Reference` here."""
