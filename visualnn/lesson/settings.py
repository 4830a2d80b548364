"""Settings: every key of a lesson that a learner may set, with what it has now and what it may be.

They are read off the types that check the lesson file, so that a sheet of them offers no more and
no less than the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from .. import figures
from ..dataclass import dataclass
from .change import Change
from .changes import description_of
from .file import LessonBase
from .file.fields import Spec, Words
from .file.kinds import Kinds
from .file.variant_specs import SHARED_KEYS
from .parts import Lesson
from .toml_writing import written_inline

__all__ = [
    "LessonSetting",
    "SettingForm",
    "SettingGroup",
    "changes_back",
    "groups_of",
    "settings_of",
]

HIDDEN_KEYS = frozenset({*SHARED_KEYS, "run_title", "breakpoints", "start_from"})
"""Keys that say who the lesson is, what it tells, and where it begins."""
GROUPED_KEYS = ("data", "batch", "layers", "loss", "optimizer", "regularization", "callbacks")
"""Tables that are a group of their own, in the order in which they are offered."""
KIND_KEYS = ("kind", "source")
"""Keys that say what kind a table is of."""
BARE = ("true", "false")


class SettingForm(Enum):
    """How a value is chosen."""

    SWITCH = "switch"
    WORD = "word"
    """One of its words."""
    WORD_OR_VALUE = "word or value"
    """One of its words, or something else that is typed."""
    VALUE = "value"
    """Whatever is typed."""


@dataclass(frozen=True)
class SettingGroup:
    """Settings that belong together: a table of the lesson file, or what stands in none."""

    key: str
    """The key path of the table, ``layers.hidden``; empty for what stands in none."""
    kind: str
    """What kind the table is of; empty without one."""


@dataclass(frozen=True)
class LessonSetting:
    """A key of a lesson."""

    key: str
    """Its path."""
    form: SettingForm
    text: str
    """Its value as it is typed; empty for a key that is left out and has no value of its own."""
    is_given: bool
    """Whether the lesson says it; else it is as usual."""
    words: tuple[str, ...] = ()
    usual: str = ""
    """What it is where it is left out, as far as its kind says that."""
    least: str = ""
    most: str = ""
    """The ends of what a number may be, as ``≥ 0`` and ``< 1``; empty without one."""


def groups_of(spec: LessonBase) -> tuple[SettingGroup, ...]:
    """The groups of a lesson in order."""
    found = [SettingGroup("", "")]
    names = [*GROUPED_KEYS, *(name for name in type(spec).model_fields if name not in GROUPED_KEYS)]
    for name in names:
        value = getattr(spec, name, None)
        if name in HIDDEN_KEYS or value is None:
            continue
        if isinstance(value, Spec):
            found.append(SettingGroup(name, _kind(value)))
        elif name == "layers":
            found += [SettingGroup(f"layers.{layer.name}", layer.kind) for layer in value]
    return tuple(found)


def settings_of(spec: LessonBase, group: str) -> tuple[LessonSetting, ...]:
    """The settings of a group by its key, in the order in which the file has them; none for a group
    that the lesson does not have."""
    table = _table(spec, group)
    if table is None:
        return ()
    own = () if group else {g.key.split(".")[0] for g in groups_of(spec) if g.key}
    named = [
        name
        for name in type(table).model_fields
        if name not in own and not (name in HIDDEN_KEYS if not group else name == "name")
    ]
    named.sort(key=lambda name: name not in KIND_KEYS)  # the others depend on it
    return tuple(_setting(table, group, name) for name in named)


def _table(spec: LessonBase, group: str) -> Spec | None:
    if not group:
        return spec
    first, _dot, layer = group.partition(".")
    value = getattr(spec, first, None)
    if layer:
        return next((row for row in value or () if row.name == layer), None)
    return value if isinstance(value, Spec) else None


def _kind(table: Spec) -> str:
    kind = getattr(table, "kind", None) or getattr(table, "source", None)
    return kind if isinstance(kind, str) else ""


def _setting(table: Spec, group: str, name: str) -> LessonSetting:
    info = type(table).model_fields[name]
    shown = info.alias or name
    kinds = getattr(type(table), "kinds", None)
    is_kind = isinstance(kinds, Kinds) and name in KIND_KEYS
    marks = list(
        _marks(Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation)
    )
    words = tuple(kinds.forms) if is_kind and isinstance(kinds, Kinds) else _words(marks)
    value = _plain(getattr(table, name))
    is_given = name in table.model_fields_set and value is not None
    least, most = _ends(marks)
    return LessonSetting(
        f"{group}.{shown}" if group else shown,
        _form(marks, words, is_kind=is_kind),
        _written(value),
        is_given,
        words,
        "" if is_given else _usual(table, name),
        least,
        most,
    )


def _form(marks: list[Any], words: tuple[str, ...], *, is_kind: bool) -> SettingForm:
    if bool in marks:
        return SettingForm.SWITCH
    if not words:
        return SettingForm.VALUE
    other = any(
        mark in {int, float} or get_origin(mark) is tuple or _is_table(mark) for mark in marks
    )
    return SettingForm.WORD_OR_VALUE if other and not is_kind else SettingForm.WORD


def _is_table(mark: Any) -> bool:
    return isinstance(mark, Kinds) or (isinstance(mark, type) and issubclass(mark, BaseModel))


def _marks(kind: Any) -> Iterator[Any]:
    """The types that a value may have, and what is said of them, one after the other; of lists
    nothing but that they are lists."""
    yield kind
    if get_origin(kind) is Annotated:
        inner, *said = get_args(kind)
        yield from _marks(inner)
        for each in said:
            yield each
            yield from getattr(each, "metadata", ())
    elif get_origin(kind) not in {tuple, Literal, dict}:
        for each in get_args(kind):
            if each is not NoneType:
                yield from _marks(each)


def _words(marks: list[Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for mark in marks:
        if isinstance(mark, Words):
            found.update(dict.fromkeys(mark.words))
        elif get_origin(mark) is Literal:
            found.update(dict.fromkeys(word for word in get_args(mark) if word))
    return tuple(found)


def _ends(marks: list[Any]) -> tuple[str, str]:
    """The ends of what a number may be. Those that only keep it finite are none."""
    least = most = ""
    for mark in marks:
        for sign, name in (("≥", "ge"), (">", "gt")):
            if isinstance(end := getattr(mark, name, None), int | float):
                least = f"{sign} {end:g}"
        for sign, name in (("≤", "le"), ("<", "lt")):
            end = getattr(mark, name, None)
            if isinstance(end, int | float) and end < 1e300:
                text = figures.count(end) if isinstance(end, int) else f"{end:g}"
                most = f"{sign} {text}"
    return least, most


def _usual(table: Spec, name: str) -> str:
    """What the kind has where a table leaves a key out."""
    kinds = getattr(type(table), "kinds", None)
    form = kinds.forms.get(_kind(table)) if isinstance(kinds, Kinds) else None
    declared: Any = None if form is None else form.declared_by
    if declared is None:
        return ""
    defaults = {each.name: each.default for each in fields(declared)}
    usual = defaults.get(name, MISSING)
    return _written(usual) if isinstance(usual, bool | int | float | str) else ""


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)
    return [*map(_plain, value)] if isinstance(value, tuple) else value


def _written(value: object) -> str:
    """A value as it is typed: words bare, all else as TOML has it, nothing for no value."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, str):
        return value if value not in BARE else written_inline(value)
    return written_inline(value)


def changes_back(lesson: Lesson, opened: Lesson) -> tuple[Change, ...]:
    """The changes that turn a lesson into the one that was opened, at every key that was changed
    in it since."""
    wanted, _sources = description_of(opened.spec)
    there, _sources = description_of(lesson.spec)
    found: list[Change] = []
    for key in dict.fromkeys((*there, *wanted)):
        is_named = key == "layers" and "architecture" in wanted  # which brings its layers
        if key in SHARED_KEYS or is_named or there.get(key) == wanted.get(key):
            continue
        if key == "layers" and key in there and _names(there[key]) == _names(wanted[key]):
            found += _layers_back(there[key], wanted[key])
        else:
            found.append(Change(key, wanted.get(key)))
    return tuple(found)


def _names(layers: list[Mapping[str, Any]]) -> list[str]:
    return [row["name"] for row in layers]


def _layers_back(
    there: list[Mapping[str, Any]], wanted: list[Mapping[str, Any]]
) -> Iterator[Change]:
    """The layers that are otherwise, where their names are the same."""
    for now, row in zip(there, wanted, strict=True):
        if now != row:
            table = {key: value for key, value in row.items() if key != "name"}
            yield Change(f"layers.{row['name']}", table)
