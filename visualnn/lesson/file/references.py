"""A reference: how a lesson file names one number, `hidden.z[1,3]`, or a whole value, `hidden.z`.

The name is the one an instruction writes. Whether there is such a name, and whether the index lies
inside its shape, only the built program knows; here is only the grammar.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ...dataclass import dataclass
from ...errors import LessonError
from ...text import N_

NAME = r"[A-Za-z][A-Za-z0-9_]{0,30}(?:\.[A-Za-z][A-Za-z0-9_]{0,30}){0,7}"
INDEX = r"\[ *[0-9]{1,9}(?: *, *[0-9]{1,9}){0,7} *\]"
LESSON_NAME = r"[a-z][a-z0-9-]{0,40}"

_REFERENCE = re.compile(rf"(?P<name>{NAME})(?P<index>{INDEX})?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and an index; the empty index means a scalar or the whole value."""

    name: str
    index: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}[{','.join(map(str, self.index))}]" if self.index else self.name


def parse_reference(text: str) -> Reference:
    """Read `NAME` or `NAME[i,j]`; raises LessonError (without a place) for anything else."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise LessonError(
            N_("{text} does not name a number; write a name and an index, like hidden.z[1,3]"),
            text=f"“{text}”",
        )
    return _reference(match)


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
    WithJsonSchema({"type": "string", "pattern": f"^{NAME}({INDEX})?$"}),
]
"""A reference as a field of a lesson file: text there, a `Reference` here."""
