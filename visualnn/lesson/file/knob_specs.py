"""The knobs of a lesson file: keys that the learner may turn, and how far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    Tag,
    WithJsonSchema,
    model_serializer,
)

from ...text import N_
from .fields import Spec, TitleSpec
from .references import refusal
from .variant_specs import KeyPathText

MAX_SETTING_COUNT = 200
"""Settings of one knob."""
MAX_WORD_CHARACTER_COUNT = 400
"""Characters of a text among the choices."""


class KnobChoiceSpec(Spec):
    """A choice that sets several keys at once."""

    title: TitleSpec
    set: Annotated[dict[KeyPathText, Any], Field(max_length=100)] = {}
    """Key path = value, as in a variant."""
    without: Annotated[tuple[KeyPathText, ...], Field(max_length=100)] = ()
    """Key paths that are taken away where the lesson has them, as in a variant."""


def _plain(value: object) -> object:
    if not isinstance(value, bool | int | float | str):
        raise refusal(N_("a choice is a number, a text, true or false, or a table that sets keys"))
    return _finite(value)


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal(N_("a range has numbers at its ends and as its step"))
    return _finite(value)


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise refusal(N_("the numbers of a knob are finite"))
    if isinstance(value, str) and len(value) > MAX_WORD_CHARACTER_COUNT:
        raise refusal(N_("this text is too long for a choice"))
    return value


def _is_table(value: object) -> str:
    return "table" if isinstance(value, Mapping | BaseModel) else "value"


Bound = Annotated[Any, AfterValidator(_number), WithJsonSchema({"type": "number"})]
KnobChoice = Annotated[
    Annotated[KnobChoiceSpec, Tag("table")]
    | Annotated[
        Any,
        AfterValidator(_plain),
        WithJsonSchema({"type": ["boolean", "number", "string"]}),
        Tag("value"),
    ],
    Discriminator(_is_table),
]


class KnobSpec(Spec):
    """A knob: a key of the lesson that the learner may turn, with its choices or its range."""

    key: KeyPathText | None = None
    """The key path that is turned: `"optimizer.lr"`, `"layers.hidden.units"`."""
    title: TitleSpec | None = None
    """What the knob is called; without it by what its key means."""
    choices: Annotated[tuple[KnobChoice, ...], Field(max_length=MAX_SETTING_COUNT)] = ()
    """Values of the key, or tables `{ title, set }` that set several keys."""
    from_: Annotated[Bound | None, Field(alias="from")] = None
    """The least value of a range."""
    to: Bound | None = None
    """The largest value of a range."""
    step: Bound | None = None
    """The distance of two values of a range; 1 if it is left out."""
    log: bool = False
    """Whether the range goes by 1, 3, 10, 30 … instead of in steps."""

    @model_serializer(mode="wrap")
    def _as_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """With the names of the file, whoever asks: ``from`` is no name in Python."""
        found: dict[str, Any] = handler(self)
        if "from_" in found:
            found["from"] = found.pop("from_")
        return found

    @property
    def id(self) -> str:
        """What the knob is called in wishes: its key, or its English title."""
        return self.key or (self.title.en if self.title else "")
