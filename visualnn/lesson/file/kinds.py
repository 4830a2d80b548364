"""Tables whose settings depend on their kind.

What a table of a kind may say is declared by the kind itself: names, types with their limits,
defaults, and a sentence for each. The model that checks such a table is made from them, when the
first lesson has one of that kind.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, field, fields, is_dataclass
from functools import cache, cached_property
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pydantic import (
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    TypeAdapter,
    create_model,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from ...dataclass import dataclass
from ...limits import OneOf
from .fields import Spec, Words

REQUIRED: Any = ...
"""The default of a setting that has none."""
Setting = tuple[Any, Any]
"""Type and default."""


@dataclass(frozen=True)
class Form:
    """The table that kinds with the same settings have in common."""

    title: str
    """What the schema calls it."""
    meaning: str
    words: tuple[str, ...]
    """The kinds."""
    base: type[Spec]
    """What it has in common with all other kinds of the family."""
    declared: Mapping[str, Setting] | Callable[[], Mapping[str, Setting]]
    """Its settings, or what finds them when the first such table is read."""
    common: Mapping[str, Setting] = field(default_factory=dict)
    """Those that stand before the kind wherever keys are listed."""
    early: frozenset[str] = frozenset()
    """Which of the declared ones stand there too."""
    declared_by: type | None = None
    """The class that has a sentence below each setting."""
    sentences: Mapping[str, str] = field(default_factory=dict)
    """Setting → what it means, where no class says it."""
    key: str = "kind"

    written_out: type[Spec] | None = None
    """What checks such a table, where the kind itself does not say enough."""

    @classmethod
    def of(cls, model: type[Spec], base: type[Spec], key: str = "kind") -> Form:
        """The form of a table that is written out."""
        words = get_args(model.model_fields[key].annotation)
        meaning = meaning_of(model)
        return cls(model.__name__, meaning, words, base, {}, written_out=model)

    @cached_property
    def _declared(self) -> Mapping[str, Setting]:
        return self.declared() if callable(self.declared) else self.declared

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Those that stand behind the kind."""
        return {name: each for name, each in self._declared.items() if name not in self.early}

    @cached_property
    def model(self) -> type[Spec]:
        """The model that checks such a table."""
        if self.written_out is not None:
            return self.written_out
        kind = {self.key: (Literal[self.words], REQUIRED)}
        early = {name: each for name, each in self._declared.items() if name in self.early}
        made = {**self.common, **early, **kind, **self.settings}
        return cast(
            type[Spec],
            create_model(
                self.title,
                __base__=self.base,
                __doc__=self.meaning,
                __module__=self.base.__module__,
                **cast(Any, made),
            ),
        )


class Kinds:
    """The kinds of one family, as the annotation of a field that holds one of their tables."""

    def __init__(self, forms: Callable[[], Iterable[Form]], key: str = "kind") -> None:
        """`forms` is asked once, when the first table of the family is read."""
        self._forms, self._key = forms, key

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """Every kind → the form of its table."""
        return {word: form for form in self._forms() for word in form.words}

    def model(self, word: object) -> type[Spec] | None:
        """The model that checks a table of this kind; None for an unknown kind."""
        form = self.forms.get(word) if isinstance(word, str) else None
        return None if form is None else form.model

    def model_of(self, table: object) -> type[Spec] | None:
        """The model that checks this table, chosen by the table's kind."""
        return self.model(table.get(self._key)) if isinstance(table, Mapping) else None

    def validated(self, table: object) -> Spec:
        """The table, checked by the model of its kind."""
        if isinstance(table, Spec) and type(table) is self.model(getattr(table, self._key, None)):
            return table
        if not isinstance(table, Mapping):
            raise PydanticKnownError("model_attributes_type")
        if self._key not in table:
            raise PydanticKnownError("union_tag_not_found", {"discriminator": repr(self._key)})
        model = self.model_of(table)
        if model is None:
            known = ", ".join(map(repr, self.forms))
            # half of a character is no text for whoever tells it on
            tag = str(table[self._key]).encode("utf-8", "backslashreplace").decode("utf-8")
            told = {"discriminator": repr(self._key), "tag": tag}
            raise PydanticKnownError("union_tag_invalid", {**told, "expected_tags": known})
        return model.model_validate(table)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.validated)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        models = tuple(dict.fromkeys(form.model for form in self.forms.values()))
        union: Any = Annotated[Union[models], Discriminator(self._key)]  # noqa: UP007
        return handler(TypeAdapter(union).core_schema)


