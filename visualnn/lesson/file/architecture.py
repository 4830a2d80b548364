"""The layers of a known architecture in the place of a lesson's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import LessonError
from ...names import close_to
from ...text import N_
from ..architectures import ARCHITECTURES
from .blocks import open_blocks
from .origins import LayerOrigin, Origins
from .places import KeyPlaces

__all__ = ["architecture_layers", "open_architecture"]


def open_architecture(
    data: Mapping[str, Any], places: KeyPlaces | None
) -> tuple[Mapping[str, Any], Origins] | None:
    """The values of a lesson that names an architecture, with that one's layers, all written where
    its name is; None for a lesson with layers of its own.

    Raises LessonError for an unknown architecture, and for layers or blocks beside it.
    """
    if "architecture" not in data:
        return None
    name = str(data["architecture"])
    origins = Origins(places)
    for key in ("layers", "blocks", "function"):
        if key in data:
            raise LessonError(
                N_("a lesson has either {key} or an architecture"),
                place=origins.key(key),
                key=key,
            )
    if name not in ARCHITECTURES:
        guess = close_to(name, ARCHITECTURES)
        template = (
            N_("there is no architecture {name}; did you mean {guess}?")
            if guess
            else N_("there is no architecture {name}; there are {known}")
        )
        raise LessonError(
            template,
            place=origins.value("architecture"),
            name=name,
            guess=guess,
            known=", ".join(ARCHITECTURES),
        )
    opened, _origins = open_blocks({**data, **_tables(name)}, None)
    origin = LayerOrigin(("architecture",), whole=True)
    return opened, Origins(places, (origin,) * len(opened["layers"]))


def architecture_layers(name: str) -> tuple[Mapping[str, Any], ...]:
    """The plain layers of a known architecture, as a lesson file writes them."""
    opened, _origins = open_blocks(_tables(name), None)
    found: tuple[Mapping[str, Any], ...] = opened["layers"]
    return found


def _tables(name: str) -> dict[str, Any]:
    """The layers and blocks of a known architecture."""
    known = ARCHITECTURES[name]()
    return {key: _tuples(known[key]) for key in ("layers", "blocks") if key in known}


def _tuples(value: Any) -> Any:
    """The same values with tuples for lists, as the file's types ask for."""
    if isinstance(value, Mapping):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
