"""Growing: a layer made wider or narrower, a layer more behind it, or without it, as changes of the
lesson."""

from __future__ import annotations

from .change import Change
from .file import LessonBase, LessonSpec
from .file.layer_specs import LayerBase

__all__ = ["layer_behind", "layer_of", "resized", "without_layer"]

SIZE_KEYS = ("units", "filters")
"""What the width of a layer is called."""
KEPT_KEYS = ("kind", "units", "filters", "size", "padding", "activation")
"""What a new layer has from the one before it."""


def layer_of(spec: LessonBase, name: str) -> str | None:
    """The layer that a number of the program belongs to, by the number's name
    (``d.hidden.W`` → ``hidden``); None if it belongs to none."""
    layers = spec.layers if isinstance(spec, LessonSpec) else ()
    known = {layer.name for layer in layers}
    return next((part for part in name.split(".") if part in known), None)


def _layer(spec: LessonBase, name: str) -> LayerBase | None:
    layers = spec.layers if isinstance(spec, LessonSpec) else ()
    return next((layer for layer in layers if layer.name == name), None)


def resized(spec: LessonBase, name: str, by: int) -> Change | None:
    """A layer with so many units, or filters, more; None for one that has no such width, or would
    have none left."""
    layer = _layer(spec, name)
    for key in SIZE_KEYS:
        size = getattr(layer, key, None)
        if isinstance(size, int) and size + by > 0:
            return Change(f"layers.{name}.{key}", size + by)
    return None


def layer_behind(spec: LessonBase, name: str) -> Change | None:
    """A layer like this one behind it; of the last one, which answers, one in front of it, like the
    layer before. None where there is no layer to be like."""
    layer = _layer(spec, name)
    if layer is None or not isinstance(spec, LessonSpec):
        return None
    if layer is spec.layers[-1]:
        layer = spec.layers[-2] if len(spec.layers) > 1 else None
    if layer is None or not any(getattr(layer, key, None) for key in SIZE_KEYS):
        return None
    given = layer.model_dump(mode="json", exclude_unset=True, by_alias=True)
    table = {key: given[key] for key in KEPT_KEYS if key in given}
    known = {each.name for each in spec.layers}
    stem = layer.name.rstrip("0123456789") or layer.name
    new = next(f"{stem}{n}" for n in range(2, len(known) + 3) if f"{stem}{n}" not in known)
    return Change(f"layers.{new}", {**table, "after": layer.name})


def without_layer(spec: LessonBase, name: str) -> Change | None:
    """The network without a layer; None for the last one, which answers."""
    layer = _layer(spec, name)
    if layer is None or not isinstance(spec, LessonSpec) or layer is spec.layers[-1]:
        return None
    return Change(f"layers.{name}", None)