# -- from a dataclass ------------------------------------------------------------------------------


def alike(kinds: Mapping[str, type]) -> Iterator[tuple[type, tuple[str, ...]]]:
    """The kinds that have the same settings because they have them from one base, and that base; a
    kind of its own kind stands for itself."""
    groups: dict[type, list[str]] = {}
    for word, kind in kinds.items():
        groups.setdefault(_declaring(kind), []).append(word)
    for declaring, words in groups.items():
        yield declaring if len(words) > 1 else kinds[words[0]], tuple(words)


def _declaring(kind: type) -> type:
    """The base if it has all settings of the kind."""
    base = kind.__base__
    assert base is not None  # noqa: S101  only object has none
    return base if is_dataclass(base) and _names(base) == _names(kind) else kind


def _names(kind: Any) -> list[str]:
    return [each.name for each in fields(kind)]


def titled(kind: type, words: Sequence[str]) -> str:
    """What the schema calls kinds: a single one by its word, several by their base."""
    return kind.__name__ if len(words) > 1 else words[0].title().replace("_", "")


def settings_of(
    kind: type,
    names: Iterable[str] | None = None,
    *,
    optional: bool = True,
    instead: Mapping[object, Any] = MappingProxyType({}),
) -> dict[str, Setting]:
    """The fields of a kind's dataclass, or those of these names.

    Where they are optional, one that has a default need not be given, and is None then. `instead`
    has the types of those whose annotation has such a mark.
    """
    hints = get_type_hints(kind, include_extras=True)
    defaults = {each.name: each.default for each in fields(kind)}
    found: dict[str, Setting] = {}
    for name in defaults if names is None else names:
        (mark,) = [each for each in get_args(hints[name])[1:] if each in instead] or [None]
        written, default = instead.get(mark) or in_file(hints[name]), defaults[name]
        if default is MISSING:
            found[name] = written, REQUIRED
        else:
            found[name] = (written | None, None) if optional else (written, default)
    return found


def meaning_of(kind: type) -> str:
    """The first sentences of a kind's docstring."""
    return inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0]


# -- from the types of the engine to those of a file -----------------------------------------------


@cache
def in_file(kind: Any) -> Any:
    """The type of a setting as a lesson file has it: a value of several types says by its own which
    of them it should be, so that only one refusal is told."""
    if get_origin(kind) is Annotated:
        inner, *marks = get_args(kind)
        if isinstance(marks[0], OneOf):
            return Annotated[str, Words(marks[0].words)]
        return Annotated[(in_file(inner), *marks)]
    if get_origin(kind) not in {Union, UnionType}:
        return kind
    choices = [each for each in get_args(kind) if each is not NoneType]
    alternatives: Any = in_file(choices[0])
    if len(choices) > 1:
        tags = [_tag(each) for each in choices]
        tagged = tuple(map(_tagged, choices, tags))
        chooser = Discriminator(_chooser(frozenset(tags)))
        alternatives = Annotated[Union[tagged], chooser]  # noqa: UP007
    return alternatives | None if NoneType in get_args(kind) else alternatives


def _tagged(choice: Any, tag: str) -> Any:
    return Annotated[in_file(choice), Tag(tag)]


def _tag(choice: Any) -> str:
    while get_origin(choice) is Annotated:
        choice = get_args(choice)[0]
    if choice is str or get_origin(choice) is Literal:
        return "name"
    return "numbers" if get_origin(choice) is tuple else "number"


def _chooser(tags: frozenset[str]) -> Callable[[object], str]:
    """What tells which of these alternatives a value belongs to."""

    def chosen(value: object) -> str:
        tag = "numbers" if isinstance(value, tuple) else "name" if isinstance(value, str) else ""
        return tag if tag in tags else "number"

    return chosen
