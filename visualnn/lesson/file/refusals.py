"""Turns what pydantic refuses into sentences of ours, each at its key.

pydantic says where by a path that also holds the names of the alternatives it tried; those are left
out, because nobody wrote them into the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from ...errors import LessonError, TextPosition, VisualnnError
from ...layers.activation import ACTIVATIONS
from ...names import folded
from ...text import N_
from .aliases import ACTIVATION_SENTENCE, is_not_needed, key_meant, said_elsewhere, word_meant
from .kinds import Kinds
from .markdown import MAX_FAULT_COUNT
from .origins import Origins
from .places import Key, KeyPath
from .spec import LessonSpec

_SENTENCES = {
    "bool_type": N_("this must be true or false, not {value}"),
    "finite_number": N_("this must be a finite number, not {value}"),
    "float_type": N_("this must be a number, not {value}"),
    "greater_than": N_("{value} is too small; it must be more than {gt}"),
    "greater_than_equal": N_("{value} is too small; the least is {ge}"),
    "int_type": N_("this must be a whole number, not {value}"),
    "less_than": N_("{value} is too large; it must be less than {lt}"),
    "less_than_equal": N_("{value} is too large; the most is {le}"),
    "missing": N_("{key} is missing"),
    "string_pattern_mismatch": N_("{value} does not have the form {pattern}"),
    "string_type": N_("this must be text in quotation marks, not {value}"),
    "string_unicode": N_("this text has characters that do not exist"),
    "too_long": N_("this list is too long; the most is {max_length}"),
    "too_short": N_("this list is too short; the least is {min_length}"),
    "tuple_type": N_("this must be a list in square brackets, not {value}"),
}
_TABLE = N_("this must be a table, not {value}")
_SENTENCES |= dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), _TABLE)


def refusals(
    error: ValidationError,
    data: Mapping[str, object],
    places: Origins,
    kind: type[BaseModel] = LessonSpec,
    inside: KeyPath = (),
) -> Iterator[LessonError]:
    """The first faults of a validation, at most `MAX_FAULT_COUNT`.

    `kind` is what the data should have been, `inside` the key path at which they stand.
    """
    details = error.errors(include_url=False)[:MAX_FAULT_COUNT]
    meant = set(_meant(details, kind, data))
    for detail in details:
        keys, key = _key_path(detail, data)
        if _is_echo(detail) or (detail["type"] == "missing" and (keys, key) in meant):
            continue
        place = _place(detail["type"], (*inside, *keys), key, places)
        written = _kind_at(data, keys[:-1])
        yield _sentence(detail, key, place, lambda path: _fields_at(kind, data, path), written)


def _meant(
    details: Sequence[ErrorDetails], kind: type[BaseModel], data: Mapping[str, object]
) -> Iterator[tuple[KeyPath, Key]]:
    """The keys that unknown ones stand for, each with the path of its table: they are told once."""
    for detail in details:
        if detail["type"] == "extra_forbidden":
            keys, key = _key_path(detail, data)
            guess = key_meant(str(key), list(_fields_at(kind, data, detail["loc"][:-1])))
            for each in (guess or "").partition(" = ")[0].split(", "):
                yield keys[:-1], each


def _kind_at(data: Any, keys: KeyPath) -> object:
    """The kind that the table at a path says it is."""
    for key in keys:
        data = data[key]
    return data.get("kind") if isinstance(data, Mapping) else None


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because checking it ended at its first fault."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _place(kind: str, keys: KeyPath, key: Key, places: Origins) -> TextPosition:
    if places.places is None and kind == "missing":
        return places.value(*keys, key)
    return places.key(*keys) if kind == "extra_forbidden" else places.value(*keys)


def _key_path(detail: ErrorDetails, data: Any) -> tuple[KeyPath, Key]:
    """The keys that lead to the fault as far as they were written, and the last one meant."""
    keys: list[Key] = []
    for part in detail["loc"]:
        if _holds(data, part):
            data = data[part]
            keys.append(part)
    return tuple(keys), detail["loc"][-1] if detail["loc"] else ""


def _sentence(
    detail: ErrorDetails,
    key: Key,
    place: TextPosition,
    fields_at: Callable[[KeyPath], Iterator[str]],
    written: object = None,
) -> LessonError:
    """What is told of a fault; `written` is the kind of the table that it stands in."""
    kind = detail["type"]
    is_unknown = kind == "extra_forbidden"
    fields = list(fields_at(detail["loc"][:-1])) if is_unknown else []
    has_biases = not is_unknown or "biased" in fields
    if detail["input"] is False and "bias" in detail["loc"] and has_biases:
        return LessonError(
            N_("a layer without bias is written {line}"), place=place, line="biased = false"
        )
    context: dict[str, Any] = detail.get("ctx", {})
    if kind == "refusal":
        template = context["template"]
        return LessonError(template, place=place, **context["params"])
    if is_unknown:
        return _unknown_key(str(key), place, fields, written)
    if kind in {"literal_error", "union_tag_invalid"}:
        return _not_one_of(detail, context, place)
    if kind == "union_tag_not_found":
        if not isinstance(detail["input"], Mapping):
            return LessonError(_TABLE, place=place, value=value_text(detail["input"]))
        sentence = _SENTENCES["missing"]
        return LessonError(sentence, place=place, key=str(context["discriminator"]).strip("'"))
    if kind in _SENTENCES:
        numbers = {name: value for name, value in context.items() if name != "error"}
        return LessonError(
            _SENTENCES[kind],
            place=place,
            **{**numbers, "key": key, "value": value_text(detail["input"])},
        )
    return LessonError(N_("this does not fit: {reason}"), place=place, reason=detail["msg"])


def _not_one_of(
    detail: ErrorDetails, context: Mapping[str, Any], place: TextPosition
) -> LessonError:
    value = context.get("tag", detail["input"])
    known = re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags"))))
    if isinstance(value, str) and (other := _said_otherwise(value, known)) is not None:
        return LessonError(other.template, place=place, **other.params)
    guess = word_meant(value, known) if isinstance(value, str) else None
    template = (
        N_("{value} is not known here; did you mean {guess}?")
        if guess
        else N_("{value} is not known here; there are {known}")
    )
    return LessonError(
        template, place=place, value=value_text(value), guess=guess, known=", ".join(known)
    )


def _said_otherwise(value: str, known: Sequence[str]) -> VisualnnError | None:
    """What is said of a kind of layer that is no layer here but something else."""
    if "dense" not in known:
        return None
    activation = word_meant(value, ACTIVATIONS) if word_meant(value, known) is None else None
    same = next((word for word in ACTIVATIONS if folded(word) == folded(value)), activation)
    if same is not None and folded(value) != "linear":
        line = f'activation = "{same}"'
        return VisualnnError(ACTIVATION_SENTENCE, value=value_text(value), line=line)
    template = said_elsewhere(value)
    return None if template is None else VisualnnError(template, value=value_text(value))


def _unknown_key(
    key: str, place: TextPosition, known: Sequence[str], kind: object = None
) -> LessonError:
    if is_not_needed(key) and key not in known:
        return LessonError(
            N_("{key} is not needed here: it follows from the data and the layer before"),
            place=place,
            key=key,
        )
    if key in {"momentum", "nesterov"} and kind == "sgd":
        return LessonError(
            N_("sgd has no {key}; say {line}"),
            place=place,
            key=key,
            line='kind = "momentum"' if key == "momentum" else 'kind = "nesterov"',
        )
    guess = key_meant(key, known)
    template = (
        N_("unknown key {key}; did you mean {guess}?")
        if guess
        else N_("unknown key {key}; there are {known}")
    )
    return LessonError(template, place=place, key=key, guess=guess, known=", ".join(known))


def value_text(value: object) -> str:
    """A value roughly as a lesson file has it."""
    if isinstance(value, str):
        return f"“{value[:100]}”"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, (tuple, list)):
        return "[…]"
    try:
        return str(value)
    except ValueError:
        return "…"  # an integer that is too long to be written out


def _fields_at(model: type[BaseModel], data: Any, path: KeyPath) -> Iterator[str]:
    """The keys of the table that pydantic was in, by its path with the names of alternatives."""
    kind: Any = model
    for part in path:
        kind = _inside(kind, part)
        data = data[part] if _holds(data, part) else data
        kind = _of_its_kind(kind, data)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from (field.alias or name for name, field in kind.model_fields.items())


def _holds(data: Any, part: Key) -> bool:
    """Whether this part of pydantic's path is a key of the data, and no name of an alternative."""
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, tuple) and isinstance(part, int) and part < len(data)


def _of_its_kind(model: Any, data: Any) -> Any:
    """What checks the table, where its kind decides that."""
    inner = model
    if get_origin(model) in {Union, UnionType}:  # it may be left out
        inner, *others = (choice for choice in get_args(model) if choice is not NoneType)
        if others:
            return model
    while get_origin(inner) is Annotated:
        inner = get_args(inner)[0]
    kinds = vars(inner).get("kinds") if isinstance(inner, type) else None
    return kinds.model_of(data) if isinstance(kinds, Kinds) else inner


def _inside(kind: Any, part: Key) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        found = kind.model_fields.get(str(part))
        return found.annotation if found else None
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    return next((choice for choice in get_args(kind) if part in _tags(choice)), None)


def _tags(model: Any) -> Iterator[object]:
    """The tag of an alternative, or the values of the field that tells it from the others."""
    yield from (mark.tag for mark in get_args(model)[1:] if isinstance(mark, Tag))
    for field in getattr(model, "model_fields", {}).values():
        if get_origin(field.annotation) is Literal:
            yield from get_args(field.annotation)
