"""Knobs: keys of a lesson that the learner may turn, setting by setting.

What a knob is turned to is a change like any other, judged by the same limits and refusals as the
file; what cannot be built leaves the lesson as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from ..dataclass import dataclass
from ..errors import LessonError, UnknownNameError, VisualnnError
from ..text import N_, _, language
from .change import Change
from .file import LessonBase, TitleSpec
from .file.knob_agreement import range_of
from .file.knob_specs import KnobChoiceSpec, KnobSpec
from .file.variant_changes import changes_of

__all__ = [
    "Knob",
    "KnobSetting",
    "knob_named",
    "knob_of",
    "knobs_of",
    "setting_named",
    "title_of_key",
    "unmade",
    "values_text",
]

_KEY_TITLES: Mapping[str, str] = {
    "batch.size": N_("batch size"),
    "data.noise": N_("noise"),
    "data.validation": N_("kept for validation"),
    "dtype": N_("type of numbers"),
    "epochs": N_("epochs"),
    "loss.kind": N_("loss"),
    "optimizer.kind": N_("optimizer"),
    "optimizer.lr": N_("learning rate"),
    "optimizer.momentum": N_("momentum"),
    "optimizer.weight_decay": N_("weight decay"),
    "regularization.l1": N_("L1 penalty"),
    "regularization.l2": N_("L2 penalty"),
    "seed": N_("seed"),
}
_LAYER_TITLES: Mapping[str, str] = {
    "activation": N_("activation of {layer}"),
    "filters": N_("filters of {layer}"),
    "padding": N_("padding of {layer}"),
    "rate": N_("rate of {layer}"),
    "size": N_("filter size of {layer}"),
    "units": N_("units of {layer}"),
    "weights": N_("first weights of {layer}"),
}
LAYER_KEY_DEPTH = 3
"""Names in the key path of a layer's setting: ``layers``, the layer, the setting."""


@dataclass(frozen=True)
class KnobSetting:
    """One position of a knob."""

    word: str
    """What stands for it in a wish: the value, or the English title of a choice."""
    title: TitleSpec | None
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """What the learner reads."""
        return self.word if self.title is None else self.title.in_language(language())

    def is_made_in(self, spec: LessonBase) -> bool:
        """Whether a lesson has all of its values."""
        return not self.changes_of(spec)

    def changes_of(self, spec: LessonBase) -> tuple[Change, ...]:
        """What has to be changed in a lesson for this setting."""
        return unmade(spec, self.changes)


@dataclass(frozen=True)
class Knob:
    """A knob of a lesson."""

    id: str
    key: str | None
    own_title: TitleSpec | None
    settings: tuple[KnobSetting, ...]

    @property
    def title(self) -> str:
        """What the knob is called in the current language."""
        if self.own_title is not None:
            return self.own_title.in_language(language())
        return title_of_key(self.key or self.id)

    def at(self, spec: LessonBase) -> int | None:
        """The place of the setting that a lesson has; None if it has none of them."""
        found = (n for n, setting in enumerate(self.settings) if setting.is_made_in(spec))
        return next(found, None)


def unmade(spec: LessonBase, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those of some changes whose values a lesson has not."""
    return tuple(
        change for change in changes if not _is_made(_value_at(spec, change.key), change.value)
    )


def title_of_key(key: str) -> str:
    """What a key path is called in the current language; one without a title by itself."""
    if key in _KEY_TITLES:
        return _(_KEY_TITLES[key])
    names = key.split(".")
    if len(names) == LAYER_KEY_DEPTH and names[0] == "layers" and names[2] in _LAYER_TITLES:
        return _(_LAYER_TITLES[names[2]]).format(layer=names[1])
    return key


def knobs_of(spec: LessonBase) -> tuple[Knob, ...]:
    """The knobs that a lesson is described with, in the order of its file."""
    return tuple(knob_of(spec, knob) for knob in spec.knobs)


def knob_of(spec: LessonBase, knob: KnobSpec) -> Knob:
    """A knob as it is written, in a lesson."""
    return Knob(knob.id, knob.key, knob.title, tuple(_settings(spec, knob)))


def _settings(spec: LessonBase, knob: KnobSpec) -> Iterable[KnobSetting]:
    for value in knob.choices or range_of(knob):
        if isinstance(value, KnobChoiceSpec):
            changes = [Change(key, new) for key, _keys, new in changes_of(spec, value.set)]
            changes += [Change(key, None) for key in value.without]
            yield KnobSetting(value.title.en, value.title, tuple(changes))
        else:
            yield KnobSetting(values_text(value), None, (Change(str(knob.key), value),))


def values_text(value: object) -> str:
    """A plain value as a knob and a wish write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def knob_named(knobs: Iterable[Knob], name: str) -> Knob:
    """The knob of an id; raises UnknownNameError with the ids there are."""
    knobs = tuple(knobs)
    for knob in knobs:
        if knob.id == name:
            return knob
    raise UnknownNameError(
        N_("there is no knob {name}; there are {known}"),
        name=name,
        known=", ".join(knob.id for knob in knobs),
    )


def setting_named(knob: Knob, word: str) -> KnobSetting:
    """The setting of a knob by its word; raises UnknownNameError with the words there are."""
    for setting in knob.settings:
        if setting.word == word:
            return setting
    raise UnknownNameError(
        N_("the knob {name} has no setting {word}; there are {known}"),
        name=knob.id,
        word=word,
        known=", ".join(setting.word for setting in knob.settings),
    )


def refused_setting(spec: LessonBase, knob: Knob, word: str, why: VisualnnError) -> LessonError:
    """That a knob cannot be turned so far, told where the lesson has the knob."""
    n = [each.id for each in spec.knobs].index(knob.id)
    reason = VisualnnError(why.template, **why.params)  # without the place that it had
    return LessonError(
        N_("the knob {knob} cannot be turned to {word}: {reason}"),
        place=spec.where("knobs", n),
        knob=knob.title,
        word=word,
        reason=reason,
    )


def _is_made(there: object, wanted: object) -> bool:
    """Whether a lesson has a value; what is left out is no value, or a table without any. The key
    of a layer says its name, which its table need not say again."""
    if isinstance(there, Mapping) and isinstance(wanted, Mapping):
        return _of_layer(there) == _of_layer(wanted)
    return there in (None, {}, ()) if wanted is None else there == wanted


def _of_layer(table: Mapping[str, object]) -> Mapping[str, object]:
    """A table without what says only where a layer stands, its lists as tuples."""
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in table.items()
        if key not in ("name", "after")
    }


def _value_at(spec: LessonBase, key: str) -> object:
    """What a lesson has at a key path, settings that its file leaves out as they are then."""
    there: Any = spec
    for name in key.split("."):
        if isinstance(there, tuple):
            there = next((row for row in there if getattr(row, "name", None) == name), None)
        else:
            there = getattr(there, name, None)
    return _plain(there)


def _plain(value: object) -> object:
    """Tables of a lesson as they are written, lists of tables too."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
