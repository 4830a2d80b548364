"""The layers of a lesson file: one table for each kind, with the fields of the kind's layer in
`visualnn.layers`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from ...initializers import Axes
from ...layers import ACTIVATIONS, KINDS, Layer
from .fields import LayerName, Matrix, Numbers, Spec, Words, is_text
from .initializer_specs import Initializer
from .kinds import Form, Kinds, meaning_of, settings_of

_RowFilters = Annotated[tuple[Matrix, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
_PictureFilters = Annotated[
    tuple[_RowFilters, ...], Field(min_length=1, max_length=100_000, fail_fast=True)
]


def _first(numbers: Any) -> Any:
    """A rule, or the numbers."""
    alternatives = Annotated[Initializer, Tag("name")] | Annotated[numbers, Tag("numbers")]
    return Annotated[alternatives, Discriminator(is_text)]


_FIRST: dict[object, Any] = {
    Axes(1): _first(Numbers),
    Axes(2): _first(Matrix),
    Axes(3): _first(_RowFilters),
    Axes(4): _first(_PictureFilters),
}
"""How parameters start, by the number of their axes."""


def _forms() -> Iterator[Form]:
    shared = {each.name for each in fields(Layer)}
    for word, kind in KINDS.items():
        own = inspect.get_annotations(kind)
        names = [each.name for each in fields(kind) if each.name not in shared]
        order = [name for name in own if name in names]
        early = frozenset(names) - own.keys()
        yield Form(
            title=f"{kind.__name__}Spec",
            meaning=meaning_of(kind),
            words=(word,),
            # a kind that brings parameters says which
            base=LayerBase if kind.parameters is Layer.parameters else TrainedLayerBase,
            declared=partial(
                settings_of,
                kind,
                [*(name for name in names if name in early), *order],
                optional=False,
                instead=_FIRST,
            ),
            early=early,
            declared_by=kind,
        )


class LayerBase(Spec):
    """What every layer has."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    if TYPE_CHECKING:
        kind: str

    name: LayerName
    """What its values are called after: `hidden` has `hidden.z` and `hidden.a`."""
    inputs: Annotated[tuple[LayerName, ...], Field(min_length=1, max_length=100)] | None = None
    """The layers it reads, `x` for the data; without it, the layer before."""
    activation: Annotated[str, Words([*ACTIVATIONS, "none"])] = "none"
    alpha: float | None = None
    """The α of its activation: leaky ReLU's slope (Keras has 0.3), the floor of ELU and CELU."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """All that its kind can be told, by name."""
        return {name: getattr(self, name) for name in type(self).model_fields if name != "kind"}


class TrainedLayerBase(LayerBase):
    """What a layer with parameters has."""

    trainable: bool = True
    """Without it, its parameters stay as they are."""
    shares: LayerName | Literal[""] = ""
    """The earlier layer whose parameters it uses instead of its own."""


LayerSpec = Annotated[LayerBase, LayerBase.kinds]


def dense_units(layer: LayerBase) -> int | None:
    """The units of a dense layer; None for every other kind."""
    return layer.settings["units"] if layer.kind == "dense" else None
