"""Runs compared in words: what differs between them, and where their numbers first part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .. import figures
from ..company.differences import Difference
from ..company.parting import Parting
from ..expr import Source
from ..text import N_, _
from .frame import Frame
from .places import name_of
from .report import shape_text
from .runs import title_of_run

__all__ = [
    "change_text",
    "compared_briefly",
    "compared_lines",
    "compared_shortest",
    "differences_text",
    "key_text",
    "parting_text",
]

MAX_VALUE_CHARACTERS = 40
"""A value that takes more is told in fewer words."""
MAX_BRIEF_KEY_COUNT = 2
"""Settings that are named where there is little room."""
MAX_NAMED_LAYER_COUNT = 5
"""Layers that are named where a setting differs alike in several."""

_WORDS = {
    "optimizer.kind": N_("the optimizer"),
    "optimizer.lr": N_("the learning rate"),
    "loss.kind": N_("the loss"),
    "batch.size": N_("the batch size"),
    "data.source": N_("the data"),
    "data.inputs": N_("the inputs of the examples"),
    "data.targets": N_("the targets of the examples"),
    "function.kind": N_("the function"),
    "function.start": N_("the place where it starts"),
    "seed": N_("the seed"),
    "epochs": N_("the number of epochs"),
    "schedule": N_("the schedule of the learning rate"),
    "clip": N_("the clipping of the gradients"),
}
"""Keys → what a learner calls them (English)."""
_LAYER_WORDS = {
    "": N_("the layer {layer}"),
    "activation": N_("the activation of {layer}"),
    "kind": N_("the kind of {layer}"),
    "units": N_("the number of units of {layer}"),
    "weights": N_("the first weights of {layer}"),
    "rate": N_("the rate of {layer}"),
    "inputs": N_("what {layer} reads"),
    "size": N_("the filter size of {layer}"),
    "filters": N_("the number of filters of {layer}"),
    "padding": N_("the padding of {layer}"),
}
"""Keys of a layer → what a learner calls them (English)."""


def differences_text(found: Sequence[Difference]) -> str:
    """One line in the current language: what differs, and which values there are."""
    if not found:
        return _("nothing differs: the runs are the same")
    grouped = _grouped(found)
    if len(grouped) == 1:
        ((key, values),) = grouped.items()
        return _("only {key} differs: {values}").format(key=key, values=values)
    return _("what differs: {list}").format(
        list="; ".join(f"{key} ({values})" for key, values in grouped.items())
    )


def _grouped(found: Sequence[Difference]) -> dict[str, str]:
    """What each key is called and which values occur there; a setting that differs alike in
    several layers is told once."""
    layers: dict[tuple[str, str], list[str]] = {}
    for each in found:
        layer, setting = _layer_and_setting(each.key)
        layers.setdefault((setting, _values_text(each)), []).append(layer)
    return {
        key_text(setting) if not names[0] else _layers_text(names, setting): values
        for (setting, values), names in layers.items()
    }


def _layer_and_setting(key: str) -> tuple[str, str]:
    """The layer and the setting that a key names; no layer and the key for another one."""
    first, _dot, rest = key.partition(".")
    if first != "layers" or not rest:
        return "", key
    layer, _dot, setting = rest.partition(".")
    return layer, setting


def key_text(key: str) -> str:
    """What a learner calls a key, in the current language; the key itself where there is no word
    for it."""
    layer, setting = _layer_and_setting(key)
    if layer:
        return _layers_text([layer], setting)
    return _(_WORDS[key]) if key in _WORDS else key


def _layers_text(layers: Sequence[str], setting: str) -> str:
    """What a learner calls a setting of some layers, or the layers themselves."""
    names = ", ".join(layers[:MAX_NAMED_LAYER_COUNT])
    if len(layers) > MAX_NAMED_LAYER_COUNT:
        more = len(layers) - MAX_NAMED_LAYER_COUNT
        names = _("{names} and {n} more").format(names=names, n=more)
    if not setting and len(layers) > 1:
        return _("the layers {layers}").format(layers=names)
    words = _LAYER_WORDS.get(setting, N_("{setting} of {layer}"))
    return _(words).format(layer=names, setting=setting)


def change_text(difference: Difference) -> str:
    """What a key was and what it became, in the current language."""
    return f"{key_text(difference.key)}: {_values_text(difference, ' → ')}"


def _values_text(difference: Difference, between: str = ", ") -> str:
    """The values that occur. Of long arrays of one shape the first place where they differ, of
    other long ones the shape."""
    values = difference.distinct
    arrays = [_array(value) for value in values]
    is_short = all(len(_written(value)) <= MAX_VALUE_CHARACTERS for value in values)
    known = [array for array in arrays if array is not None]
    if is_short or len(known) < len(values) or len({array.shape for array in known}) > 1:
        return between.join(_value_text(v, a) for v, a in zip(values, arrays, strict=True))
    differ = np.any([array != known[0] for array in known], axis=0)
    first = tuple(int(i) for i in np.argwhere(differ)[0])
    count = int(differ.sum())
    words = (
        _("one of {all} numbers, at {place}: {values}")
        if count == 1
        else _("{n} of {all} numbers, the first at {place}: {values}")
    )
    return words.format(
        n=count,
        all=differ.size,
        place=f"[{','.join(map(str, first))}]",
        values=between.join(figures.line(float(array[first])) for array in known),
    )


def _array(value: object) -> np.ndarray | None:
    """A list of numbers, or of lists of numbers of one length, as an array; None for another
    value."""
    if not isinstance(value, list) or not value:
        return None
    try:
        array = np.array(value)
    except ValueError:  # rows of different lengths
        return None
    return array.astype(float) if array.dtype.kind in "iuf" else None


def _written(value: object) -> str:
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], str):
            return value[0]
        return f"[{', '.join(map(_written, value))}]"
    return str(value)


def _value_text(value: object, array: np.ndarray | None) -> str:
    text = _written(value)
    if len(text) <= MAX_VALUE_CHARACTERS:
        return text
    if array is not None:
        return _("{shape} numbers").format(shape=shape_text(array.shape))
    return f"{text[: MAX_VALUE_CHARACTERS - 1]}…"


def compared_lines(frame: Frame) -> tuple[str, ...]:
    """What differs between the runs that are shown together, and where their numbers first part, a
    line each as far as it is known; none for one run alone. Runs that differ in what a learner
    edited have the second line only."""
    found, first = frame.compared.differences, frame.compared.first
    lines = [differences_text(found)] if found else []
    if first is not None:
        name, parting = first
        leading, other = map(title_of_run, (frame.leader, frame.company[name]))
        told = parting_text(parting, parting.iteration, leading, other)
        lines.append(_("the numbers first part: {where}").format(where=told))
    return tuple(lines)


def compared_briefly(frame: Frame) -> tuple[str, ...]:
    """The same lines in fewer words: what differs without its values, the first of many, and the
    number that parts first without what it is."""
    found, first = frame.compared.differences, frame.compared.first
    lines = []
    if found:
        keys = [*_grouped(found)]
        told = ", ".join(keys[:MAX_BRIEF_KEY_COUNT])
        if len(keys) > MAX_BRIEF_KEY_COUNT:
            more = len(keys) - MAX_BRIEF_KEY_COUNT
            told = _("{names} and {n} more").format(names=told, n=more)
        lines.append(_("what differs: {list}").format(list=told))
    if first is not None:
        lines.append(_parting_briefly(first[1], frame))
    return tuple(lines)


def compared_shortest(frame: Frame) -> tuple[str, ...]:
    """The same lines in the fewest words: how many settings differ, and when the numbers part."""
    found, first = frame.compared.differences, frame.compared.first
    lines = []
    if found:
        count = len(_grouped(found))
        words = _("{n} settings differ") if count > 1 else _("one setting differs")
        lines.append(words.format(n=count))
    if first is not None:
        parting = first[1]
        words = _("they part in iteration {n}") if parting.tick else _("they begin differently")
        lines.append(words.format(n=parting.iteration))
    return tuple(lines)


def _parting_briefly(parting: Parting, frame: Frame) -> str:
    """Where runs part: the name, and before any update what it is in a learner's words."""
    if parting.tick:
        words = _("they part in iteration {n}: {name}")
        name = name_of(Source(parting.name, parting.index))
        return words.format(n=parting.iteration, name=name)
    name = name_of(Source(parting.name, ()))
    is_data = parting.name not in frame.lesson.program.parameters
    words = (
        _("they differ before the first update: their examples ({name})")
        if is_data
        else _("they differ before the first update: their starting weights ({name})")
    )
    return words.format(name=name)


def parting_text(parting: Parting | None, iterations: int, leading: str, other: str) -> str:
    """One line in the current language: where a run leaves the leading one, both called as they are
    given; `iterations` is how many were compared."""
    if parting is None:
        return _("the same numbers to the last bit in {n} iterations").format(n=iterations)
    told = {
        "n": parting.iteration,
        "name": name_of(Source(parting.name, parting.index)),
        "leading": leading,
        "other": other,
    }
    if parting.values is None:
        one, two = map(shape_text, parting.shapes)
        words = (
            _("in iteration {n}, {name} has the shape {one} in {leading}, {two} in {other}")
            if parting.tick
            else _(
                "before the first update, {name} has the shape {one} in {leading}, {two} in {other}"
            )
        )
    else:
        one, two = map(figures.full, parting.values)
        words = (
            _("in iteration {n}, {name} is {one} in {leading}, {two} in {other}")
            if parting.tick
            else _("before the first update, {name} is {one} in {leading}, {two} in {other}")
        )
    return words.format(**told, one=one, two=two)
