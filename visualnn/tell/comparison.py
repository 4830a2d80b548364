"""Runs compared in words: what differs between them, and where their numbers first part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .. import figures
from ..company.differences import Difference
from ..company.parting import Parting
from ..expr import Source
from ..text import N_, _
from .places import name_of
from .report import shape_text

__all__ = ["differences_text", "key_text", "parting_text"]

MAX_VALUE_CHARACTERS = 30

_WORDS = {
    "optimizer.kind": N_("the optimizer"),
    "optimizer.lr": N_("the learning rate"),
    "loss.kind": N_("the loss"),
    "batch.size": N_("the batch size"),
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
}
"""Keys of a layer → what a learner calls them (English)."""


def differences_text(found: Sequence[Difference]) -> str:
    """One line in the current language: what differs, and which values there are."""
    if not found:
        return _("nothing differs: the runs are the same")
    if len(found) == 1:
        (only,) = found
        return _("only {key} differs: {values}").format(
            key=key_text(only.key), values=_values_text(only)
        )
    return _("what differs: {list}").format(
        list="; ".join(f"{key_text(each.key)} ({_values_text(each)})" for each in found)
    )


def key_text(key: str) -> str:
    """What a learner calls a key, in the current language; the key itself where there is no word
    for it."""
    first, _dot, rest = key.partition(".")
    if first == "layers" and rest:
        layer, _dot, setting = rest.partition(".")
        if setting in _LAYER_WORDS:
            return _(_LAYER_WORDS[setting]).format(layer=layer)
    return _(_WORDS[key]) if key in _WORDS else key


def _values_text(difference: Difference) -> str:
    return ", ".join(map(_value_text, difference.distinct))


def _value_text(value: object) -> str:
    if value is None:
        return _("none")
    if isinstance(value, bool):
        return str(value).lower()
    text = "[…]" if isinstance(value, list | Mapping) else str(value)
    return text if len(text) <= MAX_VALUE_CHARACTERS else f"{text[: MAX_VALUE_CHARACTERS - 1]}…"


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
            _("iteration {n}: {name} has the shape {one} in {leading}, {two} in {other}")
            if parting.tick
            else _("from the beginning: {name} has the shape {one} in {leading}, {two} in {other}")
        )
    else:
        one, two = map(figures.full, parting.values)
        words = (
            _("iteration {n}: {name} is {one} in {leading}, {two} in {other}")
            if parting.tick
            else _("from the beginning: {name} is {one} in {leading}, {two} in {other}")
        )
    return words.format(**told, one=one, two=two)
